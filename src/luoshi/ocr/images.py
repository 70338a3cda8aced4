"""From the bytes of a picture or of a page of a PDF to pixels, within bounds that are known before any is decoded."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium  # type: ignore[import-untyped]
from PIL import Image, ImageOps, UnidentifiedImageError

from luoshi.ocr.models import Colours
from luoshi.reading.errors import ReadError

DPI = 200  # of the pixels that everything after this is measured in
MOST_PIXELS = 40_000_000  # of a picture, by its own head, before it is decoded
LONGEST = 2_600  # pixels of a side after that
FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF")
_SHORT, _LONG = 1_654, 2_339  # an A4 sheet at that resolution
_SMALLEST = 32  # pixels of a side: less holds no line


@dataclass(frozen=True, slots=True)
class Sheet:
    """The pixels of one page and how many hundredths of a point each of them is."""

    pixels: Colours
    unit: float

    @property
    def size(self) -> tuple[int, int]:
        """Return width and height in hundredths of a point."""
        height, width = self.pixels.shape[:2]
        return round(width * self.unit), round(height * self.unit)


def open_picture(data: bytes, frame: int = 0) -> Sheet:
    """Return a picture upright as its camera says, taken for an A4 sheet, for its own size in points is unknown.

    Args:
        data: the file.
        frame: which picture of a file with several, from 0.

    Raises:
        ReadError: ``load.too_large`` (``what`` is pixels), ``load.damaged``, ``load.unsupported``.
    """
    picture = _opened(data)
    try:
        picture.seek(frame)
        if picture.width * picture.height > MOST_PIXELS:
            raise ReadError("load.too_large", what="pixels", limit=MOST_PIXELS)
        format = str(picture.format).lower()
        if format == "jpeg":
            picture.draft("RGB", (LONGEST, LONGEST))
        if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
            picture = picture.convert("RGBA")
            ground = Image.new("RGBA", picture.size, (255, 255, 255, 255))
            picture = Image.alpha_composite(ground, picture)
        if picture.mode.startswith("I;16"):
            picture = picture.point(lambda value: value / 256, "L")
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    except ReadError:
        raise
    except (OSError, ValueError, SyntaxError, EOFError, KeyError, TypeError, Image.DecompressionBombError) as error:
        raise ReadError("load.damaged", format=str(picture.format or "").lower()) from error
    if min(upright.size) < _SMALLEST:
        raise ReadError("load.empty")
    short, long = sorted(upright.size)
    scale = min(_SHORT / short, LONGEST / long)
    if scale < 0.95 or scale > 1.2:
        upright = upright.resize(
            (max(1, round(upright.width * scale)), max(1, round(upright.height * scale))),
            Image.Resampling.LANCZOS, reducing_gap=2.0,
        )  # fmt: skip
    return Sheet(np.asarray(upright), 59_528 / min(upright.size))


def count_frames(data: bytes) -> int:
    """Return how many pictures a file holds: a TIFF of a scanner has one a page.

    Raises:
        ReadError: as ``open_picture``.
    """
    picture = _opened(data)
    return int(getattr(picture, "n_frames", 1)) if picture.format == "TIFF" else 1


def _opened(data: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(io.BytesIO(data), formats=FORMATS)
    except UnidentifiedImageError as error:
        raise ReadError("load.damaged", format="") from error
    except (Image.DecompressionBombError, OSError, ValueError, SyntaxError, KeyError, TypeError) as error:
        raise ReadError("load.damaged", format="") from error
    if picture.width * picture.height > MOST_PIXELS:
        raise ReadError("load.too_large", what="pixels", limit=MOST_PIXELS)
    return picture


def draw_pdf_page(page: pdfium.PdfPage) -> Sheet:
    """Return a page of a PDF as pixels; a large sheet has fewer of them to the inch.

    Raises:
        ReadError: ``load.damaged``: the page cannot be drawn or has no size.
    """
    width, height = page.get_size()
    if not (1 < width < 20_000 and 1 < height < 20_000):
        raise ReadError("load.damaged", format="pdf")
    scale = min(DPI / 72, LONGEST / width, LONGEST / height)
    try:
        drawn = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    except pdfium.PdfiumError as error:
        raise ReadError("load.damaged", format="pdf") from error
    return Sheet(np.asarray(drawn), 100 / scale)
