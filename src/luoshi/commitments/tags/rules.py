"""Tags: which version of a list counts, how several are written, how they change, and which a heading proposes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Mode = Literal["set", "add", "remove"]
SET, ADD, REMOVE = "set", "add", "remove"
NOTHING = "-"  # in a cell or a value: no tag of this list
FEWEST = 2  # commitments of a heading with the same tag from which the others are proposed it
_BETWEEN = re.compile(r"[、,，;；\n]+")


def tag_list_day(year: int) -> date:
    """Return the day whose version of a list counts for the plans of a year: its last.

    So a list that is set in the course of a year counts for the plans of that year, and one that is set from 1 January
    on leaves the plans of the year before with their own.
    """
    return date(year, 12, 31)


def split_tags(text: str, is_known: Callable[[str], bool]) -> list[str]:
    """Return the tags that a cell names, each once, in order.

    A tag's own words may contain 、: the longest words that the list knows count as one tag.
    """
    parts = [part.strip() for part in _BETWEEN.split(unicodedata.normalize("NFKC", text)) if part.strip()]
    found: list[str] = []
    at = 0
    while at < len(parts):
        ends = range(len(parts), at + 1, -1)
        end = next((end for end in ends if is_known("、".join(parts[at:end]))), at + 1)
        found.append("、".join(parts[at:end]))
        at = end
    return list(dict.fromkeys(found))


def fold_tag(text: str) -> str:
    """Return a tag's words for comparison: as ``fold_heading``, with whatever divides them written as 、."""
    return "、".join(part for part in _BETWEEN.split(fold_heading(text)) if part)


def codes_by_word(words: Mapping[str, str]) -> dict[str, str]:
    """Return the codes of tags by their folded words; of two tags with the same words the first counts."""
    return {fold_tag(words[code]): code for code in reversed([*words])}


def codes_in_text(text: str, words: Mapping[str, str]) -> list[str]:
    """Return the codes of the tags that a text from ``join_tags`` names, given the words by code."""
    codes = codes_by_word(words)
    named = [] if text == NOTHING else split_tags(text, lambda tag: fold_tag(tag) in codes)
    return [codes[fold_tag(tag)] for tag in named]


def join_tags(words: Iterable[str]) -> str:
    """Return tags as one text, as ``split_tags`` reads it; ``NOTHING`` if there are none."""
    return "、".join(words) or NOTHING


def change_tags(present: Iterable[str], given: Collection[str], mode: str) -> list[str]:
    """Return the codes of a list that a commitment has after a change.

    Args:
        mode: ``SET``: exactly the given ones; ``ADD``: these too; ``REMOVE``: all but these.
    """
    if mode == ADD:
        return list(dict.fromkeys([*present, *given]))
    if mode == REMOVE:
        return [code for code in present if code not in given]
    return list(dict.fromkeys(given))


def fold_heading(text: str) -> str:
    """Return the words of a heading or tag for comparison: NFKC, without blanks, in small letters."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


@dataclass(frozen=True)
class HeadingWords:
    """A tag with the words by which a heading proposes it: its own, and those of the list's column."""

    code: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class TagProposal:
    """A tag proposed for commitments without one; ``by``: the word of the heading, "" if by the others under it."""

    code: str
    by: str = ""


def propose_tags(
    path: Sequence[str], items: Sequence[HeadingWords], others: Iterable[Collection[str]]
) -> tuple[int, tuple[TagProposal, ...]]:
    """Return the tags of one list that headings propose for what stands under them, in the order of the list.

    The nearest heading that contains words of tags decides. If none does, the tags are proposed that at least half of
    the tagged commitments under the same headings bear, and at least ``FEWEST``.

    Args:
        path: the headings above a commitment, the outermost first.
        others: the codes of each commitment under the same headings that has tags of the list.

    Returns:
        How many headings of the path it takes to the one that decides, and the proposals; all and none otherwise.
    """
    for depth in range(len(path), 0, -1):
        if named := _named_in(path[depth - 1], items):
            return depth, named
    bears = [set(codes) for codes in others if codes]
    counts = {item.code: sum(item.code in codes for codes in bears) for item in items}
    often = (code for code, n in counts.items() if n >= FEWEST and n * 2 >= len(bears))
    return len(path), tuple(TagProposal(code) for code in often)


def _named_in(heading: str, items: Sequence[HeadingWords]) -> tuple[TagProposal, ...]:
    """Return the tags whose words a heading contains; a word that is part of another one found does not count."""
    folded = fold_heading(heading)
    found = {
        item.code: max((word for word in map(fold_heading, item.words) if word and word in folded), key=len, default="")
        for item in items
    }
    words = [word for word in found.values() if word]
    return tuple(
        TagProposal(code, word)
        for code, word in found.items()
        if word and not any(word != longer and word in longer for longer in words)
    )


@dataclass(frozen=True)
class TagMatrix:
    """Commitments by the tags of two lists. One with several tags counts in several cells, but once in each total.

    Attributes:
        cells: the number by the codes of row and column; ``NOTHING`` stands for no tag of the list.
        rows, columns: the totals by code.
        total: all commitments counted.
    """

    cells: Mapping[tuple[str, str], int]
    rows: Mapping[str, int]
    columns: Mapping[str, int]
    total: int

    @property
    def empty_cells(self) -> list[tuple[str, str]]:
        """The pairs of tags without any commitment."""
        return [pair for pair, n in self.cells.items() if not n and NOTHING not in pair]


def count_matrix(
    commitments: Collection[int],
    row_tags: Mapping[int, Collection[str]],
    column_tags: Mapping[int, Collection[str]],
    rows: Sequence[str],
    columns: Sequence[str],
) -> TagMatrix:
    """Count commitments by the tags of two lists.

    Args:
        row_tags: the codes of each commitment in the list of the rows; ``column_tags``: in that of the columns.
        rows: the codes to show as rows; ``columns``: as columns. ``NOTHING`` is added to both.
    """
    row_codes, column_codes = (*rows, NOTHING), (*columns, NOTHING)
    cells = {(row, column): 0 for row in row_codes for column in column_codes}
    by_row, by_column = dict.fromkeys(row_codes, 0), dict.fromkeys(column_codes, 0)
    for commitment in commitments:
        own_rows = {*row_tags.get(commitment, ())} & {*rows} or {NOTHING}
        own_columns = {*column_tags.get(commitment, ())} & {*columns} or {NOTHING}
        for row in own_rows:
            by_row[row] += 1
            for column in own_columns:
                cells[row, column] += 1
        for column in own_columns:
            by_column[column] += 1
    return TagMatrix(cells, by_row, by_column, len(commitments))
