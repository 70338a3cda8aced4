"""Keeps on a commitment what its light and lists are found by, after each step that may have changed it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from luoshi.ledger.models import Commitment
from luoshi.ledger.queries.progress import DELIVER, RECUR, REPORT, targets
from luoshi.ledger.rules.measures import month_number
from luoshi.ledger.rules.reached import is_rate
from luoshi.org.statements import Slot, Statement, update
from luoshi.records.models import Entry, Occurrence, Record


def set_on(record: Record, **values: Any) -> None:
    """Set fields of a record as a consequence of the step in whose transaction this runs."""
    changed = [name for name, value in values.items() if getattr(record, name) != value]
    for name in changed:
        setattr(record, name, values[name])
    if changed:
        update(record, *changed)


def keep(record: Record, entry: Entry) -> None:
    """The earliest date still owed, of all duties and of reports, as they bind; and the record's own due date."""
    fields = stands(record)
    del fields["binds"]
    set_on(record, **fields)


def stands(record: Record) -> dict[str, Any]:
    """What ``keep`` and ``binding`` find, as fields to be set together: each write of a record is costly. One query."""
    rows = _STANDS.rows(record=record.pk)
    owed = [(name, expired or due, due) for name, expired, due, settled in rows if not settled]
    bound = [expired or due for name, expired, due, _settled in rows if name == DELIVER]
    reports = [binds for name, binds, _due in owed if name in (REPORT, RECUR)]
    return {
        "due": min((due for _name, _binds, due in owed), default=None),
        "pressing": min((binds for _name, binds, _due in owed), default=None),
        "report_due": min(reports, default=None),
        "binds": bound[-1] if bound else record.until,  # type: ignore[attr-defined]
    }


_STANDS = Statement(
    lambda: (
        Occurrence.objects.filter(duty__record=Slot.number("record"), dropped=None)
        .filter(Q(settled=None) | Q(duty__name=DELIVER))
        .order_by("pk")
        .values_list("duty__name", "expired", "due", "settled")
    )
)


def spread(commitment: Commitment, until: date | None) -> dict[str, Any]:
    """Until when it is to be done, and the months over which its progress is expected."""
    begins = month_number(date(commitment.plan.year, 1, 1))
    asked = targets(commitment)
    if asked and all(is_rate(one.aspect, one.unit) for one in asked):
        return {"until": until, "begins": begins, "ends": begins}  # the whole of a rate is asked for all the year
    last = until or date(commitment.plan.year, 12, 31)
    return {"until": until, "begins": begins, "ends": max(month_number(last), begins)}


def binding(commitment: Commitment) -> date | None:
    """The date against which its end is late: the first one, where more time was asked for too late."""
    for expired, due in _BINDS.rows(record=commitment.pk):
        return expired or due
    return commitment.until


_BINDS = Statement(
    lambda: (
        Occurrence.objects.filter(duty__record=Slot.number("record"), duty__name=DELIVER, dropped=None)
        .order_by("-pk")
        .values_list("expired", "due")[:1]
    )
)


def day_of(entry: Entry) -> date:
    """The day on which an entry's act was done, in the office's time."""
    return timezone.localdate(entry.at)
