"""What the rows of firms need of other kinds: support by rung, information, five-year goals."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest

from faults.threads import at_once
from figures_told import defined
from forms_issued import LATER, MONTH, cells_of, form_of, task_of
from luoshi.desk.bulk.actions.imports import keep_import
from luoshi.desk.bulk.actions.staged import begin_import, carry_on
from luoshi.desk.bulk.kept_lines import KeptLine
from luoshi.desk.ladders.part import forget_rungs
from luoshi.facts.base.models.fact import Fact
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin
from luoshi.lines.firms.line import VALUES
from luoshi.lines.firms.models import FirmRung, Recognition
from many_appeals import signed_in
from office import NOW, TODAY, Office
from trying_rows import PDF, Trying


@pytest.fixture
def trying(office: Office, monkeypatch: pytest.MonkeyPatch) -> Trying:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return Trying(office)


def test_each_rung_has_its_support_and_who_has_none_is_named(trying: Trying) -> None:
    """S000-07: support by rung and tool; firms on the ladder without any this year."""
    firms = [trying.firm(f"梯度企业{n}") for n in range(2)]
    for firm in firms:
        trying.opens("firms", organisation=firm.number, from_day="2025-01-01")
        trying.opens("recognitions", title="入库", sort="cultivated", holder=firm.number,
                     recognised_on="2025-07-01", from_day="2025-07-01", to_day="2027-06-30")  # fmt: skip
    support = trying.opens("supports", title="培育奖补", receiver=firms[0].number, tool="money", rung="cultivated",
                           amount="50000")  # fmt: skip
    trying.does(support, "grant", "supervisor", basis="云科发〔2026〕8号", granted=TODAY, paper=PDF)
    found = trying.reads("/firms/coverage/supported/")
    assert "梯度企业1" in found
    assert "梯度企业0" not in found
    page = trying.reads("/supports/figures/", by="rung", across="tool", figure="supports")
    assert "高企培育入库企业" in page
    assert trying.counts("supports", "supports", "rung")["高企培育入库企业"] == "1"


def test_institutions_grow_towards_150_and_9_year_by_year(trying: Trying) -> None:
    """S001-14: the stock at the end of each year against the goals; key, high-tech and private firms without one."""
    trying.sets(VALUES, "recognitions.institution_stock", "≥150")
    trying.sets(VALUES, "recognitions.national_institutions", "≥9")
    grown = {"2023-05-01": 100, "2024-05-01": 30, "2025-05-01": 20}
    for day, n in grown.items():
        trying.alike("recognitions", n, "certified", sort="technology", level="province", from_day=day)
    trying.alike("recognitions", 8, "certified", sort="technology", level="national", from_day="2025-05-01")
    ends = [trying.counts("recognitions", "institution_stock", first=f"{year}-01-01", last=f"{year}-12-31")[""]
            for year in (2023, 2024, 2025)]  # fmt: skip
    assert ends == ["100", "130", "158"]
    page = trying.reads("/recognitions/figures/", first="2026-01-01", last="2026-12-31")
    assert "≥150：达到" in page
    assert "≥9：未达到，差1" in page
    key = trying.firm("火炬企业")
    trying.opens("firms", organisation=key.number, from_day="2025-01-01", key="yes", private="yes")
    assert "火炬企业" in trying.reads("/firms/coverage/institutions/")


def test_information_is_asked_delivered_and_used(trying: Trying) -> None:
    """S002-75: a firm asks for patent information, gets it and says whether it was of use; bases are platforms."""
    firm, who = trying.firm("云岭茶机"), trying.person("幻问利", organisation=None)
    given = {"title": "茶叶揉捻专利信息", "sort": "information", "organisation": firm.number, "asked_on": "2026-03-02"}
    asked = trying.opens("guidances", problem="国内揉捻机专利情况", **given)
    assert asked.state == "asked"
    expert = trying.opens("experts", person=who.number, consent=TODAY, branches=[], who="supervisor")
    trying.does(expert, "accept", "supervisor", from_day=TODAY)
    given = trying.does(asked, "assign", expert=who.number)
    given = trying.does(given, "serve", day="2026-03-12", result="三件有效，一件已失效可用")
    used = trying.does(given, "confirm", solved="yes")
    assert used.state == "confirmed" and firm.number in trying.reads(f"/guidances/{used.pk}/")
    assert trying.counts("guidances", "services", "sort")["科技信息服务"] == "1"
    assert trying.counts("guidances", "solved")[""].startswith("100")
    base = {"title": "云岭创业服务基地", "sort": "base", "level": "county", "from_day": "2026-01-05"}
    trying.opens("platforms", **base)
    assert trying.counts("platforms", "platforms", "sort")["协同创新基地"] == "1"


def test_a_navigation_study_is_argued_and_issued_for_its_industry(trying: Trying) -> None:
    """S000-18: patent navigation of a lead industry: studied, argued, approved, issued, in force by industry."""
    study = trying.opens("norms", title="茶产业专利导航", sort="navigation", industry="tea")
    study = trying.does(study, "draft", content="揉捻、杀青两项技术的专利分布和研发方向")
    study = trying.does(trying.does(study, "circulate", until=TODAY), "argue", argued_on=TODAY, argument="通过")
    for who, step in (("supervisor", "approve_desk"), ("leader", "approve_leader")):
        study = trying.does(study, step, who)
    issued = {
        "issuer": "云岭县科协",
        "document": "云科协〔2026〕9号",
        "issued_on": TODAY,
        "from_day": TODAY,
        "text": PDF,
    }
    study = trying.does(study, "issue", **issued)
    assert study.state == "issued" and "杀青" in trying.reads(f"/norms/{study.pk}/")
    assert trying.counts("norms", "in_force", "sort")["导航"] == "1"
    assert trying.counts("norms", "in_force", "industry")["茶产业"] == "1"


def test_districts_that_come_to_397_of_398_are_refused_on_the_page(office: Office, monkeypatch: Any) -> None:
    """L3.5, S001-08: the stated whole and its parts by district must agree, and the page says by how much not."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    parts = [{"name": name, "axis": "区县"} for name in ("高新区", "其他区县")]
    rises = defined(office, "高新技术企业净增", measure="家", parts=parts)
    lines = [{"indicator": rises.number, "must": True}]
    lines += [{"indicator": rises.number, "part": part["name"], "must": True} for part in parts]
    task = task_of(form_of(office, rises, lines=lines), office.units["kexie"].name)
    names, clerk = cells_of(task), signed_in(office, "clerk")
    asked = {
        "task": task.pk,
        "period": MONTH.isoformat(),
        "do": "send",
        "revision": "0",
        names["高新技术企业净增"]: "398",
    }
    told = {names["高新技术企业净增 · 高新区"]: "220", names["高新技术企业净增 · 其他区县"]: "177"}
    answer = clerk.post("/fill/", asked | told)
    assert answer.status_code == 422
    assert "按区县的各分项之和与总数相差1家" in unescape(answer.text)
    assert not Fact.objects.exists()
    answer = clerk.post("/fill/", asked | told | {names["高新技术企业净增 · 其他区县"]: "178"})
    assert answer.status_code == 302 and Fact.objects.count() == 3


