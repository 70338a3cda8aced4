"""By telephone, from the address of the QR code: people sign up until no seat is left, one cancels, one is ticked."""

from django.utils import timezone

from accessible import violations
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import begin
from luoshi.lines.registrations.models import ActivityRegistration
from luoshi.lines.registrations.queries import NOTICE, OPEN, activity_code

TELEPHONE = {"width": 390, "height": 844}
FITS = "document.documentElement.scrollWidth <= window.innerWidth"
TOLD = "姓名和电话只用于本次活动的组织，活动结束三个月后删除。"


def _activity(office, at):
    day = timezone.localdate(at)
    for value, text in ((OPEN, "是"), (NOTICE, TOLD)):
        set_value(value, None, text, day, "云科协〔2026〕3号", office.actor("admin", day), at=at)
    planned = {
        "unit": office.units["kexie"].pk,
        "sort": "lecture",
        "place": "白鹭社区",
        "theme": "望星空",
        "planned": day,
        "seats": 2,
    }
    return begin(get_kind("activities"), office.actor("clerk", day), planned, at=at, step="plan").record


def _sign_up(visit, address, name, *, guardian=""):
    page = visit(None, address, viewport=TELEPHONE)
    assert violations(page) == [] and page.evaluate(FITS)
    page.fill("[name=name]", name)
    page.fill("[name=contact]", "138 0013 8000")
    if guardian:
        page.check("[name=minor]")
        page.fill("[name=guardian]", guardian)
        page.check("[name=consent]")
    page.check("[name=agree]")
    page.click("main form.form button[type=submit]")
    page.wait_for_selector("code.long")
    assert violations(page) == [] and page.evaluate(FITS)
    return page


def test_people_sign_up_until_it_is_full_and_who_comes_is_ticked(visit, live):
    at, office = timezone.now(), live.office
    activity = _activity(office, at)
    address = f"/open/sign-up/{activity_code(activity.pk)}/"
    first = _sign_up(visit, address, "王小明")
    assert "王**" in first.inner_text("main") and "王小明" not in first.content()
    own = first.get_attribute("main a:has(code)", "href")
    _sign_up(visit, address, "幻小禾", guardian="幻妈妈")
    full = visit(None, address, viewport=TELEPHONE)
    assert "名额已满" in full.inner_text("main") and full.query_selector("main form") is None
    assert violations(full) == [] and full.evaluate(FITS)
    mine = visit(None, own, viewport=TELEPHONE)
    mine.click("main button[type=submit]")
    mine.wait_for_selector("text=已取消")
    assert "1 / 2" in visit(None, address, viewport=TELEPHONE).inner_text("main")
    desk = visit("clerk", f"/check-in/{activity.pk}/", viewport=TELEPHONE)
    assert "幻小禾" in desk.inner_text("main") and violations(desk) == [] and desk.evaluate(FITS)
    desk.click("main button[name=came]")
    desk.wait_for_selector("text=已到场 1 / 1")
    assert ActivityRegistration.objects.filter(state="came").count() == 1
