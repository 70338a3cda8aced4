"""One due date of a duty, the acts that meet it, and how a person moves it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from luoshi.dates.errors import DateError
from luoshi.dates.lateness import is_late_on_day


@dataclass(frozen=True, slots=True)
class DutyAct:
    """Something done for a duty: when, and the first day of the period it is for (None: the one its day lies in)."""

    day: date
    period_first: date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """One occurrence: until when, for which period, how many acts.

    A duty of one date, a limit and an interval have no period: ``first`` and ``last`` are None, and acts count by
    their day alone, whatever period they name.

    A duty of each month or year (``in_period``) is met by an act in it: days off after its last day lengthen nothing.
    They lengthen deadlines, such as that of a report on a month, or one that a person set.
    """

    due: date  # the last day in time
    first: date | None = None  # of the period, with ``last`` included
    last: date | None = None
    opens: date | None = None  # an act that names no period counts from here to ``closes``, both included
    closes: date | None = None
    times: int = 1  # acts needed
    provisional: bool = False  # a holiday notice that is not shipped may still move it
    was: date | None = None  # the first due date, once it was moved
    expired: date | None = None  # the due date that had passed when more time was asked for
    in_period: bool = False

    @property
    def first_due(self) -> date:
        """The due date before it was ever moved."""
        return self.was or self.due

    @property
    def binding(self) -> date:
        """The date against which lateness is reckoned: time asked for too late makes nothing in time."""
        return self.expired or self.due

    def is_missed(self, day: date) -> bool:
        """Whether what is done on the day, or not done by its end, comes too late; all that tells it asks here."""
        return is_missed(self.binding, day, self.in_period)


def is_missed(binding: date, day: date, in_period: bool) -> bool:
    """The same of values that were read without their occurrence."""
    return is_late_on_day(binding, day, in_period)


def move_due_date(due: Due, new: date, asked_on: date) -> Due:
    """The occurrence with a new due date, set by a person, so no longer provisional; the first one is kept.

    Asked for on or before the due date then in force, the new date binds. Asked for later, lateness stays reckoned
    against the date that had passed, and no further move heals it. Source: 延期申请 before the due date (practice).

    Raises:
        DateError: ``duty.moved``, the new date lies before the day on which it was asked for.
    """
    if new < asked_on:
        raise DateError("duty.moved", new=new.isoformat(), asked_on=asked_on.isoformat())
    expired = due.expired or (due.due if asked_on > due.due else None)
    in_period = due.in_period and expired is not None  # asked for in time it has a deadline, and no period any more
    return replace(due, due=new, was=due.first_due, expired=expired, provisional=False, in_period=in_period)
