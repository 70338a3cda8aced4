"""Pure rules for a term's state on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

Standing = Literal["", "later", "valid", "ending", "ended"]


def validity_standing(
    first: date | None, last: date | None, day: date, warn: int | None = None, before: Iterable[tuple[date, date]] = ()
) -> Standing:
    """Return the state: ``later``, ``valid``, ``ending`` (the end is at most ``warn`` days off), ``ended``; "".

    Args:
        first, last: of the latest term, both included; without a last day it has no end.
        warn: days; an end exactly this many days off is included. None: never.
        before: earlier terms. A day within one of them is valid, since the next term is already known.
    """
    if any(begin <= day <= end for begin, end in before):
        return "valid"
    if last is not None and last < day:
        return "ended"
    if first is None:
        return ""
    if first > day:
        return "later"
    return "ending" if last is not None and warn is not None and (last - day).days <= warn else "valid"
