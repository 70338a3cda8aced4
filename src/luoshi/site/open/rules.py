"""What is decided on plain values: whether a second fact is the same, however it is typed."""

from __future__ import annotations

import unicodedata
from hmac import compare_digest


def normalize_fact(text: str) -> str:
    """A fact as it is compared: half-width, without blanks, in one case."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def is_same_fact(typed: str, stands: str) -> bool:
    """Whether what was typed is what stands there; takes as long for both answers. Nothing is the same as nothing."""
    one, other = normalize_fact(typed), normalize_fact(stands)
    return compare_digest(one.encode(), other.encode()) and bool(one)
