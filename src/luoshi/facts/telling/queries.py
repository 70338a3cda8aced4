"""Which facts there are of some keys."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import QuerySet

from luoshi.facts.base.models.fact import Fact
from luoshi.facts.base.models.target import Target
from luoshi.facts.telling.rules import Kept, Key, living
from luoshi.org.actors.queries import above
from luoshi.org.base.statements import Slot, Statement
from luoshi.org.rights.rules.rights import Actor, Role

COLUMNS = ("pk", "indicator", "unit", "period", "breakdown", "value", "state", "entry", "told", "ended")
# Who tells values by steps that are taken back later says which of these entries were.
WITHDRAWN: list[Callable[[Collection[int]], Iterable[int]]] = []


def counting(keys: Collection[Key]) -> dict[Key, Kept]:
    """The facts that count for these keys. One query."""
    return {one.key: one for one in _kept(_of(keys).filter(ended=None)) if one.key in keys}


def every(keys: Collection[Key]) -> list[Kept]:
    """All that was told of these keys' indicators and periods, at any unit, what counts no more too. Two queries."""
    rows = Fact.objects.filter(indicator__in={one.indicator for one in keys}, period__in={one.period for one in keys})
    return [*_kept(rows.filter(ended=None)), *_kept(rows.filter(ended__isnull=False))]


def told_by(entry: int, indicators: Collection[int], units: Collection[int]) -> list[Kept]:
    """The facts that count of these indicators and units and that an entry told. One query."""
    rows = Fact.objects.filter(indicator__in=indicators, unit__in=units, ended=None)
    return [one for one in _kept(rows) if one.source == entry]


def all_of(indicators: Collection[int]) -> list[Kept]:
    """All that was told of indicators, where it stands now, what counts no more too. Two queries."""
    rows = Fact.objects.filter(indicator__in=indicators)
    return living([*_kept(rows.filter(ended=None)), *_kept(rows.filter(ended__isnull=False))])


class Newest(NamedTuple):
    """The value told last of what is promised: of which period, and by which entry."""

    period: int
    value: Decimal
    source: int


def newest(targets: Sequence[Target], units: Mapping[int, int]) -> dict[int, Newest]:
    """The newest value told of each of these targets, by its id. One query.

    Args:
        units: the unit of each target's record, by the record's id.
    """
    if not targets:
        return {}
    there: dict[tuple[int, int, int], list[Newest]] = {}
    for indicator, part, unit, period, value, entry, told in _counting(targets, set(units.values())):
        there.setdefault((indicator, part, unit), []).append(Newest(period, value, told or entry))
    found = {}
    for one in targets:
        rows = there.get((one.indicator_id, one.breakdown, units[one.record_id]), ())
        if mine := [row for row in rows if one.first <= row.period <= one.last]:
            found[one.pk] = max(mine)
    return found


def _counting(
    targets: Sequence[Target], units: Collection[int]
) -> Iterable[tuple[int, int, int, int, Decimal, int, int]]:
    if len(targets) == 1 and len(units) == 1:  # as most steps of reporting ask
        (target,), (unit,) = targets, units
        given = {"indicator": target.indicator_id, "unit": unit, "first": target.first, "last": target.last}
        return _OF_ONE.rows(**given)
    rows = Fact.objects.filter(
        indicator__in={one.indicator_id for one in targets},
        unit__in=units,
        period__gte=min(one.first for one in targets),
        period__lte=max(one.last for one in targets),
    )
    return _columns(rows)


def _columns(rows: QuerySet[Fact]) -> Any:
    rows = rows.filter(ended=None, value__isnull=False)
    return rows.order_by("period").values_list(
        "indicator_id", "breakdown", "unit_id", "period", "value", "entry_id", "told_id"
    )


_OF_ONE = Statement(
    lambda: _columns(
        Fact.objects.filter(
            indicator=Slot.number("indicator"),
            unit=Slot.number("unit"),
            period__gte=Slot.number("first"),
            period__lte=Slot.number("last"),
        )
    )
)


def any_of(indicator: int | None) -> bool:
    """Whether a value of an indicator was told that counts. One query."""
    return Fact.objects.filter(indicator=indicator, ended=None).exists()


def withdrawn(entries: Collection[int]) -> set[int]:
    """Those of these entries whose values were taken back. One query a room that tells values."""
    return {one for asked in WITHDRAWN for one in asked(entries)} if entries else set()


def _of(keys: Collection[Key]) -> QuerySet[Fact]:
    """A superset of the facts of these keys, as the index finds them."""
    return Fact.objects.filter(
        indicator__in={one.indicator for one in keys},
        unit__in={one.unit for one in keys},
        period__in={one.period for one in keys},
    )


def _kept(rows: QuerySet[Fact]) -> list[Kept]:
    found = []
    for pk, indicator, unit, period, breakdown, value, state, entry, told, ended in rows.values_list(*COLUMNS):
        key = Key(indicator, unit, period, breakdown)
        found.append(Kept(pk, key, value, state, entry, told or entry, ended))
    return found


def may_settle(unit: int, actor: Actor, day: date) -> bool:
    """Whether the actor decides between two values that were told of a unit: its supervision office. One query."""
    over = actor.over((Role.SUPERVISOR,))
    return bool(over and over & above([unit], day)[unit])
