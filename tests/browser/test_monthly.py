"""A township clerk on a telephone: fifteen items of this month in at most 50 actions, and a line that breaks."""

from __future__ import annotations

import pytest

from assigned import act, at, running
from counted import Counted
from luoshi.base.rights.rules.rights import Role
from luoshi.commitments.progress.models import Progress
from luoshi.facts.base.models.fact import Fact
from luoshi.kernel.files.models import Attachment
from pictures import png
from plans import published

MOST = 50
TELEPHONE = {"width": 390, "height": 844}
WORK = ("便民服务点", "农村科普馆", "文化广场", "垃圾分类亭", "村级卫生室", "饮水工程", "灌溉渠道", "护林站",
        "养老驿站", "儿童之家", "电商服务站", "培训教室", "停车场", "公交候车亭", "防汛物资库")  # fmt: skip
PAPER = "云岭县2026年民生实事工作要点\n" + "".join(
    f"{number}.青石镇新建{name}{number + 1}个，12月底前完成。\n" for number, name in enumerate(WORK, start=1)
)
LATE, BY_CAMERA, AS_LAST = 3, 7, 11  # places of the items that are told otherwise


@pytest.fixture
def items(live, settings, tmp_path, monkeypatch):
    """Fifteen items of 青石镇, reported on every month; one report of March is missing. It is the 27th of April."""
    settings.DATA = tmp_path
    settings.SESSION_COOKIE_AGE = 10**9
    office = live.office
    office.person("township", "青小雨", "town", Role.CLERK)
    plan = published(office, PAPER, rhythm="months")
    found = [running(office, plan, f"新建{name}", who="township") for name in WORK]
    for place, row_found in enumerate(found):
        if place != LATE:
            (target,) = row_found.targets.all()
            figures = {f"value_{target.pk}": "1"}
            act(
                office,
                row_found,
                "report",
                "township",
                at(3, 27),
                period="",
                words=f"{WORK[place]}已建成1个。",
                **figures,
            )
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(4, 27))
    return found


def test_a_township_clerk_reports_fifteen_items_on_a_telephone_in_50_actions(visit, items):
    person = Counted(visit("township", "/mine/report/", viewport=TELEPHONE))
    page = person.page
    assert page.locator("[data-card=todo]").count() == 15 and page.locator("[data-card][open]").count() == 0
    person.press("[data-card] > summary >> nth=0")
    order = page.eval_on_selector_all("[data-card]", "all => all.map((one) => Number(one.id.slice(5)))")
    for pk in order:
        place = next(at for at, row in enumerate(items) if row.pk == pk)
        card, (target,) = f"#card-{pk}", items[place].targets.all()
        page.wait_for_selector(f"{card}[open]")
        assert page.locator("[data-card][open]").count() == 1
        asked = [page.is_visible(f"[name=r{pk}-{name}]") for name in ("obstacles", "following")]
        assert asked == [place == LATE] * 2
        if place == AS_LAST:
            person.press(f"{card} [data-as-last]")
        else:
            person.fill(f"[name=r{pk}-words]", f"{WORK[place]}本月新建成1个。")
        if place == LATE:
            person.fill(f"[name=r{pk}-obstacles]", "连续降雨影响施工。")
            person.fill(f"[name=r{pk}-following]", "天晴后增加人手，五月赶上进度。")
        if place == BY_CAMERA:
            person.give(f"{card} [capture]", "现场.png", png())
        person.fill(f"[name=r{pk}-value_{target.pk}]", "2")
        if place == 5:
            lost_and_found(person, card, f"[name=r{pk}-words]")
        person.press(f"{card} button[type=submit]")
        page.wait_for_selector(f"{card}[data-saved]:not([open])")
    print(f"\n{person.actions} actions for {len(items)} items")
    assert page.inner_text("#report-count") == "本月应报事项已全部报送。\n已报送15项"
    assert person.actions <= MOST
    april = {progress.commitment_id: progress for progress in Progress.objects.filter(day__month=4)}
    assert len(april) == 15 == Progress.objects.filter(day__month=4).count()
    assert april[items[AS_LAST].pk].words == "防汛物资库已建成1个。".replace("防汛物资库", WORK[AS_LAST])
    assert april[items[LATE].pk].obstacles == "连续降雨影响施工。"
    assert Fact.objects.filter(entry__progress__in=april.values(), value=2, ended=None).count() == 15
    assert [(file.record_id, file.name) for file in Attachment.objects.all()] == [(items[BY_CAMERA].pk, "现场.png")]
    assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]


def lost_and_found(person, card, words):
    """The line breaks while a card is sent; the tab is loaded anew, and all that was typed stands there, marked."""
    page, before = person.page, len(person.page.troubles)
    page.context.set_offline(True)
    try:
        person.press(f"{card} button[type=submit]")
        page.wait_for_selector(f"{card} [data-trouble]:visible")
    finally:
        page.context.set_offline(False)
    page.troubles[before:] = []
    typed = page.input_value(words)
    page.reload()
    page.wait_for_selector(f"{card}[open] [data-drafted]:visible")
    assert typed and page.input_value(words) == typed
    assert page.locator("[data-card=done]").count() == 5  # what was sent before stays sent
