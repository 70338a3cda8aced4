"""Group the characters of a page into lines, for formats that only store positions (PDF, OFD).

All measures are integer hundredths of a point, from the page's top left corner to the right and down, so every machine
gets the same result.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median_low
from typing import NamedTuple

from luoshi.reading.load.draft import tidy_line

POINT = 100
_WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f\u2014\u2018-\u201d\u2026]")


_MARKS = frozenset("0123456789①②③④⑤⑥⑦⑧⑨⑩*[]〔〕")


class Glyph(NamedTuple):
    """One character and its advance box."""

    text: str
    left: int
    top: int
    right: int
    bottom: int
    doubt: str = ""  # code of why it may be another character; only recognised ones have any


class Stroke(NamedTuple):
    """A straight rule, horizontal or vertical; the first point is the upper or left one."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(slots=True)
class Page:
    """The content found on one page."""

    width: int
    height: int
    glyphs: list[Glyph]
    strokes: list[Stroke] = field(default_factory=list)


@dataclass(slots=True)
class PrintedLine:
    """One printed line."""

    text: str
    left: int
    top: int
    right: int
    bottom: int
    em: int  # width of a full-width character
    latin: bool  # it has no full-width character, so em is an estimate from the height
    marks: tuple[str, ...]  # raised footnote signs, left out of the text
    lead: int  # width of the unbreakable start: one character or a word, with the marks after it
    page: int = 0  # from 0
    doubtful: tuple[tuple[int, Glyph], ...] = ()  # offsets in the text of the characters that have a doubt


def is_wide(char: str) -> bool:
    """Check whether a character is Chinese or as wide as one, so that no space goes beside it."""
    return "\u4e00" <= char <= "\u9fff" or bool(_WIDE.match(char))


def join_printed_lines(before: str, after: str) -> str:
    """Join two printed lines of one paragraph, with a space only between two Latin words."""
    if not before or not after:
        return before + after
    return before + after if is_wide(before[-1]) or is_wide(after[0]) else f"{before} {after}"


def lines_of(glyphs: Iterable[Glyph]) -> list[PrintedLine]:
    """Return the printed lines from top to bottom. Characters are on one line if they overlap by half their height."""
    rows: list[list[Glyph]] = []
    top = bottom = 0
    for glyph in sorted(glyphs, key=lambda g: (g.top + g.bottom, g.left)):
        height = glyph.bottom - glyph.top
        overlap = min(bottom, glyph.bottom) - max(top, glyph.top)
        if rows and 2 * overlap >= min(height, bottom - top):
            rows[-1].append(glyph)
            if height > bottom - top:
                top, bottom = glyph.top, glyph.bottom
        else:
            rows.append([glyph])
            top, bottom = glyph.top, glyph.bottom
    return [line for row in rows if (line := _line(sorted(row, key=lambda g: g.left)))]


def _line(row: Sequence[Glyph]) -> PrintedLine | None:
    printed = [glyph for glyph in row if not glyph.text.isspace()]
    if not printed:
        return None
    printed, marks = _without_marks(printed)
    if not printed:
        return None
    wide = [glyph.right - glyph.left for glyph in printed if "\u4e00" <= glyph.text[0] <= "\u9fff"]
    tall = [glyph.bottom - glyph.top for glyph in printed]
    em = max(median_low(wide) if wide else median_low(tall) * 4 // 5, 1)
    words = ""
    written: list[Glyph] = []
    last: Glyph | None = None
    raised = set(marks)
    for glyph in row:
        if glyph in raised:
            continue
        if glyph.text.isspace():
            words += " " if last else ""
            continue
        if last is not None:
            near = abs(glyph.left - last.left) * 5 < em and abs(glyph.top - last.top) * 5 < em
            if near and glyph.text == last.text and glyph.text not in "—…":
                continue  # printed twice to look bold; —— and …… may be one glyph
            gap = glyph.left - last.right
            apart = em // 2 if is_wide(glyph.text) or is_wide(last.text) else em // 5
            if gap > apart and not words.endswith(" "):
                words += " "
        words += glyph.text
        written.append(glyph)
        last = glyph
    text = tidy_line(words).replace("\n", " ")
    if not text:
        return None
    left, right = printed[0].left, max(glyph.right for glyph in printed)
    top, bottom = min(glyph.top for glyph in printed), max(glyph.bottom for glyph in printed)
    line = PrintedLine(text, left, top, right, bottom, em, not wide, tuple(g.text for g in marks), _lead(printed))
    if any(glyph.doubt for glyph in written):
        line.doubtful = tuple(_doubtful(text, written))
    return line


def _doubtful(text: str, written: Sequence[Glyph]) -> Iterator[tuple[int, Glyph]]:
    """Yield offset and glyph of the doubtful characters of a line; tidying it has changed nothing but blanks."""
    at = 0
    for glyph in written:
        for _ in glyph.text.strip():
            while at < len(text) and text[at].isspace():
                at += 1
            if glyph.doubt and at < len(text):
                yield at, glyph
            at += 1


def _without_marks(printed: list[Glyph]) -> tuple[list[Glyph], list[Glyph]]:
    """Separate the characters of a line from the small raised figures that refer to footnotes.

    A raised figure after a letter or figure is a power (m², 10⁸) and stays.
    """
    tall = [glyph for glyph in printed if is_wide(glyph.text)]
    if not tall:
        return printed, []
    height = median_low([glyph.bottom - glyph.top for glyph in tall])
    floor = median_low([glyph.bottom for glyph in tall])
    kept: list[Glyph] = []
    marks: list[Glyph] = []
    for glyph in printed:
        small = (glyph.bottom - glyph.top) * 10 <= height * 6 and (floor - glyph.bottom) * 10 >= height * 3
        before = kept[-1].text if kept else ""
        if small and glyph.text in _MARKS and not (before.isascii() and before.isalnum()):
            marks.append(glyph)
        else:
            kept.append(glyph)
    return kept, marks


def _lead(printed: Sequence[Glyph]) -> int:
    """Return the width of a line's first word, which would have had to fit on the line above."""
    end = printed[0].right
    for before, glyph in pairwise(printed):
        closing = glyph.text in "，。；：、！？）》”’」』】％%,.;:!?)"
        adjoins = glyph.left - before.right < glyph.right - glyph.left
        if not closing and not (before.text.isascii() and glyph.text.isascii() and adjoins):
            break
        end = glyph.right
        if glyph.left - printed[0].left > 20_000:
            break
    return end - printed[0].left
