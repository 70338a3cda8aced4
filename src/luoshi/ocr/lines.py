"""Text lines of a page: boxes cut at ruled lines, read, and each character given its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

import numpy as np

from luoshi.ocr.areas import PixelBox, find_areas
from luoshi.ocr.characters import SeenCharacter, read_line
from luoshi.ocr.models import Greys, Models
from luoshi.ocr.ruled_lines import MARGIN, RuledLine
from luoshi.reading.load.layout import is_wide

_INK = 170  # of 255: darker is writing
_NARROW = 0.55  # of the height of a box: a part that is cut off and narrower than that holds no character
_TALL = 1.6  # times as high as boxes usually are: more than one line
_ROOM, _STROKE = 0.35, 0.15  # em: of a gap in which a character may stand, and of the ink of the thinnest
_ALIKE = 0.28  # of a size: so near to another one it is the same, for boxes of short lines are not exact
_FURTHER, _BLANK = 1.25, 0.28  # times as far apart as digits of a figure, and so much paper between (em)
_INTO = 3  # pixels: ink as long that ends where a ruled line was taken off goes on under it
_GAP = 0.45  # em: so far apart beside a Chinese character two are without a blank
_POINT = 6  # pixels of the smallest mark
_SAYS = 0.35  # mean of a line: of less it says nothing
_EM = 0.88  # of the height of a box that the detector gives: the usual size of its characters


@dataclass(frozen=True, slots=True)
class PlacedCharacter:
    """A character with its box in pixels."""

    text: str
    likely: float
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line that was read, from left to right, without blanks; ``box`` is where it was looked for."""

    box: PixelBox
    characters: tuple[PlacedCharacter, ...]
    near_rule: bool = False  # a ruled line was cut off at its side, whose rest may look like a character
    beside_gap: frozenset[int] = frozenset()  # characters between which there is ink that was not read
    cut_off: tuple[bool, bool] = (False, False)  # whether at its left, at its right a ruled line took ink from it

    @property
    def text(self) -> str:
        """Return what it says."""
        return "".join(character.text for character in self.characters)

    @property
    def likely(self) -> float:
        """Return how sure its characters are, on average."""
        return sum(character.likely for character in self.characters) / max(1, len(self.characters))

    @property
    def says_something(self) -> bool:
        """Return whether it was read at all; what is less likely is chance."""
        return bool(self.characters) and self.likely >= _SAYS


def read_boxes(grey: Greys, boxes: Iterable[PixelBox], lines: list[RuledLine], models: Models) -> list[TextLine]:
    """Return what each box says; one in which nothing could be read has no characters."""
    upright = [line for line in lines if line.is_upright]
    seen: list[tuple[PixelBox, bool, list[SeenCharacter]]] = []
    cut_sides: list[tuple[bool, bool]] = []
    boxes = list(boxes)
    usual = median([box.bottom - box.top for box in boxes]) if boxes else 0
    for box in boxes:
        parts = list(cut_box(box, upright))
        unread = find_unread(grey, box, upright, boxes) if parts != [box] else []
        for part in (piece for column in parts for piece in split_lines(grey, column, usual)):
            tight = fit_to_ink(grey, part)
            found = read_line(grey[tight.top : tight.bottom, tight.left : tight.right], models)
            seen.append((tight, len(parts) > 1, found))
            cut_sides.append(find_cut_sides(grey, part, upright, unread))
    pitches = sorted(pitch for _box, _cut, characters in seen if (pitch := _pitch(characters)))
    size = _usual_size(seen)

    def size_of(box: PixelBox, characters: list[SeenCharacter]) -> float:
        """Measured in the line, or that of the page's lines which is nearest to what the height says."""
        high = box.bottom - box.top
        if (own := _pitch(characters)) is not None:
            return min(own, 1.3 * high)
        guess = size * high
        near = min(pitches, key=lambda pitch: abs(pitch - guess), default=guess)
        return near if abs(near - guess) < _ALIKE * guess else guess

    read = []
    for (box, cut, found), cut_off in zip(seen, cut_sides, strict=True):
        em = size_of(box, found)
        placed = tuple(place_characters(box, found, em, find_blanks(grey, box, found, em)))
        read.append(TextLine(box, placed, cut, frozenset(find_gaps(grey, box, placed, em)), cut_off))
    return read


def find_gaps(grey: Greys, box: PixelBox, characters: Sequence[PlacedCharacter], em: float) -> Iterator[int]:
    """Yield the numbers of the characters between which there is room for one more, and ink in it.

    Two of the same that follow each other, such as ○○, may be read as one or as none.
    """
    for at, (before, after) in enumerate(pairwise(characters)):
        start, end = int(before.right + em / 6), int(after.left - em / 6)
        if end - start < _ROOM * em:
            continue
        columns = (grey[box.top : box.bottom, start:end] < _INK).any(axis=0)
        if columns.sum() > _STROKE * em:
            yield from (at, at + 1)


