"""The retention period of a closed record: its term as offices write it, and the resulting days."""

from __future__ import annotations

import re
from datetime import date, timedelta

from luoshi.dates.time_limits import shift_months

FOR_EVER = "永久"  # the Chinese term for keeping without limit
LONGEST = 100  # years; anything longer is kept for ever


def parse_retention_years(text: str) -> int | None:
    """Return a term in whole years; None: for ever (永久).

    Raises:
        ValueError: it is neither, or not from 1 to 100 years.
    """
    if text == FOR_EVER:
        return None
    if not re.fullmatch("[0-9]{1,3}", text) or not 1 <= int(text) <= LONGEST:
        raise ValueError(text)
    return int(text)


def first_day(closed: date, term: int) -> date:
    """Return the first day on which a record closed on a day is past its term.

    Closed on 20 March 2020 and kept five years: 21 March 2025. Source: Civil Code art. 202; years end on the same day
    of the month, or on its last.
    """
    return shift_months(closed, 12 * term) + timedelta(days=1)


def last_closing(day: date, term: int) -> date:
    """Return the last closing day that is past its term on a day: the inverse of `first_day`."""
    found = shift_months(day - timedelta(days=1), -12 * term)
    following = found + timedelta(days=1)
    return following if first_day(following, term) <= day else found
