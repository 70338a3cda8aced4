"""Queries for budget floors: reported population, budget and spending, and the checks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from luoshi.base.rights.rules.rights import Actor
from luoshi.dates.period_codes import decode_period, encode_period
from luoshi.dates.periods import period_of_months
from luoshi.facts.base.models.fact import TOTAL, Fact
from luoshi.facts.figure_views.queries.visibility import open_units
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.lines.funding.floors import rules
from luoshi.lines.funding.floors.models import Area, Floor, FloorTerm
from luoshi.org.tree.models import Unit

YEARS = 60  # most years, from the first one on
STEADY = 1  # years ahead for which a floor is shown, because budgets are drawn up the year before


@dataclass(frozen=True)
class FloorCheck:
    """The floor of an area and a year, with the reported values and their fact ids."""

    area: Unit
    year: int
    floor: rules.AreaFloor
    told: rules.AreaValues
    facts: dict[str, int]

    @property
    def is_met(self) -> bool | None:
        """Whether the budget reaches the floor; None: unknown."""
        return self.floor.is_met(self.told.budget)

    @property
    def present(self) -> bool | None:
        """Whether the money has a line in the budget; None: not reported."""
        return None if self.told.budget is None else self.told.budget > 0


def floor_of(pk: int, actor: Actor, day: date) -> Floor | None:
    """Return a floor that the actor may read. One query."""
    rows: Any = readable_records(get_kind("floors"), actor, day).filter(pk=pk, erased=None)
    return rows.first() if 0 < pk < 2**63 else None


def years_of(one: Floor, day: date) -> list[int]:
    """List the years that have a floor, newest first, up to next year, whose budget is drawn up now."""
    first = one.first_year
    return [] if first is None else list(range(min(day.year + STEADY, first + YEARS), first - 1, -1))


def areas_of(one: Floor, actor: Actor, day: date) -> list[Unit]:
    """List the floor's areas whose figures the actor may read, in their order. Two queries."""
    rows = [row.unit for row in Area.list_rows(one).select_related("unit")]
    open_to = set(open_units(actor, day).filter(pk__in=[unit.pk for unit in rows]).values_list("pk", flat=True))
    return [unit for unit in rows if unit.pk in open_to]


def check_area_floors(one: Floor, areas: Sequence[Unit], day: date) -> list[FloorCheck]:
    """Check the floor for these of its areas, by area and year, newest year first. Two queries."""
    years = years_of(one, day)
    if not years or not areas:
        return []
    terms = [rules.FloorTerms(row.from_year, row.per_head, row.growth, row.basis) for row in FloorTerm.list_rows(one)]
    told, facts = _told(one, areas, years)
    found = []
    for unit in areas:
        of_unit = {year: told.get((unit.pk, year), rules.AreaValues()) for year in years}
        floors = rules.compute_yearly_floors(one.way, years[-1], years[0], terms, of_unit)  # type: ignore[arg-type]
        found += [FloorCheck(unit, year, floors[year], of_unit[year], facts.get((unit.pk, year), {})) for year in years]
    return found


def _told(
    one: Floor, areas: Sequence[Unit], years: Sequence[int]
) -> tuple[dict[tuple[int, int], rules.AreaValues], dict[tuple[int, int], dict[str, int]]]:
    """Return the values and fact ids that each area itself reported by year, without lower levels."""
    linked = {"population": one.population, "budget": one.budget, "actual": one.actual}
    names = {link.indicator_id: name for name, link in linked.items() if link is not None}
    rows = Fact.objects.filter(
        indicator__in=[pk for pk in names if pk is not None],
        unit__in=areas,
        period__in=[encode_period(period_of_months("year", year, 1)) for year in years],
        breakdown=TOTAL,
        ended=None,
    )
    values: dict[tuple[int, int], dict[str, Decimal]] = defaultdict(dict)
    facts: dict[tuple[int, int], dict[str, int]] = defaultdict(dict)
    for pk, indicator, unit, period, value, state in rows.values_list(
        "pk", "indicator", "unit", "period", "value", "state"
    ):
        at = (unit, decode_period(period).first.year)
        facts[at][names[indicator]] = pk
        if value is not None or state == Fact.NIL:
            values[at][names[indicator]] = Decimal(0) if value is None else Decimal(value)
    return {at: rules.AreaValues(**some) for at, some in values.items()}, dict(facts)


def shown_year(found: Sequence[FloorCheck], day: date) -> int | None:
    """Return the newest year with a reported budget; else the current one."""
    told = [check.year for check in found if check.told.budget is not None]
    return max(told, default=day.year if found else None)
