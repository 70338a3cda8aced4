"""Scans whose pages are told instead of recognised: for tests of what happens with them, not of the recognition."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from luoshi.kernel.files.actions import documents
from luoshi.ocr import ScanPage
from luoshi.plans.base.models.conversion import Conversion
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.receiving.actions import scanning
from luoshi.plans.receiving.actions.receiving import convert_later, read_later, receive_plan
from office import NOW, Office

WIDTH, HEIGHT = 59_528, 84_189  # hundredths of a point
LEFT, TOP, EM, STEP = 8_000, 10_000, 1_600, 2_900
UNSURE = "?"  # behind a character: it may be another one


Pages = Sequence[Sequence[str]]  # the lines of each page


def tell_pages(
    monkeypatch: pytest.MonkeyPatch, pages: Pages, stamps: int = 0, of_file: Mapping[bytes, Pages] | None = None
) -> None:
    """Let the pages of every scan say these lines, or those ``of_file`` its first; the last page has so many stamps."""

    def told_of(files: Any) -> Pages:
        return (of_file or {}).get(files[0][1], pages)

    def read(files: Any, page: ScanPage, **_given: Any) -> Any:
        pages = told_of(files)
        glyphs: list[Any] = []
        for number, line in enumerate(pages[page.number]):
            left = LEFT
            for char in line:
                if char == UNSURE:
                    last = glyphs[-1]
                    glyphs[-1] = (*last[:5], "ocr.figure" if last[0].isdigit() else "ocr.character")
                    continue
                top = TOP + number * STEP
                glyphs.append((char, left, top, left + EM, top + EM, ""))
                left += EM
        last_page = page.number == len(pages) - 1
        doubts = [("ocr.stamp", 30_000, 60_000, 38_000, 68_000)] * (stamps if last_page else 0)
        told = {"page": {"width": WIDTH, "height": HEIGHT, "glyphs": glyphs, "strokes": []}, "doubts": doubts}
        return {**told, "unseen": []}, picture()

    monkeypatch.setattr(documents, "can_read_scans", lambda: True)
    monkeypatch.setattr(
        scanning, "list_scan_pages", lambda files: [ScanPage(0, number, None) for number in range(len(told_of(files)))]
    )
    monkeypatch.setattr(scanning, "read_scan_page", read)


def picture(shade: int = 250) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (595, 842), (shade, shade, shade)).save(out, "JPEG")
    return out.getvalue()


def send_scan(office: Office, *files: tuple[str, bytes], who: str = "supervisor", **more: Any) -> Plan:
    """A plan of a scan that waits to be read."""
    sent = [SimpleUploadedFile(name, data) for name, data in files or (("扫描.jpg", picture()),)]
    values = {"origin": "document", "unit": office.units["desk"].pk, "rhythm": "quarters"}
    pages = more.pop("pages", "by_name")
    return receive_plan(sent, "", values | more, office.actor(who), at=NOW, again=True, pages=pages).plan


def read_scan(plan: Plan) -> Conversion:
    """What the worker does, until nothing is left to do."""
    one = plan.conversions.get()
    for _turn in range(9):
        convert_later.func(one.pk, one.run)
        one.refresh_from_db()
        if one.state not in Conversion.GOING:
            break
    if one.source:
        read_later.func(one.source.pk)
    plan.refresh_from_db()
    return one
