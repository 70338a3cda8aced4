"""Lockout after failed sign-ins. Source: sheet 09, 9.2; GB/T 22239-2019 8.1.4.1 b."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Failures:
    """The recent failures that count against one attempt.

    Attributes:
        known: this browser was signed in to the account before; then only its own failures there count, as ``here``.
        here: failures at the account from the attempt's address.
        account: failures at the account from any address, except from its known browsers.
        source: failures from the attempt's address at any account.
    """

    known: bool
    here: int
    account: int
    source: int


@dataclass(frozen=True)
class FailureLimits:
    """How many failures lead to a lock."""

    here: int = 5
    account: int = 20
    source: int = 20


def is_attempt_locked(found: Failures, limits: FailureLimits) -> bool:
    """Return True if an attempt is refused without looking at its password.

    Guessing at an account is stopped after five failures from one address, so those five lock nobody out elsewhere.
    Guessing from many addresses is stopped after twenty: then the account accepts only browsers that were signed in to
    it before, each with five failures of its own. So nobody can lock a person out of their own computer, and nobody
    guesses more than 20 times per window: 1,920 times a day at 15 minutes.

    An account that does not exist is counted in the same way and has no known browser.
    """
    if found.known:
        return found.here >= limits.here
    return found.here >= limits.here or found.account >= limits.account or found.source >= limits.source
