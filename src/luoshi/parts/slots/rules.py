"""Pure rules: how a slot is cut by calendar months, and what part of its hours falls into each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

CENT = Decimal("0.01")
HOUR = timedelta(hours=1)
LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class MonthSlot:
    """What is booked, ``[first, last)``, and what of its hours was used; None: not known yet."""

    first: datetime
    last: datetime
    hours: Decimal
    used: Decimal | None = None

    @property
    def day(self) -> date:
        """The day on which it begins, in the zone of its moments."""
        return self.first.date()


def whole_days(first: date, last: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return the moments between which whole days lie, the last one included."""
    return datetime.combine(first, time.min, zone), datetime.combine(last + timedelta(days=1), time.min, zone)


def split_by_month(first: datetime, last: datetime, used: Decimal | None, zone: tzinfo) -> list[MonthSlot]:
    """Return the parts of a slot by calendar month of a time zone, so that each period counts its own hours.

    The parts of the hours add up to the hours of the whole, to the hundredth; the used ones are divided as the booked.
    """
    cuts = [first.astimezone(zone), *_months_between(first, last, zone), last.astimezone(zone)]
    whole = last - first
    hours = _divided(_hundredths(Decimal(whole // timedelta(seconds=1)) / 3600), cuts, whole)
    parts = [None] * len(hours) if used is None else _divided(used, cuts, whole)
    return [MonthSlot(*span, part, of_used) for span, part, of_used in zip(pairwise(cuts), hours, parts, strict=True)]


def _months_between(first: datetime, last: datetime, zone: tzinfo) -> Iterator[datetime]:
    """Yield the beginnings of the months after the first moment and before the last."""
    day = first.astimezone(zone).date().replace(day=1)
    while True:
        day = (day + timedelta(days=31)).replace(day=1)
        begins = datetime.combine(day, time.min, zone)
        if begins >= last:
            return
        yield begins


def _divided(amount: Decimal, cuts: list[datetime], whole: timedelta) -> list[Decimal]:
    """Divide an amount by the length of the parts: each boundary is rounded once, so nothing is lost between them."""
    seconds = Decimal(whole // timedelta(seconds=1))
    until = [_hundredths(amount * Decimal((cut - cuts[0]) // timedelta(seconds=1)) / seconds) for cut in cuts[1:-1]]
    bounds = [Decimal(0), *until, amount]
    return [after - before for before, after in pairwise(bounds)]


def _hundredths(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def slot_fault(first: datetime, last: datetime, shared: tuple[date | None, date | None], zone: tzinfo) -> str:
    """Return why a slot cannot be booked: "order", "long", or "before" or "after" the days it is shared; or ""."""
    if last <= first:
        return "order"
    if last - first > LONGEST:
        return "long"
    from_day, to_day = shared
    if from_day is not None and first.astimezone(zone).date() < from_day:
        return "before"
    if to_day is not None and (last.astimezone(zone) - timedelta(microseconds=1)).date() > to_day:
        return "after"
    return ""


def format_slot(first: datetime, last: datetime, zone: tzinfo) -> str:
    """Format a slot: "2026-03-03 09:00–11:00"; whole days by their dates, the last one included."""
    here, there = first.astimezone(zone), last.astimezone(zone)
    if here.time() == there.time() == time.min:
        end = (there - timedelta(days=1)).date()
        return f"{here:%Y-%m-%d}" if end == here.date() else f"{here:%Y-%m-%d} – {end:%Y-%m-%d}"
    if there.date() == here.date():
        return f"{here:%Y-%m-%d %H:%M}–{there:%H:%M}"
    return f"{here:%Y-%m-%d %H:%M} – {there:%Y-%m-%d %H:%M}"


def format_part_of_day(first: datetime, last: datetime, day: date, zone: tzinfo) -> str:
    """Format what of a slot lies on a day: "09:00–11:00"; "" for the whole day."""
    begins, ends = whole_days(day, day, zone)
    if first <= begins and last >= ends:
        return ""
    until = "24:00" if last >= ends else f"{last.astimezone(zone):%H:%M}"
    return f"{max(first, begins).astimezone(zone):%H:%M}–{until}"
