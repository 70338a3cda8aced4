"""The first page of outreach: a year's activities by field, area, group and medium, and its plans' tasks by tags."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import ActionLink, LabelledFact, list_query_string
from luoshi.base.rights.rules.rights import Actor
from luoshi.commitments.tags.pages.year_cards import year_tag_cards
from luoshi.commitments.tags.tag_lists import OFFICE as TAGS
from luoshi.desk.figures.forms import YearForm
from luoshi.desk.figures.matrices import matrix_cards
from luoshi.desk.figures.page_helpers import figure_filter_context, figures_scope_text, is_wrong
from luoshi.desk.figures.queries.figures import FigureSpan
from luoshi.desk.figures.queries.grids import FigureQuery, figure_grid
from luoshi.desk.figures.tables import (
    figure_rows_url,
    format_figure_value,
    format_known_share,
    format_line_comparison,
)
from luoshi.kernel.base.words import words_now
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.rights import steps_to_begin
from luoshi.lines.activities.rules import may_view_year

_ = words_now(__name__)

HEADS = ("events", "attendance", "showings", "copies", "series")  # figures above the tables
GROUPS_BY_WORKS = TAGS.lists["ledger.tags.groups"], TAGS.lists["ledger.tags.works"]


@require_safe
@login_required
def outreach_year(request: HttpRequest) -> HttpResponse:
    """Show a year of outreach in tables; each number leads to its list, each empty cell is named.

    Raises:
        Http404: nobody of the actor's roles may read an activity.
    """
    kind, actor, today = get_kind("activities"), request_actor(request), timezone.localdate()
    if not may_view_year(actor):
        raise Http404
    form = YearForm(request.GET, today)
    span, unit, wrong = form.span, form.requested_value("unit"), is_wrong(form)
    of_unit = unit.pk if unit else None
    plans, count = ([], 0) if wrong else year_tag_cards(span.first.year, of_unit, GROUPS_BY_WORKS, actor, today)
    context = {
        "title": _("The year in outreach"),
        "crumbs": [(_("The year in outreach"), "")],
        "actions": _actions(request, kind, actor, span.first.year),
        "filters": figure_filter_context(request, form),
        "span": span,
        "whose": figures_scope_text(kind, actor, today),
        "facts": [] if wrong else _facts(kind, span, of_unit, actor, today),
        "matrices": [] if wrong else list(matrix_cards(kind, span, of_unit, actor, today)),
        "plans": plans,
        "plans_url": f"{reverse('records:list', args=['plans'])}?year={span.first.year}",
        "more_plans": count - len(plans),
        "lists": [str(code_list.label) for code_list in GROUPS_BY_WORKS],
        "wide": True,
    }
    return render(request, "activities/year.html", context)


def _actions(request: HttpRequest, kind: CompiledKind, actor: Actor, year: int) -> list[ActionLink]:
    """Link to the form of an activity, to the figures, and to the years beside."""
    found: list[ActionLink] = []
    if steps_to_begin(kind, actor):
        found.append({"label": _("Enter an activity"), "url": reverse("records:new", args=[kind.name]), "main": True})
    series = reverse("records:coverage", args=[kind.name, "series"])
    return [
        *found,
        {"label": _("Year before"), "url": list_query_string(request, year=year - 1)},
        {"label": _("Next year"), "url": list_query_string(request, year=year + 1)},
        {"label": _("Named series by year"), "url": f"{series}?year={year}"},
    ]


def _facts(kind: CompiledKind, span: FigureSpan, unit: int | None, actor: Actor, today: date) -> list[LabelledFact]:
    """Return the year's first figures with their targets, and the named series of which none was held."""
    laid = figure_grid(kind, FigureQuery(span, unit), actor, today)
    found = []
    for name, label, (cell,) in laid.lines:
        if name in HEADS:
            known = cell.value is not None and cell.value.exact is not None
            text = f"{format_figure_value(cell.figure, cell.value)} {cell.figure.unit if known else ''}".strip()
            notes = (format_known_share(cell.figure, cell.value), format_line_comparison(laid, None, cell))
            note = "; ".join(filter(None, notes))
            found.append(LabelledFact(label, text, figure_rows_url(kind, cell), note=note))
    series = figure_grid(kind, FigureQuery(span, unit, "series", figure="events"), actor, today)
    none = [word for key, word, (cell,) in series.lines if key != "None" and cell.value is None]
    return [*found, LabelledFact(_("Named series without any"), "、".join(none) or _("none"), long=len(none) > 1)]
