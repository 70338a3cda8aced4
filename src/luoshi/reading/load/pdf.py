"""PDF: extract characters and rules with pdfium; ``paragraphs`` interprets them.

pdfium is C++ that reads hostile bytes, so ``isolation`` runs this in a separate process.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as raw  # type: ignore[import-untyped]

from luoshi.reading.errors import ReadError
from luoshi.reading.load.draft import TextDraft
from luoshi.reading.load.layout import POINT, Glyph, Page, Stroke
from luoshi.reading.load.limits import FileLimits
from luoshi.reading.load.paragraphs import put_pages
from luoshi.reading.load.ruled_tables import strokes_of

_FEW = 20  # characters on a page that is otherwise one picture: a stamp or the scanner's own line
_STROKES = 20_000  # on one page; more is a drawing
Box = tuple[float, float, float, float]


def read(data: bytes, draft: TextDraft) -> None:
    """Put the words of a PDF into ``draft``.

    Raises:
        ReadError: ``load.encrypted``, ``load.damaged``, ``load.too_large``, ``load.scanned``, ``load.garbled``,
            ``load.empty``.
    """
    pages, pictures = read_pages(data, draft)
    if len(pictures) == len(pages):
        raise ReadError("load.scanned", format="pdf", pages=len(pages))
    if pictures:
        draft.note("load.pages_without_text", count=len(pictures), first=pictures[0])
    put_pages(pages, draft)


def read_pages(data: bytes, draft: TextDraft) -> tuple[list[Page], list[int]]:
    """Return the pages of a PDF, and the numbers, from 1, of those that are only a picture.

    Raises:
        ReadError: as ``read``, without ``load.scanned``.
    """
    document = open_pdf(data, draft.limits)
    count = len(document)
    pages: list[Page] = []
    pictures: list[int] = []
    odd = total = 0
    for number in range(count):
        page, is_picture = _page(document, number, draft)
        pages.append(page)
        if is_picture:
            pictures.append(number + 1)
        total += len(page.glyphs)
        odd += sum(1 for glyph in page.glyphs if "\ue000" <= glyph.text <= "\uf8ff" or glyph.text == "\ufffd")
        if total > draft.limits.characters:
            raise ReadError("load.too_large", what="characters", limit=draft.limits.characters)
    if odd * 10 > total * 3:
        raise ReadError("load.garbled", format="pdf", pages=count)
    return pages, pictures


def open_pdf(data: bytes, limits: FileLimits) -> pdfium.PdfDocument:
    """Return the pdfium document; it has at least one page.

    Raises:
        ReadError: ``load.encrypted``, ``load.damaged``, ``load.too_large``.
    """
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = "assword" in str(error) or "ecurity" in str(error)
        raise ReadError("load.encrypted" if locked else "load.damaged", format="pdf") from error
    if len(document) == 0:
        raise ReadError("load.damaged", format="pdf")
    if len(document) > limits.pages:
        raise ReadError("load.too_large", what="pages", limit=limits.pages)
    return document


def _page(document: pdfium.PdfDocument, number: int, draft: TextDraft) -> tuple[Page, bool]:
    """Return one page, and whether it is a picture without words of its own."""
    try:
        page = document[number]
    except pdfium.PdfiumError:
        return Page(1, 1, []), True  # one broken page does not affect the others; it counts as unread
    try:
        box = _sheet(page)
        text = page.get_textpage()
        glyphs, turn = _glyphs(text, box, draft)
        text.close()
        if turn % 180:
            width, height = box[3] - box[1], box[2] - box[0]
        else:
            width, height = box[2] - box[0], box[3] - box[1]
        found = Page(_unit(width), _unit(height), glyphs)
        found.strokes.extend(_strokes(page, box, turn))
        return found, len(glyphs) < _FEW and _is_picture(page, box, bare=not glyphs)
    except pdfium.PdfiumError:
        return Page(1, 1, []), True
    finally:
        page.close()


def _sheet(page: pdfium.PdfPage) -> Box:
    """Return the visible part of the paper in PDF space, before the page's own rotation."""
    x1, y1, x2, y2 = page.get_cropbox()
    width, height = page.get_size()
    box = (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
    return box if box[2] - box[0] > 1 and box[3] - box[1] > 1 else (0.0, 0.0, max(width, height), max(width, height))


def _glyphs(text: pdfium.PdfTextPage, box: Box, draft: TextDraft) -> tuple[list[Glyph], int]:
    """Return the printed characters upright, and by how much the page was turned for it.

    Characters at an odd angle are watermarks: they are left out, but checked for a secrecy marking.
    """
    count = raw.FPDFText_CountChars(text)
    if count > draft.limits.glyphs:
        raise ReadError("load.too_large", what="glyphs", limit=draft.limits.glyphs)
    text, rect = text.raw, raw.FS_RECTF()  # the raw handle: unwrapping it at each call takes a tenth of the time
    found: list[tuple[int, str, Box]] = []
    high = 0  # first half of a character beyond the basic plane
    for at in range(count):
        code = raw.FPDFText_GetUnicode(text, at)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            if not high:
                continue
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        high = 0
        if code < 32 or code > 0x10FFFF or raw.FPDFText_IsGenerated(text, at) == 1:
            continue  # pdfium's guess between characters: blanks and line ends follow from positions
        if raw.FPDFText_GetLooseCharBox(text, at, rect):
            angle = round(raw.FPDFText_GetCharAngle(text, at) * 57.29578) % 360
            found.append((angle, chr(code), (rect.left, rect.bottom, rect.right, rect.top)))
    angles = Counter(angle for angle, _, _ in found if angle % 90 == 0)
    turn = -angles.most_common(1)[0][0] % 360 if angles else 0  # most of the text is meant to be read upright
    slanted = [char for angle, char, _ in found if angle % 90 > 3 and angle % 90 < 87]
    if slanted:
        draft.unseen.append("".join(slanted)[:400])
    kept = [Glyph(char, *_place(at, box, turn)) for angle, char, at in found if not 3 < angle % 90 < 87]
    return kept, turn


def _place(at: Box, box: Box, turn: int) -> tuple[int, int, int, int]:
    """Convert a box in PDF space (upwards) to left, top, right, bottom on the page turned upright."""
    left, bottom, right, top = at
    if turn == 90:
        edges = (bottom - box[1], left - box[0], top - box[1], right - box[0])
    elif turn == 180:
        edges = (box[2] - right, bottom - box[1], box[2] - left, top - box[1])
    elif turn == 270:
        edges = (box[3] - top, box[2] - right, box[3] - bottom, box[2] - left)
    else:
        edges = (left - box[0], box[3] - top, right - box[0], box[3] - bottom)
    return _unit(edges[0]), _unit(edges[1]), _unit(edges[2]), _unit(edges[3])


def _unit(points: float) -> int:
    """Return hundredths of a point; absurd distances are clamped."""
    if -1e7 < points < 1e7:  # nearly always; a long file has millions
        return round(points * POINT)
    return round(max(-1e7, min(points, 1e7)) * POINT) if not math.isnan(points) else 0


def _is_picture(page: pdfium.PdfPage, box: Box, *, bare: bool) -> bool:
    """Check whether an image covers most of the page, or there is an image but no character."""
    area = (box[2] - box[0]) * (box[3] - box[1])
    for image in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=3):
        if bare:
            return True
        left, bottom, right, top = image.get_bounds()
        if (right - left) * (top - bottom) * 2 > area:
            return True
    return False


