"""Projects and contests from the topic to the performance: each row of group L1 by its own sentence."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from calling import CLOSES, OPENS, moment, places, set_publicity

from luoshi.lines.projects.line import VALUES
from luoshi.parts.calls.models import Application
from luoshi.parts.publicity.models import Posting
from many_appeals import signed_in
from office import NOW, TODAY, Office
from trying_rows import PDF, Trying

DAY = timedelta(days=1)


@pytest.fixture
def trying(office: Office, monkeypatch: pytest.MonkeyPatch) -> Trying:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return Trying(office)


def called(trying: Trying, sort: str, title: str, **more: Any) -> Any:
    """A call that is published and open."""
    given = {"title": title, "sort": sort, "year": 2026, "from_at": moment(OPENS), "to_at": moment(CLOSES)}
    call = trying.opens("calls", **{**given, "late": "no", "frees": "no", **more})
    return trying.does(call, "publish", "leader")


def led(trying: Trying, record: Any, *ways: tuple[str, str] | tuple[str, str, dict[str, Any]]) -> Any:
    """A record after these steps, each by somebody, with what it is given."""
    for step, who, *given in ways:
        record = trying.does(record, step, who, **(given[0] if given else {}))
    return record


CHECKED = (("send", "clerk"), ("certify", "head"), ("check", "supervisor"))


def applied(trying: Trying, call: Any, title: str, **more: Any) -> Any:
    """An application that passed the formal check."""
    given = {"call": call.number, "title": title, "summary": title, **more}
    return led(trying, trying.opens("applications", **given), *CHECKED)


def shown(trying: Trying, record: Any, **result: Any) -> Any:
    """An application whose publicity is over."""
    record = led(trying, record, ("assess", "supervisor", result), ("publish", "supervisor"))
    Posting.objects.filter(record=record.pk).update(until=TODAY - DAY)
    return record


def project(trying: Trying, title: str, **more: Any) -> Any:
    """A project that is filed."""
    return trying.opens("projects", title=title, **{"sort": "key", "level": "county", "key": "no", **more})


def contracted(trying: Trying, record: Any, **more: Any) -> Any:
    """A project with a contract that runs from today for 300 days."""
    term = {"from_day": TODAY, "to_day": TODAY + 300 * DAY, "amount": "100000", **more}
    return led(trying, record, ("examine", "supervisor", {"examined_on": TODAY}), ("contract", "clerk", term))


def test_60_watched_projects_a_year_stand_in_a_table_with_their_progress(trying: Trying) -> None:
    """S000-09: 59 of 60 fall one short; one is led from application to acceptance, and the table says how far it is."""
    trying.sets(VALUES, "projects.key_a_year", "≥60")
    set_publicity(trying.office)
    firm, leader = trying.firm("云岭县绿源茶业有限公司"), trying.person("幻立山")
    call = called(trying, "projects", "2026年重点创新项目申报")
    won = applied(trying, call, "茶园物联网", applicant=firm.number, leader=leader.number)
    won = trying.does(shown(trying, won, score="88"), "approve", "leader")
    assert won.state == "approved"
    one = project(trying, "茶园物联网", key="yes", application=won.number, holder=firm.number, leader=leader.number)
    nodes = [{"node": "布点", "due": TODAY + DAY}]
    one = led(trying, contracted(trying, one, nodes=nodes), ("start", "clerk"))
    day = {"examined_on": TODAY, "from_day": TODAY, "to_day": TODAY + 300 * DAY}
    trying.alike("projects", 57, "contracted", sort="key", level="county", key="yes", **day)
    contracted(trying, project(trying, "第五十九项", key="yes"))
    page = trying.reads("/projects/figures/")
    assert "≥60：未达到，差1" in page
    contracted(trying, project(trying, "第六十项", key="yes"))
    assert "≥60：达到" in trying.reads("/projects/figures/")
    assert trying.counts("projects", "watched") == {"": "60"}
    report = {"reports": {"day": TODAY, "progress": "二十个采集点已布设", "share": "40", "spent": "35000"}}
    trying.does(one, "report", **report)
    table = trying.reads("/projects/", face="key", q="茶园物联网")
    assert "完成比例（%）" in table and " 40 " in table and "实施中" in table
    rows = [{"id": row.pk, "node": row.node, "due": row.due, "done": TODAY} for row in node_rows(one)]
    done = led(trying, one, ("reach", "clerk", {"nodes": rows}), ("summarise", "clerk", {"summary": PDF}))
    assert trying.does(done, "accept", "supervisor", verdict=PDF).state == "accepted"


def node_rows(record: Any) -> Any:
    from luoshi.lines.projects.models import ProjectNode

    return ProjectNode.objects.filter(record=record.pk).order_by("place")


def test_topics_are_asked_for_and_money_is_given_in_five_ways(trying: Trying) -> None:
    """S000-32: a topic is chosen, its guide issued; the share of loans and equity is compared with the year before."""
    set_publicity(trying.office)
    trying.sets(VALUES, "projects.financed", ">0")
    leader = trying.person("幻立山")
    topics = called(trying, "topics", "2026年指南建议征集")
    chosen, other = (applied(trying, topics, title, leader=leader.number) for title in ("茶叶低碳加工", "山地农机"))
    trying.does(shown(trying, chosen), "approve", "leader")
    trying.does(other, "decline", "leader", reason="已有同类项目")
    assert trying.counts("applications", "applied", "sort")["课题建议"] == "2"
    assert trying.counts("applications", "chosen", "sort")["课题建议"] == "1"
    guide = called(trying, "projects", "2026年项目申报", guide="茶叶低碳加工", basis=f"采纳建议 {chosen.number}")
    assert chosen.number in trying.reads(guide.get_absolute_url())
    for mode, amount in (("grant", "300000"), ("loan", "60000"), ("equity", "40000")):
        contracted(trying, project(trying, f"{mode}项目", mode=mode), amount=amount)
    old = project(trying, "上年项目", mode="grant")
    last = {"from_day": TODAY - 400 * DAY, "to_day": TODAY, "amount": "100000"}
    led(trying, old, ("examine", "supervisor", {"examined_on": TODAY}), ("contract", "clerk", last))
    by_mode = trying.counts("projects", "won", "mode")
    assert sorted(by_mode.values()) == ["300000", "40000", "400000", "60000"]
    assert trying.counts("projects", "lent_share") == {"": "25"}
    assert "后补助" in trying.reads("/projects/figures/", by="mode")  # each way has its line, also an unused one


def test_what_was_recommended_is_counted_and_its_rate_compared_with_the_mean_of_the_country(trying: Trying) -> None:
    """S000-74, with L1.3: 12 of 40 are 30.0 % and not above 30 %; 14 are 35.0 % and above. The reason stands there."""
    trying.sets(VALUES, "projects.entry", ">30")
    known = {"sort": "key", "level": "county", "key": "no", "programme": "torch", "recommended_on": TODAY}
    trying.alike("projects", 25, "filed", **known)
    trying.alike("projects", 10, "examined", **known, admitted_on=TODAY)
    rows = [project(trying, f"项目{n}", programme="torch") for n in range(5)]
    assert trying.asks(rows[0], "admit", "supervisor", {"admitted_on": TODAY}).status_code in (403, 422)
    for n, record in enumerate(rows):
        trying.does(record, "recommend", "supervisor", recommended_on=TODAY)
        if n < 2:
            trying.does(record, "admit", "supervisor", admitted_on=TODAY)
    assert ">30：未达到" in trying.reads("/projects/figures/")
    for record in rows[2:4]:
        trying.does(record, "admit", "supervisor", admitted_on=TODAY)
    assert ">30：达到" in trying.reads("/projects/figures/")
    assert trying.counts("projects", "entry", "programme")["火炬计划"] == "35"
    trying.does(rows[4], "not_admit", "supervisor", why_not="技术方案不完整")
    assert "技术方案不完整" in trying.reads(rows[4].get_absolute_url())
    assert "项目0" in trying.reads("/projects/", face="national", order="number")


def test_money_won_is_added_exactly_and_ten_years_of_a_rank_are_kept(trying: Trying) -> None:
    """S000-75: 167,100,000 yuan of the fund; rank 10 in each of ten years, with the place in the source."""
    for title, amount in (("甲", "100000000.01"), ("乙", "67099999.99")):
        contracted(trying, project(trying, title, sort="national", level="national", programme="fund"), amount=amount)
    assert trying.counts("projects", "won", "programme")["创新基金"] == "167100000"
    desk = {"who": "supervisor", "unit": trying.office.units["desk"].pk}
    given = {"title": "创新基金全国位次", "measure": "名次", "nature": "stock", "period": "year"}
    rank = trying.opens("indicators", **given, **desk)
    values = [
        {"indicator": rank.number, "unit": trying.office.units["county"].pk, "period": f"{2016 + n}年", "value": "10"}
        for n in range(10)
    ]
    source = trying.opens("supplies", title="科技统计年鉴", place="第3章", published=TODAY, values=values, **desk)
    card = trying.reads(source.get_absolute_url())
    assert all(f"云岭县 {2016 + n}年 10 " in card for n in range(10))


def test_a_key_technology_passes_its_gates_in_order_and_gives_four_sorts_of_results(trying: Trying) -> None:
    """S000-78: condensed, published, undertaken, broken through, applied; results by industry and sort."""
    one = project(
        trying, "红茶数控发酵", sort="technology", industry="tea", holder=trying.firm("云岭县茶叶研究所").number
    )
    one = led(trying, contracted(trying, one), ("start", "clerk"))
    assert "凝练" in trying.refused(one, "pass", gates={"gate": "undertaken", "day": TODAY})
    gates = ("condensed", "published", "undertaken", "broken")
    for gate in gates:
        trying.does(one, "pass", gates={"gate": gate, "day": TODAY})
    assert "应用" in trying.refused(one, "summarise", summary=PDF)
    trying.does(one, "pass", gates={"gate": "applied", "day": TODAY})
    for sort in ("technology", "patent", "standard", "product"):
        trying.does(one, "result", results={"name": f"成果{sort}", "sort": sort, "day": TODAY})
    found = trying.counts("projects", "results", "results.sort")
    assert {found[name] for name in ("新技术", "专利", "标准", "新产品")} == {"1"}
    assert trying.counts("projects", "results", "industry")["茶产业"] == "4"
    assert "茶产业" in trying.reads("/projects/", face="technology")


def test_the_pipeline_says_at_which_stage_each_project_stands(trying: Trying) -> None:
    """S000-80: reserve, application, approval, contract, acceptance, publicity: each needs the last."""
    set_publicity(trying.office)
    trying.sets(VALUES, "projects.publicity", "5日")
    leader = trying.person("幻立山")
    call = called(trying, "projects", "2026年项目申报")
    rows = []
    for title in ("储备甲", "储备乙"):
        given = {"title": title, "sort": "projects", "leader": leader.number, "summary": "提高效率"}
        rows.append(trying.opens("applications", "reserve", **given))
    first = trying.does(rows[0], "take_up", call=call.number)
    assert trying.asks(first, "approve", "leader", {}).status_code == 403  # not before publicity
    first = trying.does(shown(trying, led(trying, first, *CHECKED), score="90"), "approve", "leader")
    one = project(trying, "储备甲", sort="demonstration", application=first.number)
    assert trying.asks(one, "contract", "clerk", {"from_day": TODAY, "to_day": TODAY, "amount": "1"}).status_code == 403
    one = led(trying, contracted(trying, one), ("start", "clerk"))
    assert trying.asks(one, "perform", "supervisor", {"performance": "增产两成"}).status_code == 403
    one = led(trying, one, ("summarise", "clerk", {"summary": PDF}), ("accept", "supervisor"))
    assert stages(trying) == [1, 1, 1, 1, 0]
    one = trying.does(one, "perform", "supervisor", performance="增产两成，带动三百户")
    assert one.state == "shown" and stages(trying) == [1, 1, 1, 1, 1]
    anybody = signed_in(trying.office, "stranger").get("/publicity/")
    assert "储备甲" in anybody.content.decode()
    assert trying.asks(one, "archive", "supervisor", {}).status_code == 422  # its days are not over
    Posting.objects.filter(record=one.pk).update(until=TODAY - DAY)
    assert trying.does(one, "archive", "supervisor").state == "archived"


def stages(trying: Trying) -> list[int]:
    """How many of two projects have come to each stage, by the page."""
    page = trying.reads("/applications/coverage/pipeline/")
    names = ("已申报", "已批准", "已签合同", "已验收", "绩效已公示")
    return [int(page.split("占比")[1].split(f" {name} ")[1].split()[0]) for name in names]


MAIN = [("main", "special", 1), ("main", "first", 1)]


def test_a_contest_is_reviewed_by_letter_then_in_a_meeting_and_its_grades_make_the_classes(trying: Trying) -> None:
    """S002-40 and S003-15: firms, societies and institutes take part; the result has the sums."""
    set_publicity(trying.office)
    quotas = places([*MAIN, ("other", "first", 1)])
    call = called(trying, "contest", "2026年讲比项目征集", quotas=quotas)
    bodies = [("茶业公司", "enterprise"), ("茶叶学会", "society"), ("农机研究所", "institution")]
    works = []
    for n, ((name, sort), cls) in enumerate(zip(bodies, ("main", "main", "other"), strict=True)):
        leader = trying.person(f"幻主持{n}")
        body = trying.firm(f"云岭县{name}", sort)
        works.append(
            applied(trying, call, f"{name}项目", applicant=body.number, leader=leader.number, cls=cls,
                    branch="machines", members=[{"person": leader.number, "part": "设计"}])
        )  # fmt: skip
    for stage in ("letter", "meeting"):
        reviewed(trying, call, stage, works)
    for work, grade in zip(works, ("special", "first", "first"), strict=True):
        work = shown(trying, work, cls=work.cls, grade=grade)
        trying.does(work, "award", "leader")
    page = trying.reads(call.get_absolute_url())
    assert "特等奖" in page and "合计 3 3" in page
    assert trying.counts("applications", "chosen", "cls") == {"主要类": "2", "其他类": "1", "": "3"}
    table = trying.reads("/applications/", face="contest")
    assert all(f"云岭县{name}" in table for name, _sort in bodies)


def reviewed(trying: Trying, call: Any, stage: str, works: list[Any]) -> None:
    """A round of this stage in which one assessor of the pool marks everything."""
    from reviewing import expert, mark_form, prepared, score, sheets_of

    name = f"expert_{stage}"
    round_ = prepared(trying.office, call, [expert(trying.office, name)], mark_form(trying.office, size=1), stage=stage)
    trying.does(round_, "approve", "leader")
    for sheet in sheets_of(trying.office, name):
        score(trying.office, name, sheet, 90, 80, 70)
    closed = led(trying, round_, ("close", "supervisor", {"reason": "评分完毕"}), ("rank", "supervisor"))
    assert trying.does(closed, "decide", "leader").state == "decided"
    assert {row.state for row in Application.objects.filter(pk__in=[work.pk for work in works])} == {"assessed"}


def test_every_project_is_examined_and_three_of_four_are_completed(trying: Trying) -> None:
    """S002-43: four contracts to end this year, three accepted: 75 %; without an examination no contract."""
    bare = project(trying, "未审查")
    term = {"from_day": TODAY, "to_day": TODAY, "amount": "1"}
    assert trying.asks(bare, "contract", "clerk", term).status_code == 403
    trying.does(bare, "drop", "supervisor", reason="重复")
    for n in range(4):
        one = led(trying, contracted(trying, project(trying, f"项目{n}"), to_day=TODAY), ("start", "clerk"))
        if n < 3:
            led(trying, one, ("summarise", "clerk", {"summary": PDF}), ("accept", "supervisor"))
    assert trying.counts("projects", "approved") == {"": "4"}
    assert trying.counts("projects", "completion") == {"": "75"}


def test_late_nodes_are_listed_reports_are_owed_by_quarter_and_adjustments_are_kept(trying: Trying) -> None:
    """S002-44: a node is late, the quarter's report is owed, a check on site is owed, what was adjusted stays."""
    trying.sets(VALUES, "sitechecks.months", "3")
    nodes = [{"node": "亲本筛选", "due": TODAY - DAY}, {"node": "区域试验", "due": TODAY + 90 * DAY}]
    one = contracted(trying, project(trying, "茶树选育", key="yes"), nodes=nodes, from_day=TODAY - 100 * DAY)
    one = trying.does(one, "start")
    in_time = contracted(trying, project(trying, "按期项目"), nodes=[{"node": "布点", "due": TODAY + 9 * DAY}])
    late = trying.reads("/projects/", due="late")
    assert "茶树选育" in late and in_time.title not in late
    page = trying.reads(one.get_absolute_url())
    assert "季度报告" in page and "现场检查" in page and "亲本筛选" in page
    trying.does(one, "report", reports={"day": TODAY, "progress": "形象进度过半", "share": "55"})
    given = {"what": "term", "day": TODAY, "was": "2026-12-31", "now": "2027-03-31", "why": "连续阴雨"}
    trying.does(one, "adjust", "supervisor", to_day="2027-03-31", amount="100000", adjustments=given)
    given = {"what": "money", "day": TODAY, "was": "100000", "now": "90000", "why": "压缩经费"}
    one = trying.does(one, "adjust", "supervisor", to_day="2027-03-31", amount="90000", adjustments=given)
    page = trying.reads(one.get_absolute_url())
    assert "连续阴雨" in page and "压缩经费" in page and "2026-12-31" in page  # both, with what stood before
    assert trying.asks(one, "adjust", "clerk", {"to_day": "2028-01-01", "adjustments": given}).status_code == 403
    trying.opens("sitechecks", project=one.number, sort="check", day=TODAY)
    assert "茶树选育" in trying.reads("/projects/coverage/visited/") or "没有缺项" in trying.reads(
        "/projects/coverage/visited/"
    )


def test_a_contest_of_makers_is_announced_judged_and_awarded_and_its_winners_are_followed_to_support(
    trying: Trying,
) -> None:
    """S000-27: registration, scores and prizes of teams; who won and was not supported is named."""
    set_publicity(trying.office)
    call = called(trying, "contest", "2026年创客大赛", quotas=places([*MAIN]))
    works = [
        applied(trying, call, name, cls="main", applicant=trying.firm(f"幻{name}团队").number)
        for name in ("智能灌溉", "茶渣造纸")
    ]
    reviewed(trying, call, "letter", works)
    for work, grade in zip(works, ("special", "first"), strict=True):
        trying.does(shown(trying, work, cls="main", grade=grade), "award", "leader")
    followed = trying.opens(
        "projects", application=works[0].number, title="智能灌溉", sort="key", level="county", key="no"
    )
    assert followed.application_id == works[0].pk
    told = trying.api("supervisor").get("applications/coverage/supported").data
    assert (told["entries"], told["cells"][0]["yes"]) == (2, 1), told
    assert [row["title"] for row in told["rows"]] == ["茶渣造纸"]
    page = trying.reads("/applications/coverage/supported/")
    assert "茶渣造纸" in page
