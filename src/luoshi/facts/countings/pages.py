"""The page of countable figures; chosen ones become indicators that the program fills."""

from __future__ import annotations

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
from luoshi.facts.countings import figure_choices, queries
from luoshi.facts.countings.actions import adopt_figures
from luoshi.facts.indicators.models import PERIODS
from luoshi.facts.library.queries import defines_for, may_define
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.pages import error_status

OFTEN = ("month", "quarter", "half", "year")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def countable_figure_list(request: HttpRequest) -> HttpResponse:
    """List the figures by kind; count the chosen ones automatically from this year on.

    Raises:
        Http404: the actor may not define indicators.
    """
    actor, at = request_actor(request), timezone.now()
    if not may_define(actor):
        raise Http404
    error = None
    often = request.POST.get("often", "month")
    if request.method == "POST":
        try:
            if often not in OFTEN:
                raise RecordError("incomplete", _("Choose the periods for which it is stored."))
            unit = defines_for(actor, timezone.localdate(at))
            made = adopt_figures(request.POST.getlist("figure"), often, unit, actor, at=at)
        except RecordError as refused:
            error = refused
        else:
            n = len(made)
            said = ngettext("%(n)d figure is now counted.", "%(n)d figures are counted now.", n) % {"n": n}
            messages.success(request, said)
            return HttpResponseRedirect(reverse("records:list", args=["countings"]))
    title = _("Figures counted by lines of work")
    library = (_("Library of indicators"), reverse("facts:library"))
    context = {
        "title": title,
        "crumbs": [
            (str(get_kind("indicators").label), reverse("records:list", args=["indicators"])),
            library,
            (title, ""),
        ],
        "groups": _groups(),
        "often": [(name, PERIODS[name], name == often) for name in OFTEN],
        "error": error,
    }
    return render(request, "facts/countable.html", context, status=error_status(error) if error else 200)


def _groups() -> dict[str, list[dict[str, object]]]:
    """Group the figures by kind, each with the counting that uses it already. One query."""
    every = figure_choices.countable_figures()
    own = queries.countings_by_figure(list(every))
    found: dict[str, list[dict[str, object]]] = {}
    for code, (of, figure) in every.items():
        source = figure_choices.figure_source(code)
        row: dict[str, object] = {"code": code, "label": figure.label, "unit": str(figure.unit), "own": own.get(code)}
        row["chinese"] = not str(figure.unit).isascii()
        row["beneath"] = source is not None and source.beneath
        found.setdefault(str(of.label), []).append(row)
    return found
