"""The records that must stand still while the needs of a step are asked: those that they reach over links.

Without it a body was cancelled in the very moment in which its project was sent, each step having seen the other's
record as it was. Who links is locked before what it links to, by every step alike, and several by their ids: nobody
waits in a circle. A need that counts others (``Some``) is asked while the record that they link to stands still; so
their own steps lock it too, and ``counting_links`` says over which links. So does a step of who holds something there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import is_
from typing import Any

from luoshi.org.base.statements import SqlStatement, ValueSlot
from luoshi.records.conditions.queries.evaluation import as_left
from luoshi.records.conditions.queries.paths import find_link_source, follow_links, holder_condition
from luoshi.records.kinds.conditions import (
    Given,
    Holds,
    Is,
    Least,
    Need,
    Owes,
    Path,
    Some,
    Valid,
    When,
    walk_conditions,
)
from luoshi.records.kinds.declaration import Kind
from luoshi.records.kinds.holdings import Held
from luoshi.records.kinds.models import Record
from luoshi.records.kinds.registry import KINDS, list_kinds


def lock_linked(
    needs: Sequence[Need], record: Record, values: Mapping[str, Any], counted_over: Iterable[Path] = ()
) -> None:
    """Lock what needs reach from a record over its links, which is locked itself; then ``needs.reasons`` asks them.

    No query without a link, one for a link, and on SQLite, which has one writer at a time, none for the lock.

    Args:
        counted_over: what ``counting_links`` says of the record's kind.
    """
    lock_linked_of_all(needs, [(record, values)], counted_over)


def lock_linked_of_all(
    needs: Sequence[Need], changed: Collection[tuple[Record, Mapping[str, Any]]], counted_over: Iterable[Path] = ()
) -> None:
    """The same for many records of a kind, each with its fields as the step leaves them: all in one order."""
    over_links = list(counted_over)

    def reached() -> set[int]:
        return {pk for record, values in changed for pk in linked_ids(needs, record, values, over_links)}

    found = reached()
    if not found:
        return
    Record.lock(sorted(found))
    # What was locked leads where it led: only what was read before may have changed meanwhile, and then leads further.
    if later := reached() - found:
        Record.lock(sorted(later))


def linked_ids(
    needs: Sequence[Need], record: Record, values: Mapping[str, Any], counted_over: Iterable[Path] = ()
) -> list[int]:
    """The ids of the records that needs reach over a record's links, sorted; as it is, and as the step leaves it.

    One query for each second link.
    """
    model = type(record)
    paths = {*condition_links(model, tuple(need.condition for need in needs)), *counted_over}
    found: set[int] = set()
    for path in sorted(paths):
        column = model._meta.get_field(path[0])
        reached = {as_left(record, values, column), as_left(record, {}, column)} - {None}
        found |= reached
        for place in range(1, len(path)):
            first = follow_links(model, path[:place])
            rows = [_link(first, path[place]).rows(pk=pk) for pk in sorted(reached)]
            reached = {pk for some in rows for (pk,) in some} - {None}
            found |= reached
    return sorted(found - {record.pk})


@lru_cache(maxsize=2000)
def condition_links(model: type[Record], conditions: tuple[When, ...]) -> tuple[Path, ...]:
    """The links over which conditions reach other records."""
    found = {path for condition in conditions for part in walk_conditions(condition) for path in _links_of(part)}
    for path in found:
        follow_links(model, path)
    return tuple(sorted(found - {()}))


def _links_of(part: When) -> Iterator[Path]:
    if isinstance(part, Is) and not isinstance(part, Given):
        yield from (test.path[:-1] for test in part.asked)
    elif isinstance(part, Least):
        yield part.path[:-1]
    elif isinstance(part, Valid):
        yield from (part.first[:-1], part.last[:-1])
    elif isinstance(part, Holds | Some | Owes):
        yield part.path


@lru_cache(maxsize=200)
def _link(model: type[Record], name: str) -> SqlStatement:
    column: Any = model._meta.get_field(name)
    return SqlStatement(lambda: model._base_manager.filter(pk=ValueSlot.number("pk")).values_list(column.attname))


def counting_links(kind: Kind) -> list[Path]:
    """The links over which records of a kind are counted in needs of others' steps, or as who holds something there.

    Every step asks for it: it is looked up in a table of all kinds, made when first asked and again where other kinds
    are declared.
    """
    if len(_TABLE.kinds) != len(KINDS) or not all(map(is_, _TABLE.kinds, KINDS.values())):
        _TABLE.make(list_kinds())
    return _TABLE.paths.get(kind.name, [])


@dataclass
class CountingLinks:
    """By kind the links over which its records are counted, and the kinds of which that was found out."""

    kinds: list[Kind] = field(default_factory=list)
    paths: dict[str, list[Path]] = field(default_factory=dict)

    def make(self, every: list[Kind]) -> None:
        """Walk through the needs of all steps and all that is held."""
        found: dict[str, set[Path]] = {}
        for other in every:
            for part in other.every(Held):
                if part.bounded and part.of:
                    found.setdefault(part.of, set()).add((find_link_source(part.of, other.record, part.via).via,))
            for step in other.cycle.all_steps:
                for need in step.needs:
                    for name, path in _counts(need.condition, other.record, ()):
                        found.setdefault(name, set()).add(path)
        self.paths = {name: sorted(paths) for name, paths in found.items()}
        self.kinds = every


_TABLE = CountingLinks()


def _counts(condition: When, model: type[Record], up: Path) -> Iterator[tuple[str, Path]]:
    """Each kind that a condition counts, with the links from such a record to the one for which it counts."""
    for clause in walk_conditions(condition):
        part = holder_condition(clause, model) if isinstance(clause, Holds) else clause
        if not isinstance(part, Some):
            continue
        source = find_link_source(part.name, follow_links(model, part.path), part.via)
        if source.kind is None:
            continue  # rows change under the lock of the record that they stand in, which is locked already
        yield source.kind.name, (source.via, *up)
        if part.where is not None:
            yield from _counts(part.where, source.model, (source.via, *up))
