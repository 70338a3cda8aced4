"""The page of a budget floor: all areas in a year, or one area by year; also as a workbook."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import list_query_string
from luoshi.desk.figures.page_helpers import export_figures_workbook, figure_filter_context, is_wrong
from luoshi.kernel.base.words import words_now
from luoshi.kernel.kinds.registry import get_kind
from luoshi.lines.funding.floors import floor_presentation, queries
from luoshi.lines.funding.floors.forms import FloorCheckForm
from luoshi.lines.funding.floors.models import Floor

_ = words_now(__name__)


def _asked(request: HttpRequest, pk: int) -> tuple[Floor, FloorCheckForm, list[queries.FloorCheck], bool]:
    """Return the floor, the form, the checks, and whether they are listed by area."""
    actor, day = request_actor(request), timezone.localdate()
    one = queries.floor_of(pk, actor, day)
    if one is None:
        raise Http404
    open_to = queries.areas_of(one, actor, day)
    areas = [(unit.pk, unit.name) for unit in open_to]
    form = FloorCheckForm(request.GET, queries.years_of(one, day), areas)
    if is_wrong(form):
        return one, form, [], True
    area = form.requested_value("area")
    found = queries.check_area_floors(one, [unit for unit in open_to if area in (None, unit.pk)], day)
    year = form.requested_value("year")
    if area is None:
        year = year or queries.shown_year(found, day)
        form = FloorCheckForm({"year": str(year or "")}, queries.years_of(one, day), areas)
    return one, form, [each for each in found if year in (None, each.year)], area is None


@require_safe
@login_required
def floor_check_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the checks of a floor."""
    one, form, found, by_area = _asked(request, pk)
    url = reverse("funding:floor_check", args=[one.pk])
    title = _("Computed result")
    caption = f"{found[0].year}" if found and by_area else found[0].area.name if found else title
    context = {
        "title": f"{one.title} · {caption}" if found else one.title,
        "crumbs": [
            (str(get_kind("floors").label), reverse("records:list", args=["floors"])),
            (one.title, one.get_absolute_url()),
            (title, ""),
        ],
        "filters": figure_filter_context(request, form),
        "counts": floor_presentation.format_floor_counts(found) if found else "",
        "table": floor_presentation.build_floor_table(found, caption, by_area=by_area, url=url),
        "sheet_url": reverse("funding:floor_book", args=[one.pk]) + list_query_string(request),
        "wide": True,
    }
    return render(request, "funding/floors.html", context)


@require_POST
@login_required
def floor_check_export(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Export the checks as a workbook. A POST, because it is journaled."""
    one, _form, found, _by_area = _asked(request, pk)
    columns = [
        (_("Area"), 24),
        (_("Year"), 8),
        (_("Population"), 14),
        (_("Floor (yuan)"), 18),
        (_("How it is obtained"), 40),
    ]
    columns += [(_("Budget (yuan)"), 18), (_("Floor met"), 24), (_("Spent (yuan)"), 18)]
    lines = [
        [
            each.area.name,
            each.year,
            each.told.population if each.told.population is not None else "",
            floor_presentation.format_budget_floor(each.floor),
            floor_presentation.explain_budget_floor(each.floor),
            each.told.budget if each.told.budget is not None else "",
            floor_presentation.floor_light(each).label,
            each.told.actual if each.told.actual is not None else "",
        ]
        for each in found
    ]
    return export_figures_workbook(request, get_kind("floors"), one.title, columns, lines, [])
