"""Character grams: what texts and questions are made into, so that any part of a word is found, in Chinese too.

Both databases index the same grams; whoever asks checks the text itself afterwards, since grams say only that a text
may hold the words. (The trigram tokenizer of FTS5 finds no two-character word, and pg_trgm none under the locale C.)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby

LONGEST = 20_000  # characters of a text that are indexed
WORDS = 8  # words of a question that are looked at
OVERLAP = 200  # characters that two pieces of one long line share: as many as a question has at most


def normalize_text(text: str) -> str:
    """A text as it is compared: compatibility forms (full width, ligatures) as one, and without case."""
    return unicodedata.normalize("NFKC", text).casefold()


def grams_of_text(text: str) -> list[str]:
    """Every character and every pair of neighbours within runs of letters and digits; each once, sorted."""
    found: set[str] = set()
    for run in _runs(normalize_text(text[:LONGEST])):
        found.update(run)
        found.update(run[place : place + 2] for place in range(len(run) - 1))
    return sorted(found)


def parse_question(question: str) -> tuple[list[str], list[str]]:
    """What a question asks for: its words as they are compared, and the grams that a text must hold.

    Pairs where a run has them, else the one character: the fewest grams that still narrow enough.
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
    """A text in pieces, each with whether it is one of these words, as ``parse_question`` gives them.

    Where a text as it is compared has another length, places in it are not places in the text: it is one piece then.
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
    """A long text in pieces that can be indexed, each with the line on which it begins, from 1; as they are compared.

    A word of a question stands in one line, so pieces end where lines do; one line that is too long is cut, and the
    pieces of it overlap.
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
