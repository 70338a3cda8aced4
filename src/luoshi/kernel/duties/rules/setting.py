"""Whether a setting from a day on, a parameter or a version of a list, would change the past."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date


def is_rewriting_past(start: date, today: date, same: Iterable[date], chain: Iterable[date]) -> bool:
    """Whether a value from ``start`` on would replace another on a past day.

    A past day without any value may get one; a past day that has one keeps it.

    Args:
        same: the first days of the values already set for the same unit, or for all.
        chain: the first days of all values that may apply on its days: those, the values of higher units, and those for
            all.
    """
    end = min([today, *(day for day in same if day > start)])  # the first day on which this value does not apply
    return start < end and any(day < end for day in chain)
