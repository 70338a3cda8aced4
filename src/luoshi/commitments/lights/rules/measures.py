"""The measures used by light rules, calculated from a commitment's columns; ``queries.measures`` does the same in SQL.

Source: domain sheet 02 §2.4: 序时进度 is months elapsed divided by all its months (Jan–Nov = 91.7 %); a missing report
is "no report", never green; nothing is inferred without a measurement.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from luoshi.commitments.lights.rules.attainment import WHOLE
from luoshi.commitments.lights.rules.lights import Value, days_past, workdays_past
from luoshi.dates.lateness import is_late_on_day
from luoshi.dates.workdays import shift_calendar_days
from luoshi.plans.base.states import OPEN, STANDING


@dataclass(frozen=True, slots=True)
class MeasureFacts:
    """The inputs of a commitment's measures, named like its columns."""

    state: str
    pressing: date | None = None
    pressing_in_period: bool = False
    report_due: date | None = None
    report_due_in_period: bool = False
    begins: int | None = None
    ends: int | None = None
    reached: int | None = None
    reported: date | None = None
    done: date | None = None
    binds: date | None = None
    misses: int | None = None
    slips: int = 0
    outlook: str = ""
    judged: str = ""
    until: date | None = None
    first_due: date | None = None
    returned: int = 0


def month_number(day: date) -> int:
    """Number months consecutively: year × 12 + month."""
    return day.year * 12 + day.month


def months_past(day: date) -> int:
    """Return the number of the last month that is over at the end of a day."""
    return month_number(shift_calendar_days(day, 1)) - 1


def expected_progress(begins: int, ends: int, day: date) -> int:
    """序时进度: return the progress expected by the end of a day.

    In hundredths of a per cent, rounded down (宣城 2020).
    """
    return min(max(months_past(day) - begins + 1, 0) * WHOLE // (ends - begins + 1), WHOLE)


def reckon_measures(facts: MeasureFacts, day: date) -> dict[str, Value]:
    """Return the value of each measure on a day; None if it was not measured."""
    due = facts.pressing
    told = None if report_is_late(facts, day) else facts.reached
    found: dict[str, Value] = {
        "days": days_past(due, day) if due else None,
        "workdays": workdays_past(due, day, facts.pressing_in_period) if due else None,
        "misses": facts.misses,
        "slips": facts.slips,
        "outlook": facts.outlook or None,
        "judged": facts.judged or None,
        "met": _met(facts),
        "behind": None,
        "share": None,
        "idle": None,
        "unlisted": None,
    }
    if facts.begins is not None and facts.ends is not None:
        asked = expected_progress(facts.begins, facts.ends, day)
        if told is not None:
            found["behind"] = asked - told
            found["share"] = told * WHOLE // asked if asked else None
        idle = max(months_past(day) - facts.begins + 1, 0)
        found["idle"] = 0 if facts.reached else idle
    return found


def report_is_late(facts: MeasureFacts, day: date) -> bool:
    """Check whether a report, or something owed in a period, is late on a day."""
    return facts.report_due is not None and is_late_on_day(facts.report_due, day, facts.report_due_in_period)


def _met(facts: MeasureFacts) -> str | None:
    if facts.done is None:
        return "open" if facts.state in (*OPEN, STANDING) else None
    return "in_time" if facts.binds is None or not is_late_on_day(facts.binds, facts.done) else "late"
