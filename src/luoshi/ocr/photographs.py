"""Find the sheet in a photograph, and lay it flat."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from luoshi.ocr.areas import find_areas
from luoshi.ocr.models import Colours, Mask

_SMALL = 400  # pixels of the longer side of the copy in which the sheet is looked for
_LEAST = 0.25  # of the picture: a smaller bright area is no sheet that could be read
_FULL = 0.93  # of the area of the four corners is paper; else it is no sheet but something that shines
_BORDER = 0.02  # of the picture: corners that near to its own are those of a scan
Corners = NDArray[np.float64]  # four times x, y: upper left, upper right, lower right, lower left


def lay_flat(pixels: Colours) -> Colours | None:
    """Return the sheet of a photograph as a rectangle; None where the picture is the sheet itself."""
    corners = find_sheet(pixels)
    if corners is None:
        return None
    upper, right, lower, left = (
        float(np.hypot(*(corners[at] - corners[to]))) for at, to in ((0, 1), (1, 2), (2, 3), (3, 0))
    )
    width, height = round(max(upper, lower)), round(max(left, right))
    flat = Image.fromarray(pixels).transform(
        (width, height), Image.Transform.PERSPECTIVE, _perspective(width, height, corners), Image.Resampling.BICUBIC
    )
    return np.asarray(flat)


def find_sheet(pixels: Colours) -> Corners | None:
    """Return the corners of a bright sheet on a darker ground, in pixels; None where there is none."""
    height, width = pixels.shape[:2]
    scale = _SMALL / max(height, width)
    size = (max(8, round(width * scale)), max(8, round(height * scale)))
    small = Image.fromarray(pixels).convert("L").resize(size, Image.Resampling.BOX)
    # Writing is closed over, so that a sheet full of it is bright as a whole.
    grey = np.asarray(small.filter(ImageFilter.MaxFilter(7)).filter(ImageFilter.MinFilter(7)))
    bright = grey > _threshold(grey)
    if not 0.05 < bright.mean() < 0.97 or grey[~bright].mean() > 0.75 * grey[bright].mean():
        return None
    sheet = max(find_areas(bright), key=lambda area: area.pixels)
    if sheet.pixels < _LEAST * grey.size:
        return None
    corners = _corners(bright, sheet)
    if corners is None:
        return None
    x, y = corners[:, 0], corners[:, 1]
    area = abs(float((x * np.roll(y, -1) - y * np.roll(x, -1)).sum())) / 2
    own = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]])
    if not _FULL < sheet.pixels / max(area, 1) < 2 - _FULL or (abs(corners - own) < _BORDER * _SMALL).all():
        return None
    found: Corners = corners / scale
    return found


def _threshold(grey: NDArray[np.uint8]) -> int:
    """Return the brightness that parts a picture best into two (Otsu 1979)."""
    counts = np.bincount(grey.ravel(), minlength=256).astype(np.float64)
    below = counts.cumsum()
    weight = (counts * np.arange(256)).cumsum()
    above = below[-1] - below
    with np.errstate(divide="ignore", invalid="ignore"):
        parted = (weight[-1] * below / below[-1] - weight) ** 2 / (below * above)
    return int(np.nan_to_num(parted).argmax())


def _corners(bright: Mask, sheet: tuple[int, ...]) -> Corners | None:
    """Return where the straight edges of a sheet meet; each edge is the line through most of its outermost pixels."""
    left, top, right, bottom = sheet[:4]
    part = bright[top:bottom, left:right]
    rows = np.flatnonzero(part.any(axis=1))
    columns = np.flatnonzero(part.any(axis=0))
    first, last = part.argmax(axis=1), part.shape[1] - part[:, ::-1].argmax(axis=1)
    upper, lower = part.argmax(axis=0), part.shape[0] - part[::-1].argmax(axis=0)
    # The ends of each edge belong to the next one where the sheet lies askew.
    inner_rows = rows[len(rows) // 8 : -len(rows) // 8 or None]
    inner_columns = columns[len(columns) // 8 : -len(columns) // 8 or None]
    if len(inner_rows) < 8 or len(inner_columns) < 8:
        return None
    west, east = _line(inner_rows, first[inner_rows]), _line(inner_rows, last[inner_rows])
    north, south = _line(inner_columns, upper[inner_columns]), _line(inner_columns, lower[inner_columns])

    def meeting(level: tuple[float, float], upright: tuple[float, float]) -> tuple[float, float]:
        y = (level[0] * upright[1] + level[1]) / (1 - level[0] * upright[0])
        return upright[0] * y + upright[1] + left, y + top

    return np.array([meeting(north, west), meeting(north, east), meeting(south, east), meeting(south, west)])


def _line(along: NDArray[np.int64], across: NDArray[np.int64]) -> tuple[float, float]:
    """Return slope and start of the line through most of these points: the median of slopes (Theil and Sen)."""
    step = max(1, len(along) // 3)
    slope = float(np.median((across[step:] - across[:-step]) / (along[step:] - along[:-step])))
    return slope, float(np.median(across - slope * along))


def _perspective(width: int, height: int, corners: Corners) -> list[float]:
    """Return the eight numbers by which a rectangle is taken from these corners of a picture."""
    flat = [(0, 0), (width, 0), (width, height), (0, height)]
    rows, given = [], []
    for (x, y), (u, v) in zip(flat, corners, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        given += [u, v]
    return [float(number) for number in np.linalg.solve(np.array(rows, dtype=np.float64), np.array(given))]
