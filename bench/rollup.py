#!/usr/bin/env python3
"""What figures over the tree of units cost over many facts, on SQLite and, where there is a server, on PostgreSQL.

    python bench/rollup.py [--facts 1000000] [--indicators 30]

    total   one indicator for a month over all units, with who owes it and whose was accepted
    cities  all indicators for a month, of each of 14 cities
    year    the same for a year, put together from twelve months
    page    what the page of a unit asks for: all indicators of a month and of the year before, with bands and breaks
    alike   of the page, whether all units told both periods

By hand stands the least SQL: the sums and numbers of facts by the tree, of a year by indicator and unit.

The facts are of months of units in cities under one root, as ``bench/returns.py`` makes them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from fractions import Fraction
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
    from luoshi.dates.period_codes import decode_period
    from luoshi.dates.periods import period_of_months
    from luoshi.facts.base.models.fact import Fact
    from luoshi.facts.figure_views import queries
    from luoshi.facts.rollup.queries.rollups import resolve_rollup_inputs, roll_up_units, told_apart
    from luoshi.facts.rollup.rules.pieces import subperiods_within

    newest = decode_period(Fact.objects.order_by("-period").values_list("period", flat=True).first() or 0)
    year = period_of_months("year", newest.first.year, 1)
    one, every = resolve_rollup_inputs(made[:1]), resolve_rollup_inputs(made)

    hand = [
        by_hand(made[:1], [root.pk], [newest]),
        by_hand(made, cities, [newest]),
        by_hand(made, cities, subperiods_within("month", year)),
    ]
    base = newest.a_year_before()
    took = medians(
        lambda: roll_up_units(one, [root.pk], newest),
        hand[0],
        lambda: roll_up_units(every, cities, newest),
        hand[1],
        lambda: roll_up_units(every, cities, year),
        hand[2],
        lambda: (queries.periods_with_facts(made), queries.of_units(made, [root], newest)),
        lambda: told_apart(every, [root.pk], newest, base, (newest.last, base.last)),
    )
    found = roll_up_units(every, cities, year)
    sums = {(unit, indicator): (Fraction(int(total), 10_000), told) for unit, indicator, total, told in hand[2]()}
    for unit in cities:
        for definition in made:
            rolled = found[unit][definition.code]
            assert sums[unit, definition.indicator_id] == (rolled.value, rolled.told), (unit, definition.code)
    print(f"  one total is made of {roll_up_units(one, [root.pk], newest)[root.pk]['i0'].told} facts")
    for name, whole, least in zip(("total", "cities", "year"), took[:6:2], took[1:6:2], strict=True):
        print(f"  {name:8} {whole:8.1f} ms, by hand {least:8.1f} ms, {whole / least:5.2f} times")
    for name, whole in zip(("page", "alike"), took[6:], strict=True):
        print(f"  {name:8} {whole:8.1f} ms")


def by_hand(definitions: Any, units: list[int], periods: Any) -> Callable[[], Any]:
    """Rows of unit, indicator, sum and number of facts."""
    from django.db import connection

    from luoshi.dates.period_codes import encode_period
    from luoshi.org.tree.models import ALWAYS

    def listed(numbers: Any) -> str:
        return ", ".join(str(number) for number in numbers)

    day, known = periods[-1].last.isoformat(), connection.ops.adapt_datetimefield_value(ALWAYS)
    asked = (
        "SELECT p.ancestor_id, f.indicator_id, SUM(f.value), COUNT(*) FROM facts_fact f "
        "JOIN org_placement p ON p.unit_id = f.unit_id WHERE f.ended_id IS NULL AND f.breakdown = 0 "
        f"AND f.indicator_id IN ({listed(definition.indicator_id for definition in definitions)}) "
        f"AND f.period IN ({listed(map(encode_period, periods))}) AND p.ancestor_id IN ({listed(units)}) "
        "AND p.known_to = %s AND p.start <= %s AND p.until > %s GROUP BY p.ancestor_id, f.indicator_id"
    )

    def work() -> Any:
        with connection.cursor() as cursor:
            cursor.execute(asked, [known, day, day])
            return cursor.fetchall()

    return work


if __name__ == "__main__":
    on_each(__file__, __doc__, inside, facts=1_000_000, indicators=30)
