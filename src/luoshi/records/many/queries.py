"""Which of the chosen records a step would be taken on, as they stand now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from luoshi.org.rights.rules.rights import Actor
from luoshi.records.conditions.queries.asked import answers
from luoshi.records.kinds.declaration import Kind
from luoshi.records.kinds.fields import title_of
from luoshi.records.kinds.models import Record
from luoshi.records.kinds.rules import Step
from luoshi.records.kinds.unique import Unique
from luoshi.records.many.rules import Chosen, Plan, plan
from luoshi.records.rights.queries.rights import seen, subjects
from luoshi.records.unique.queries import numbers_seen, same_among
from luoshi.records.unique.words import same_as, same_as_row


def planned(
    kind: Kind,
    step: Step,
    keys: Sequence[int],
    actor: Actor,
    day: date,
    against: Callable[[Record], Sequence[Any]],
    seen_versions: Mapping[int, int] | None = None,
) -> tuple[Plan, dict[int, Record]]:
    """What the step would do to these records, and those of them that the actor may see. Two queries.

    Args:
        against: the guard's reasons against one of them.
        seen_versions: versions that must still stand.
    """
    rows = seen(kind, actor, day).filter(pk__in=list(keys)).select_related("unit")
    if kind.masked:
        rows = rows.defer(*kind.masked)
    records = {record.pk: record for record in rows}
    subject_of = subjects(list(records.values()), day)
    there = {
        pk: Chosen(
            pk,
            f"{record.number} {record.title}".strip(),
            record.state,
            record.version,
            frozenset(kind.rights.held(actor, subject_of[pk])),
        )
        for pk, record in records.items()
    }
    found = plan(step, keys, there, lambda pk: against(records[pk]), mandate=bool(actor.behalf), seen=seen_versions)
    return found, records


@dataclass(frozen=True)
class SameSaid:
    """What is said of rows of which there is the same already, by their places: what stops them, what is in doubt."""

    refused: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    doubts: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))


def same_said(
    kind: Kind, rows: Mapping[int, Mapping[str, Any]], actor: Actor, day: date, named: Callable[[int], int]
) -> SameSaid:
    """Which rows of a sheet would be there twice, of those that are there and of the rows before them.

    Two queries for every 500 rows of each ``Unique``, and one a row where it has a condition.

    Args:
        rows: the values of the opening step's form by the row's place.
        named: what the sheet calls the row of a place.
    """
    step = kind.cycle.first
    records = {place: kind.record(kind=kind.name, state=step.after, **step.values(one)) for place, one in rows.items()}
    if kind.titled:
        for record in records.values():
            record.title = title_of(record)
    holds = {
        unique: {place: answers([unique.where], one, day)[0] is True for place, one in records.items()}
        for unique in kind.every(Unique)
        if unique.where is not None
    }
    found, said = same_among(kind, records, holds), SameSaid()
    pks = {one.record for same in found.values() for one in same if one.record is not None}
    numbers = numbers_seen(kind, pks, actor, day)
    for place, same in found.items():
        for one in same:
            told = (
                same_as(kind, one.unique, numbers.get(one.record or 0, ""))
                if one.row is None
                else same_as_row(kind, one.unique, named(one.row))
            )
            (said.refused if one.unique.refuses else said.doubts)[place].append(told)
    return said


def guarded(step: Step, values: Mapping[str, Any] | None, at: datetime) -> Callable[[Record], Sequence[Any]]:
    """The step's guard, once what is given is known; before that nothing speaks against a record."""
    if values is None:
        return lambda record: []
    return lambda record: step.guard(record, values, at)
