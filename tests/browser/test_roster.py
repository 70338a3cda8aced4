"""The first week's main job in a real Chromium: 60 people from one sheet to printed slips, its actions counted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pypdfium2 import PdfDocument

from accessible import violations
from luoshi.org.actors.models import User
from rosters import sheet, sixty
from signing import NEW

MOST = 40  # actions: one press, one choice, one field filled, one file given
A4 = {"width": "210mm", "height": "297mm"}
TELEPHONE = {"width": 390, "height": 844}


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA = tmp_path
    settings.SECOND_FACTOR = "off"


class Counter:
    """Counts what somebody does."""

    def __init__(self) -> None:
        self.actions = 0

    def __call__(self, act: Callable[[], object]) -> None:
        act()
        self.actions += 1


def test_sixty_people_are_set_up_from_one_sheet_and_one_of_them_enables_an_account(visit, live, tmp_path):
    page, count = visit("admin", "/people/", viewport={"width": 1366, "height": 768}), Counter()
    book = tmp_path / "花名册.xlsx"
    book.write_bytes(sheet(sixty()))
    count(lambda: page.click("a[href='/people/import/']"))
    count(lambda: page.set_input_files("[name=file]", book))
    count(lambda: page.click("main form[method=post] button[type=submit]"))
    page.wait_for_selector("#unknown")
    assert violations(page) == []
    count(lambda: page.check("[name=everything]"))
    count(lambda: page.click("#unknown ~ * button[type=submit], section[aria-labelledby=unknown] button[type=submit]"))
    page.wait_for_selector("[name=agreed]")
    count(lambda: page.click("[name=agreed]"))
    page.wait_for_url("**/people/slips/")
    assert violations(page) == []
    count(lambda: page.select_option("[name=hours]", "48"))
    count(lambda: page.click("main form[method=post] button[type=submit]"))
    page.wait_for_selector(".slip")
    assert page.locator(".slip").count() == 60 and violations(page) == []
    count(lambda: page.click("[data-print]") if page.locator("[data-print]").count() else None)
    print(f"60 people from sheet to printed slips: {count.actions} actions, at most {MOST}")
    assert count.actions <= MOST
    assert len(PdfDocument(page.pdf(**A4))) == 8  # of eight slips each

    slip = page.locator(".slip").first
    account, code = slip.locator("code").nth(0).inner_text(), slip.locator(".slip__code").inner_text()
    there = visit(None, "/sign-in/", viewport=TELEPHONE)
    there.click("a[href='/enable/']")
    there.fill("[name=username]", account)
    there.fill("[name=code]", code.lower())
    assert violations(there) == []
    there.click("main button[type=submit]")
    there.wait_for_selector("[name=again]")
    there.fill("[name=new]", NEW)
    there.fill("[name=again]", NEW)
    there.click("main button[type=submit]")
    there.wait_for_url("**/sign-in/")
    assert "账号已启用" in there.inner_text("body")
    assert User.objects.get(username=account).check_password(NEW)
