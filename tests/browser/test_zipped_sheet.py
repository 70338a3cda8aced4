"""A sheet and the zip of its files, in a real Chromium: chosen together, told apart row by row, then imported."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from accessible import violations
from luoshi.kernel.files.models import Attachment
from zipped_sheets import OTHER, PAPER, row, sheet
from zips import raw_zip


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA = tmp_path


def test_files_come_in_with_the_sheet_that_names_them(visit, live):
    names = ("批示/一号.docx", "批示/未用.docx")
    pack = raw_zip(dict(zip([name.encode("gbk") for name in names], [PAPER, OTHER], strict=True)))
    page = visit("supervisor", "/instructions/import/")
    assert violations(page) == []
    lines = [row("请抓紧研究", "一号.docx"), row("请提出举措", "二号.docx")]
    for line in lines:
        line[2:4] = [str(date.today()), str(date.today() + timedelta(10))]  # the server has the clock of today
    book = sheet(*lines)
    page.set_input_files("input[name=file]", {"name": "批示.xlsx", "mimeType": "", "buffer": book})
    page.set_input_files("input[name=zip]", {"name": "批示.zip", "mimeType": "application/zip", "buffer": pack})
    page.click("main form button[type=submit]")
    page.wait_for_selector("text=压缩包里没有“二号.docx”")
    assert page.locator("text=未用.docx").is_visible() and violations(page) == []
    page.check("input[name=partly]")
    page.click("main form button.button--main")
    page.wait_for_selector("text=“批示.xlsx”中的1件已于")
    assert [file.name for file in Attachment.objects.all()] == ["一号.docx"]
