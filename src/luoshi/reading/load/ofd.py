"""OFD, the Chinese fixed-layout format: a zip of XML in which every character has a position.

Source: GB/T 33190-2016.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from luoshi.reading.errors import ReadError
from luoshi.reading.load.draft import TextDraft
from luoshi.reading.load.layout import POINT, Glyph, Page, Stroke, is_wide
from luoshi.reading.load.markup import parse_xml_part
from luoshi.reading.load.paragraphs import put_pages
from luoshi.reading.load.ruled_tables import strokes_of
from luoshi.reading.load.zip_container import Pack, resolve_part_name

_MM = 72 * POINT / 25.4  # the format measures in millimetres
_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")
_PATH = re.compile(r"([SMLQBAC])|([-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+))")
_OPERANDS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
_ONE = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_FAR = 100_000.0  # millimetres; nothing is printed a hundred metres away
Matrix = tuple[float, float, float, float, float, float]


def read(data: bytes, draft: TextDraft) -> None:
    """Put the words of an OFD into ``draft``, without templates (forms, letterheads), seals and attachments.

    Raises:
        ReadError: ``load.damaged``, ``load.encrypted``, ``load.too_large``, ``load.scanned``.
    """
    pack = Pack(data, "ofd", draft.limits)
    entry = next((name for name in pack.names() if name.lower() == "ofd.xml"), "OFD.xml")
    root = parse_xml_part(pack, entry)
    pages: list[Page] = []
    pictures = 0
    for part in dict.fromkeys(_locations(root, "DocRoot", entry)):
        try:
            document = parse_xml_part(pack, part)
        except ReadError as error:
            if error.code == "load.damaged" and any("encrypt" in name.lower() for name in pack.names()):
                raise ReadError("load.encrypted", format="ofd") from error
            raise
        size = _numbers(_text(document, "PhysicalBox"), 4) or (0.0, 0.0, 210.0, 297.0)
        bases = [
            resolve_part_name(part, page.get("BaseLoc", ""))
            for tree in document.iterfind("{*}Pages")
            for page in tree.iterfind("{*}Page")
        ]
        if len(pages) + len(bases) > draft.limits.pages:
            raise ReadError("load.too_large", what="pages", limit=draft.limits.pages)
        for base in bases:
            page, has_picture = _page(parse_xml_part(pack, base), size, draft)
            pages.append(page)
            pictures += has_picture and not page.glyphs
    if not pages:
        raise ReadError("load.damaged", format="ofd")
    if pictures and not any(page.glyphs for page in pages):
        raise ReadError("load.scanned", format="ofd", pages=len(pages))
    put_pages(pages, draft)


def _locations(root: etree._Element, name: str, base: str) -> list[str]:
    return [resolve_part_name(base, (element.text or "").strip()) for element in root.iter("{*}" + name)]


def _text(element: etree._Element, name: str) -> str:
    found = next(element.iter("{*}" + name), None)
    return (found.text or "") if found is not None else ""


def _numbers(text: str, count: int) -> tuple[float, ...] | None:
    """Return exactly ``count`` numbers within bounds, or None."""
    words = text.split(None, count)
    if len(words) != count or not all(_NUMBER.fullmatch(word) for word in words):
        return None
    numbers = tuple(float(word) for word in words)
    return numbers if all(abs(value) <= _FAR for value in numbers) else None


def _page(root: etree._Element, usual: tuple[float, ...], draft: TextDraft) -> tuple[Page, bool]:
    size = _numbers(_text(root, "PhysicalBox"), 4) or usual
    page = Page(_unit(size[2]), _unit(size[3]), [])
    for content in root.iterfind("{*}Content"):
        for item in content.iter("{*}TextObject", "{*}PathObject"):
            if item.get("Visible", "true") == "false":
                continue
            box = _numbers(item.get("Boundary", ""), 4) or (0.0, 0.0, 0.0, 0.0)
            given = _numbers(item.get("CTM", ""), 6)
            matrix: Matrix = (given[0], given[1], given[2], given[3], given[4], given[5]) if given else _ONE
            matrix = (*matrix[:4], matrix[4] + box[0] - size[0], matrix[5] + box[1] - size[1])
            if str(item.tag).endswith("}PathObject"):
                page.strokes.extend(_strokes(item, matrix))
            else:
                page.glyphs.extend(_glyphs(item, matrix))
                if len(page.glyphs) > draft.limits.glyphs:
                    raise ReadError("load.too_large", what="glyphs", limit=draft.limits.glyphs)
    return page, next(root.iter("{*}ImageObject"), None) is not None


def _glyphs(item: etree._Element, matrix: Matrix) -> Iterator[Glyph]:
    size = (_numbers(item.get("Size", ""), 1) or (3.5,))[0]
    scale = (_numbers(item.get("HScale", ""), 1) or (1.0,))[0]
    x = y = 0.0
    for code in item.iter("{*}TextCode"):
        text = code.text or ""
        x = (_numbers(code.get("X", ""), 1) or (x,))[0]
        y = (_numbers(code.get("Y", ""), 1) or (y,))[0]
        across = _deltas(code.get("DeltaX", ""), len(text))
        down = _deltas(code.get("DeltaY", ""), len(text))
        for at, char in enumerate(text):
            step = across[at] if at < len(across) else 0.0
            width = size * scale if is_wide(char) else step or size * scale / 2
            yield _glyph(char, x, y, width, size, matrix)
            x += step if across else (0.0 if down else width)
            y += down[at] if at < len(down) else 0.0


def _glyph(char: str, x: float, y: float, width: float, size: float, matrix: Matrix) -> Glyph:
    """Return a character on its base line as a box on the page."""
    ends = [_place(x, y - 0.88 * size, matrix), _place(x + width, y + 0.12 * size, matrix)]
    (x1, y1), (x2, y2) = ends
    return Glyph(char, _unit(min(x1, x2)), _unit(min(y1, y2)), _unit(max(x1, x2)), _unit(max(y1, y2)))


def _deltas(text: str, most: int) -> list[float]:
    """Return the steps between characters; ``g 3 4.5`` means three steps of 4.5."""
    words = iter(text.split(None, 3 * most + 3))
    steps: list[float] = []
    for word in words:
        if len(steps) >= most:
            break
        if word == "g":
            count, value = next(words, ""), next(words, "")
            if count.isascii() and count.isdigit() and len(count) < 7:
                step = (_numbers(value, 1) or (0.0,))[0]
                steps.extend([step] * min(int(count), most - len(steps)))
        else:
            steps.append((_numbers(word, 1) or (0.0,))[0])
    return steps


def _strokes(item: etree._Element, matrix: Matrix) -> Iterator[Stroke]:
    """Yield the straight horizontal and vertical parts of a path; a filled one is a thin area by its corners."""
    stroked = item.get("Stroke", "true") != "false"
    filled = item.get("Fill", "false") == "true"
    points: list[tuple[float, float]] = []
    operator, operands = "", list[float]()
    for match in _PATH.finditer(_text(item, "AbbreviatedData")[:20_000]):
        if match[1]:
            operator, operands = match[1], []
            if operator == "C" and len(points) > 1 and stroked:
                yield from _ruled(points[-1], points[0])
            continue
        operands.append(max(-_FAR, min(float(match[2]), _FAR)))
        if operator and len(operands) == _OPERANDS[operator]:
            point = _place(operands[-2], operands[-1], matrix)
            if operator in "SM":
                if filled and not stroked and points:
                    yield from _area(points)
                points = [point]
            else:
                if operator == "L" and stroked and points:
                    yield from _ruled(points[-1], point)
                points.append(point)
            operands = []
    if filled and not stroked and points:
        yield from _area(points)


def _ruled(start: tuple[float, float], end: tuple[float, float]) -> list[Stroke]:
    return _area([start, end])


def _area(points: list[tuple[float, float]]) -> list[Stroke]:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return strokes_of(_unit(min(xs)), _unit(min(ys)), _unit(max(xs)), _unit(max(ys)))


def _place(x: float, y: float, matrix: Matrix) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _unit(millimetres: float) -> int:
    return round(max(-_FAR, min(millimetres, _FAR)) * _MM)
