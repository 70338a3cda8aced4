"""Rules of register entries: identity numbers, and periods of former values. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TypeVar

from luoshi.codes import identity

V = TypeVar("V")


def told_by(number: str) -> dict[str, object]:
    """Return ``sex`` and ``birth`` from a valid identity number; {} without a number."""
    return {"sex": identity.identity_sex(number), "birth": identity.identity_birth_date(number)} if number else {}


def former_value_span(last: date | None, day: date) -> tuple[date | None, date] | None:
    """Return first and last day of a value that is replaced on a day; None if it never held on any day.

    Args:
        last: the last day of the value before it; None: it held since ever, as far as is known; the first day is then
            None too.
    """
    first, end = last and last + timedelta(days=1), day - timedelta(days=1)
    return None if first is not None and first > end else (first, end)


def held_on(spans: Iterable[tuple[date, V]], day: date) -> V | None:
    """Return the former value that held on a day, each given with its last day; None if the current one held."""
    return min(((last, value) for last, value in spans if last >= day), key=lambda one: one[0], default=(None, None))[1]
