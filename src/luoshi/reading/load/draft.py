"""Collect a loader's output: lines, table rows, pages, notes. It becomes the text of the Document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from luoshi.reading.errors import ReadError
from luoshi.reading.load.limits import FileLimits
from luoshi.reading.model import ReaderNote, TextPlace, UnsureText

if TYPE_CHECKING:
    from luoshi.reading.load.layout import PrintedLine

BAR = " | "

# Line ends of all kinds, then invisible and useless characters: controls, zero-width marks, direction marks, lone
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
    """Return text without invisible characters, with single spaces, and trimmed.

    Line ends inside become plain newlines.
    """
    # Most words have none of these: all of them but plain spaces are non-printing.
    if line.isprintable() and "  " not in line and not _RADICALS.search(line):
        return line.strip(" ")
    line = _BREAKS.sub("\n", line)
    line = _INVISIBLE.sub("", line)
    line = _BLANKS.sub(" ", line)
    if _RADICALS.search(line):
        import unicodedata  # only PDFs need it

        line = _RADICALS.sub(lambda m: unicodedata.normalize("NFKC", m.group()), line)
    return line.strip(" \n\u3000")


def flatten_cell_text(cell: str) -> str:
    """Return the words of a table cell on one line, without the cell separator."""
    plain = tidy_line(cell)
    if "\n" in plain:
        plain = " ".join(part for line in plain.split("\n") if (part := line.strip(" \u3000")))
    return plain.replace("|", "｜")


@dataclass(slots=True)
class TextDraft:
    """A text being built.

    ``unseen`` collects words that are left out (headers, hidden text), because they count for the secrecy check.
    ``sections`` are offsets where a page, sheet or part begins, which may have a marking of its own.
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
    keeps_places: bool = False
    places: list[TextPlace] = field(default_factory=list)
    unsure: list[UnsureText] = field(default_factory=list)

    def place_lines(self, lines: Iterable[tuple[int, PrintedLine]], start: int) -> None:
        """Keep where the lines of a text that begins at ``start`` stand; each is given with its offset in that text."""
        if not self.keeps_places:
            return
        for offset, line in lines:
            begin = start + offset
            self.places.append(
                TextPlace(begin, begin + len(line.text), line.page, line.left, line.top, line.right, line.bottom)
            )
            self.unsure.extend(
                UnsureText(begin + at, begin + at + 1, glyph.doubt, line.page, *glyph[1:5])
                for at, glyph in line.doubtful
            )

    def line(self, text: str) -> None:
        """Add the lines of ``text``, without empty ones."""
        for part in tidy_line(text).split("\n"):
            if part := part.strip(" \u3000"):
                self._add_line(part.replace("|", "｜"))  # a bar means a table, so no other text may contain one

    def row(self, cells: Sequence[str], repeated: Iterable[int] = ()) -> None:
        """Add one row of a table; ``repeated`` are the indexes of cells that repeat the one above."""
        cells = [flatten_cell_text(cell) for cell in cells]
        again = frozenset(repeated)
        at = self.size
        for index, cell in enumerate(cells):
            if index in again and cell:
                self.joined.append((at, at + len(cell)))
            at += len(cell) + len(BAR)
        self._add_line(BAR.join(cells))

    def count(self, cells: int) -> None:
        """Count ``cells`` against the limit of the file; refuse the file beyond it."""
        self.cells += cells
        if self.cells > self.limits.cells:
            raise ReadError("load.too_large", what="cells", limit=self.limits.cells)

    def page(self) -> None:
        """Begin a page here."""
        self.pages.append(self.size)
        self.sections.append(self.size)

    def note(self, code: str, **values: str | int) -> None:
        """Add a note for the user."""
        self.notes.append(ReaderNote(code, values))

    def text(self) -> str:
        """Return all lines so far, each with its line end."""
        return "".join(self.pieces)

    def _add_line(self, line: str) -> None:
        self.pieces.append(line + "\n")
        self.size += len(line) + 1
        if self.size > self.limits.characters:
            raise ReadError("load.too_large", what="characters", limit=self.limits.characters)
