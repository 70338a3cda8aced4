"""Declared permissions as queries: the records that an actor may read, and the steps open to them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Literal, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from luoshi.base.database.kept_answers import keep_answer
from luoshi.base.database.statements import SqlStatement, ValueSlot
from luoshi.base.rights.rules.rights import Actor, Relation, RightsSubject, Role, Seat, UnitPlace
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Party, Record
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.references.queries import Reference
from luoshi.kernel.rights.queries.access import readable_condition
from luoshi.kernel.rights.queries.holders import holders_by_record
from luoshi.kernel.rights.queries.sealing import shut_relations
from luoshi.org.actors import queries as actors
from luoshi.org.actors.models import Charge, Post
from luoshi.org.actors.queries import ancestor_unit_ids, current_placements

Held = dict[str, Seat | Literal[True]]
R = TypeVar("R", bound=Record)


def readable_records(kind: CompiledKind, actor: Actor, day: date) -> QuerySet[Record]:
    """Return the records of a kind that the actor may read: by today's tree, or by one in which the record was open.

    For confidential kinds only today's tree counts: a former superior can no longer read a child's file.
    """
    return kind.record._default_manager.filter(readable_condition(kind, actor, day))


def filter_readable(kind: CompiledKind, records: Sequence[R], actor: Actor, day: date) -> list[R]:
    """Filter these records of a kind to those that the actor may read, in order. One query."""
    may = set(
        readable_records(kind, actor, day).filter(pk__in=[record.pk for record in records]).values_list("pk", flat=True)
    )
    return [record for record in records if record.pk in may]


def rights_subjects(records: Collection[Record], day: date) -> dict[int, RightsSubject]:
    """Return the facts that decide the actor's relations to each of these records.

    One query; one more for kinds with parties, one for each thing whose holders have permissions, one for each seal of
    their kinds, and one if a deciding post is known. Once in a request that only reads: two cards of a page may show
    the same records.
    """
    asked = frozenset(record.pk for record in records)
    return dict(keep_answer((rights_subjects, asked, day), lambda: _ask_for_subjects(records, day)))


def _ask_for_subjects(records: Collection[Record], day: date) -> dict[int, RightsSubject]:
    parties = _parties(records)
    units = {record.unit_id for record in records} | {unit for _pk, _name, unit in parties}
    places = ancestor_unit_ids(units, day)
    found = {record.pk: record.subject(places[record.unit_id]) for record in records}
    for pk, holders in holders_by_record(records, day).items():
        found[pk] = replace(found[pk], holders=holders)
    if deciders := {record.decider_id for record in records if record.decider_id}:
        there = set(actors.at_their_post(day).filter(post__in=deciders).values_list("post", flat=True))
        found |= {pk: replace(subject, decided=True) for pk, subject in found.items() if subject.decider in there}
    for pk, shut in shut_relations(records, day).items():
        found[pk] = replace(found[pk], shut=shut)
    for pk, name, unit in parties:
        known = found[pk].parties
        found[pk] = replace(
            found[pk], parties={**known, name: (*known.get(name, ()), RightsSubject(unit, places[unit]))}
        )
    return found


def _parties(records: Collection[Record]) -> list[tuple[int, str, int]]:
    """Return record, name and unit of the parties, for records whose kind has any."""
    asked = [record.pk for record in records if kind_of(record).rights.parties]
    if len(asked) == 1:
        (record,) = (record for record in records if record.pk == asked[0])
        return parties_of_record(record)
    return list(Party.objects.filter(record__in=asked).values_list("record", "name", "unit")) if asked else []


def parties_of_record(record: Record) -> list[tuple[int, str, int]]:
    """Return a record's id with name and unit of each of its parties. At most one query, once in a request that reads.

    A request that may write asks each time.
    """
    return keep_answer(
        (parties_of_record, record.pk), lambda: _PARTIES.rows(record=record.pk) if PARTIES.may_exist(record) else []
    )


PARTIES = Reference(Party, "record")
_PARTIES: SqlStatement[tuple[int, str, int]] = SqlStatement(
    lambda: Party.objects.filter(record=ValueSlot.number("record")).values_list("record_id", "name", "unit_id")
)


def relations_to_record(record: Record, actor: Actor, day: date) -> Held:
    """Return the relations of the actor to one record. One query."""
    return kind_of(record).rights.seats_by_relation(actor, rights_subjects([record], day)[record.pk])


def open_steps(records: Collection[Record], actor: Actor, day: date) -> dict[int, list[Step]]:
    """Return the steps open to the actor on each of these records. One query."""
    standing = rights_subjects(records, day)
    found = {}
    for record in records:
        kind = kind_of(record)
        held = kind.rights.seats_by_relation(actor, standing[record.pk])
        steps = [] if record.erased else kind.cycle.open_steps(record.state, held)
        found[record.pk] = [step for step in steps if not is_kept_apart(step, record, actor)]
    return found


def is_kept_apart(step: Step, record: Record, actor: Actor) -> bool:
    """Whether the step is for others than whoever opened the record, and the actor did."""
    return bool(step.apart and actor.person and actor.person == record.opener_id)


def may_take(step: Step, record: Record, actor: Actor, standing: Collection[str]) -> bool:
    """Whether an actor with these relations to the record may take the step; its state is not checked."""
    if kind_of(record).read_only or is_kept_apart(step, record, actor):
        return False
    theirs = not set(standing).isdisjoint(step.who) and not set(standing).isdisjoint(kind_of(record).rights.sees)
    return theirs and (step.recorded or not actor.behalf)


def may_open(
    kind: CompiledKind,
    actor: Actor,
    unit: int,
    day: date,
    step: Step,
    values: Mapping[str, object] = MappingProxyType({}),
) -> Held:
    """Return the relations that permit the actor to begin a record in this unit by this step; {} if none does.

    Args:
        values: the cleaned values of the step, for steps by which people from outside begin a record about themselves.
    """
    if not step.who or kind.read_only:
        return {}
    holders = _named_by_values(kind, step, actor, values)
    subject = RightsSubject(unit, ancestor_unit_ids([unit], day)[unit], None, actor.person or None, holders=holders)
    standing = kind.rights.seats_by_relation(actor, subject)
    return {name: seat for name, seat in standing.items() if name in step.who}


def names_itself(kind: CompiledKind, step: Step, actor: Actor) -> list[Relation]:
    """List the relations by which somebody from outside may begin a record that names them in a field of this step.

    Only people without a post inside: whoever has one begins records through their unit. No query.
    """
    if kind.read_only or not actor.person or not actor.roles <= {Role.OUTSIDE}:
        return []
    of_step = (kind.rights.by_name[name] for name in step.who)
    return [relation for relation in of_step if relation.names and relation.names in step.sets]


def _named_by_values(
    kind: CompiledKind, step: Step, actor: Actor, values: Mapping[str, object]
) -> dict[str, frozenset[int]]:
    """Return who an unsaved record's values name, as ``RightsSubject.holders``: only the actor, by their own entry."""
    found = {}
    for relation in names_itself(kind, step, actor):
        entry = values.get(relation.names)
        if isinstance(entry, Record) and getattr(entry, f"{kind_of(entry).account}_id", None) == actor.person:
            found[relation.by_entry] = frozenset({actor.person})
    return found


