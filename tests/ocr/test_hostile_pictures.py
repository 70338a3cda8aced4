"""Fifty pictures and PDFs of somebody who means harm, or that broke on the way: one clear refusal each, in time."""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Iterator

import pytest
from PIL import Image

import pdfs
from luoshi.ocr import read_scans
from luoshi.reading.errors import ReadError
from sheets_drawn import need_recognition, to_bytes

# What may be said of such a file. Anything else, above all another exception, is a fault.
SAID = {
    "load.damaged", "load.too_large", "load.unsupported", "load.empty", "load.heic", "load.encrypted", "load.too_slow",
    "load.garbled",
}  # fmt: skip


def small(mode: str = "RGB", size: tuple[int, int] = (300, 400)) -> Image.Image:
    return Image.new(mode, size, 200 if mode in ("L", "I;16", "P", "1") else None)


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int, height: int, body: bytes, *, colour: int = 0, more: bytes = b"") -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + more + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def tiff_that_leads_to_itself() -> bytes:
    return b"II*\0\x08\0\0\0" + b"\0\0" + b"\x08\0\0\0"


def list_hostile() -> Iterator[tuple[str, bytes]]:
    jpeg, whole = to_bytes(small()), to_bytes(small(), "PNG")
    yield "png-of-a-milliard-pixels", png(100_000, 100_000, zlib.compress(b"\0" * 1000))
    yield "png-just-over-the-bound", png(8_000, 5_001, zlib.compress(b"\0" * 8_001 * 5_001, 9))
    yield "png-without-an-end", png(300, 400, zlib.compress(b"\0" * 301 * 400))[:60]
    yield "png-of-no-size", png(0, 0, b"")
    yield "png-of-wrong-sums", whole[:40] + b"\xff" + whole[41:]
    yield "png-of-fewer-rows", png(300, 400, zlib.compress(b"\0" * 301))
    yield "png-of-unknown-colour", png(300, 400, zlib.compress(b"\0" * 301 * 400), colour=9)
    yield "png-of-bad-words", png(300, 400, b"no zlib at all")
    yield (
        "png-with-a-bomb-of-words",
        png(
            300,
            400,
            zlib.compress(b"\0" * 301 * 400),
            more=chunk(b"zTXt", b"a\0\0" + zlib.compress(b"a" * 80_000_000, 9)),
        ),
    )
    yield "png-of-one-pixel", to_bytes(small(size=(1, 1)), "PNG")
    yield "png-of-one-row", to_bytes(small(size=(4_000, 1)), "PNG")
    yield "png-a-thousand-times-as-high", to_bytes(small(size=(33, 30_000)), "PNG")
    yield "jpeg-of-its-head", jpeg[:20]
    yield "jpeg-cut-in-the-middle", jpeg[: len(jpeg) // 2]
    yield "jpeg-that-claims-65535", jpeg.replace(struct.pack(">HH", 400, 300), struct.pack(">HH", 65_535, 65_535), 1)
    yield "jpeg-of-nothing-else", b"\xff\xd8\xff" + b"\0" * 500
    yield "jpeg-in-four-colours", to_bytes(small("CMYK"))
    yield (
        "jpeg-turned-by-a-wrong-number",
        to_bytes(small(), exif=b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x63\0\0\0\0\0\0\0"),
    )
    yield "gif-of-many-pictures", to_bytes(small("P"), "GIF", save_all=True, append_images=[small("P")] * 50)
    yield "gif-cut-off", to_bytes(small("P"), "GIF")[:30]
    yield "tiff-that-leads-to-itself", tiff_that_leads_to_itself()
    yield "tiff-of-its-head", b"II*\0\xff\xff\xff\xff"
    yield "tiff-the-other-way-round", b"MM\0*\0\0\0\x08"
    yield (
        "tiff-of-three-hundred-pages",
        to_bytes(small("1"), "TIFF", save_all=True, append_images=[small("1")] * 300, compression="group4"),
    )
    yield "tiff-of-sixteen-bits", to_bytes(small("I;16"), "TIFF")
    yield "tiff-of-floats", to_bytes(small("F"), "TIFF")
    yield "webp-cut-off", to_bytes(small(), "WEBP")[:40]
    yield "webp-of-its-head", b"RIFF\x04\0\0\0WEBP"
    yield "bmp-of-its-head", b"BM\0\0\0\0\0\0\0\0\x36\0\0\0"
    yield (
        "bmp-of-a-milliard-pixels",
        b"BM" + struct.pack("<IHHIIiiHH", 54, 0, 0, 54, 40, 100_000, 100_000, 1, 24) + b"\0" * 60,
    )
    yield "heic", b"\0\0\0\x18ftypheic" + b"\0" * 100
    yield "heif", b"\0\0\0\x18ftypmif1" + b"\0" * 100
    yield "svg", b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>"
    yield "postscript", b"%!PS-Adobe-3.0\n(/etc/passwd) run"
    yield "a-program", b"MZ" + b"\0" * 500
    yield "pdf-of-its-head", b"%PDF-1.7\n"
    yield (
        "pdf-of-no-page",
        (
            b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
            b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>"
        ),
    )
    yield "pdf-of-pages-without-end", pdfs.endless()
    yield "pdf-of-a-sheet-of-miles", pdfs.raw("0 0 14400000 14400000")
    yield "pdf-of-a-sheet-of-nothing", pdfs.raw("0 0 0 0")
    yield "pdf-of-a-sheet-upside-down", pdfs.raw("900 900 -900 -900")
    yield "pdf-that-draws-for-ever", pdfs.raw("0 0 600 800", "0 0 m 600 800 l S " * 200_000)
    yield "pdf-of-three-hundred-pages", pdfs.raw("0 0 600 800", "", pages=300)
    yield "pdf-cut-off", pdfs.scanned(2)[:900]
    yield "pdf-of-blank-scans", pdfs.scanned(2)
    chance = random.Random(7)
    for format in ("PNG", "JPEG", "TIFF", "GIF", "WEBP", "BMP"):
        data = bytearray(to_bytes(small("RGB"), format))
        for _ in range(40):
            data[chance.randrange(12, len(data))] = chance.randrange(256)
        yield f"{format.lower()}-with-wrong-bytes", bytes(data)


HOSTILE = list(list_hostile())


def test_there_are_fifty_of_them() -> None:
    assert len(HOSTILE) >= 50 and len(dict(HOSTILE)) == len(HOSTILE)


@pytest.mark.parametrize("name", [name for name, _data in HOSTILE])
def test_a_hostile_picture_is_refused_in_one_sentence_or_read(name: str) -> None:
    need_recognition()
    try:
        document = read_scans([(name, dict(HOSTILE)[name])])
    except ReadError as error:
        assert error.code in SAID, error
        return
    assert document.text.strip()


def test_a_bomb_is_refused_by_its_head_before_it_is_unpacked() -> None:
    from luoshi.ocr.images import open_picture

    with pytest.raises(ReadError) as refused:
        open_picture(dict(HOSTILE)["png-just-over-the-bound"])
    assert (refused.value.code, refused.value.values["what"]) == ("load.too_large", "pixels")


def test_a_file_of_another_kind_is_named_as_such() -> None:
    with pytest.raises(ReadError) as refused:
        read_scans([("a.jpg", b"no picture at all")])
    assert refused.value.code in ("load.unsupported", "load.needs_ocr")


def test_an_open_picture_is_never_larger_than_its_bound() -> None:
    from luoshi.ocr.images import LONGEST, open_picture

    out = io.BytesIO()
    Image.new("L", (3_000, 9_000), 255).save(out, "PNG")
    assert max(open_picture(out.getvalue()).pixels.shape[:2]) <= LONGEST
