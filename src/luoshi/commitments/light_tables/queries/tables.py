"""Light tables: permissions to set them, their history, and trials on past months."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import QuerySet

from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.commitments.light_tables.queries.past_lights import past_of
from luoshi.commitments.lights.models import LightTable
from luoshi.commitments.lights.queries.current_lights import tables_of
from luoshi.commitments.lights.rules.light_status import Stand, reckon_stand
from luoshi.commitments.lights.rules.lights import LightRuleTable
from luoshi.org.actors.queries import ancestor_unit_ids, current_placements, descendant_unit_ids
from luoshi.org.tree.models import Unit
from luoshi.plans.base.models.commitment import Commitment

MOST = 2000  # commitments of a year in a trial
LISTED = 100  # changed commitments listed
MAY_LOOK = {Role.SUPERVISOR, Role.AUDITOR}


def may_read_light_tables(actor: Actor) -> bool:
    """Check whether the actor may read light rules. No query."""
    return not MAY_LOOK.isdisjoint(actor.roles)


def supervisor_unit_ids(actor: Actor) -> set[int]:
    """Return the units in which the actor is a supervisor, or for which such a post is responsible."""
    seats = [seat for seat in actor.seats if seat.role is Role.SUPERVISOR]
    return {unit_id for seat in seats for unit_id in (seat.unit, *seat.charges)}


def may_set(actor: Actor, unit: Unit | None, day: date) -> bool:
    """Check whether the actor supervises this unit; for None (all), a unit at the top. One query."""
    mine = supervisor_unit_ids(actor)
    if unit is None:
        return any(over == {unit_id} for unit_id, over in ancestor_unit_ids(mine, day).items())
    return bool(mine & ancestor_unit_ids([unit.pk], day)[unit.pk])


def light_table_unit_choices(actor: Actor, day: date) -> list[Unit]:
    """List the units for which the actor may set a table, the highest first. One query."""
    own = current_placements(day).filter(unit__in=supervisor_unit_ids(actor))
    depth = Counter(own.values_list("unit_id", flat=True))
    return sorted(Unit.objects.filter(pk__in=depth), key=lambda one: (depth[one.pk], one.pk))


def ever_set() -> QuerySet[LightTable]:
    """List every table ever set, newest first, with its unit and author."""
    return LightTable.objects.select_related("unit", "entry__person").order_by("-version")


@dataclass
class TrialMonth:
    """Commitments by state at the end of a month, by the tables in force and by the tried one."""

    day: date
    now: Counter[str] = field(default_factory=Counter)
    then: Counter[str] = field(default_factory=Counter)
    changed: int = 0


@dataclass(frozen=True)
class LightChange:
    """A commitment whose state would differ, and the last day on which it would."""

    commitment: Commitment
    day: date
    now: Stand
    then: Stand


@dataclass
class LightTableTrial:
    """A trial of a table on a year; ``count`` of ``whole`` commitments were evaluated."""

    year: int
    months: list[TrialMonth]
    changes: list[LightChange] = field(default_factory=list)
    changed: int = 0
    count: int = 0
    whole: int = 0


def try_light_table(table: LightRuleTable, unit: Unit | None, year: int, today: date) -> LightTableTrial:
    """Compare a table with those in force today, for a year's commitments at each month's end.

    Eight queries; at most ``MOST`` commitments, the first by number.
    """
    rows = Commitment.objects.filter(plan__year=year).select_related("unit", "plan").order_by("pk")
    if unit is not None:
        rows = rows.filter(desk__in=descendant_unit_ids([unit.pk], today))
    chosen = list(rows[:MOST])
    found = LightTableTrial(
        year, [TrialMonth(day) for day in _ends(year, today)], count=len(chosen), whole=rows.count()
    )
    tables, past = tables_of({commitment.desk_id for commitment in chosen}, today), past_of(chosen)
    for commitment in chosen:
        last = None
        for month in found.months:
            facts = past[commitment.pk].on(month.day)
            if facts is None:
                continue
            now, then = (
                reckon_stand(tables[commitment.desk_id].table, facts, month.day),
                reckon_stand(table, facts, month.day),
            )
            month.now[now.code] += 1
            month.then[then.code] += 1
            if now.code != then.code:
                month.changed += 1
                last = LightChange(commitment, month.day, now, then)
        if last is not None:
            found.changed += 1
            found.changes += [last] if len(found.changes) < LISTED else []
    return found


def _ends(year: int, today: date) -> list[date]:
    """Return the past month ends of a year, and today."""
    firsts = [date(year + month // 12, month % 12 + 1, 1) for month in range(1, 13)]
    ends = [first_day - timedelta(days=1) for first_day in firsts]
    past = [end for end in ends if end < today]
    return [*past, today] if len(past) < 12 and year == today.year else past
