"""Of every kind: who holds something of a record, or is named in it, may what the declaration says, and no longer.

Nobody of the matrix stands so to a record: they are people without any post, who sign in through their register entry.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import models

from cast import Cast
from every_kind import opener_of
from luoshi.base.rights.rules.rights import Relation, Role
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.holdings import Held
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind, list_kinds, where_held
from luoshi.kernel.rights.queries.rights import filter_readable, open_steps
from luoshi.kernel.steps.actions.steps import begin
from matrix_kept import undone
from office import NOW, TODAY
from reasons import nothing
from states import records_in_every_state

DAY = timedelta(days=1)
GIVEN_BY_ENTRY = [kind.name for kind in list_kinds() if any(relation.by_entry for relation in kind.rights.relations)]


def entry_of(cast: Cast, who: str) -> Record:
    """The register entry of somebody without a post in the office, through which they sign in."""
    cast.person(who, f"持有人{who}", "side", Role.OUTSIDE)
    cast.person("registrar", "登记员", "own", Role.CLERK)
    cast.enters(who)  # what is done later is taken back, the session with it
    given = {"title": f"持有人{who}", "unit": cast.unit("own").pk}
    entry = begin(get_kind("persons"), cast.actor("registrar"), given, at=NOW).record
    get_kind("persons").record._default_manager.filter(pk=entry.pk).update(as_person=cast.office.people[who].pk)
    return entry


def fill_column(column: Any, code: str) -> Any:
    """Any value that the column of a row takes; the code for its list, if one is asked for."""
    if isinstance(column, models.DateField):
        return TODAY
    if hasattr(column, "code_list"):
        return code or [*column.code_list.items][-1]  # the first is mostly the one that another relation names
    return "示例" if isinstance(column, models.CharField | models.TextField) else None


def give(kind: CompiledKind, record: Record, relation: Relation, entry: Record, last: date | None) -> None:
    """Let the entry hold what the relation names, from the day before; or name it in the record's field."""
    if relation.names:
        kind.record._default_manager.filter(pk=record.pk).update(**{relation.names: entry.pk if last is None else None})
        return
    link, of, there = where_held(kind.name, relation.held)
    if link:  # held in the record that a link of this one leads to
        kind, record = get_kind(of), get_kind(of).record._default_manager.get(pk=getattr(record, f"{link}_id"))
    name, _blank, code = there.partition(" ")
    held = next(part for part in kind.every(Held) if part.name == name)
    model = next(part.model for part in kind.every(Rows) if part.name == held.rows)
    taken = {"record", "id", "place", held.who, held.first, held.last}
    others = {
        column.name: fill_column(column, code if column.name == held.role else "")
        for column in model._meta.concrete_fields
        if column.name not in taken and not column.null and not column.has_default()
    }
    model._default_manager.filter(record=record.pk).delete()
    days = {held.first: TODAY - 9 * DAY, held.last: last}
    model._default_manager.create(record_id=record.pk, **{f"{held.who}_id": entry.pk}, **days, **others)


def stands_alike(relation: Relation, other: Relation) -> bool:
    """Whether whoever has the one relation by an entry has the other, too: a head is a member."""
    name, _blank, code = other.by_entry.partition(" ")
    own, _blank, own_code = relation.by_entry.partition(" ")
    return name == own and code in ("", own_code)


def tried(kind: CompiledKind, cast: Cast, record: Record, relation: Relation, entry: Record, who: str) -> Iterator[str]:
    """What differs from the declaration while it is held, and after the last day."""
    theirs = {other.name for other in kind.rights.relations if other.by_entry and stands_alike(relation, other)}
    expected = {
        step.name for step in kind.cycle.steps if record.state in step.before and not theirs.isdisjoint(step.who)
    }
    for last in (None, TODAY - DAY):
        with undone():
            give(kind, record, relation, entry, last)
            one, actor = kind.record._default_manager.get(pk=record.pk), cast.actor(who)
            reads = bool(filter_readable(kind, [one], actor, TODAY))
            steps = {step.name for step in open_steps([one], actor, TODAY)[one.pk]} if reads else set()
            page = cast.client(who).get(one.get_absolute_url()).status_code
        where = f"{relation.name}, {record.state}, {'held' if last is None else 'held no longer'}"
        sees = last is None and not theirs.isdisjoint(kind.rights.sees)
        if reads is not sees or (page == 200) is not sees:
            yield f"{where}: reads {reads}, page {page}"
        if steps != (expected if sees else set()):
            yield f"{where}: offered {sorted(steps)}, declared {sorted(expected)}"


@pytest.mark.of_kind
@pytest.mark.parametrize("name", GIVEN_BY_ENTRY)
def test_who_holds_or_is_named_may_what_is_declared_and_no_longer(db: None, name: str) -> None:
    kind, cast = get_kind(name), Cast()
    records = records_in_every_state(kind, cast, opener_of(kind, cast))
    wrong = []
    for relation in kind.rights.relations:
        if relation.by_entry:
            who = f"entry-{relation.name}"
            entry = entry_of(cast, who)
            for record in records.values():
                wrong += tried(kind, cast, record, relation, entry, who)
    nothing(wrong)


def test_every_such_relation_is_tried() -> None:
    assert {"societies", "children", "charges", "groups", "contracts", "experts"} <= set(GIVEN_BY_ENTRY)