def cut_box(box: PixelBox, upright: list[RuledLine], narrowest: float = _NARROW) -> Iterator[PixelBox]:
    """Yield the parts of a box between the upright lines that cross it, but those of less than so many heights."""
    middle = (box.top + box.bottom) / 2
    at = [
        line
        for line in upright
        if line.top <= middle <= line.bottom and box.left < line.right and line.left < box.right
    ]
    left = box.left
    for line in sorted(at, key=lambda line: line.left):
        if line.left - left > narrowest * (box.bottom - box.top):
            yield box._replace(left=left, right=line.left - 1)
        left = max(left, line.right + 1)
    if not at:
        yield box
    elif box.right - left > narrowest * (box.bottom - box.top):
        yield box._replace(left=left)


def find_cut_sides(grey: Greys, part: PixelBox, upright: list[RuledLine], unread: list[PixelBox]) -> tuple[bool, bool]:
    """Return whether at the left and at the right of a part of a box a ruled line took ink from its text.

    Args:
        grey: the page after the ruled lines were erased.
        part: of a box, as ``cut_box`` yields it, not fitted to its ink.
        upright: the ruled lines.
        unread: parts of the same box that hold ink and are too narrow to be read.
    """
    middle, near = (part.top + part.bottom) / 2, _NARROW * (part.bottom - part.top)
    rows = grey[part.top : part.bottom] < _INK
    at_left = any(abs(part.left - piece.right) < near for piece in unread)
    at_right = any(abs(piece.left - part.right) < near for piece in unread)
    for line in upright:
        if not line.top <= middle <= line.bottom:
            continue
        left, right = max(_INTO, line.left - MARGIN), line.right + MARGIN
        from_left = bool(rows[:, left - _INTO : left].all(axis=1).sum() > 1)
        from_right = bool(rows[:, right : right + _INTO].all(axis=1).sum() > 1) and right + _INTO <= grey.shape[1]
        # Where the line cuts a box in two, a character may begin under it.
        if abs(line.left - part.right) < near:
            at_right |= from_left or (from_right and part.right == line.left - 1)
        if abs(line.right - part.left) < near:
            at_left |= from_right or (from_left and part.left == line.right + 1)
    return at_left, at_right


def find_unread(grey: Greys, box: PixelBox, upright: list[RuledLine], boxes: list[PixelBox]) -> list[PixelBox]:
    """Return the parts of a box that are too narrow to be read but hold ink, unless another of the boxes has it."""
    middle, high = (box.top + box.bottom) / 2, box.bottom - box.top
    return [
        piece
        for piece in cut_box(box, upright, 0)
        if piece.right - piece.left <= _NARROW * high
        and (grey[box.top : box.bottom, piece.left : piece.right] < _INK).any(axis=0).sum() > _STROKE * high
        and not any(
            other.top < middle < other.bottom and other.left < piece.right and piece.left < other.right
            for other in boxes if other is not box
        )
    ]  # fmt: skip


def split_lines(grey: Greys, box: PixelBox, usual: float) -> list[PixelBox]:
    """Return the lines in a box: several where it is much higher than is ``usual`` on the page, by the paper between.

    The detector now and then takes two lines of neighbouring cells for one.
    """
    if box.bottom - box.top < _TALL * usual:
        return [box]
    inked = (grey[box.top : box.bottom, box.left : box.right] < _INK).any(axis=1)
    edges = np.flatnonzero(np.diff(inked, prepend=False, append=False)).tolist()
    rows = [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if end - start > usual / 3]
    if len(rows) < 2:
        return [box]
    room = round(usual / 8)
    return [
        box._replace(top=max(0, box.top + start - room), bottom=min(grey.shape[0], box.top + end + room))
        for start, end in rows
    ]


def has_ink(grey: Greys, box: PixelBox) -> bool:
    """Whether there is any writing in a box, be it a point; single pixels are none."""
    ink = grey[box.top : box.bottom, box.left : box.right] < _INK
    return any(area.pixels >= _POINT for area in find_areas(ink))


def fit_to_ink(grey: Greys, box: PixelBox) -> PixelBox:
    """Return a box with a little paper around its ink at both sides; as it is where all in it is faint."""
    ink = grey[box.top : box.bottom, box.left : box.right] < _INK
    columns = np.flatnonzero(ink.sum(axis=0) > 1)
    if not len(columns):
        return box
    room = (box.bottom - box.top) // 4
    return box._replace(
        left=max(0, box.left + int(columns[0]) - room), right=min(grey.shape[1], box.left + int(columns[-1]) + 1 + room)
    )


def _usual_size(seen: list[tuple[PixelBox, bool, list[SeenCharacter]]]) -> float:
    """Return how much of the height of a box its characters take: measured where a line is long enough for it."""
    found = [
        pitch / (box.bottom - box.top)
        for box, _cut, characters in seen
        if (pitch := _pitch(characters)) and 0.5 < pitch / (box.bottom - box.top) < 1.3
    ]
    return median(found) if found else _EM


