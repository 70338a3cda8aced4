"""Duties as rules, and their occurrences. One engine for commitments, reports and step deadlines.

A rule is plain data: what is owed, not by whom. What it cannot express raises a ``DateError``, the error that date
arithmetic itself raises: ``duty.kind`` (no such rule), ``duty.rule`` (``field`` and its ``value`` do not fit),
``duty.missing``, ``duty.unknown`` (``field``).
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from itertools import count, pairwise, takewhile
from typing import Any, ClassVar, get_args

from luoshi.dates import time_limits
from luoshi.dates.errors import DateError
from luoshi.dates.periods import month_end, period_containing, recurring_due_dates
from luoshi.dates.time_limits import Limit, Roll, Unit, roll_to_workday, shift_months
from luoshi.dates.workdays import shift_calendar_days
from luoshi.kernel.duties.rules.due import Due, DutyAct


def occurrences_until(rule: DutyRule, start: date, until: date, acts: Iterable[DutyAct] = ()) -> list[Due]:
    """Return the occurrences of a duty due on or before ``until``, in order; a later ``until`` only appends.

    Args:
        start: the day from which the duty holds (not a window on it). For a limit it is the day of the event; for an
            interval, the day of the last act before (an act on that day is the same one), or of the duty's beginning.
        acts: those known, for an interval; other rules ignore them.

    Raises:
        DateError: ``dates.beyond``, if ``until`` is the end of the calendar and the duty has no end.
    """
    return list(takewhile(lambda due: due.due <= until, rule.dues(start, acts)))


def laid_out(rule: DutyRule, start: date, until: date, acts: Iterable[DutyAct] = ()) -> list[Due]:
    """Return the occurrences to store now: up to ``until``, or all if the rule ends, however late (到2028年底)."""
    return occurrences_until(rule, start, date.max if rule.ends else until, acts)


@dataclass(frozen=True, slots=True)
class DutyRule(ABC):
    """What is owed when. Each occurrence requires ``times`` acts; ``roll`` moves a due date off a free day."""

    kind: ClassVar[str]
    ends: ClassVar[bool] = False  # it has a last occurrence, which no act moves
    times: int = field(default=1, kw_only=True)
    roll: Roll = field(default="none", kw_only=True)

    def __post_init__(self) -> None:
        _whole("times", self.times, 1, 999)
        _need(self.roll in get_args(Roll), "roll", self.roll)
        self._check()

    @abstractmethod
    def _check(self) -> None:
        """Raise an error if the rule's own fields do not fit."""

    @abstractmethod
    def dues(self, start: date, acts: Iterable[DutyAct]) -> Iterator[Due]:
        """Yield the occurrences by due date, endlessly if the duty has no end."""

    def to_json(self) -> dict[str, object]:
        """Return the rule as plain data with all fields, so that defaults may change for later rules."""
        return {"kind": self.kind} | {entry.name: _plain(getattr(self, entry.name)) for entry in fields(self)}

    @staticmethod
    def from_json(data: Mapping[str, object]) -> DutyRule:
        """Return the rule from the output of ``to_json`` or from manually written data; omitted fields are defaults."""
        given = dict(data)
        kind = KINDS.get(str(given.pop("kind", None)))
        if kind is None:
            raise DateError("duty.kind", kind=str(data.get("kind")))
        known = {entry.name: entry.default is MISSING for entry in fields(kind)}
        for name in given.keys() - known.keys():
            raise DateError("duty.unknown", field=str(name))
        for name in (name for name, needed in known.items() if needed and name not in given):
            raise DateError("duty.missing", field=name)
        return kind(**{name: _valued(name, value) for name, value in given.items()})


@dataclass(frozen=True, slots=True)
class OneDate(DutyRule):
    """One due date (6月30日前). It is owed even if it lies before the duty's beginning."""

    kind = "date"
    ends = True
    due: date

    def dues(self, start: date, acts: Iterable[DutyAct]) -> Iterator[Due]:
        yield _once(roll_to_workday(self.due, self.roll), self.times)

    def _check(self) -> None:
        _need(isinstance(self.due, date), "due", self.due)


@dataclass(frozen=True, slots=True)
class WithinRule(DutyRule):
    """A limit counted from the day after an event (自收到之日起15个工作日内). Source: 民法典 arts 201–203."""

    kind = "within"
    ends = True
    count: int
    unit: Unit
    roll: Roll = field(default="next", kw_only=True)

    def dues(self, start: date, acts: Iterable[DutyAct]) -> Iterator[Due]:
        yield _once(time_limits.count_limit_after(start, self.count, self.unit, self.roll), self.times)

    def _check(self) -> None:
        _whole("count", self.count, 1, 999)
        _need(self.unit in get_args(Unit), "unit", self.unit)


