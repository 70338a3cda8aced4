"""How a sentence names what is assessed."""

from __future__ import annotations

from collections.abc import Sequence

from luoshi.kernel.base.words import words_now

_ = words_now(__name__)

NAMED = 8  # named in a sentence; the rest is counted


def name_some(names: Sequence[str]) -> str:
    """Join names for a sentence."""
    more = _(" and %(more)d more") % {"more": len(names) - NAMED} if len(names) > NAMED else ""
    return "、".join(names[:NAMED]) + more
