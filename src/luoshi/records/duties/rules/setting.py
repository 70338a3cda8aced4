"""Whether what is set from a day on, a value or a version of a list, would change what held before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date


def is_rewriting_past(start: date, today: date, same: Iterable[date], chain: Iterable[date]) -> bool:
    """Whether a value from ``start`` on would take the place of another on a day that is past.

    A past day without any value may get one; a past day that has one keeps it.

    Args:
        same: the first days of the values already set for the same unit, or for all.
        chain: the first days of all values that its days could have: those, the units' above it, and those for all.
    """
    end = min([today, *(day for day in same if day > start)])  # the first day on which this value does not count
    return start < end and any(day < end for day in chain)
