"""Funding through pages, steps and the API: floors by area, expenses within a line, changes with approval."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from figures_told import defined, told
from luoshi.base.record_errors import RecordError
from luoshi.dates.period_codes import encode_period
from luoshi.dates.periods import period_of_months
from luoshi.desk.figures.queries.coverage import count_coverage as covered
from luoshi.desk.figures.queries.figures import FigureSpan, compute_figures
from luoshi.kernel.kinds.language.figures import Coverage
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.funding.floors import queries
from luoshi.lines.funding.line import VALUES
from luoshi.parts.funds.queries import fund_sums_by_year
from many_appeals import signed_in
from office import NOW, TODAY, Office

RATES = {"from_year": 2007, "per_head": "0.5", "growth": "10", "basis": "budget", "source": "S002-33（测试数据）"}


def year(of: int) -> int:
    return encode_period(period_of_months("year", of, 1))


@pytest.fixture
def money(office: Office) -> dict[str, Any]:
    """Indicators of population, budget and spending."""
    return {
        "population": defined(office, "常住人口", measure="人", nature="stock", period="year"),
        "budget": defined(office, "科普经费预算", measure="元", period="year"),
        "actual": defined(office, "科普经费决算", measure="元", period="year"),
    }


def floor(office: Office, money: dict[str, Any], *areas: str, rates: Any = (RATES,), **more: Any) -> Any:
    given = {
        "title": "科普经费",
        "sort": "outreach",
        "way": "both",
        "first_year": 2007,
        "unit": office.units["desk"].pk,
    }
    given |= {name: value.number for name, value in money.items()}
    given |= {"rates": list(rates), "areas": [{"unit": office.units[area].pk} for area in areas]}
    return begin(get_kind("floors"), office.actor("supervisor"), {**given, **more}, at=NOW).record


def tells(office: Office, one: Any, unit: str, **values: int) -> None:
    for name, value in values.items():
        told(office, one.indicator_id, unit, year(int(name[1:])), value)


def test_a_floor_is_checked_area_by_area_and_year_by_year(office: Office, money: dict[str, Any]) -> None:
    tells(office, money["population"], "county", y2007=100_000, y2008=100_000, y2009=100_000)
    tells(office, money["budget"], "county", y2008=54_999)
    tells(office, money["population"], "town", y2007=100_000, y2008=120_000)
    tells(office, money["actual"], "county", y2008=27_500)
    one = floor(office, money, "county", "town")
    desk = signed_in(office, "supervisor")
    page = desk.get(f"/floor-checks/{one.pk}/", {"year": 2008}).content.decode()
    assert "未达到，差1" in page and "55,000" in page and "60,000" in page and "按人口" in page and "50%" in page
    assert "0个达到，1个未达到，1个无法判断" in page
    every = desk.get(f"/floor-checks/{one.pk}/", {"area": office.units["county"].pk}).content.decode()
    assert "60,500" in every and "50,000" in every and "人口未填报" in every  # 2010 has no population
    card = desk.get(one.get_absolute_url()).content.decode()
    assert "2008年：0个达到，1个未达到，1个无法判断" in card
    answer = desk.post(f"/floor-checks/{one.pk}/book/?year=2008")
    sheet = load_workbook(io.BytesIO(b"".join(answer))).active  # type: ignore[call-overload]
    assert any("未达到，差1" in str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)


def test_without_its_base_it_is_not_computable_and_not_met(office: Office, money: dict[str, Any]) -> None:
    tells(office, money["population"], "county", y2007=100_000)
    tells(office, money["budget"], "county", y2007=10**9)
    one = floor(office, money, "county", rates=[{**RATES, "per_head": None}])
    page = signed_in(office, "supervisor").get(f"/floor-checks/{one.pk}/", {"year": 2007}).content.decode()
    assert "缺人均标准（来源中空白）" in page and "0个达到，0个未达到，1个无法判断" in page
    take(one, "hold", office.actor("supervisor"), {"rates": [RATES]}, at=NOW)
    page = signed_in(office, "supervisor").get(f"/floor-checks/{one.pk}/", {"year": 2007}).content.decode()
    assert "1个达到，0个未达到，0个无法判断" in page


def test_which_value_grows_is_said_with_the_result(office: Office, money: dict[str, Any]) -> None:
    tells(office, money["population"], "county", y2007=100_000, y2008=100_000, y2009=100_000)
    tells(office, money["budget"], "county", y2008=55_000)
    tells(office, money["actual"], "county", y2007=40_000, y2008=80_000)
    for basis, value, words in (("budget", "60,500", "上年底线"), ("actual", "88,000", "上年决算")):
        one = floor(office, money, "county", rates=[{**RATES, "basis": basis}], title=f"科普经费{basis}")
        page = signed_in(office, "supervisor").get(f"/floor-checks/{one.pk}/", {"year": 2009}).content.decode()
        assert value in page and words in page


def test_money_that_is_no_line_of_the_budget_is_said(office: Office, money: dict[str, Any]) -> None:
    tells(office, money["budget"], "county", y2026=1)
    tells(office, money["budget"], "town", y2026=0)
    one = floor(office, money, "county", "town", "kexie")
    found = {
        check.area.pk: check.present
        for check in queries.check_area_floors(one, queries.areas_of(one, office.actor("supervisor"), TODAY), TODAY)
        if check.year == 2026
    }
    assert [found[office.units[unit].pk] for unit in ("county", "town", "kexie")] == [True, False, None]


def test_a_floor_without_an_indicator_says_what_is_missing(office: Office, money: dict[str, Any]) -> None:
    tells(office, money["population"], "county", y2007=1, y2008=1)
    on_spending = {**RATES, "basis": "actual"}
    for given, words in (
        ({"population": ""}, "人口未填报"),
        ({"actual": "", "rates": [on_spending]}, "上年决算未填报"),
    ):
        one = floor(office, money, "county", **given)
        page = signed_in(office, "supervisor").get(f"/floor-checks/{one.pk}/", {"year": 2008}).content.decode()
        assert words in page


def test_its_pages_are_for_who_sees_it_and_show_what_is_open_to_them(office: Office, money: dict[str, Any]) -> None:
    tells(office, money["budget"], "bureau", y2026=777)
    tells(office, money["budget"], "kexie", y2026=888)
    one = floor(office, money, "county")
    url = reverse("funding:floor_check", args=[one.pk])
    for who in ("clerk", "stranger", "outside", "admin"):
        assert signed_in(office, who).get(url).status_code == 404
    given = {
        "unit": office.units["kexie"].pk,
        "areas": [{"unit": office.units[unit_key].pk} for unit_key in ("kexie", "bureau")],
    }
    given |= {"title": "本会经费", "sort": "outreach", "way": "growth", "first_year": 2025}
    own = begin(get_kind("floors"), office.actor("clerk"), {**given, "budget": money["budget"].number}, at=NOW).record
    url_of_own = reverse("funding:floor_check", args=[own.pk])
    page = signed_in(office, "clerk").get(url_of_own, {"year": 2026}).content.decode()
    assert "888" in page and "777" not in page
    desk = signed_in(office, "supervisor")
    assert desk.get(f"/floor-checks/{2**63}/").status_code == 404
    for asked in ({"year": "x"}, {"year": "9999"}, {"area": "'"}, {"area": "9" * 30}):
        found = desk.get(url, asked)
        assert found.status_code == 200 and not found.context["table"].rows


@pytest.mark.parametrize("count", [3, 12])
def test_more_areas_need_no_more_queries(
    office: Office, money: dict[str, Any], count: int, django_assert_num_queries: Any
) -> None:
    names = [*office.units][:count]
    one = floor(office, money, *names)
    actor = office.actor("supervisor")
    with django_assert_num_queries(5):
        read = type(one).objects.select_related("budget", "actual", "population").get(pk=one.pk)
        queries.check_area_floors(read, queries.areas_of(read, actor, TODAY), TODAY)[0]


def budget(office: Office, title: str, sum_: str, *uses: str) -> Any:
    given = {
        "title": title,
        "sort": "other",
        "way": "budget",
        "from_day": "2026-01-01",
        "unit": office.units["kexie"].pk,
    }
    uses_of = {"uses": [{"use": use} for use in uses]} if uses else {}
    made = begin(get_kind("funds"), office.actor("clerk"), {**given, **uses_of}, at=NOW).record
    line = {"year": 2026, "sum": sum_, "basis": "年初预算"}
    return take(made, "allot", office.actor("clerk"), line, at=NOW).record


def spend(office: Office, fund: Any, amount: str, use: str = "cars") -> Any:
    given = {"title": "保养", "use": use, "fund": fund.number, "amount": amount, "unit": office.units["kexie"].pk}
    one = begin(get_kind("expenses"), office.actor("clerk"), given, at=NOW).record
    one = take(one, "approve_head", office.actor("head"), {}, at=NOW).record
    return take(one, "pay", office.actor("clerk"), {"paid": TODAY.isoformat()}, at=NOW).record


def left(fund: Any) -> Decimal:
    return fund_sums_by_year([fund.pk])[fund.pk][2026].amount_left


@pytest.fixture
def small(office: Office) -> Office:
    for name in ("expenses.big", "changes.big"):
        set_value(VALUES[name], None, "200000", date(2026, 1, 1), "云科协〔2026〕3号", office.actor("admin"), at=NOW)
    return office


def test_more_than_the_line_holds_is_refused_until_a_change_is_approved(small: Office) -> None:
    """Example 5: vehicles 120,000, spent 118,000, 3,000 asked for."""
    cars, meetings = budget(small, "公务用车", "120000", "cars"), budget(small, "会议活动", "50000", "meetings")
    spend(small, cars, "118000")
    with pytest.raises(RecordError) as error:
        spend(small, cars, "3000")
    assert "2000.00" in error.value.what and "1000.00" in error.value.what and left(cars) == 2000
    with pytest.raises(RecordError, match="不允许用于此项"):  # nor is the line of meetings used up for cars
        spend(small, meetings, "3000")
    given = {
        "title": "调剂",
        "gives": meetings.number,
        "gets": cars.number,
        "year": 2026,
        "amount": "1000",
        "why": "大修",
    }
    change = begin(get_kind("budget_changes"), small.actor("clerk"), given, at=NOW).record
    with pytest.raises(RecordError):
        take(change, "make", small.actor("clerk"), {}, at=NOW)
    with pytest.raises(RecordError):  # who asked does not approve
        take(change, "approve_head", small.actor("clerk"), {}, at=NOW)
    change = take(change, "approve_head", small.actor("head"), {}, at=NOW).record
    assert left(cars) == 2000
    take(change, "make", small.actor("clerk"), {}, at=NOW)
    assert (left(cars), left(meetings)) == (3000, 49_000)
    spend(small, cars, "3000")
    assert left(cars) == 0
    found = compute_figures(
        get_kind("expenses"), ["expenses", "spent"], FigureSpan(date(2026, 1, 1), TODAY), None, TODAY
    )[()]
    assert (found["expenses"].exact, found["spent"].exact) == (2, 121_000)


def test_a_change_gives_no_more_than_there_is(small: Office) -> None:
    cars, meetings = budget(small, "公务用车", "100"), budget(small, "会议活动", "50")
    given = {
        "title": "调剂",
        "gives": meetings.number,
        "gets": cars.number,
        "year": 2026,
        "amount": "50.01",
        "why": "大修",
    }
    change = begin(get_kind("budget_changes"), small.actor("clerk"), given, at=NOW).record
    change = take(change, "approve_head", small.actor("head"), {}, at=NOW).record
    with pytest.raises(RecordError):
        take(change, "make", small.actor("clerk"), {}, at=NOW)
    assert (left(cars), left(meetings)) == (100, 50)
    for wrong in ({"gets": meetings.number}, {"amount": "0"}, {"amount": "-1"}, {"year": 1}, {"why": ""}):
        with pytest.raises(RecordError):
            begin(get_kind("budget_changes"), small.actor("clerk"), {**given, **wrong}, at=NOW)


def test_a_budget_gives_to_another_on_the_page_as_by_program(small: Office) -> None:
    cars, meetings = budget(small, "公务用车", "100"), budget(small, "会议活动", "50")
    given = {
        "title": "调剂",
        "gives": meetings.number,
        "year": "2026",
        "amount": "5",
        "why": "大修",
        "unit": small.units["kexie"].pk,
    }
    client = Client()
    client.force_login(small.people["clerk"].user)
    itself = client.post("/budget_changes/new/", {**given, "gets": meetings.number})
    assert itself.status_code == 422 and "不能是同一项预算" in itself.text
    with pytest.raises(RecordError, match="不能是同一项预算"):
        begin(get_kind("budget_changes"), small.actor("clerk"), {**given, "gets": meetings.number}, at=NOW)
    with pytest.raises(RecordError, match="请填写金额"):
        begin(get_kind("budget_changes"), small.actor("clerk"), {**given, "gets": cars.number, "amount": "0"}, at=NOW)
    assert client.post("/budget_changes/new/", {**given, "gets": cars.number}).status_code == 302


def test_the_leader_approves_what_is_large_and_all_while_nothing_is_set(office: Office) -> None:
    cars = budget(office, "公务用车", "120000", "cars")
    given = {"title": "购车", "use": "cars", "fund": cars.number, "amount": "1", "unit": office.units["kexie"].pk}
    one = begin(get_kind("expenses"), office.actor("clerk"), given, at=NOW).record
    assert take(one, "approve_head", office.actor("head"), {}, at=NOW).record.state == "asked_leader"


def test_support_is_requested_granted_and_used(office: Office) -> None:
    firm = begin(
        get_kind("organisations"),
        office.actor("clerk"),
        {"unit": office.units["kexie"].pk, "title": "云岭县茶叶研究所", "sort": "enterprise"},
        at=NOW,
    ).record
    given = {"title": "送科技下乡", "receiver": firm.number, "tool": "money", "unit": office.units["kexie"].pk}
    one = begin(get_kind("supports"), office.actor("clerk"), given, at=NOW).record
    granted = {"amount": "20000", "basis": "云财〔2026〕8号", "granted": TODAY.isoformat()}
    one = take(one, "grant", office.actor("supervisor"), granted, at=NOW).record
    take(one, "use", office.actor("clerk"), {"used": TODAY.isoformat(), "result": "培训六场"}, at=NOW)
    span = FigureSpan(date(2026, 1, 1), TODAY)
    found = compute_figures(get_kind("supports"), ["supports", "money", "receivers"], span, None, TODAY)[()]
    assert [found[name].exact for name in ("supports", "money", "receivers")] == [1, 20_000, 1]


def test_bodies_that_stand_in_no_budget_are_listed(office: Office) -> None:
    desk = office.actor("supervisor")
    for title, sort in (("科技馆", "museum"), ("青少年活动中心", "youth"), ("咨询中心", "consulting")):
        given = {"title": title, "sort": sort, "unit": office.units["kexie"].pk}
        last = begin(get_kind("public_bodies"), desk, given, at=NOW).record
    row = {"from_day": "2026-01-01", "to_day": "2026-12-31", "document": "云财〔2026〕1号"}
    take(last, "budget", desk, {"budgets": row}, at=NOW)
    coverage: Any = get_kind("public_bodies").every(Coverage)[0]
    base = covered(get_kind("public_bodies"), coverage, desk, TODAY, TODAY)[None]
    assert (base.entries, base.cells["budget"].yes, base.cells["budget"].no) == (3, 1, 2)
    later = covered(get_kind("public_bodies"), coverage, desk, TODAY, date(2027, 1, 1))[None]
    assert later.cells["budget"].yes == 0


def test_programs_are_told_the_same(office: Office, money: dict[str, Any]) -> None:
    from django.test import RequestFactory

    from luoshi.lines.funding.floors.api_routes import FloorsOut, get_floor_checks

    tells(office, money["population"], "county", y2007=100_000, y2008=100_000)
    tells(office, money["budget"], "county", y2008=54_999)
    one = floor(office, money, "county")
    request: Any = RequestFactory().get("/")
    request.actor = office.actor("supervisor")
    (row,) = FloorsOut(**get_floor_checks(request, one.pk, 2008)).model_dump(mode="json")["rows"]
    assert (row["floor"], row["by"], row["met"], row["short"]) == ("55000", "growth", False, "1")
    request.actor = office.actor("outside")
    with pytest.raises(RecordError):
        get_floor_checks(request, one.pk, 2008)
