"""QR codes, as images embedded in a page or a paper."""

from __future__ import annotations

import base64
import io
from typing import Any


def qr_code_data_url(words: str) -> str:
    """Return a QR code of this text as an SVG in a ``data:`` URL, with the quiet zone that scanners need.

    Source: ISO/IEC 18004; error correction level M, so that a crease on paper does no harm.
    """
    from qrcode.image.svg import SvgPathImage

    return "data:image/svg+xml;base64," + base64.b64encode(_drawn(words, SvgPathImage)).decode()


def square_png(words: str) -> bytes:
    """Return a QR code of this text as a PNG, for papers."""
    from qrcode.image.pil import PilImage  # loads all of Pillow: pages do without

    return _drawn(words, PilImage)


def _drawn(words: str, sort: Any) -> bytes:
    import qrcode
    from qrcode.constants import ERROR_CORRECT_M

    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, image_factory=sort, border=4)
    code.add_data(words)
    file = io.BytesIO()
    code.make_image().save(file)
    return file.getvalue()
