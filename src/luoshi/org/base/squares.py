"""Squares that a telephone scans (QR codes), as pictures that a page holds in itself."""

from __future__ import annotations

import base64
import io

import qrcode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.svg import SvgPathImage


def square(words: str) -> str:
    """A QR code of these words as an SVG in a ``data:`` address, with the quiet border that scanners need.

    Source: ISO/IEC 18004; correction of level M, so that a crease on paper does no harm.
    """
    drawn = qrcode.QRCode(error_correction=ERROR_CORRECT_M, image_factory=SvgPathImage, border=4)
    drawn.add_data(words)
    file = io.BytesIO()
    drawn.make_image().save(file)
    return "data:image/svg+xml;base64," + base64.b64encode(file.getvalue()).decode()
