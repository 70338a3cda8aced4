"""All movements of a fund, a page at a time."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from luoshi.org.base.requests import acting
from luoshi.org.base.shapes import paged, pager
from luoshi.parts.funds import queries
from luoshi.parts.funds.cards import movements_table
from luoshi.records.base.words import words_now
from luoshi.records.kinds.registry import kind
from luoshi.records.rights.queries.rights import seen

_ = words_now(__name__)


@require_safe
@login_required
def movements(request: HttpRequest, pk: int) -> HttpResponse:
    """What moved in a fund, the latest first.

    Raises:
        Http404: there is no such fund, or its money is not the actor's to read: both alike.
    """
    actor, day = acting(request), timezone.localdate()
    fund = seen(kind("funds"), actor, day).filter(pk=pk).first()
    if fund is None or not queries.reads_money(fund, actor, day):
        raise Http404
    page = paged(request, queries.movements(fund=fund.pk))
    title = _("Movements")
    context = {
        "title": title,
        "of": fund.title,
        "crumbs": [
            (str(kind("funds").label), reverse("records:list", args=["funds"])),
            (fund.title, fund.get_absolute_url()),
            (title, ""),
        ],
        "table": movements_table(title, list(page), actor, day, of_fund=True),
        "count": page.paginator.count,
        "pager": pager(request, page),
    }
    return render(request, "funds/movements.html", context)
