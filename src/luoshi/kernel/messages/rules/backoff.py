"""When a message that certainly failed is retried."""

from __future__ import annotations

from datetime import timedelta

# About a day in all: a mail server that was down overnight is tried again the next morning. Our own choice.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720))


def wait_after(attempts: int) -> timedelta | None:
    """Return how long to wait after so many failed attempts, each time longer; None: give up."""
    return WAITS[attempts - 1] if 0 < attempts <= len(WAITS) else None
