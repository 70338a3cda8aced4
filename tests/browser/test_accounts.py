"""An account opened in a real Chromium: the administrator gets a slip, its owner alone chooses the password."""

import pytest
from pypdfium2 import PdfDocument

from accessible import violations
from luoshi.base.rights.rules.rights import PROGRAM, Role
from luoshi.org.actors.models import User
from luoshi.org.people.actions import people
from office import FOUNDED, NOW
from signing import NEW

TELEPHONE = {"width": 390, "height": 844}
FITS = "document.documentElement.scrollWidth <= window.innerWidth"
A5 = {"width": "148mm", "height": "210mm"}


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA = tmp_path
    settings.SECOND_FACTOR = "off"


def newcomer(office, name, unit="kexie"):
    person = people.enter_person(name, PROGRAM, at=NOW)
    post = people.set_up_post(office.units[unit], f"{name}岗", Role.CLERK, FOUNDED, PROGRAM, at=NOW)
    people.appoint_to_post(person, post, FOUNDED, PROGRAM, at=NOW)
    return person


def test_an_account_is_opened_and_its_owner_chooses_a_password_elsewhere_and_signs_in(visit, live):
    person = newcomer(live.office, "康新来")
    page = visit("admin", f"/people/{person.pk}/")
    page.click("text=开通账号")
    page.wait_for_url(f"**/people/{person.pk}/account/")
    assert page.input_value("[name=username]") == "kangxinlai"
    assert page.query_selector("[type=password]") is None
    page.click("main form[method=post] button[type=submit]")
    page.wait_for_selector(".slip")
    assert violations(page) == []
    code = page.inner_text(".slip__code")
    assert len(PdfDocument(page.pdf(**A5))) == 1
    page.set_viewport_size(TELEPHONE)
    assert page.evaluate(FITS)
    page.goto(page.url)  # shown once: it does not come back
    assert page.url == f"{live.url}/people/{person.pk}/"
    assert "康新来已有账号：kangxinlai。" in page.inner_text("main")
    assert code not in page.content()

    there = visit(None, "/enable/", viewport=TELEPHONE)
    there.fill("[name=username]", "kangxinlai")
    there.fill("[name=code]", code)
    there.click("main button[type=submit]")
    there.wait_for_url("**/reset/")
    there.fill("[name=new]", NEW)
    there.fill("[name=again]", NEW)
    there.click("main button[type=submit]")
    there.wait_for_url(live.url + "/")
    assert User.objects.get(person=person).check_password(NEW)


def test_slips_of_many_are_printed_on_one_sheet_by_unit_and_name(visit, live):
    for name, unit in (("张明", "bureau"), ("李华", "kexie"), ("王敏", "kexie"), ("李桦", "town")):
        newcomer(live.office, name, unit)
    page = visit("admin", "/people/accounts/")
    assert page.evaluate("[...document.querySelectorAll('[name^=name_]')].map((one) => one.value).sort().join()") == (
        "lihua,lihua2,wangmin,zhangming"
    )
    page.set_viewport_size(TELEPHONE)
    assert page.evaluate(FITS)
    page.set_viewport_size({"width": 1366, "height": 768})
    page.click("main form[method=post] button[type=submit]")
    page.wait_for_selector(".slip")
    (sheet,) = [sheet_page.get_textpage().get_text_range() for sheet_page in PdfDocument(page.pdf(format="A4"))]
    found = sorted(("张明", "李华", "王敏", "李桦"), key=sheet.index)
    assert found == ["李华", "王敏", "张明", "李桦"]  # 科学技术协会, 科学技术局, 青石镇
