"""Smaller copies of a picture, made in a separate process through ``reading.load.workers``."""

from __future__ import annotations

import io
from base64 import b64encode
from typing import TYPE_CHECKING

from luoshi.reading.errors import ReadError
from luoshi.reading.load.limits import FileLimits

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

WIDTHS = (320, 1280)  # pixels: in a list or on a telephone, and beside the words of a report
LARGE = 400_000  # bytes from which a picture is shown by smaller copies
QUALITY = 82


def scale_picture(data: bytes, limits: FileLimits) -> tuple[dict[str, object], bytes]:
    """Return ``{"steps": [{"width", "height", "jpeg"}]}``: copies of these widths, upright, none wider than it is.

    Nothing but the picture itself is in them: not where and by whom it was taken, nor a preview from before a part was
    painted over.

    Raises:
        ReadError: ``load.damaged``.
    """
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # the caller has looked at its size, and memory is limited
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as opened:
            opened.draft("RGB", (2 * WIDTHS[-1], 2 * WIDTHS[-1]))  # a JPEG is read at a fraction of its size
            upright = ImageOps.exif_transpose(opened)
            whole = _on_white(upright)
    except Exception as error:  # Pillow does not specify what it raises on broken input
        raise ReadError("load.damaged", format="picture") from error
    widths = [width for width in WIDTHS if width < whole.width] or [whole.width]
    if widths[-1] < min(whole.width, WIDTHS[-1]):
        widths.append(whole.width)
    return {"steps": [_step(whole, width) for width in widths]}, b""


def _on_white(picture: Picture) -> Picture:
    """Return a picture without transparency, as it looks on paper."""
    from PIL import Image

    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        ground = Image.new("RGB", clear.size, "white")
        ground.paste(clear, mask=clear.getchannel("A"))
        return ground
    return picture.convert("RGB")


def _step(whole: Picture, width: int) -> dict[str, object]:
    from PIL import Image

    height = max(1, round(whole.height * width / whole.width))
    copy = whole.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
    out = io.BytesIO()
    copy.save(out, "JPEG", quality=QUALITY, optimize=True)  # without ``exif`` it writes none
    return {"width": width, "height": height, "jpeg": b64encode(out.getvalue()).decode()}