def _pitch(characters: list[SeenCharacter], least: int = 5) -> float | None:
    """Return the usual distance of two Chinese characters that follow each other; None where they are too few."""
    apart = [
        after.middle - before.middle
        for before, after in pairwise(characters)
        if _is_han(before.text) and _is_han(after.text)
    ]
    return median(apart) if len(apart) >= least else None


def _is_han(text: str) -> bool:
    return "\u4e00" <= text <= "\u9fff"


def find_blanks(grey: Greys, box: PixelBox, characters: list[SeenCharacter], em: float) -> frozenset[float]:
    """Return the middles of blanks between two figures that stand beside each other, in pixels from the box's left.

    The recogniser seldom sees them, and two figures in one would be a wrong figure. Their digits are further apart than
    those of a figure, with more paper between.
    """
    pairs = [
        (before.middle, after.middle)
        for before, after in pairwise(characters)
        if before.text.isdigit() and after.text.isdigit()
    ]
    apart = sorted(right - left for left, right in pairs)
    if len(apart) < 2:
        return frozenset()
    usual = sum(apart[:-1]) / (len(apart) - 1)
    found = set()
    for left, right in pairs:
        part = grey[box.top : box.bottom, box.left + int(left) : box.left + int(right)] < _INK
        paper = np.flatnonzero(np.diff(part.any(axis=0), prepend=True, append=True))
        widest = max((paper[1::2] - paper[::2]).tolist(), default=0)
        if right - left > _FURTHER * usual and widest > _BLANK * em:
            found.add((left + right) / 2)
    return frozenset(found)


def place_characters(
    box: PixelBox, characters: list[SeenCharacter], em: float, blanks: frozenset[float] = frozenset()
) -> Iterator[PlacedCharacter]:
    """Yield the characters of a line with their boxes; between two without a blank there is no gap.

    Args:
        box: where the line is.
        characters: what the recogniser saw, with the middle of each.
        em: pixels of a Chinese character.
        blanks: where two figures are parted; blanks that the recogniser saw count besides.
    """
    middle = (box.top + box.bottom) / 2
    top, bottom = middle - em / 2, middle + em / 2
    printed = [character for character in characters if not character.text.isspace()]
    blanks |= {character.middle for character in characters if character.text.isspace()}
    halves = [em / 2 if is_wide(character.text) else em / 4 for character in printed]
    edges = [[found.middle - half, found.middle + half] for found, half in zip(printed, halves, strict=True)]
    for at, (before, after) in enumerate(pairwise(printed)):
        wide = is_wide(before.text) or is_wide(after.text)
        parted = not wide and any(before.middle < blank < after.middle for blank in blanks)
        gap = edges[at + 1][0] - edges[at][1]
        if not parted and gap < (_GAP if wide else 1.0) * em:
            share = halves[at] / (halves[at] + halves[at + 1])
            edge = before.middle + (after.middle - before.middle) * share
            if _is_han(before.text) != _is_han(after.text):  # a mark gives way: it fills only a part of its square
                edge = before.middle + halves[at] if _is_han(before.text) else after.middle - halves[at + 1]
                edge = min(max(edge, before.middle + 1), after.middle - 1)
            edges[at][1] = edges[at + 1][0] = edge
        elif parted:  # wide enough to be read as a blank
            centre = (before.middle + after.middle) / 2
            edges[at][1] = min(edges[at][1], centre - em / 8)
            edges[at + 1][0] = max(edges[at + 1][0], centre + em / 8)
    for character, (left, right) in zip(printed, edges, strict=True):
        right = max(right, left + 1)
        yield PlacedCharacter(character.text, character.likely, box.left + left, top, box.left + right, bottom)


def without_repeats(lines: list[TextLine]) -> list[TextLine]:
    """Return the lines without what a second box on the same place read again."""
    kept: list[TextLine] = []
    # A box over several lines, such as where a stamp was, says nothing and must not take the place of theirs.
    for line in sorted(lines, key=lambda line: (not line.says_something, line.box.left - line.box.right)):
        middle = (line.box.top + line.box.bottom) / 2
        over = [
            other for other in kept
            if other.box.top < middle < other.box.bottom
            and other.box.left < line.box.right and line.box.left < other.box.right
        ]  # fmt: skip
        inside = [
            character for character in line.characters
            if not any(
                before.left < (character.left + character.right) / 2 < before.right
                for other in over for before in other.characters
            )
        ]  # fmt: skip
        if line.characters and not inside:  # all of it: nothing in it was left unread
            continue
        gaps = line.beside_gap if len(inside) == len(line.characters) else frozenset[int]()
        kept.append(replace(line, characters=tuple(inside), beside_gap=gaps))
    return kept
