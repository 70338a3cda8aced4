"""Somebody from outside applies by telephone: finds what is open, begins, saves, comes back, sees what lacks, sends."""

from datetime import timedelta

from calling import moment, person
from django.utils import timezone

from accessible import violations
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.parts.calls.models import Application

TELEPHONE = {"width": 390, "height": 844}
FITS = "document.documentElement.scrollWidth <= window.innerWidth"


def _open_call(office, at):
    given = {
        "unit": office.units["kexie"].pk,
        "title": "讲比项目征集",
        "sort": "contest",
        "year": at.year,
        "late": "no",
    }
    given |= {"from_at": moment(at - timedelta(days=2)), "to_at": moment(at + timedelta(days=2)), "frees": "no"}
    given |= {
        "moves_up": "no",
        "guide": "面向企业一线。",
        "conditions": [{"sort": "leader_most", "most": "1", "text": ""}],
    }
    call = begin(get_kind("calls"), office.actor("clerk", at.date()), given, at=at).record
    return take(call, "publish", office.actor("leader", at.date()), {}, at=at).record


def test_an_applicant_begins_comes_back_and_sends_by_telephone(visit, live):
    at, office = timezone.now(), live.office
    entry = person(office, "幻申报")
    type(entry).objects.filter(pk=entry.pk).update(as_person=office.people["outside"].pk)
    call = _open_call(office, at)
    page = visit("outside", "/apply/", viewport=TELEPHONE)
    assert violations(page) == [] and page.evaluate(FITS)
    page.click("main a.button")
    page.wait_for_url(f"**/apply/{call.pk}/")
    page.wait_for_selector("[name=title]")
    assert violations(page) == [] and page.evaluate(FITS) and "面向企业一线" in page.content()
    page.fill("[name=title]", "茶园防霜")
    page.click("main form.form button[type=submit]")
    page.wait_for_url("**/applications/*/edit/")
    page.wait_for_selector("[name=summary]")
    assert page.evaluate(FITS)
    again = visit("outside", "/apply/", viewport=TELEPHONE)  # days later: begun, and it says what is missing
    words = again.inner_text("main")
    assert "茶园防霜" in words and "还缺什么" in words and "未填完" in words
    again.click("main a.button:has-text('继续填写')")
    again.wait_for_selector("[name=summary]")
    again.fill("[name=summary]", "提前三小时预警霜冻")
    again.click("form.form .form__buttons button[type=submit]")
    again.wait_for_url("**/applications/*/")
    last = visit("outside", "/apply/", viewport=TELEPHONE)
    assert "已填齐" in last.inner_text("main") and violations(last) == [] and last.evaluate(FITS)
    last.click("main a.button:has-text('报送')")
    last.wait_for_selector("dialog form.form, main form.form")
    last.click("form.form .form__buttons button[type=submit]")
    last.wait_for_url("**/applications/*/")
    done = visit("outside", "/apply/", viewport=TELEPHONE)
    receipt = Application.objects.get().receipt
    assert receipt and receipt in done.inner_text("main") and done.evaluate(FITS)
    assert "形式审查" in done.inner_text("main")
