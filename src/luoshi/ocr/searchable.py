"""A searchable PDF of what was recognised: the pictures of the pages, with their text behind them, invisible.

The text is of a font that every reader of PDFs has by name (Adobe-GB1, STSong-Light), so that no font is embedded:
nothing of it is drawn, and what is searched or copied are the characters.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from reportlab import rl_config  # type: ignore[import-untyped]
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from luoshi.reading.model import LoadedDocument, TextPlace

rl_config.useA85 = 0  # pictures as bytes, not as text that is a fourth longer
_FONT = "STSong-Light"
_INVISIBLE = 3  # text rendering mode (PDF 32000-1, table 106)
_DESCENT = 0.12  # of a character's height: its box reaches below the base line
_POINT = 100.0  # hundredths


def make_searchable_pdf(document: LoadedDocument, pictures: Sequence[tuple[bytes, int, int]]) -> bytes:
    """Return a PDF of the pages' pictures with the recognised text at its places.

    Args:
        document: as ``read_scans`` returned it.
        pictures: of each page a JPEG, empty where there is none, and its width and height in hundredths of a point.
    """
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    canvas = Canvas(io.BytesIO(), pageCompression=1, invariant=1)
    canvas.setTitle(document.name)
    places: dict[int, list[TextPlace]] = {}
    for place in document.places:
        places.setdefault(place.page, []).append(place)
    for number, (picture, width, height) in enumerate(pictures):
        canvas.setPageSize((width / _POINT, height / _POINT))
        if picture:  # none of a page that could not be read
            canvas.drawImage(ImageReader(io.BytesIO(picture)), 0, 0, width / _POINT, height / _POINT)
        for place in places.get(number, ()):
            _write(canvas, document.text[place.start : place.end], place, height)
        canvas.showPage()
    return bytes(canvas.getpdfdata())


def _write(canvas: Canvas, words: str, place: TextPlace, height: int) -> None:
    """Write a line as wide as it is printed."""
    size = max(place.bottom - place.top, 1) / _POINT
    wide = pdfmetrics.stringWidth(words, _FONT, size)
    text = canvas.beginText()
    text.setTextRenderMode(_INVISIBLE)
    text.setFont(_FONT, size)
    text.setHorizScale(100 * (place.right - place.left) / _POINT / max(wide, 0.01))
    text.setTextOrigin(place.left / _POINT, (height - place.bottom) / _POINT + _DESCENT * size)
    text.textOut(words)
    canvas.drawText(text)
