"""Turn the pages of a PDF into what a scanner or a telephone makes of them. All chance comes from a fixed seed."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium  # type: ignore[import-untyped]
from PIL import Image, ImageDraw, ImageFilter, ImageFont

SEED = 20260301
INK = (214, 32, 38)  # of a stamp
SERIF, SC = "NotoSerifCJK-Bold.ttc", 2  # the file and its face with the mainland's forms
STAMP = 42  # mm across
FOOT = 100.0  # points from the lower edge: below are only the numbers of pages
POINTS = 72.0
Spot = tuple[float, float]  # points from the left and upper edges of a page
File = tuple[str, bytes]  # its name and its bytes


@dataclass(frozen=True)
class ScanCondition:
    """How pages are scanned or photographed; stamped at the ``end`` of the last page, over the ``text``, or not."""

    dpi: int = 200
    quality: int = 60
    angle: float = 0.0
    noise: float = 0.0
    blur: float = 0.0
    grey: bool = False
    stamps: str = ""
    is_photograph: bool = False


CONDITIONS = {
    "clean": ScanCondition(quality=90),
    "scanned": ScanCondition(angle=0.7, noise=5, blur=0.6, stamps="end"),
    "photographed": ScanCondition(dpi=250, quality=80, noise=4, blur=0.8, stamps="end", is_photograph=True),
    "stamped": ScanCondition(angle=-0.4, noise=5, blur=0.6, stamps="text"),
    "150dpi": ScanCondition(dpi=150, quality=50, angle=0.5, noise=5, blur=0.5, stamps="text"),
    "grey": ScanCondition(angle=0.4, noise=5, blur=0.6, grey=True, stamps="text"),
}


def make_scan(data: bytes, condition: ScanCondition, organ: str, cell: str = "") -> list[File]:
    """The files that a condition makes of a PDF: one scanned PDF, or a photograph of each page.

    Args:
        organ: whose name is on the stamp.
        cell: words within a table, over which the second stamp goes if stamps go over text.
    """
    draw = np.random.default_rng([SEED, condition.dpi, *map(ord, organ)])
    with pdfium.PdfDocument(data) as document:
        spots = _find_spots(document, condition.stamps, cell)
        pages = []
        for number, page in enumerate(document):
            picture = page.render(scale=condition.dpi / POINTS).to_pil().convert("RGB")
            for at in spots.get(number, []):
                picture = _put_stamp(picture, at, condition.dpi, organ or "办公室", draw)
            pages.append(_degrade(picture, condition, draw))
    if condition.is_photograph:
        return [(f"{number}.jpg", _write_jpeg(page, condition)) for number, page in enumerate(pages, 1)]
    return [("scan.pdf", _write_pdf(pages, condition))]


def _degrade(picture: Image.Image, condition: ScanCondition, draw: np.random.Generator) -> Image.Image:
    """A page as it lies on the glass, or before the lens."""
    if condition.is_photograph:
        picture = _photograph(picture, draw)
    elif condition.angle:
        picture = picture.rotate(condition.angle, Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    if condition.blur:
        picture = picture.filter(ImageFilter.GaussianBlur(condition.blur))
    if condition.noise:
        pixels = np.asarray(picture, np.float32)
        grain = draw.standard_normal(pixels.shape[:2], np.float32)[..., None]
        if not condition.is_photograph:
            pixels = 8 + pixels * (243 / 255)  # paper is not white, ink not black
        picture = Image.fromarray(np.clip(pixels + condition.noise * grain, 0, 255).astype(np.uint8))
    return picture.convert("L") if condition.grey else picture


# ---- photographs


def _photograph(picture: Image.Image, draw: np.random.Generator) -> Image.Image:
    """A sheet on a dark table, seen from slightly aside, with the light from one corner and a soft shadow."""
    wide, high = picture.size
    width, height = round(wide * 0.92), 2600 if high > wide else round(high * 0.89)
    left, top = 0.06 * width, 0.045 * height
    shift = draw.uniform(-0.012, 0.012, (4, 2)) * (width, height)
    lean = 0.025 * width
    corners = [
        (left + lean, top),
        (width - left - lean * 0.5, top * 1.2),
        (width - left * 0.7, height - top),
        (left * 0.6, height - top * 0.8),
    ]
    corners = [(x + dx, y + dy) for (x, y), (dx, dy) in zip(corners, shift.tolist(), strict=True)]
    seen = _perspective(corners, [(0, 0), (wide, 0), (wide, high), (0, high)])
    how = (Image.Transform.PERSPECTIVE, seen, Image.Resampling.BICUBIC)
    sheet = np.asarray(picture.transform((width, height), *how), np.float32)
    mask = Image.new("L", picture.size, 255).transform((width, height), *how)
    inside = np.asarray(mask.filter(ImageFilter.GaussianBlur(1.2)), np.float32)[..., None] / 255
    down, across = np.mgrid[0:height, 0:width].astype(np.float32)
    down, across = down / height, across / width
    grain = draw.standard_normal((height // 8, width // 8)).astype(np.float32)
    wood = np.asarray(Image.fromarray(grain).resize((width, height), Image.Resampling.BICUBIC), np.float32)
    table = np.stack([62 + 7 * wood, 47 + 6 * wood, 38 + 5 * wood], axis=-1)
    # Falls off from the upper left, and the telephone's own shadow lies on the lower right.
    light = 1.0 - 0.38 * np.hypot(across - 0.2, down - 0.15) / 1.2
    light -= 0.22 / (1 + np.exp(-14 * (across + 0.6 * down - 1.15)))
    warm = np.array([0.98, 0.955, 0.90], np.float32)
    lit = (inside * (12 + sheet * 0.93) + (1 - inside) * table) * light[..., None] * warm
    return Image.fromarray(np.clip(lit, 0, 255).astype(np.uint8))


def _perspective(seen: list[Spot], flat: list[Spot]) -> list[float]:
    """The eight numbers that tell for each point that is seen where it is on the flat sheet."""
    rows, values = [], []
    for (x, y), (u, v) in zip(seen, flat, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    found: list[float] = np.linalg.solve(np.array(rows, float), np.array(values, float)).tolist()
    return found


# ---- stamps


def _find_spots(document: pdfium.PdfDocument, stamps: str, cell: str) -> dict[int, list[Spot]]:
    """The places of stamps, by page."""
    last = len(document) - 1
    if stamps == "end":
        signed = max(_text_boxes(document[last]), key=lambda box: box[3], default=(380.0, 600.0, 500.0, 620.0))
        return {last: [(max((signed[0] + signed[2]) / 2, 330.0), signed[1] - 6)]}
    if stamps != "text":
        return {}
    # The middle of the body, where a line is long; and the words of a cell.
    long = [box for box in _text_boxes(document[0]) if box[2] - box[0] > 200 and box[1] > 250]
    body = long[len(long) // 2] if long else (80.0, 400.0, 500.0, 420.0)
    spots = {0: [(body[0] + 0.7 * (body[2] - body[0]), body[1])]}
    for number, page in enumerate(document if cell else ()):
        text = page.get_textpage()
        found = text.search(cell).get_next()
        if found:
            left, bottom, right, top = text.get_charbox(found[0])
            spots.setdefault(number, []).append(((left + right) / 2 + 30, page.get_height() - (bottom + top) / 2))
            break
    return spots


def _text_boxes(page: pdfium.PdfPage) -> Iterator[tuple[float, float, float, float]]:
    """The boxes of the text of a page but its number, in points from the left and upper edges."""
    text, height = page.get_textpage(), page.get_height()
    for number in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(number)
        if bottom > FOOT - 10:
            yield left, height - top, right, height - bottom


def _put_stamp(page: Image.Image, at: Spot, dpi: int, organ: str, draw: np.random.Generator) -> Image.Image:
    """A round stamp over what stands there: ink darkens, so that black stays black under red."""
    size = round(STAMP / 25.4 * dpi)
    stamp = _draw_stamp(size * 2, organ).rotate(draw.uniform(-9, 9), Image.Resampling.BICUBIC)
    ink = np.asarray(stamp.resize((size, size), Image.Resampling.LANCZOS), np.float32) / 255
    # The pad is not even: some of the ink is missing, in spots and over one side.
    rough = Image.fromarray(draw.standard_normal((size // 5 + 1, size // 5 + 1)).astype(np.float32))
    ink = ink * np.clip(0.86 + 0.16 * np.asarray(rough.resize((size, size), Image.Resampling.BICUBIC)), 0.3, 1)
    pixels = np.asarray(page, np.float32).copy()
    left = min(max(round(at[0] / POINTS * dpi - size / 2), 0), page.width - size)
    top = min(max(round(at[1] / POINTS * dpi - size / 2), 0), page.height - size)
    under = pixels[top : top + size, left : left + size]
    under *= 1 - ink[..., None] * (1 - np.array(INK, np.float32) / 255)
    return Image.fromarray(pixels.astype(np.uint8))


def _draw_stamp(size: int, organ: str) -> Image.Image:
    """Ring, star, and the organ's name along the upper arc, white on black."""
    stamp = Image.new("L", (size, size))
    pen, middle = ImageDraw.Draw(stamp), size / 2
    pen.ellipse((4, 4, size - 5, size - 5), outline=255, width=round(size * 0.028))
    tips = [(middle * (0.34 if turn % 2 == 0 else 0.13), math.pi * turn / 5) for turn in range(10)]
    pen.polygon([(middle + r * math.sin(a), middle - r * math.cos(a)) for r, a in tips], fill=255)
    letter = round(min(size * 0.13, size * 1.9 / len(organ)))
    font = ImageFont.truetype(SERIF, letter, index=SC)
    step = min(250 / max(len(organ) - 1, 1), 32)
    for place, character in enumerate(organ):
        angle = step * (place - (len(organ) - 1) / 2)
        tile = Image.new("L", (size, size))
        ImageDraw.Draw(tile).text((middle, size * 0.135), character, font=font, fill=255, anchor="mm")
        stamp.paste(255, mask=tile.rotate(-angle, Image.Resampling.BICUBIC))
    return stamp


# ---- files


def _write_jpeg(page: Image.Image, condition: ScanCondition) -> bytes:
    out = io.BytesIO()
    page.save(out, "JPEG", quality=condition.quality)
    return out.getvalue()


def _write_pdf(pages: list[Image.Image], condition: ScanCondition) -> bytes:
    """A PDF whose pages are one JPEG each, as scanners write."""
    out = io.BytesIO()
    rest = {"append_images": pages[1:], "resolution": condition.dpi, "quality": condition.quality}
    pages[0].save(out, "PDF", save_all=True, **rest)
    return out.getvalue()
