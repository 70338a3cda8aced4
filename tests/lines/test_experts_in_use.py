"""Experts, advice and credit as an office uses them: each row of group L2 by its own sentence."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from calling import CLOSES, OPENS, moment
from django.test import Client
from openpyxl import load_workbook

from luoshi.evidence.journal.models import Entry
from office import NOW, TODAY, Office
from trying_rows import Trying

DAY = timedelta(days=1)


@pytest.fixture
def trying(office: Office, monkeypatch: pytest.MonkeyPatch) -> Trying:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return Trying(office)


def decided(trying: Trying, weight: str = "bar", sort: str = "credit", **of: Any) -> Any:
    """A finding that was checked and decided, and not told yet."""
    given = {"sort": sort, "day": TODAY - 30 * DAY, "finding": "经费使用与合同不符", "source": "云审〔2026〕2号", **of}
    event = trying.opens("integrity", **given)
    event = trying.does(event, "check", "supervisor", reason="查阅账目")
    return trying.does(event, "decide", "leader", weight=weight)


def told(trying: Trying, event: Any, first: Any = TODAY, last: Any = TODAY + 365 * DAY) -> Any:
    """A finding that is in effect from the first day to the last."""
    return trying.does(event, "tell", "supervisor", told=first - DAY, from_day=first, to_day=last)


def applying(trying: Trying, **more: Any) -> Any:
    """An application for an open call of projects."""
    given = {"title": "2026年项目申报", "sort": "projects", "year": 2026, "late": "no", "frees": "no"}
    call = trying.opens("calls", **given, from_at=moment(OPENS), to_at=moment(CLOSES))
    call = trying.does(call, "publish", "leader")
    return trying.opens("applications", call=call.number, title="茶园物联网", summary="提前预警", **more)


@pytest.mark.parametrize("whose", ["applicant", "leader"])
def test_who_is_barred_is_not_approved_be_it_unit_or_person_and_repaired_credit_counts_again(
    trying: Trying, whose: str
) -> None:
    """S000-33: reminded, restricted, barred, repaired; the record is used when something is sent, checked, approved."""
    firm, leader = trying.firm("云岭县绿源茶业有限公司"), trying.person("幻立山")
    of = {"organisation": firm.number} if whose == "applicant" else {"person": leader.number}
    for weight in ("note", "limit"):
        told(trying, decided(trying, weight, **of))
    one = applying(trying, applicant=firm.number, leader=leader.number)
    event = told(trying, decided(trying, **of))
    assert "失信处理" in trying.refused(one, "send")
    project = {"title": "茶园", "sort": "key", "level": "county", "key": "no"}
    filed = trying.opens("projects", **project, holder=firm.number, leader=leader.number)
    assert "失信处理" in trying.refused(filed, "examine", "supervisor", examined_on=TODAY)
    asked = trying.opens("clearances", purpose="项目立项", asked=TODAY, **of)
    assert (asked.hits, asked.found) == (1, event.number)
    assert asked.number in trying.reads("/clearances/", q="项目立项")
    event = trying.does(event, "repair", "supervisor", to_day=TODAY, reason="已整改并退回经费")
    assert event.state == "repaired"
    one = trying.does(one, "send")
    assert trying.opens("clearances", purpose="复查", asked=TODAY, **of).hits == 0
    report = trying.reads("/integrity/", q=firm.title if whose == "applicant" else leader.title)
    assert all(words in report for words in ("提醒", "受限", "禁止", "已修复"))


def test_a_committee_is_asked_before_a_decision_and_what_became_of_its_advice_is_registered(trying: Trying) -> None:
    """S000-35: members with terms; two requests: one adopted, one not, with the reason; the share is half."""
    people = [trying.person(name) for name in ("幻知远", "幻问渠")]
    rows = []
    for title in ("园区选址", "设备选型"):
        given = {"title": title, "group": "科技顾问委员会", "question": "是否可行", "asked_on": TODAY}
        rows.append(trying.opens("advices", **given, until=TODAY + 9 * DAY))
    assert trying.asks(rows[0], "adopt", "clerk", {"outcome": "采纳", "concluded": TODAY}).status_code in (403, 422)
    for row in rows:
        for who in people:
            opinion = {"person": who.number, "opinion": "建议先做水文勘察", "day": TODAY}
            trying.does(row, "advise", opinions=opinion)
    assert trying.refused(rows[1], "decline", concluded=TODAY)  # without a reason
    trying.does(rows[0], "adopt", outcome="先做水文勘察", concluded=TODAY)
    trying.does(rows[1], "decline", concluded=TODAY, reason="上级已统一选型")
    assert trying.counts("advices", "asked") == {"": "2"} and trying.counts("advices", "adopted") == {"": "1"}
    register = trying.reads("/advices/")
    assert "园区选址" in register and "已采纳" in register and "未采纳" in register
    assert "上级已统一选型" in trying.reads(rows[1].get_absolute_url())


def test_talks_and_cases_of_ethics_are_one_log(trying: Trying) -> None:
    """S002-22: what was held is counted by its own sort; a case is reported, checked, concluded, recorded."""
    held = {"held": TODAY, "theme": "学风道德", "attendance": 80, "place": "县科技馆"}
    trying.opens("activities", sort="ethics", **held)
    trying.opens("activities", sort="lecture", **held)
    assert trying.counts("activities", "events", "sort")["学风道德宣讲"] == "1"
    assert trying.counts("activities", "attendance", "sort")["学风道德宣讲"] == "80"
    who = trying.person("幻违规")
    case = told(trying, decided(trying, "note", sort="ethics", person=who.number))
    assert case.state == "told" and trying.counts("integrity", "cases", "sort")["科研伦理案件"] == "1"
    dropped = trying.opens("integrity", sort="ethics", day=TODAY, finding="署名争议", person=who.number)
    assert trying.does(dropped, "drop", "supervisor", reason="查无实据").state == "dropped"
    assert trying.counts("integrity", "effect", "weight")["提醒"] == "1"


def test_assessors_are_drawn_by_field_and_read_the_first_opinion_before_they_mark(trying: Trying) -> None:
    """S002-46: the four groups are fields of the pool; who has not read is refused; both moments stay on the sheet."""
    from reviewing import opened, sheets_of

    from luoshi.parts.review.models import Assessed

    fields = trying.reads("/values/lists/experts.branches/", "admin")
    assert all(name in fields for name in ("采矿、地质", "机电", "冶炼、化工", "管理"))
    round_ = opened(trying.office, projects=1, after="yes")
    (sheet,) = sheets_of(trying.office, "b")
    assert "先阅读" in trying.refused(trying.does(sheet, "accept", "b"), "score", "b", marks=marks(sheet))
    (row,) = Assessed.objects.filter(round=round_.pk)
    trying.does(row, "opine", "a", opinion="结构可靠，建议进入会评")
    trying.does(sheet, "read", "b")
    done = trying.does(sheet, "score", "b", marks=marks(sheet))
    assert (done.state, done.read_at, done.scored_at) == ("scored", NOW, NOW)
    page = trying.reads(done.get_absolute_url(), "b")
    assert page.count("2026-03-20 10:00") >= 2
    shown = Client()
    shown.force_login(trying.office.people["stranger"].user)
    assert shown.get(done.get_absolute_url()).status_code == 404


def marks(sheet: Any) -> list[dict[str, Any]]:
    from luoshi.parts.review.models import SheetMark

    rows = SheetMark.objects.filter(record=sheet.pk).order_by("place")
    return [{"id": row.pk, "item": row.item, "mark": 80} for row in rows]


def test_pledges_and_cases_make_the_statistics_of_self_discipline(trying: Trying) -> None:
    """S003-09: three pledged, one case is concluded; the page says both, also for last year."""
    people = [trying.person(f"幻承诺{n}") for n in range(3)]
    for who in people:
        trying.opens("integrity", "pledge", person=who.number, day=TODAY)
    told(trying, decided(trying, "limit", sort="misconduct", person=people[0].number))
    assert trying.counts("integrity", "pledges") == {"": "3"}
    assert trying.counts("integrity", "cases", "sort")["科研失信案件"] == "1"
    assert trying.counts("integrity", "pledges", first="2025-01-01", last="2025-12-31") in ({"": "0"}, {})
    pledged = trying.reads("/integrity/", face="pledges")
    assert all(who.title in pledged for who in people)


def test_an_expert_of_the_pool_visits_a_firm_and_the_result_is_counted(trying: Trying) -> None:
    """S003-13: into the pool with consent, a trip to a firm with the problem and what came of it."""
    who, firm = trying.person("幻立山"), trying.firm("云岭县绿源茶业有限公司")
    trip = {
        "title": "萎凋工艺诊断",
        "sort": "visit",
        "organisation": firm.number,
        "asked_on": TODAY,
        "problem": "能耗高",
    }
    refused = trying.api("clerk").post("guidances/begin/plan", {
        "given": {**trip, "asked_on": TODAY.isoformat(), "unit": trying.office.units["kexie"].pk, "expert": who.number},
    })  # fmt: skip
    assert refused.status_code == 422  # not of the pool
    branches = [{"branch": "machines"}]
    expert = trying.opens("experts", person=who.number, consent=TODAY, rank="full", branches=branches)
    trying.does(expert, "accept", "supervisor", from_day=TODAY)
    visit = trying.opens("guidances", "plan", **trip, expert=who.number)
    visit = trying.does(visit, "serve", day=TODAY, result="改用热泵，能耗降三成")
    trying.does(visit, "confirm", solved="yes")
    assert trying.counts("guidances", "services", "sort")["专家进企业"] == "1"
    table = trying.reads("/guidances/", face="visits")
    assert firm.title in table and "幻立山" in table
    assert "改用热泵" in trying.reads(visit.get_absolute_url())
    assert "萎凋工艺诊断" in trying.reads(firm.get_absolute_url())  # the firm's own page leads to it


def test_one_archive_a_person_says_what_is_in_effect_and_keeps_what_was_withdrawn(trying: Trying) -> None:
    """S003-29, with L2.3 and L2.4: nothing before the person was told; an upheld appeal leaves its trace."""
    who = trying.person("幻立山")
    event = decided(trying, person=who.number)
    first = TODAY + DAY
    assert "告知" in trying.refused(event, "tell", "supervisor", told=TODAY, from_day=TODAY, to_day=first)
    event = trying.does(event, "tell", "supervisor", told=TODAY, from_day=first, to_day=first + 300 * DAY)
    checks = [trying.opens("clearances", purpose="评优", asked=day, person=who.number) for day in (TODAY, first)]
    assert [check.hits for check in checks] == [0, 1]
    event = trying.does(event, "appeal", "supervisor", reason="账目另有凭证")
    event = trying.does(event, "uphold", "leader", reason="凭证属实")
    assert (event.state, event.withdrawn) == ("withdrawn", TODAY)
    assert trying.opens("clearances", purpose="评优", asked=first, person=who.number).hits == 0
    archive = trying.reads(who.get_absolute_url())
    assert event.number in archive and "诚信" in archive
    page = trying.reads(event.get_absolute_url())
    assert "云审〔2026〕2号" in page and "已撤销" in page and TODAY.isoformat() in page
    steps = list(Entry.objects.filter(record=event.pk).order_by("pk").values_list("step", flat=True))
    assert [step for step in steps if not step.startswith("look")] == [
        "report",
        "check",
        "decide",
        "tell",
        "appeal",
        "uphold",
    ]
    asked = trying.office.people["supervisor"].user, {"q": event.number}
    sheet = Client()
    sheet.force_login(asked[0])
    extract = load_workbook(io.BytesIO(b"".join(sheet.post("/integrity/export/", asked[1]))))  # type: ignore[call-overload]
    cells = {str(cell) for row in extract.active.iter_rows(values_only=True) for cell in row}
    assert {event.number, "云审〔2026〕2号", "账目另有凭证"} & cells == {event.number, "云审〔2026〕2号"}, cells
