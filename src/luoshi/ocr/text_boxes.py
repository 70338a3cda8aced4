"""Where on a page text stands: the detector's probabilities, cut into one upright box a line."""

from __future__ import annotations

import numpy as np
from PIL import Image

from luoshi.ocr.areas import PixelBox, find_areas
from luoshi.ocr.models import Greys, Models

SIDE = 960  # pixels of the longer side that the detector sees
_LIKELY = 0.3  # a pixel is text from here on
_SURE = 0.5  # mean of a box of text
_STEP = 32  # its sides are multiples of that
MOST = 2_000  # boxes on one page


def find_text_boxes(grey: Greys, models: Models, side: int = SIDE) -> list[PixelBox]:
    """Return the boxes of the lines of text on a page, in its pixels, from top to bottom."""
    height, width = grey.shape
    scale = min(1.0, side / max(height, width))
    size = (max(_STEP, round(width * scale / _STEP) * _STEP), max(_STEP, round(height * scale / _STEP) * _STEP))
    seen = np.asarray(Image.fromarray(grey).resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0))
    likely = models.text_probabilities(seen)
    across, down = width / size[0], height / size[1]
    boxes = []
    for area in find_areas(likely > _LIKELY)[: 4 * MOST]:
        wide, high = area.right - area.left, area.bottom - area.top
        if min(wide, high) < 3 or likely[area.top : area.bottom, area.left : area.right].mean() < _SURE * 0.8:
            continue
        # The network marks the inner part of a line; its paper says by how much that is less (DB, unclip ratio 1.5).
        more = 1.5 * wide * high / (2 * (wide + high))
        boxes.append(
            PixelBox(
                max(0, int((area.left - more) * across)),
                max(0, int((area.top - more) * down)),
                min(width, int((area.right + more) * across) + 1),
                min(height, int((area.bottom + more) * down) + 1),
                area.pixels,
            )
        )
    return boxes[:MOST]
