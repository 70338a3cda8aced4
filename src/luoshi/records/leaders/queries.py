"""What a leader needs on one page: what waits for their word, what is late, what changed since they looked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from luoshi.org.actors.models import Post
from luoshi.org.actors.queries import mandates
from luoshi.org.rights.rules.rights import Actor, Place, Role
from luoshi.records.journal.models import Entry
from luoshi.records.journal.queries.history import Event, event
from luoshi.records.journal.sentences import given_of
from luoshi.records.kinds.declaration import Kind
from luoshi.records.kinds.models import Record
from luoshi.records.kinds.registry import kind, kinds
from luoshi.records.leaders.models import Sight
from luoshi.records.lists.queries.inbox import waits_for
from luoshi.records.lists.queries.listing import late_rows
from luoshi.records.rights.queries.rights import visible

UNITS = (Role.HEAD, Role.CLERK, Role.COLLECTOR)


@dataclass(frozen=True)
class Part:
    """The first rows of a part, how many there are in all, and how many of each kind."""

    rows: Sequence[Record]
    count: int
    kinds: Mapping[str, int]


@dataclass(frozen=True)
class Changed:
    """What happened to a record since the leader last looked: the last event, and how many there were."""

    record: Record
    last: Event


def leader_posts(actor: Actor, day: date) -> list[Post]:
    """The leaders' posts whose page the actor may open: own, deputised, and those they hold a mandate for."""
    own = [seat.post for seat in actor.seats if seat.role == Role.LEADER]
    lent = [mandate.leader_id for mandate in mandates(actor, day)]
    asked = {*own, *lent}
    return list(Post.objects.filter(pk__in=asked).select_related("unit").order_by("pk")) if asked else []


def waiting_for_word(leader: Actor, day: date, shown: int) -> Part:
    """Open records on which a step is this post's to take. Two queries."""
    asked = Q(pk__in=[])
    for one in kinds():
        asked |= waits_for(one, leader, day)
    rows = Record.objects.filter(asked, closed=None).select_related("unit")
    return _part(rows.order_by(F("due").asc(nulls_last=True), "pk"), shown)


def late_in_field(leader: Actor, day: date, shown: int) -> Part:
    """Open records in the field that are late, the longest late first. Two queries."""
    rows = Record.objects.filter(_late_in_field(leader, day), closed=None).select_related("unit")
    return _part(rows.order_by("due", "pk"), shown)


def _late_in_field(leader: Actor, day: date) -> Q:
    asked = Q(pk__in=[])
    for one in kinds():
        own = late_rows(one, day)
        if one.lights and one.lights.late:  # of the kind's own columns
            own = Q(pk__in=one.record._default_manager.filter(own).order_by().values("pk"))
        asked |= Q(kind=one.name) & visible(one, leader, day) & own
    return asked


def in_field(leader: Actor, day: date) -> Q:
    """The records of all kinds that the post may read."""
    asked = Q(pk__in=[])
    for one in kinds():
        asked |= Q(kind=one.name) & visible(one, leader, day)
    return asked


def last_events(records: Sequence[Record]) -> dict[int, Event]:
    """The last thing that happened to each of these records. Two queries."""
    happened = Entry.objects.filter(record__in=[one.pk for one in records]).exclude(step=Entry.REFUSED)
    last = happened.values("record").annotate(last=Max("pk"))
    found = Entry.objects.filter(pk__in=[row["last"] for row in last])
    loaded = found.select_related("person", "payload", "payload__erased_by")
    return {entry.record_id: event(entry) for entry in loaded if entry.record_id}


def reasons_of(records: Sequence[Record]) -> dict[int, tuple[str, str]]:
    """The last words that the unit itself gave on each of these records, with their label. One query.

    Those are what the kind calls its ``reasons``, of a step that is open to nobody but the unit's own posts.
    """
    words_of = {one.pk: kind(one.kind).reasons for one in records}
    asked = Q(pk__in=[])
    for name in {one.kind for one in records}:
        asked |= Q(record__kind=name, step__in=_steps_of_units(kind(name)))
    rows = Entry.objects.filter(asked, record__in=[one.pk for one in records]).select_related("payload")
    found: dict[int, tuple[str, str]] = {}
    for entry in rows.order_by("pk"):
        given = given_of(entry)
        names = words_of[entry.record_id] if entry.record_id else ()
        words = next(((label, value) for name in names for label, value in [given.get(name, ("", ""))] if value), None)
        if words and entry.record_id:
            found[entry.record_id] = words
    return found


def _steps_of_units(declared: Kind) -> list[str]:
    """The steps that none but the unit itself takes: its posts by their role, or the one whose work it is."""
    mine = {
        name
        for name, one in declared.rights.by_name.items()
        if (one.reaches or one.owner)
        and not (one.party or one.opener)  # another unit's part is not the unit's own
        and all(role in UNITS and place is Place.OWN for role, place in one.reaches)
    }
    return [step.name for step in declared.cycle.steps if step.who and mine.issuperset(step.who)]


def changed_since(leader: Actor, day: date, since: datetime, shown: int) -> tuple[list[Changed], int]:
    """Records of the field to which something happened after a moment, the latest first, each once. Four queries."""
    happened = Entry.objects.filter(at__gt=since).exclude(step=Entry.REFUSED)
    rows = Record.objects.filter(in_field(leader, day), pk__in=happened.values("record"))
    last = happened.filter(record=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    first = list(rows.select_related("unit").annotate(last=Subquery(last)).order_by("-last")[:shown])
    events = last_events(first)
    return [Changed(one, events[one.pk]) for one in first], rows.count()


def looked(post: int, day: date) -> datetime:
    """When the post's holder last looked; before the first time: the beginning of the day a week ago."""
    sight = Sight.objects.filter(post=post).first()
    if sight:
        return sight.at
    start = datetime.combine(day, datetime.min.time(), tzinfo=timezone.get_current_timezone())
    return start - timedelta(days=7)


def _part(rows: QuerySet[Record], shown: int) -> Part:
    counts = dict(rows.order_by().values_list("kind").annotate(Count("pk")))
    return Part(list(rows[:shown]), sum(counts.values()), counts)
