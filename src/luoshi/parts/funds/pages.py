"""The page of all movements of a fund."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import build_pager, paginate_rows
from luoshi.kernel.base.words import words_now
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.parts.funds import queries
from luoshi.parts.funds.cards import movements_table

_ = words_now(__name__)


@require_safe
@login_required
def fund_movement_list(request: HttpRequest, pk: int) -> HttpResponse:
    """List the movements of a fund, latest first.

    Raises:
        Http404: there is no such fund, or the actor may not read its money: indistinguishable.
    """
    actor, day = request_actor(request), timezone.localdate()
    fund = readable_records(get_kind("funds"), actor, day).filter(pk=pk).first()
    if fund is None or not queries.reads_money(fund, actor, day):
        raise Http404
    page = paginate_rows(request, queries.fund_movements(fund=fund.pk))
    title = _("Movements")
    context = {
        "title": title,
        "of": fund.title,
        "crumbs": [
            (str(get_kind("funds").label), reverse("records:list", args=["funds"])),
            (fund.title, fund.get_absolute_url()),
            (title, ""),
        ],
        "table": movements_table(title, list(page), actor, day, of_fund=True),
        "count": page.paginator.count,
        "pager": build_pager(request, page),
    }
    return render(request, "funds/movements.html", context)
