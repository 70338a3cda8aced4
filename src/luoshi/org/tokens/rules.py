"""What an access token may do, and whether it still holds. It never gives more than its person's posts of the day."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum

PREFIX = "luoshi_"  # so that a token left in a file can be recognised by whoever searches for such leaks
DEFAULT_DAYS = 90
MOST_DAYS = 365
MOST_LIVE = 20
FREE, LONGEST = 5, 6  # a fifth of a day's messages has no wait; the last ones have 2⁶ minutes between them


class ScopeAct(StrEnum):
    """What a scope allows; none of them includes another."""

    READ = "read"
    WRITE = "write"
    LOOK = "look"  # at protected fields, each time with a reason


class TokenStatus(StrEnum):
    """How a token stands at a moment."""

    VALID = "valid"
    EXPIRED = "expired"
    ENDED = "ended"
    DISABLED = "disabled"  # the person's account may not sign in


def hash_token_secret(secret: str) -> str:
    """What is kept of a token. It has 256 random bits, so that a fast hash without salt cannot be turned round."""
    return hashlib.sha256(secret.encode()).hexdigest()


def scopes_of(areas: Iterable[str], *, reading: Iterable[str] = ()) -> list[str]:
    """Every scope there is: for everything, then for each area; ``reading`` are areas in which nothing is written."""
    own = [f"{area}:{act}" for area in areas for act in ScopeAct]
    return [*ScopeAct, *(f"{area}:{ScopeAct.READ}" for area in reading), *own]


def is_scope_allowed(scopes: frozenset[str] | None, area: str, act: ScopeAct) -> bool:
    """Whether scopes allow an act in an area, for instance "appeals"; None, a person at a page, allows all."""
    return scopes is None or act.value in scopes or f"{area}:{act}" in scopes


def token_expiry_day(day: date, days: int) -> date:
    """The first day on which a token made on ``day`` for so many days holds no more."""
    return day + timedelta(days=days)


def token_state(ended: datetime | None, until: date, active: bool, day: date) -> TokenStatus:
    """How a token stands on a day; that it was ended is said before that it would have expired."""
    if not active:
        return TokenStatus.DISABLED
    if ended is not None:
        return TokenStatus.ENDED
    return TokenStatus.EXPIRED if day >= until else TokenStatus.VALID


def wait_after(count: int, most: int) -> int:
    """Seconds until the next message may go out after ``count`` of the ``most`` of a day.

    None after the first fifth; then they double from a minute to an hour while the day's share is used up: who mistypes
    an address twice waits for nothing, and who asks all day long gets few.
    """
    free = max(1, most // FREE)
    if count < free:
        return 0
    return 60 << LONGEST * (count - free) // max(1, most - 1 - free)
