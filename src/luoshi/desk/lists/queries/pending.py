"""The pending work of posts: the records and duties they own, and records whose next step their role takes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from luoshi.base.rights.rules.rights import Actor, Role, Seat, UnitPlace
from luoshi.desk.lists.queries.inbox import waits_for
from luoshi.kernel.duties.models import Duty
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of, list_kinds
from luoshi.kernel.rights.queries.access import readable_condition
from luoshi.org.actors.models import Post
from luoshi.org.actors.queries import ancestor_unit_ids, list_seats
from luoshi.org.base.ports import Pending, Pendings, Unread
from luoshi.org.people.queries.people import tenures_in_force

MOST = 1000  # rows shown, more would help nobody; decisions count all rows
CHUNK = 1000  # ids per statement


def pending_for_posts(posts: Collection[int], person: int, asker: Actor, day: date) -> Pendings:
    """Return the pending work of a person's posts, soonest due first, undated last: up to ``MOST`` rows and the total.

    Records that the asker may not read are counted by kind and post, without number, state or day. The number of
    queries grows with the kinds of record, not with the rows.
    """
    mine = list_seats([(post, "own") for post in Post.objects.filter(pk__in=list(posts)).order_by("pk")], day)
    if not mine:
        return Pendings([], 0)
    every, duties = _records(mine, day), _duties(mine)
    records = list(every.select_related("unit").order_by(F("due").asc(nulls_last=True), "pk")[:MOST])
    readable = readable_of(((record.kind, record.pk) for record in records), asker, day)
    others = _others({role for record in records for role in _roles(record)}, person, day)
    places = ancestor_unit_ids({record.unit_id for record in records}, day)
    rows: list[Pending] = []
    unread: list[tuple[str, int, bool]] = []
    for record in records:
        owned = record.owner_id in {seat.post for seat in mine}
        post = record.owner_id if owned and record.owner_id else _post_of(record, mine, places[record.unit_id])
        who, called = others.list_names(record, places[record.unit_id]), str(kind_of(record).one)
        if record.pk not in readable:
            unread.append((called, post, not owned and not who))
            continue
        state, url = str(kind_of(record).cycle.states[record.state]), record.get_absolute_url()
        runs = record.state not in kind_of(record).not_owed
        one = Pending(record.reference, called, record.number, record.title, url, state, record.due, post, owned, who)
        rows.append(replace(one, runs=runs, due_in_period=record.due_in_period))
    for duty in duties.order_by("pk")[: MOST - len(records)]:
        owner = duty.owner_id or 0
        if owner in asker.posts or Role.AUDITOR in asker.roles:
            rows.append(Pending(f"duty:{duty.pk}", _("Duty"), "", duty.name, "", "", None, owner, True))
        else:
            unread.append((_("Duty"), owner, False))
    listed = len(rows) + len(unread)
    return Pendings(rows, listed if listed < MOST else every.count() + duties.count(), _summed(unread))


def _summed(unread: Iterable[tuple[str, int, bool]]) -> tuple[Unread, ...]:
    """Count (kind, post, whether nobody else can continue) by kind and post."""
    counts: dict[tuple[str, int], list[bool]] = {}
    for called, post, alone in unread:
        counts.setdefault((called, post), []).append(alone)
    return tuple(Unread(called, post, len(each), any(each)) for (called, post), each in counts.items())


def stranded_post_ids(posts: Collection[int], person: int, day: date) -> set[int]:
    """Return those of a person's posts whose role has pending work that they do not own and nobody else can take on.

    All pending work counts, however much it is. Kind, state and unit are grouped to find who else could continue; only
    where nobody could, the records themselves are read.
    """
    mine = list_seats([(post, "own") for post in Post.objects.filter(pk__in=list(posts)).order_by("pk")], day)
    if not mine:
        return set()
    shared = _records(mine, day).exclude(owner__in=[seat.post for seat in mine])
    groups = [
        Record(kind=kind, state=state, unit_id=unit)
        for kind, state, unit in shared.order_by().values_list("kind", "state", "unit").distinct()
    ]
    others = _others({role for group in groups for role in _roles(group)}, person, day)
    places = ancestor_unit_ids({group.unit_id for group in groups}, day)
    found: set[int] = set()
    for group in groups:
        if not others.list_names(group, places[group.unit_id]):
            rows = shared.filter(kind=group.kind, state=group.state, unit=group.unit_id)
            found.update(_post_of(record, mine, places[group.unit_id]) for record in rows.iterator())
    return found


def _records(mine: Collection[Seat], day: date) -> QuerySet[Record]:
    """Return the open records that these seats own or on which they take the next step."""
    actor = Actor(0, "", tuple(mine))
    asked = Q(owner__in=[seat.post for seat in mine]) | waits_for(list_kinds(), actor, day)
    return Record.objects.filter(asked, closed=None, kind__in=[kind.name for kind in list_kinds()])


def readable_of(records: Iterable[tuple[str, int]], asker: Actor, day: date) -> set[int]:
    """Return the ids of those of the (kind, id) records that the asker may read. One query per kind and 1000 ids.

    Nobody may read records of a kind that is no longer declared.
    """
    by_kind: dict[str, list[int]] = {}
    for name, pk in records:
        by_kind.setdefault(name, []).append(pk)
    found: set[int] = set()
    for declared in list_kinds():
        allowed, ids = readable_condition(declared, asker, day), by_kind.get(declared.name, [])
        for first in range(0, len(ids), CHUNK):
            rows = declared.record._default_manager.filter(allowed, pk__in=ids[first : first + CHUNK])
            found.update(rows.values_list("pk", flat=True))
    return found


def _duties(mine: Iterable[Seat]) -> QuerySet[Duty]:
    """Return running duties owned by a post and not by a record; a record's duties go with the record."""
    return Duty.objects.filter(owner__in=[seat.post for seat in mine], record=None, ended=None)


