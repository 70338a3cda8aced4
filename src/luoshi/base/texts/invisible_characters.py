"""Invisible characters: they make two names look alike, or a line read differently from what is stored.

Source: Unicode TR36 3.1 (bidirectional text spoofing) and TR39; CVE-2021-42574. No Chinese or English word needs one.
Variation selectors are allowed, because rare forms of Chinese characters are written with them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that change the direction of the following text: embeddings, overrides and isolates."""
UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff0-\ufffb\U000e0000-\U000e007f]"
)
"""The same, and all characters without width."""
_LINES = re.compile("[\u2028\u2029]")
# Left in text copied from office programs: glyphs of their own fonts, marks without width.
_LEFT = re.compile("[\u00ad\u200b\u2060\ufeff\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
# Joiners belong to emoji and to scripts with letter forms; in Chinese and Latin words they mean nothing.
_JOINERS = re.compile("(?<![\u0600-\u1cff\ufe0f\U0001f000-\U0001faff])[\u200c\u200d]")
BEHIND = 10  # characters quoted before the invisible one


@dataclass(frozen=True)
class Unseen:
    """An invisible character: its code (U+202E), and the visible characters just before it."""

    code: str
    behind: str


def clean_invisible_characters(words: str) -> str:
    """Clean text: turn line separators into line ends, and remove what Word and web pages leave behind.

    Apply it to all that is typed, pasted or in a cell, before anything else looks at it; never to a document or an
    original. Direction-changing characters stay, to be refused: they are there to deceive.
    """
    if words.isascii():
        return words
    return _JOINERS.sub("", _LEFT.sub("", _LINES.sub("\n", words)))


def first_unseen(words: str, *, line: bool = True) -> Unseen | None:
    """Return the first invisible character of a line; in a text of several lines only direction-changing ones count.

    There, text pasted from elsewhere may contain marks without width, which do no harm.
    """
    found = (UNSEEN if line else TURNING).search(words)
    if found is None:
        return None
    return Unseen(f"U+{ord(found[0]):04X}", words[max(0, found.start() - BEHIND) : found.start()].strip())
