"""Budget floors as text and tables: one year by area, or one area by year."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from django.urls import reverse

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, Light
from luoshi.figures.style import group_digits
from luoshi.kernel.base.words import words_now
from luoshi.lines.funding.floors import rules
from luoshi.lines.funding.floors.queries import FloorCheck
from luoshi.lines.funding.floors.terms import BY, LACKS, OF

_ = words_now(__name__)

BRIEF = (0, 2, 3, 5)  # the columns of a short table


def format_yuan(value: Fraction | Decimal | None) -> str:
    """Format an amount, rounded to the cent; "" if unknown."""
    if value is None:
        return ""
    whole = Fraction(value).denominator == 1
    return group_digits(Fraction(value), None if whole else 2)


def format_budget_floor(one: rules.AreaFloor) -> str:
    """Format the floor, or say what is missing to compute it."""
    if one.value is not None:
        return format_yuan(one.value)
    return _("not computable: %(names)s") % {"names": "；".join(str(LACKS[name]) for name in one.lacks)}


def explain_budget_floor(one: rules.AreaFloor) -> str:
    """Explain how the floor was computed, and the alternative."""
    if one.value is None:
        return ""
    if one.grown is None:
        return str(BY[one.by])
    grows = _("%(sum)s on %(what)s (%(previous)s)") % {
        "sum": format_yuan(one.grown),
        "what": OF[one.basis],
        "previous": format_yuan(one.previous),
    }
    if one.heads is None:
        return f"{BY[one.by]}：{grows}"
    if one.by == rules.HEADS:
        return _("by population; by growth %(grows)s") % {"grows": grows}
    return _("by growth on %(what)s %(previous)s; by population %(heads)s") % {
        "what": OF[one.basis],
        "previous": format_yuan(one.previous),
        "heads": format_yuan(one.heads),
    }


def floor_light(one: FloorCheck) -> Light:
    """Return the light that shows whether the budget reaches the floor."""
    met = one.is_met
    if met is None:
        told = one.told.budget is not None
        return Light("none", _("not computable") if told else _("budget not reported"))
    if met:
        return Light("done", _("it is met"))
    assert one.told.budget is not None
    return Light("late", _("not met, short by %(off)s") % {"off": format_yuan(one.floor.off(one.told.budget))})


def format_budget_presence(one: FloorCheck) -> str:
    """Say whether the money has a line in the budget."""
    return _("not reported") if one.present is None else _("yes") if one.present else _("no")


def format_budget_execution(one: FloorCheck) -> str:
    """Format spending as a percentage of the budget."""
    if one.told.actual is None or not one.told.budget:
        return ""
    return group_digits(100 * Fraction(one.told.actual) / Fraction(one.told.budget), 1) + "%"


def build_floor_table(
    found: Sequence[FloorCheck], title: str, *, by_area: bool, url: str = "", brief: bool = False
) -> DataTable:
    """Build a table with one row for each area or year.

    Args:
        url: of the page, for links from areas.
        brief: only floor, budget and whether the floor is met.
    """
    names = [_("Population"), _("Floor (yuan)"), _("Budget (yuan)"), _("In the budget"), _("Floor met")]
    names += [_("Spent (yuan)"), _("Of the budget")]
    sorts = ["number", "number", "number", "", "light", "number", "number"]
    heads = [DataColumn(_("Area") if by_area else _("Year"))]
    heads += [DataColumn(name, sort) if sort else DataColumn(name) for name, sort in zip(names, sorts, strict=True)]
    rows = []
    for check in found:
        name = check.area.name if by_area else str(check.year)
        link = f"{url}?area={check.area.pk}" if by_area and url else ""
        cells = [
            DataCell(name, head=True, url=link),
            DataCell(format_yuan(check.told.population), names[0], "number", url=_fact(check, "population")),
            DataCell(format_budget_floor(check.floor), names[1], "number", note=explain_budget_floor(check.floor)),
            DataCell(format_yuan(check.told.budget), names[2], "number", url=_fact(check, "budget")),
            DataCell(format_budget_presence(check), names[3]),
            DataCell("", names[4], "light", light=floor_light(check)),
            DataCell(format_yuan(check.told.actual), names[5], "number", url=_fact(check, "actual")),
            DataCell(format_budget_execution(check), names[6], "number"),
        ]
        rows.append(DataRow(f"{check.area.pk}-{check.year}", name, cells))
    if brief:
        heads = [heads[at] for at in BRIEF]
        rows = [DataRow(row.key, row.name, [row.cells[at] for at in BRIEF]) for row in rows]
    return DataTable(
        title, heads, rows, Empty(_("No area has this floor yet."), _("Name them under “Its areas”.")), wide=True
    )


def _fact(one: FloorCheck, name: str) -> str:
    return reverse("facts:fact", args=[one.facts[name]]) if name in one.facts else ""


def format_floor_counts(found: Sequence[FloorCheck]) -> str:
    """Count the areas that reach the floor, miss it, and are unknown."""
    met = [check.is_met for check in found]
    return _("%(met)d met, %(missed)d not met, %(unknown)d not known") % {
        "met": met.count(True),
        "missed": met.count(False),
        "unknown": met.count(None),
    }
