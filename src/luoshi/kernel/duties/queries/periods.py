"""The open periods of a record's duties."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q

from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.duties.rules.periods import Stretch


def owed_periods(record: int, names: Collection[str], on: date) -> list[Stretch]:
    """Return the periods that an act on a day may count for, oldest first, as input for ``rules.periods``.

    These are open periods that began by that day, and the day's own, met or not; one for several duties. One query.
    """
    rows = Occurrence.objects.filter(
        Q(settled=None) | Q(closes=None) | Q(closes__gte=on),
        duty__record=record,
        duty__name__in=names,
        dropped=None,
        first__lte=on,
        last__isnull=False,
    )
    found: dict[date, Stretch] = {}
    for first, last, name, due, settled, opens, closes in rows.order_by("first", "due", "pk").values_list(
        "first", "last", "name", "due", "settled", "opens", "closes"
    ):
        if first and last and (first not in found or (settled is None and not found[first].open)):
            found[first] = Stretch(first, last, name, due, settled is None, opens, closes)
    return [period for period in found.values() if period.open or period.has(on)]


def open_periods(record: int, names: Collection[str], on: date) -> list[Stretch]:
    """Return the periods of ``owed_periods`` that are not met. One query."""
    return [period for period in owed_periods(record, names, on) if period.open]
