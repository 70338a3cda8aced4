"""Usual words of an office, where one stands among what waits, and which day is proposed for putting right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from luoshi.dates.time_limits import count_limit_after

MOST = 9  # each has a digit as its key
LONGEST = 60
_PARTED = re.compile(r"[；;\n]+")


def parse_usual_phrases(text: str) -> tuple[str, ...]:
    """The usual words in one value, parted by ；, each once.

    Raises:
        ValueError: there are none, too many, or one is too long.
    """
    found = tuple(dict.fromkeys(phrase.strip(" 。.") for phrase in _PARTED.split(text) if phrase.strip(" 。.")))
    if not 0 < len(found) <= MOST or any(len(phrase) > LONGEST for phrase in found):
        raise ValueError(text)
    return found


def parse_working_days(text: str) -> int:
    """A count of working days.

    Raises:
        ValueError: it is no number from 1 to 100.
    """
    if not 1 <= int(text) <= 100:
        raise ValueError(text)
    return int(text)


def join_reasons(chosen: Sequence[str], own: str) -> str:
    """Chosen reasons and one's own words as one text."""
    return "；".join([*chosen, own.strip()] if own.strip() else chosen)


def next_in_queue(queue: Sequence[int], one: int) -> int | None:
    """What is looked at after this one: the next of the queue, behind the last the first; None where none is left."""
    rest = [each for each in queue if each != one]
    at = queue.index(one) if one in queue else 0
    return (rest[at] if at < len(rest) else rest[0]) if rest else None


def put_right_by(today: date, until: date | None, workdays: int | None) -> date | None:
    """The day that is proposed: so many working days from today, else its own date where that is still to come."""
    if workdays is not None:
        return count_limit_after(today, workdays, "workday").day
    return until if until is not None and until > today else None
