"""The work on one file's pages in a process of its own (``luoshi.reading.load.workers``): bytes in, JSON out.

Pictures are hostile bytes like any other, and a page may take as long as it likes: what one page costs ends there.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from typing import TypedDict

import pypdfium2 as pdfium  # type: ignore[import-untyped]
from PIL import Image

from luoshi.ocr.areas import PixelBox
from luoshi.ocr.images import Sheet, count_frames, draw_pdf_page, open_picture
from luoshi.ocr.lines import PlacedCharacter, TextLine
from luoshi.ocr.models import load_models
from luoshi.ocr.page import UNREAD, PageDoubt, ReadPage, read_page
from luoshi.ocr.ruled_lines import RuledLine
from luoshi.reading.errors import ReadError
from luoshi.reading.load.draft import TextDraft
from luoshi.reading.load.isolation import pack_draft
from luoshi.reading.load.layout import Glyph, Page, Stroke
from luoshi.reading.load.limits import FileLimits
from luoshi.reading.load.paragraphs import put_pages
from luoshi.reading.load.pdf import open_pdf, read_pages
from luoshi.reading.load.ruled_tables import tables_of
from luoshi.reading.load.workers import JobAnswer
from luoshi.reading.model import UnsureText
from luoshi.reading.traditional import is_traditional, simplify_characters

SURE_FIGURE, SURE = 0.93, 0.70  # a character that is less likely has a doubt
_FIGURES = frozenset("0123456789.")
_ALONE = frozenset("1lI|丨/一—-")  # one stroke by itself in a cell may be a figure, a dash or a slash
_LIKE_RULES = frozenset("1lI|丨")  # what is left of a ruled line looks like one of these


class PackedPage(TypedDict):
    """A page in a form that JSON can represent."""

    width: int
    height: int
    glyphs: Sequence[tuple[str, int, int, int, int, str]]
    strokes: Sequence[tuple[int, int, int, int]]


class RecognisedPage(TypedDict):
    """A page, what could not be read of it (code and bounds), and what its stamps say."""

    page: PackedPage
    doubts: list[tuple[str, int, int, int, int]]
    unseen: list[str]


def list_pages(data: bytes, limits: FileLimits, *, format: str) -> tuple[JobAnswer, bytes]:
    """Return the ``pages`` of a file: a page that has text of its own, and None for one to be recognised.

    Raises:
        ReadError: as the readers of PDF and of pictures.
    """
    if format != "pdf":
        return {"pages": [None] * count_frames(data)}, b""
    draft = TextDraft(limits)
    pages, pictures = read_pages(data, draft)
    found = [None if number in pictures else pack_page(page) for number, page in enumerate(pages, 1)]
    return {"pages": found}, b""


def recognise_page(
    data: bytes, limits: FileLimits, *, format: str, number: int, first: bool
) -> tuple[JobAnswer, bytes]:
    """Return page ``number`` (from 0) of a file as recognised: the fields of ``RecognisedPage``, and its JPEG.

    The picture is the page as it was turned and laid flat, to which the places belong.

    Raises:
        ReadError: as ``open_picture``, ``draw_pdf_page`` and ``load_models``.
    """
    sheet = _draw(data, limits, number) if format == "pdf" else open_picture(data, number)
    read = read_page(sheet, load_models(), first=first)
    unit = read.sheet.unit
    width, height = read.sheet.size
    stamps = [doubt for doubt in read.doubts if doubt.code in ("ocr.stamp", "ocr.grey_stamp")]
    glyphs = [_glyph(line, at, unit, stamps) for line in read.lines for at in range(len(line.characters))]
    page = Page(width, height, glyphs, [_stroke(rule, unit) for rule in read.rules])
    doubts = [(doubt.code, *(round(side * unit) for side in doubt.box[:4])) for doubt in read.doubts]
    if _crosses(read) and not tables_of(page):
        doubts.append(("ocr.no_table", *_bounds(read.rules, unit)))
    return {"page": pack_page(page), "doubts": doubts, "unseen": read.unseen}, _jpeg(read.sheet)


def picture_page(data: bytes, limits: FileLimits, *, format: str, number: int) -> tuple[JobAnswer, bytes]:
    """Return page ``number`` (from 0) of a PDF, one with text of its own, as a JPEG.

    Raises:
        ReadError: ``load.damaged``.
    """
    return {}, _jpeg(_draw(data, limits, number))


def _jpeg(sheet: Sheet) -> bytes:
    out = io.BytesIO()
    Image.fromarray(sheet.pixels).save(out, "JPEG", quality=75)
    return out.getvalue()


def assemble_pages(data: bytes, limits: FileLimits) -> tuple[JobAnswer, bytes]:
    """Return the draft of pages, each a ``RecognisedPage``, given as JSON."""
    draft = TextDraft(limits, keeps_places=True)
    pages: list[RecognisedPage] = json.loads(data)
    put_pages(_in_one_writing([unpack_page(page["page"]) for page in pages]), draft)
    for number, page in enumerate(pages):
        draft.unseen.extend(page["unseen"])
        at = draft.pages[number] if number < len(draft.pages) else draft.size
        draft.unsure.extend(UnsureText(at, at, code, number, *box) for code, *box in page["doubts"])
    draft.unsure.sort(key=lambda text: (text.start, text.page, text.top))
    return pack_draft(draft), b""


def _in_one_writing(pages: list[Page]) -> list[Page]:
    """Return the pages with simplified characters throughout, unless the document is written in traditional ones.

    The recogniser knows both, and now and then takes one for the other: 內 for 内.
    """
    if not is_traditional("".join(glyph.text for page in pages for glyph in page.glyphs)):
        for page in pages:
            page.glyphs = [glyph._replace(text=simplify_characters(glyph.text)) for glyph in page.glyphs]
    return pages


def pack_page(page: Page) -> PackedPage:
    """Return a page in a form that JSON can represent."""
    return {"width": page.width, "height": page.height, "glyphs": page.glyphs, "strokes": page.strokes}


def unpack_page(packed: PackedPage) -> Page:
    """Return the page that ``pack_page`` packed."""
    glyphs = [Glyph(*glyph) for glyph in packed["glyphs"]]
    strokes = [Stroke(*stroke) for stroke in packed["strokes"]]
    return Page(packed["width"], packed["height"], glyphs, strokes)


def _draw(data: bytes, limits: FileLimits, number: int) -> Sheet:
    document = open_pdf(data, limits)
    try:
        page = document[number]
    except pdfium.PdfiumError as error:
        raise ReadError("load.damaged", format="pdf") from error
    return draw_pdf_page(page)


def _glyph(line: TextLine, at: int, unit: float, stamps: list[PageDoubt]) -> Glyph:
    one = line.characters[at]
    box = (round(one.left * unit), round(one.top * unit), round(one.right * unit), round(one.bottom * unit))
    return Glyph(one.text, *box, doubt=_doubt(line, at, one, stamps))


def _doubt(line: TextLine, at: int, one: PlacedCharacter, stamps: list[PageDoubt]) -> str:
    """Return why this character may be another one, or ""."""
    if one.text == UNREAD:
        return "ocr.unread"
    last = len(line.characters) - 1
    if (line.cut_off[0] and at == 0) or (line.cut_off[1] and at == last):
        return "ocr.beside_rule"
    if one.text in _FIGURES and one.likely < SURE_FIGURE:
        return "ocr.figure"
    # A coloured stamp is taken off what it covers; a grey one is not, so that nothing under it is sure.
    if any(_is_within(one, stamp.box) for stamp in stamps if one.text in _FIGURES or stamp.code == "ocr.grey_stamp"):
        return "ocr.stamped"
    if one.text in _LIKE_RULES and line.near_rule and at in (0, last):
        return "ocr.beside_rule"
    if at in line.beside_gap:
        return "ocr.gap"
    if one.text in _ALONE and len(line.characters) == 1:
        return "ocr.alone"
    return "ocr.character" if one.likely < SURE else ""


def _is_within(one: PlacedCharacter, box: PixelBox) -> bool:
    x, y = (one.left + one.right) / 2, (one.top + one.bottom) / 2
    return box.left < x < box.right and box.top < y < box.bottom


def _stroke(rule: RuledLine, unit: float) -> Stroke:
    left, top, right, bottom = (round(side * unit) for side in (rule.left, rule.top, rule.right, rule.bottom))
    if rule.is_upright:
        return Stroke((left + right) // 2, top, (left + right) // 2, bottom)
    return Stroke(left, (top + bottom) // 2, right, (top + bottom) // 2)


def _crosses(read: ReadPage) -> bool:
    """Whether there are as many ruled lines both ways as the smallest table has."""
    upright = sum(rule.is_upright for rule in read.rules)
    return upright >= 2 and len(read.rules) - upright >= 2


def _bounds(rules: list[RuledLine], unit: float) -> list[int]:
    left, top = min(rule.left for rule in rules), min(rule.top for rule in rules)
    right, bottom = max(rule.right for rule in rules), max(rule.bottom for rule in rules)
    return [round(side * unit) for side in (left, top, right, bottom)]
