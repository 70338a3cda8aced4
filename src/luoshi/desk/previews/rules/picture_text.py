"""Which files may hold text as a picture, and when recognising it is tried again."""

from __future__ import annotations

from datetime import datetime, timedelta

from luoshi.evidence.received.rules.uploads import MEDIA, SHOWN_AS_PICTURE

READABLE = SHOWN_AS_PICTURE | {MEDIA["pdf"]}
PASSING = frozenset({"load.too_slow", "load.no_room", "missing", "failed"})
AGAIN = timedelta(hours=1)


def may_hold_text(media: str) -> bool:
    """Return whether a file of this type may be a picture of text, or a PDF of such pictures."""
    return media in READABLE


def is_tried_again(waits: bool, fault: str, since: datetime, at: datetime) -> bool:
    """Return whether a file is read again: it failed for a passing reason long enough ago, or its task was lost.

    Args:
        waits: it has been waiting to be read since ``since``.
        fault: the code with which it failed then; "": it did not.
    """
    return (waits or fault in PASSING) and at - since > AGAIN
