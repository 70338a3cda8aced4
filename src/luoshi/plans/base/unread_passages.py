"""Which rows of a plan are passages that the reader could not read, from plain values."""

from __future__ import annotations

UNREAD = "unread"  # role, reason and doubt of a passage that is in nothing that was read


def is_unread_passage(look: bool, reason: str) -> bool:
    """Check whether a row is a passage that was not read and that nobody has looked at yet.

    ``UNREAD_PASSAGES`` is the same for the database.
    """
    return look and reason == UNREAD