def steps_to_begin(kind: CompiledKind, actor: Actor) -> list[Step]:
    """List the steps by which the actor may begin a record of the kind in some unit. No query."""
    if kind.read_only:
        return []
    held = {
        name
        for name, relation in kind.rights.by_name.items()
        if (relation.opener and actor.person) or any(role in actor.roles for role, _ in relation.reaches)
    }
    return [step for step in kind.cycle.opens if not held.isdisjoint(step.who)]


def steps_to_take(kind: CompiledKind, actor: Actor) -> list[Step]:
    """List the steps that the actor may take on some record of the kind, as far as roles tell. No query."""
    held = {
        name
        for name, relation in kind.rights.by_name.items()
        if (actor.person and (relation.opener or relation.by_entry))
        or (actor.posts and (relation.owner or relation.decides))
        or any(role in actor.roles for role, _place in relation.reaches)
    }
    return [step for step in kind.cycle.steps if not held.isdisjoint(step.who)]


def may_open_somewhere(kinds: Iterable[CompiledKind], actor: Actor) -> list[CompiledKind]:
    """List the kinds whose records the actor may open in some unit. No query."""
    return [kind for kind in kinds if steps_to_begin(kind, actor)]


def may_see_any(kind: CompiledKind, actor: Actor) -> bool:
    """Whether the actor might read some record of the kind: by a role, as owner, as holder, or as its opener.

    No query. Records that the actor once opened and may open no longer are ignored: they are found by number or by
    search.
    """
    sees = [kind.rights.by_name[name] for name in kind.rights.sees]
    if any(role in actor.roles for relation in sees for role, _ in relation.reaches):
        return True
    if any(relation.owner or relation.decides for relation in sees) and actor.posts:
        return True
    if any(relation.by_entry for relation in sees) and actor.person:
        return True
    return any(relation.opener for relation in sees) and bool(may_open_somewhere([kind], actor))


