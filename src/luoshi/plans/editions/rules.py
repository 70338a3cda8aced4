"""What an edition says of each commitment, what changed between editions, and which commitments correspond."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)

# The fields of ``said``, in the order in which people compare them.
SAID = ("words", "part", "lead", "supports", "due", "phrase", "every", "times", "targets", "notes")


def printed_row_differences(old: Mapping[str, object], new: Mapping[str, object]) -> list[tuple[str, object, object]]:
    """Return field, old and new value of each difference between two printed rows, in the order of ``SAID``."""
    return [(name, old.get(name), new.get(name)) for name in SAID if old.get(name) != new.get(name)]


@dataclass(frozen=True, slots=True)
class Paired:
    """Which commitment continues as which wanted one: pairs of keys, new ones, and ended ones."""

    same: tuple[tuple[int, int], ...]  # commitment's id, index of the wanted one
    new: tuple[int, ...]
    ended: tuple[int, ...]


def pair_commitments(there: Iterable[tuple[int, int, int]], wanted: Sequence[tuple[int, int]]) -> Paired:
    """Match commitments with the wanted ones, by row and lead unit, so that reported work stays with its task.

    If a row has one unmatched commitment and one unmatched lead unit, they are paired: the task moved to another unit.

    Args:
        there: id, row and unit of each running commitment.
        wanted: row and unit of each commitment in the new edition.
    """
    running = list(there)
    index = {key: at for at, key in enumerate(wanted)}
    same = [(pk, index[row, unit]) for pk, row, unit in running if (row, unit) in index]
    taken, kept = {at for _pk, at in same}, {pk for pk, _at in same}
    over: dict[int, list[int]] = {}
    for pk, row, _unit in running:
        if pk not in kept:
            over.setdefault(row, []).append(pk)
    free: dict[int, list[int]] = {}
    for at, (row, _unit) in enumerate(wanted):
        if at not in taken:
            free.setdefault(row, []).append(at)
    for row, pks in over.items():
        if len(pks) == 1 and len(free.get(row, ())) == 1:
            same.append((pks[0], free[row][0]))
    taken, kept = {at for _pk, at in same}, {pk for pk, _at in same}
    new = tuple(at for at in range(len(wanted)) if at not in taken)
    return Paired(tuple(same), new, tuple(pk for pk, _row, _unit in running if pk not in kept))
