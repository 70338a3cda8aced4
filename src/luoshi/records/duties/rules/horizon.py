"""How far a duty's due dates are written down ahead."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from luoshi.dates.time_limits import shift_months
from luoshi.dates.workdays import shift_calendar_days
from luoshi.records.duties.rules.due import Due, DutyAct
from luoshi.records.duties.rules.duties import DutyRule, Every, OnDays, Since

CALENDAR = ("every", "days")  # kinds of rules whose periods follow one another without end


def to_lay(
    rule: DutyRule, start: date, day: date, ahead: int | None, acts: Iterable[DutyAct] = ()
) -> tuple[list[Due], date | None]:
    """The occurrences to have written on a day, those long past too, and the last day on which they are enough.

    What ends is written whole, of an interval the one that runs. Of what recurs the periods that have begun and the
    next: holder and values of one are known only on its first day, which is why that is the day to come again.

    Args:
        ahead: months for which what recurs is written besides; None: no more than the next period.

    Returns:
        The day is None where no more will ever be needed but by an act.
    """
    if isinstance(rule, Since):
        return list(rule.dues(start, acts)), None
    found: list[Due] = []
    to_come: list[date] = []  # the first days of those found that have not begun
    for due in rule.dues(start, acts):
        begun = due.first is None or due.first <= day
        near = not to_come if ahead is None else due.due <= shift_months(day, ahead)
        if not (rule.ends or begun or near):
            again = [shift_calendar_days(first, -1) for first in (*to_come[:1], due.first) if first]
            if ahead is not None:
                again.append(shift_calendar_days(shift_months(due.due, -ahead), -1))
            return found, max(day, min(again))  # reckoned back from 29 February it may be a day too early
        found.append(due)
        if due.first is not None and not begun:
            to_come.append(due.first)
    return found, None


def goes_on_from(rule: DutyRule, last: date) -> date | None:
    """From where a rule's later periods can be reckoned once one that began on ``last`` is written; None: its start.

    Months that do not divide the year are counted from the January of the year in which the duty began.
    """
    if isinstance(rule, Every):
        number, unit = int(rule.every[1:-1]), rule.every[-1]
        return None if unit == "M" and 12 % number else last
    return last if isinstance(rule, OnDays) else None
