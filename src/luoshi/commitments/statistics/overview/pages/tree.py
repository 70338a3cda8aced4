"""The tree of units with commitments counted by light in each branch; one level per page."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import CountLink, DataCell, DataColumn, DataRow, DataTable, Empty
from luoshi.commitments.lights import words as light_words
from luoshi.commitments.statistics.overview.queries import LightCounts, unit_tree_level
from luoshi.org.actors.view_dates import ViewDates, parse_view_dates
from luoshi.plans.base.states import GOES_ON


@require_safe
@login_required
def unit_progress_tree(request: HttpRequest) -> HttpResponse:
    """Show the roots, or with ?unit=… the children of a unit; units in code order, never ranked.

    With ?on=… the tree of that day, with today's state of its units' commitments.
    """
    at, unit = parse_view_dates(request), request.GET.get("unit", "")
    if unit and not (unit.isdecimal() and len(unit) < 19):
        raise Http404
    found = unit_tree_level(request_actor(request), at.today, int(unit) if unit else None, at.day)
    if found is None:
        raise Http404
    title = _("Progress by unit")
    here = [(title, reverse("ledger:tree_progress") + at.query if found.path else "")]
    here += [(name, _at(upper_unit, at) if upper_unit != int(unit) else "") for upper_unit, name in found.path]
    rows = [
        DataRow(
            str(branch.unit),
            branch.name,
            _cells(
                branch.name,
                branch.part,
                branch.beneath,
                _at(branch.unit, at) if branch.beneath else "",
                str(branch.unit),
                at,
            ),
        )
        for branch in found.branches
    ]
    if found.own and found.own.every and found.branches:  # no list shows a unit without its subtree: no links
        itself = _("%(unit)s itself") % {"unit": found.path[-1][1]}
        rows.insert(0, DataRow("own", itself, _cells(itself, found.own, 0, "", "", at)))
    columns = [
        DataColumn(_("Unit")),
        DataColumn(_("Units right beneath"), "number"),
        DataColumn(_("All"), "number"),
        DataColumn(_("Still open"), "number"),
        DataColumn(_("By light")),
    ]
    empty = Empty(_("This unit has no subordinate units."), "", _list(unit, at) if unit else "", _("Its commitments"))
    context = {
        "title": found.path[-1][1] if found.path else title,
        "crumbs": [(_("Units"), reverse("org:units") + at.query), *here],
        "day": at.today,
        "as_of": at.bar(request.path, request.GET),
        "counts": _counts(found.own, unit, at) if found.own and not found.branches else [],
        "table": DataTable(title, columns, rows, empty),
    }
    return render(request, "ledger/tree_progress.html", context)


def _at(unit: int, at: ViewDates) -> str:
    return at.way(reverse("ledger:tree_progress"), unit=unit)


def _list(unit: str, at: ViewDates, **narrowed: object) -> str:
    """Return the URL of the list of exactly these commitments: of the unit's subtree; empty if no unit is given."""
    if not unit:
        return ""
    return at.way(reverse("records:list", args=["commitments"]), unit=unit, **narrowed)


def _counts(own: LightCounts, unit: str, at: ViewDates) -> list[dict[str, Any]]:
    return [
        {"label": _("All"), "count": own.every, "url": _list(unit, at)},
        {"label": _("Still open"), "count": own.open_count, "url": _list(unit, at, state=GOES_ON)},
        *(
            {
                "label": light.light.label,
                "count": light.count,
                "url": light.url,
                "tone": light_words.TONES.get(light.light.key),
            }
            for light in _lights(own, unit, at)
        ),
    ]


def _lights(part: LightCounts, unit: str, at: ViewDates) -> list[CountLink]:
    return [
        CountLink(light_words.page_light(code), count, _list(unit, at, light=code))
        for code, count in part.lights.items()
    ]


def _cells(words: str, part: LightCounts, beneath: int, url: str, unit: str, at: ViewDates) -> list[DataCell]:
    return [
        DataCell(words, _("Unit"), head=True, url=url),
        DataCell(str(beneath or ""), _("Units right beneath"), "number"),
        DataCell(str(part.every), _("All"), "number", url=_list(unit, at) if part.every else ""),
        DataCell(
            str(part.open_count),
            _("Still open"),
            "number",
            url=_list(unit, at, state=GOES_ON) if part.open_count else "",
        ),
        DataCell("", _("By light"), counted=_lights(part, unit, at)),
    ]
