"""Plans, rules and roadmaps from the draft to the register: rows of group N6 by their own sentences."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from luoshi.lines.awards.line import VALUES as OF_AWARDS
from luoshi.parts.norms.line import VALUES
from office import NOW, TODAY, Office
from trying_rows import PDF, Trying

DAY = timedelta(days=1)
RULE = {
    "content": "按次数奖励",
    "procedure": "申请、审核、兑现",
    "method": "逐项核对",
    "consequence": "通报批评并取消评优",
}


@pytest.fixture
def trying(office: Office, monkeypatch: pytest.MonkeyPatch) -> Trying:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return Trying(office)


def argued(trying: Trying, title: str, sort: str, draft: dict[str, Any] | None = None, **more: Any) -> Any:
    """A plan or rule whose argument is entered, after one opinion that was adopted."""
    one = trying.opens("norms", title=title, sort=sort, **more)
    one = trying.does(one, "draft", **(draft or {}))
    one = trying.does(one, "circulate", until=TODAY + 9 * DAY)
    given = {"giver": "县农业农村局", "day": TODAY, "opinion": "补充山地机械", "adopted": "yes"}
    one = trying.does(one, "receive", opinions=given)
    return trying.does(one, "argue", argued_on=TODAY, argument="专家组论证可行")


def issued(trying: Trying, one: Any, document: str, **more: Any) -> Any:
    """The same, approved by office and leader, and issued."""
    one = trying.does(trying.does(one, "approve_desk", "supervisor"), "approve_leader", "leader")
    given = {"issuer": "云岭县人民政府", "document": document, "issued_on": TODAY, "from_day": TODAY, **more}
    return trying.does(one, "issue", text=PDF, **given)


def test_nine_industries_have_their_roadmap_with_technologies_by_year(trying: Trying) -> None:
    """S000-12: eight of nine is one short; each names its industry, its nodes, and the version that it replaces."""
    trying.sets(VALUES, "norms.roadmaps", "≥9")
    industries = ("tea", "food", "pharmacy", "materials", "machinery", "digital", "energy", "green", "services")
    nodes = {"nodes": [{"technology": "绿色防控", "year": 2028, "aim": "农药减量三成"}]}
    bare = argued(trying, "无节点路线图", "roadmap", industry="tea")
    bare = trying.does(trying.does(bare, "approve_desk", "supervisor"), "approve_leader", "leader")
    given = {"issuer": "县科技局", "document": "0号", "issued_on": TODAY, "from_day": TODAY, "text": PDF}
    assert "节点" in trying.refused(bare, "issue", **given)
    first = None
    for n, industry in enumerate(industries):
        one = argued(trying, f"第{n + 1}产业技术路线图", "roadmap", nodes, industry=industry)
        if n == 8:
            page = trying.reads("/norms/figures/", by="sort")
            assert "≥9：未达到，差1" in page
        one = issued(trying, one, f"{n + 1}号", from_day=TODAY - DAY)
        first = first or one
    assert "≥9：达到" in trying.reads("/norms/figures/", by="sort")
    by_industry = trying.counts("norms", "in_force", "industry")
    assert [by_industry[name] for name in ("茶产业", "现代服务业")] == ["1", "1"]
    table = trying.reads("/norms/", face="roadmaps")
    assert "茶产业" in table and "第9产业技术路线图" in table
    reports = {"reports": [{"name": "年度技术评估", "day": TODAY}]}
    new = argued(trying, "茶产业技术路线图二版", "roadmap", nodes, industry="tea", replaces=first.number, **reports)
    issued(trying, new, "20号")
    page = trying.reads(first.get_absolute_url())
    assert "已被替代" in page
    assert trying.counts("norms", "in_force", "sort")["路线图"] == "9"  # nine are in force, not ten


def test_a_rule_states_its_consequence_and_a_breach_is_listed_with_it(trying: Trying) -> None:
    """S000-111: planned, drafted, in force, checked, abolished; breaches are published with rule, unit, consequence."""
    whole = argued(trying, "采购管理办法", "rule", RULE)
    lacking = argued(trying, "无罚则办法", "rule", {**RULE, "consequence": ""})
    lacking = trying.does(trying.does(lacking, "approve_desk", "supervisor"), "approve_leader", "leader")
    given = {"issuer": "县总工会", "document": "1号", "issued_on": TODAY, "from_day": TODAY, "text": PDF}
    assert "后果" in trying.refused(lacking, "issue", **given)
    rule = issued(trying, whole, "2号", from_day=TODAY - 40 * DAY)
    rule = trying.does(rule, "check", checks={"day": TODAY, "result": "两笔采购未经审批"})
    assert rule.state == "checked"
    unit = trying.firm("云岭县茶叶学会", "society")
    case = {"title": "未经审批采购", "sort": "breach", "organisation": unit.number, "norm": rule.number}
    breach = trying.opens("examples", **case, day=TODAY - DAY, reason="未经审批采购设备")
    assert "处理" in trying.refused(breach, "decide", "leader", decided_on=TODAY)
    breach = trying.does(breach, "decide", "leader", decided_on=TODAY, consequence="通报批评并取消评优")
    trying.sets(OF_AWARDS, "examples.publicity", "5日")
    breach = trying.does(breach, "publish", "leader", lesson="先审批后采购")
    listed = trying.reads("/examples/", face="breaches")
    assert rule.title in listed and unit.title in listed and TODAY.isoformat() in listed
    assert "通报批评并取消评优" in trying.reads(breach.get_absolute_url())
    assert "未经审批采购" in trying.reads("/publicity/", "stranger")  # everybody in the office may read and object
    register = trying.reads("/norms/", face="rules")
    assert "采购管理办法" in register and "2号" in register
    assert trying.does(rule, "abolish", "leader", to_day=TODAY, reason="已有新办法").state == "abolished"


def test_a_five_year_plan_is_studied_argued_approved_issued_and_evaluated(trying: Trying) -> None:
    """S001-52: five years, six areas of scope, opinions in a table, the argument, the number; evaluated at the end."""
    scope = "思想、身心、就业、婚恋、维权、社会参与"
    one = trying.opens("norms", title="青年发展“十一五”规划", sort="plan", scope=scope)
    assert trying.asks(one, "circulate", "clerk", {"until": TODAY.isoformat()}).status_code == 403  # no draft yet
    one = trying.does(one, "draft", scope=scope, content="五年目标与措施")
    one = trying.does(one, "circulate", until=TODAY + 9 * DAY)
    answers = [("县教育局", "补充职业教育", "yes", ""), ("青石镇", "增设专项资金", "no", "财政未安排")]
    for giver, opinion, _adopted, _why in answers:
        trying.does(one, "receive", opinions={"giver": giver, "day": TODAY, "opinion": opinion})
    argument = {"argued_on": TODAY, "argument": "论证会认为科学、可行、开放"}
    assert "县教育局" in trying.refused(one, "argue", **argument)
    from luoshi.parts.norms.models import NormOpinion

    rows = [
        {"id": row.pk, "giver": giver, "day": TODAY, "opinion": opinion, "adopted": adopted, "why": why}
        for row, (giver, opinion, adopted, why) in zip(
            NormOpinion.objects.filter(record=one.pk).order_by("place", "pk"), answers, strict=True
        )
    ]
    one = trying.does(trying.does(one, "respond", opinions=rows), "argue", **argument)
    assert trying.asks(one, "issue", "clerk", {"text": PDF}).status_code == 403  # not approved
    assert trying.asks(one, "approve_desk", "clerk", {}).status_code == 403  # whoever drafted it does not approve it
    one = issued(trying, one, "云政发〔2026〕7号", to_day=date(2031, 3, 19))
    page = trying.reads(one.get_absolute_url())
    assert all(words in page for words in ("社会参与", "补充职业教育", "财政未安排", "论证会", "云政发〔2026〕7号"))
    assert trying.counts("norms", "opinions") == {"": "2"} and trying.counts("norms", "answered") == {"": "100"}
    one = trying.does(one, "evaluate", evaluated_on=TODAY, evaluation="目标完成八成")
    assert one.state == "evaluated" and "目标完成八成" in trying.reads(one.get_absolute_url())


def test_systems_and_mechanisms_of_an_organisation_stand_in_the_register(trying: Trying) -> None:
    """S003-25: drafted, in force, revised; who has none in force is told how many lack."""
    trying.sets(VALUES, "norms.systems", "≥2")
    trying.sets(VALUES, "norms.mechanisms", "≥1")
    system = issued(trying, argued(trying, "学会组织体系", "system"), "1号", from_day=TODAY - 9 * DAY)
    mechanism = argued(trying, "学会协同机制", "mechanism")
    page = trying.reads("/norms/figures/", by="sort")
    assert "≥2：未达到，差1" in page and "≥1：未达到，差1" in page
    assert "学会协同机制" in trying.reads("/norms/coverage/mechanisms/")
    issued(trying, mechanism, "2号")
    reports = {"reports": [{"name": "基层组织调研", "day": TODAY}]}
    new = argued(trying, "学会组织体系（修订）", "system", replaces=system.number, **reports)
    issued(trying, new, "3号")
    issued(trying, argued(trying, "基层组织体系", "system"), "4号")
    page = trying.reads("/norms/figures/", by="sort")
    assert "≥2：达到" in page and "≥1：达到" in page
    assert trying.counts("norms", "in_force", "sort")["体系"] == "2"
    register = trying.reads("/norms/", sort="system")
    assert "学会组织体系（修订）" in register and "基层组织体系" in register
