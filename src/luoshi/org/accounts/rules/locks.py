"""When nothing more is accepted at signing in. Source: sheet 09, 9.2; GB/T 22239-2019 8.1.4.1 b."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Failures:
    """Failures of the last minutes, as many as stand against one try.

    Attributes:
        known: this browser was signed in with the account before; then only its own failures at it count, as ``here``.
        here: at the account, from the try's address.
        account: at the account, from any address, but for its known browsers.
        source: from the try's address, at any account.
    """

    known: bool
    here: int
    account: int
    source: int


@dataclass(frozen=True)
class FailureLimits:
    """How many failures lock."""

    here: int = 5
    account: int = 20
    source: int = 20


def is_attempt_locked(found: Failures, limits: FailureLimits) -> bool:
    """Whether a try is refused unseen, be its password right or wrong.

    Who guesses at an account is stopped where they are after five, so that those five keep nobody out elsewhere. Who
    guesses from many addresses is stopped after twenty: then the account opens only to browsers that it was signed in
    with before, each of which has five failures of its own. So nobody can keep a person from their own computer, and
    nobody guesses oftener than 20 times in the span: 1,920 times a day at 15 minutes.
    An account that does not exist is counted in the same way and is known to no browser.
    """
    if found.known:
        return found.here >= limits.here
    return found.here >= limits.here or found.account >= limits.account or found.source >= limits.source