@dataclass(frozen=True, slots=True)
class Before(WithinRule):
    """A limit counted back from an event (会前7日)."""

    kind = "before"
    roll: Roll = field(default="prev", kw_only=True)

    def dues(self, start: date, acts: Iterable[DutyAct]) -> Iterator[Due]:
        yield _once(time_limits.count_limit_before(start, self.count, self.unit, self.roll), self.times)


@dataclass(frozen=True, slots=True)
class Since(WithinRule):
    """An interval after the last act (每三年): next due = last + interval, done early or late.

    Until it is done no further occurrence arises: one act is owed, ever later. Two acts on one day complete one
    occurrence.
    """

    kind = "since"
    ends = False
    roll: Roll = field(default="none", kw_only=True)

    def dues(self, start: date, acts: Iterable[DutyAct]) -> Iterator[Due]:
        days = sorted({act.day for act in acts if act.day > start})
        for last, closes in zip([start, *days], [*days, None], strict=True):
            limit = time_limits.count_limit_after(last, self.count, self.unit, self.roll)
            yield Due(limit.day, opens=shift_calendar_days(last, 1), closes=closes, provisional=limit.provisional)

    def _check(self) -> None:
        WithinRule._check(self)
        _need(self.times == 1, "times", self.times)


@dataclass(frozen=True, slots=True)
class Periodic(DutyRule):
    """A duty that recurs by the calendar, without gap or overlap of its periods.

    A duty that begins within a period owes it if no more than ``share`` per cent of its days had passed: 100, the
    default, always, 0 only from its first day. What fell due before the duty began is not owed.

    ``in_period``: the act is done in the period itself (每月谈心一次); otherwise the date is a deadline, as of a
    report.
    """

    share: int = field(default=100, kw_only=True)
    in_period: bool = field(default=False, kw_only=True)

    @abstractmethod
    def periods(self, start: date) -> Iterator[tuple[date, date, date]]:
        """Yield first day, last day and nominal due date of the period that contains ``start`` and of later ones."""

    def dues(self, start: date, acts: Iterable[DutyAct]) -> Iterator[Due]:
        for (first, last, nominal), then in pairwise(self.periods(start)):
            limit = roll_to_workday(nominal, self.roll)
            passed = (start - first).days * 100 > self.share * ((last - first).days + 1)
            if limit.day >= start and not passed:
                opens = self._opens(first, last, nominal)
                # A report on one month is made in the next: until the following report can be made, an act counts for
                # this one.
                closes = last if nominal <= last else shift_calendar_days(self._opens(*then), -1)
                in_period = self.in_period and limit.day == last
                yield Due(limit.day, first, last, opens, closes, self.times, limit.provisional, in_period=in_period)

    def _opens(self, first: date, last: date, nominal: date) -> date:
        # If a report's due date is rolled back before a long break, it may be made within the period itself.
        return first if nominal <= last else min(shift_calendar_days(last, 1), roll_to_workday(nominal, self.roll).day)

    def _check(self) -> None:
        _whole("share", self.share, 0, 100)
        _need(isinstance(self.in_period, bool), "in_period", self.in_period)


@dataclass(frozen=True, slots=True)
class Every(Periodic):
    """A duty of each period, due on its last day or on the day given by ``month`` and ``day``.

    ``every`` is an ISO 8601 period as the reader writes it: ``P1W``, ``P10D`` (旬), ``P1M``, ``P3M``, ``P6M``, ``P1Y``,
    or multiples of these. Months count from January; multiples of years and weeks count from the duty's beginning.
    ``month`` is the number of a month within the period; if only a day is given, it is the last, or in a following
    period the first. ``day`` is the day of that month; for weeks, 旬 and days, that of the period. A day that a month
    lacks is its last day. With ``following`` both lie in the next period: 每月5日前, on the month before.
    """

    kind = "every"
    every: str
    day: int | None = None
    month: int | None = None
    following: bool = field(default=False, kw_only=True)

    def periods(self, start: date) -> Iterator[tuple[date, date, date]]:
        number, unit = self._parts()
        # With several weeks, ``every`` ends the first period with the present week: here it is owed in full.
        begin = shift_calendar_days(start, 7 * (number - 1)) if unit == "W" else start
        lasts = recurring_due_dates(self.every, begin, date.max)
        last = next(lasts)
        first = self._first(last)
        for then in lasts:
            yield (
                first,
                last,
                self._due_date(shift_calendar_days(last, 1), then) if self.following else self._due_date(first, last),
            )
            first, last = shift_calendar_days(last, 1), then

    def _parts(self) -> tuple[int, str]:
        return int(self.every[1:-1]), self.every[-1]

    def _months(self) -> int:
        number, unit = self._parts()
        return {"M": number, "Y": 12 * number}.get(unit, 0)

    def _first(self, last: date) -> date:
        number, unit = self._parts()
        if self.every == "P10D":
            return period_containing("decade", last).first
        if months := self._months():
            return shift_months(shift_calendar_days(last, 1), -months)
        return shift_calendar_days(last, 1 - number * (7 if unit == "W" else 1))

    def _due_date(self, first: date, last: date) -> date:
        if self.day is None and self.month is None:
            return last
        if not (length := self._months()):
            return min(shift_calendar_days(first, (self.day or 1) - 1), last)
        month = shift_months(first, (self.month or (1 if self.following else length)) - 1)
        end = month_end(month.year, month.month)
        return end if self.day is None else min(shift_calendar_days(month, self.day - 1), end)

    def _check(self) -> None:
        Periodic._check(self)
        fits = isinstance(self.every, str) and re.fullmatch(r"P[1-9][0-9]{0,2}[DWMY]", self.every)
        _need(bool(fits), "every", self.every)
        number, unit = self._parts()
        if self.day is not None:
            _whole("day", self.day, 1, {"D": number, "W": 7 * number}.get(unit, 31))
        if self.month is not None:
            _whole("month", self.month, 1, self._months())
        _need(isinstance(self.following, bool), "following", self.following)


