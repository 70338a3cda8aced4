"""How far ahead a duty's due dates are generated."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from luoshi.dates.time_limits import shift_months
from luoshi.dates.workdays import shift_calendar_days
from luoshi.kernel.duties.rules.due import Due, DutyAct
from luoshi.kernel.duties.rules.duties import DutyRule, Every, OnDays, Since

CALENDAR = ("every", "days")  # kinds of rules with endless consecutive periods


def to_lay(
    rule: DutyRule, start: date, day: date, ahead: int | None, acts: Iterable[DutyAct] = ()
) -> tuple[list[Due], date | None]:
    """Return the occurrences to be stored on a day, past ones included, and the last day for which they suffice.

    A rule that ends is generated in full; an interval, up to the running one. A recurring rule is generated for the
    periods that have begun and the next: holder and values of a period are known only on its first day, so generation
    resumes then.

    Args:
        ahead: months of recurring due dates generated in addition; None: only the next period.

    Returns:
        The day is None if no more will be needed except after an act.
    """
    if isinstance(rule, Since):
        return list(rule.dues(start, acts)), None
    found: list[Due] = []
    to_come: list[date] = []  # first days of the future periods among those found
    for due in rule.dues(start, acts):
        begun = due.first is None or due.first <= day
        near = not to_come if ahead is None else due.due <= shift_months(day, ahead)
        if not (rule.ends or begun or near):
            again = [shift_calendar_days(first, -1) for first in (*to_come[:1], due.first) if first]
            if ahead is not None:
                again.append(shift_calendar_days(shift_months(due.due, -ahead), -1))
            return found, max(day, min(again))  # computed back from 29 February, it may be a day too early
        found.append(due)
        if due.first is not None and not begun:
            to_come.append(due.first)
    return found, None


def goes_on_from(rule: DutyRule, last: date) -> date | None:
    """Return the start for computing further periods after one that began on ``last``; None: the rule's own start.

    Multiples of months that do not divide the year are counted from the January of the year in which the duty began.
    """
    if isinstance(rule, Every):
        number, unit = int(rule.every[1:-1]), rule.every[-1]
        return None if unit == "M" and 12 % number else last
    return last if isinstance(rule, OnDays) else None
