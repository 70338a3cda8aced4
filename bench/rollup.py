#!/usr/bin/env python3
"""What figures over the tree of units cost over many facts, on SQLite and, where there is a server, on PostgreSQL.

    python bench/rollup.py [--facts 1000000] [--indicators 30]

    total   one indicator for a month over all units, with who owes it and whose was accepted
    cities  all indicators for a month, of each of 14 cities
    year    the same for a year, put together from twelve months
    page    what the page of a unit asks for: all indicators of a month and of the year before, with bands and breaks
    floor   the bare SUM of the facts of one indicator and month, without a tree

The facts are of months of units in cities under one root, as ``bench/returns.py`` makes them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from beside import medians
from databases import on_each, with_kinds_of_tests

CITIES = 14
FOUNDED, KNOWN = date(2000, 1, 1), datetime(2000, 1, 1, tzinfo=UTC)


def inside(kind: str, facts: int, indicators: int) -> None:
    """Make the units in their cities, the indicators and the facts, then measure."""
    with_kinds_of_tests("facts", "facts/returns")
    import office
    from figures_told import defined
    from returns import fill

    built = office.build()
    for at in range(CITIES):
        built.unit(f"city{at}", f"城市{at}", "county")
    made = [defined(built, f"指标{at}", code=f"i{at}") for at in range(indicators)]
    first = max(unit.pk for unit in built.units.values()) + 1
    size = fill(built, facts)
    cities = [built.units[f"city{at}"].pk for at in range(CITIES)]
    place(built.units["county"].pk, cities, first)
    print(f"== {kind}, {facts:,} facts, {size:.0f} bytes each with their indexes, {indicators} indicators")
    measure(built, made, cities, built.units["county"])


def place(root: int, cities: list[int], first: int) -> None:
    """Put all units from an id on into the cities."""
    from django.db import connection

    from luoshi.org.tree.models import Placement, Unit

    below = list(Unit.objects.filter(pk__gte=first).values_list("pk", flat=True))
    Placement.objects.bulk_create(
        [
            Placement(ancestor_id=ancestor, unit_id=pk, depth=depth, start=FOUNDED, known_from=KNOWN)
            for at, pk in enumerate(below)
            for depth, ancestor in enumerate((pk, cities[at % CITIES], root))
        ],
        batch_size=2_000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"== {len(below)} units in {CITIES} cities")


def measure(built: Any, made: Any, cities: list[int], root: Any) -> None:
    """Medians."""
    from django.db.models import Sum

    from luoshi.dates.period_codes import decode_period, encode_period
    from luoshi.dates.periods import period_of_months
    from luoshi.facts.base.models.fact import Fact
    from luoshi.facts.figure_views import queries
    from luoshi.facts.rollup.queries.rollups import resolve_rollup_inputs, roll_up_units

    newest = decode_period(Fact.objects.order_by("-period").values_list("period", flat=True).first() or 0)
    year = period_of_months("year", newest.first.year, 1)
    one, every = resolve_rollup_inputs(made[:1]), resolve_rollup_inputs(made)

    def bare() -> Any:
        rows = Fact.objects.filter(indicator=made[0].indicator_id, period=encode_period(newest), ended=None)
        return rows.aggregate(Sum("value"))

    took = medians(
        bare,
        lambda: roll_up_units(one, [root.pk], newest),
        lambda: roll_up_units(every, cities, newest),
        lambda: roll_up_units(every, cities, year),
        lambda: (queries.periods_with_facts(made), queries.of_units(made, [root], newest)),
    )
    found = roll_up_units(one, [root.pk], newest)[root.pk]["i0"]
    names = ("floor", "total", "cities", "year", "page")
    print(f"  one total is made of {found.told} facts")
    for name, milliseconds in zip(names, took, strict=True):
        print(f"  {name:8} {milliseconds:8.1f} ms, {milliseconds / took[0]:6.1f} times the floor")


if __name__ == "__main__":
    on_each(__file__, __doc__, inside, facts=1_000_000, indicators=30)
