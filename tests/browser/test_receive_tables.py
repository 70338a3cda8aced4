"""What is received besides plain documents, in a real Chromium: a doubtful workbook, a file of an old format."""

from __future__ import annotations

import pytest

from accessible import violations
from ledger_books import workbook
from luoshi.plans.base.models.conversion import Conversion
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.receiving.actions.receiving import convert_later, read_later
from luoshi.reading.load import office as soffice
from making import docx, p
from plans import TEXT

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le") + bytes(200)
ROWS = [
    ["云岭县科普项目表"], ["序号", "项目名称", "责任单位", "完成时限", "资金来源"],
    [1, "示范基地建设", "县科协", "9月底前", "县财政"], [2, "科普大篷车更新", "县科技局", "12月底前", "自筹"],
]  # fmt: skip
WIDTHS = (1366, 390)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA = tmp_path


def receive(visit, name, data):
    page = visit("supervisor", "/plans/receive/")
    page.set_input_files(
        "input[name=documents]", {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    )
    page.click("main form button[type=submit]")
    return page


def whole(page):
    """Accessible, and not wider than the window, on a desktop and on a telephone."""
    assert violations(page) == []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 768 if width > 1000 else 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
    page.set_viewport_size({"width": 1366, "height": 768})


def test_a_doubtful_workbook_has_one_question_and_then_its_rows(visit):
    page = receive(visit, "项目表.xlsx", workbook(ROWS, merged=()))
    page.wait_for_selector("text=有一处需要您确认")
    assert page.locator("select[name=column_1]").input_value() == "task"
    whole(page)
    page.click("text=按表格解析")
    page.wait_for_selector("text=示范基地建设")
    assert page.locator("text=县财政").first.is_visible()
    whole(page)


def test_a_file_of_an_old_format_is_waited_for_without_loading_the_page_anew(visit, monkeypatch):
    monkeypatch.setattr(
        soffice, "convert_with_libreoffice", lambda *given: docx("".join(p(line) for line in TEXT.splitlines()))
    )
    page = receive(visit, "要点.doc", OLE)
    page.wait_for_selector("text=排队等待转换")
    page.evaluate("window.stays = true")
    whole(page)
    one = Conversion.objects.get()
    convert_later.func(one.pk, one.run)
    page.wait_for_selector("text=文件均已读取")
    assert page.evaluate("window.stays") is True
    read_later.func(Plan.objects.get().sources.get().pk)
    page.click("text=校对条目")
    page.wait_for_selector("text=新建科普示范基地")


def test_where_libreoffice_is_missing_the_page_says_so_and_offers_the_file(visit, monkeypatch):
    monkeypatch.setattr(soffice, "find_libreoffice", lambda: None)
    page = receive(visit, "要点.doc", OLE)
    one = Conversion.objects.get()
    convert_later.func(one.pk, one.run)
    page.wait_for_selector("text=没有安装")
    whole(page)
    with page.expect_download() as fetched:
        page.click("a:text-is('下载原文件')")
    assert fetched.value.suggested_filename == "要点.doc"
    page.click("button:text-is('再试一次')")
    page.wait_for_selector("text=排队等待转换")
    page.click("button:text-is('放弃这个文件')")
    page.wait_for_selector("text=已放弃")
    assert Conversion.objects.get().state == "dropped"
