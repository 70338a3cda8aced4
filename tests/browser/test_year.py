"""One whole year in a real Chromium: a plan from its publishing to its year's close, the clock moved by the test."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

import office
from clerk_keys import Clerk
from luoshi.base.rights.rules.rights import Role
from luoshi.commitments.kinds.values import ACCEPT_DAYS
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import take
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from pictures import png
from year_story import Clock, Tabs, own_plan

COUNTY = """云岭县2026年科普工作要点
一、阵地建设
新建科普示范基地3个，更新展品120件。（牵头单位：县科协；配合单位：县科技局；完成时限：9月底前）
青石镇建设农村科普馆1座，6月底前建成。
二、活动组织
县科技局举办科技培训12期，培训人员600人次，11月底前完成。
青石镇每月开展1次科普赶集。
县科协每季度要召开1次联席会议，听取各部门意见。
三、平台建设
县科技局建成数字科普平台1个，5月底前上线。
"""
OWN = """云岭县科协2026年工作计划
一、阵地
新建科普示范基地3个，更新展品120件。（牵头单位：县科协；完成时限：12月底前）
"""
TASKS = {
    "base": "科普示范基地",
    "hall": "农村科普馆",
    "training": "科技培训",
    "fair": "科普赶集",
    "meeting": "联席会议",
    "platform": "数字科普平台",
}
PAPER = {"name": "试运行报告.txt", "mimeType": "text/plain", "buffer": "试运行报告".encode()}
SHEET = {"name": "签批单.png", "mimeType": "image/png", "buffer": png()}
GROUPS = "form[data-group]:not([hidden]) button"  # by which the rows of a heading that are free of doubt are confirmed


@pytest.fixture
def clock(monkeypatch):
    found = Clock(date(2026, 1, 5))
    monkeypatch.setattr("django.utils.timezone.now", found.now)
    monkeypatch.setattr(office, "NOW", datetime(2026, 1, 4, 2, 0, tzinfo=UTC))
    return found


@pytest.fixture
def real_office(transactional_db, clock):
    """The small office at the beginning of the year, with who else plays a part in it."""
    made = office.build()
    made.person("town", "石干事", "town", Role.CLERK)
    made.person("tea", "茶干事", "society", Role.CLERK)
    made.person("secretary", "文秘书", "county", Role.CLERK)
    return made


@pytest.fixture(autouse=True)
def _own_folder_and_long_sessions(settings, tmp_path):
    settings.DATA = tmp_path
    settings.SECOND_FACTOR = "off"
    settings.SESSION_HOURS = settings.IDLE_MINUTES = settings.IDLE_MINUTES_ADMINISTRATOR = 10**6
    settings.SESSION_COOKIE_AGE = 10**9
    settings.PASSWORD_DAYS = 1000  # nobody chooses a new one in this story


class Story:
    def __init__(self, live, visit, clock):
        self.office, self.clock = live.office, clock
        self.tabs = Tabs(visit, live.url)
        self.plan = self.own = None
        self.shown: dict[str, str] = {}

    def __getattr__(self, name: str) -> Commitment:
        """A commitment by its name in the story, as it is now."""
        if name == "part":
            return Commitment.objects.get(split_from=self.base)
        plan, words = (self.own, TASKS["base"]) if name == "own_base" else (self.plan, TASKS[name])
        return plan.commitments.get(words__contains=words, split_from=None)

    def values(self, one: Commitment, *values: str) -> dict[str, str]:
        """The fields for what its targets have reached, in their order."""
        targets = one.targets.filter(ended=None).order_by("place", "pk")
        return {f"value_{target.pk}": value for target, value in zip(targets, values, strict=True)}

    def published(self, who: str, text: str, name: str, *leads: str) -> Plan:
        """A paper received, its rows put right beside it, published; ``leads`` are the units of rows that lack one."""
        page = self.tabs.open(who, "/plans/receive/")
        page.set_input_files("[name=documents]", {"name": name, "mimeType": "text/plain", "buffer": text.encode()})
        page.click(".form__buttons .button--main")
        page.wait_for_url("**/correct/")
        from playwright.sync_api import expect

        clerk = Clerk(page)
        for letters in leads:
            page.wait_for_selector(".crow--active")
            clerk.edit("=lead")
            clerk.unit(letters)
            clerk.save()
        page.wait_for_selector("form[data-group]")
        while before := page.locator(GROUPS).count():
            page.locator(GROUPS).first.click()
            expect(page.locator(GROUPS)).to_have_count(before - 1)
        page.wait_for_selector("#decided[data-open='0']")
        page.keyboard.press("p")
        page.wait_for_url("**/review/")
        page.click("a[href$='/publish/']")
        page.wait_for_selector("#dialog [name=approver]")
        self.tabs.send(page, approver="林分管", basis="云办发〔2026〕1号")
        return Plan.objects.latest("pk")

    def done(self, who: str, step: str, *some: Commitment, **given: Any) -> None:
        """A step without its page, which was seen with another of the same; who accepts has it in hand."""
        given = {"owner": self.office.posts[who].pk, **given} if step == "accept" else given
        for line in some:
            take(line, step, self.office.actor(who, self.clock.day), given, at=self.clock.now())

    def all_sent_out(self, who: str, plan: Plan) -> None:
        """All of a plan is sent out by one press."""
        page = self.tabs.open(who, f"/commitments/?plan={plan.pk}")
        page.check("[data-all]")
        page.locator("button[name=step][value=issue]").click()
        page.wait_for_selector("#confirm-bulk")
        page.locator("main .form button[type=submit]").click()
        page.wait_for_url("**/commitments/bulk/*/")

    def reported(self, who: str, one: Commitment, **given: str) -> None:
        """One item reported on its card; what is asked for where it is late or behind, too."""
        page = self.tabs.open(who, f"/mine/report/?row={one.pk}")
        for name, value in {"obstacles": "无", "following": "继续推进", **given}.items():
            field = f"[name=r{one.pk}-{name}]"
            if name not in ("obstacles", "following") or page.locator(field).is_visible():
                self.tabs.fill(page, field, value)
        page.click(f"#card-{one.pk} button[type=submit]")
        page.wait_for_selector(f"#card-{one.pk}[data-saved]")
        self.clock.tasks()

    def linked(self, who: str, plan: Plan) -> None:
        """The likeliest pair of a plan is said to be the same task."""
        page = self.tabs.open(who, f"/plans/{plan.pk}/twins/")
        page.click(".pair__acts .button--main")
        page.wait_for_selector("#linked")

    def deputised(self, post: str, name: str, letters: str, last: str) -> None:
        """Somebody deputises in a post for some days."""
        page = self.tabs.open("admin", f"/posts/{self.office.posts[post].pk}/")
        page.click("text=指定代理")
        page.wait_for_selector("#dialog [name=person]")
        self.chosen(page, "person", letters, name)
        page.fill("[name=last]", last)
        page.click("#dialog button[type=submit]")
        page.wait_for_selector(f"text=已任命：{name}")

    def chosen(self, page, field: str, letters: str, label: str) -> None:
        """A person or unit chosen by the initials of its name."""
        page.fill(f"[name={field}]", letters)
        page.wait_for_selector(f"[role=option]:has-text('{label}')")
        page.press(f"[name={field}]", "Enter")

    def mandated(self, leader: str, secretary: str, letters: str) -> None:
        """A secretary may record what a leader decided."""
        page = self.tabs.open("admin", f"/posts/{self.office.posts[leader].pk}/mandate/")
        self.chosen(page, "secretary", letters, "文秘书")
        page.fill("[name=last]", "2026-12-31")
        page.fill("[name=basis]", "云政办〔2026〕3号")
        page.click("main form[data-draft] button[type=submit]")
        page.wait_for_selector("#main .flash")

    def merged(self, unit: str, into: str) -> None:
        """A unit merges into another, seen before it is done."""
        page = self.tabs.open("admin", f"/units/{self.office.units[unit].pk}/merge/")
        page.fill("[name=heir]", into)
        page.click("#order button[type=submit]")
        page.wait_for_selector("text=目前还没有改动任何数据")
        page.click("text=确认执行")
        page.wait_for_selector("text=已完成")

    def left(self, who: str, successor: str, letters: str) -> None:
        """Somebody leaves; a successor has the post, and all that waits on it."""
        self.office.person("new", successor, "kexie", Role.OUTSIDE)
        page = self.tabs.open("admin", f"/people/{self.office.people[who].pk}/leave/")
        self.chosen(page, f"successor_{self.office.posts[who].pk}", letters, successor)
        page.fill("[name=why]", "调离")
        page.click("text=移交并停用账号")
        page.wait_for_selector("text=已不再任职，账号已停用")

    def closed(self, who: str, plan: Plan, becomes: dict) -> None:
        """The year is closed: what becomes of each is said, seen once more, and done; then the plan."""
        page = self.tabs.open(who, f"/plans/{plan.pk}/year/")
        for name, words in becomes.items():
            self.tabs.fill(page, f"[name=row_{name.pk}]", words)
        page.fill("[name=reason]", "年终收账")
        page.click("button[name=then][value=look]")
        page.click("button[name=then][value=do]")
        page.click("a[href$='/close/']")
        page.wait_for_selector("#dialog [name=reason]")
        self.tabs.send(page, reason="年终收账")

    def sees(self, **changed: str) -> None:
        """What the list shows of each commitment: as last time, but for those that are named."""
        self.shown |= changed
        found = self.tabs.lights("supervisor", self.plan.pk, self.own.pk)
        assert found == {getattr(self, name).number: words for name, words in self.shown.items()}, self.clock.day


def test_the_first_month_of_a_year(live, visit, clock):
    january(Story(live, visit, clock))


@pytest.mark.full  # its later steps are each tried at pages of their own, reminders over a year by tests of the ledger
def test_a_year(live, visit, clock):
    tell(Story(live, visit, clock))


def tell(story):
    """The whole year; each part says what the ledger shows at its end."""
    january(story)
    spring(story)
    summer(story)
    autumn(story)
    winter(story)


def january(story):
    """Two plans are published, sent out, accepted or refused; a part is given on; two of the tasks are one."""
    tabs, clock, admin = story.tabs, story.clock, story.office.actor("admin", story.clock.day)
    set_value(ACCEPT_DAYS, None, "3", clock.day, "云岭县督查办法", admin, at=clock.now())
    story.plan = story.published("supervisor", COUNTY, "云岭县2026年科普工作要点.txt", "kxjsj")
    story.own = own_plan(story.office, "head", OWN, clock)
    story.all_sent_out("supervisor", story.plan)
    story.done("head", "issue", story.own_base, urgency="plain")
    story.linked("supervisor", story.own)

    clock.go(1, 7)
    tabs.step("clerk", story.base, "accept", owner="柯干事")
    story.done("clerk", "accept", story.meeting, story.own_base)
    story.done("town", "accept", story.hall, story.fair)
    story.done("stranger", "accept", story.training)
    tabs.step("stranger", story.platform, "refuse", reason="平台建设职责在县科协", right="云岭县科学技术协会")
    clock.go(1, 8)
    tabs.step("supervisor", story.platform, "reassign", reason="经会商调整", unit="云岭县科学技术协会")
    story.done("clerk", "accept", story.platform)
    clock.go(1, 20)
    share = {f"share_{story.base.targets.order_by('place')[0].pk}": "1"}
    words = "新建茶叶科普示范基地1个"
    tabs.step("head", story.base, "split", unit="云岭县茶叶学会", words=words, due="2026-08-31", **share)
    story.done("tea", "accept", story.part)
    assert "科普示范基地：目标 3个，已分解 1" in tabs.words("head", story.base)
    clock.go(1, 30)
    story.reported("town", story.fair, words="1月赶集1次。", count="1")
    story.sees(
        base="正常 科学技术协会", hall="正常 青石镇", training="正常 科学技术局", fair="正常 青石镇",
        meeting="正常 科学技术协会",
        platform="正常 科学技术协会", part="正常 茶叶学会", own_base="正常 科学技术协会",
    )  # fmt: skip


def spring(story):
    """Quiet over the festival; a month that was missed, told by telephone; the quarter's reports; more time in time."""
    tabs, clock = story.tabs, story.clock
    clock.go(3, 2)
    story.sees(fair="逾期 青石镇")
    tabs.step("supervisor", story.fair, "push", words="2月赶集情况请抓紧填报。", limit="2026-03-04")
    clock.go(3, 3)
    said = {"words": "2月26日已赶集1次。", "count": "1", "period": "2026-02"}
    page = tabs.step("supervisor", story.fair, "report_told", told_by="石干事", **said)
    assert "石干事电话反馈，待确认" in page.inner_text("main")
    page = tabs.step("town", story.fair, "confirm")
    assert "待确认" not in page.inner_text("main")
    # Due on the 28th: reminded of on the working Saturday before the festival, in it not, pushed on the Monday after.
    reminded = [row.inner_text().split()[0] for row in page.locator("[aria-labelledby=reminders] tbody tr").all()]
    assert reminded[:3] == ["2026-03-02", "2026-02-27", "2026-02-14"]
    clock.go(3, 30)
    values = story.values(story.base, "1", "40")
    story.reported("clerk", story.base, words="已建成1个，更新展品40件。", **values)
    story.reported("clerk", story.meeting, words="3月18日已召开。", count="1")
    story.reported("town", story.fair, words="3月赶集1次。", count="1")
    story.reported("town", story.hall, words="已开工。")
    story.reported("stranger", story.training, words="已办3期。", **story.values(story.training, "3", "160"))
    story.reported("tea", story.part, words="已选址。")
    story.reported("clerk", story.platform, words="已立项。")
    assert "随同一事项填报" in tabs.words("head", story.own_base)  # one report answered both plans
    story.sees(fair="正常 青石镇")
    clock.go(4, 29)
    story.reported("town", story.fair, words="4月赶集1次。", count="1")
    clock.go(5, 18)
    story.deputised("head", "茶干事", "cgs", "2026-05-29")
    tabs.step("tea", story.platform, "ask_extension", wish="2026-07-31", cause="招标延期", progress="已完成七成")
    clock.go(5, 20)
    tabs.step("supervisor", story.platform, "grant", until="2026-07-31", word_of="林分管")
    assert ("茶干事 (代理)", "申请延期") in tabs.told("supervisor", story.platform)
    facts = tabs.facts("supervisor", story.platform)
    assert (facts["首次时限"], facts["完成时限"]) == ("2026-05-31", "2026-07-31")
    clock.go(5, 29)
    story.reported("town", story.fair, words="5月赶集1次。", count="1")
    story.sees()


