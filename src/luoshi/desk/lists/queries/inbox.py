"""The inbox of an actor: open records on which a step is asked of them or due now, soonest due first.

A separate list holds what they may continue at will: steps that nobody waits for and that have no near due date.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import product

from django.db.models import F, Q, QuerySet

from luoshi.base import lateness
from luoshi.base.rights.rules.rights import Actor, Relation
from luoshi.dates.lateness import LATE, soon_until
from luoshi.desk.lists.queries.listing import due_light_code, due_stands
from luoshi.kernel.conditions.queries.evaluation import definitely_true
from luoshi.kernel.conditions.queries.steps import open_steps
from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.duties.queries.duties import not_overtaken
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.conditions import When
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind as registered
from luoshi.kernel.kinds.registry import kind_of, list_kinds, per_snapshot
from luoshi.kernel.rights.queries.rights import posts_in, record_relation_condition
from luoshi.org.actors.models import Post
from luoshi.org.actors.queries import NEVER


@dataclass(frozen=True)
class WaitingRecord:
    """A record that waits for the actor, with its light, the awaited step and all that are open to the actor."""

    record: Record
    kind: CompiledKind
    light: str
    state: str
    step: Step
    open_now: Sequence[Step] = ()


# A relation without its name; the duties that the step answers if it is awaited only when due (empty: the record's own
# due date decides), else None; whether the opener is excluded; the condition on the records, if any; whether the step
# may also be taken at will.
Shape = tuple[Relation, tuple[str, ...] | None, bool, When | None, bool]
# For each shape, the names of the kinds by the states in which it is awaited.
Asked = dict[Shape, dict[tuple[str, ...], list[str]]]


@per_snapshot()
def _shapes(of: tuple[CompiledKind, ...]) -> Asked:
    """Return the shapes that are awaited, with their kinds and states. They are the same for every actor."""
    states: dict[Shape, dict[str, set[str]]] = {}
    for kind in of:
        for step in (step for step in kind.cycle.steps if step.is_awaited):
            for who, state in product(step.who, step.before):
                at_will = not (step.when_due or kind.cycle.asks_of(who, step, state))
                duties = step.own_duties if step.when_due or at_will else None
                shape = (kind.rights.by_name[who].without_name, duties, step.apart, step.known_where, at_will)
                states.setdefault(shape, {}).setdefault(kind.name, set()).add(state)
    found: Asked = {}
    for shape, by_kind in states.items():
        for name, before in by_kind.items():
            found.setdefault(shape, {}).setdefault(tuple(sorted(before)), []).append(name)
    return found


def waits_for(of: Iterable[CompiledKind], actor: Actor, day: date, *, at_will: bool = False) -> Q:
    """Return the condition for records of these kinds on which a step is asked of the actor, or due now.

    Each relation is tested once for all kinds and states that await it. With a condition for each, hundreds were copies
    of one another, and Django took longer to compile them than the database to answer.

    Args:
        at_will: Select instead the records on which the actor may take a step that nobody waits for, due or not.
    """
    found, others = NEVER, ~Q(opener=actor.person) if actor.person else Q()
    for (shape, duties, apart, only, free), kinds_by_states in _shapes(tuple(of)).items():
        if at_will and not free:
            continue
        asked = record_relation_condition(shape, actor, day)
        if asked == NEVER:
            continue
        there = NEVER
        for states, names in kinds_by_states.items():
            if only is None:
                there |= Q(kind__in=names, state__in=states)
                continue
            for name in names:
                model = registered(name).record
                so = model._base_manager.filter(definitely_true(only, model, day), kind=name, state__in=states)
                there |= Q(pk__in=so.values("pk"))
        due = Q() if duties is None or at_will else _due(duties, day)
        found |= there & asked & due & (others if apart else Q())
    return found


def _due(duties: Collection[str], day: date) -> Q:
    """Return the condition that one of these duties is due soon or late; without duties, that the record itself is."""
    if not duties:
        return Q(due__lte=soon_until(day))
    return Q(pk__in=_open(day).filter(duty__name__in=duties).values("duty__record"))


def _open(day: date) -> QuerySet[Occurrence]:
    """Return unanswered due dates that are near or past and not overtaken by a later period that was answered."""
    return Occurrence.objects.filter(not_overtaken(), settled=None, dropped=None, due__lte=soon_until(day))


def waiting_records(actor: Actor, day: date) -> QuerySet[Record]:
    """Return the open records of all kinds that wait for the actor, soonest due first, those without a date last."""
    return _soonest_first(Record.objects.filter(waits_for(list_kinds(), actor, day), closed=None))


def goes_on(actor: Actor, day: date) -> QuerySet[Record]:
    """Return the open records that the actor may continue at will, in the same order, without ``waiting_records``."""
    rows = Record.objects.filter(waits_for(list_kinds(), actor, day, at_will=True), closed=None)
    return _soonest_first(rows.exclude(pk__in=waiting_records(actor, day).order_by().values("pk")))


def _soonest_first(rows: QuerySet[Record]) -> QuerySet[Record]:
    return rows.select_related("unit").order_by(F("due").asc(nulls_last=True), "pk")


def due_filter(name: str, day: date) -> Q:
    """Return the condition for ``late`` or ``soon``, without records that nobody owes; otherwise no condition."""
    codes = {"late": (LATE,), "soon": lateness.DUE_SOON}.get(name)
    return due_stands(day, *codes) & ~_not_owed() if codes else Q()


def _not_owed() -> Q:
    """Return the condition for records in a state in which their due date runs against nobody."""
    found = NEVER
    for kind in list_kinds():
        if kind.not_owed:
            found |= Q(kind=kind.name, state__in=kind.not_owed)
    return found


def with_whom(record: Record, day: date) -> tuple[Record | None, list[Post]]:
    """Return the person whom the record names for its next main step, or the posts from which it is taken.

    Two queries per relation. None and no posts: no step is awaited, and the record is with the unit or post that owns
    it.
    """
    declared = kind_of(record)
    steps = [step for step in declared.cycle.steps if step.tone == "main" and record.state in step.before]
    protected = {*declared.masked_fields, *declared.hidden}  # readers of the record may not know whom these name
    for name in (name for step in steps if step.about(record, day) for name in step.who):
        relation = declared.rights.by_name[name]
        if relation.names and relation.names not in protected and (person := getattr(record, relation.names)):
            return person, []
        if posts := list(posts_in(relation, record, day).select_related("unit").order_by("pk")):
            return None, posts
    return None, []


def records_with_steps(records: Sequence[Record], actor: Actor, day: date) -> list[WaitingRecord]:
    """Return the records with their awaited steps. Two queries, and one more if duties decide which step."""
    theirs = open_steps(records, actor, day)
    asked = {record.pk for record in records if any(step.when_due and step.own_duties for step in theirs[record.pk])}
    rows = _open(day).filter(duty__record__in=asked).values_list("duty__record", "duty__name") if asked else ()
    owed = set(rows)
    found = []
    for record in records:
        kind = kind_of(record)
        steps = [
            open_step
            for open_step in theirs[record.pk]
            if open_step.is_awaited and _asked_now(open_step, record.pk, owed)
        ]
        # The step asked of this person; a main one first, since several may be awaited in one state.
        step = min(steps, key=partial(_rank, kind, record)) if steps else None
        if step is not None:
            state = str(kind.cycle.states[record.state])
            light = due_light_code(record, day)
            found.append(WaitingRecord(record, kind, light, state, step, theirs[record.pk]))
    return found


def _rank(kind: CompiledKind, record: Record, step: Step) -> tuple[bool, bool]:
    """Return the sort key of an awaited step: asked steps come before those at will, then main ones first."""
    asked = step.when_due or any(kind.cycle.asks_of(who, step, record.state) for who in step.who)
    return not asked, step.tone != "main"


def _asked_now(step: Step, record: int, owed: Collection[tuple[int | None, str]]) -> bool:
    """Return whether a step is awaited now: a step that answers duties needs one of them to be open on the record."""
    return not step.when_due or not step.own_duties or any((record, name) in owed for name in step.own_duties)


def decided_on(found: Sequence[WaitingRecord]) -> dict[int, str]:
    """Return by record what the awaited step decides on (``Step.decides``), in words. One query per such kind."""
    said: dict[int, str] = {}
    by_kind: dict[str, list[WaitingRecord]] = {}
    for waiting_record in found:
        if waiting_record.step.decides:
            by_kind.setdefault(waiting_record.kind.name, []).append(waiting_record)
    for some in by_kind.values():
        kind, names = some[0].kind, {waiting_record.record.pk: waiting_record.step.decides for waiting_record in some}
        links = [column.name for column in kind.own_fields if column.is_relation]
        rows = kind.record._default_manager.filter(pk__in=names).select_related("unit", *links)
        for row in rows:
            told = [(fields.field_label(kind, name), fields.field_text(row, name)) for name in names[row.pk]]
            said[row.pk] = "；".join(f"{label} {words}" for label, words in told if words)
    return said
