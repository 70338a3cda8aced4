"""Load all units at once, for import and export: in a few queries, whatever their number."""

from __future__ import annotations

from datetime import date

from luoshi.org.tree import queries as tree
from luoshi.org.tree.models import Unit, UnitsMark, own_order
from luoshi.org.tree.rules.particulars import DETAILS
from luoshi.org.tree.rules.tree import lines_of
from luoshi.org.unit_import.models import UnitRun
from luoshi.org.unit_import.rules import RecordedUnit, UnitSheetRow


def recorded_units() -> dict[str, RecordedUnit]:
    """Return every unit with all its names and places, by code. Three queries."""
    lines = lines_of(tree.edges_now())
    names = tree.names_by_unit(None)
    units = Unit.objects.values_list("pk", "code", *DETAILS)
    return {
        code: RecordedUnit(pk, code, tuple(lines.get(pk, ())), tuple(names.get(pk, ())), division, credit, remark, sort)
        for pk, code, division, credit, remark, sort in units
    }


def running_unit_import() -> UnitRun | None:
    """Return the long import that is running, or None. One query."""
    return UnitRun.objects.filter(state__in=UnitRun.GOING).order_by("pk").first()


def wrongly_unseen() -> list[str]:
    """List the codes of units that are hidden although no import is running. At most two queries."""
    mark = UnitsMark.objects.values_list("hidden_from", flat=True).first()
    if mark is None or running_unit_import():
        return []
    return list(Unit._base_manager.filter(pk__gte=mark).order_by("pk").values_list("code", flat=True))


def unit_sheet_rows(day: date) -> list[UnitSheetRow]:
    """Return the units of a day as rows of a sheet, parents before children. Four queries."""
    here = tree.placements_on(day)
    founded = dict(here.filter(depth=0).values_list("unit_id", "start"))
    parents = dict(here.filter(depth=1).values_list("unit_id", "ancestor__code"))
    names = {unit: (name, short) for unit, name, short in tree.names_at(day).values_list("unit_id", "name", "short")}
    found = []
    units = Unit.objects.order_by(*own_order())
    for pk, code, division, credit, remark, sort in units.values_list("pk", "code", *DETAILS):
        if pk in founded:
            name, short = names.get(pk, ("", ""))
            found.append(
                UnitSheetRow(0, code, name, short, parents.get(pk), division, credit, remark, sort, founded[pk])
            )
    return _downwards(found)


def _downwards(rows: list[UnitSheetRow]) -> list[UnitSheetRow]:
    """Return the same rows in depth-first order; siblings stay in their given order."""
    below: dict[str | None, list[UnitSheetRow]] = {}
    for row in reversed(rows):
        below.setdefault(row.parent, []).append(row)
    waiting, found = list(below.get(None, ())), []
    while waiting:
        row = waiting.pop()
        found.append(row)
        waiting += below.get(row.code, ())
    return found
