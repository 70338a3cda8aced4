"""Patents at home and abroad, valid on a day, and cases about intellectual property by their lane."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook

from figures_told import defined, told
from luoshi.dates.period_codes import encode_period
from luoshi.dates.periods import period_of_months
from luoshi.facts.countings.actions import adopt_figures, keep_due
from luoshi.facts.indicators.models import Definition
from luoshi.facts.rollup.queries.rollups import resolve_rollup_inputs, roll_up_units
from luoshi.kernel.conditions.queries.faults import condition_faults
from luoshi.kernel.kinds.forms.making import step_form
from luoshi.kernel.kinds.language.conditions import Some
from luoshi.kernel.kinds.registry import get_kind
from luoshi.lines.learning.line import VALUES as LEARNING
from luoshi.lines.patents.rules import VALUES
from many_appeals import signed_in
from office import NOW, TODAY, Office
from trying_rows import PDF, Trying

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def trying(office: Office) -> Trying:
    return Trying(office)


def entered(trying: Trying, holder: str, serial: str, **more: Any) -> Any:
    """A patent that was granted years ago."""
    days = {"filed": "2020-05-06", "granted": "2022-03-01"}
    given = {"title": f"发明{serial}", "sort": "invention", "route": "home", "serial": serial, "holder": holder, **days}
    return trying.opens("patents", "enter", **{**given, **more})


def test_a_patent_is_valid_from_its_grant_to_its_last_day_both_included(trying: Trying) -> None:
    """S000-15: filed, published, granted, its fees paid, ended; the stock is that of the day asked for."""
    trying.sets(VALUES, "patents.inventions", "≥2")
    holder = trying.firm("云岭县绿源茶业有限公司").number
    kept = entered(trying, holder, "2020100000011", high="yes")
    entered(trying, holder, "2020200000022", sort="utility")
    ends = {"ended": TODAY, "why": "fees"}
    trying.does(entered(trying, holder, "2020100000033"), "end", **ends)
    given = {"sort": "invention", "route": "home", "holder": holder, "filed": TODAY - DAY}
    applied = trying.opens("patents", title="摊青装置", serial="2026100000044", **given)
    assert trying.counts("patents", "valid", last=TODAY.isoformat()) == {"": "3"}
    assert "≥2：达到" in trying.reads("/patents/figures/", last=TODAY.isoformat())
    over = (TODAY + DAY).isoformat()
    assert trying.counts("patents", "valid", last=over) == {"": "2"}
    assert trying.counts("patents", "inventions", last=over) == {"": "1"}
    assert trying.counts("patents", "high", last=over) == {"": "1"}
    assert trying.counts("patents", "inventions", first="2022-01-01", last="2022-02-28") == {"": "0"}
    fee = {"due": TODAY + 30 * DAY, "amount": "900"}
    assert trying.does(kept, "fees", fees=[fee]).due == TODAY + 30 * DAY
    applied = trying.does(applied, "publish", published=TODAY)
    assert "终止日早于授权日" in trying.refused(
        trying.does(applied, "grant", serial="2026100000044", granted=TODAY), "end", ended=TODAY - DAY, why="abandoned"
    )


def test_the_same_number_stands_once_in_a_country(trying: Trying) -> None:
    holder = trying.firm("云岭县绿源茶业有限公司").number
    first = entered(trying, holder, "ZL 2020 1 0000001.1")
    asked = {"title": "又一件", "sort": "invention", "holder": holder, "serial": "zl202010000001.1",
             "unit": trying.office.units["kexie"].pk, "filed": "2020-05-06", "granted": "2022-03-01"}  # fmt: skip
    again = trying.api("clerk").post("patents/begin/enter", {"given": {**asked, "route": "home"}})
    assert again.status_code == 422 and first.number in str(again.data)
    for country in ("德国", "日本"):
        entered(trying, holder, "112020", route="abroad", country=country)
    abroad = trying.api("clerk").post("patents/begin/enter", {"given": {**asked, "route": "abroad"}})
    assert abroad.status_code == 422 and "国家或地区" in str(abroad.data)


def test_applications_abroad_are_counted_by_country_and_pct(trying: Trying) -> None:
    """S000-21: a foreign filing is prepared, filed and granted; two spellings of a country are one line."""
    trying.sets(VALUES, "patents.abroad", "≥4")
    holder = trying.firm("云岭县绿源茶业有限公司").number
    given = {"sort": "invention", "holder": holder, "filed": date(2026, 2, 3)}
    for n, (route, country) in enumerate([("abroad", "德国"), ("abroad", "德 国"), ("pct", ""), ("home", "")]):
        trying.opens("patents", title=f"申请{n}", route=route, country=country, serial=f"A{n}", **given)
    assert trying.counts("patents", "abroad", by="route") == {
        "国内申请": "0",
        "PCT国际申请": "1",
        "国（境）外申请": "2",
        "": "3",
    }
    assert trying.counts("patents", "abroad", by="country")["德国"] == "2"
    assert "≥4：未达到，差1" in trying.reads("/patents/figures/")
    assert "申请3" not in trying.reads("/patents/", face="foreign")


def reported(trying: Trying, title: str, lane: str, **more: Any) -> Any:
    given = {"title": title, "sort": "enforcement", "lane": lane, "received": date(2026, 3, 2), **more}
    return trying.opens("ipcases", **given)


def concluded(trying: Trying, case: Any, lane: str, day: date, **assigned: Any) -> Any:
    case = trying.does(case, "file", lane=lane, filed_on=date(2026, 3, 2))
    case = trying.does(case, "assign", **assigned)
    case = trying.does(case, "handle", handled=day, measure="mediation", findings="现场核验")
    return trying.does(case, "conclude", concluded=day, result="settled", papers=PDF)


def test_days_of_the_two_lanes_are_never_mixed(trying: Trying) -> None:
    """S000-19, S000-20: by campaign, source and lane; what was not accepted was received, and is in no rate."""
    fair = {"campaign": "escort", "source": "fair"}
    for title, lane, day in (("甲", "fast", 4), ("乙", "fast", 8), ("丙", "normal", 20)):
        concluded(trying, reported(trying, title, lane, **fair), lane, date(2026, 3, day))
    reported(trying, "丁", "normal", campaign="thunder", source="online")
    trying.does(reported(trying, "戊", "normal", **fair), "refuse", reason="不属本局管辖")
    assert trying.counts("ipcases", "fast_days", by="campaign") == {"“护航”专项行动": "4", "": "4"}
    assert trying.counts("ipcases", "normal_days") == {"": "18"}
    assert trying.counts("ipcases", "received") == {"": "5"}
    assert trying.counts("ipcases", "rate") == {"": "75"}
    assert trying.counts("ipcases", "rate", by="source") == {"展会": "100", "电子商务": "0", "": "75"}
    assert "雷电" in trying.reads("/ipcases/coverage/campaigns/")


def test_a_case_is_to_be_handled_within_the_days_of_its_lane(trying: Trying) -> None:
    trying.sets(VALUES, "ipcases.fast_days", "5")
    quick = trying.does(reported(trying, "甲", "fast"), "file", lane="fast", filed_on=TODAY)
    assert quick.due == date(2026, 3, 27)
    slow = trying.does(reported(trying, "乙", "normal"), "file", lane="normal", filed_on=TODAY)
    assert slow.due is None and "普通程序案件办理时限" in trying.reads(f"/ipcases/{slow.pk}/")


def test_a_request_for_help_names_the_adviser_and_the_patent(trying: Trying) -> None:
    """S000-20: received, accepted, assigned to an adviser of the pool, settled."""
    holder = trying.firm("云岭县绿源茶业有限公司").number
    sides = [{"part": "claimant", "org": holder}]
    patent = entered(trying, holder, "2020100000011").number
    case = reported(trying, "茶机被仿制", "fast", sort="aid", patent=patent, sides=sides)
    case = trying.does(case, "file", lane="fast", filed_on=date(2026, 3, 2))
    assert "请填写提供援助的专家" in trying.refused(case, "assign")
    assert "茶机被仿制" in trying.reads("/ipcases/", face="aid")


def firm(trying: Trying, name: str, size: str, **more: Any) -> Any:
    """A firm that the office follows; its name is that of the register."""
    return trying.opens("firms", organisation=trying.firm(name).number, size=size, from_day="2024-01-01", **more)


def recognised(trying: Trying, one: Any, to_day: date) -> Any:
    given = {"sort": "hightech", "holder": one.organisation.number, "recognised_on": "2023-12-01",
             "from_day": "2023-12-01", "to_day": to_day, "certificate": f"GR{one.pk}"}  # fmt: skip
    return trying.opens("recognitions", title="高新技术企业", **given)


def gaps(trying: Trying, name: str) -> tuple[int, int, set[str]]:
    """How many firms are looked at, how many have it, and the names of those without, by the API."""
    answer = trying.api("supervisor").get(f"firms/coverage/{name}")
    assert answer.status_code == 200, answer.data
    (whole,) = [cell["yes"] for cell in answer.data["cells"] if not cell["name"]]
    return answer.data["entries"], whole, {row["title"] for row in answer.data["rows"]}


def test_high_tech_firms_without_a_valid_invention_are_named(trying: Trying) -> None:
    """Acceptance example L3.4, S000-15: the gap list by name; who is no high-tech firm since yesterday is not on it."""
    whole, bare, over = (firm(trying, name, "small") for name in ("甲机械公司", "乙新材公司", "丙食品公司"))
    for holder, to_day in ((whole, TODAY), (bare, TODAY), (over, TODAY - DAY)):
        recognised(trying, holder, to_day)
    entered(trying, whole.organisation.number, "2020100000011")
    entered(trying, bare.organisation.number, "2020200000022", sort="utility")
    trying.does(entered(trying, bare.organisation.number, "2020100000033"), "end", ended=TODAY - DAY, why="fees")
    assert gaps(trying, "inventions") == (2, 1, {"乙新材公司"})
    assert "乙新材公司" in trying.reads("/firms/coverage/inventions/")
    # the yearly table, as workbook and document: each line with the number of its record as its source
    client = signed_in(trying.office, "supervisor")
    answer = client.post("/firms/tables/inventions/xlsx/")
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    cells = {cell.value for row in sheet.iter_rows() for cell in row}
    assert {whole.number, bare.number} <= cells and over.number not in cells
    answer = client.post("/firms/tables/inventions/docx/")
    rows = Document(BytesIO(b"".join(answer.streaming_content))).tables[0].rows
    lines = {row.cells[-1].text: [cell.text for cell in row.cells] for row in rows}
    assert "是" in lines[whole.number] and "否" in lines[bare.number] and over.number not in lines


def test_large_and_medium_firms_without_a_valid_patent_are_named(trying: Trying) -> None:
    """S000-15: of whatever sort; small firms are not asked."""
    large, medium, _small = (firm(trying, f"{size}公司", size) for size in ("large", "medium", "small"))
    entered(trying, large.organisation.number, "2020200000022", sort="design")
    assert gaps(trying, "patents") == (2, 1, {"medium公司"})
    entered(trying, medium.organisation.number, "2020200000023", sort="utility")
    assert gaps(trying, "patents") == (2, 2, set())


def test_a_co_holder_of_a_valid_patent_is_in_no_gap_list(trying: Trying) -> None:
    """S000-15: who holds an invention together with the first holder has it, as long as it is valid."""
    first, other, late = (firm(trying, name, "medium") for name in ("甲机械公司", "乙新材公司", "丙食品公司"))
    for holder in (first, other, late):
        recognised(trying, holder, TODAY)
    holders = [{"org": other.organisation.number}]
    entered(trying, first.organisation.number, "2020100000011", holders=holders)
    ended = entered(trying, first.organisation.number, "2020100000012", holders=[{"org": late.organisation.number}])
    assert gaps(trying, "inventions") == (3, 3, set())
    trying.does(ended, "end", ended=TODAY - DAY, why="fees")
    assert gaps(trying, "inventions") == (3, 2, {"丙食品公司"})
    assert gaps(trying, "patents") == (3, 2, {"丙食品公司"})
    assert "丙食品公司" in trying.reads("/firms/coverage/inventions/")


def test_patents_in_trust_are_those_whose_agreement_is_in_force(trying: Trying) -> None:
    """S000-20: trusteeship is an agreement; it names its patents through them."""
    client, trustee = trying.firm("云岭县绿源茶业有限公司").number, trying.firm("云岭知识产权服务中心").number
    sides = [{"org": client, "part": "client"}, {"org": trustee, "part": "provider"}]
    contract = trying.opens("contracts", title="专利托管协议", sort="trust", signatories=sides)
    term = {"signed": TODAY, "from_day": TODAY, "to_day": TODAY + 365 * DAY, "paper": PDF}
    contract = trying.does(contract, "sign", **term)
    entered(trying, client, "2020100000011", trust=contract.number)
    entered(trying, client, "2020100000022")
    assert trying.counts("patents", "trusted", last=TODAY.isoformat()) == {"": "1"}
    over = (TODAY + 366 * DAY).isoformat()
    assert trying.counts("patents", "trusted", last=over) == {"": "0"}
    assert "2020100000011" in trying.reads(f"/contracts/{contract.pk}/")
    assert "专利托管协议" in trying.reads("/contracts/", face="trust")


def test_projects_of_intellectual_property_and_centres_of_high_value_stand_in_a_list(trying: Trying) -> None:
    """S000-16: level, kind, firm, year and state; firms with many patents are a group of firms."""
    holder = firm(trying, "绿源茶业公司", "medium", groups=[{"group": "patent_dense", "from_day": "2026-01-01"}])
    given = {"level": "province", "key": "no", "holder": holder.organisation.number, "year": 2026}
    for title, sort in (("知识产权强企战略", "ip"), ("茶机高价值专利培育中心", "centre"), ("茶叶保鲜", "key")):
        project = trying.opens("projects", title=title, sort=sort, **given)
        project = trying.does(project, "examine", "supervisor", examined_on=TODAY)
        trying.does(project, "contract", from_day=TODAY, to_day=TODAY + 300 * DAY, amount="100000")
    page = trying.reads("/projects/", face="property")
    assert "知识产权强企战略" in page and "茶机高价值专利培育中心" in page and "茶叶保鲜" not in page
    counted = trying.counts("projects", "approved", by="sort")
    assert (counted["知识产权战略项目"], counted["高价值专利培育中心"]) == ("1", "1")
    assert trying.counts("firms", "by_group", by="groups.group")["专利密集型企业"] == "1"


def test_training_is_ordered_by_a_firm_and_firms_are_counted_once(trying: Trying) -> None:
    """S000-15: the order names firm, topic and day; of two who come from one firm one firm is trained."""
    trying.sets(LEARNING, "programmes.ip_firms", ">=2")
    ordering, other = (trying.firm(name).number for name in ("绿源茶业公司", "幻石机械公司"))
    told = {"title": "专利挖掘班", "sort": "class", "theme": "ip", "seats": 30}
    wanted = trying.opens("programmes", "need", need="研发人员不会写交底书", ordered_by=ordering, **told)
    assert wanted.ordered_by.number == ordering
    rows = [{"day": TODAY, "hours": "3", "topic": "专利挖掘"}]
    for title, senders in (("甲班", (ordering, ordering)), ("乙班", (other,))):
        record = trying.opens("programmes", **{**told, "title": title}, sessions=rows)
        record = trying.does(record, "open", from_day=TODAY, to_day=TODAY, seats=30)
        people = [
            {"person": trying.person(f"{title}{n}").number, "organisation": sender, "came": "yes"}
            for n, sender in enumerate(senders)
        ]
        record = trying.does(record, "list", participants=people)
        trying.does(record, "hold", held_on=TODAY)
    assert trying.counts("programmes", "senders", by="theme")["知识产权"] == "2"
    assert "≥2：达到" in trying.reads("/programmes/figures/", by="theme")


def test_transfer_centres_and_forums_with_partners_abroad(trying: Trying) -> None:
    """S000-21: a centre is a facility with its country, a forum an activity with its own."""
    trying.opens("facilities", title="中德技术转移中心", sort="transfer", country="德国", from_day=TODAY)
    assert trying.counts("facilities", "facilities", by="sort", last=TODAY.isoformat())
    assert "中德技术转移中心" in trying.reads("/facilities/", sort="transfer")
    trying.opens("activities", theme="中德知识产权论坛", sort="congress", country="德国", held="2026-03-12",
                 place=trying.opens("places", title="会展中心", sort="venue").number, attendance=120)  # fmt: skip
    assert trying.counts("activities", "events", "country")["德国"] == "1"
    assert trying.counts("activities", "attendance", "sort")["学术研讨"] == "120"


def test_valid_inventions_per_10_000_inhabitants_come_of_the_count_and_the_population(trying: Trying) -> None:
    """S000-15: 19 per 10,000: the count of the year's last day, divided by the population that was told for it."""
    office, year = trying.office, period_of_months("year", 2026, 1)
    holder = get_kind("organisations").record.objects.get(pk=trying.firm("云岭县绿源茶业有限公司").pk)
    days = {"filed": date(2020, 1, 2), "granted": date(2022, 1, 4)}
    trying.alike("patents", 38, "granted", sort="invention", route="home", holder=holder, **days)
    desk = office.units["desk"], office.actor("supervisor")
    (inventions,) = adopt_figures(["patents.inventions"], "year", *desk, at=NOW)
    assert sum(1 for _ in keep_due(NOW + 300 * DAY))
    population = defined(office, "常住人口", code="people", measure="人", nature="stock", period="year")
    told(office, population.indicator_id, "kexie", encode_period(year), 20_000)
    Definition.objects.filter(pk=inventions.indicator_id).update(code="inventions")
    formula = "inventions / people * 10000"
    rate = defined(
        office, "每万人口有效发明专利", measure="件", nature="rate", period="year", code="rate", formula=formula
    )
    unit = office.units["kexie"].pk
    found = roll_up_units(resolve_rollup_inputs([rate]), [unit], year)[unit][rate.code]
    assert found is not None and found.value == 19


def test_no_step_needs_what_rows_in_other_records_say() -> None:
    """They are not locked: a figure or a coverage may ask for them, the need of a step may not."""
    asked, kind = Some("organisation.patents", via="holders.org"), get_kind("firms")
    form = step_form(kind, kind.cycle.by_name["enter"])
    assert [*condition_faults(asked, kind)] == []
    assert "are not locked" in "".join(condition_faults(asked, kind, form=form))
    wrong = Some("organisation.patents", via="fees.amount")
    assert "amount of fees does not lead to" in "".join(condition_faults(wrong, kind))