def test_a_list_of_certificates_puts_each_firm_on_its_rung(trying: Trying) -> None:
    """A sheet of more than 200 rows stays out of sight until all are there; an erased one leaves the ladder."""
    firms = trying.alike("organisations", 203, "active", sort="enterprise")
    unit = str(trying.office.units["kexie"].pk)
    given = {"title": "高企", "sort": "hightech", "recognised_on": "2026-01-05", "from_day": "2026-01-05",
             "to_day": "2029-01-04", "unit": unit}  # fmt: skip
    lines = [KeptLine(n, {**given, "holder": firm.number, "certificate": f"GR{n}"}) for n, firm in enumerate(firms)]
    kind, who = get_kind("recognitions"), trying.office.actor("clerk")
    run = keep_import(kind, who, "表.xlsx", "0" * 64, lines, at=NOW)
    begin_import(run, kind, who, at=NOW)
    carry_on(run.pk)
    assert Recognition.objects.count() == FirmRung.objects.count() == 203
    made = Recognition.objects.first()
    assert made is not None
    Recognition.objects.filter(pk=made.pk).update(erased=NOW)
    forget_rungs(made)
    assert not FirmRung.objects.filter(record=made.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_recognitions_at_once_the_ladder_has_both(real_office: Office) -> None:
    """M6: the holder is locked, so that the second sees the first; one span after the other, none twice."""
    trying = Trying(real_office)
    entry = {"title": "云岭茶机", "sort": "enterprise", "unit": str(real_office.units["kexie"].pk)}
    firm = begin(get_kind("organisations"), real_office.actor("clerk"), entry, at=NOW).record
    sorts = ("cultivated", "hightech")

    def enter(n: int) -> Any:
        given = {"title": sorts[n], "sort": sorts[n], "holder": firm.number, "recognised_on": "2026-01-05",
                 "from_day": "2026-01-05", "to_day": f"202{7 + n}-01-04",
                 "unit": str(real_office.units["kexie"].pk)}  # fmt: skip
        return begin(get_kind("recognitions"), trying.office.actor("clerk"), given, at=NOW).record.pk

    pks = at_once(enter, 2)
    spans = list(FirmRung.objects.filter(holder=firm.pk).values_list("record", "from_day__year", "to_day__year"))
    assert spans == [(pks[1], 2026, 2028)]