def reaches_others(kind: CompiledKind, actor: Actor) -> bool:
    """Whether the actor reads records of the kind outside the units of their own posts. No query."""
    sees = [kind.rights.by_name[name] for name in kind.rights.sees]
    return any(
        role in actor.roles and place is not UnitPlace.OWN for relation in sees for role, place in relation.reaches
    )


def posts_in(relation: Relation, record: Record, day: date) -> QuerySet[Post]:
    """Return the posts, occupied or vacant, that have this relation to a record on a day: `Relation.seat` as SQL.

    A post that never had a charge is in charge of its own unit, as in `org.actors.queries.list_seats`.
    """
    if relation.stands_in and _decided(record, day):
        return Post.objects.none()
    units = [record.unit_id]
    if relation.party:
        parties = Party.objects.filter(record=record.pk, name=relation.party).values_list("unit", flat=True)
        units = keep_answer((posts_in, record.pk, relation.party), lambda: list(parties))
    return _posts(relation.reaches, Q(unit__in=units), named_by(relation, record), day)


def named_by(relation: Relation, record: Record) -> int | None:
    """Return the post that the record itself names for this relation: its owner or its decider."""
    return record.owner_id if relation.owner else record.decider_id if relation.decides else None


def _decided(record: Record, day: date) -> bool:
    decider = record.decider_id
    if decider is None:
        return False
    return keep_answer((_decided, decider, day), actors.at_their_post(day).filter(post=decider).exists)


def posts_told(relation: Relation, record: Record, day: date) -> set[int]:
    """Return the ids of ``posts_in``. One query by a prepared statement, except with parties: steps call it."""
    if relation.party or relation.stands_in:
        return {post.pk for post in posts_in(relation, record, day)}
    named = named_by(relation, record)
    found = _posts_told(relation.reaches, named is not None).rows(unit=record.unit_id, owner=named, day=day)
    return {pk for (pk,) in found}


@cache
def _posts_told(reaches: tuple[tuple[Role, UnitPlace], ...], owned: bool) -> SqlStatement:
    return SqlStatement(lambda: posts_by_slots(reaches, owned).values_list("pk"))


def posts_by_slots(reaches: tuple[tuple[Role, UnitPlace], ...], owned: bool) -> QuerySet[Post]:
    """Return ``posts_in`` for a prepared statement, with slots for ``unit``, ``day`` and, if owned, ``owner``."""
    return _posts(
        reaches, Q(unit=ValueSlot.number("unit")), ValueSlot.number("owner") if owned else None, ValueSlot.day("day")
    )


def _posts(
    reaches: tuple[tuple[Role, UnitPlace], ...], own: Q, owner: int | ValueSlot | None, day: date
) -> QuerySet[Post]:
    over_it = current_placements(day).filter(own).values("ancestor_id")
    charges = Charge.objects.filter(post=OuterRef("pk"))
    charged = Exists(charges.filter(unit__in=over_it, start__lte=day, until__gt=day))
    over = charged | (Q(unit__in=over_it) & ~Exists(charges))
    found = Q(pk__in=[]) if owner is None else Q(pk=owner)
    for role, place in reaches:
        where = {UnitPlace.ANYWHERE: Q(), UnitPlace.OWN: own, UnitPlace.UNDER: Q(over)}[place]
        found |= Q(role=role) & where
    return Post.objects.filter(found, start__lte=day, until__gt=day)
