"""What may answer a row's doubts at one press: the units that a name may mean, its leads, the days of its words."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from luoshi.plans.rows.rules.date_words import days_meant

MOST = 9  # one digit each
OF_NAMES = frozenset({"unit_likely", "unit_several", "unit_unknown"})
OF_DATES = frozenset({"several_dues", "due_open", "due_carried", "due_moved", "due_unclear", "date_unread"})
LEADS, DAYS = 4, 4  # choices of a kind

ChoiceKind = Literal["name", "lead", "each", "due", "undated"]
_NUMBER = re.compile(r"[（(]?[\d一二三四五六七八九十]{1,4}[)）.．、]\s?")


@dataclass(frozen=True, slots=True)
class RowAnswer:
    """An answer to a doubt.

    Attributes:
        kind: ``name``: what a printed name means; ``lead``: one lead unit, the others help; ``each``: every lead by
            itself; ``due``: the due date; ``undated``: the words name no due date.
        value: the name's meaning as a form sends it, the lead as printed, or the day as 2026-09-30.
        printed: of ``name``, the name in the document.
    """

    kind: ChoiceKind
    value: str = ""
    printed: str = ""

    @property
    def form_value(self) -> str:
        """The value that a button sends; ``parse_answer`` reads it."""
        return "|".join((self.kind, self.value, self.printed))


def parse_answer(sent: str) -> RowAnswer | None:
    """Read an answer from a form; None if it is none."""
    kind, *rest = sent.split("|", 2)
    if len(rest) != 2 or kind not in ("name", "lead", "each", "due", "undated") or len(sent) > 400:
        return None
    return RowAnswer(kind, *rest)  # type: ignore[arg-type]


def list_answers(
    doubts: Collection[str], leads: Sequence[str], words: str, year: int, names: Sequence[tuple[str, str]]
) -> list[RowAnswer]:
    """List the answers to the doubts of a row, at most nine.

    Args:
        leads: its lead units as printed, each once.
        words: its words with those of its date.
        names: for an unclear name in it: the name, and each meaning as a form sends it, the likeliest first.
    """
    found: list[RowAnswer] = []
    if OF_NAMES & set(doubts):
        found += [RowAnswer("name", value, printed) for printed, value in names]
    if "several_leads" in doubts and len(leads) > 1 and not found:
        found += [RowAnswer("lead", name) for name in leads[:LEADS]]
        found.append(RowAnswer("each"))
    if OF_DATES & set(doubts):
        found += [RowAnswer("due", day.isoformat()) for day in days_meant(words, year)[:DAYS]]
        found.append(RowAnswer("undated"))
    return found[:MOST]


def plain_sentence(words: str) -> str:
    """Return a sentence without its number, its blanks and its closing mark: so equal ones are equal."""
    plain = words.strip()
    number = _NUMBER.match(plain)
    return "".join((plain[number.end() :] if number else plain).split()).rstrip("。；;.!！")


@dataclass(frozen=True, slots=True)
class RowLikeness:
    """All that makes two doubtful rows one question: equal ones are answered together."""

    words: str
    state: str
    due: date | None
    every: str
    units: tuple[tuple[str, str, int | None], ...]
    doubts: tuple[str, ...]
