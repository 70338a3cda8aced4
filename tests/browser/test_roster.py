"""The first week's main job in a real Chromium: 60 people from one sheet to printed slips, its actions counted."""

from __future__ import annotations

import pytest
from pypdfium2 import PdfDocument

from accessible import violations
from counted import Counted
from luoshi.org.actors.models import User
from rosters import sheet, sixty
from signing import NEW

MOST = 40
A4 = {"width": "210mm", "height": "297mm"}
TELEPHONE = {"width": 390, "height": 844}


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA = tmp_path
    settings.SECOND_FACTOR = "off"


def test_sixty_people_are_set_up_from_one_sheet_and_one_of_them_enables_an_account(visit, live):
    person = Counted(visit("admin", "/people/"))
    page = person.page
    person.press("a[href='/people/import/']")
    person.give("[name=file]", "花名册.xlsx", sheet(sixty()))
    person.press("main form[method=post] button[type=submit]")
    page.wait_for_selector("#unknown")
    assert violations(page) == []
    person.press("[name=everything]")
    person.press("#unknown ~ * button[type=submit], section[aria-labelledby=unknown] button[type=submit]")
    page.wait_for_selector("[name=print]")
    person.press("[name=print]")  # printed at once
    page.wait_for_selector(".slip")
    assert page.locator(".slip").count() == 60 and violations(page) == []
    person.took(MOST, "60 people from their sheet to printed slips")
    assert len(PdfDocument(page.pdf(**A4))) == 8  # of eight slips each

    slip = page.locator(".slip").first
    account, code = slip.locator("code").nth(0).inner_text(), slip.locator(".slip__code").inner_text()
    there = visit(None, "/sign-in/", viewport=TELEPHONE)
    there.click("a[href='/enable/']")
    there.fill("[name=username]", account)
    there.fill("[name=code]", code.lower())
    there.fill("[name=new]", NEW)
    there.fill("[name=again]", NEW)
    assert violations(there) == []
    there.click("main button[type=submit]")
    there.wait_for_url(live.url + "/")
    assert f"账号 {account} 已启用" in there.inner_text("body")
    assert User.objects.get(username=account).check_password(NEW)
