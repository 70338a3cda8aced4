"""Which texts of a pile say the same: for two applications with one content, or one that was chosen before.

A text is cut into runs of ``RUN`` characters without blanks and punctuation. What two texts share of them is copied, or
comes from one source; what most texts of the pile have comes from the form that they filled in and counts for nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

RUN = 8  # characters; eight in a row are hardly the same by chance
COMMON = 5  # a run in more than one text of so many is the form's, from a pile of FEW texts on
FEW = 10
_NOISE = re.compile(r"[\W_]+")

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class TitledText:
    """A title and the text under it."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class AlikeText(Generic[Key]):
    """How much of a text another has: the per cent of its title's pairs and of its runs, rounded down."""

    key: Key
    title: int
    body: int


def find_alike_texts(
    own: TitledText, others: Mapping[Key, TitledText], *, least: int, most: int = 3
) -> list[AlikeText[Key]]:
    """List the texts that share most with one's own, those with the largest share first.

    Args:
        least: the per cent of title or body from which on a text is listed.
        most: how many are listed.
    """
    runs = {key: _runs(text.body, RUN) for key, text in others.items()}
    mine = _runs(own.body, RUN)
    if len(others) >= FEW:
        seen = Counter(run for found in runs.values() for run in found & mine)
        mine = {run for run in mine if seen[run] * COMMON <= len(others)}
    pairs = _runs(own.title, 2)
    found = []
    for key, text in others.items():
        there = _runs(text.title, 2)
        both = 200 * len(pairs & there) // (len(pairs) + len(there)) if pairs and there else 0
        body = 100 * len(mine & runs[key]) // len(mine) if mine else 0
        if max(both, body) >= least:
            found.append(AlikeText(key, both, body))
    return sorted(found, key=lambda one: (max(one.title, one.body), one.title + one.body), reverse=True)[:most]


def _runs(text: str, length: int) -> set[str]:
    bare = _NOISE.sub("", text).lower()
    return {bare[at : at + length] for at in range(len(bare) - length + 1)}
