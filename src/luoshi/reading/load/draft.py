"""Where a loader puts what it finds: lines, rows of tables, pages, notes. It becomes the Document's text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from luoshi.reading.errors import ReadError
from luoshi.reading.load.limits import FileLimits
from luoshi.reading.model import ReaderNote

BAR = " | "

# Line ends of all kinds, then what no reader can see or use: controls, zero-width marks, direction marks, lone
# surrogates, noncharacters.
_BREAKS = re.compile("\r\n?|[\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ufffe\uffff]"
)
_BLANKS = re.compile("[\t \u00a0\u2000-\u200a\u202f\u205f]+")
# Fonts of Chinese PDFs often map a character to the radical that looks like it: ⼀ (U+2F00) for 一 (U+4E00).
_RADICALS = re.compile("[\u2e80-\u2fd5]")


def tidy_line(line: str) -> str:
    """A piece of text without invisible characters, its blanks made single spaces, its ends trimmed.

    Line ends inside become ``\\n``.
    """
    # Most words have none of these: all but plain spaces are no characters that print.
    if line.isprintable() and "  " not in line and not _RADICALS.search(line):
        return line.strip(" ")
    line = _BREAKS.sub("\n", line)
    line = _INVISIBLE.sub("", line)
    line = _BLANKS.sub(" ", line)
    if _RADICALS.search(line):
        import unicodedata  # no PDF, no need

        line = _RADICALS.sub(lambda m: unicodedata.normalize("NFKC", m.group()), line)
    return line.strip(" \n\u3000")


def flatten_cell_text(cell: str) -> str:
    """A table cell's words on one line, free of the bar that parts the cells."""
    plain = tidy_line(cell)
    if "\n" in plain:
        plain = " ".join(part for line in plain.split("\n") if (part := line.strip(" \u3000")))
    return plain.replace("|", "｜")


@dataclass(slots=True)
class TextDraft:
    """A text under way.

    ``unseen`` gathers words that are left out (headers, hidden text): they still count for the secrecy check.
    ``sections`` are offsets where a page, sheet or part begins that could bear a marking of its own.
    """

    limits: FileLimits
    pieces: list[str] = field(default_factory=list)
    size: int = 0
    cells: int = 0
    pages: list[int] = field(default_factory=list)
    sections: list[int] = field(default_factory=list)
    joined: list[tuple[int, int]] = field(default_factory=list)
    notes: list[ReaderNote] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)

    def line(self, text: str) -> None:
        """Add the lines of ``text``; empty ones are left out."""
        for part in tidy_line(text).split("\n"):
            if part := part.strip(" \u3000"):
                self._put(part.replace("|", "｜"))  # a bar means a table, and nothing else may look like one

    def row(self, cells: Sequence[str], repeated: Iterable[int] = ()) -> None:
        """Add one row of a table; ``repeated`` are the indexes of cells that repeat the one above."""
        cells = [flatten_cell_text(cell) for cell in cells]
        again = frozenset(repeated)
        at = self.size
        for index, cell in enumerate(cells):
            if index in again and cell:
                self.joined.append((at, at + len(cell)))
            at += len(cell) + len(BAR)
        self._put(BAR.join(cells))

    def count(self, cells: int) -> None:
        """Take ``cells`` from what the file may hold; refuse it when they are used up."""
        self.cells += cells
        if self.cells > self.limits.cells:
            raise ReadError("load.too_large", what="cells", limit=self.limits.cells)

    def page(self) -> None:
        """A page begins here."""
        self.pages.append(self.size)
        self.sections.append(self.size)

    def note(self, code: str, **values: str | int) -> None:
        """Add something that the person should know of."""
        self.notes.append(ReaderNote(code, values))

    def text(self) -> str:
        """All lines so far, each with its line end."""
        return "".join(self.pieces)

    def _put(self, line: str) -> None:
        self.pieces.append(line + "\n")
        self.size += len(line) + 1
        if self.size > self.limits.characters:
            raise ReadError("load.too_large", what="characters", limit=self.limits.characters)
