"""Find the ruled lines of a page by their long thin runs, and take them off."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from luoshi.ocr.areas import PixelBox, find_areas
from luoshi.ocr.models import Greys, Mask

LONG = 70  # pixels at 200 dpi: longer than a stroke of the characters of a text
_THICK = 9  # pixels: more is a bar
_DRIFT = 16  # pixels that a line may rise or fall on a sheet that lay uneven
_GAP = 4  # pixels that may be missing of a line
_SIDE = 6  # pixels above and below of a line that should be paper
_BESIDE = 0.25  # of its length may be ink there
_FULL = 0.85  # of a piece of it: the stroke of a 1 beside it is shorter
_UNBROKEN = 0.93  # of its length is ink
_NEAR = 8  # pixels within which two lines meet
_LOW = 12  # pixels between the rules of the lowest row
_WIDE, _HIGH = 300, 80  # pixels of the smallest table; the strokes of large characters of a head meet too
_STRAIGHT, _PIECE = 6, 48  # pixels: thicker than that a line may drift; and is followed in pieces of that length
MARGIN = 3  # pixels erased around a line: what is left of it would be read as 1


@dataclass(frozen=True, slots=True)
class RuledLine:
    """A line from left to right or from top to bottom, in pixels."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def is_upright(self) -> bool:
        """Whether it goes down."""
        return self.bottom - self.top > self.right - self.left


def find_ruled_lines(dark: Mask) -> list[RuledLine]:
    """Return the lines that meet others in a figure as large as a table, and single ones as long."""
    level = [RuledLine(*area[:4]) for area in _thin_areas(dark)]
    upright = [RuledLine(a.top, a.left, a.bottom, a.right) for a in _thin_areas(dark.T)]
    lines = [*level, *upright]
    group = list(range(len(lines)))

    def root(at: int) -> int:
        while group[at] != at:
            at = group[at]
        return at

    for i, across in enumerate(level):
        for j, down in enumerate(upright, len(level)):
            if _meet(across, down):
                group[root(i)] = root(j)
    together: dict[int, list[RuledLine]] = {}
    for at, line in enumerate(lines):
        together.setdefault(root(at), []).append(line)
    found = []
    for members in together.values():
        wide = max(line.right for line in members) - min(line.left for line in members)
        high = max(line.bottom for line in members) - min(line.top for line in members)
        if (wide > _WIDE and high > _HIGH) or (len(members) == 1 and max(wide, high) > 3 * LONG):
            found += [*members, *_cross_rows(dark, members)]
    # A piece of a line that a stamp or a fold has cut off.
    return [
        *found,
        *(line for line in lines if line not in found and any(continues_line(line, other) for other in found)),
    ]


def continues_line(line: RuledLine, other: RuledLine) -> bool:
    """Whether two lines are pieces of one."""
    if line.is_upright != other.is_upright:
        return False
    if line.is_upright:
        return abs(line.left + line.right - other.left - other.right) < 2 * _NEAR
    return abs(line.top + line.bottom - other.top - other.bottom) < 2 * _NEAR


def _cross_rows(dark: Mask, members: list[RuledLine]) -> list[RuledLine]:
    """Return the upright lines of rows of a table that are too low to have a long one: they go from rule to rule."""
    levels = sorted((line for line in members if not line.is_upright), key=lambda line: line.top)
    known = [line for line in members if line.is_upright]
    found: list[RuledLine] = []
    for upper, lower in pairwise(levels):
        left, right = max(upper.left, lower.left), min(upper.right, lower.right)
        top, bottom = upper.bottom + MARGIN, lower.top - MARGIN
        if not _LOW < bottom - top < 2 * LONG or right - left < LONG:
            continue
        part = dark[top:bottom, left:right]
        wide = part.copy()
        wide[:, 1:] |= part[:, :-1]
        wide[:, :-1] |= part[:, 1:]
        full = np.flatnonzero(np.diff(wide.mean(axis=0) > _UNBROKEN, prepend=False, append=False))
        for start, end in zip(full[::2].tolist(), full[1::2].tolist(), strict=True):
            line = RuledLine(left + start, top, left + end, bottom)
            if end - start <= _THICK + 2 and not any(
                other.left - _NEAR < line.right and line.left < other.right + _NEAR
                and other.top < (top + bottom) // 2 < other.bottom
                for other in known
            ):  # fmt: skip
                found.append(RuledLine(line.left, upper.top, line.right, lower.bottom))
    return found


