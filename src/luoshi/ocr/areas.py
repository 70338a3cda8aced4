"""Connected areas of a mask, by the runs of its rows: what other programs take OpenCV for."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from luoshi.ocr.models import Mask

MOST_RUNS = 400_000  # of one mask; more is noise and no writing


class PixelBox(NamedTuple):
    """The bounds of one connected area in pixels (right and bottom outside of it), and how many pixels it has."""

    left: int
    top: int
    right: int
    bottom: int
    pixels: int


def find_areas(mask: Mask) -> list[PixelBox]:
    """Return the connected areas of a mask, from top to bottom; pixels that touch at a corner are connected.

    None are returned for a mask of more than ``MOST_RUNS`` runs.
    """
    rows, starts, ends = _runs(mask)
    if not len(rows) or len(rows) > MOST_RUNS:
        return []
    labels = _join_runs(rows, starts, ends, mask.shape[0])
    order = np.argsort(labels, kind="stable")
    edges = np.flatnonzero(np.diff(labels[order], prepend=-1))
    bounds = (
        np.minimum.reduceat(starts[order], edges), np.minimum.reduceat(rows[order], edges),
        np.maximum.reduceat(ends[order], edges), np.maximum.reduceat(rows[order], edges) + 1,
        np.add.reduceat((ends - starts)[order], edges),
    )  # fmt: skip
    found = [PixelBox(*(int(value) for value in values)) for values in zip(*bounds, strict=True)]
    return sorted(found, key=lambda area: (area.top, area.left))


def _runs(mask: Mask) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return row, start and end of each unbroken run of pixels, row by row."""
    padded = np.zeros((mask.shape[0], mask.shape[1] + 2), dtype=np.int8)
    padded[:, 1:-1] = mask
    steps = np.diff(padded, axis=1)
    rows, starts = np.nonzero(steps == 1)
    ends = np.nonzero(steps == -1)[1]
    return rows, starts, ends


def _join_runs(
    rows: NDArray[np.int64], starts: NDArray[np.int64], ends: NDArray[np.int64], height: int
) -> NDArray[np.int64]:
    """Return for each run the number of the first run of its area."""
    parent = list(range(len(rows)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    first = np.searchsorted(rows, np.arange(height + 1)).tolist()
    left, right = starts.tolist(), ends.tolist()
    for row in range(1, height):
        above, below = first[row - 1], first[row]
        while above < first[row] and below < first[row + 1]:
            if left[above] <= right[below] and left[below] <= right[above]:
                one, other = root(above), root(below)
                parent[max(one, other)] = min(one, other)
            if right[above] < right[below]:
                above += 1
            else:
                below += 1
    return np.array([root(at) for at in range(len(parent))])
