"""The leader's page: with long words one screen and one sheet of A4; and what a leader does in thirty seconds."""

from __future__ import annotations

import re
from datetime import timedelta

import pypdfium2
import pytest
from django.utils import timezone

from accessible import violations
from appeal_factory import appeal
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.steps.actions.steps import take
from luoshi.lines.instructions.models import Instruction
from plans import published

LONG = "围绕全县茶叶全产业链开展科技服务，组建产业专家团队，深入田间地头开展技术指导，建立问题台账并逐条销号，第{}项"
REASON = "因连续降雨造成施工道路中断，且上级用地批复尚未下达，需待道路抢通并取得批复后方可继续，预计推迟一个月"
A4 = (595, 842)  # points
TELEPHONE = {"width": 390, "height": 844}
WIDE = "document.documentElement.scrollWidth <= innerWidth"


@pytest.fixture
def crowded(live):
    """Seven matters that wait for the leader's word, seven late ones with a reason, all changed; titles are long."""
    office, now = live.office, timezone.now()
    text = "".join(f"{n}. 县科协{LONG.format(n)}。（完成时限：年底前）\n" for n in range(1, 8))
    plan = published(office, f"云岭县2026年科普工作要点\n一、阵地建设\n{text}")
    day = timezone.localdate(now)
    Record.objects.filter(as_commitment__plan=plan).update(state="verified", due=day)
    for number in range(7):
        given = {"title": LONG.format(number), "words": "周末", "channel": "web", "unit": office.units["desk"].pk}
        record = appeal(office, **given, at=now)
        to = {"grade": "urgent", "unit": office.units["kexie"].pk}
        record = take(record, "assign", office.actor("supervisor"), to, at=now).record
        take(record, "return", office.actor("clerk"), {"reason": REASON}, at=now)
        Record.objects.filter(pk=record.pk).update(due=day - timedelta(days=9), unit=office.units["kexie"])
    return live


def test_seven_long_matters_fit_one_screen_and_one_sheet(crowded, visit):
    for language in ("zh-hans", "en"):
        fits(visit("leader", "/", language=language))


def fits(tab):
    counts = tab.eval_on_selector_all(".leader .count", "found => found.map(one => one.textContent)")
    rows = tab.eval_on_selector_all(".leader table", "all => all.map(one => one.tBodies[0].rows.length)")
    assert (counts, rows, tab.locator(".matter").count()) == (["7", "7", "7", "7"], [4, 4], 3)
    assert tab.evaluate("document.querySelector('.leader').getBoundingClientRect().bottom") <= 768
    assert tab.evaluate("document.documentElement.scrollWidth") <= 1366
    assert violations(tab) == []
    sheets = list(pypdfium2.PdfDocument(tab.pdf(prefer_css_page_size=True, print_background=False)))
    assert [tuple(round(side) for side in sheet.get_size()) for sheet in sheets] == [A4]
    words = re.sub(r"\s", "", sheets[0].get_textpage().get_text_range())
    assert words.count("围绕全县茶叶全产业链") == 11 and words.count("因连续降雨造成施工道路中断") == 3
    assert words.count(f"{timezone.localdate():%Y-%m-%d}") >= 4  # no date is cut off


def test_what_a_leader_does_in_thirty_seconds_on_a_telephone(crowded, visit, settings):
    settings.SECOND_FACTOR = "off"
    tab, done = visit(None, "/sign-in/", viewport=TELEPHONE), []

    def act(what, *given):
        done.append(what)
        getattr(tab, what)(*given)

    act("fill", "[name=username]", "leader")
    act("fill", "[name=password]", "Yunling-2026")
    act("press", "[name=password]", "Enter")
    tab.wait_for_selector(".leader")
    labels = ("分管领域逾期事项", "分管领域未报", "分管领域本周到期", "待我审定")
    counts = ("7", "0", "0", "7")
    assert tab.inner_text(".leader .counts").split() == [
        word for pair in zip(counts, labels, strict=True) for word in pair
    ]
    figures, first = tab.locator(".leader .counts").bounding_box(), tab.locator(".matter").first
    assert figures["height"] <= 80 and first.bounding_box()["y"] - figures["y"] - figures["height"] <= 120
    assert "逾期" in first.inner_text() and "杜察云" in first.inner_text()
    assert first.bounding_box()["y"] < TELEPHONE["height"] / 2
    act("click", ".matter button:has-text('显示电话')")
    assert tab.wait_for_selector("a[href^='tel:']").get_attribute("href") == "tel:13900000000"
    act("click", ".matter a:has-text('批示')")
    act("fill", "#dialog [name=words]", "请本周内办结。")
    assert tab.evaluate(WIDE) and violations(tab) == []
    act("click", "#dialog form button[type=submit]")
    tab.wait_for_selector(".matter .tag:has-text('已批示')")
    act("click", ".matter button:has-text('请督查室催办')")
    tab.wait_for_selector(".matter .tag:has-text('已请督查室催办')")
    assert tab.locator(".matter button:has-text('请督查室催办')").count() == 2
    assert tab.evaluate(WIDE) and violations(tab) == []
    assert len(done) == 8
    assert sorted(Instruction.objects.values_list("chase", "state")) == [(False, "passed"), (True, "given")]
