"""Stores the lights of commitments, so that counting them need not find them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.db.models import Min, Q
from django.utils import timezone

from luoshi.base.database.write_queue import in_turn
from luoshi.commitments.lights.models import CurrentLight, LightsMark
from luoshi.commitments.lights.queries.light_status import tables_in_use
from luoshi.commitments.lights.queries.present_lights import TablesInUse, lights_hold, with_all_codes
from luoshi.commitments.lights.rules.light_changes import NEVER, can_hold, light_basis, next_change, tables_basis
from luoshi.plans.base.models.commitment import Commitment

BATCH = 1000
DATES = ("pressing", "report_due", "binds", "until")  # what a light compares with the day


def refresh_lights(at: datetime) -> Iterator[None]:
    """Store the lights of a day that are outdated, in batches. Idempotent; counts are exact without it."""
    day = timezone.localdate(at)
    with in_turn(), transaction.atomic():
        _begin_day(day)
    last: int | None = 0
    while last is not None:
        last = _refresh_batch(day, last)
        yield


def _begin_day(day: date) -> None:
    """Mark the lights as outdated that a day, a rule or a holiday may have changed; all others hold on that day."""
    tables = tables_in_use(day)
    list(LightsMark.objects.select_for_update())
    if lights_hold(tables, day):
        return
    rows = CurrentLight._base_manager.filter(outdated=False)
    by = Q(pk__in=[])
    for table, desks in tables:
        by |= Q(light_basis=light_basis(table)) & (Q() if desks is None else Q(desk__in=desks))
    former = LightsMark.objects.filter(day__lte=day)
    if former.exists():
        rows.exclude(by, light_until__gt=day).update(outdated=True)
    else:  # the clock was set back: what was found on a later day says nothing of this one
        rows.update(outdated=True)
    until = rows.aggregate(first=Min("light_until"))["first"] or NEVER
    LightsMark.objects.update_or_create(pk=1, defaults={"day": day, "until": until, "basis": tables_basis(tables)})


def _refresh_batch(day: date, after: int) -> int | None:
    """Store the lights of the next outdated commitments after an id; return the last id, None if none is left.

    The rows are locked before the commitments are read: a step that changes an input meanwhile waits for this
    transaction, and its trigger then marks the row as outdated again.
    """
    with in_turn(), transaction.atomic():
        tables = tables_in_use(day)
        list(LightsMark.objects.select_for_update())
        if not lights_hold(tables, day):  # another day has begun, or a rule has changed: the next run begins anew
            return None
        outdated = CurrentLight._base_manager.filter(outdated=True, pk__gt=after).order_by("pk")
        pks = list(outdated.select_for_update(skip_locked=True).values_list("pk", flat=True)[:BATCH])
        if pks:
            _store(pks, tables, day)
        return pks[-1] if pks else None


def _store(pks: list[int], tables: TablesInUse, day: date) -> None:
    of_desk = {desk: table for table, desks in tables for desk in desks or ()}
    general = tables[-1][0]
    rows = with_all_codes(Commitment._base_manager.filter(pk__in=pks), tables, day).order_by()
    alike: dict[tuple[str, str, str, date, int], list[int]] = {}
    asked = rows.values_list("pk", "desk", "matter", "stand", "light", "state", "begins", *DATES)
    for pk, desk, matter, stand, light, state, begins, *dates in asked:
        table = of_desk.get(desk, general)
        if can_hold(table):
            until = next_change(table, state, dates, begins, day)
            alike.setdefault((matter, stand, light, until, light_basis(table)), []).append(pk)
    for (matter, stand, light, until, basis), same in alike.items():
        CurrentLight._base_manager.filter(pk__in=same).update(
            matter=matter, stand=stand, light=light, light_until=until, light_basis=basis, outdated=False
        )
    first = min((until for _matter, _stand, _light, until, _basis in alike), default=NEVER)
    LightsMark.objects.filter(until__gt=first).update(until=first)
