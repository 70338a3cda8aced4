"""People in a real Chromium: chosen as one types, appointed in a dialog, recorded for a leader from a signed sheet."""

import pytest
from django.utils import timezone

from luoshi.base.rights.rules.rights import Role
from luoshi.kernel.files.models import Attachment
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.steps.actions.steps import begin
from luoshi.org.actors.models import Tenure
from luoshi.org.people.actions.mandates import give_mandate
from luoshi.org.people.models import Proposal
from pictures import png
from sample_line import approvals

TELEPHONE = {"width": 390, "height": 844}
FITS = "document.documentElement.scrollWidth <= window.innerWidth"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA = tmp_path
    settings.SECOND_FACTOR = "off"


def choose(page, name, typed, label):
    page.fill(f"[name={name}]", typed)
    page.wait_for_selector(f"[role=option]:has-text('{label}')")
    page.press(f"[name={name}]", "Enter")
    assert page.input_value(f"[name={name}]") == label


def test_a_deputy_is_chosen_by_initials_in_a_dialog_and_appears_at_once(visit, live):
    post, today = live.office.posts["head"], timezone.localdate()
    page = visit("admin", f"/posts/{post.pk}/")
    page.click("text=指定代理")
    page.wait_for_selector("#dialog [name=person]")
    choose(page, "person", "kgs", "柯干事")
    page.fill("[name=last]", today.isoformat())
    page.click("#dialog button[type=submit]")
    page.wait_for_selector("text=已任命：柯干事")
    tenure = Tenure.objects.get(post=post, deputy=True)
    assert (tenure.person, tenure.start) == (live.office.people["clerk"], today)
    assert "柯干事（代理）" in page.inner_text("#main")


def test_what_takes_two_is_proposed_by_one_and_confirmed_by_another(visit, live):
    post, today = live.office.posts["supervisor"], timezone.localdate()
    page = visit("admin", f"/posts/{post.pk}/deputy/")
    choose(page, "person", "jgs", "纪干事")
    page.fill("[name=last]", today.isoformat())
    page.click("main form[data-draft] button[type=submit]")
    page.wait_for_selector("text=由第二人复核后生效")
    second = visit("auditor", "/people/")
    assert second.inner_text(".side a[aria-current=page] .count") == "1"
    second.click("text=待复核的权限变更：1")
    second.click("text=复核通过")
    second.click("#dialog button[type=submit]")
    second.wait_for_selector("text=已复核，现已生效")
    assert (Proposal.objects.get().outcome, Tenure.objects.get(post=post, deputy=True).start) == ("confirmed", today)


def test_a_number_is_shown_after_a_reason(visit, live):
    page = visit("clerk", f"/people/{live.office.people['leader'].pk}/", viewport=TELEPHONE)
    assert "139****0000" in page.inner_text("#main")
    page.fill("[name=reason]", "通知开会")
    page.click("text=查看 >> nth=-1")
    page.wait_for_selector("text=13900000000")
    assert page.evaluate(FITS)


def test_a_leaver_hands_over_and_can_do_nothing_more(visit, live):
    clerk, post = live.office.people["clerk"], live.office.posts["clerk"]
    theirs = visit("clerk", "/people/")
    page = visit("admin", f"/people/{clerk.pk}/leave/")
    choose(page, f"successor_{post.pk}", "jgs", "纪干事")
    page.fill("[name=why]", "调离")
    page.click("text=移交并停用账号")
    page.wait_for_selector("text=柯干事 已不再任职，账号已停用")
    theirs.reload()
    theirs.wait_for_url("**/sign-in/**")
    assert Tenure.objects.get(post=post, person=live.office.people["stranger"]).start == timezone.localdate()


def test_a_decision_is_recorded_from_a_signed_sheet(visit, live):
    office, at = live.office, timezone.now()
    day = timezone.localdate(at)
    office.person("secretary", "文秘书", "county", Role.CLERK)
    with approvals() as kind:
        given = {"title": "请批流动科技馆方案", "words": "下乡三天", "channel": "letter"}
        asked = {**given, "unit": office.units["kexie"].pk, "owner": office.posts["clerk"].pk}
        record = begin(kind, office.actor("clerk", day), asked, at=at).record
        admin, until = office.actor("admin", day), day.replace(year=day.year + 1)
        give_mandate(office.posts["leader"], office.posts["secretary"], day, until, "云政办〔2026〕3号", admin, at=at)
        page = visit("secretary", f"/approvals/{record.pk}/")
        page.click("text=代录“Approve”")
        page.wait_for_selector("#dialog [name=sheet]")
        page.fill("[name=reason]", "同意")
        page.fill("[name=signed]", day.isoformat())
        page.set_input_files("[name=sheet]", {"name": "签批单.png", "mimeType": "image/png", "buffer": png()})
        page.click("#dialog button[type=submit]")
        page.wait_for_selector("text=文秘书 代录 林分管 签批")
        assert (Record.objects.get(pk=record.pk).state, Attachment.objects.get().part) == ("approved", "sheet")
