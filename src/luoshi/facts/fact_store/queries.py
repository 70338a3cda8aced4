"""Queries for facts by key."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date

from django.db.models import QuerySet

from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.facts.base.models.fact import Fact
from luoshi.facts.fact_store.rules import FactKey, StoredFact, latest_fact_rows
from luoshi.org.actors.queries import ancestor_unit_ids

COLUMNS = ("pk", "indicator", "unit", "period", "breakdown", "value", "state", "entry", "told", "ended")
# Apps whose reports can be withdrawn register a function that returns which of the given entries were.
WITHDRAWN: list[Callable[[Collection[int]], Iterable[int]]] = []


def counting_facts(keys: Collection[FactKey]) -> dict[FactKey, StoredFact]:
    """Return the current facts of these keys. One query."""
    return {fact.key: fact for fact in _kept(_of(keys).filter(ended=None)) if fact.key in keys}


def facts_at_any_unit(keys: Collection[FactKey]) -> list[StoredFact]:
    """List all facts of these keys' indicators and periods, at any unit, superseded ones included. Two queries."""
    rows = Fact.objects.filter(indicator__in={key.indicator for key in keys}, period__in={key.period for key in keys})
    return [*_kept(rows.filter(ended=None)), *_kept(rows.filter(ended__isnull=False))]


def told_by(entry: int, indicators: Collection[int], units: Collection[int]) -> list[StoredFact]:
    """List the current facts of these indicators and units that an entry reported. One query."""
    rows = Fact.objects.filter(indicator__in=indicators, unit__in=units, ended=None)
    return [fact for fact in _kept(rows) if fact.source == entry]


def all_of(indicators: Collection[int]) -> list[StoredFact]:
    """List all facts of indicators where they are now, superseded ones included. Two queries."""
    rows = Fact.objects.filter(indicator__in=indicators)
    return latest_fact_rows([*_kept(rows.filter(ended=None)), *_kept(rows.filter(ended__isnull=False))])


def any_of(indicator: int | None) -> bool:
    """Whether an indicator has a current fact. One query."""
    return Fact.objects.filter(indicator=indicator, ended=None).exists()


def withdrawn_fact_entries(entries: Collection[int]) -> set[int]:
    """Return those of the entries whose values were withdrawn. One query per registered function."""
    return {entry for asked in WITHDRAWN for entry in asked(entries)} if entries else set()


def _of(keys: Collection[FactKey]) -> QuerySet[Fact]:
    """Select a superset of the facts of these keys, so that the index is used."""
    return Fact.objects.filter(
        indicator__in={key.indicator for key in keys},
        unit__in={key.unit for key in keys},
        period__in={key.period for key in keys},
    )


def _kept(rows: QuerySet[Fact]) -> list[StoredFact]:
    found = []
    for pk, indicator, unit, period, breakdown, value, state, entry, told, ended in rows.values_list(*COLUMNS):
        key = FactKey(indicator, unit, period, breakdown)
        found.append(StoredFact(pk, key, value, state, entry, told or entry, ended))
    return found


def may_settle(unit: int, actor: Actor, day: date) -> bool:
    """Whether the actor may decide between two values of a unit: its supervision office may. One query."""
    over = actor.over((Role.SUPERVISOR,))
    return bool(over and over & ancestor_unit_ids([unit], day)[unit])
