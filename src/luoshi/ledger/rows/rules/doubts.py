"""Which doubts a row has of the ledger's own, and which go once a person has put a field right."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

OF_NAMING = {"likely": "unit_likely", "several": "unit_several", "none": "unit_unknown"}
OF_UNITS = frozenset(
    {*OF_NAMING.values(), "no_unit", "no_lead", "lead_default", "several_leads",
     "subject_carried", "subject_guessed", "subject_described", "unit_long", "cell_joined"}
)  # fmt: skip
OF_DATES = frozenset(
    {"period_as_due", "several_dues", "several_recurrences", "due_open", "due_carried", "recurrence_rate",
     "recurrence_daily", "due_moved", "due_unclear"}
)  # fmt: skip
# Said of a row and no doubt: nobody need look at it again.
SAID = frozenset({"lead_default"})
# Of what a figure is called, not of who owes what by when. Of 1,993 rows of the documents in gold/ 513 have a doubt,
# 226 of them no other than these. They are shown, but put no row among those to be looked at twice: few are read.
OF_NAMES = frozenset(
    {"name_says_little", "rule_rarely_right", "name_unclear", "name_joined", "name_long", "carried", "aspect_guessed",
     "period_unknown", "context_guessed", "name_headless", "name_unlike_figure", "name_holds_actor",
     "name_unsupported", "name_doubted_before"}
)  # fmt: skip
OF_FIGURES = frozenset(
    {"no_indicator", "count.one", "count_shared", "unit.none", "unit.column", "span.period", "picks_out", "value_unfit",
     "last_year", "target_unasked"}
)  # fmt: skip
# Of whether it is a task at all: what is wrong then is often that its figure counts as background.
OF_ROLE = frozenset({"role_weak", "year_over", "assigned_but_no_task"})

_DAY = re.compile(
    r"(?<![\d年])(?:20\d\d年)?\d{1,2}月(?:\d{1,2}[日号]|份|底|末|[上中下]旬)?(?:之|以)?前|(?:20\d\d)?年[底末](?:之|以)?前"
)
_DAY_LABEL = re.compile(r"(?:时限|期限|完成时间|时间要求)[:：][^；;。）)]")


def looks_twice(doubts: Iterable[str]) -> list[str]:
    """The doubts that put a row among those to be looked at twice: all but an indicator's name and what is said."""
    return [code for code in doubts if code not in OF_NAMES | SAID]


def field_in_doubt(doubts: Iterable[str], lead: bool = True) -> str:
    """The field of a row's form that its doubts are about: ``lead``, ``due``, ``figures`` or ``words``.

    Args:
        lead: whether the row has a lead unit; where it has none, that is what it lacks first.
    """
    codes = set(doubts)
    if not lead or codes & OF_UNITS:
        return "lead"
    if codes & OF_DATES:
        return "due"
    return "figures" if codes & (OF_FIGURES | OF_ROLE | OF_NAMES) else "words"


def unread_dates(words: str, note: str, due: date | None, every: str) -> list[str]:
    """The doubts about a row's date that its words raise: they name several days, or one that was not understood.

    Args:
        words: of the row.
        note: of who and when, that stands behind them, or the other cells of their line; "" where there is none.
    """
    found = set(_DAY.findall(words))
    if len(found) > 1:
        return ["several_dues"]
    named = found or _DAY.search(note) or _DAY_LABEL.search(words) or _DAY_LABEL.search(note)
    return ["due_unclear"] if named and due is None and not every else []


def unit_doubts(how: str) -> list[str]:
    """The doubts about a name that was matched in this way (``rules.names.Naming.how``)."""
    return [OF_NAMING[how]] if how in OF_NAMING else []


def drop_settled_doubts(doubts: Iterable[str], settled: frozenset[str]) -> list[str]:
    """The doubts that stay once a person has put right what these are about."""
    return [code for code in doubts if code not in settled]


def lead_doubts(leads: int, each: bool) -> list[str]:
    """Whether a row says clearly which one unit leads it: exactly one, or each of a group by itself."""
    return [] if leads == 1 or (leads and each) else ["no_lead" if not leads else "several_leads"]
