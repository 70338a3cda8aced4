"""Character grams of texts and questions, so that any part of a word is found, also in Chinese.

Both databases index the same grams. Callers must check the text itself, since grams only say that a text may contain
the words. (The trigram tokenizer of FTS5 finds no two-character word, and pg_trgm none under the locale C.)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby

LONGEST = 20_000  # indexed characters of a text
WORDS = 8  # words of a question that are used
OVERLAP = 200  # characters that two pieces of one long line share: the maximum length of a question


def normalize_text(text: str) -> str:
    """Return a text in normalised form: compatibility forms (full width, ligatures) unified, and without case."""
    return unicodedata.normalize("NFKC", text).casefold()


def grams_of_text(text: str) -> list[str]:
    """Return every character and every adjacent pair within runs of letters and digits; each once, sorted."""
    found: set[str] = set()
    for run in _runs(normalize_text(text[:LONGEST])):
        found.update(run)
        found.update(run[place : place + 2] for place in range(len(run) - 1))
    return sorted(found)


def parse_question(question: str) -> tuple[list[str], list[str]]:
    """Return the words of a question in normalised form, and the grams that a text must contain.

    Pairs if a run has them, else the single character: the fewest grams that are selective enough.
    """
    words = [word for word in normalize_text(question).split() if any(char.isalnum() for char in word)][:WORDS]
    needed: set[str] = set()
    for word in words:
        for run in _runs(word):
            needed.update(run[place : place + 2] for place in range(len(run) - 1))
            if len(run) == 1:
                needed.add(run)
    return words, sorted(needed)


def highlight_words(text: str, words: Sequence[str]) -> list[tuple[str, bool]]:
    """Split a text into pieces, each with whether it is one of these words from ``parse_question``.

    If normalising changes the text's length, positions do not correspond: it stays in one piece.
    """
    compared = normalize_text(text)
    if len(compared) != len(text):
        return [(text, any(word in compared for word in words))]
    found: list[tuple[str, bool]] = []
    start = 0
    for hit in re.finditer("|".join(map(re.escape, words)), compared) if words else ():
        found += [(text[start : hit.start()], False), (text[hit.start() : hit.end()], True)]
        start = hit.end()
    return [piece for piece in [*found, (text[start:], False)] if piece[0]]


def split_passages(text: str) -> Iterator[tuple[int, str]]:
    """Split a long text into normalised pieces for the index, each with the line on which it begins, from 1.

    A word of a question lies within a line, so pieces end at line ends. A line that is too long is cut into pieces that
    overlap.
    """
    held: list[str] = []
    size, first = 0, 1
    for number, line in enumerate(text.split("\n"), 1):
        words = normalize_text(line)
        if held and size + len(words) > LONGEST:
            yield first, "\n".join(held)
            held, size = [], 0
        while len(words) > LONGEST:
            yield number, words[:LONGEST]
            words = words[LONGEST - OVERLAP :]
        first = first if held else number
        held.append(words)
        size += len(words) + 1
    if any(held):
        yield first, "\n".join(held)


def _runs(text: str) -> Iterator[str]:
    for letters, run in groupby(text, str.isalnum):
        if letters:
            yield "".join(run)
