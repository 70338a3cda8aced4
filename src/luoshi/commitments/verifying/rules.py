"""An office's usual phrases, the position in the queue, and the proposed limit for corrections."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from luoshi.dates.time_limits import count_limit_after

MOST = 9  # each has a digit as its key
LONGEST = 60
_PARTED = re.compile(r"[；;\n]+")


def parse_usual_phrases(text: str) -> tuple[str, ...]:
    """Parse the usual phrases from one value, separated by ；, without duplicates.

    Raises:
        ValueError: there are none, too many, or one is too long.
    """
    found = tuple(dict.fromkeys(phrase.strip(" 。.") for phrase in _PARTED.split(text) if phrase.strip(" 。.")))
    if not 0 < len(found) <= MOST or any(len(phrase) > LONGEST for phrase in found):
        raise ValueError(text)
    return found


def parse_working_days(text: str) -> int:
    """Parse a number of working days.

    Raises:
        ValueError: it is no number from 1 to 100.
    """
    if not 1 <= int(text) <= 100:
        raise ValueError(text)
    return int(text)


def join_reasons(chosen: Sequence[str], own: str) -> str:
    """Join chosen reasons and the person's own words into one text."""
    return "；".join([*chosen, own.strip()] if own.strip() else chosen)


def next_in_queue(queue: Sequence[int], one: int) -> int | None:
    """Return the next in the queue, wrapping around to the first; None if none is left."""
    rest = [each for each in queue if each != one]
    at = queue.index(one) if one in queue else 0
    return (rest[at] if at < len(rest) else rest[0]) if rest else None


def put_right_by(today: date, until: date | None, workdays: int | None) -> date | None:
    """Return the proposed day: this many working days from today, else its own due date if in the future."""
    if workdays is not None:
        return count_limit_after(today, workdays, "workday").day
    return until if until is not None and until > today else None
