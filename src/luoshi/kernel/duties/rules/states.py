"""The state of each occurrence of a duty on a day: met, met late, missed or still open."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from luoshi.dates.time_limits import count_limit_after
from luoshi.dates.workdays import count_workdays_late
from luoshi.kernel.duties.rules.due import Due, DutyAct

# After a working day has passed since the due date: "missed", then "met_late" once met; after days off only, "passed"
# (dates.lateness). Before it: by urgency first, so that "partly" is an occurrence with some of its acts that is not yet
# due soon.
State = Literal["not_yet", "partly", "due_soon", "due_today", "passed", "met", "met_late", "missed"]


@dataclass(frozen=True, slots=True)
class OccurrenceState:
    """The state of an occurrence on a day. ``missed`` stays true when the act comes late."""

    due: Due
    state: State
    count: int  # acts, including those beyond the number needed
    missed: bool
    met_on: date | None  # the day of the act that completed it
    late_to: date | None  # the day up to which it is late: that of meeting it, otherwise the day of the query

    @property
    def needed_acts(self) -> int:
        """The number of acts that the occurrence needs."""
        return self.due.times

    @property
    def late_days(self) -> int:
        """Calendar days late; 0 if it was not missed."""
        return (self.late_to - self.due.binding_date).days if self.late_to else 0

    @property
    def late_workdays(self) -> int:
        """Working days late; 0 if it was not missed."""
        return count_workdays_late(self.due.binding_date, self.late_to) if self.late_to else 0


def occurrence_states(
    dues: Sequence[Due], acts: Iterable[DutyAct], on: date, *, soon_working_days: int
) -> list[OccurrenceState]:
    """Return the state of each occurrence of one duty at the end of ``on``; later acts are ignored.

    An act counts for the period that it names, whenever it was done; one that names none counts for the occurrence
    whose period contains its day. So a late act must name its period, and a second act in a period fills no other.

    Args:
        dues: of one rule, as ``occurrences_until`` gives them (an interval's with the same acts), or moved.
        soon_working_days: an occurrence is due soon if at most this many working days are left after ``on``.
    """
    # The first day that is not soon, computed once: counting to each due date walks the calendar.
    later = count_limit_after(on, soon_working_days + 1, "workday").day
    placed = _Placed(act for act in acts if act.day <= on)
    return [_stand(due, placed.days(due), on, later) for due in dues]


def counts_for(act: DutyAct, due: Due) -> bool:
    """Whether an act counts for an occurrence, as in ``occurrence_states``."""
    if due.first is not None and act.period_first is not None:
        return act.period_first == due.first
    return (due.opens is None or due.opens <= act.day) and (due.closes is None or act.day <= due.closes)


def met_days(dues: Sequence[Due], acts: Iterable[DutyAct], on: date) -> list[date | None]:
    """Return the completion day of each occurrence of one duty, as in ``occurrence_states``; None: not yet."""
    placed = _Placed(act for act in acts if act.day <= on)
    return [_met_on(due, placed.days(due)) for due in dues]


def surplus_act_days(dues: Sequence[Due], acts: Iterable[DutyAct], on: date) -> list[date]:
    """Return the days of acts that fill no period: beyond the number needed, or on a day for which none is owed.

    They are kept and counted in figures. A duty without periods has none.
    """
    if not any(due.first for due in dues):
        return []
    beside = sorted(act.day for act in acts if act.day <= on)
    placed = _Placed(act for act in acts if act.day <= on)
    for due in dues:
        for day in placed.days(due)[: due.times]:
            if day in beside:
                beside.remove(day)
    return beside


class _Placed:
    """Acts by what they count for: all days in order, those that name no period, and those by period named."""

    def __init__(self, acts: Iterable[DutyAct]) -> None:
        self.all: list[date] = []
        self.unnamed: list[date] = []
        self.named: dict[date, list[date]] = defaultdict(list)
        for act in sorted(acts, key=lambda act: act.day):
            self.all.append(act.day)
            (self.unnamed if act.period_first is None else self.named[act.period_first]).append(act.day)

    def days(self, due: Due) -> list[date]:
        """Return the days of the acts that count for ``due``, in order."""
        if due.first is None:
            return _between(self.all, due.opens, due.closes)
        return sorted(_between(self.unnamed, due.opens, due.closes) + self.named.get(due.first, []))


def _between(days: list[date], first: date | None, last: date | None) -> list[date]:
    low = bisect_left(days, first) if first else 0
    return days[low : bisect_right(days, last) if last else None]


def _met_on(due: Due, days: list[date]) -> date | None:
    return days[due.times - 1] if len(days) >= due.times else None


def _stand(due: Due, days: list[date], on: date, later: date) -> OccurrenceState:
    met_on = _met_on(due, days)
    late_to = on if met_on is None else met_on
    missed = due.is_missed(late_to)
    state: State
    if met_on is not None:
        state = "met_late" if missed else "met"
    elif missed:
        state = "missed"
    elif on > due.binding_date:
        state = "passed"
    elif on == due.binding_date:
        state = "due_today"
    elif due.binding_date < later:
        state = "due_soon"
    else:
        state = "partly" if days else "not_yet"
    return OccurrenceState(due, state, len(days), missed, met_on, late_to if missed else None)
