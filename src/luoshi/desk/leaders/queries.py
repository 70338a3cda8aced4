"""The content of a leader's page: what waits for their decision, what is late, what changed since they last looked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from luoshi.base import lateness
from luoshi.base.database.kept_answers import keep_answer
from luoshi.base.database.row_types import AnyRows
from luoshi.base.rights.rules.rights import Actor, Role, UnitPlace
from luoshi.dates.lateness import LATE
from luoshi.desk.leaders.models import Sight
from luoshi.desk.lists.queries.inbox import not_owed, waits_for
from luoshi.desk.lists.queries.listing import due_stands, late_rows
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.history.queries.history import Event, event_of_entry
from luoshi.kernel.history.sentences import given_of
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind, list_kinds
from luoshi.kernel.rights.queries.access import readable_condition, readable_kinds
from luoshi.org.actors.models import Post, Tenure
from luoshi.org.actors.queries import NEVER, usable_mandates
from luoshi.org.tree.models import own_order

UNITS = (Role.HEAD, Role.CLERK, Role.COLLECTOR)
FIGURES = ("late", "unreported", "week", "word")


@dataclass(frozen=True)
class LeaderPart:
    """The first rows of a section, the total, and the number of each kind."""

    rows: Sequence[Record]
    count: int
    kinds: Mapping[str, int]


@dataclass(frozen=True)
class UnitRecords:
    """The number of records of a unit, and the first of them."""

    unit: int
    name: str
    count: int
    rows: list[Record]


@dataclass(frozen=True)
class ChangedRecord:
    """A record that changed since the leader last looked, with its last event."""

    record: Record
    last: Event


def leader_posts(actor: Actor, day: date) -> list[Post]:
    """Return the leaders' posts whose page the actor may open: own, deputised, and those with a mandate for them.

    The menu of each page asks, and the leader's own pages before it.
    """
    return list(keep_answer((leader_posts, actor, day), lambda: _ask_for_posts(actor, day)))


def _ask_for_posts(actor: Actor, day: date) -> list[Post]:
    own = [seat.post for seat in actor.seats if seat.role == Role.LEADER]
    lent = [mandate.leader_id for mandate in usable_mandates(actor, day)]
    asked = {*own, *lent}
    return list(Post.objects.filter(pk__in=asked).select_related("unit").order_by("pk")) if asked else []


def holder_of_post(post: Post, day: date) -> Tenure | None:
    """Return the tenure of the post's regular holder on a day, not of a deputy. One query."""
    return post.tenures.filter(start__lte=day, until__gt=day, deputy=False).select_related("person").first()


def waiting_for_word(leader: Actor, day: date, shown: int) -> LeaderPart:
    """Return the open records on which this post must take a step. Two queries."""
    rows = figure_records("word", leader, day).select_related("unit")
    return _part(rows.order_by(F("due").asc(nulls_last=True), "pk"), shown)


def figure_records(figure: str, leader: Actor, day: date) -> QuerySet[Record]:
    """Return the open records that a figure counts: exactly those that its list shows.

    Args:
        figure: One of ``FIGURES``: late by the lists' own rule; a report owed and late, as the board's light says; due
            by the end of this week and not late; waiting for this post.
    """
    if figure == "word":
        return Record.objects.filter(waits_for(list_kinds(), leader, day), closed=None)
    return Record.objects.filter(_NARROWED[figure](leader, day), closed=None)


def in_field(leader: Actor, day: date) -> Q:
    """Return the condition for the records that the post may read."""
    return readable_kinds(list_kinds(), leader, day)


def leader_matter(leader: Actor, pk: int, day: date) -> Record | None:
    """Return an open record of the post's field, with its unit. One query."""
    rows = Record.objects.filter(in_field(leader, day), pk=pk, closed=None, erased=None)
    return rows.select_related("unit").first()


def _late(leader: Actor, day: date) -> Q:
    plain = [kind for kind in list_kinds() if not (kind.lights and kind.lights.late)]
    rows: AnyRows = Record.objects.filter(readable_kinds(plain, leader, day), due_stands(day, LATE), closed=None)
    others = [_ids_with_light(kind, "late", leader, day) for kind in list_kinds() if kind.lights and kind.lights.late]
    return Q(pk__in=rows.order_by().values("pk").union(*others, all=True))


def _unreported(leader: Actor, day: date) -> Q:
    kinds = [(kind, kind.lights.missing) for kind in list_kinds() if kind.lights and kind.lights.missing]
    found = [_ids_with_light(kind, missing, leader, day) for kind, missing in kinds]
    return Q(pk__in=found[0].union(*found[1:], all=True)) if found else NEVER


def _ids_with_light(kind: CompiledKind, code: str, leader: Actor, day: date) -> AnyRows:
    """Return the ids of the readable records with a light: from where it is stored, or found from the records."""
    condition, lights = readable_condition(kind, leader, day), kind.lights
    if lights and lights.ids:
        return lights.ids(condition, code, day)
    rows: AnyRows = kind.record._default_manager.filter(condition, closed=None).order_by()
    rows = rows.filter(late_rows(kind, day)) if code == "late" else lights.narrow(rows, code, day) if lights else rows
    return rows.values("pk")


