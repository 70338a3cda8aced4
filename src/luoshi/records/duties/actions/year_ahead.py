"""Lays out the due dates of the coming year, day after day, so that what falls due is always found in one table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.db.models import Max, Q

from luoshi.dates.counting import shift_months
from luoshi.records.duties.actions.duties import AHEAD, keep_due, roll_out
from luoshi.records.duties.models import Duty
from luoshi.records.kinds.models import Record

RECURRING = ("every", "days", "since")


def roll_out_all(day: date) -> Iterator[None]:
    """Write the due dates up to a year from this day of every running duty that recurs, one duty after another.

    What is laid out for eleven months is passed over. Each duty is a transaction, so that it may be broken off.
    """
    running = Duty.objects.filter(ended=None, rule__kind__in=RECURRING).annotate(last=Max("occurrences__due"))
    short = running.filter(Q(last=None) | Q(last__lte=shift_months(day, AHEAD - 1)))
    for pk, record in list(short.order_by("pk").values_list("pk", "record_id")):
        with transaction.atomic():
            locked = Record.locked(record) if record else None  # a step may be ending it at this moment
            duty = Duty.objects.filter(pk=pk, ended=None).first()
            if duty is not None:
                roll_out(duty, shift_months(day, AHEAD))
                if locked is not None:
                    keep_due(locked)
        yield
