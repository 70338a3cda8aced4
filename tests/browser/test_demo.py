"""The demonstration in a real Chromium: roles chosen, changed and left; a first-time visitor's five minutes in it."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from accessible import violations
from demonstration import make, running
from five_minutes import TASK, walk
from luoshi.commitments.progress.models import Progress
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.files.models import Attachment
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.values.queries import current_targets, told_in

TELEPHONE = {"width": 390, "height": 844}
MOST = 45  # clicks, commands by key, fields filled in and files chosen, one each; at six seconds each: five minutes
FITS = "document.documentElement.scrollWidth <= window.innerWidth"


@pytest.fixture
def live(transactional_db, live_server, images, settings, tmp_path, monkeypatch):
    """The application as a demonstration with its county, in place of the small office."""
    settings.SECOND_FACTOR = "off"
    with running(settings, tmp_path):
        images.stand("county", lambda: make(monkeypatch), tmp_path)
        yield SimpleNamespace(url=live_server.url)


def test_a_role_is_entered_changed_and_left(visit):
    page = visit(None, "/demo/")
    page.click("button:has-text('林海峰')")
    page.wait_for_selector("h1:has-text('领导首页')")
    page.click(".notice__demo a")
    page.wait_for_selector("text=您现在是林海峰。")
    page.click("button:has-text('叶知秋')")
    page.wait_for_selector("h1:has-text('今日')")
    page.click("summary:has-text('叶知秋')")
    page.click("text=退出")
    page.wait_for_url("**/demo/")
    assert page.query_selector("summary:has-text('叶知秋')") is None and "您现在是" not in page.inner_text("#main")


def test_whoever_asks_for_a_page_first_is_led_to_the_chooser(visit):
    page = visit(None, "/appeals/")
    page.click("text=选择角色")
    page.wait_for_selector("h1:has-text('选择角色')")


def test_the_banner_and_the_sheet_of_paper_say_what_the_data_is(visit):
    page = visit(None, "/demo/")
    page.press("button:has-text('杜明川')", "Enter")
    page.wait_for_selector("h1:has-text('今日')")
    page.goto(page.url + "appeals/print/")
    page.emulate_media(media="print")
    assert "[演示数据]" in page.inner_text(".sheet__head") and "[演示数据]" in page.title()


def test_the_chooser_fits_and_is_open_to_all(visit):
    for language, viewport, says in (
        ("zh-hans", {"width": 1366, "height": 768}, "督查员"),
        ("en", TELEPHONE, "Supervisor"),
    ):
        page = visit(None, "/demo/", language=language, viewport=viewport)
        assert (page.evaluate(FITS), violations(page)) == (True, [])
        assert page.query_selector(f"h2:has-text('{says}')") is not None


def test_from_a_paper_to_a_thing_done_in_few_clicks_and_keys(visit, live):
    page, places = visit(None, "/demo/"), []
    taken = walk(page, live.url, timezone.localdate() + timedelta(days=40), places.append)
    assert taken <= MOST
    assert places == ["path-correct", "path-issue", "path-report", "path-closed"]
    one = Commitment.objects.get(words__contains=TASK)
    steps = [f"{entry.person.name} {entry.step}" for entry in Entry.objects.filter(record=one.pk).order_by("pk")]
    assert steps == [
        "杜明川 list",
        "杜明川 issue",
        "周婷 accept",
        "周婷 take_up",
        "周婷 finish",
        "杜明川 verify",
        "林海峰 close_it",
    ]
    assert (one.state, one.mark, one.done, str(one.unit)) == ("closed", "A", timezone.localdate(), "云岭县科学技术协会")
    report = Progress.objects.get(commitment=one)
    told = told_in([report], current_targets(one))[report.pk]
    assert [int(figure.value) for figure in told] == [12, 680]
    assert Attachment.objects.get(entry__record=one.pk).name == "讲座签到表.txt"
    other = Commitment.objects.get(words__contains="宣传栏")
    assert (other.state, str(other.unit)) == ("listed", "云岭县教育局")