def drop_strokes_within(lines: list[RuledLine], boxes: list[PixelBox]) -> list[RuledLine]:
    """Return the lines without those that begin and end within one of these boxes and continue none outside."""

    def is_within(line: RuledLine) -> bool:
        return any(
            box.left <= line.left and line.right <= box.right and box.top <= line.top and line.bottom <= box.bottom
            for box in boxes
        )

    outside = [line for line in lines if not is_within(line)]
    return [line for line in lines if line in outside or any(continues_line(line, other) for other in outside)]


def follow_lines(dark: Mask, lines: list[RuledLine]) -> list[RuledLine]:
    """Return the lines in pieces, each no thicker than the line is there: on an uneven sheet it drifts.

    What stands beside a line must not be taken off with it, nor be cut at where the line is elsewhere.
    """
    return [piece for line in lines for piece in _follow_line(dark, line)]


def _follow_line(dark: Mask, line: RuledLine) -> list[RuledLine]:
    """Return the pieces of a line; the line where it is as straight as it is thick."""
    upright = line.is_upright
    start, end = (line.top, line.bottom) if upright else (line.left, line.right)
    side, other = (line.left, line.right) if upright else (line.top, line.bottom)
    if other - side <= _STRAIGHT:
        return [line]
    part = dark[line.top : line.bottom, line.left : line.right]
    along = part if upright else part.T
    found = []
    for at in range(0, end - start, _PIECE):
        full = np.flatnonzero(along[at : at + _PIECE].mean(axis=0) > _FULL)
        first, last = (side + int(full[0]), side + int(full[-1]) + 1) if len(full) else (side, other)
        till = min(end, start + at + _PIECE)
        found.append(RuledLine(first, start + at, last, till) if upright else RuledLine(start + at, first, till, last))
    return found


def erase_lines(grey: Greys, lines: list[RuledLine]) -> Greys:
    """Return the page without these lines."""
    clean = grey.copy()
    for line in lines:
        clean[max(0, line.top - MARGIN) : line.bottom + MARGIN, max(0, line.left - MARGIN) : line.right + MARGIN] = 255
    return clean


def _thin_areas(dark: Mask) -> list[PixelBox]:
    """Return the long thin areas that go from left to right."""
    closed = dark.copy()
    for by in range(1, _GAP // 2 + 1):
        closed[:, by:] |= dark[:, :-by]
        closed[:, :-by] |= dark[:, by:]
    long = _long_runs(closed)
    near = long.copy()
    near[1:] |= long[:-1]
    near[:-1] |= long[1:]
    found = []
    for area in find_areas(near):
        length, thick = area.right - area.left, area.bottom - area.top - 2
        mean = (near[area.top : area.bottom, area.left : area.right].sum() / length) - 2
        if (
            length > LONG
            and thick <= _DRIFT
            and mean <= _THICK
            and length > 4 * thick
            and _stands_alone(dark, area, thick)
        ):
            found.append(PixelBox(area.left, area.top + 1, area.right, area.bottom - 1, area.pixels))
    return found


def _stands_alone(dark: Mask, area: PixelBox, thick: int) -> bool:
    """Check that a line is nearly unbroken and has paper on both sides: strokes of characters in a row have not."""
    part = dark[max(0, area.top - _SIDE) : area.bottom + _SIDE, area.left : area.right]
    inner = dark[area.top : area.bottom, area.left : area.right]
    if inner.any(axis=0).mean() < _UNBROKEN:
        return False
    beside = (part.sum(axis=0) > thick + _SIDE // 2).mean()
    return bool(beside < _BESIDE)


def _long_runs(mask: Mask) -> Mask:
    """Return only the runs of a mask's rows that are longer than ``LONG``."""
    padded = np.zeros((mask.shape[0], mask.shape[1] + 2), dtype=np.int8)
    padded[:, 1:-1] = mask
    steps = np.diff(padded, axis=1)
    rows, starts = np.nonzero(steps == 1)
    ends = np.nonzero(steps == -1)[1]
    keep = ends - starts > LONG * 2 // 3
    marks = np.zeros(padded.shape, dtype=np.int8)
    marks[rows[keep], starts[keep]] = 1
    marks[rows[keep], ends[keep]] -= 1
    return marks.cumsum(axis=1)[:, : mask.shape[1]].astype(bool)


def _meet(level: RuledLine, upright: RuledLine) -> bool:
    return (
        level.left - _NEAR <= upright.right
        and upright.left <= level.right + _NEAR
        and upright.top - _NEAR <= level.bottom
        and level.top <= upright.bottom + _NEAR
    )
