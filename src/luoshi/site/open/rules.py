"""Compare a second fact, however it is typed. Pure."""

from __future__ import annotations

import unicodedata
from hmac import compare_digest


def normalize_fact(text: str) -> str:
    """Normalize a fact for comparison: half-width, without blanks, in one case."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def is_same_fact(typed: str, stands: str) -> bool:
    """Return True if the typed fact matches; takes equally long for both answers. Two empty facts do not match."""
    one, other = normalize_fact(typed), normalize_fact(stands)
    return compare_digest(one.encode(), other.encode()) and bool(one)
