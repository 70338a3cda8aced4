"""Stores the light of every commitment when a month is closed; later changes of rules do not affect it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from luoshi.commitments.light_tables.queries.past_lights import past_of
from luoshi.commitments.lights.models import KeptLight
from luoshi.commitments.lights.queries.current_lights import tables_of
from luoshi.commitments.lights.queries.month_lights import last_kept, to_keep
from luoshi.commitments.lights.rules.light_status import reckon_stand
from luoshi.plans.base.models.commitment import Commitment

BATCH = 500


def keep_lights(at: datetime) -> Iterator[None]:
    """Store the lights of the months that are over, in batches.

    Idempotent: it continues where it stopped. After an outage of several months it stores each of them, with the
    commitments as they were at its end.
    """
    today = timezone.localdate(at)
    for period in _months(last_kept(), today.replace(day=1) - timedelta(days=1)):
        while rows := list(to_keep(period, period.replace(day=1))[:BATCH]):
            _keep(rows, period)
            yield


def _months(last: date | None, end: date) -> Iterator[date]:
    """Yield the last days of months from the last one stored to the last one over; if none is stored, only that."""
    month = end if last is None else last
    while month <= end:
        yield month
        month = (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _keep(rows: Sequence[Commitment], period: date) -> None:
    tables = tables_of({row.desk_id for row in rows}, period)
    past, made = past_of(rows), []
    for row in rows:
        facts, used = past[row.pk].on(period), tables[row.desk_id]
        found = reckon_stand(used.table, facts, period) if facts else None
        reason = {"why": found.why, "missing": found.missing, "note": found.note} if found else {}
        code = found.code if found else "ended"
        made.append(KeptLight(commitment=row, period=period, code=code, reason=reason, table=used.row))
    KeptLight.objects.bulk_create(made, ignore_conflicts=True)  # two workers may store the same
