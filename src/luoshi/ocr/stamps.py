"""Find stamps in grey scans, where no colour tells them from what is written: by their rings."""

from __future__ import annotations

import numpy as np

from luoshi.ocr.areas import PixelBox
from luoshi.ocr.models import Floats, Mask

RADII = range(26, 52)  # pixels at 50 dpi: stamps of 27 to 53 mm across (a public body's has 42 to 60, most 42)
_CLOSED = 0.78  # of a ring is ink; of a circle through lines of text hardly half
MOST = 6  # on one page


def find_rings(small: Mask) -> list[PixelBox]:
    """Return where round stamps stand.

    Rings of each radius are compared with the ink at all places at once, as a product of Fourier transforms.

    Args:
        small: where ink is, at 50 dpi.
    """
    seen = np.fft.rfft2(small.astype(np.float32))
    closed = np.stack([_closed_share(seen, small.shape, radius) for radius in RADII])
    found: list[PixelBox] = []
    while len(found) < MOST:
        at, y, x = np.unravel_index(int(closed.argmax()), closed.shape)
        if closed[at, y, x] < _CLOSED:
            break
        radius = RADII[int(at)]
        found.append(PixelBox(int(x) - radius, int(y) - radius, int(x) + radius + 1, int(y) + radius + 1, 0))
        closed[:, max(0, y - radius) : y + radius, max(0, x - radius) : x + radius] = 0
    return found


def _closed_share(seen: np.ndarray, shape: tuple[int, ...], radius: int) -> Floats:
    """Return for each place how much of a ring around it is ink; 0 where the ring would leave the page."""
    height, width = shape
    if min(height, width) <= 2 * radius + 2:
        return np.zeros(shape, dtype=np.float32)
    y, x = np.ogrid[:height, :width]
    away = np.hypot(np.minimum(y, height - y), np.minimum(x, width - x))  # from the corner, around the edges
    ring = np.abs(away - radius) < 0.5
    share = np.fft.irfft2(seen * np.conj(np.fft.rfft2(ring.astype(np.float32))), s=shape) / ring.sum()
    share[:radius], share[-radius:], share[:, :radius], share[:, -radius:] = 0, 0, 0, 0
    found: Floats = share.astype(np.float32)
    return found
