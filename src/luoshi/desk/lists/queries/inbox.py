"""The inbox of an actor: open records on which a step is asked of them or due now, soonest due first.

A separate list holds what they may continue at will: steps that nobody waits for and that have no near due date.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import product
from typing import Literal

from django.db.models import Count, F, Min, Q, QuerySet

from luoshi.base import lateness
from luoshi.base.database.row_types import AnyRows
from luoshi.base.database.tuples import columns_in
from luoshi.base.rights.rules.access_paths import AccessPath, access_paths
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
from luoshi.kernel.rights.queries.access import leading_condition, record_relation_condition
from luoshi.kernel.rights.queries.rights import posts_in
from luoshi.kernel.rights.queries.used_kinds import kinds_in_use
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


@dataclass(frozen=True)
class _Way:
    """How awaited records are found: by a path of the actor's, if they are due, without those that the actor opened.

    Attributes:
        due: ``""`` at any time; ``"record"`` if the record is due; ``"duty"`` if one of its duties is.
    """

    path: AccessPath
    due: Literal["", "record", "duty"]
    apart: bool


def waits_for(of: Iterable[CompiledKind], actor: Actor, day: date, *, at_will: bool = False, state: str = "") -> Q:
    """Return the condition for open records of these kinds on which a step is asked of the actor, or due now.

    They are found way by way, each by an index of its own and for all kinds and states together, and their ids are
    united: as alternatives of one condition the database would test every open record against all of them. Kinds
    without records are left out. At most one query.

    Args:
        at_will: Select instead the records on which the actor may take a step that nobody waits for, due or not.
        state: Select only records in this state; "": in any.
    """
    every = tuple(of)
    used = kinds_in_use([kind.name for kind in every])
    together: dict[_Way, set[tuple[str, ...]]] = {}
    found: list[AnyRows] = []
    for (relation, duties, apart, only, free), kinds_by_states in _shapes(every).items():
        there = {states: [name for name in names if name in used] for states, names in kinds_by_states.items()}
        pairs = {(name, of) for states, names in there.items() for name in names for of in states if state in ("", of)}
        if not pairs or (at_will and not free):
            continue
        duties = None if at_will else duties
        if only is not None or relation.by_entry or relation.shut:  # what is asked of rows of one kind
            asked = record_relation_condition(relation, actor, day)
            if asked != NEVER:
                asked &= (Q() if duties is None else _due(duties, day)) & _others(actor, apart)
                found += _of_each_kind(pairs, only, asked, day)
            continue
        for path in access_paths(relation, actor):
            if duties:
                rows = {(*pair, duty) for pair in pairs for duty in duties}
                together.setdefault(_Way(path, "duty", apart), set()).update(rows)
            else:
                together.setdefault(_Way(path, "" if duties is None else "record", apart), set()).update(pairs)
    found += [_of_way(way, rows, actor, day) for way, rows in together.items()]
    if not found:
        return NEVER
    return Q(pk__in=found[0].union(*found[1:], all=True) if len(found) > 1 else found[0])


def _others(actor: Actor, apart: bool) -> Q:
    return ~Q(opener=actor.person) if apart and actor.person else Q()


def _of_each_kind(pairs: Iterable[tuple[str, str]], only: When | None, asked: Q, day: date) -> Iterator[AnyRows]:
    """Yield for each kind the ids of its records in these states that meet a condition and are asked for."""
    states: dict[str, list[str]] = {}
    for name, state in sorted(pairs):
        states.setdefault(name, []).append(state)
    for name, those in states.items():
        model = registered(name).record
        meets = definitely_true(only, model, day) if only is not None else Q()
        yield (
            model._default_manager.filter(meets, asked, kind=name, state__in=those, closed=None).order_by().values("pk")
        )


def _of_way(way: _Way, rows: Collection[tuple[str, ...]], actor: Actor, day: date) -> AnyRows:
    """Return the ids of the records that a way finds.

    Args:
        rows: kind and state of the records; with the name of the duty if one must be due.
    """
    asked = Record.objects.filter(leading_condition(way.path, day), _others(actor, way.apart), closed=None).order_by()
    if way.due == "duty":
        owed = _open(day).filter(columns_in(("duty__record__kind", "duty__record__state", "duty__name"), rows))
        return asked.filter(pk__in=owed.values("duty__record")).values("pk")
    asked = asked.filter(columns_in(("kind", "state"), rows))
    return (asked.filter(due__lte=soon_until(day)) if way.due else asked).values("pk")


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


def waiting_in_state(kind: CompiledKind, state: str, actor: Actor, day: date) -> QuerySet[Record]:
    """Return those of ``waiting_records`` that are of a kind and in a state, in the same order."""
    return _soonest_first(Record.objects.filter(waits_for([kind], actor, day, state=state), closed=None))


def goes_on(actor: Actor, day: date) -> QuerySet[Record]:
    """Return the open records that the actor may continue at will, in the same order, without ``waiting_records``."""
    rows = Record.objects.filter(waits_for(list_kinds(), actor, day, at_will=True), closed=None)
    return _soonest_first(rows.exclude(waits_for(list_kinds(), actor, day)))


def _soonest_first(rows: QuerySet[Record]) -> QuerySet[Record]:
    return rows.select_related("unit").order_by(F("due").asc(nulls_last=True), "pk")


def load_with_units(ids: Sequence[int]) -> list[Record]:
    """Return the records with these ids in this order, with their units. One query.

    Sorting thousands to show fifty is quicker by their ids alone than with all columns.
    """
    found = Record.objects.select_related("unit").in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


@dataclass(frozen=True)
class WaitingCount:
    """How many records of a kind in a state wait, how many of them are late and due soon, and the first of them.

    Attributes:
        due: the earliest due date; ``first``: the least id.
    """

    kind: str
    state: str
    count: int
    late: int
    soon: int
    due: date | None
    first: int


def count_by_state(rows: QuerySet[Record], day: date) -> list[WaitingCount]:
    """Count records by kind and state. One query.

    Args:
        rows: what waits, as ``waiting_records`` returns it.
    """
    counted = {
        "n": Count("pk"),
        "late": Count("pk", filter=due_stands(day, LATE)),
        "soon": Count("pk", filter=due_stands(day, *lateness.DUE_SOON)),
        "earliest": Min("due"),
        "first": Min("pk"),
    }
    found = []
    groups: AnyRows = rows.order_by().values("kind", "state").annotate(**counted)
    for group in groups:
        owed = group["state"] not in registered(group["kind"]).not_owed
        late, soon = (group["late"], group["soon"]) if owed else (0, 0)
        found.append(
            WaitingCount(group["kind"], group["state"], group["n"], late, soon, group["earliest"], group["first"])
        )
    return found


def due_filter(name: str, day: date) -> Q:
    """Return the condition for ``late`` or ``soon``, without records that nobody owes; otherwise no condition."""
    codes = {"late": (LATE,), "soon": lateness.DUE_SOON}.get(name)
    return due_stands(day, *codes) & ~not_owed() if codes else Q()


def not_owed() -> Q:
    """Return the condition for records in a state in which their due date runs against nobody."""
    pairs = [(kind.name, state) for kind in list_kinds() for state in kind.not_owed]
    return columns_in(("kind", "state"), pairs) if pairs else NEVER


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