def _strokes(page: pdfium.PdfPage, box: Box, turn: int) -> Iterator[Stroke]:
    """Yield the horizontal and vertical rules of a page, drawn as lines, boxes or thin filled areas."""
    left = ctypes.c_float()
    top = ctypes.c_float()
    count = 0
    for shape in page.get_objects(filter=(raw.FPDF_PAGEOBJ_PATH,), max_depth=1):
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(shape, fill, stroke)
        if not stroke.value and not fill.value:
            continue
        if not stroke.value:
            yield from strokes_of(*_place(shape.get_bounds(), box, turn))
            count += 1
        else:
            matrix = shape.get_matrix()
            points: list[tuple[float, float]] = []
            for at in range(min(raw.FPDFPath_CountSegments(shape), _STROKES)):
                segment = raw.FPDFPath_GetPathSegment(shape, at)
                raw.FPDFPathSegment_GetPoint(segment, left, top)
                point = matrix.on_point(left.value, top.value)
                kind = raw.FPDFPathSegment_GetType(segment)
                if kind == raw.FPDF_SEGMENT_MOVETO:
                    points = [point]
                    continue
                if kind == raw.FPDF_SEGMENT_LINETO and points:
                    yield from _ruled(points[-1], point, box, turn)
                points.append(point)
                if raw.FPDFPathSegment_GetClose(segment) and len(points) > 2:
                    yield from _ruled(points[-1], points[0], box, turn)
                count += 1
        if count > _STROKES:
            return


def _ruled(start: tuple[float, float], end: tuple[float, float], box: Box, turn: int) -> Iterator[Stroke]:
    (x1, y1), (x2, y2) = start, end
    yield from strokes_of(*_place((min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)), box, turn))