@dataclass(frozen=True, slots=True)
class OnDays(Periodic):
    """Several due days a year, written ``MM-DD``; each ends the period that began after the previous one.

    ``02-29`` is the last day of February in every year.
    """

    kind = "days"
    days: tuple[str, ...]

    def periods(self, start: date) -> Iterator[tuple[date, date, date]]:
        for before, day in pairwise(self._ends(start.year - 1)):
            if day >= start:
                yield shift_calendar_days(before, 1), day, day

    def _ends(self, year: int) -> Iterator[date]:
        days = sorted((int(entry[:2]), int(entry[3:])) for entry in self.days)
        for this in count(max(year, 1)):
            for month, day in days:
                yield date(this, month, min(day, month_end(this, month).day))

    def _check(self) -> None:
        Periodic._check(self)
        _need(isinstance(self.days, tuple) and 1 <= len(set(self.days)) == len(self.days), "days", self.days)
        for entry in self.days:
            _need(isinstance(entry, str) and DAY.fullmatch(entry) is not None, "days", entry)
        _need(not {"02-28", "02-29"} <= set(self.days), "days", self.days)


@dataclass(frozen=True, slots=True)
class OnDates(DutyRule):
    """Several fixed days that do not recur, in order; each ends the period that began after the previous one.

    Nothing follows the last, so a late act without a period counts for it. Days stay as given: no ``roll``.
    """

    kind = "dates"
    ends = True
    dates: tuple[date, ...]

    def dues(self, start: date, acts: Iterable[DutyAct]) -> Iterator[Due]:
        before: date | None = None
        for day in self.dates:
            opens = shift_calendar_days(before, 1) if before else None
            closes = None if day == self.dates[-1] else day
            yield Due(day, opens or min(start, day), day, opens, closes, self.times)
            before = day

    def _check(self) -> None:
        fits = isinstance(self.dates, tuple) and self.dates and all(isinstance(day, date) for day in self.dates)
        _need(bool(fits) and all(day < then for day, then in pairwise(self.dates)), "dates", self.dates)
        _need(self.roll == "none", "roll", self.roll)


KINDS: dict[str, type[DutyRule]] = {
    kind.kind: kind for kind in (OneDate, WithinRule, Before, Since, Every, OnDays, OnDates)
}
DAY = re.compile(r"(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9])|(?:0[13-9]|1[0-2])-30|(?:0[13578]|1[02])-31")  # MM-DD


def _once(limit: Limit, times: int) -> Due:
    return Due(limit.day, times=times, provisional=limit.provisional)


def _need(fits: bool, name: str, value: object) -> None:
    if not fits:
        raise DateError("duty.rule", field=name, value=str(value))


def _whole(name: str, value: object, low: int, high: int) -> None:
    # Not isinstance: True is an int.
    _need(type(value) is int and low <= value <= high, name, value)


def _plain(value: object) -> object:
    return (
        value.isoformat() if isinstance(value, date) else [*map(_plain, value)] if isinstance(value, tuple) else value
    )


def _valued(name: str, value: object) -> Any:
    if isinstance(value, list):
        return tuple(_valued("due", due) for due in value) if name == "dates" else tuple(value)
    if name != "due":
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise DateError("duty.rule", field=name, value=str(value)) from None