def _main(record: Record) -> list[tuple[CompiledKind, str]]:
    """Return the relations that take the awaited next steps of the record."""
    declared = kind_of(record)
    steps = [step for step in declared.cycle.steps if step.is_awaited and record.state in step.before]
    return [(declared, who) for step in steps for who in step.who]


def _roles(record: Record) -> set[Role]:
    return {role for declared, who in _main(record) for role, _where in declared.rights.by_name[who].reaches}


def _post_of(record: Record, mine: Iterable[Seat], places: frozenset[int]) -> int:
    """Return the post among these from which the next step is taken."""
    subject = record.subject(places)
    for declared, who in _main(record):
        seat = declared.rights.by_name[who].seat(Actor(0, "", tuple(mine)), subject)
        if isinstance(seat, Seat):
            return seat.post
    return 0


@dataclass
class _Others:
    """The names of other people by role and unit, so that many records need lookups only."""

    own: dict[tuple[Role, int], list[str]] = field(default_factory=dict)
    under: dict[tuple[Role, int], list[str]] = field(default_factory=dict)
    anywhere: dict[Role, list[str]] = field(default_factory=dict)

    def list_names(self, record: Record, places: frozenset[int]) -> tuple[str, ...]:
        """Return the names of the others who can take a next main step on the record, each once."""
        names: dict[str, None] = {}
        for declared, relation in _main(record):
            for role, place in declared.rights.by_name[relation].reaches:
                if place is UnitPlace.OWN:
                    found = self.own.get((role, record.unit_id), [])
                elif place is UnitPlace.UNDER:
                    found = [name for unit in places for name in self.under.get((role, unit), [])]
                else:
                    found = self.anywhere.get(role, [])
                names.update(dict.fromkeys(found))
        return tuple(names)


def _others(roles: Collection[Role], without: int, day: date) -> _Others:
    """Return everyone but one person who acts in one of these roles on a day. Two queries."""
    rows = (
        tenures_in_force(day)
        .filter(post__role__in=roles)
        .exclude(person=without)
        .exclude(person__user__is_active=False)
    )
    tenures = list(rows.select_related("person", "post").order_by("pk"))
    by_post: Mapping[int, Seat] = {seat.post: seat for seat in list_seats([(row.post, "own") for row in tenures], day)}
    found = _Others()
    for row in tenures:
        seat, name = by_post[row.post_id], row.person.name
        found.own.setdefault((seat.role, seat.unit), []).append(name)
        found.anywhere.setdefault(seat.role, []).append(name)
        for unit in seat.charges:
            found.under.setdefault((seat.role, unit), []).append(name)
    return found
