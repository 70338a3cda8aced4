"""The meanings of plans' words: one list, an indicator chosen or proposed for each, confirmed together."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from luoshi.base.forms.requests import request_actor
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.rights.pages import error_status
from luoshi.plans.indicator_terms import queries
from luoshi.plans.indicator_terms.actions import record_term_meaning
from luoshi.plans.indicator_terms.queries import UndefinedTerm
from luoshi.plans.rows.actions.editing import By

NONE = "none"
SHOWN = 100  # rows of a page, most used first; decided ones leave the list


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def undefined_term_list(request: HttpRequest) -> HttpResponse:
    """List the words of plans that have no defined meaning yet; store the choices submitted.

    Raises:
        Http404: the actor supervises nothing.
    """
    actor, at = request_actor(request), timezone.now()
    if actor.behalf or not queries.may_define_terms(actor):
        raise Http404
    day, error = timezone.localdate(at), None
    rows = queries.undefined_terms(actor, day)
    if request.method == "POST":
        try:
            count = _said(request, rows, By(actor, at))
        except RecordError as refused:
            error = refused
        else:
            said = ngettext("%(n)d name has been clarified.", "%(n)d of them are known now.", count) % {"n": count}
            messages.success(request, said)
            return HttpResponseRedirect(reverse("ledger:meanings"))
    return _show(request, actor, rows, day, error)


def _said(request: HttpRequest, rows: list[UndefinedTerm], by: By) -> int:
    """Record each choice; return their number."""
    chosen = {term.key: (term, request.POST.get(_name(term), "")) for term in rows}
    numbers = [value for _one, value in chosen.values() if value.isdecimal() and len(value) < 19]
    definitions = queries.definitions_by_id({int(number) for number in numbers})
    count = 0
    for key, (term, value) in chosen.items():
        if value == NONE:
            record_term_meaning(term.desk, key, None, by)
        elif value.isdecimal() and len(value) < 19 and int(value) in definitions:
            record_term_meaning(term.desk, key, definitions[int(value)], by)
        else:
            continue
        count += 1
    return count


def _name(one: UndefinedTerm) -> str:
    """Return the name of a row's field."""
    return f"means_{one.target}"


def _show(
    request: HttpRequest, actor: Actor, rows: list[UndefinedTerm], day: date, error: RecordError | None
) -> HttpResponse:
    title = _("Indicators in plans")
    shown: list[dict[str, object]] = [
        {
            "name": _name(row),
            "words": row.words,
            "unit": row.unit,
            "scope": row.scope,
            "quote": row.quote,
            "count": row.count,
            "url": reverse("records:detail", args=["commitments", row.example]),
            "choices": [(each.pk, each.title, share) for each, share in row.may_mean],
            "others": [(each.pk, each.title) for each in row.others],
            "sure": next((each.pk for each, share in row.may_mean if share == 100), None),
        }
        for row in rows[:SHOWN]
    ]
    context = {
        "title": title,
        "crumbs": [(str(_("Indicators")), reverse("records:list", args=["indicators"])), (title, "")],
        "rows": shown,
        "more": max(len(rows) - SHOWN, 0),
        "error": error,
        "library": reverse("facts:library"),
        "define": reverse("records:new", args=["indicators"]),
    }
    return render(request, "ledger/indicator_terms.html", context, status=error_status(error) if error else 200)
