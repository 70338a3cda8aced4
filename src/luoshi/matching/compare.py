"""A unit's own plan set beside the plan of the level above."""

from __future__ import annotations

from luoshi.matching.model import Compared, Paper
from luoshi.matching.words import Lexicon


def compare(upper: Paper, own: Paper, lexicon: Lexicon | None = None) -> Compared:
    """Which commitments of an upper level's document a unit's own plan takes up, and with which figure."""
    return Compared(upper.name, own.name, ())
