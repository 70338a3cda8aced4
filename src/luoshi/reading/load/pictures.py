"""Render PDF pages as images for viewing, with pdfium in a separate process, through ``isolation``.

Only what is printed is drawn, including stamps and notes. Forms are not set up, so none of their scripts exist here;
pdfium has no network access. Whatever size a page claims, its image has at most ``SIDE`` pixels a side.
"""

from __future__ import annotations

import math
import struct
import zlib
from base64 import b64decode, b64encode
from dataclasses import dataclass

from luoshi.reading.errors import ReadError
from luoshi.reading.load import isolation
from luoshi.reading.load.limits import FileLimits

SCALE = 1.5  # pixels per point: 893 x 1263 for A4, which fills a column and is readable
SIDE = 2400
LIMITS = FileLimits(seconds=10, memory=1_000_000_000)
_A4 = (893, 1263)
# Scanner noise compresses badly at any effort: level 6 takes 0.4 s a page for 15 % less.
_EFFORT = 3


@dataclass(frozen=True, slots=True)
class Sizes:
    """The page count of a PDF, and width and height in pixels of the images of the requested pages."""

    count: int
    sizes: tuple[tuple[int, int], ...]


def pdf_page_sizes(data: bytes, first: int, most: int, *, limits: FileLimits = LIMITS) -> Sizes:
    """Return the page count of a PDF, with the sizes of up to ``most`` pages from page ``first`` (from 1) on.

    Raises:
        ReadError: ``load.encrypted``, ``load.damaged``, ``load.too_large``, ``load.too_slow``.
    """
    found = isolation.make_in_subprocess("pdf.sizes", data, limits, first=first, most=most)
    return Sizes(found["count"], tuple((width, height) for width, height in found["sizes"]))


def render_pdf_page(data: bytes, number: int, *, limits: FileLimits = LIMITS) -> bytes | None:
    """Return page ``number`` (from 1) of a PDF as a PNG; None if there is no such page.

    Raises:
        ReadError: as ``pdf_page_sizes``.
    """
    made = isolation.make_in_subprocess("pdf.page", data, limits, number=number)["png"]
    return b64decode(made) if made else None


def extract_page_picture(data: bytes, number: int, *, limits: FileLimits = LIMITS) -> bytes | None:
    """Return the JPEG that is page ``number`` (from 1) of a PDF made of pictures, undecoded; None if there is none.

    Raises:
        ReadError: as ``pdf_page_sizes``.
    """
    made = isolation.make_in_subprocess("pdf.jpeg", data, limits, number=number)["jpeg"]
    return b64decode(made) if made else None


def jpeg_of(data: bytes, limits: FileLimits, *, number: int) -> dict[str, object]:
    """Do the work of ``extract_page_picture`` in the other process."""
    import io

    import pypdfium2 as pdfium  # type: ignore[import-untyped]
    import pypdfium2.raw as raw  # type: ignore[import-untyped]

    from luoshi.reading.load import pdf

    document = pdf.open_pdf(data, limits)
    if not 1 <= number <= len(document):
        return {"jpeg": ""}
    try:
        for image in document[number - 1].get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=1):
            if image.get_filters()[-1:] == ["DCTDecode"]:
                out = io.BytesIO()
                image.extract(out)
                return {"jpeg": b64encode(out.getvalue()).decode()}
    except pdfium.PdfiumError as error:
        raise ReadError("load.damaged", format="pdf") from error
    return {"jpeg": ""}


def sizes_of(data: bytes, limits: FileLimits, *, first: int, most: int) -> dict[str, object]:
    """Do the work of ``pdf_page_sizes`` in the other process."""
    import pypdfium2 as pdfium

    from luoshi.reading.load import pdf

    document = pdf.open_pdf(data, limits)
    found = []
    for number in range(max(first, 1) - 1, min(max(first, 1) - 1 + most, len(document))):
        try:
            width, height = document.get_page_size(number)
            scale = _scale(width, height)
            found.append((math.ceil(width * scale), math.ceil(height * scale)))
        except (pdfium.PdfiumError, ReadError):
            found.append(_A4)  # a broken page keeps its place
    return {"count": len(document), "sizes": found}


def picture_of(data: bytes, limits: FileLimits, *, number: int) -> dict[str, object]:
    """Do the work of ``render_pdf_page`` in the other process."""
    import pypdfium2 as pdfium
    import pypdfium2.raw as raw

    from luoshi.reading.load import pdf

    document = pdf.open_pdf(data, limits)
    if not 1 <= number <= len(document):
        return {"png": ""}
    try:
        page = document[number - 1]
        drawn = page.render(
            scale=_scale(*page.get_size()),
            may_draw_forms=False,
            rev_byteorder=True,
            force_bitmap_format=raw.FPDFBitmap_BGR,
        )
    except pdfium.PdfiumError as error:
        raise ReadError("load.damaged", format="pdf") from error
    return {"png": b64encode(_png(drawn.width, drawn.height, drawn.stride, bytes(drawn.buffer))).decode()}


def _scale(width: float, height: float) -> float:
    """Return pixels per point that keep a page of this size within bounds.

    Raises:
        ReadError: ``load.damaged``: the size is invalid.
    """
    if not (0 < width < math.inf and 0 < height < math.inf):
        raise ReadError("load.damaged", format="pdf")
    return min(SCALE, SIDE / width, SIDE / height)


def _png(width: int, height: int, stride: int, pixels: bytes) -> bytes:
    """Return RGB bytes as a PNG, a third as large if all pixels are grey."""
    rows = [pixels[at : at + 3 * width] for at in range(0, stride * height, stride)]
    grey = all(row[0::3] == row[1::3] == row[2::3] for row in rows)
    packed = zlib.compress(b"".join(b"\0" + (row[::3] if grey else row) for row in rows), _EFFORT)
    head = struct.pack(">IIBBBBB", width, height, 8, 0 if grey else 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", packed), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts
    )
