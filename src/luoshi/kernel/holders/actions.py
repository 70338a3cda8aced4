"""Refuse a step that leaves too many holders, inside its transaction and under a lock on what they hold.

For a post, the record it belongs to is locked, which ``conditions.queries.locks`` does as for needs: if two people are
appointed chair at once, the second step waits for the first and is then refused.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.holders.queries import (
    affected_holder_parts,
    held_by_persons,
    holder_names,
    holdings_by_record,
    holdings_of_row,
)
from luoshi.kernel.holders.rules import Clash, HoldingPeriod, HoldingRefusal, held_elsewhere, holding_refusals
from luoshi.kernel.holders.sources import holder_source
from luoshi.kernel.holders.words import second_said, too_many_said
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.holdings import Held
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.rights.queries.rights import readable_records

Stood = Mapping[tuple[str, str], Mapping[int, Sequence[HoldingPeriod]]]
"""By kind and name of the ``Held`` part: the holdings before a step, by the record's id."""


def as_it_stands(record: Record) -> Stood:
    """Return a locked record's holdings before a step. One query for each such part of its kind."""
    found = {}
    for kind, part in affected_holder_parts(kind_of(record)):
        own = part.rows and holdings_by_record(kind, part, kind.record._default_manager.filter(pk=record.pk))
        found[kind.name, part.name] = own or ({} if part.rows else holdings_of_row(kind, part, record.pk))
    return found


def lock_held(kind: CompiledKind, values: Iterable[Mapping[str, object]]) -> None:
    """Lock the records for which new records name holders, before a number is taken.

    ``begin`` uses the same order, which avoids deadlocks. One query; none for a kind whose records are no holdings.

    Args:
        values: the values of each new record, by field.
    """
    vias = {holder_source(owner, part).via for owner, part in affected_holder_parts(kind) if part.of}
    if found := {there.pk for new_values in values for via in vias if isinstance(there := new_values.get(via), Record)}:
        Record.lock(found)


def refuse_overlaps(records: Sequence[Record], stood: Stood, actor: Actor, day: date) -> None:
    """Refuse more holders than allowed if there are also more than before; earlier violations may be reduced.

    The records are saved, and what is held is locked. One query for each part of their kind.

    Args:
        records: of one kind.
        stood: the result of ``as_it_stands`` before the step; {}: they are new.

    Raises:
        RecordError: ``guarded``; it names the holder and the end of the tenure if the actor may see them.
    """
    for owner, part in affected_holder_parts(kind_of(records[0])) if records else ():
        own, was = {record.pk for record in records}, stood.get((owner.name, part.name), {})
        targets = own if part.rows else _targets(owner, part, records)
        there = holdings_by_record(owner, part, owner.record._default_manager.filter(pk__in=targets)) if targets else {}
        for target, now in there.items():
            others = [] if part.rows else [holding for holding in now if holding.id not in own]
            before = [*others, *was.get(target, ())]
            if found := holding_refusals(before, now, part.most, once=part.once, apart=part.apart):
                raise _refused(owner, part, found[0], target, actor, day)
        if part.alone:
            _refuse_second(owner, part, there, was, own, actor, day)


def _refuse_second(
    kind: CompiledKind,
    part: Held,
    there: Mapping[int, Sequence[HoldingPeriod]],
    was: Mapping[int, Sequence[HoldingPeriod]],
    own: Collection[int],
    actor: Actor,
    day: date,
) -> None:
    """Refuse that one person holds something for two records at a time.

    The persons are locked, since steps on two records share no other lock.

    Args:
        there, was: the holdings of the records concerned, after and before the step, by record id.
        own: the ids of the records that were saved.
    """
    persons = {holding.who for some in there.values() for holding in some}
    if holder_source(kind, part).model._meta.get_field(part.who).is_relation:
        Record.lock({int(str(who)) for who in persons})
    every = held_by_persons(kind, part, persons)
    for who in sorted(persons, key=str):
        theirs = {target: [holding for holding in some if holding.who == who] for target, some in every.items()}
        before = {
            target: [holding for holding in was.get(target, ()) if holding.who == who]
            if target in there and part.rows
            else [holding for holding in some if holding.id not in own]
            for target, some in theirs.items()
        }
        if clash := held_elsewhere(before, theirs):
            raise _refused_second(kind, part, clash, theirs, there, actor, day)


def _refused_second(
    kind: CompiledKind,
    part: Held,
    clash: Clash,
    theirs: Mapping[int, Sequence[HoldingPeriod]],
    there: Mapping[int, Sequence[HoldingPeriod]],
    actor: Actor,
    day: date,
) -> RecordError:
    """Return the error with the person and the other record's tenure, as far as the actor may see them."""
    holders = [
        (pk, holding) for pk, some in theirs.items() for holding in some if holding.state_on(clash.first) == "now"
    ]
    other, held = next(((pk, holding) for pk, holding in holders if pk not in there), holders[0])
    known = holder_names(kind, part, [held], actor, day)[held.id, held.who]
    number = readable_records(kind, actor, day).filter(pk=other).values_list("number", flat=True).first() or ""
    said = second_said(kind, part, held, known and known[0], number, clash.first)
    remedy = _("End the other one on the day before, or choose somebody else.")
    return RecordError("guarded", said, where=str(kind.one), remedy=remedy)


def _targets(owner: CompiledKind, part: Held, records: Sequence[Record]) -> set[int]:
    via = holder_source(owner, part).via
    return {pk for record in records if (pk := getattr(record, f"{via}_id")) is not None}


def _refused(kind: CompiledKind, part: Held, why: HoldingRefusal, target: int, actor: Actor, day: date) -> RecordError:
    known = holder_names(kind, part, why.holders, actor, day)
    names = {holder.id: found and found[0] for holder in why.holders for found in [known[holder.id, holder.who]]}
    number = Record.objects.filter(pk=target).values_list("number", flat=True).first() or ""
    return RecordError(
        "guarded",
        too_many_said(kind, part, why, names, day),
        where=number,
        remedy=_("End the present one on the day before, or choose another first day."),
    )
