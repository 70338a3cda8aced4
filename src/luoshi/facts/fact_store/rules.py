"""Which values differ from the current facts, and which fact counts after a withdrawal. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple


class FactKey(NamedTuple):
    """The key of a fact; at most one fact is current for it."""

    indicator: int
    unit: int
    period: int
    breakdown: int = 0


@dataclass(frozen=True)
class FactValue:
    """A value as reported: ``value`` is None if ``state`` gives a reason (``Fact.NIL`` …)."""

    key: FactKey
    value: Decimal | None
    state: int = 0


@dataclass(frozen=True)
class StoredFact:
    """A fact as stored: ``source`` is the entry that reported it, ``ended`` the one that ended it."""

    pk: int
    key: FactKey
    value: Decimal | None
    state: int
    entry: int
    source: int
    ended: int | None

    @property
    def fact_value(self) -> FactValue:
        """Key, value and state."""
        return FactValue(self.key, self.value, self.state)

    @property
    def says(self) -> tuple[Decimal | None, int]:
        """Value and state."""
        return self.value, self.state


def plan_fact_changes(
    told: Iterable[FactValue], there: Mapping[FactKey, StoredFact], *, repeats: bool = False
) -> tuple[list[FactValue], list[int]]:
    """Return the values to insert and the ids of the facts they end; an equal value keeps its first source.

    Args:
        told: the reported values; the last of each key counts.
        there: the current facts, by key.
        repeats: insert equal values too, so that they still count if the earlier one is withdrawn.
    """
    new = {value.key: value for value in told}
    found = [value for key, value in new.items() if repeats or key not in there or there[key].fact_value != value]
    return found, [there[value.key].pk for value in found if value.key in there]


def latest_fact_rows(rows: Iterable[StoredFact]) -> list[StoredFact]:
    """Return the last row of each reported value, which is where it is now; earlier rows were moved to another unit."""
    last = {(row.source, row.key._replace(unit=0)): row for row in sorted(rows, key=lambda one: one.pk)}
    return list(last.values())


def choose_counting_facts(
    rows: Iterable[StoredFact], keys: Iterable[FactKey], withdrawn: Collection[int]
) -> dict[FactKey, StoredFact | None]:
    """Return the fact that counts for each key: the last one reported and not withdrawn; None if there is none.

    Args:
        rows: reported values where they are now (``latest_fact_rows``).
        withdrawn: the entries whose values were withdrawn.
    """
    found: dict[FactKey, StoredFact | None] = dict.fromkeys(keys)
    for row in sorted(rows, key=lambda one: one.source):
        if row.key in found and row.source not in withdrawn:
            found[row.key] = row
    return found
