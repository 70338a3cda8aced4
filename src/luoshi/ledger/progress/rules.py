"""How many cells of a report were filled from what is known, and what a short form on one row was sent for.

Source: 整治形式主义为基层减负若干规定 (2024), domain sheet 02 §2.1: data reused, no repeated forms.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

REPORT, NOTHING, BOTH, LEFT = "report", "nothing_new", "both", ""
NOT_TYPED = ("period", "once", "seen", "row")  # filled before anybody types


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of a report: those filled from what is known, and all."""

    filled: int = 0
    every: int = 0

    def __add__(self, other: Cells) -> Cells:
        return Cells(self.filled + other.filled, self.every + other.every)


def cells(known: Iterable[str], chosen: Iterable[object], asked: int) -> Cells:
    """The cells of one row.

    Args:
        known: what is shown and not asked: task, unit, person, day, date, targets, last values; an empty one is none.
        chosen: the fields that are asked but come filled.
        asked: how many fields are asked.
    """
    shown = sum(bool(one) for one in known)
    ready = sum(bool(one) for one in chosen)
    return Cells(shown + ready, shown + asked)


def sent_for(given: Mapping[str, str], files: int) -> str:
    """Which step a row was sent for: a report, nothing new, both (which cannot be), or it was left as it is."""
    reason = bool(given.get("nothing", "").strip())
    told = files > 0 or any(value.strip() for name, value in given.items() if name not in (*NOT_TYPED, "nothing"))
    if reason and told:
        return BOTH
    return NOTHING if reason else REPORT if told else LEFT
