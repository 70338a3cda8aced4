"""Proposes defined indicators for the words of a paper; a person decides. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from luoshi.figures.units import are_units_comparable

LEAST = 60  # lowest similarity in per cent that is proposed
MOST = 3  # most proposals
_DROPPED = re.compile(r"[\s“”\"'（）()《》、，,．.·]|总数|数量|总量$|数$")


@dataclass(frozen=True)
class NamedIndicator:
    """A candidate indicator: all its names, and the unit of measure of its values."""

    pk: int
    names: Sequence[str]
    unit: str


@dataclass(frozen=True)
class IndicatorProposal:
    """An indicator with the best similarity of its names in per cent; 100: identical."""

    pk: int
    share: int


def normalize_indicator_words(words: str) -> str:
    """Normalise words: width, blanks, brackets and a final 数 make no difference."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", words))


def is_whole_area_scope(scope: str) -> bool:
    """Whether a scope is empty or means the whole area: 全县, 全市."""
    return not scope or scope.startswith("全")


def propose_indicators(words: str, unit: str, known: Iterable[NamedIndicator]) -> list[IndicatorProposal]:
    """Propose indicators for words with a unit of measure, most similar first; at most three.

    Similarity is that of character pairs (Dice); indicators in an incomparable unit are left out.
    """
    asked = normalize_indicator_words(words)
    if not asked:
        return []
    found = []
    for candidate in known:
        if are_units_comparable(unit, candidate.unit):
            share = max((_alike(asked, normalize_indicator_words(name)) for name in candidate.names), default=0)
            if share >= LEAST:
                found.append(IndicatorProposal(candidate.pk, share))
    return sorted(found, key=lambda one: (-one.share, one.pk))[:MOST]


def _alike(one: str, other: str) -> int:
    if one == other:
        return 100
    ours, theirs = _pairs(one), _pairs(other)
    total = sum(ours.values()) + sum(theirs.values())
    common = sum(min(count, theirs.get(pair, 0)) for pair, count in ours.items())
    return min(200 * common // total, 99) if total else 0


def _pairs(words: str) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for at in range(len(words) - 1):
        found[words[at : at + 2]] = found.get(words[at : at + 2], 0) + 1
    return found
