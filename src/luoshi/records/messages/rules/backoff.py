"""When something that certainly failed is tried again."""

from __future__ import annotations

from datetime import timedelta

# Together about a day: a mail server that was down overnight is met again the next morning. Our own choice.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720))


def wait_after(attempts: int) -> timedelta | None:
    """How long to wait after so many failed attempts, each longer than the one before; None: give up."""
    return WAITS[attempts - 1] if 0 < attempts <= len(WAITS) else None
