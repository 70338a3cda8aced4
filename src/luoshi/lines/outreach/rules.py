"""Pure decisions: when a facility is open, and which times, days and moments do not fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import pairwise
from typing import Any, NamedTuple

from luoshi.kernel.base.words import words, words_now
from luoshi.kernel.kinds.language.conditions import Field, Is, Least, Need

_, _now = words(__name__), words_now(__name__)

BUILT_BEFORE = Need(
    Is(began=None) | Is(from_day=None) | Least("from_day", Field("began")),
    _("It was opened before its building began: check both days."),
)


class WeeklyTime(NamedTuple):
    """A weekly opening time: the ISO day of the week, from and to as HH:MM."""

    weekday: int
    opens: str
    closes: str


class ClosedSpan(NamedTuple):
    """Days on which it is closed, both included, and why."""

    first: date
    last: date
    reason: str


class DayOpen(NamedTuple):
    """When it is open on a day: from and to, once or several times; none: closed, for the reason or as each week."""

    hours: tuple[tuple[str, str], ...] = ()
    reason: str = ""


def opening_on(day: date, times: Iterable[WeeklyTime], closings: Iterable[ClosedSpan]) -> DayOpen:
    """Return when it is open on a day, in order: a closed day overrides the weekly times."""
    closing = next((closing for closing in closings if closing.first <= day <= closing.last), None)
    if closing is not None:
        return DayOpen(reason=closing.reason)
    return DayOpen(tuple(sorted((time.opens, time.closes) for time in times if time.weekday == day.isoweekday())))


def _lines(given: Mapping[str, object], name: str) -> list[Mapping[str, Any]]:
    edit: Any = given.get(name)
    return [line.values for line in edit.after] if edit else []


def time_reasons(record: object, given: Mapping[str, object], at: datetime) -> list[str]:
    """Return the reasons against opening times that end before they begin, or of which two of a day overlap."""
    times = sorted((str(line["weekday"]), line["opens"], line["closes"]) for line in _lines(given, "times"))
    said = []
    if any(closes <= opens for _day, opens, closes in times):
        said.append(_now("A day closes after it opens."))
    if any(first[0] == second[0] and second[1] < first[2] for first, second in pairwise(times)):
        said.append(_now("Two opening times of one day overlap: correct one of them."))
    return said


def closing_reasons(record: object, given: Mapping[str, object], at: datetime) -> list[str]:
    """Return the reason against closed days that end before they begin."""
    wrong = any(line["last"] < line["first"] for line in _lines(given, "closings"))
    return [_now("The last closed day is not before the first.")] if wrong else []


def reach_reasons(record: object, given: Mapping[str, object], at: datetime) -> list[str]:
    """Return the reason against views of days that end before they begin."""
    wrong = any(line["last"] < line["first"] for line in _lines(given, "reach"))
    return [_now("The last day of the views is not before the first.")] if wrong else []


def moment_reasons(record: Any, given: Mapping[str, Any], at: datetime) -> list[str]:
    """Return the reasons against moments: none is in the future, and nothing is released before its event began."""
    began, released = (given.get(name) or getattr(record, name) for name in ("began", "released"))
    said = []
    if any(moment and moment > at for moment in (began, released)):
        said.append(_now("A moment must not be in the future."))
    if began and released and released < began:
        said.append(_now("It was released before the event began: check both moments."))
    return said
