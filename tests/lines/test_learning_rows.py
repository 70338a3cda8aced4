"""Rows on learning that other lines carry: plans, mechanisms, agreements, questions, cadres, entrepreneurs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from luoshi.lines.experts.line import VALUES as OF_EXPERTS
from luoshi.parts.norms.line import VALUES as NORMS
from office import NOW, TODAY, Office
from trying_rows import PDF, Trying

YEAR_END = date(TODAY.year, 12, 31)


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def approved(at: Trying, title: str, sort: str, begun: dict[str, Any], drafted: dict[str, Any]) -> Any:
    """A plan or mechanism that was approved."""
    record = at.opens("norms", title=title, sort=sort, **begun)
    record = at.does(record, "draft", content="内容", **drafted)
    record = at.does(at.does(record, "circulate", until=TODAY), "argue", argued_on=TODAY, argument="通过")
    for who, step in (("supervisor", "approve_desk"), ("leader", "approve_leader")):
        record = at.does(record, step, who)
    return record


def issue(title: str, **days: Any) -> dict[str, Any]:
    given = {"issuer": "云岭县科协", "document": f"云科协〔2026〕{title}号", "issued_on": TODAY, "text": PDF}
    return given | {"from_day": TODAY} | days


def norm(at: Trying, title: str, sort: str, begun: dict[str, Any], drafted: dict[str, Any], **days: Any) -> Any:
    """A plan or mechanism that was approved and issued."""
    return at.does(approved(at, title, sort, begun, drafted), "issue", **issue(title, **days))


def target(area: str) -> dict[str, str]:
    return {"area": area, "item": "老年学习者", "value": "120", "measure": "人"}


def test_a_plan_for_the_elderly_is_checked_with_targets_for_both(office: Office) -> None:
    """S000-57: period 2016–2020; the split by countryside and town is mandatory, else no check."""
    at = Trying(office)
    period = {"from_day": "2016-01-01", "to_day": "2020-12-31"}
    plan = norm(at, "老年教育规划", "plan", {"audience": "elderly"}, {"targets": [target("urban")]}, **period)
    checked = {"checks": {"day": TODAY, "result": "城镇达到"}}
    said = at.refused(plan, "check", **checked)
    assert "农村和城镇" in said
    plan = at.does(plan, "targets", targets=[target("urban"), target("rural")])
    assert at.does(plan, "check", **checked).state == "checked"
    assert "2020-12-31" in at.reads(f"/norms/{plan.pk}/")
    plain = norm(at, "普通规划", "plan", {}, {}, from_day=TODAY)
    assert at.does(plain, "check", **checked).state == "checked"


def test_four_mechanisms_of_farmers_education_are_set_run_and_checked(office: Office) -> None:
    """S000-68: skills, technique, effect, innovation: 4 of 4, each with owner, version and check; gaps are named."""
    at = Trying(office)
    for name in ("skills", "technique", "effect"):
        record = norm(at, f"机制{name}", "mechanism", {"mechanism": name}, {})
        if name == "skills":
            at.does(record, "check", checks={"day": TODAY, "result": "运行正常"})
    page = at.reads("/norms/coverage/farming/")
    assert "联合创新机制" in page and "创业技能培训机制" in page
    found = at.counts("norms", "in_force", by="mechanism")
    assert {label: value for label, value in found.items() if "机制" in label} == {
        "创业技能培训机制": "1", "技术支持机制": "1", "效果监督机制": "1"
    }  # fmt: skip
    assert at.counts("norms", "checks", by="mechanism")["创业技能培训机制"] == "1"


def parties(at: Trying, *parts: str) -> list[dict[str, str]]:
    return [{"org": at.firm(f"单位{n}", "agency").number, "part": part} for n, part in enumerate(parts)]


def contract(at: Trying, sort: str, signatories: list[dict[str, str]], **more: Any) -> Any:
    return at.opens("contracts", title=f"协议{sort}", sort=sort, signatories=signatories, **more)


def test_a_joint_task_has_three_parties(office: Office) -> None:
    """S000-63: social building, community management and community education; agreed, done, reviewed."""
    at = Trying(office)
    days = {"signed": TODAY, "from_day": TODAY, "to_day": YEAR_END, "paper": PDF}
    two = contract(at, "task", parties(at, "building", "education"))
    assert "三方" in at.refused(two, "sign", **days)
    record = at.does(two, "parties", signatories=parties(at, "building", "governance", "education"))
    for step, given in (("sign", days), ("perform", {}), ("settle", {})):
        record = at.does(record, step, **given)
    record = at.does(record, "assess", "supervisor", effect="三方共办社区课堂")
    assert record.state == "assessed"
    assert record.title in at.reads("/contracts/?face=tasks")
    assert at.counts("contracts", "tasks") == {"": "1"}


def test_cooperation_brings_in_four_kinds_that_are_delivered_and_checked(office: Office) -> None:
    """S000-67: intellect, money, technique, joint building; agreed, delivered, checked."""
    at = Trying(office)
    signatories = parties(at, "member", "member")
    org = signatories[0]["org"]
    inputs = [{"org": org, "what": what, "worth": "10000"} for what in ("intellect", "money", "knowledge", "building")]
    record = contract(at, "training", signatories, inputs=inputs)
    record = at.does(record, "sign", signed=TODAY, from_day=TODAY, to_day=YEAR_END, paper=PDF)
    inputs = [{**given, "delivered": TODAY if n < 3 else None, "checked": TODAY if n < 1 else None}
              for n, given in enumerate(inputs)]  # fmt: skip
    at.does(record, "deliver", inputs=inputs)
    assert at.counts("contracts", "delivered", by="inputs.what") == {"资金": "1", "技术": "1", "智力": "1", "": "3"}
    assert at.counts("contracts", "checked")[""].startswith("33.3")
    page = at.reads("/contracts/coverage/four/")
    assert record.number in page and "共建" in page


def test_agreements_on_recognition_are_listed_with_their_term(office: Office) -> None:
    """S000-55: draft, signed, in force, expired; a ratio is required."""
    at = Trying(office)
    record = contract(at, "recognition", parties(at, "member", "member"))
    days = {"signed": TODAY, "from_day": TODAY, "to_day": YEAR_END, "paper": PDF}
    assert "学分折算比例" in at.refused(record, "sign", **days)
    one, other = (row["org"] for row in parties(at, "member", "member"))
    rows = [{"giver": one, "receiver": other, "ratio": "0.8", "from_day": TODAY}]
    record = at.does(at.does(record, "rate", ratios=rows), "sign", **days)
    page = at.reads("/contracts/?face=recognitions")
    assert record.title in page and "2026-12-31" in page


def test_questions_of_farmers_are_answered_in_time(office: Office) -> None:
    """S000-65: asked, assigned, answered, confirmed; the days are a value of the office; statistics by topic."""
    at = Trying(office)
    at.sets(OF_EXPERTS, "guidances.answer", "5日")
    record = at.opens("guidances", title="黄化病怎么治", sort="question", asked_on=TODAY, problem="叶片发黄")
    assert record.due == TODAY + timedelta(days=5)
    person = at.person("幻专家")
    expert = at.opens("experts", person=person.number, consent=TODAY, branches=[], who="supervisor")
    at.does(expert, "accept", "supervisor", from_day=TODAY)
    record = at.does(record, "assign", expert=person.number)
    record = at.does(record, "serve", day=TODAY, result="补施铁肥")
    record = at.does(record, "confirm", solved="yes")
    assert at.counts("guidances", "services") == {"": "1"} and at.counts("guidances", "solved")[""].startswith("100")
    assert at.counts("guidances", "days")[""] == "0"


def test_the_five_year_plan_of_cadres_is_held_by_ability_and_hours(office: Office) -> None:
    """S000-116: a plan of five years, classes of each year within it, five abilities, hours of each cadre."""
    at = Trying(office)
    at.sets(NORMS, "norms.cadre_months", "60")
    other = approved(at, "四年规划", "plan", {"audience": "cadres"}, {})
    for last in ("2029-12-31", "2031-01-01", None):  # four years, a day too long, without an end
        said = at.refused(other, "issue", **issue("四年规划", from_day="2026-01-01", to_day=last))
        assert "60个月，应至2030-12-31" in said
    plan = norm(at, "干部教育培训规划", "plan", {"audience": "cadres"}, {}, from_day="2026-01-01", to_day="2030-12-31")
    given = {"sort": "class", "theme": "innovation", "level": "high", "audience": "cadres", "plan": plan.number,
             "hours": "24", "sessions": [{"day": TODAY.isoformat(), "hours": "8"}]}  # fmt: skip
    abilities = ("study", "organisation", "service", "coordination")
    for ability in abilities:
        record = at.opens("programmes", title=f"干部{ability}班", ability=ability, **given)
        record = at.does(record, "open", from_day=TODAY, to_day=TODAY, seats=10)
        if ability == "study":
            cadre = at.opens("learners", person=at.person("幻干部").number, area="urban", group="cadres")
            study = at.opens("enrolments", learner=cadre.number, programme=record.number, enrolled_on=TODAY)
            study = at.does(at.does(study, "start"), "finish", finished_on=TODAY, passed="yes")
            at.does(study, "certify", "supervisor")
        at.does(record, "hold", held_on=TODAY)
    page = at.reads("/programmes/coverage/abilities/")
    assert "创新能力" in page and "学习能力" in page  # the one without a class is named
    assert at.counts("programmes", "held", by="ability")["学习能力"] == "1"
    assert at.counts("enrolments", "hours", by="group") == {"干部": "24", "": "24"}
    assert plan.number in at.reads(f"/programmes/{record.pk}/") and record.title in at.reads(f"/norms/{plan.pk}/")
