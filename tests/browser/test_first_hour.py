"""The first hour in a real Chromium: from an empty program to the first matter sent out, its actions counted.

As in the house's other counts an action is one press, one choice, one field filled, one file given. Reading what was
found in the document is not counted. Passwords and the second factor are, as they are asked for by default.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from django.utils import timezone
from openpyxl import Workbook

from accessible import violations
from chromium import Live
from counted import Counted
from luoshi.org.accounts.actions.accounts import first_link
from luoshi.org.actors.models import Post, User
from luoshi.plans.base.models.commitment import Commitment
from signing import NEW, code_of

MOST = 25
UNITS = (
    ("单位名称", "简称", "上级单位"),
    ("云岭县", "", ""),
    ("云岭县督查室", "县督查室", "云岭县"),
    ("云岭县科学技术协会", "县科协", "云岭县"),
    ("云岭县农业农村局", "县农业农村局", "云岭县"),
    ("青石镇", "", "云岭县"),
)
PEOPLE = (
    ("单位", "姓名", "联系电话", "职务", "角色", "分管领域", "分管单位"),
    ("云岭县", "林示例", "13800000001", "副县长", "分管领导", "农业、科普", "县科协、县农业农村局"),
    ("云岭县督查室", "杜示例", "13800000002", "督查专员", "督查员", "", ""),
    ("云岭县督查室", "申示例", "13800000003", "审计员", "审计员", "", ""),
    ("云岭县科学技术协会", "柯示例", "13800000004", "干事", "联络员", "", ""),
    ("云岭县农业农村局", "乔示例", "13800000005", "干事", "联络员", "", ""),
)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA = tmp_path
    settings.SECOND_FACTOR = "admins"  # as without any setting


@pytest.fixture
def live(transactional_db, live_server):
    """The application as it is installed: nobody and nothing in it."""
    return Live(live_server.url, None)


def shot(page, name):
    """A picture to be looked at, where somebody wants to (LUOSHI_SHOTS)."""
    if folder := os.environ.get("LUOSHI_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def workbook():
    made = Workbook()
    made.active.title = "单位"
    for page, lines in ((made.active, UNITS), (made.create_sheet("人员"), PEOPLE)):
        for line in lines:
            page.append(list(line))
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def document(year):
    return (
        f"云岭县{year}年重点工作\n"
        f"云政办发〔{year}〕3号\n"
        f"一、科普工作\n"
        f"1.{year}年11月底前建成科普示范基地3个。（责任单位：云岭县科学技术协会）\n"
        f"2.{year}年10月底前举办农业科技培训班12期。（责任单位：云岭县农业农村局）\n"
    ).encode()


def set_up(visit):
    """The first administrator, by the link that the program prints."""
    person = Counted(visit(None, first_link(timezone.now())))
    person.actions += 1  # the link opened
    page = person.page
    shot(page, "hour-first")
    person.fill("[name=unit]", "云岭县督查室")
    person.fill("[name=name]", "管小理")
    person.fill("[name=new]", NEW)
    person.fill("[name=again]", NEW)
    person.press("main button[type=submit]")
    page.wait_for_url("**/account/second-factor/**")
    shot(page, "hour-factor")
    secret = page.inner_text("main code").replace(" ", "")
    person.fill("[name=code]", code_of(secret, timezone.now()))
    person.press("main form button[type=submit]")
    page.wait_for_selector("main ol code >> nth=9")
    person.press("main a.button--main")
    page.wait_for_selector(".begin")
    return person


def enable(visit, person, account, code):
    """A supervisor's first sign-in, by what the printed slip says."""
    page = person.page = visit(None, "/enable/")
    person.actions += 1  # the address typed
    person.fill("[name=username]", account)
    person.fill("[name=code]", code)
    person.fill("[name=new]", NEW)
    person.fill("[name=again]", NEW)
    shot(page, "hour-enable")
    person.press("main button[type=submit]")
    page.wait_for_selector(".top")
    assert "杜示例" in page.inner_text(".top")


def test_from_nothing_to_the_first_matter_sent_out(visit, live):
    person = set_up(visit)
    page = person.page
    shot(page, "hour-home")
    assert violations(page) == []
    person.give(".begin [name=file]", "单位和人员.xlsx", workbook())
    person.press(".begin__give button")
    page.wait_for_selector("[name=alone]")
    shot(page, "hour-preview")
    assert violations(page) == []
    person.press("[name=alone]")
    page.wait_for_selector(".slip")
    assert page.locator(".slip").count() == 5 and page.locator("[data-print-now]").count() == 1
    shot(page, "hour-slips")
    assert violations(page) == []
    slip = page.locator(".slip:has-text('杜示例')")
    enable(visit, person, slip.locator("code").nth(0).inner_text(), slip.locator(".slip__code").inner_text())

    page, year = person.page, timezone.localdate().year + 1
    shot(page, "hour-supervisor")
    person.press("main a[href='/plans/receive/']")
    person.give("[name=documents]", "重点工作.txt", document(year))
    person.press(".form__buttons .button--main")
    page.wait_for_url("**/correct/")
    shot(page, "hour-correct")
    page.click("[data-key=h]")  # both rows are as they should be: the reading itself is not counted
    page.wait_for_selector("[data-key=h]", state="hidden")
    person.press(".head .button--main")
    page.wait_for_url("**/review/")
    shot(page, "hour-review")
    person.press("a[href$='/publish/']")
    page.wait_for_selector("#dialog [name=approver]")
    shot(page, "hour-publish")
    person.press("#dialog form button[type=submit]")
    page.wait_for_url("**/send/")
    shot(page, "hour-send")
    person.press("main form .button--main")
    page.wait_for_url("**/commitments/bulk/*/")
    shot(page, "hour-sent")
    person.took(MOST, "from nothing to the first matters sent out")
    sent = Commitment.objects.order_by("pk").values_list("unit__name", "state")
    assert list(sent) == [("云岭县科学技术协会", "issued"), ("云岭县农业农村局", "issued")]
    assert User.objects.filter(last_login=None).count() == 4  # only those who act have signed in
    assert Post.objects.get(title="副县长").fields == "农业、科普"
