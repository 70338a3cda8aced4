"""Firms, recognitions and lines of products: each row by its own sentence, with the examples of the plan."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import transaction
from docx import Document
from openpyxl import load_workbook

from luoshi.desk.ladders.actions import store_rungs
from luoshi.desk.ladders.part import Ladder
from luoshi.evidence.journal.models import Entry
from luoshi.facts.base.rules.checks import parts_off
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.lines.firms.line import VALUES
from many_appeals import signed_in
from office import NOW, TODAY, Office
from trying_rows import Trying


@pytest.fixture
def trying(office: Office, monkeypatch: pytest.MonkeyPatch) -> Trying:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    made = Trying(office)
    made.monkeypatch = monkeypatch
    return made


def enters(trying: Trying, title: str, sort: str, holder: Any = None, **more: Any) -> Any:
    """A recognition that is in force since last summer."""
    given = {"recognised_on": "2025-07-01", "from_day": "2025-07-01", "to_day": "2028-06-30", **more}
    holder = holder or trying.firm(f"{title}公司")
    return trying.opens("recognitions", title=title, sort=sort, holder=holder.number, **given)


def enrols(trying: Trying, n: int, name: str = "企业", **more: Any) -> list[Any]:
    """So many firms in the register of the office; their organisations."""
    made = [trying.firm(f"{name}{place}") for place in range(n)]
    for firm in made:
        trying.opens("firms", organisation=firm.number, **{"from_day": "2025-01-01", **more})
    return made


def rises(trying: Trying) -> dict[str, str]:
    """Firms that rose this year, by the rung to which they rose; "" all."""
    return {label: value for label, value in trying.counts("recognitions", "rose", "sort").items() if value != "0"}


def test_firms_climb_and_each_rise_is_counted_once(trying: Trying) -> None:
    """S000-07: small technology firm, cultivated, high-tech: promotions of the year, support by rung, pool list."""
    firm = enrols(trying, 1)[0]
    term = {"recognised_on": "2026-02-01", "from_day": "2026-02-01", "to_day": "2029-01-31"}
    enters(trying, "科技型中小企业", "sme", firm)
    page = trying.reads("/recognitions/figures/", by="sort", first="2026-01-01", last="2026-12-31")
    assert "无法计算" in page
    assert "重新认定不算升级的间隔" in page
    trying.sets(VALUES, "recognitions.gap", "90")
    trying.sets(VALUES, "recognitions.rose", "≥1")
    assert rises(trying) == {}
    enters(trying, "高新技术企业", "hightech", firm, certificate="GR1", **term)
    assert rises(trying) == {"高新技术企业": "1", "": "1"}
    assert trying.counts("recognitions", "rose", "rungs.was")["科技型中小企业"] == "1"
    assert trying.counts("recognitions", "standing", "sort") == {"科技型中小企业": "0", "高新技术企业": "1", "": "1"}
    # cultivated on the days of the higher rung: no rise; a high-tech certificate of 2023 entered late: a renewal
    enters(trying, "入库", "cultivated", firm, **term)
    assert rises(trying) == {"高新技术企业": "1", "": "1"}
    old = {"recognised_on": "2023-02-01", "from_day": "2023-02-01", "to_day": "2026-01-31"}
    enters(trying, "高新技术企业旧", "hightech", firm, certificate="GR0", **old)
    assert rises(trying) == {}


def test_the_gradient_list_of_a_day_is_a_document_and_a_workbook_with_its_sources(trying: Trying) -> None:
    """S000-07: the cultivation pool list, valid ones alone, as xlsx and docx; each line with the record it is from."""
    trying.sets(VALUES, "recognitions.gap", "90")
    first = enters(trying, "甲高企", "hightech", certificate="GR26001")
    enters(trying, "乙高企", "hightech", certificate="GR23001", to_day=TODAY - timedelta(1))
    pool = enters(trying, "丙入库", "cultivated")
    page = trying.reads("/recognitions/tables/gradient/")
    assert "甲高企公司" in page
    assert first.number in page
    assert "乙高企公司" not in page
    assert "乙高企公司" in trying.reads("/recognitions/tables/gradient/", day=TODAY - timedelta(1))
    answer = signed_in(trying.office, "supervisor").post("/recognitions/tables/gradient/docx/")
    paper = Document(BytesIO(b"".join(answer.streaming_content)))
    rows = [[cell.text for cell in row.cells] for row in paper.tables[0].rows]
    assert rows[0][-1] == "来源（记录编号）"
    assert [row[-1] for row in rows[1:]] == [pool.number, first.number]  # in the order of the code list
    assert "GR26001" in rows[2]
    assert any("升级" in cell.text for cell in paper.tables[1].columns[0].cells)
    answer = signed_in(trying.office, "supervisor").post("/recognitions/tables/gradient/xlsx/?day=2026-03-19")
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    assert "GR23001" in {cell.value for row in sheet.iter_rows() for cell in row}
    assert Entry.objects.filter(step="export", subject="recognitions").count() == 2
    assert signed_in(trying.office, "supervisor").post("/recognitions/tables/gradient/pdf/").status_code == 404
    assert signed_in(trying.office, "supervisor").get("/recognitions/tables/none/").status_code == 404


def test_of_a_thousand_firms_four_hundred_with_an_institution_are_forty_per_cent(trying: Trying) -> None:
    """L3.3, S000-08: 400 of 1,000 are 40.0 %, met; a firm with three institutions counts once."""
    trying.sets(VALUES, "firms.institution_share", "≥40")
    holders = trying.alike("organisations", 1000, "active", sort="enterprise")
    firms = [("firms", {"organisation": holder, "from_day": "2025-01-01"}) for holder in holders]
    for kind, values in firms:
        trying.alike(kind, 1, "listed", **values)
    given = {"sort": "institution", "level": "province", "from_day": "2025-07-01", "recognised_on": "2025-07-01"}
    for holder in [*holders[:399], holders[0], holders[0]]:
        trying.alike("recognitions", 1, "certified", holder=holder, **given)
    page = trying.reads("/firms/figures/", first="2026-01-01", last="2026-12-31")
    assert trying.counts("firms", "with_institution")[""] == "39.9"
    assert "1 家" in page  # short by one firm
    trying.alike("recognitions", 1, "certified", holder=holders[500], **given)
    assert trying.counts("firms", "with_institution")[""] == "40"


def test_a_certificate_that_expired_yesterday_is_out_of_the_stock_and_in_the_renewal_list(trying: Trying) -> None:
    """L3.4, S000-10, S000-71: the border day is valid; the day after it is out and to be renewed."""
    ends = enters(trying, "到期高企", "hightech", certificate="GR1", to_day=TODAY)
    gone = enters(trying, "过期高企", "hightech", certificate="GR2", to_day=TODAY - timedelta(1))
    assert trying.counts("recognitions", "valid", "sort", last="2026-03-20")["高新技术企业"] == "1"
    found = trying.reads("/recognitions/", validity="ended")
    assert gone.title in found
    assert ends.title not in found
    again = {"from_day": TODAY, "to_day": TODAY + timedelta(1095), "certificate": "GR3"}
    trying.does(gone, "renew", **again)
    assert trying.counts("recognitions", "valid", "sort", last="2026-03-20")["高新技术企业"] == "2"
    assert trying.counts("recognitions", "recognised", "sort")[""] == "0"  # renewed, not recognised anew
    assert gone.title not in trying.reads("/recognitions/", validity="ended")


def test_an_increase_of_398_is_two_short_and_220_in_the_zone_are_enough(trying: Trying) -> None:
    """L3.5, S000-71: 398 of 400 in the province, 220 of 220 in the zone; districts of 397 do not make 398."""
    trying.sets(VALUES, "recognitions.gap", "365")
    trying.sets(VALUES, "recognitions.rose", "≥400")
    zone = trying.office.units["society"]
    set_value(
        VALUES["recognitions.rose"], zone, "≥220", TODAY, "云科发〔2026〕4号", trying.office.actor("admin"), at=NOW
    )
    holders = trying.alike("organisations", 398, "active", sort="enterprise")
    for place, holder in enumerate(holders):
        day = {"from_day": date(2026, 1, 5), "recognised_on": date(2026, 1, 5)}
        (made,) = trying.alike("recognitions", 1, "certified", sort="hightech", holder=holder, **day)
        if place < 220:
            type(made).objects.filter(pk=made.pk).update(unit=zone)
    kind = get_kind("recognitions")
    (ladder,) = kind.every(Ladder)
    with transaction.atomic():
        store_rungs(ladder, kind, [holder.pk for holder in holders])
    year = {"by": "sort", "first": "2026-01-01", "last": "2026-12-31"}
    page = trying.reads("/recognitions/figures/", **year)
    assert "398" in page
    assert "≥400：未达到，差2" in page
    page = trying.reads("/recognitions/figures/", unit=zone.pk, **year)
    assert "≥220：达到" in page
    assert sum(int(value) for label, value in trying.counts("recognitions", "rose", "unit").items() if label) == 398
    assert parts_off(398, [220, 177]) == -1  # what districts report of it is checked where figures are collected


def test_levels_of_institutions_are_a_matrix_whose_parts_sum(trying: Trying) -> None:
    """S001-08: 83 engineering centres, 46 provincial and 37 others; 91 technology centres, 6 + 73 + 12; 5 bases."""
    parts = {"engineering": {"province": 46, "city": 37}, "technology": {"national": 6, "province": 73, "city": 12},
             "base863": {"national": 5}}  # fmt: skip
    given = {"from_day": "2025-07-01", "recognised_on": "2025-07-01"}
    for sort, levels in parts.items():
        for level, n in levels.items():
            trying.alike("recognitions", n, "certified", sort=sort, level=level, **given)
    asked = "by=sort&across=level&figure=valid&first=2026-01-01&last=2026-12-31"
    answer = trying.api("supervisor").get(f"recognitions/figures?{asked}")
    lines = {line["label"]: [cell.get("value") for cell in line["figures"]] for line in answer.data["lines"]}
    page = trying.reads("/recognitions/figures/", by="sort", across="level", figure="valid")
    assert "83" in page
    assert {"6", "73", "12"} <= {*lines["企业技术中心"]}, lines
    assert {"46", "37"} <= {*lines["工程技术研究中心"]}
    counted = trying.counts("recognitions", "valid", "sort")
    assert [counted[name] for name in ("工程技术研究中心", "企业技术中心", "863计划成果产业化基地", "")] == [
        "83",
        "91",
        "5",
        "179",
    ]
    refused = trying.api("clerk").post("recognitions", {"given": {
        "unit": trying.office.units["kexie"].pk, "title": "无级别中心", "sort": "engineering",
        "holder": trying.firm("某公司").number, "recognised_on": "2026-01-05", "from_day": "2026-01-05"}})  # fmt: skip
    assert refused.status_code == 422
    assert "须填写级别" in refused.data["what"]


def test_products_are_counted_by_their_recognition_of_the_year(trying: Trying) -> None:
    """S000-10: recognised products of the year against the target; who holds them and until when."""
    trying.sets(VALUES, "recognitions.products", "≥2")
    for n in range(2):
        enters(trying, f"产品{n}", "product", certificate=f"CP{n}", level="province", recognised_on="2026-02-01",
               from_day="2026-02-01")  # fmt: skip
    assert trying.counts("recognitions", "recognised", "sort")["高新技术产品"] == "2"
    assert "≥2" in trying.reads("/recognitions/figures/", by="sort", first="2026-01-01", last="2026-12-31")
    assert "产品1公司" in trying.reads("/recognitions/", face="products")


def test_a_recognition_is_applied_for_reviewed_publicised_filed_and_certified(trying: Trying) -> None:
    """S000-71, S000-08: applied, reviewed, publicised, filed, certified; evaluated; revoked."""
    trying.sets(VALUES, "recognitions.publicity", "3日")
    firm = trying.firm("云岭茶机")
    made = trying.opens("recognitions", "apply", title="高企认定", sort="hightech", holder=firm.number,
                        begun_on="2026-03-02")  # fmt: skip
    assert trying.counts("recognitions", "under_way", "sort")["高新技术企业"] == "1"
    assert "须经公示" in trying.refused(made, "approve", "supervisor", recognised_on=TODAY, from_day=TODAY)
    made = trying.does(made, "review", "supervisor", reviewed_on="2026-03-10")
    made = trying.does(made, "publish", "supervisor")
    made = trying.does(made, "file", "supervisor", filed_on=TODAY)
    assert "公示" in trying.refused(made, "certify", "supervisor", recognised_on=TODAY, from_day=TODAY)
    trying.monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(10))
    term = {"recognised_on": "2026-03-30", "from_day": "2026-03-30", "to_day": "2029-03-29", "certificate": "GR9"}
    made = trying.does(made, "certify", "supervisor", **term)
    assert made.state == "certified"
    assert "认通" in trying.reads(f"/recognitions/{made.pk}/")
    row = {"day": "2026-03-30", "verdict": "passed"}
    made = trying.does(made, "evaluate", "supervisor", evaluations=row)
    made = trying.does(made, "revoke", "supervisor", to_day="2026-03-30", reason="弄虚作假")
    assert made.state == "revoked"
    assert trying.counts("recognitions", "valid", "sort", last="2026-03-31").get("高新技术企业", "0") == "0"
    again = {"title": "重复", "sort": "hightech", "holder": trying.firm("别家").number, "certificate": "GR9"}
    trying.opens("recognitions", recognised_on="2026-03-30", from_day="2026-03-30", **again)  # a revoked one frees it


def passes(trying: Trying, made: Any, *gates: str, day: str = "2026-03-10") -> Any:
    """Pass these gates, one after the other."""
    for gate in gates:
        made = trying.does(made, "pass", gates={"gate": gate, "day": day})
    return made


def begins(trying: Trying, title: str, sort: str, **more: Any) -> Any:
    """An application that is under way."""
    more = more if "holder" in more else {"holder": trying.firm(f"{title}单位").number, **more}
    return trying.opens("recognitions", "apply", title=title, sort=sort, begun_on="2026-01-10", **more)


def test_a_firm_goes_on_to_its_listing_gate_by_gate_with_its_agency(trying: Trying) -> None:
    """S000-31: reserve, restructured, tutored, filed, listed; board and agency; a gate is not skipped."""
    made = begins(trying, "云岭茶业上市", "listing", board="neeq")
    assert "股改" in trying.refused(made, "pass", gates={"gate": "tutored", "day": TODAY})
    made = passes(trying, made, "restructured")
    assert "辅导机构" in trying.refused(made, "pass", gates={"gate": "tutored", "day": TODAY})
    adviser = trying.firm("某证券")
    made = trying.does(made, "edit", title=made.title, sort="listing", holder=made.holder.number, board="neeq",
                       adviser=adviser.number)  # fmt: skip
    made = passes(trying, made, "tutored")
    assert "报会" in trying.refused(made, "approve", "supervisor", recognised_on=TODAY, from_day=TODAY)
    made = passes(trying, made, "filed")
    found = trying.reads("/recognitions/", face="listings")
    assert "新三板" in found
    assert "某证券" in found
    made = trying.does(made, "approve", "supervisor", recognised_on=TODAY, from_day=TODAY)
    assert made.state == "certified"
    assert trying.counts("recognitions", "gates", "gates.gate")["辅导"] == "1"


def test_a_national_centre_is_formed_accepted_and_evaluated(trying: Trying) -> None:
    """S000-76: applied, approved to form, accepted, evaluated; field, host firm, one approved."""
    made = begins(trying, "国家茶叶工程中心", "centre", level="national", industry="tea")
    made = passes(trying, made, "apply", "forming")
    assert "验收" in trying.refused(made, "approve", "supervisor", recognised_on=TODAY, from_day=TODAY)
    made = passes(trying, made, "accepted")
    made = trying.does(made, "approve", "supervisor", recognised_on=TODAY, from_day=TODAY)
    made = trying.does(made, "evaluate", "supervisor", evaluations={"day": TODAY, "verdict": "good"})
    assert trying.counts("recognitions", "recognised", "sort")["国家工程中心"] == "1"
    assert trying.counts("recognitions", "recognised", "industry")["茶产业"] == "1"
    assert trying.counts("recognitions", "evaluated", "evaluations.verdict")["优秀"] == "1"


def test_zones_university_parks_and_clusters_apply_for_a_higher_level(trying: Trying) -> None:
    """S000-03, S000-23, S000-72: intend, plan, apply, reviewed, approved; three apply, one is approved."""
    zones = []
    for n in range(3):
        zone = trying.opens("platforms", title=f"高新区{n}", sort="zone", from_day="2025-07-01")
        zones.append(begins(trying, f"省级高新区申报{n}", "zone", level="province", platform=zone.number))
    assert "意向" in trying.refused(zones[0], "pass", gates={"gate": "apply", "day": TODAY})
    zones = [passes(trying, zone, "intend", "plan", "apply") for zone in zones]
    found = trying.reads("/recognitions/", face="upgrades")
    assert all(f"高新区{n}" in found for n in range(3))
    assert trying.counts("recognitions", "under_way", "sort")["高新区升级"] == "3"
    assert trying.counts("recognitions", "gates", "gates.gate")["申报"] == "3"
    trying.does(passes(trying, zones[0], "assessed"), "approve", "supervisor", recognised_on=TODAY, from_day=TODAY)
    trying.does(zones[1], "refuse", "supervisor", reason="条件不足")
    assert trying.counts("recognitions", "recognised", "sort")["高新区升级"] == "1"
    park = passes(trying, begins(trying, "云岭大学科技园", "university", level="national"), "prepare", "apply")
    trying.does(park, "approve", "supervisor", recognised_on=TODAY, from_day=TODAY)
    cluster = passes(trying, begins(trying, "茶机集群", "cluster", level="national"), "apply", "reply")
    trying.does(cluster, "approve", "supervisor", recognised_on=TODAY, from_day=TODAY, certificate="国科火〔2026〕1号")
    counted = trying.counts("recognitions", "recognised", "sort")
    assert (counted["大学科技园"], counted["创新型产业集群"]) == ("1", "1")


def test_areas_become_ip_pilots_and_then_demonstrations(trying: Trying) -> None:
    """S000-14, S000-18: pilot, assessed, demonstration; tasks and period; firms certified against the standard."""
    area = trying.opens("places", title="青石镇", sort="village")
    pilot = begins(trying, "青石镇知识产权试点", "pilot", level="province", place=area.number, tasks="建专利数据库")
    pilot = trying.does(pilot, "approve", "supervisor", recognised_on="2026-02-01", from_day="2026-02-01",
                        to_day="2026-03-10")  # fmt: skip
    pilot = trying.does(pilot, "evaluate", "supervisor", evaluations={"day": "2026-03-09", "verdict": "good"})
    show = begins(trying, "青石镇知识产权示范", "demonstration", level="province", place=area.number)
    trying.does(show, "approve", "supervisor", recognised_on=TODAY, from_day=TODAY)
    enters(trying, "贯标一", "standard", level="national", from_day="2026-01-05", recognised_on="2026-01-05")
    counted = trying.counts("recognitions", "valid", "sort")
    assert (counted.get("知识产权试点", "0"), counted["知识产权示范"], counted["知识产权贯标认证"]) == ("0", "1", "1")
    assert "建专利数据库" in trying.reads(f"/recognitions/{pilot.pk}/")
    norm = trying.api("clerk").post("norms", {"given": {"unit": trying.office.units["kexie"].pk,
                                                         "title": "茶产业专利导航", "sort": "navigation"}})  # fmt: skip
    assert norm.status_code == 201, norm.data


def test_makerspaces_are_a_stock_of_the_province_or_above(trying: Trying) -> None:
    """S000-26: a total of ten, not an increase; city ones and ended ones do not count."""
    trying.sets(VALUES, "recognitions.makerspaces", "≥10")
    given = {"sort": "makerspace", "from_day": "2024-07-01", "recognised_on": "2024-07-01"}
    trying.alike("recognitions", 9, "certified", level="province", **given)
    trying.alike("recognitions", 1, "certified", level="city", **given)
    trying.alike("recognitions", 1, "revoked", level="national", to_day="2026-01-31", **given)
    assert trying.counts("recognitions", "makerspaces") == {"": "9"}
    assert "未达到，差1" in trying.reads("/recognitions/figures/", first="2026-01-01", last="2026-12-31")
    trying.alike("recognitions", 1, "certified", level="national", **given)
    assert trying.counts("recognitions", "makerspaces") == {"": "10"}


def test_a_snapshot_counts_firms_by_sales_torch_key_and_rung(trying: Trying) -> None:
    """S001-06: firms, those with sales over a bound, Torch key ones, products; unset is named."""
    enrols(trying, 2, "普通")
    big = trying.opens("firms", organisation=trying.firm("大户").number, from_day="2025-01-01", key="yes")
    edge = trying.opens("firms", organisation=trying.firm("整亿").number, from_day="2025-01-01", key="yes")
    for firm, value in ((big, "100000001"), (edge, "100000000")):
        trying.does(firm, "tell", values={"item": "sales", "until": "2025-12-31", "value": value, "source": "年报"})
    assert "大额销售收入界限" in trying.reads("/firms/figures/", first="2026-01-01", last="2026-12-31")
    trying.sets(VALUES, "firms.big_sales", ">100000000")
    assert trying.counts("firms", "big") == {"": "1"}
    assert trying.counts("firms", "firms", "key")["是"] == "2"
    assert trying.counts("firms", "firms") == {"": "4"}
    assert trying.counts("firms", "sales", first="2025-01-01", last="2025-12-31") == {"": "200000001"}
    found = trying.reads("/firms/coverage/reported/")
    assert "普通1" in found


def test_high_tech_firms_are_a_share_of_those_above_scale(trying: Trying) -> None:
    """S000-71: high-tech firms in stock divided by the firms above designated size."""
    trying.sets(VALUES, "firms.hightech_share", "≥12.3")
    holders = enrols(trying, 8, above_scale="yes")
    enters(trying, "高企", "hightech", holders[0], certificate="GR1")
    assert trying.counts("firms", "hightech_share") == {"": "12.5"}
    enters(trying, "过期", "hightech", holders[1], certificate="GR2", to_day="2026-03-19")
    assert trying.counts("firms", "hightech") == {"": "1"}


def test_each_line_of_products_has_three_generations_or_names_the_gap(trying: Trying) -> None:
    """S001-56: production, development, reserve; one of each at a time; the missing one is shown."""
    firm = trying.opens("firms", organisation=trying.firm("茶机厂").number, from_day="2025-01-01")
    rows = [{"stage": "production", "name": "采茶机一代", "from_day": "2024-01-01"},
            {"stage": "development", "name": "采茶机二代", "from_day": "2025-06-01"}]  # fmt: skip
    line = trying.opens("productlines", title="采茶机", firm=firm.number, generations=rows)
    found = trying.reads("/productlines/coverage/complete/")
    assert "采茶机" in found
    assert "储备一代" in found
    again = {"stage": "production", "name": "采茶机三代", "from_day": TODAY}
    assert trying.asks(line, "add", "clerk", {"generations": again}).status_code == 422
    trying.does(line, "add", generations={"stage": "reserve", "name": "采茶机三代", "from_day": TODAY})
    assert trying.counts("productlines", "generations", "generations.stage")["储备一代"] == "1"
    assert trying.api("supervisor").get("productlines/coverage/complete").data["entries"] == 1


def test_a_rise_of_one_firm_under_two_names_is_none_once_both_are_merged(trying: Trying) -> None:
    """Certificates of both names are of one firm then: what looked like a rise is a renewal."""
    trying.sets(VALUES, "recognitions.gap", "90")
    first, second = enrols(trying, 2)
    old = {"recognised_on": "2023-02-01", "from_day": "2023-02-01", "to_day": "2026-01-31"}
    enters(trying, "高企旧证", "hightech", first, **old)
    term = {"recognised_on": "2026-02-01", "from_day": "2026-02-01", "to_day": "2029-01-31"}
    enters(trying, "高企新证", "hightech", second, certificate="GR1", **term)
    assert rises(trying) == {"高新技术企业": "1", "": "1"}
    trying.does(second, "merge", "supervisor", same_as=first.number)
    assert rises(trying) == {}
    assert trying.counts("recognitions", "standing", "sort")["高新技术企业"] == "1"
