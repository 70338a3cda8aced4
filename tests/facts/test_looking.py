"""Pages of figures: what they say of how many, to whom they are open, and from each number down to who told it."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook

from figures_told import act, counting, defined, entry, told
from forms_issued import LATER, MONTH, NAMES, form_of, sent, task_of
from luoshi.base.record_errors import RecordError
from luoshi.dates.period_codes import encode_period
from luoshi.dates.periods import period_of_months
from luoshi.evidence.journal.models import Entry
from luoshi.facts.base.models.fact import Fact, Question
from luoshi.facts.base.models.target import Target
from luoshi.facts.fact_store.actions import settle_fact_question
from luoshi.facts.figure_views import figure_formats
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from many_appeals import signed_in
from office import NOW, Office

pytestmark = pytest.mark.django_db
MARCH, YEAR, LAST = (
    encode_period(period)
    for period in (
        period_of_months("month", 2026, 3),
        period_of_months("year", 2026, 1),
        period_of_months("year", 2025, 1),
    )
)


def text(page: Any) -> str:
    """The words of a page, blanks put together."""
    assert page.status_code == 200, page.status_code
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def look(office: Office, address: str, who: str = "supervisor", language: str = "en") -> str:
    return text(signed_in(office, who, language).get(address))


def yearly(office: Office, title: str, code: str, **values: Any) -> Any:
    return defined(office, title, code=code, period="year", **values)


def test_a_unit_shows_of_each_indicator_how_many_told_it_of_how_many(office: Office) -> None:
    NAMES.update({name: unit.name for name, unit in office.units.items()})
    one = defined(office, "科普活动", code="events", measure="场")
    form = form_of(office, one, owing=[{"unit": office.units[name].pk} for name in ("kexie", "bureau")])
    made = sent(office, task_of(form), 科普活动="5")
    found = look(office, "/figures/?period=2026-03")
    assert "科普活动 5 场 partial 1 of 2 0 — —" in found
    take(made, "take_in", office.actor("supervisor"), {}, at=LATER)
    assert "科普活动 5 场 partial 1 of 2 1 — —" in look(office, "/figures/?period=2026-03")
    assert "Nothing was reported here for this period." in look(office, "/figures/?period=2025-03")
    assert MONTH.month == 3
    page = signed_in(office, "supervisor", "en").post("/figures/book/?period=2026-03")
    rows = list(load_workbook(BytesIO(b"".join(page.streaming_content))).active.values)  # type: ignore[union-attr]
    assert ("events", "科普活动", 5, "场", "1 of 2", 1) in [row[:6] for row in rows]


def test_the_pages_of_figures_say_one_name_in_menu_title_and_crumbs(office: Office) -> None:
    one = defined(office, "科普活动", code="events", measure="场")
    of_one = reverse("facts:indicator_figures", args=[one.pk])
    for who, address in (("supervisor", "/figures/"), ("supervisor", of_one), ("admin", "/figures/kept/")):
        page = signed_in(office, who, "zh-hans").get(address)
        assert page.status_code == 200, address
        assert page.context["crumbs"][0][0] == "单位数据", address
        assert "统计数字" not in text(page), address


@pytest.mark.parametrize("address", ["/figures/", "/appeals/figures/"])
def test_a_filter_finds_a_unit_by_the_end_that_only_its_name_has(office: Office, address: str) -> None:
    office.unit("city", "临江市科学技术局", "county")
    client = signed_in(office, "supervisor", "en")
    found = client.get(address, {"unit": "茶叶学会"})
    assert found.context["filters"]["form"].is_valid()
    assert found.context["filters"]["form"].cleaned_data["unit"] == office.units["society"]
    several = text(client.get(address, {"unit": "科学技术局"}))
    assert "several units end with “科学技术局”: " in several
    assert "云岭县科学技术局" in several and "临江市科学技术局" in several
    assert "There is no unit “局” today." in text(client.get(address, {"unit": "局"}))  # one character is no end
    assert "There is no unit “水利局” today." in text(client.get(address, {"unit": "水利局"}))


@pytest.mark.parametrize(
    ("who", "unit", "status"),
    [
        ("supervisor", "bureau", 200),
        ("leader", "kexie", 200),
        ("leader", "bureau", 404),
        ("head", "society", 200),
        ("clerk", "society", 200),
        ("clerk", "bureau", 404),
        ("clerk", "county", 404),
        ("stranger", "bureau", 200),
        ("stranger", "kexie", 404),
        ("collector", "town", 200),
        ("auditor", "bureau", 200),
        ("admin", "kexie", 404),
        ("outside", "society", 404),
    ],
)
def test_figures_are_open_to_those_in_whose_charge_the_unit_is(
    office: Office, who: str, unit: str, status: int
) -> None:
    one = defined(office, "人数")
    told(office, one.indicator_id, unit, MARCH, 3)
    fact = Fact.objects.get()
    client = signed_in(office, who, "en")
    for address in (f"/figures/?unit={office.units[unit].pk}", f"/figures/{one.pk}/?unit={office.units[unit].pk}",
                    f"/figures/facts/{fact.pk}/"):  # fmt: skip
        assert client.get(address).status_code == status, address
    answer = client.get(f"/api/facts/values/{fact.pk}")
    assert answer.status_code == status
    rolled = client.get(f"/api/facts/rolled?period=2026-03&unit={office.units[unit].pk}")
    assert rolled.status_code == status


def test_of_a_unit_that_is_not_there_nothing_is_shown_and_it_is_said(office: Office) -> None:
    one = defined(office, "人数")
    told(office, one.indicator_id, "kexie", MARCH, 3)
    for address in ("/figures/", f"/figures/{one.pk}/"):
        found = look(office, f"{address}?unit=没有这样的单位")
        assert "There is no unit “没有这样的单位” today." in found and "3 个" not in found
    assert signed_in(office, "supervisor").get("/figures/?unit=999999").status_code == 404
    assert "3 个" in look(office, "/figures/?unit=云岭县科学技术协会&period=2026-03")


def test_from_the_county_down_to_who_told_it(office: Office) -> None:
    one = defined(office, "人数", code="people", measure="人")
    told(office, one.indicator_id, "society", MARCH, 3)
    told(office, one.indicator_id, "kexie", MARCH, 4)
    client = signed_in(office, "supervisor", "en")
    page = client.get(f"/figures/{one.pk}/?period=2026-03").text
    way = re.search(rf'href="(/figures/{one.pk}/\?unit={office.units["kexie"].pk}&amp;period=2026-03)"', page)
    assert way
    page = client.get(way[1].replace("&amp;", "&")).text
    assert "7 人" in page and "Reported by 云岭县科学技术协会 itself" in page
    fact = Fact.objects.get(unit=office.units["kexie"])
    assert f"/figures/facts/{fact.pk}/" in page
    found = text(client.get(f"/figures/facts/{fact.pk}/"))
    assert "Amount 4 人" in found and "Reporting person 柯干事" in found


@pytest.mark.parametrize("count", [3, 12])
def test_the_pages_ask_as_many_queries_of_many_as_of_few(
    office: Office, count: int, django_assert_max_num_queries: Any
) -> None:
    made = [yearly(office, f"指标{at}", f"code{at}") for at in range(count)]
    for at in range(count):
        office.unit(f"u{at}", f"单位{at}", "county")
        for made_yearly in made:
            told(office, made_yearly.indicator_id, f"u{at}", YEAR, at + 1)
    client = signed_in(office, "supervisor", "en")
    client.get("/figures/")
    with django_assert_max_num_queries(26):
        assert f"指标{count - 1}" in client.get("/figures/?period=2026").text
    with django_assert_max_num_queries(43):
        assert f"单位{count - 1}" in client.get(f"/figures/{made[0].pk}/?period=2026").text


def supply(office: Office, *rows: tuple[Any, str, str]) -> None:
    """Values of the county for years, as a source says them."""
    values = [
        {"indicator": indicator.number, "unit": office.units["county"].pk, "period": period, "value": value}
        for indicator, period, value in rows
    ]
    given = {"title": "统计公报", "unit": office.units["desk"].pk, "values": values}
    begin(get_kind("supplies"), office.actor("supervisor"), given, at=NOW)


def test_a_share_a_growth_and_what_is_still_needed(office: Office) -> None:
    """REQUIREMENTS M, example 1: 63.4 %, 5686.2 derived, growth > 20.04 %."""
    part = yearly(office, "高新技术产品产值", "hightech", measure="亿元")
    whole = yearly(office, "高新技术产业产值", "industry", measure="亿元")
    share = yearly(office, "占比", "share", measure="%", nature="rate", formula="hightech / industry", digits=1)
    grown = yearly(office, "产值增速", "growth", measure="%", nature="sample", growth_of=whole.number)
    supply(office, (part, "2026", "5284.4"), (whole, "2026", "8330.3"), (grown, "2026", "46.5"))
    assert "占比 63.4 %" in look(office, "/figures/?period=2026")
    found = look(office, f"/figures/{whole.pk}/?period=2026")
    assert "Growth that was published 46.5 %" in found
    assert "A year before 5686.2 亿元 derived from the growth" in found
    assert "Amount 63.4 %" in look(office, f"/figures/{share.pk}/?period=2026")


def test_a_published_share_says_what_its_base_must_be_and_whether_it_follows(office: Office) -> None:
    """REQUIREMENTS M, example 2: 1335 that are 12.3 % are of 10,810 to 10,897; of 12,000 they are 11.1 %."""
    firms, every = yearly(office, "企业数", "firms", measure="家"), yearly(office, "全部企业", "every", measure="家")
    share = yearly(office, "占比", "share", measure="%", nature="rate", formula="firms / every")
    supply(office, (firms, "2026", "1335"), (share, "2026", "12.3"))
    address = f"/figures/{share.pk}/?period=2026"
    found = look(office, address)
    assert "Published besides 12.3 % its base is between 10,810 and 10,897" in found
    assert "not computable: 全部企业 missing" in found
    supply(office, (every, "2026", "12000"))
    assert "Published besides 12.3 % does not agree: should be 11.1 %" in look(office, address)
    supply(office, (every, "2026", "10850"))
    assert "agrees: 12.3 %" in look(office, address) and "does not" not in look(office, address)


def test_what_lies_in_no_part_is_shown_and_parts_that_are_more_than_the_whole(office: Office) -> None:
    """REQUIREMENTS M, example 3: 91 = 6 + 73 + 12; with 14 municipal ones the parts are 2 more."""
    parts = [{"name": name, "axis": "级别"} for name in ("国家级", "省级")]
    one = yearly(office, "技术中心", "centres", parts=parts)
    values = [
        {"indicator": one.number, "unit": office.units["county"].pk, "period": "2026", "value": value, "part": part}
        for value, part in (("91", ""), ("6", "国家级"), ("73", "省级"))
    ]
    desk = office.actor("supervisor")
    given = {"title": "公报", "unit": office.units["desk"].pk, "values": values}
    made = begin(get_kind("supplies"), desk, given, at=NOW).record
    address = f"/figures/{one.pk}/?period=2026"
    assert "In none of these: 级别 级别 12 个" in look(office, address)
    rows = [{"id": None, "name": name, "axis": "级别"} for name in ("国家级", "省级", "市级")]
    act(office, one, "list", parts=rows)
    more = [*values, {**values[0], "value": "14", "part": "市级"}]
    take(made, "put_right", desk, {"values": more}, at=NOW)
    assert "2 个 more than the whole" in look(office, address)


def test_without_its_own_value_a_ratio_is_not_computable(office: Office) -> None:
    """REQUIREMENTS M, example 4: own value blank, benchmark 506."""
    own, other = yearly(office, "本市", "own"), yearly(office, "标杆市", "benchmark")
    ratio = yearly(office, "与标杆之比", "ratio", measure="%", nature="rate", formula="own / benchmark")
    supply(office, (other, "2026", "506"))
    assert "not computable: 本市 missing" in look(office, f"/figures/{ratio.pk}/?period=2026")
    supply(office, (own, "2026", "253"))
    assert "Amount 50 %" in look(office, f"/figures/{ratio.pk}/?period=2026")


@pytest.mark.parametrize(
    ("spent", "sales", "said"),
    [
        ("150", "20000", "0.75 % 低于1%"),
        ("2", "100", "2.00 % 勉强"),
        ("2.5", "50", "5.00 % 有竞争力"),
        ("1.5", "100", "1.50 % band not defined"),
        ("1.5", "0", "Amount not computable: divided by 0 (销售)"),
    ],
)
def test_values_are_called_by_their_band_or_by_none(office: Office, spent: str, sales: str, said: str) -> None:
    """REQUIREMENTS M, example 5: bands of the intensity of research; sales of 0 make it not computable."""
    bands = [{"name": "低于1%", "below": "1"}, {"name": "勉强", "least": "2", "below": "2.01"},
             {"name": "有竞争力", "least": "5"}]  # fmt: skip
    money, turnover = yearly(office, "研发", "spent", measure="万元"), yearly(office, "销售", "sales", measure="万元")
    rate = yearly(office, "强度", "rate", measure="%", nature="rate", formula="spent / sales", digits=2, bands=bands)
    supply(office, (money, "2026", spent), (turnover, "2026", sales))
    assert said in look(office, f"/figures/{rate.pk}/?period=2026")


def test_units_are_ranked_only_where_the_office_says_on_what_basis(office: Office) -> None:
    one = yearly(office, "人数", "people")
    for unit, value in (("kexie", 5), ("bureau", 9), ("town", 5)):
        told(office, one.indicator_id, unit, YEAR, value)
    assert "Rank" not in look(office, f"/figures/{one.pk}/?period=2026")
    other = yearly(office, "人数二", "people2", ranked="考核办法第八条")
    for unit, value in (("kexie", 5), ("bureau", 9), ("town", 5)):
        told(office, other.indicator_id, unit, YEAR, value)
    found = look(office, f"/figures/{other.pk}/?period=2026")
    assert "科学技术局 9 个 1 0 — — 47.4% 1" in found and "青石镇 5 个 1 0 — — 26.3% 2" in found


def test_ranks_go_over_all_units_not_over_those_of_a_page(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    one = yearly(office, "人数", "people", ranked="考核办法第八条")
    for at in range(4):
        office.unit(f"u{at}", f"单位{at}", "county")
        told(office, one.indicator_id, f"u{at}", YEAR, at + 1)
    monkeypatch.setattr("luoshi.base.forms.shapes.paginate_rows.__defaults__", (3, None))
    found = look(office, f"/figures/{one.pk}/?period=2026&page=3")
    assert "单位3 4 个 1 0 — — 40% 1" in found and "单位2" not in found
    assert "单位2 3 个 1 0 — — 30% 2" in look(office, f"/figures/{one.pk}/?period=2026&page=2")


def test_a_year_before_is_compared_unless_it_means_something_else_since(office: Office) -> None:
    one = yearly(office, "人数", "people")
    for period, value in ((YEAR, 120), (LAST, 100)):
        told(office, one.indicator_id, "kexie", period, value)
    assert "人数 120 个 1 0 100 个 +20%" in look(office, "/figures/?period=2026")
    version = {"from_day": date(2026, 1, 1), "meaning": "另一口径", "breaks": True}
    act(office, one, "mean", versions=version)
    assert "meaning changed on 2026-01-01" in look(office, "/figures/?period=2026")


def test_the_average_of_a_stock_takes_half_of_its_ends(office: Office) -> None:
    one = yearly(office, "会员", "members", nature="stock")
    for year, value in ((2024, 100), (2025, 120), (2026, 160)):
        told(office, one.indicator_id, "kexie", encode_period(period_of_months("year", year, 1)), value)
    assert "Average over 3 periods 125 个" in look(office, f"/figures/{one.pk}/?period=2026")


def test_an_activity_stands_beside_its_outcome(office: Office) -> None:
    outcome = yearly(office, "素质比例", "literacy", measure="%", nature="sample")
    one = yearly(office, "活动", "events", outcome=outcome.number)
    told(office, one.indicator_id, "county", YEAR, 12)
    assert "Outcome: 素质比例, nothing reported" in look(office, "/figures/?period=2026")
    told(office, outcome.indicator_id, "county", YEAR, 13)
    assert "Outcome: 素质比例 13 %" in look(office, "/figures/?period=2026")
    assert "Outcome 素质比例：13 %" in look(office, f"/figures/{one.pk}/?period=2026")


def asked(office: Office) -> tuple[Any, Question]:
    """Two values of the same after two indicators became one."""
    gone, stays = defined(office, "人数"), defined(office, "人数合计", code="people")
    told(office, gone.indicator_id, "kexie", MARCH, 7)
    told(office, stays.indicator_id, "kexie", MARCH, 8)
    act(office, gone, "merge", same_as=stays.number)
    return stays, Question.objects.get()


@pytest.mark.parametrize(("right", "value"), [("stays", 8), ("other", 7)])
def test_the_supervision_office_says_which_value_is_right(office: Office, right: str, value: int) -> None:
    one, question = asked(office)
    address = f"/figures/facts/{question.stays_id}/"
    assert "Two values for the same figure: which one is right?" in look(office, "/figures/")
    for who in ("clerk", "auditor"):
        page = signed_in(office, who, "en").get(address).text
        assert "The supervision office decides." in page and "This one is right" not in page
        refused = signed_in(office, who, "en").post(address + "settled/", {"question": question.pk, "right": right})
        assert refused.status_code == 403
    client = signed_in(office, "supervisor", "en")
    assert client.get(address).text.count("This one is right") == 2
    done = client.post(address + "settled/", {"question": question.pk, "right": right})
    assert done.status_code == 302 and client.get(done.url).status_code == 200
    assert list(counting().values()) == [Decimal(value)]
    again = client.post(address + "settled/", {"question": question.pk, "right": right})
    assert again.status_code == 409 and "Somebody else has already decided this." in again.text
    assert "which is right" not in look(office, "/figures/")
    assert Entry.objects.filter(step="facts.settled").count() == 1
    told(office, one.indicator_id, "kexie", MARCH, 9)
    assert list(counting().values()) == [Decimal(9)]


def test_a_value_that_was_superseded_meanwhile_is_not_settled_over(office: Office) -> None:
    one, question = asked(office)
    told(office, one.indicator_id, "kexie", MARCH, 9)
    with pytest.raises(RecordError), transaction.atomic():
        settle_fact_question(question.pk, office.actor("supervisor"), other=True, at=NOW)
    assert list(counting().values()) == [Decimal(9)] and Question.objects.get().settled is None


def test_programs_get_the_same_figures_and_the_way_to_their_source(office: Office) -> None:
    one = yearly(office, "人数", "people", measure="人", bands=[{"name": "多", "least": "5"}])
    for unit, period, value in (("kexie", YEAR, 6), ("kexie", LAST, 4), ("bureau", YEAR, "1.5")):
        told(office, one.indicator_id, unit, period, value)
    client = signed_in(office, "supervisor", "en")
    answer = client.get(f"/api/facts/rolled?period=2026&by=unit&indicator={one.pk}").json()
    assert answer["period"] == "2026" and answer["units_as_of"] == "2026-12-31"
    rows = {row["unit"]["name"]: row for row in answer["rows"]}
    assert rows["云岭县"] | {"unit": 0, "indicator": 0} == {
        "indicator": 0, "code": "people", "unit": 0, "measure": "人", "value": "7.5", "told": 2, "expected": None,
        "approved": 0, "partial": False, "lacks": [], "divided_by": None, "band": "多", "before": "4",
        "change": "50", "change_of": 1, "broken": None,
    }  # fmt: skip
    assert set(rows) == {"云岭县", "云岭县科学技术协会", "云岭县科学技术局"}
    found = client.get(f"/api/facts/values?indicator={one.pk}&period=2026").json()
    assert [(row["unit"]["name"], row["value"]) for row in found["rows"]] == [
        ("云岭县科学技术协会", "6"),
        ("云岭县科学技术局", "1.5"),
    ]
    told(office, one.indicator_id, "kexie", YEAR, 8, by=entry(office, "head"))
    source = client.get(f"/api/facts/values/{found['rows'][0]['id']}").json()
    assert source["ended_at"] and [row["value"] for row in source["history"]] == ["8", "6"]
    assert (source["told_by"], source["record"]) == ("柯干事", None)
    assert client.get("/api/facts/rolled").json()["period"] == "2025"  # the newest that is over
    wrong = client.get("/api/facts/rolled?period=2026-13")
    assert wrong.status_code == 422 and "2026-13" in wrong.json()["what"]
    assert client.get("/api/facts/rolled?period=2026&indicator=999999").status_code == 404


def test_pictures_say_the_same_and_are_open_to_the_same(office: Office) -> None:
    one = yearly(office, "人数", "people")
    for unit, period, value in (("kexie", YEAR, 6), ("kexie", LAST, 4), ("bureau", YEAR, 2)):
        told(office, one.indicator_id, unit, period, value)
    found = look(office, f"/figures/{one.pk}/?period=2026")
    assert "Most: 云岭县科学技术协会, 6 个; least: 云岭县科学技术局, 2 个." in found
    address = f"/figures/{one.pk}/trend/wide.svg?unit={office.units['kexie'].pk}&period=2026"
    assert signed_in(office, "stranger").get(address).status_code == 404
    for name in ("promised/wide.svg", "none/wide.svg", "units/none.svg"):
        assert signed_in(office, "supervisor").get(f"/figures/{one.pk}/{name}?period=2026").status_code == 404


def test_the_growth_that_is_still_needed_for_what_is_promised() -> None:
    """REQUIREMENTS M, example 1: from 8330.3 to more than 10,000 it takes more than 20.04 %."""
    more, least = Target(value=Decimal(10_000), bound="gt"), Target(value=Decimal(10_000), bound="ge")
    with override("en"):
        assert figure_formats.format_needed_growth(more, Fraction("8330.3"), "") == "growth > 20.04%"
        assert figure_formats.format_needed_growth(least, Fraction("8330.3"), "") == "growth ≥ 20.04%"
        share = Target(value=Decimal("13.5"), bound="ge", unit="%")
        assert figure_formats.format_needed_growth(share, Fraction(13), "%") == "up ≥ 0.5 points"
        assert (
            figure_formats.format_needed_growth(more, Fraction(10_000), "") == "growth > 0%"
            and figure_formats.format_needed_growth(least, Fraction(10_000), "") == ""
        )
        assert (
            figure_formats.format_needed_growth(more, None, "")
            == figure_formats.format_needed_growth(more, Fraction(0), "")
            == ""
        )
        assert figure_formats.format_needed_growth(Target(value=Decimal(5), bound="le"), Fraction(9), "") == ""


def test_of_a_peak_the_parts_are_the_largest_too(office: Office) -> None:
    one = defined(
        office, "最大一场", code="peak", nature="peak", measure="人", parts=[{"name": "校园", "axis": "场所"}]
    )
    values = [
        {"indicator": one.number, "unit": office.units["kexie"].pk, "period": f"2026-0{month}", "value": value,
         "part": "校园"}
        for month, value in ((1, "300"), (2, "500"))
    ]  # fmt: skip
    given = {"title": "公报", "unit": office.units["desk"].pk, "values": values}
    begin(get_kind("supplies"), office.actor("supervisor"), given, at=NOW)
    assert "校园 场所 500 人 2" in look(office, f"/figures/{one.pk}/?period=2026-Q1")
