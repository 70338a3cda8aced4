"""How something stands by its term on a day: pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

Standing = Literal["", "later", "valid", "ending", "ended"]


def validity_standing(
    first: date | None, last: date | None, day: date, warn: int | None = None, before: Iterable[tuple[date, date]] = ()
) -> Standing:
    """How it stands: ``later``, ``valid``, ``ending`` (the end is no further than ``warn`` days off), ``ended``; "".

    Args:
        first, last: of the latest term, both days counted; without an end it goes on.
        warn: days; the end that lies exactly so many days off is warned of. None: never.
        before: terms that it followed. A day within one of them is valid; what comes next is known already.
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
