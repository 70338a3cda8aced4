"""What is due soon: one meaning for lists, lights, digests and duties."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from luoshi.dates.counting import after

SOON = 5  # working days; our own choice, no source gives a number


@lru_cache(maxsize=32)
def soon_until(day: date) -> date:
    """The last day that is due soon on ``day``: five working days on, holidays and working weekends reckoned."""
    return after(day, SOON, "workday").day
