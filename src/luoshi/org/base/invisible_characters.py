"""Characters that nobody sees: they make two names look alike, or a line read otherwise than it is stored.

Source: Unicode TR36 3.1 (bidirectional text spoofing) and TR39; CVE-2021-42574. No Chinese or English word needs one;
variation selectors stay, for rare forms of Chinese characters are written with them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""What turns the direction of the words behind it: embeddings, overrides and isolates."""
UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff0-\ufffb\U000e0000-\U000e007f]"
)
"""The same, and what has no width at all."""
_LINES = re.compile("[\u2028\u2029]")
# What office programs leave in words that are copied out of them: glyphs of their own fonts, marks without width.
_LEFT = re.compile("[\u00ad\u200b\u2060\ufeff\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
# Joiners belong to emoji and to scripts that change their letters; in Chinese and Latin words they say nothing.
_JOINERS = re.compile("(?<![\u0600-\u1cff\ufe0f\U0001f000-\U0001faff])[\u200c\u200d]")
BEHIND = 10  # characters that are quoted before it


@dataclass(frozen=True)
class Unseen:
    """Where such a character stands: its name (U+202E), and the seen characters just before it."""

    code: str
    behind: str


def clean_invisible_characters(words: str) -> str:
    """Words as they were meant: line separators are ends of lines, what Word and web pages leave in them is gone.

    For all that is typed, pasted or stands in a cell, before anything else looks at it; never for a document or an
    original. What turns the direction of writing stays, to be refused: whoever put it there meant to deceive.
    """
    if words.isascii():
        return words
    return _JOINERS.sub("", _LEFT.sub("", _LINES.sub("\n", words)))


def first_unseen(words: str, *, line: bool = True) -> Unseen | None:
    """The first such character of a line; of a text of several lines only what turns the direction of writing counts.

    There, words pasted from elsewhere may hold marks without width, which do no harm.
    """
    found = (UNSEEN if line else TURNING).search(words)
    if found is None:
        return None
    return Unseen(f"U+{ord(found[0]):04X}", words[max(0, found.start() - BEHIND) : found.start()].strip())
