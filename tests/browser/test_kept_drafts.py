"""What one types into the form of an application is kept on the server and offered on another device."""

from datetime import timedelta

from calling import moment, person
from django.utils import timezone

from accessible import violations
from luoshi.desk.drafts.models import FormDraft
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.parts.calls.models import Application

TELEPHONE = {"width": 390, "height": 844}
FITS = "document.documentElement.scrollWidth <= window.innerWidth"


def _application(office, at):
    unit, day = office.units["kexie"].pk, at.date()
    given = {"unit": unit, "title": "讲比项目征集", "sort": "contest", "year": at.year, "late": "no", "frees": "no"}
    given |= {"from_at": moment(at - timedelta(days=2)), "to_at": moment(at + timedelta(days=2)), "moves_up": "no"}
    call = begin(get_kind("calls"), office.actor("clerk", day), given, at=at).record
    take(call, "publish", office.actor("leader", day), {}, at=at)
    given = {"unit": unit, "call": call.number, "title": "茶园防霜", "leader": person(office, "幻申报").number}
    return begin(get_kind("applications"), office.actor("clerk", day), given, at=at).record


def test_a_draft_follows_its_author_to_another_device_and_goes_once_saved(visit, live):
    record = _application(live.office, timezone.now())
    url = f"{record.get_absolute_url()}edit/"
    page = visit("clerk", url)
    with page.expect_response(lambda answer: answer.url.endswith("/edit/draft/") and answer.request.method == "POST"):
        page.fill("[name=summary]", "提前三小时预警霜冻")
    other = visit("clerk", url, viewport=TELEPHONE)
    other.wait_for_selector(".draft >> text=尚未保存")
    assert other.input_value("[name=summary]") == "" and violations(other) == [] and other.evaluate(FITS)
    other.click(".draft button:has-text('接着填写')")
    assert other.input_value("[name=summary]") == "提前三小时预警霜冻"
    other.click("form.form .form__buttons button[type=submit]")
    other.wait_for_url(f"**{record.get_absolute_url()}")
    assert Application.objects.get().summary == "提前三小时预警霜冻" and not FormDraft.objects.exists()
    third = visit("clerk", url)
    with third.expect_response(lambda answer: answer.url.endswith("/draft/") and answer.request.method == "POST"):
        third.fill("[name=summary]", "不要的话")
    again = visit("clerk", url)
    with again.expect_response(lambda answer: answer.url.endswith("/draft/") and answer.request.method == "POST"):
        again.click(".draft button:has-text('放弃')")
    assert not FormDraft.objects.exists() and again.query_selector(".draft") is None
