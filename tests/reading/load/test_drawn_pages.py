"""Pages of a PDF as pictures: true to the page, and bounded whatever the file says."""

from __future__ import annotations

import io
import time
import zlib
from pathlib import Path

import pytest

from luoshi.reading.errors import ReadError
from luoshi.reading.load import pictures
from luoshi.reading.load.limits import FileLimits
from making import pdf
from pdfs import endless, raw, scanned, side

PRINTED = (Path(__file__).parents[3] / "samples" / "11-decision-division.pdf").read_bytes()


def test_a_page_is_drawn_at_one_and_a_half_and_is_a_picture_that_others_read() -> None:
    from PIL import Image

    assert pictures.pdf_page_sizes(PRINTED, 1, 50) == pictures.Sizes(3, ((893, 1263),) * 3)
    assert pictures.pdf_page_sizes(PRINTED, 3, 50).sizes == ((893, 1263),)
    drawn = pictures.render_pdf_page(scanned(), 2)
    assert drawn and Image.open(io.BytesIO(drawn)).convert("RGB").getpixel((400, 600)) == (200, 40, 30)
    grey = pictures.render_pdf_page(raw("0 0 100 100", "0.5 g 0 0 100 50 re f"), 1)
    assert grey and Image.open(io.BytesIO(grey)).mode == "L"
    assert [Image.open(io.BytesIO(grey)).getpixel((75, at)) for at in (20, 130)] == [255, 128]


@pytest.mark.parametrize("number", [0, -1, 4, 10**9])
def test_a_page_that_is_not_there_is_none(number: int) -> None:
    assert pictures.render_pdf_page(PRINTED, number) is None


def test_a_page_takes_few_seconds_however_busy_the_machine() -> None:
    begun = time.monotonic()
    pictures.render_pdf_page(PRINTED, 1)
    assert time.monotonic() - begun < 20  # 0.3 s where nothing else runs


@pytest.mark.parametrize(
    "box",
    ["0 0 99999999 99999999", "0 0 1 9999999", "0 0 0 0", "100 100 -500 -700", "0 0 1e400 842", "0 0 .0001 .0001"],
)
def test_however_large_a_page_says_it_is_its_picture_is_bounded(box: str) -> None:
    drawn = pictures.render_pdf_page(raw(box), 1)
    assert drawn and all(1 <= length <= pictures.SIDE for length in side(drawn))
    assert pictures.pdf_page_sizes(raw(box), 1, 50).sizes == (side(drawn),)


def test_only_those_pages_are_looked_at_that_are_asked_for() -> None:
    found = pictures.pdf_page_sizes(raw("0 0 595 842", pages=5000), 4990, 50)
    assert (found.count, len(found.sizes)) == (5000, 11)


@pytest.mark.parametrize(
    ("data", "limits", "code"),
    [
        (raw("0 0 595 842", pages=10_000), pictures.LIMITS, "load.too_large"),
        (pdf(["通知"], password="x"), pictures.LIMITS, "load.encrypted"),
        (PRINTED[:3000], pictures.LIMITS, "load.damaged"),
        (b"%PDF-1.4\nnothing", pictures.LIMITS, "load.damaged"),
        (endless(), FileLimits(seconds=2, memory=1_000_000_000), "load.too_slow"),
    ],
    ids=["10000 pages", "locked", "cut off", "empty", "endless"],
)
def test_a_pdf_that_cannot_be_drawn_ends_in_one_error(data: bytes, limits: FileLimits, code: str) -> None:
    with pytest.raises(ReadError) as caught:
        pictures.render_pdf_page(data, 1, limits=limits)
    assert caught.value.code == code


def test_a_picture_of_900_million_points_is_drawn_or_refused_in_bounded_memory() -> None:
    packed = zlib.compress(bytes(112_500_000), 1)
    image = "/Type/XObject/Subtype/Image/Width 30000/Height 30000/BitsPerComponent 1/ColorSpace/DeviceGray"
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"]
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>"
    objects += [page, b"<</Length 24>>stream\n595 0 0 842 0 0 cm /I Do\nendstream"]
    objects.append(f"<<{image}/Filter/FlateDecode/Length {len(packed)}>>stream\n".encode() + packed + b"\nendstream")
    body = b"".join(b"%d 0 obj%b\nendobj\n" % (at, body_of) for at, body_of in enumerate(objects, 1))
    data = b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R>>"
    for memory in (400_000_000, 1_000_000_000):
        try:
            drawn = pictures.render_pdf_page(data, 1, limits=FileLimits(seconds=10, memory=memory))
        except ReadError as error:
            assert error.code in {"load.damaged", "load.too_large", "load.too_slow"}
        else:
            assert drawn and side(drawn) == (893, 1263)


def test_a_script_in_a_pdf_does_nothing() -> None:
    script = "/OpenAction<</S/JavaScript/JS(while(true){})>>/AA<</WC<</S/Launch/F(calc.exe)>>>>"
    assert pictures.render_pdf_page(raw("0 0 100 100", more=script), 1) == pictures.render_pdf_page(
        raw("0 0 100 100"), 1
    )
