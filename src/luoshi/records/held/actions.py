"""Refuses a step that leaves too many who hold something, inside its transaction and under the lock of what they hold.

Of a post the record is locked that it belongs to, which ``conditions.queries.locks`` does with what needs reach: of two
who are appointed chair at once the second waits for the first, and is then refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from luoshi.org.rights.rules.rights import Actor
from luoshi.records.base.errors import RecordError
from luoshi.records.held.queries import concerned, held_by, holdings, names_of
from luoshi.records.held.rules import Holding, Refused, refusals
from luoshi.records.held.there import source_of
from luoshi.records.held.words import too_many_said
from luoshi.records.kinds.declaration import Kind
from luoshi.records.kinds.held import Held
from luoshi.records.kinds.models import Record

Stood = Mapping[tuple[str, str], Mapping[int, Sequence[Holding]]]
"""By kind and name of what is held who held it, by the record's id."""


def as_it_stands(record: Record) -> Stood:
    """What a record says of who holds what, before a step: it is locked. A query for each such part of its kind."""
    found = {}
    for kind, part in concerned(record.declared):
        own = part.rows and holdings(kind, part, kind.record._default_manager.filter(pk=record.pk))
        found[kind.name, part.name] = own or ({} if part.rows else held_by(kind, part, record.pk))
    return found


def lock_held(kind: Kind, values: Iterable[Mapping[str, Any]]) -> None:
    """Lock what new records say is held, before they take a number: as ``begin`` does it, else two wait in a circle.

    A query; none for a kind that says no such thing.

    Args:
        values: by field what each of them will have.
    """
    vias = {source_of(owner, part).via for owner, part in concerned(kind) if part.of}
    if found := {there.pk for one in values for via in vias if isinstance(there := one.get(via), Record)}:
        Record.lock(found)


def refuse_overlaps(records: Sequence[Record], stood: Stood, actor: Actor, day: date) -> None:
    """Refuse what leaves more who hold something than may, and more than there were; what was wrong may be mended.

    The records are written; what is held there is locked. A query for each part of their kind.

    Args:
        records: of one kind.
        stood: what ``as_it_stands`` said of the one before the step; {}: they are new.

    Raises:
        RecordError: ``guarded``; it names who holds it and until when, to who may see that.
    """
    for owner, part in concerned(records[0].declared) if records else ():
        own, was = {one.pk for one in records}, stood.get((owner.name, part.name), {})
        targets = own if part.rows else _targets(owner, part, records)
        there = holdings(owner, part, owner.record._default_manager.filter(pk__in=targets)) if targets else {}
        for target, now in there.items():
            others = [] if part.rows else [one for one in now if one.id not in own]
            if found := refusals([*others, *was.get(target, ())], now, part.most, once=part.once):
                raise _refused(owner, part, found[0], target, actor, day)


def _targets(owner: Kind, part: Held, records: Sequence[Record]) -> set[int]:
    via = source_of(owner, part).via
    return {pk for one in records if (pk := getattr(one, f"{via}_id")) is not None}


def _refused(kind: Kind, part: Held, why: Refused, target: int, actor: Actor, day: date) -> RecordError:
    known = names_of(kind, part, why.holders, actor, day)
    names = {one.id: found and found[0] for one in why.holders for found in [known[one.id, one.who]]}
    number = Record.objects.filter(pk=target).values_list("number", flat=True).first() or ""
    return RecordError(
        "guarded",
        too_many_said(kind, part, why, names, day),
        where=number,
        remedy=_("End what is there on the day before, or choose another first day."),
    )
