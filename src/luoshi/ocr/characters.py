"""What a line of text says: characters with how sure each is and where it stands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from luoshi.ocr.models import Floats, Greys, Models

HEIGHT = 48  # pixels of a line as the recogniser sees it
WIDEST = 3_200  # pixels of a line at that height; a longer one is squeezed
_NARROWEST = 24


@dataclass(frozen=True, slots=True)
class SeenCharacter:
    """A character: how likely, and the middle of where it was seen, in pixels from the left edge of the picture."""

    text: str
    likely: float
    middle: float


def read_line(picture: Greys, models: Models) -> list[SeenCharacter]:
    """Return the characters of a picture that holds one line of text, blanks included, from left to right."""
    height, width = picture.shape
    if not height or not width:
        return []
    wide = min(max(_NARROWEST, round(width * HEIGHT / height)), WIDEST)
    line = np.asarray(Image.fromarray(picture).resize((wide, HEIGHT), Image.Resampling.BICUBIC))
    found = models.character_probabilities(line)
    scale = width / found.shape[0]
    return [
        SeenCharacter(text, likely, (middle + 0.5) * scale)
        for text, likely, middle in decode_steps(found, models.characters)
    ]


def decode_steps(probabilities: Floats, characters: list[str]) -> list[tuple[str, float, float]]:
    """Return character, probability and middle step of what step × character probabilities say.

    Connectionist temporal classification, best path: the likeliest character of each step; the same one in steps that
    follow each other is one character, unless "no character" (number 0) is between them.
    """
    best = probabilities.argmax(axis=1)
    likely = probabilities[np.arange(len(best)), best]
    edges = np.flatnonzero(np.diff(best, prepend=-1, append=-1))
    found = []
    for start, end in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        if best[start]:
            weights = likely[start:end]
            middle = float((weights * np.arange(start, end)).sum() / weights.sum())
            found.append((characters[best[start]], float(weights.max()), middle))
    return found
