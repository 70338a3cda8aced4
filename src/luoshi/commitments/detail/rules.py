"""When a commitment is reported on: the rule for its report duty, used by publication and by the forecast."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from luoshi.kernel.duties.rules.duties import DutyRule, Every, OnDates, OnDays, OneDate, occurrences_until

# Report days besides the due date; each rhythm includes those of the one before. Source: 02 §2.7, nodes of a yearly
# task.
ENDS: Mapping[str, tuple[str, ...]] = {
    "nodes": (),
    "halves": ("06-30", "12-31"),
    "quarters": ("03-31", "06-30", "09-30", "12-31"),
    # 02-29 stands for the last day of February in every year.
    "months": tuple(
        f"{month:02}-{day}" for month, day in enumerate((31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), 1)
    ),
}


def report_rule(rhythm: str, due: date | None, every: str, start: date, year: int) -> Mapping[str, Any]:
    """Return the days on which a commitment is reported on, as one rule of ``kernel.duties.rules.duties``.

    One rule covers both the due date and the quarters: two reasons to report on one day need only one report. How many
    acts a period needs is a matter of the report's content, not of its frequency. Source: 02 §2.1, one feedback a
    period.

    Args:
        rhythm: a key of ``ENDS``.
        due: its due date. None: it is reported on until the year's end, since lasting work is reviewed once a year.
        every: the ISO 8601 period of its recurrence, whose ends are report days too; empty: it does not recur.
        start: the day from which it is owed.
        year: the plan's year. A recurrence is laid out for this year only; next year's plan starts it again. A due date
                in a later year is kept.

    Raises:
        DateError: no such recurrence.
        KeyError: no such rhythm.
    """
    first, last = max(start, date(year, 1, 1)), date(year, 12, 31)
    end = min(due, last) if due else last
    rules: list[DutyRule] = [OnDays(ENDS[rhythm])] if ENDS[rhythm] else []
    rules += [Every(every)] if every else []
    days = {occurrence.due for rule in rules for occurrence in occurrences_until(rule, first, end)}
    if due:
        days.add(due)
    elif not days or not every:
        days.add(last)
    rule = OneDate(min(days)) if len(days) == 1 else OnDates(tuple(sorted(days)))
    return rule.to_json()
