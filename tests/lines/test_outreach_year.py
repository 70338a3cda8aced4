"""The first page of outreach: a year by field, area, group and medium, with its empty cells, and its plans' tasks."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags
from openpyxl import load_workbook

from assigned import act
from commitments_tags import FIVE, FOUR, GROUPS, set_list
from declared_lines import changed
from luoshi.commitments.tags.tag_lists import OFFICE as TAGS
from luoshi.desk.figures.queries.faults import figure_faults
from luoshi.kernel.kinds.language.figures import Matrix
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from office import NOW, Office
from plans import published
from programs import program

WORKS = TAGS.lists["ledger.tags.works"]
FOUR_WORKS = {
    "schooling": "科学教育与培训",
    "resources": "科普资源开发",
    "media": "大众传媒科普能力",
    "bases": "科普基础设施",
}
FIVE_WORKS = FOUR_WORKS | {"talents": "科普人才队伍"}
PLAN = """云岭县2026年全民科学素质工作要点
一、青少年科学素质提升行动
新建科普示范基地3个。（牵头单位：县科协；完成时限：9月底前）
县科技局举办科技培训12期。（完成时限：9月底前）
二、活动组织
县科协每季度召开1次联席会议。
"""
YEAR = "/outreach-year/?year=2026"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def held(office: Office, number: int = 0, **more: Any) -> Any:
    day = date(2026, 1, 5) + timedelta(number)
    given = {"sort": "lecture", "place": f"{number}号社区", "unit": office.units["kexie"].pk, "held": day, **more}
    return begin(get_kind("activities"), office.actor("clerk"), given, at=NOW).record


def signed_in(office: Office, who: str) -> Client:
    browser = Client()
    browser.force_login(office.people[who].user)
    return browser


def card(page: str, title: str) -> str:
    """The card of this title on a page."""
    at = page.index(title)
    return page[page.rindex("<section", 0, at) : page.index("</section>", at)]


def words_of(part: str) -> str:
    return re.sub(r"\s+", " ", strip_tags(part.replace("</", " </")))


def cells(part: str) -> dict[str, list[tuple[str, str]]]:
    """Each number or word of a table with the address behind it, by the head of its line."""
    found = {}
    for line in re.findall(r"<tr role=\"row\".*?</tr>", part, re.S):
        texts = [
            (words_of(cell).strip(), unescape(url[0]) if (url := re.findall(r'href="([^"]+)"', cell)) else "")
            for cell in re.findall(r"<t[hd] .*?</t[hd]>", line, re.S)
        ]
        found[texts[0][0]] = texts[1:]
    return found


def test_an_empty_cell_of_area_by_medium_is_named_and_is_not_nought_per_cent(office: Office) -> None:
    """L9.5."""
    for number, (area, medium) in enumerate((("rural", "onsite"), ("rural", "onsite"), ("urban", "mobile"))):
        held(office, number, area=area, medium=medium)
    held(office, 9, medium="mobile")
    take(held(office, 10, area="rural", medium="mobile"), "cancel", office.actor("clerk"), {"reason": "误报"}, at=NOW)
    page = signed_in(office, "supervisor").get(YEAR).text
    part = card(page, "活动地域 × 传播媒体")
    table = cells(part)
    heads = [word for word, _url in table["活动地域"]]
    rural = dict(zip(heads, table["乡村"], strict=True))
    assert rural["流动媒体"] == ("无", "") and rural["现场"][0] == "2" and rural["全部"][0] == "2"
    assert "乡村 × 流动媒体" in words_of(part) and "城区 × 流动媒体" not in words_of(part) and "%" not in words_of(part)
    assert table["未填：活动地域"][heads.index("流动媒体")][0] == "1" if "未填：活动地域" in table else True
    total = dict(zip(heads, table["全部"], strict=True))
    assert (total["现场"][0], total["流动媒体"][0], total["全部"][0]) == ("2", "2", "4")


def test_each_number_leads_to_a_list_as_long(office: Office) -> None:
    for number, facets in enumerate(
        ({"field": "farming", "medium": "onsite"}, {"field": "health"}, {"group": "farmers"})
    ):
        held(office, number, **facets)
    browser = signed_in(office, "supervisor")
    page = browser.get(YEAR).text
    links = re.findall(r'<a\s+href="(/activities/\?figure=[^"]+)"\s*>\s*(\d+)[^<]*</a>', page)
    assert len(links) > 12
    for url, n in links:
        assert browser.get(unescape(url)).context["count"] == int(n), url


def test_program_and_workbook_give_the_matrix_of_the_page(office: Office) -> None:
    held(office, 0, form="annual", level="county", papers=12)
    held(office, 1, form="annual", level="city", papers=5)
    held(office, 2, form="salon")
    asked = "first=2026-01-01&last=2026-12-31&by=form&across=level&figure=papers"
    desk = program(office, "supervisor")
    answer = desk.get(f"activities/figures?{asked}").data
    columns = [column["key"] for column in answer["columns"]]
    lines = {line["key"]: [cell["value"] for cell in line["figures"]] for line in answer["lines"]}
    assert columns == ["county", "city", "province", "national", "international", None]
    assert lines["annual"] == ["12", "5", None, None, None, None, "17"]
    assert lines["salon"] == [None] * 7  # one that told no papers is not 0
    assert lines["seminar"] == [None] * 7
    assert ["年会", "省级"] in answer["empty"] or ["Annual meeting", "Province"] in answer["empty"]
    rows = next(line for line in answer["lines"] if line["key"] == "annual")["figures"][-1]["rows"]
    assert desk.get(f"activities?figure={rows}").data["total"] == 2
    book = signed_in(office, "supervisor").post(f"/activities/figures/sheet/?{asked}")
    sheet = load_workbook(io.BytesIO(b"".join(book))).active  # type: ignore[call-overload]
    annual = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "年会")
    assert (annual[1], annual[4], annual[7], annual[-3]) == (12, 5, "无", 17)


def test_a_unit_narrows_it_and_whoever_reads_no_activity_finds_no_page(office: Office) -> None:
    held(office, 0, area="rural", medium="onsite")
    browser = signed_in(office, "supervisor")
    assert "2" not in words_of(card(browser.get(YEAR).text, "活动地域 × 传播媒体")).split()
    town = browser.get(f"{YEAR}&unit={office.units['town'].pk}").text
    assert cells(card(town, "活动地域 × 传播媒体"))["乡村"][0][0] == "无"
    for who, status in (("clerk", 200), ("auditor", 200), ("leader", 200), ("outside", 404), ("admin", 404)):
        assert signed_in(office, who).get(YEAR).status_code == status, who
    assert Client().get(YEAR).status_code == 302
    assert browser.get("/outreach-year/?year=x").status_code == 200
    assert "活动地域 × 传播媒体" not in browser.get("/outreach-year/?year=x").text


def test_the_named_series_without_any_are_named(office: Office) -> None:
    for number, series in enumerate(("science_day", "science_week", "spring")):
        held(office, number, series=series)
    browser = signed_in(office, "supervisor")
    assert "没有开展的品牌活动 科技下乡、科技工作者日" in words_of(browser.get(YEAR).text)
    assert "科技下乡" in words_of(browser.get("/activities/coverage/series/?year=2026&which=lacks").text)


def test_groups_by_works_take_the_version_of_the_plans_year_and_show_both_gaps(office: Office) -> None:
    """S002-14, S003-11: four and four until the middle of the year, five and five from then on, for its whole year."""
    set_list(office, GROUPS, FOUR, date(2025, 1, 1))
    set_list(office, WORKS, FOUR_WORKS, date(2025, 1, 1))
    plan = published(office, PLAN)
    rows = list(plan.commitments.order_by("place"))
    act(office, rows[0], "tag", "supervisor", groups=["minors", "farmers"], works=["bases"])
    act(office, rows[1], "tag", "supervisor", groups=["farmers"])
    browser, title = signed_in(office, "supervisor"), "重点人群 × 重点工程"
    part = card(browser.get(YEAR).text, plan.title)
    assert "社区居民" not in part and title in words_of(part)
    table = cells(part)
    heads = [word for word, _url in next(iter(table.values()))]
    assert heads[:4] == [*FOUR_WORKS.values()] and [*table][1:5] == [*FOUR.values()]
    farmers = dict(zip(heads, table["农民"], strict=True))
    assert farmers["科普基础设施"][0] == "1" and farmers[heads[-1]][0] == "2" and farmers["科普资源开发"][0] == "无"
    assert browser.get(farmers[heads[-1]][1]).context["count"] == 2
    words = words_of(part)
    assert "城镇劳动者、领导干部、公务员" in words  # items without a task
    assert re.search(rf"重点人群 {len(rows) - 2}\b", words)  # tasks without an item
    set_list(office, GROUPS, FIVE, date(2026, 7, 1))
    set_list(office, WORKS, FIVE_WORKS, date(2026, 7, 1))
    part = card(browser.get(YEAR).text, plan.title)
    assert "社区居民" in part and "科普人才队伍" in part
    act(office, rows[2], "tag", "supervisor", groups=["residents"], works=["talents"])
    assert cells(card(browser.get(YEAR).text, plan.title))["社区居民"][4][0] == "1"
    assert plan.title not in browser.get("/outreach-year/?year=2025").text
    assert "没有事项带有" in browser.get("/outreach-year/?year=2025").text


def test_a_matrix_of_what_cannot_be_divided_or_is_protected_stops_the_start(office: Office) -> None:
    activities, hardships = get_kind("activities"), get_kind("hardships")
    for matrix, fault in (
        (Matrix("m", "nosuch", "area medium"), "the kind has no figure nosuch"),
        (Matrix("m", "events", "area"), "two fields"),
        (Matrix("m", "events", "area area"), "two fields"),
        (Matrix("m", "events", "area society"), "by society"),
        (Matrix("m", "events", "area unit"), "by unit"),
    ):
        found = changed(activities, parts=(*activities.parts, matrix))
        assert any(fault in said for said in figure_faults(found)), fault
    protected = changed(hardships, parts=(*hardships.parts, Matrix("m", "households", "grade cause")))
    assert any("counts protected records" in said for said in figure_faults(protected))


def test_more_activities_need_no_more_queries(office: Office) -> None:
    browser, counts = signed_in(office, "supervisor"), []
    for numbers in (range(2), range(2, 14)):
        for number in numbers:
            held(office, number, area="rural", medium="onsite", field="farming", group="farmers")
        browser.get(YEAR)
        with CaptureQueriesContext(connection) as queries:
            browser.get(YEAR)
        counts.append(len(queries))
    assert counts[0] == counts[1] < 75
