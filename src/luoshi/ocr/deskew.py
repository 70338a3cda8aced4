"""Turn a page so that its lines are level."""

from __future__ import annotations

import numpy as np
from PIL import Image

from luoshi.ocr.models import Colours, Mask

MOST = 5.0  # degrees either way
_FINE = 0.05  # degrees
_WIDTH = 640  # pixels of the small copy in which the angle is looked for


def find_skew(dark: Mask) -> float:
    """Return by how many degrees lines of text fall to the right: the angle whose rows are sharpest.

    The sharpness is the sum of squared steps of the row profile. 0 where no angle is clearly better than level.
    """
    small = Image.fromarray(dark.astype(np.uint8) * 255)
    size = (_WIDTH, max(1, round(dark.shape[0] * _WIDTH / dark.shape[1])))
    picture = np.asarray(small.resize(size, Image.Resampling.BOX), dtype=np.float32) / 255
    if picture.sum() < 50:
        return 0.0
    rows, columns = np.nonzero(picture > 0.2)
    weights = picture[rows, columns]
    across = columns - _WIDTH / 2
    spread = columns * 0.618 % 1  # else rows that fall on whole numbers look sharper at 0 than at any other angle

    def sharpness(degrees: float) -> float:
        level = rows + spread - across * np.tan(np.radians(degrees))
        profile = np.bincount(np.clip(level + _WIDTH / 8, 0, 2 * size[1]).astype(np.int64), weights)
        return float((np.diff(profile) ** 2).sum())

    coarse = max(np.arange(-MOST, MOST + 0.01, 0.25), key=sharpness)
    best = max(np.arange(coarse - 0.25, coarse + 0.26, _FINE), key=sharpness)
    return float(best) if sharpness(best) > 1.03 * sharpness(0.0) else 0.0


def turn_level(pixels: Colours, degrees: float) -> Colours:
    """Return a page turned by so many degrees, in the same size, with white at the corners."""
    if abs(degrees) < _FINE:
        return pixels
    turned = Image.fromarray(pixels).rotate(degrees, Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    return np.asarray(turned)
