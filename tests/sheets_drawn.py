"""Sheets drawn for tests: lines of text, tables, stamps, as pictures and as PDFs of pictures."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import NoReturn

import pytest
from PIL import Image, ImageDraw, ImageFont

from luoshi.ocr import can_read_scans

WIDTH, HEIGHT = 1654, 2339  # A4 at 200 dpi
MARGIN, STEP, SIZE = 220, 78, 44  # pixels: left edge, from line to line, a character of 16 points
RED = (205, 35, 40)
_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "C:/Windows/Fonts")


@cache
def find_font(name: str = "NotoSerifCJK-Regular.ttc") -> str:
    """The path of a font with Chinese characters; without it the test is skipped, in CI it fails."""
    for folder in _FOLDERS:
        for path in sorted(Path(folder).rglob(name)) if Path(folder).is_dir() else ():
            return str(path)
    return _give_up("a font with Chinese characters is missing: apt-get install fonts-noto-cjk")


def need_recognition() -> None:
    """Text recognition; without it the test is skipped, in CI it fails."""
    if not can_read_scans():
        _give_up("text recognition is not installed: make scan")


def _give_up(why: str) -> NoReturn:
    from conftest import IN_CI

    (pytest.fail if IN_CI else pytest.skip)(why)


def blank_sheet() -> Image.Image:
    return Image.new("RGB", (WIDTH, HEIGHT), (255, 255, 255))


def write_lines(
    sheet: Image.Image, lines: Iterable[str], *, top: int = 300, left: int = MARGIN, size: int = SIZE,
    ink: tuple[int, int, int] = (20, 20, 20),
) -> Image.Image:  # fmt: skip
    """Lines of text, one under the other; an empty one leaves room."""
    pen, font = ImageDraw.Draw(sheet), ImageFont.truetype(find_font(), size, index=2)
    for number, line in enumerate(lines):
        pen.text((left, top + number * STEP), line, font=font, fill=ink)
    return sheet


def draw_table(
    sheet: Image.Image, rows: Sequence[Sequence[str]], *, top: int = 500, left: int = MARGIN, height: int = 90
) -> Image.Image:
    """A table with all rules, its cells in smaller characters."""
    pen, font = ImageDraw.Draw(sheet), ImageFont.truetype(find_font(), 36, index=2)
    wide = (WIDTH - 2 * left) // len(rows[0])
    for row in range(len(rows) + 1):
        pen.line((left, top + row * height, left + wide * len(rows[0]), top + row * height), fill=(30, 30, 30), width=3)
    for column in range(len(rows[0]) + 1):
        x = left + column * wide
        pen.line((x, top, x, top + height * len(rows)), fill=(30, 30, 30), width=3)
    for row, cells in enumerate(rows):
        for column, words in enumerate(cells):
            pen.text((left + column * wide + 20, top + row * height + 22), words, font=font, fill=(20, 20, 20))
    return sheet


def draw_stamp(sheet: Image.Image, x: int, y: int, *, radius: int = 165) -> Image.Image:
    """A round red stamp with a star, half transparent as ink is."""
    layer = Image.new("RGBA", sheet.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(layer)
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=(*RED, 200), width=9)
    pen.regular_polygon((x, y, radius // 3), 5, fill=(*RED, 200))
    made = Image.alpha_composite(sheet.convert("RGBA"), layer).convert("RGB")
    # Black ink shows through red one.
    return Image.composite(sheet, made, sheet.convert("L").point(lambda value: 255 if value < 90 else 0))


def to_bytes(sheet: Image.Image, format: str = "JPEG", **more: object) -> bytes:
    out = io.BytesIO()
    sheet.save(out, format, **({"quality": 80} if format == "JPEG" else {}) | more)
    return out.getvalue()


def to_pdf(sheets: Sequence[Image.Image]) -> bytes:
    """A PDF as a scanner makes it: a picture a page."""
    return to_bytes(sheets[0], "PDF", save_all=True, append_images=list(sheets[1:]), resolution=200)