def summer(story):
    """What is asked for too late stays late; units merge; work is handed on, returned, and closed for a leader."""
    tabs, clock = story.tabs, story.clock
    clock.go(6, 29)
    story.reported("town", story.fair, words="6月赶集1次。", count="1")
    story.reported("clerk", story.base, words="已建成2个。", **story.values(story.base, "2", "80"))
    story.reported("clerk", story.meeting, words="6月已召开。", count="1")
    story.reported("clerk", story.platform, words="平台开发中。")
    story.reported("tea", story.part, words="正在建设。")
    story.reported("stranger", story.training, words="已办6期。", **story.values(story.training, "6", "320"))
    clock.go(7, 1)
    story.merged("bureau", "云岭县科学技术协会")
    story.sees(hall="逾期 青石镇", training="正常 科学技术协会")
    clock.go(7, 8)
    tabs.step("town", story.hall, "ask_extension", wish="2026-08-31", cause="雨季停工", progress="主体已完工")
    tabs.step("supervisor", story.hall, "grant", until="2026-08-31", word_of="林分管")
    facts = tabs.facts("supervisor", story.hall)
    assert (facts["首次时限"], facts["完成时限"]) == ("2026-06-30", "2026-08-31")
    story.sees()  # asked for when its day had passed: the new one changes nothing of that
    clock.go(7, 10)
    tabs.step("supervisor", story.training, "transfer", reason="培训由学会承办", unit="云岭县茶叶学会")
    tabs.step("tea", story.training, "accept", owner="茶干事")
    clock.go(7, 20)
    tabs.step(
        "clerk", story.platform, "finish", words="平台已上线。", evidence=PAPER, **story.values(story.platform, "1")
    )
    clock.go(7, 22)
    tabs.step("supervisor", story.platform, "return", reason="缺试运行报告", limit="2026-08-05")
    story.sees(training="正常 茶叶学会")
    clock.go(7, 31)
    story.reported("town", story.fair, words="7月赶集1次。", count="1")
    clock.go(8, 3)
    tabs.step("clerk", story.platform, "rework")
    tabs.step("clerk", story.platform, "finish", words="平台已上线，试运行报告附后。", evidence=PAPER)
    tabs.step("supervisor", story.platform, "verify", finding="登录平台查看，运行正常。")
    story.mandated("leader", "secretary", "文秘书")
    tabs.step("secretary", story.platform, "close_it", signed="2026-08-03", sheet=SHEET)
    assert tabs.told("supervisor", story.platform)[0] == ("文秘书 代录 林分管 签批", "销号")
    clock.go(8, 20)
    tabs.step("town", story.hall, "finish", words="农村科普馆已建成开放。", **story.values(story.hall, "1"))
    tabs.step("supervisor", story.hall, "verify", finding="实地查看，已开放。")
    tabs.step("supervisor", story.hall, "close_for", word_of="林分管", basis="分管领导批示")
    clock.go(8, 28)
    story.left("clerk", "新干事", "xgs")
    story.sees(platform="已完成 科学技术协会", hall="已完成 青石镇", part="临近 茶叶学会", fair="临近 青石镇")


