"""Rules of register entries: identity numbers, periods of former values, age and consent. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TypeVar

from luoshi.codes import identity

V = TypeVar("V")
ADULT = 18  # years of age. Source: 民法典 art. 17
ConsentSpan = tuple[date, date | None]  # the day on which it was given, and that of its withdrawal


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


def full_years(born: date, day: date) -> int:
    """Return the age in full years on a day; somebody born on 29 February has a birthday on 1 March in common years.

    Source: 民法典 art. 201 (a year of life is complete on the day after its last day).
    """
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def is_minor(born: date | None, marked: bool, day: date) -> bool:
    """Return whether somebody is a minor on a day; of unknown age: if the place where they stand marks them as one."""
    return marked if born is None else full_years(born, day) < ADULT


def consent_holds(spans: Iterable[ConsentSpan], day: date) -> bool:
    """Return whether a consent holds on a day: given, not withdrawn, and not before the last withdrawal.

    From the day of its withdrawal on it no longer does. Source: 个人信息保护法 art. 15.
    """
    there = list(spans)
    ended = max((end for _given, end in there if end is not None and end <= day), default=None)
    open_now = [given for given, end in there if given <= day and (end is None or end > day)]
    return any(ended is None or given >= ended for given in open_now)
