"""A due date of a duty, the acts that meet it, and how a person moves it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from luoshi.dates.errors import DateError
from luoshi.dates.lateness import is_late_on_day


@dataclass(frozen=True, slots=True)
class DutyAct:
    """An act for a duty: its day, and the first day of its period (None: the period that contains its day)."""

    day: date
    period_first: date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """An occurrence of a duty: its due date, its period, and the number of acts.

    A duty with one date, a limit or an interval has no period: ``first`` and ``last`` are None, and acts count by their
    day alone, whatever period they name.

    A duty of each month or year (``in_period``) is met by an act in it: days off after its last day do not extend it.
    They extend deadlines, such as that of a report on a month, or one that a person set.
    """

    due: date  # the last day in time
    first: date | None = None  # of the period, both days included
    last: date | None = None
    opens: date | None = None  # an act that names no period counts from here to ``closes``, both included
    closes: date | None = None
    times: int = 1  # acts needed
    provisional: bool = False  # a holiday notice not yet shipped may still move it
    was: date | None = None  # the first due date, if it was moved
    expired: date | None = None  # the due date that had passed when an extension was requested
    in_period: bool = False

    @property
    def first_due(self) -> date:
        """The due date before it was first moved."""
        return self.was or self.due

    @property
    def binding_date(self) -> date:
        """The date that decides lateness: a request made too late does not change it."""
        return self.expired or self.due

    def is_missed(self, day: date) -> bool:
        """Whether an act on the day, or none by its end, is too late; all code uses this definition."""
        return is_missed(self.binding_date, day, self.in_period)


def reset_due_date(due: Due, new: date, on: date) -> Due:
    """Return the occurrence with the due date that its row says now, perhaps an earlier one; the first date is kept.

    If the old date had passed by ``on``, lateness is still reckoned from it, as in ``move_due_date``.
    """
    if new == due.due:
        return due
    return move_due_date(due, new, on) if new >= on else replace(due, due=new, was=due.first_due)


def is_missed(binding: date, day: date, in_period: bool) -> bool:
    """Return the same for values that were read without their occurrence."""
    return is_late_on_day(binding, day, in_period)


def move_due_date(due: Due, new: date, asked_on: date) -> Due:
    """Return the occurrence with a new due date set by a person, no longer provisional; the first date is kept.

    If it was requested on or before the old due date, the new date binds. If it was requested later, lateness is still
    reckoned from the date that had passed, and no further move changes that. Source: 延期申请 before the due date
    (practice).

    Raises:
        DateError: ``duty.moved``, the new date lies before the day on which it was requested.
    """
    if new < asked_on:
        raise DateError("duty.moved", new=new.isoformat(), asked_on=asked_on.isoformat())
    expired = due.expired or (due.due if asked_on > due.due else None)
    in_period = due.in_period and expired is not None  # requested in time, it becomes a deadline without a period
    return replace(due, due=new, was=due.first_due, expired=expired, provisional=False, in_period=in_period)
