"""Photographs of pages received in a real Chromium: put in order, waited for, and corrected beside their strips."""

from __future__ import annotations

import pytest

from accessible import violations
from luoshi.kernel.files.models import Document
from luoshi.plans.base.models.conversion import Conversion
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.receiving.actions import scanning
from luoshi.reading.errors import ReadError
from scans_told import picture, read_scan, tell_pages

PAGES = (
    ("青崖县2026年科普工作要点", "一、建设科普示范基地12个。（县科协牵头）"),
    ("二、举办科普讲座3?0场。（县科协牵头）", "三、开?展科普巡展9次。（县科协牵头）"),
)
FILES = [("10.jpg", picture(200)), ("9.jpg", picture(210))]
SEND = "main form button[type=submit]"
WIDTHS = (1366, 390)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA = tmp_path


def whole(page):
    """Accessible, and not wider than the window, on a desktop and on a telephone."""
    assert violations(page) == []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 768 if width > 1000 else 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
    page.set_viewport_size({"width": 1366, "height": 768})


def choose(visit, files):
    page = visit("supervisor", "/plans/receive/")
    add(page, files)
    return page


def add(page, files):
    sent = [{"name": name, "mimeType": "image/jpeg", "buffer": data} for name, data in files]
    page.set_input_files("input[name=documents]:not([capture])", sent)


def listed(page):
    return page.locator("[data-chosen] .files__name").all_inner_texts()


def test_pictures_are_put_in_order_and_corrected_beside_their_strips(visit, monkeypatch):
    tell_pages(monkeypatch, PAGES, stamps=1)
    page = choose(visit, FILES[:1])
    assert not page.is_visible("select[name=pages]")
    page.set_input_files(
        "input[name=documents]:not([capture])", [{"name": "9.jpg", "mimeType": "image/jpeg", "buffer": FILES[1][1]}]
    )
    assert listed(page) == ["9.jpg", "10.jpg"] and page.is_visible("select[name=pages]")
    whole(page)
    page.click("[data-chosen] li:nth-child(2) button:text-is('↑')")
    assert listed(page) == ["10.jpg", "9.jpg"] and page.input_value("select[name=pages]") == "as_sent"
    page.drag_and_drop("[data-chosen] li:nth-child(2)", "[data-chosen] li:nth-child(1)")
    assert listed(page) == ["9.jpg", "10.jpg"]
    page.drag_and_drop("[data-chosen] li:nth-child(2)", "[data-chosen] li:nth-child(1)")
    page.click(SEND)
    page.wait_for_selector("text=等待识别")
    page.evaluate("window.stays = true")
    Conversion.objects.update(state="converting", pages=2, done=1)
    page.wait_for_selector("text=正在识别第 2 页，共 2 页")
    whole(page)
    read_scan(Plan.objects.get())
    page.wait_for_selector("text=文件均已读取")
    assert page.evaluate("window.stays") is True
    assert [file.name for file in Document.objects.get().files.order_by("place")] == ["10.jpg", "9.jpg"]
    page.click("text=校对条目")
    page.wait_for_selector(".crow .strip svg image")
    page.keyboard.press("n")  # the figure that was hard to recognise comes first
    active = page.locator(".crow--active")
    assert "讲座30场" in active.inner_text() and active.locator(".unsure").inner_text() == "3"
    assert active.locator(".strip__mark").count() == 1
    assert page.locator(".source__unread").inner_text().count("印章") == 1
    whole(page)
    page.keyboard.press("Enter")
    page.wait_for_selector(".crow--kept")
    page.click("text=我已核对其中数字")
    page.wait_for_selector("text=核对了其中数字")
    assert page.locator(".scan-unchecked").count() == 0


def test_a_doubtful_marking_is_looked_at(visit, monkeypatch):
    tell_pages(monkeypatch, PAGES)
    real = scanning.assemble_scan

    def doubtful(*args, cleared, **given):
        if not cleared:
            raise ReadError("load.secret_unclear")
        return real(*args, cleared=cleared, **given)

    monkeypatch.setattr(scanning, "assemble_scan", doubtful)
    page = choose(visit, FILES)
    page.click(SEND)
    page.wait_for_selector("text=等待识别")
    plan = Plan.objects.get()
    read_scan(plan)
    page.wait_for_selector(".held img")
    whole(page)
    assert page.evaluate("Array.from(document.querySelectorAll('.held img')).every((image) => image.naturalWidth > 0)")
    page.click("text=没有一页标有密级")
    page.wait_for_selector("text=等待识别")
    read_scan(plan)
    page.wait_for_selector("text=文件均已读取")
