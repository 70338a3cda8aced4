"""What an access token may do, and whether it is valid. It never gives more than its person's posts of the day."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum

PREFIX = "luoshi_"  # so that tools searching for leaked secrets can recognise a token
DEFAULT_DAYS = 90
MOST_DAYS = 365
MOST_LIVE = 20
FREE, LONGEST = 5, 6  # the first fifth of a day's messages has no wait; the last ones are 2⁶ minutes apart


class ScopeAct(StrEnum):
    """What a scope permits; none of them includes another."""

    READ = "read"
    WRITE = "write"
    LOOK = "look"  # at protected fields, each time with a reason


class TokenStatus(StrEnum):
    """The status of a token at a moment."""

    VALID = "valid"
    EXPIRED = "expired"
    ENDED = "ended"
    DISABLED = "disabled"  # the person's account is disabled


def hash_token_secret(secret: str) -> str:
    """Return the stored hash of a token. It has 256 random bits, so a fast hash without salt cannot be reversed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def scopes_of(areas: Iterable[str], *, reading: Iterable[str] = ()) -> list[str]:
    """List every scope: for everything, then for each area; ``reading`` are read-only areas."""
    own = [f"{area}:{act}" for area in areas for act in ScopeAct]
    return [*ScopeAct, *(f"{area}:{ScopeAct.READ}" for area in reading), *own]


def is_scope_allowed(scopes: frozenset[str] | None, area: str, act: ScopeAct) -> bool:
    """Return True if scopes permit an act in an area, such as "appeals"; None, a person at a page, permits all."""
    return scopes is None or act.value in scopes or f"{area}:{act}" in scopes


def token_expiry_day(day: date, days: int) -> date:
    """Return the first day on which a token made on ``day`` for ``days`` days is no longer valid."""
    return day + timedelta(days=days)


def token_state(ended: datetime | None, until: date, active: bool, day: date) -> TokenStatus:
    """Return the status of a token on a day; revoked takes precedence over expired."""
    if not active:
        return TokenStatus.DISABLED
    if ended is not None:
        return TokenStatus.ENDED
    return TokenStatus.EXPIRED if day >= until else TokenStatus.VALID


def wait_after(count: int, most: int) -> int:
    """Return the seconds until the next message may go out after ``count`` of the ``most`` of a day.

    None for the first fifth; then they double from a minute to an hour as the daily limit is used up. A user who
    mistypes an address twice does not wait; one who asks all day long gets few messages.
    """
    free = max(1, most // FREE)
    if count < free:
        return 0
    return 60 << LONGEST * (count - free) // max(1, most - 1 - free)
