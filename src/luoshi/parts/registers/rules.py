"""What is right in a register's entry, and from when to when a value held: pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TypeVar

from luoshi.codes import identity

V = TypeVar("V")


def told_by(number: str) -> dict[str, object]:
    """What a sound identity number says of its person: ``sex`` and ``birth``; nothing without a number."""
    return {"sex": identity.identity_sex(number), "birth": identity.identity_birth_date(number)} if number else {}


def former_value_span(last: date | None, day: date) -> tuple[date | None, date] | None:
    """First and last day of a value that another takes the place of on a day; None where it held on no day.

    Args:
        last: the last day of the value before it; None: it held since ever, as far as is known, which the first day
            then says by None too.
    """
    first, end = last and last + timedelta(days=1), day - timedelta(days=1)
    return None if first is not None and first > end else (first, end)


def held_on(spans: Iterable[tuple[date, V]], day: date) -> V | None:
    """Which of the values that hold no more held on a day, each with its last day; None: what holds now held then."""
    return min(((last, value) for last, value in spans if last >= day), key=lambda one: one[0], default=(None, None))[1]
