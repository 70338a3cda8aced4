"""Locks on the records that the needs of a step read over links.

Without them, an organisation could be cancelled at the very moment when its project was submitted, each step having
seen the other's record in its old state. Every step locks a linking record before the one it links to, and several by
their ids, to avoid deadlocks. A need that counts others (``Some``) is checked while the record they link to is locked;
so their own steps lock it too, over the links of ``counting_links``. So do steps of records that state holders.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from luoshi.base.database.statements import SqlStatement, ValueSlot
from luoshi.kernel.conditions.queries.evaluation import as_left
from luoshi.kernel.conditions.queries.paths import find_link_source, follow_links, holder_condition
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.conditions import (
    Holds,
    Need,
    Owes,
    Path,
    Some,
    When,
    read_paths,
    walk_conditions,
)
from luoshi.kernel.kinds.language.holdings import Held
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import list_kinds, per_snapshot


def lock_linked(
    needs: Sequence[Need], record: Record, values: Mapping[str, object], counted_over: Iterable[Path] = ()
) -> None:
    """Lock the records that needs reach from a record, which is locked itself; then ``needs.unmet_needs`` checks them.

    No query without a link, one for a link; none for the lock on SQLite, which has one writer at a time.

    Args:
        counted_over: the result of ``counting_links`` for the record's kind.
    """
    lock_linked_of_all(needs, [(record, values)], counted_over)


def lock_linked_of_all(
    needs: Sequence[Need], changed: Collection[tuple[Record, Mapping[str, object]]], counted_over: Iterable[Path] = ()
) -> None:
    """Do the same for many records of a kind, each with its fields as the step leaves them, in one order."""
    over_links = list(counted_over)

    def reached() -> set[int]:
        return {pk for record, values in changed for pk in linked_ids(needs, record, values, over_links)}

    found = reached()
    if not found:
        return
    Record.lock(sorted(found))
    # Links of locked records cannot change: only links read before the lock may have changed and lead elsewhere now.
    if later := reached() - found:
        Record.lock(sorted(later))


def linked_ids(
    needs: Sequence[Need], record: Record, values: Mapping[str, Any], counted_over: Iterable[Path] = ()
) -> list[int]:
    """Return the sorted ids of the records that needs reach over a record's links, before and after the step.

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


@per_snapshot(2000)
def condition_links(model: type[Record], conditions: tuple[When, ...]) -> tuple[Path, ...]:
    """Return the links over which conditions read other records."""
    found = {path for condition in conditions for part in walk_conditions(condition) for path in _links_of(part)}
    for path in found:
        follow_links(model, path)
    return tuple(sorted(found - {()}))


def _links_of(part: When) -> Iterator[Path]:
    yield from (path[:-1] for path in read_paths(part))
    if isinstance(part, Holds | Some | Owes):
        yield part.path


@lru_cache(maxsize=200)
def _link(model: type[Record], name: str) -> SqlStatement:
    column: Any = model._meta.get_field(name)
    return SqlStatement(lambda: model._base_manager.filter(pk=ValueSlot.number("pk")).values_list(column.attname))


def counting_links(kind: CompiledKind) -> list[Path]:
    """Return the links over which records of a kind are counted, in needs of others' steps or as holders.

    Every step calls this, so the table of all kinds is kept with their snapshot.
    """
    return _all_counting_links().get(kind.name, [])


@per_snapshot()
def _all_counting_links() -> dict[str, list[Path]]:
    """Return for each kind the links over which its records are counted, in needs of steps and by ``Held`` parts."""
    found: dict[str, set[Path]] = {}
    for other in list_kinds():
        for part in other.every(Held):
            if part.can_refuse and part.of:
                found.setdefault(part.of, set()).add((find_link_source(part.of, other.record, part.via).via,))
        for step in other.cycle.all_steps:
            for need in step.needs:
                for name, path in _counts(need.condition, other.record, ()):
                    found.setdefault(name, set()).add(path)
    return {name: sorted(paths) for name, paths in found.items()}


def _counts(condition: When, model: type[Record], up: Path) -> Iterator[tuple[str, Path]]:
    """Yield each kind that a condition counts, with the links from its record to the one for which it counts."""
    for clause in walk_conditions(condition):
        part = holder_condition(clause, model) if isinstance(clause, Holds) else clause
        if not isinstance(part, Some):
            continue
        source = find_link_source(part.name, follow_links(model, part.path), part.via)
        if source.kind is None:
            continue  # rows change under the lock of their record, which is locked already
        yield source.kind.name, (source.via, *up)
        if part.where is not None:
            yield from _counts(part.where, source.model, (source.via, *up))