def autumn(story):
    """The successor goes on; parts first, then the whole; looked back at."""
    tabs, clock = story.tabs, story.clock
    clock.go(8, 31)
    tabs.step("tea", story.part, "finish", words="已建成。", **story.values(story.part, "1"))
    tabs.step("head", story.part, "verify", finding="现场查看，属实。")
    tabs.step("head", story.part, "close_for", word_of="林分管", basis="办公会")
    clock.go(9, 28)
    story.reported("new", story.meeting, words="9月已召开。", count="1")
    tabs.step("new", story.base, "finish", words="3个基地全部建成。", **story.values(story.base, "3", "120"))
    clock.tasks()
    tabs.step("supervisor", story.base, "verify", finding="抽查2个基地，属实。")
    tabs.step("leader", story.base, "close_it")
    clock.go(9, 29)
    story.reported("tea", story.training, words="已办9期。", **story.values(story.training, "9", "480"))
    clock.go(10, 20)
    story.sees(
        base="已完成 科学技术协会",
        own_base="待核查 科学技术协会",  # reported done with its twin, and checked by its own office
        part="已完成 茶叶学会",
        fair="逾期 青石镇",
    )
    tabs.step("supervisor", story.base, "look_back", holds="成效保持", finding="回访2个基地，正常开放。")
    clock.go(11, 27)
    tabs.step("tea", story.training, "finish", words="12期全部办完。", **story.values(story.training, "12", "610"))
    tabs.step("supervisor", story.training, "verify", finding="查阅签到表，属实。")
    tabs.step("leader", story.training, "close_it")
    story.sees(training="已完成 茶叶学会")


def winter(story):
    """What recurs, the twin that was left, and the year's close."""
    tabs, clock = story.tabs, story.clock
    clock.go(12, 25)
    story.reported("new", story.meeting, words="12月已召开。", count="1")
    tabs.step("head", story.own_base, "verify", finding="属实。")
    tabs.step("leader", story.own_base, "close_it")
    clock.go(1, 12, 2027)
    story.closed("supervisor", story.plan, {story.meeting: "转为常态", story.fair: "结转"})
    assert Plan.objects.get(pk=story.plan.pk).state == "closed"
    states = [
        base.state for base in (story.base, story.hall, story.training, story.fair, story.meeting, story.platform)
    ]
    assert states == ["closed", "closed", "closed", "carried", "standing", "closed"]
    found = tabs.lights("supervisor", story.plan.pk, story.own.pk)
    late, in_time = found[story.hall.number], found[story.own_base.number]
    assert (late, in_time) == ("逾期办结 青石镇", "按时办结 科学技术协会")
