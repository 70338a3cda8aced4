"""When a commitment is reported on: the rule that publication starts as its duty, and the forecast counts by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from luoshi.records.duties.rules.duties import DutyRule, Every, OnDates, OnDays, OneDate, occurrences_until

# The days besides the due date; each rhythm has those of the one before. Source: 02 §2.7, nodes of a yearly task.
ENDS: Mapping[str, tuple[str, ...]] = {
    "nodes": (),
    "halves": ("06-30", "12-31"),
    "quarters": ("03-31", "06-30", "09-30", "12-31"),
    # 02-29 is the last of February in every year.
    "months": tuple(
        f"{month:02}-{day}" for month, day in enumerate((31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), 1)
    ),
}


def report_rule(rhythm: str, due: date | None, every: str, start: date, year: int) -> Mapping[str, Any]:
    """The days on which a commitment is reported on, as one rule of ``records.duties.rules.duties``.

    One rule, not one for the due date and one for the quarters: two reasons to report on one day are one report. How
    many acts a period needs is what the report tells, not how often it is asked for. Source: 02 §2.1, one feedback a
    period.

    Args:
        rhythm: a key of ``ENDS``.
        due: its last day. None: it is reported on to the year's end, for what lasts is looked at once a year.
        every: the ISO 8601 period of its recurrence, whose ends are days to report on too; empty: it does not recur.
        start: the day from which it is owed.
        year: the plan's: what recurs is laid out for this year, the next one starts it anew. A due date in a later
            year is kept.

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
