"""Put values into words; the words themselves come from the caller's catalogue."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from luoshi.writing.exact_json import format_plain_exact
from luoshi.writing.model import LedgerFigure, LedgerItem

Say = Callable[..., str]  # message id and values → the sentence in the user's language

RECURRENCE = re.compile(r"P(\d{1,4})([YMWD])")
SPAN = re.compile(r"(\d{1,4})y")


def translate_known_code(say: Say, message: str, code: str) -> str:
    """Return the word for ``code`` under ``message``; the code itself if the catalogue has none."""
    words = say(f"{message}.{code}")
    return code if words == f"{message}.{code}" else words


def format_document_kind(say: Say, code: str, guessed: bool) -> str:
    """Return the word for a kind of document, and whether it was guessed: what counts as a task depends on it."""
    words = translate_known_code(say, "kind", code)
    return say("text.guessed_kind", kind=words) if guessed else words


def format_recurrence_words(every: str, times: int | None, say: Say) -> str:
    """Return ``P3M``, 2 as "每季度2次"; a period that is not simple stays unchanged."""
    match = RECURRENCE.fullmatch(every)
    if match is None:
        words = every
    else:
        count, unit = int(match[1]), match[2]
        words = translate_known_code(say, "every", f"{unit}{count}")
        if words == f"{unit}{count}":
            words = say(f"every.{unit}", count=count)
    return say("every.times", every=words, times=times) if times else words


def format_row_recurrences(item: LedgerItem, say: Say) -> str:
    """Return all recurrences of a row."""
    return "；".join(format_recurrence_words(every, times, say) for every, times in item.every)


def format_row_due_dates(item: LedgerItem) -> str:
    """Return the due dates of a row, ISO 8601."""
    return "；".join(day.isoformat() for day in item.due)


def format_figure_period(figure: LedgerFigure, say: Say) -> str:
    """Return the period of a figure: "本年度", "5年内", "2006—2010"."""
    return period_words(figure.period, say)


def period_words(code: str | None, say: Say) -> str:
    """Return the words for a period's code: year, 5y, 2006/2010."""
    if code is None:
        return ""
    if code == "year":
        return say("period.year")
    if match := SPAN.fullmatch(code):
        return say("period.years", count=int(match[1]))
    return code.replace("/", "—")


def format_exact_amount(figure: LedgerFigure) -> str:
    """Return the exact value with its unit, and the upper end of a range."""
    words = format_plain_exact(figure.value) + ("" if figure.upper is None else "–" + format_plain_exact(figure.upper))
    return words + (figure.unit or "")


def explain_row_rule(rule: str, say: Say) -> str:
    """Return the reasons for a row in words: ``figure+deadline`` → "有数字；有期限"; an unknown rule unchanged."""
    return "；".join(translate_known_code(say, "cue", code) for code in rule.split("+"))


def format_named_doubts(codes: Iterable[str], say: Say) -> str:
    """Return named doubts in words."""
    return "；".join(translate_known_code(say, "doubt", code) for code in codes)