def _this_week(leader: Actor, day: date) -> Q:
    end = day + timedelta(days=6 - day.weekday())
    return in_field(leader, day) & due_stands(day, *lateness.DUE_SOON) & Q(due__lte=end) & ~not_owed()


_NARROWED = {"late": _late, "unreported": _unreported, "week": _this_week}


def group_due_by_unit(rows: QuerySet[Record], each: int, most: int) -> list[UnitRecords]:
    """Group records by unit, the unit that is due first before the others. Two queries, however many there are.

    Args:
        each: The maximum number of rows shown per unit.
        most: The maximum number of rows shown in all, from the first units; further ones are only counted.
    """
    order = own_order("unit__")
    grouped = rows.order_by().values("unit").annotate(n=Count("pk"), earliest=Min("due"))
    counts = grouped.order_by(F("earliest").asc(nulls_last=True), *order).values_list("unit", "unit__name", "n")
    found, left = [], most
    for unit, name, count in counts:
        found.append(UnitRecords(unit, name, count, []))
        left -= min(count, each, left)
        if not left:
            break
    shown = {group.unit: group for group in found}
    place = Window(RowNumber(), partition_by=F("unit"), order_by=[F("due").asc(nulls_last=True), F("pk").asc()])
    some = rows.filter(unit__in=list(shown)).annotate(place=place).filter(place__lte=each).select_related("unit")
    rank = {group.unit: at for at, group in enumerate(found)}
    for record in sorted(some.order_by("place"), key=lambda record: rank[record.unit_id])[:most]:
        shown[record.unit_id].rows.append(record)
    return [*found, *(UnitRecords(unit, name, count, []) for unit, name, count in list(counts)[len(found) :])]


def order_by_unit(rows: QuerySet[Record]) -> QuerySet[Record]:
    """Order records by unit, the unit that is due first before the others, within each unit those first due first."""
    first = Window(Min("due"), partition_by=F("unit"))
    due = F("due").asc(nulls_last=True)
    ordered = rows.select_related("unit").annotate(first_due_there=first)
    return ordered.order_by(F("first_due_there").asc(nulls_last=True), *own_order("unit__"), due, "pk")


def last_events(records: Sequence[Record]) -> dict[int, Event]:
    """Return the last event of each of these records. Two queries."""
    happened = Entry.objects.filter(record__in=[record.pk for record in records]).exclude(step=Entry.REFUSED)
    last = happened.values("record").annotate(last=Max("pk"))
    found = Entry.objects.filter(pk__in=[row["last"] for row in last])
    loaded = found.select_related("person", "record", "payload", "payload__erased_by")
    return {entry.record_id: event_of_entry(entry) for entry in loaded if entry.record_id}


def reasons_of(records: Sequence[Record]) -> dict[int, tuple[str, str]]:
    """Return the last words that the unit itself gave on each of these records, with their label. One query.

    They are the kind's ``reasons``, given in a step that is open only to the unit's own posts.
    """
    words_of = {record.pk: get_kind(record.kind).reasons for record in records}
    asked = Q(pk__in=[])
    for name in {record.kind for record in records}:
        asked |= Q(record__kind=name, step__in=_steps_of_units(get_kind(name)))
    rows = Entry.objects.filter(asked, record__in=[record.pk for record in records]).select_related("payload")
    found: dict[int, tuple[str, str]] = {}
    for entry in rows.order_by("pk"):
        given = given_of(entry)
        names = words_of[entry.record_id] if entry.record_id else ()
        words = next(((label, value) for name in names for label, value in [given.get(name, ("", ""))] if value), None)
        if words and entry.record_id:
            found[entry.record_id] = words
    return found


def _steps_of_units(declared: CompiledKind) -> list[str]:
    """Return the steps that only the unit itself takes: its posts by role, or the owning post."""
    mine = {
        name
        for name, relation in declared.rights.by_name.items()
        if (relation.reaches or relation.owner)
        and not (relation.party or relation.opener)  # another unit's part is not the unit's own
        and all(role in UNITS and place is UnitPlace.OWN for role, place in relation.reaches)
    }
    return [step.name for step in declared.cycle.steps if step.who and mine.issuperset(step.who)]


def changed_since(leader: Actor, day: date, since: datetime, shown: int) -> tuple[list[ChangedRecord], int]:
    """Return the records of the field changed after a moment, the latest first, each once. Four queries."""
    happened = Entry.objects.filter(at__gt=since).exclude(step=Entry.REFUSED)
    rows = Record.objects.filter(in_field(leader, day), pk__in=happened.values("record"))
    last = happened.filter(record=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    first = list(rows.select_related("unit").annotate(last=Subquery(last)).order_by("-last")[:shown])
    events = last_events(first)
    return [ChangedRecord(record, events[record.pk]) for record in first], rows.count()


def last_leader_look(post: int, day: date) -> datetime:
    """Return when the post's holder last looked; before the first time, the beginning of the day a week ago."""
    sight = Sight.objects.filter(post=post).first()
    if sight:
        return sight.at
    start = datetime.combine(day, datetime.min.time(), tzinfo=timezone.get_current_timezone())
    return start - timedelta(days=7)


def _part(rows: QuerySet[Record], shown: int) -> LeaderPart:
    counts = dict(rows.order_by().values_list("kind").annotate(Count("pk")))
    return LeaderPart(list(rows[:shown]), sum(counts.values()), counts)
