"""What the home pages count. Each count has its rows here, so that the list behind it cannot differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from luoshi.base.rights.rules.rights import Actor
from luoshi.commitments.lights.queries.due_status import late_condition, late_date_case
from luoshi.commitments.lights.queries.present_lights import PresentLights, readable_lights
from luoshi.commitments.statistics.pictures.queries import (
    BOUND,
    GOES_ALONG,
    ChartMonth,
    against_time,
    charted_commitments,
)
from luoshi.desk.leaders.queries import in_field
from luoshi.desk.lists.queries.inbox import WaitingCount, WaitingRecord, records_with_steps
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.conditions.queries.steps import open_steps
from luoshi.kernel.history.queries.history import Event, last_events_by_record
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.org.tree.models import own_order
from luoshi.plans.base import states as at

# Entries that tell no change of a record: who was refused, who opened it.
NO_CHANGE = (Entry.REFUSED, Entry.OPENED, Entry.SHUT)
CHASE = "push"  # the step of a commitment by which its office chases it
MOST_CHASED = 100  # rows of a unit that are chased at once


@dataclass(frozen=True)
class LateUnit:
    """The late commitments of a lead unit: how many, since when, the oldest of them.

    Attributes:
        since: the day that the oldest missed.
        lights: how all commitments of the unit stand, by code of ``page_lights.PAGE_LIGHTS``.
        chased: the late ones that the actor may chase.
    """

    unit: int
    name: str
    count: int
    since: date
    oldest: Record
    lights: Mapping[str, int]
    chased: Sequence[int]


@dataclass(frozen=True)
class LateUnits:
    """The units with the most late commitments, how many units have any, and how many commitments these are."""

    first: Sequence[LateUnit]
    units: int
    commitments: int


@dataclass(frozen=True)
class WaitingGroup:
    """Records of a kind in a state that wait for the actor; ``first``: one of them, with its steps."""

    kind: str
    state: str
    count: int
    first: WaitingRecord | None


@dataclass(frozen=True)
class YearCounts:
    """The commitments of a year's plans: all, those due by a day, those closed by it, and each month's end."""

    year: int
    every: int
    due: int
    done: int
    months: Sequence[ChartMonth]


def readable_commitments(actor: Actor, day: date) -> QuerySet[Record]:
    """Return the commitments that the actor may read."""
    rows: QuerySet[Record] = readable_records(get_kind("commitments"), actor, day)
    return rows


def late_commitments(actor: Actor, day: date) -> QuerySet[Record]:
    """Return the late ones among them, by unit in the units' own order, those late longest first."""
    rows = readable_commitments(actor, day).filter(late_condition(day)).annotate(missed=late_date_case(day))
    return rows.select_related("unit").order_by(*own_order("unit__"), "missed", "pk")


def late_by_unit(actor: Actor, day: date, most: int) -> LateUnits:
    """Return the units with the most late commitments, at most ``most``; those late longest first among equals.

    A bounded number of queries, however many units.
    """
    readable = readable_lights(actor, day)
    late = PresentLights(readable, day).count_late_by_unit()
    shown = sorted(late, key=lambda unit: (-late[unit][0], late[unit][1], unit))[:most]
    lights: dict[int, dict[str, int]] = {unit: {} for unit in shown}
    first: dict[int, list[int]] = {}
    if shown:
        of_units = PresentLights(readable.filter(unit__in=shown), day)
        for (unit, light), n in of_units.count("unit", "light").items():
            lights[unit][light] = n
        first = of_units.list_first_late(MOST_CHASED)
    ids = [pk for some in first.values() for pk in some]
    loaded = Record.objects.select_related("unit").in_bulk(ids)  # without the kind's own, much longer, columns
    # A step between two of these queries may have made a unit's last late commitment none.
    by_unit = {unit: [loaded[pk] for pk in first[unit] if pk in loaded] for unit in shown if unit in first}
    steps = open_steps([record for records in by_unit.values() for record in records], actor, day)
    found = []
    for unit, records in by_unit.items():
        if not records:
            continue
        name = records[0].unit.short or records[0].unit.name
        chased = [record.pk for record in records if any(step.name == CHASE for step in steps[record.pk])]
        count, since = late[unit]
        found.append(LateUnit(unit, name, count, since, records[0], lights[unit], chased))
    return LateUnits(found, len(late), sum(count for count, _since in late.values()))


def year_rows(actor: Actor, day: date) -> QuerySet[Record]:
    """Return the commitments of the year's plans that count, with the day by which each is ``bound``."""
    rows, _lit = charted_commitments(readable_commitments(actor, day), None, day.year, live=False)
    return rows.filter(state__in=GOES_ALONG).annotate(bound=BOUND)


def due_this_year(actor: Actor, day: date) -> QuerySet[Record]:
    """Return those that should be done by a day."""
    return year_rows(actor, day).filter(Q(("bound__lte", day)))


def done_this_year(actor: Actor, day: date) -> QuerySet[Record]:
    """Return those that are closed."""
    return year_rows(actor, day).filter(state__in=at.DONE, closed__lt=_midnight(day + timedelta(days=1)))


def year_counts(actor: Actor, day: date) -> YearCounts:
    """Count the year's commitments by month. One query."""
    rows, _lit = charted_commitments(readable_lights(actor, day), None, day.year, live=False)
    every, due, months = against_time(rows, day.year, day)
    done = next((month.closed for month in reversed(months) if month.closed is not None), None)
    return YearCounts(day.year, every, due, done or 0, months)


def waiting_groups(counts: Sequence[WaitingCount], actor: Actor, day: date) -> list[WaitingGroup]:
    """Return what waits for the actor by kind and state, the soonest due first. Four queries, however many groups.

    Args:
        counts: what waits, as ``inbox.count_by_state`` counts it.
    """
    ordered = sorted(counts, key=lambda group: (group.due or date.max, -group.count, group.first))
    records = list(Record.objects.filter(pk__in=[group.first for group in ordered]).select_related("unit"))
    known = {waiting.record.pk: waiting for waiting in records_with_steps(records, actor, day)}
    return [WaitingGroup(group.kind, group.state, group.count, known.get(group.first)) for group in ordered]


def changed_records(actor: Actor, day: date) -> QuerySet[Record]:
    """Return the records that others changed since the beginning of yesterday, of those that the actor may read.

    The last change comes first.
    """
    changes = _changes(actor, day)
    last = changes.filter(record=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    rows = Record.objects.filter(in_field(actor, day), pk__in=changes.values("record"))
    return rows.annotate(last=Subquery(last)).select_related("unit").order_by("-last")


def last_changes(records: Sequence[Record], actor: Actor, day: date) -> dict[int, Event]:
    """Return the last change of each of these records that ``changed_records`` counts, by its id. One query."""
    return last_events_by_record(_changes(actor, day).filter(record__in=[record.pk for record in records]))


def _changes(actor: Actor, day: date) -> QuerySet[Entry]:
    since = _midnight(day - timedelta(days=1))
    rows = Entry.objects.filter(at__gte=since, record__isnull=False).exclude(step__in=NO_CHANGE)
    return rows.exclude(person=actor.person) if actor.person else rows


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
