"""Character grams: what texts and questions are made into, so that any part of a word is found, in Chinese too.

Both databases index the same grams; whoever asks checks the text itself afterwards, since grams say only that a text
may hold the words. (The trigram tokenizer of FTS5 finds no two-character word, and pg_trgm none under the locale C.)
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import groupby

LONGEST = 20_000  # characters of a text that are indexed
WORDS = 8  # words of a question that are looked at


def plain(text: str) -> str:
    """A text as it is compared: compatibility forms (full width, ligatures) as one, and without case."""
    return unicodedata.normalize("NFKC", text).casefold()


def grams(text: str) -> list[str]:
    """Every character and every pair of neighbours within runs of letters and digits; each once, sorted."""
    found: set[str] = set()
    for run in _runs(plain(text[:LONGEST])):
        found.update(run)
        found.update(run[place : place + 2] for place in range(len(run) - 1))
    return sorted(found)


def asked(question: str) -> tuple[list[str], list[str]]:
    """What a question asks for: its words as they are compared, and the grams that a text must hold.

    Pairs where a run has them, else the one character: the fewest grams that still narrow enough.
    """
    words = [word for word in plain(question).split() if any(char.isalnum() for char in word)][:WORDS]
    needed: set[str] = set()
    for word in words:
        for run in _runs(word):
            needed.update(run[place : place + 2] for place in range(len(run) - 1))
            if len(run) == 1:
                needed.add(run)
    return words, sorted(needed)


def _runs(text: str) -> Iterator[str]:
    for letters, run in groupby(text, str.isalnum):
        if letters:
            yield "".join(run)
