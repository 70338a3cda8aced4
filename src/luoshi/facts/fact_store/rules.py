"""Which values are another, and which one counts again when one is taken back: pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple


class FactKey(NamedTuple):
    """What a fact is of; at most one counts for it."""

    indicator: int
    unit: int
    period: int
    breakdown: int = 0


@dataclass(frozen=True)
class FactValue:
    """A value as somebody tells it: ``value`` None with the reason in ``state`` (``Fact.NIL`` …)."""

    key: FactKey
    value: Decimal | None
    state: int = 0


@dataclass(frozen=True)
class StoredFact:
    """A fact as it lies in the table: ``source`` is the entry that told it, ``ended`` the one that ended it."""

    pk: int
    key: FactKey
    value: Decimal | None
    state: int
    entry: int
    source: int
    ended: int | None

    @property
    def said(self) -> FactValue:
        """What it says, of what."""
        return FactValue(self.key, self.value, self.state)

    @property
    def says(self) -> tuple[Decimal | None, int]:
        """What it says."""
        return self.value, self.state


def plan_fact_changes(
    told: Iterable[FactValue], there: Mapping[FactKey, StoredFact], *, repeats: bool = False
) -> tuple[list[FactValue], list[int]]:
    """What must be inserted, and the ids of what it ends: what says the same as before stays, with its first source.

    Args:
        told: of each key the last one counts.
        there: the facts that count, by key.
        repeats: what says the same counts as told anew: where the one before is taken back, it still stands.
    """
    new = {value.key: value for value in told}
    found = [value for key, value in new.items() if repeats or key not in there or there[key].said != value]
    return found, [there[value.key].pk for value in found if value.key in there]


def latest_fact_rows(rows: Iterable[StoredFact]) -> list[StoredFact]:
    """Where what was told stands now: the last row of each value; those before it were moved to another unit."""
    last = {(row.source, row.key._replace(unit=0)): row for row in sorted(rows, key=lambda one: one.pk)}
    return list(last.values())


def choose_counting_facts(
    rows: Iterable[StoredFact], keys: Iterable[FactKey], withdrawn: Collection[int]
) -> dict[FactKey, StoredFact | None]:
    """Which value counts for each key: the one told last of those that were not taken back; None where there is none.

    Args:
        rows: where what was told stands now (``latest_fact_rows``).
        withdrawn: the entries whose values were taken back.
    """
    found: dict[FactKey, StoredFact | None] = dict.fromkeys(keys)
    for row in sorted(rows, key=lambda one: one.source):
        if row.key in found and row.source not in withdrawn:
            found[row.key] = row
    return found
