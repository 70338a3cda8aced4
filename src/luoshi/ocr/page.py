"""One page, from pixels to characters with their places, ruled lines, and doubts about what could not be read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from luoshi.ocr.areas import PixelBox, find_areas
from luoshi.ocr.deskew import find_skew, turn_level
from luoshi.ocr.images import DPI, Sheet
from luoshi.ocr.ink import Ink, separate_ink
from luoshi.ocr.lines import PlacedCharacter, TextLine, has_ink, read_boxes, without_repeats
from luoshi.ocr.models import Colours, Greys, Mask, Models
from luoshi.ocr.photographs import lay_flat
from luoshi.ocr.ruled_lines import RuledLine, drop_strokes_within, erase_lines, find_ruled_lines, follow_lines
from luoshi.ocr.spelling import is_page_number, spell_line, spell_page_number
from luoshi.ocr.stamps import find_rings
from luoshi.ocr.text_boxes import find_text_boxes

UNREAD = "□"
STRIPS = 200  # of ink outside of every box that are read once more
_EDGE = 0.14  # of a page: where its number is
_HEAD = 0.45  # of a page: red writing above is its head
_READABLE = 0.6  # mean of a line: of less it is not said what it says
_UPRIGHT = 0.75  # mean of a page's longest lines: of less it may stand on its head
_FOURTH = 4  # the ink outside of boxes is looked for in a copy of a fourth
_RING = 2  # pixels of ink in a pixel of that copy: a part of a stamp's ring
_BESIDE, _DASH = 7, 5  # of its pixels: between characters of one line; of a dash, which may be as thin as one
_SPECK = 5  # of its pixels: less is dirt


@dataclass(slots=True)
class PageDoubt:
    """Something on a page that could not be read, and where, in pixels."""

    code: str
    box: PixelBox


@dataclass(slots=True)
class ReadPage:
    """What was found on a page, in pixels of ``sheet``, which is how it was turned for that."""

    sheet: Sheet
    lines: list[TextLine]
    rules: list[RuledLine]
    doubts: list[PageDoubt] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)  # what stamps say: left out, and searched for a marking


def read_page(sheet: Sheet, models: Models, *, first: bool) -> ReadPage:
    """Return what stands on a page.

    Args:
        sheet: its pixels.
        models: the networks.
        first: whether it is the first page, whose red writing is the head of the document.
    """
    flat = lay_flat(sheet.pixels)
    if flat is not None:
        sheet = _as_sheet(flat)
    page, ink, written = _read_as_it_lies(sheet, models)
    if not ink.dark.any() and not ink.has_red:
        return page
    if _may_lie_otherwise(page.lines) and (turned := _turned(sheet, models)) is not sheet:
        page, ink, written = _read_as_it_lies(turned, models)
    _read_outside(written, page, models)
    _read_red(ink, page, models, first=first)
    for line in page.lines:
        if line.characters and line.likely < _READABLE:
            page.doubts.append(PageDoubt("ocr.unclear", line.box))
    height = written.shape[0]
    page.lines = [_spelt(_as_far_as_read(line), height) for line in page.lines]
    return page


def _read_as_it_lies(sheet: Sheet, models: Models) -> tuple[ReadPage, Ink, Greys]:
    """Return a page made level with what its boxes say, its ink, and its writing without the ruled lines."""
    pixels = turn_level(sheet.pixels, find_skew(sheet.pixels[:, :, 0] < 128))
    sheet = Sheet(pixels, sheet.unit)
    ink = separate_ink(pixels)
    if not ink.dark.any() and not ink.has_red:
        return ReadPage(sheet, [], []), ink, ink.written
    rings = [] if ink.has_red else [_enlarged(ring) for ring in find_rings(_shrunk(ink.dark) > _RING)]
    rules = drop_strokes_within(find_ruled_lines(ink.ruled), rings)
    pieces = follow_lines(ink.ruled, rules)
    written = erase_lines(ink.written, pieces)
    lines = without_repeats(read_boxes(written, find_text_boxes(written, models), pieces, models))
    doubts = [PageDoubt("ocr.grey_stamp", ring) for ring in rings]
    bare = _find_bare(lines, written)
    doubts += [PageDoubt("ocr.unread", line.box) for line in bare]
    return ReadPage(sheet, [line for line in lines if line not in bare], rules, doubts), ink, written


def _find_bare(lines: list[TextLine], written: Greys) -> list[TextLine]:
    """Return the lines that say nothing and have no ink of their own, such as where a stamp was: no place for □."""
    silent = [line for line in lines if not line.says_something]
    if not silent:
        return []
    own = written.copy()
    for box in (line.box for line in lines if line.says_something):
        own[box.top : box.bottom, box.left : box.right] = 255
    return [line for line in silent if not has_ink(own, line.box)]


def _may_lie_otherwise(lines: list[TextLine]) -> bool:
    """Whether the longest lines were read badly, or most stand on end, or there are none."""
    longest = sorted(lines, key=lambda line: line.box.left - line.box.right)[:4]
    likely = sum(line.likely for line in longest) / max(1, len(longest))
    areas = [((line.box.right - line.box.left) * (line.box.bottom - line.box.top), line.box) for line in lines]
    return likely < _UPRIGHT or 2 * sum(size for size, box in areas if _is_tall(box)) > sum(size for size, _ in areas)


def _is_tall(box: PixelBox) -> bool:
    return box.bottom - box.top > 1.5 * (box.right - box.left)


def _spelt(line: TextLine, height: int) -> TextLine:
    """Return a line as Chinese documents are written; ``height`` is that of the page."""
    found = [character.text for character in line.characters]
    at_edge = min(line.box.top, height - line.box.bottom) < _EDGE * height
    spell = spell_page_number if at_edge and is_page_number(line.text) else spell_line
    spelt = spell(found)
    kept = [at for at, text in enumerate(spelt) if text]  # of two characters that are one, the second is empty
    return replace(
        line,
        characters=tuple(replace(line.characters[at], text=spelt[at]) for at in kept),
        beside_gap=frozenset(number for number, at in enumerate(kept) if at in line.beside_gap),
    )


def _as_sheet(pixels: Colours) -> Sheet:
    """Return a sheet of A4 that was cut out of a photograph, in the usual resolution."""
    short = min(pixels.shape[:2])
    scale = DPI * 8.2677 / short
    size = (round(pixels.shape[1] * scale), round(pixels.shape[0] * scale))
    picture = Image.fromarray(pixels).resize(size, Image.Resampling.BICUBIC) if not 0.9 < scale < 1.1 else None
    made = np.asarray(picture) if picture else pixels
    return Sheet(made, 59_528 / min(made.shape[:2]))


def _turned(sheet: Sheet, models: Models) -> Sheet:
    """Return a page that lay on its side or on its head as it is to be read."""
    grey = sheet.pixels[:, :, 0]  # in which stamps are nearly white
    boxes = find_text_boxes(grey, models, 640)
    tall = sum(box.pixels for box in boxes if _is_tall(box))
    if 2 * tall > sum(box.pixels for box in boxes):
        sheet = Sheet(np.ascontiguousarray(np.rot90(sheet.pixels)), sheet.unit)
        grey = sheet.pixels[:, :, 0]
        boxes = find_text_boxes(grey, models, 640)
    longest = sorted(boxes, key=lambda box: box.left - box.right)[:4]
    if not longest or (upright := _mean_likelihood(grey, longest, models)) > _UPRIGHT:
        return sheet
    over = [_upside_down(box, grey) for box in longest]
    if _mean_likelihood(grey[::-1, ::-1], over, models) > upright:
        return Sheet(np.ascontiguousarray(sheet.pixels[::-1, ::-1]), sheet.unit)
    return sheet


def _upside_down(box: PixelBox, grey: Greys) -> PixelBox:
    height, width = grey.shape
    return PixelBox(width - box.right, height - box.bottom, width - box.left, height - box.top, box.pixels)


def _mean_likelihood(grey: Greys, boxes: list[PixelBox], models: Models) -> float:
    lines = read_boxes(grey, boxes, [], models)
    return sum(line.likely for line in lines) / max(1, len(lines))


def _read_outside(grey: Greys, page: ReadPage, models: Models) -> None:
    """Read the ink that no box holds; what cannot be read is a doubt at its place."""
    left_over = grey < 150
    for line in page.lines:
        box, room = line.box, (line.box.bottom - line.box.top) // 6
        left_over[max(0, box.top - room) : box.bottom + room, max(0, box.left - room) : box.right + room] = False
    small = _shrunk(left_over) > 5
    height, width = small.shape
    joined: Mask = small.copy()
    for by in range(1, _BESIDE + 1):
        joined[:, by:] |= small[:, :-by]
    strips = [
        _enlarged(area)
        for area in find_areas(joined)
        if small[area.top : area.bottom, area.left : area.right].sum() > _SPECK
        and (area.bottom - area.top > 2 or area.right - area.left > _BESIDE + _DASH)
        and not _is_edge(area, height, width)
    ]
    for number, strip in enumerate(strips):
        box = strip._replace(top=max(0, strip.top - 4), bottom=strip.bottom + 4)
        found = read_boxes(grey, [box], page.rules, models) if number < STRIPS else []
        good = [line for line in found if line.characters and line.likely > _READABLE]
        page.lines += good
        page.doubts.append(PageDoubt("ocr.outside" if good else "ocr.unread", box))


def _shrunk(mask: Mask) -> NDArray[np.int64]:
    """Return a copy of a fourth of each side, with how many of its pixels each pixel stands for."""
    height, width = mask.shape[0] // _FOURTH, mask.shape[1] // _FOURTH
    squares = mask[: height * _FOURTH, : width * _FOURTH].reshape(height, _FOURTH, width, _FOURTH)
    counts: NDArray[np.int64] = squares.sum(axis=(1, 3))
    return counts


def _enlarged(area: PixelBox) -> PixelBox:
    """Return an area of the small copy in pixels of the page."""
    left, top, right, bottom = (side * _FOURTH for side in area[:4])
    return PixelBox(left, top, right, bottom, area.pixels)


def _is_edge(area: PixelBox, height: int, width: int) -> bool:
    """Whether this is the shadow at the edge of a copy and no writing."""
    touches = area.left <= 1 or area.top <= 1 or area.right >= width - 1 or area.bottom >= height - 1
    return touches and (area.right - area.left > width // 3 or area.bottom - area.top > height // 8)


def _read_red(ink: Ink, page: ReadPage, models: Models, *, first: bool) -> None:
    """Read what is red: what a stamp says is left out, and the stamp named; all else is text.

    Only in the head of the first page red writing is usual: elsewhere it is a doubt. A marking counts wherever it is.
    """
    if not ink.has_red:
        return
    rules = find_ruled_lines(ink.red < 150)
    red = erase_lines(ink.red, rules)
    page.rules += rules
    stamps = _round_areas(red)
    page.doubts += [PageDoubt("ocr.stamp", stamp) for stamp in stamps]
    for line in read_boxes(red, find_text_boxes(red, models), [], models):
        wide = line.box.right - line.box.left > 3 * (line.box.bottom - line.box.top)
        page.unseen.append(line.text)
        if any(_covers(stamp, line.box) for stamp in stamps):
            continue
        # The rims of its strokes, left in the writing, are no line of their own.
        page.lines = [other for other in page.lines if not _covers(line.box, other.box)]
        page.lines.append(line)
        if not (first and wide and line.box.bottom < _HEAD * red.shape[0]):
            page.doubts.append(PageDoubt("ocr.red", line.box))


def _covers(box: PixelBox, other: PixelBox) -> bool:
    """Whether the middle of the other box is in this one."""
    return (
        box.left < (other.left + other.right) / 2 < box.right and box.top < (other.top + other.bottom) / 2 < box.bottom
    )


def _round_areas(red: Greys) -> list[PixelBox]:
    """Return where a stamp is: a red area as high as wide, of more than an inch."""
    small = _shrunk(red < 150) > 0
    joined: Mask = small.copy()
    for by in range(1, 6):
        joined[:, by:] |= small[:, :-by]
        joined[by:] |= small[:-by]
    inch = DPI // _FOURTH
    found = [
        _enlarged(area)
        for area in find_areas(joined)
        if min(area.right - area.left, area.bottom - area.top) > 0.6 * inch
        and 0.6 < (area.right - area.left) / (area.bottom - area.top) < 1.7
    ]
    return [area for area in found if not any(other.pixels > area.pixels and _covers(other, area) for other in found)]


def _as_far_as_read(line: TextLine) -> TextLine:
    """Return a line that could not be read as so many boxes as it has room for."""
    if line.says_something:
        return line
    box = line.box
    em = max(1, box.bottom - box.top)
    count = max(1, round((box.right - box.left) / em))
    step = (box.right - box.left) / count
    return TextLine(
        box,
        tuple(
            PlacedCharacter(UNREAD, 0.0, box.left + at * step, box.top, box.left + (at + 1) * step, box.bottom)
            for at in range(count)
        ),
        line.near_rule,
    )
