"""The ledger's own doubts about a row, and those that end once a person has corrected a field."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from luoshi.plans.rows.rules.date_words import has_date_words, names_time

SEVERAL_DATES = "several_dues"  # a row holds one date, the first of its words
OF_NAMING = {"likely": "unit_likely", "several": "unit_several", "none": "unit_unknown"}
OF_UNITS = frozenset(
    {*OF_NAMING.values(), "no_unit", "no_lead", "lead_default", "several_leads",
     "subject_carried", "subject_guessed", "subject_described", "unit_long", "cell_joined"}
)  # fmt: skip
OF_DATES = frozenset(
    {"period_as_due", "several_dues", "several_recurrences", "due_open", "due_carried", "recurrence_rate",
     "recurrence_daily", "due_moved", "due_unclear", "date_unread", "date_none"}
)  # fmt: skip
# With no date on the row: a due date that the paper may give would be lost.
OF_NO_DATE = frozenset({"due_open", "due_unclear", "date_unread"})
# A person said that the words name no due date.
NO_DATE = "date_none"
# Stated on a row but no doubt: no second look is needed.
SAID = frozenset({"lead_default", NO_DATE})
# About the name of a figure, not about who owes what by when. Of 1,993 rows of the documents in gold/ 513 have a doubt,
# 226 of them only these. They are shown but do not send a row to the second look, so that few need reading.
OF_NAMES = frozenset(
    {"name_says_little", "rule_rarely_right", "name_unclear", "name_joined", "name_long", "carried", "aspect_guessed",
     "period_unknown", "context_guessed", "name_headless", "name_unlike_figure", "name_holds_actor",
     "name_unsupported", "name_doubted_before"}
)  # fmt: skip
OF_FIGURES = frozenset(
    {"no_indicator", "count.one", "count_shared", "unit.none", "unit.column", "span.period", "picks_out", "value_unfit",
     "last_year", "target_unasked", "role_unclear", "recognised_figure"}
)  # fmt: skip
# About whether it is a task at all; the usual error is that its figure counts as background.
OF_ROLE = frozenset({"role_weak", "year_over", "assigned_but_no_task"})

_DAY = re.compile(
    r"(?<![\d年])(?:20\d\d年)?\d{1,2}月(?:\d{1,2}[日号]|份|底|末|[上中下]旬)?(?:之|以)?前|(?:20\d\d)?年[底末](?:之|以)?前"
)
_DAY_LABEL = re.compile(r"(?:时限|期限|完成时间|时间要求)[:：][^；;。）)]")


def looks_twice(doubts: Iterable[str]) -> list[str]:
    """Return the doubts that require a second look: all except names of indicators and mere statements."""
    return [code for code in doubts if code not in OF_NAMES | SAID]


def field_in_doubt(doubts: Iterable[str], lead: bool = True) -> str:
    """Return the form field that a row's doubts concern: ``lead``, ``due``, ``figures`` or ``words``.

    Args:
        lead: whether the row has a lead unit; a missing one comes first.
    """
    codes = set(doubts)
    if not lead or codes & OF_UNITS:
        return "lead"
    if codes & OF_DATES:
        return "due"
    return "figures" if codes & (OF_FIGURES | OF_ROLE | OF_NAMES) else "words"


def unread_dates(words: str, note: str, due: date | None, every: str) -> list[str]:
    """Return the doubts about dates in a row's words: several days, or one that was not understood.

    Args:
        words: of the row.
        note: the note of who and when after the words, or the other cells of their line; "" if there is none.
    """
    found = set(_DAY.findall(words))
    if len(found) > 1:
        return [SEVERAL_DATES]
    named = found or _DAY.search(note) or _DAY_LABEL.search(words) or _DAY_LABEL.search(note) or has_date_words(words)
    return ["due_unclear"] if named and due is None and not every else []


def is_date_missing(words: str, due: date | None, every: str, doubts: Iterable[str], year: int) -> bool:
    """Check whether a row has words of a date but no date, and nobody has said that they name none.

    Args:
        year: of the plan; words of an earlier year do not count.
    """
    codes = set(doubts)
    if due is not None or every or NO_DATE in codes:
        return False
    return bool(codes & {"due_unclear", "date_unread"}) or names_time(words, year)


def unit_doubts(how: str) -> list[str]:
    """Return the doubts about a name matched in this way (``names.rules.names.Naming.how``)."""
    return [OF_NAMING[how]] if how in OF_NAMING else []


def drop_settled_doubts(doubts: Iterable[str], settled: frozenset[str]) -> list[str]:
    """Return the doubts that remain after a person has settled some."""
    return [code for code in doubts if code not in settled]


def lead_doubts(leads: int, each: bool) -> list[str]:
    """Check that a row has exactly one lead unit, or a group whose units each lead separately; return the doubts."""
    return [] if leads == 1 or (leads and each) else ["no_lead" if not leads else "several_leads"]
