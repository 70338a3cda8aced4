"""Tell paper, writing and stamps apart by brightness and colour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter

from luoshi.ocr.models import Colours, Greys, Mask

_BLOCK = 32  # pixels: brightness of the paper is measured in squares of that side
_PAPER = 90  # per cent of a square's pixels are darker than its paper
_RED = 45  # by how much red leads the other colours in ink of a stamp or of a red head
_BLACK, _BRIGHT = 40, 165  # of the red channel: of black ink under a stamp, and from where on it is only red
_DARK = 150  # of 255: ink on even paper


@dataclass(frozen=True, slots=True)
class Ink:
    """A page in two layers, both grey on white: what is written, and what is red."""

    written: Greys
    red: Greys
    ruled: Mask  # where lines may be: also thin ones under a stamp, which are pale in the writing

    @property
    def dark(self) -> Mask:
        """Return where there is writing."""
        return self.written < _DARK

    @property
    def has_red(self) -> bool:
        """Whether there is so much red that it may say something."""
        return bool((self.red < _DARK).sum() > 400)


def separate_ink(pixels: Colours) -> Ink:
    """Divide a page into writing and red ink, both evenly lit.

    In the red channel of a picture red ink is nearly as bright as paper, so what is written under a stamp remains.
    """
    even = even_light(pixels).astype(np.int16)
    red, green, blue = even[:, :, 0], even[:, :, 1], even[:, :, 2]
    lead = red - np.maximum(green, blue)
    reddish = lead > _RED
    # Also the soft edge of red strokes: there the lead is small, for colour is stored coarser than brightness.
    near = np.asarray(Image.fromarray(reddish.astype(np.uint8) * 255).filter(ImageFilter.MaxFilter(5))) > 0
    over = np.clip((red.astype(np.int32) - _BLACK) * 255 // (_BRIGHT - _BLACK), 0, 255)
    written = np.where(near, over, red)
    only_red = np.where(near & (lead > 12), np.minimum(green, blue), 255)
    return Ink(written.astype(np.uint8), only_red.astype(np.uint8), red < _DARK)


def even_light(pixels: Colours) -> Colours:
    """Return a picture as if the paper were white everywhere: each channel divided by the paper's brightness nearby."""
    height, width = pixels.shape[:2]
    rows, columns = max(1, height // _BLOCK), max(1, width // _BLOCK)
    cut = pixels[: rows * _BLOCK, : columns * _BLOCK] if height >= _BLOCK and width >= _BLOCK else pixels
    squares = cut.reshape(rows, cut.shape[0] // rows, columns, cut.shape[1] // columns, 3)
    paper = np.percentile(squares[:, ::4, :, ::4], _PAPER, axis=(1, 3)).astype(np.uint8)
    # A square full of ink, as in a large title or a photo, takes the brightness of those around it.
    smooth = Image.fromarray(paper).filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.MedianFilter(5))
    light = np.asarray(smooth.resize((width, height), Image.Resampling.BILINEAR), dtype=np.float32)
    return np.clip(pixels * (250 / np.maximum(light, 60)), 0, 255).astype(np.uint8)
