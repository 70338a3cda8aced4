"""How values are put into words; the words themselves come from the caller's catalogue."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from luoshi.writing.exact import number
from luoshi.writing.model import Figure, Item

Say = Callable[..., str]  # message id and values → the sentence in the person's language

RECURRENCE = re.compile(r"P(\d{1,4})([YMWD])")
SPAN = re.compile(r"(\d{1,4})y")


def known(say: Say, message: str, code: str) -> str:
    """The word for ``code`` under ``message``; the code itself where the catalogue has none."""
    words = say(f"{message}.{code}")
    return code if words == f"{message}.{code}" else words


def kind(say: Say, code: str, guessed: bool) -> str:
    """The word for a kind of document, and whether it was guessed: what was read as a task follows from it."""
    words = known(say, "kind", code)
    return say("text.guessed_kind", kind=words) if guessed else words


def recurrence(every: str, times: int | None, say: Say) -> str:
    """``P3M``, 2 → "每季度2次"; a period that is no simple one stays as it is."""
    match = RECURRENCE.fullmatch(every)
    if match is None:
        words = every
    else:
        count, unit = int(match[1]), match[2]
        words = known(say, "every", f"{unit}{count}")
        if words == f"{unit}{count}":
            words = say(f"every.{unit}", count=count)
    return say("every.times", every=words, times=times) if times else words


def recurrences(item: Item, say: Say) -> str:
    """All recurrences of a row."""
    return "；".join(recurrence(every, times, say) for every, times in item.every)


def due(item: Item) -> str:
    """The due dates of a row, ISO 8601."""
    return "；".join(day.isoformat() for day in item.due)


def period(figure: Figure, say: Say) -> str:
    """The period a figure is for: "本年度", "5年内", "2006—2010"."""
    return period_words(figure.period, say)


def period_words(code: str | None, say: Say) -> str:
    """The words for a period's code: year, 5y, 2006/2010."""
    if code is None:
        return ""
    if code == "year":
        return say("period.year")
    if match := SPAN.fullmatch(code):
        return say("period.years", count=int(match[1]))
    return code.replace("/", "—")


def amount(figure: Figure) -> str:
    """The exact value with its unit, and the upper end of a range."""
    words = number(figure.value) + ("" if figure.upper is None else "–" + number(figure.upper))
    return words + (figure.unit or "")


def why(rule: str, say: Say) -> str:
    """What spoke for a row, in words: ``figure+deadline`` → "有数字；有期限"; another rule is its code."""
    return "；".join(known(say, "cue", code) for code in rule.split("+"))


def doubts(codes: Iterable[str], say: Say) -> str:
    """Named doubts in words."""
    return "；".join(known(say, "doubt", code) for code in codes)
