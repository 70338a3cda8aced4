"""Somebody from outside signs up on a telephone, is accepted at a desk, chooses a password and signs in."""

import re

import pytest
from django.utils import timezone

from accessible import violations
from luoshi.kernel.parameters.actions import set_value
from luoshi.papers.paper_declaration import CHECK
from luoshi.parts.signups import actions
from luoshi.parts.signups.queries import CONSENT, OPEN
from signing import NEW

TELEPHONE = {"width": 390, "height": 844}
FITS = "document.documentElement.scrollWidth <= window.innerWidth"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path, live):
    settings.DATA, settings.ADDRESS = tmp_path, live.url
    settings.MAIL_URL = "smtp://mail.invalid?from=office@mail.invalid"
    settings.SECOND_FACTOR = "off"


def test_who_signs_up_on_a_telephone_is_accepted_and_signs_in(visit, live, monkeypatch):
    sent = []
    monkeypatch.setitem(actions.CARRIERS, "mail", lambda to, subject, words: sent.append(words))
    day, unit = timezone.localdate(), live.office.units["kexie"]
    for value, words in ((OPEN, "是"), (CONSENT, "只为办理您的申请使用，办结两年后删除（示例）。"), (CHECK, "是")):
        set_value(value, unit, words, day, "云科协发〔2026〕3号", live.office.actor("admin", day), at=timezone.now())
    page = visit(None, "/sign-in/", viewport=TELEPHONE)
    page.click("text=外单位人员注册")
    page.wait_for_url("**/join/")
    assert violations(page) == [] and page.evaluate(FITS)
    for name, words in (("name", "幻阳光"), ("contact", "guang@mail.invalid"), ("purpose", "申报科普项目")):
        page.fill(f"[name={name}]", words)
    page.check("[name=agree]")
    page.click("main button[type=submit]")
    page.wait_for_selector("[name=code]")
    assert violations(page) == [] and page.evaluate(FITS)
    page.fill("[name=code]", re.search(r"\d{6}", sent[-1])[0])
    page.click("main button[type=submit]")
    page.wait_for_selector("text=联系方式已验证")
    assert page.evaluate(FITS)

    desk = visit("clerk", "/signups/")
    desk.click("main table a:has-text('幻阳光')")
    desk.wait_for_url("**/signups/*/")
    desk.click("a:has-text('同意开通')")
    desk.wait_for_selector("[name=username]")
    desk.fill("[name=username]", "yangguang")
    desk.click("button:has-text('同意开通')")
    desk.wait_for_selector("main a:has-text('人2026-0001')")  # the entry that was made
    assert violations(desk) == []

    there = visit(None, re.search(r"https?://\S+", sent[-1])[0].removeprefix(live.url), viewport=TELEPHONE)
    there.fill("[name=new]", NEW)
    there.fill("[name=again]", NEW)
    there.click("main button[type=submit]")
    there.wait_for_url(live.url + "/")
    there.wait_for_selector(".top__menu summary[aria-label^='幻阳光']")
    assert there.evaluate(FITS) and "科学技术局" not in there.content()


def test_a_paper_is_checked_by_whoever_holds_it(visit, live):
    day = timezone.localdate()
    set_value(CHECK, None, "是", day, "云科协发〔2026〕3号", live.office.actor("admin", day), at=timezone.now())
    page = visit(None, "/open/", viewport=TELEPHONE)
    page.click("text=凭编号和校验码")
    page.wait_for_url("**/open/paper/")
    page.fill("[name=number]", "示证〔2026〕9号")
    page.fill("[name=code]", "7K2M-9QXD-04TR-VB6N")
    page.click("main button[type=submit]")
    page.wait_for_selector("main .flash")
    assert violations(page) == [] and page.evaluate(FITS)
