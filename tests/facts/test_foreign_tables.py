"""Tables of the upper level: what their labels may mean, what is said of them, and the workbook filled."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from figures_told import defined, told
from luoshi.base.record_errors import RecordError
from luoshi.dates.period_codes import encode_period
from luoshi.dates.periods import period_of_months
from luoshi.evidence.journal.models import Entry
from luoshi.facts.foreign_tables import books, rules
from luoshi.facts.foreign_tables.models import ForeignTablePlace
from luoshi.facts.foreign_tables.rules import CellMeaning, LabelNames, TablePlaceError
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from many_appeals import signed_in
from office import NOW, Office

NAMED = LabelNames({"活动场次": 1, "受众": 2}, {"青石镇": 7, "白溪镇": 8})


def places(found: list[rules.TablePlace]) -> dict[str, CellMeaning]:
    return {meaning.at: meaning.meaning for meaning in found}


def test_indicators_beneath_one_another_are_rows_and_heads_are_columns() -> None:
    grid = [
        ["全市科普情况表", "", "", ""],
        ["指标", "本月（场）", "本年累计", "上年同期"],
        ["一、活动场次（场）", "", "", ""],
        ["其中：受众", "", "", ""],
    ]
    assert places(rules.propose_cell_meanings(grid, NAMED)) == {
        "3": CellMeaning(indicator=1),
        "4": CellMeaning(indicator=2),
        "B": CellMeaning(what="now"),
        "C": CellMeaning(what="to_date"),
        "D": CellMeaning(what="before"),
    }


def test_units_beneath_one_another_are_rows_and_indicators_columns() -> None:
    grid = [["乡镇", "活动场次", "受众（人次）"], ["青石镇", "", ""], ["白溪镇", "", ""], ["合计", "", ""]]
    assert places(rules.propose_cell_meanings(grid, NAMED)) == {
        "B": CellMeaning(indicator=1),
        "C": CellMeaning(indicator=2),
        "2": CellMeaning(unit=7),
        "3": CellMeaning(unit=8),
    }


def test_nothing_is_proposed_of_what_is_not_known() -> None:
    assert rules.propose_cell_meanings([["指标", "本月"], ["图书馆藏书", ""]], NAMED) == []


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("本月", "now"),
        ("本年累计", "to_date"),
        ("1-3月累计", "to_date"),
        ("上年同期", "before"),
        ("去年同期累计", "before_to_date"),
        ("同比增长%", "change"),
        ("单位", None),
        ("备注", None),
        ("说明本月以来各单位开展活动的有关情况以及下一步的工作打算", None),
    ],
)
def test_heads_of_columns(words: str, what: str | None) -> None:
    assert rules.parse_column_head(words) == what


def test_where_a_row_and_a_column_meet_both_hold() -> None:
    said = [
        rules.TablePlace("3", CellMeaning(indicator=1)),
        rules.TablePlace("4", CellMeaning(unit=7)),
        rules.TablePlace("b", CellMeaning(what="before", entry="万元")),
        rules.TablePlace("Ｃ", CellMeaning(indicator=2)),
        rules.TablePlace("D9", CellMeaning(indicator=2, unit=8)),
    ]
    with pytest.raises(TablePlaceError) as error:
        rules.map_cell_meanings(said)
    assert (error.value.code, error.value.at) == ("twice", "C3")
    found = rules.map_cell_meanings([cell for cell in said if cell.at != "3"])
    assert found == {
        ("C", 4): CellMeaning(indicator=2, unit=7),
        ("D", 9): CellMeaning(indicator=2, unit=8),
    }


@pytest.mark.parametrize("at", ["", "0", "AAAA", "5C", "C0", "-1", "C5:D6", "99999999"])
def test_what_is_no_place_is_said(at: str) -> None:
    with pytest.raises(TablePlaceError, match="at"):
        rules.split_cell_address(at)


def test_more_cells_than_a_table_has_are_refused() -> None:
    rows = [rules.TablePlace(str(at), CellMeaning(indicator=1)) for at in range(1, 202)]
    columns = [rules.TablePlace(rules._letters(at), CellMeaning(what="now")) for at in range(1, 101)]
    with pytest.raises(TablePlaceError, match="many"):
        rules.map_cell_meanings(rows + columns)


@given(st.integers(1, 18278))
def test_columns_have_their_letters(column: int) -> None:
    letters = rules._letters(column)
    assert rules.split_cell_address(letters) == (letters, 0)
    assert sum((ord(letter) - 64) * 26**at for at, letter in enumerate(reversed(letters))) == column


def workbook(*sheets: list[list[Any]]) -> SimpleUploadedFile:
    book = Workbook()
    page: Any = book.active
    for at, lines in enumerate(sheets):
        page = page if at == 0 else book.create_sheet(f"表{at + 1}")
        for line in lines:
            page.append(line)
    if sheets[0][0][1] is None:
        page.merge_cells("A1:C1")
    file = io.BytesIO()
    book.save(file)
    return SimpleUploadedFile("科普月报表.xlsx", file.getvalue())


GRID = [
    ["科普月报表", None, None, None],
    ["指标", "本月", "本年累计", "上年同期"],
    ["活动场次", None, None, None],
    ["科普经费（万元）", None, None, None],
    ["合计", "=SUM(B3:B4)", None, None],
]


def table(office: Office, *sheets: list[list[Any]], who: str = "supervisor", **more: Any) -> Any:
    given = {"title": "科普月报表", "unit": office.units["desk"].pk, "of": "市科协", **more}
    files = {"workbook": [workbook(*(sheets or (GRID,)))]}
    return begin(get_kind("foreign_tables"), office.actor(who), given, at=NOW, files=files).record


@pytest.fixture
def figures(office: Office) -> dict[str, Any]:
    events = defined(office, "活动场次", measure="场")
    money = defined(office, "科普经费", measure="元")
    for of, unit, indicator, value in (
        ((2026, 1), "kexie", events, 2),
        ((2026, 3), "kexie", events, 3),
        ((2026, 3), "town", events, 4),
        ((2025, 3), "kexie", events, 5),
        ((2026, 3), "kexie", money, 125_000),
    ):
        told(office, indicator.indicator_id, unit, encode_period(period_of_months("month", *of)), value)
    return {"events": events, "money": money}


def test_a_workbook_is_mapped_once_and_filled(office: Office, figures: dict[str, Any]) -> None:
    one = table(office)
    proposed = {row.at: (row.indicator_id, row.what) for row in ForeignTablePlace.list_rows(one)}
    assert proposed == {
        "3": (figures["events"].pk, ""),
        "4": (figures["money"].pk, ""),
        "B": (None, "now"),
        "C": (None, "to_date"),
        "D": (None, "before"),
    }
    rows = [
        {"at": "3", "indicator": figures["events"].number},
        {"at": "4", "indicator": figures["money"].number, "entry": "万元"},
        *({"at": at, "what": what} for at, what in (("B", "now"), ("C", "to_date"), ("D", "before"))),
        {"at": "B5", "indicator": figures["events"].number},
    ]
    take(one, "map", office.actor("supervisor"), {"places": rows}, at=NOW)
    desk = signed_in(office, "supervisor")
    asked = {"unit": office.units["county"].pk, "period": "2026-03"}
    page = desk.get(f"/figures/tables/{one.pk}/", asked).content.decode()
    assert "7 场" in page and "9 场" in page and "12.5 万元" in page and "7 个单元格中填好 6 个" in page
    answer = desk.post(f"/figures/tables/{one.pk}/book/?unit={office.units['county'].pk}&period=2026-03")
    sheet: Any = load_workbook(io.BytesIO(b"".join(answer))).active  # type: ignore[call-overload]
    assert [sheet[at].value for at in ("B3", "C3", "D3")] == [7, 9, 5]
    assert [sheet[at].value for at in ("B4", "D4")] == [12.5, None]
    assert sheet["B5"].value == "=SUM(B3:B4)" and sheet["A2"].value == "指标"
    assert Entry.objects.filter(step="export", subject="foreign_tables").count() == 1


def money_in(
    office: Office, *lines: list[Any], at: str, entry: str = "", measure: str = "元", told_as: Any = 80_000
) -> Any:
    """A table with one figure at a place, filled: what is written there, and the page."""
    money = defined(office, "财政收入", measure=measure)
    told(office, money.indicator_id, "kexie", encode_period(period_of_months("month", 2026, 3)), told_as)
    one = table(office, [["表", "", "", ""], *lines])
    rows = [{"at": at, "indicator": money.number, "entry": entry}]
    take(one, "map", office.actor("supervisor"), {"places": rows}, at=NOW)
    asked = {"unit": office.units["county"].pk, "period": "2026-03"}
    desk = signed_in(office, "supervisor", "en")
    page = desk.get(f"/figures/tables/{one.pk}/", asked).content.decode()
    answer = desk.post(f"/figures/tables/{one.pk}/book/?unit={asked['unit']}&period=2026-03")
    assert answer.status_code == 200, page
    sheet: Any = load_workbook(io.BytesIO(b"".join(answer))).active  # type: ignore[call-overload]
    return sheet[at].value, page


@pytest.mark.parametrize(
    ("lines", "at", "measure", "told_as", "wanted"),
    [
        ([["指标", "本月（万元）"], ["收入", None]], "B3", "元", 80_000, 8),
        ([["指标", "本月"], ["收入（万元）", None]], "B3", "元", 80_000, 8),
        ([["指标", "本月（元）"], ["收入", None]], "B3", "万元", 8, 80_000),
        ([["指标", "本月（单位：亿元）"], ["收入", None]], "B3", "万元", 8, Decimal("0.0008")),
        ([["单位：万元、户", ""], ["指标", "本月"], ["收入", None]], "B4", "元", 80_000, 8),
        ([["指标", "计量单位", "本月"], ["收入", "万元", None]], "C3", "元", 80_000, 8),
        ([["指标", "本月（万元/人）"], ["收入", None]], "B3", "元", 80_000, 8),
        ([["指标", "本月（万元）"], ["收入（万元）", None]], "B3", "元", 80_000, 8),
        ([["指标", "本月（亩）"], ["面积", None]], "B3", "公顷", 2, 30),
        ([["指标", "本月（万）"], ["收入", None]], "B3", "元", 80_000, 8),
    ],
)
def test_a_cell_is_filled_in_the_unit_that_its_heads_say(
    office: Office, lines: list[Any], at: str, measure: str, told_as: Any, wanted: Any
) -> None:
    value, page = money_in(office, *lines, at=at, measure=measure, told_as=told_as)
    assert Decimal(str(value)) == wanted, page


@pytest.mark.parametrize(
    ("lines", "entry", "says"),
    [
        ([["指标", "本月（万元）"], ["收入（亿元）", None]], "", "Both 万元、亿元 are given"),
        ([["指标", "本月（万元）"], ["收入", None]], "元", "Both 万元、元 are given"),
        ([["指标", "本月（户）"], ["收入", None]], "", "the column head says 户"),
        ([["指标", "本月"], ["收入", None]], "万斤", "“万斤” cannot be converted from 元"),
    ],
)
def test_a_unit_that_is_not_understood_leaves_the_cell_empty_and_asks(
    office: Office, lines: list[Any], entry: str, says: str
) -> None:
    value, page = money_in(office, *lines, at="B3", entry=entry)
    assert value is None and says in page


def test_what_is_said_of_a_place_counts_where_its_head_speaks_of_something_else(office: Office) -> None:
    lines = [["指标", "本月（户）"], ["收入", None]]
    assert money_in(office, *lines, at="B3", entry="万元")[0] == 8


def test_a_workbook_that_says_something_else_when_it_is_read_back_is_not_offered(
    office: Office, figures: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = table(office)
    real = books.fill_workbook_cells

    def spoiled(*given: Any) -> Any:
        data, back = real(*given)
        return data, {at: value and value * 10 for at, value in back.items()}

    monkeypatch.setattr(books, "fill_workbook_cells", spoiled)
    answer = signed_in(office, "supervisor", "en").post(
        f"/figures/tables/{one.pk}/book/?unit={office.units['county'].pk}&period=2026-03"
    )
    assert answer.status_code == 422 and "differs in B3" in answer.content.decode()
    assert not Entry.objects.filter(step="export").exists()


def test_units_may_stand_in_rows_and_those_of_others_stay_empty(office: Office, figures: dict[str, Any]) -> None:
    names = [office.units[unit].name for unit in ("kexie", "bureau")]
    one = table(office, [["单位", "活动场次"], *([name, None] for name in names)], unit=office.units["kexie"].pk)
    assert {row.at for row in ForeignTablePlace.list_rows(one)} == {"B", "2", "3"}
    page = signed_in(office, "clerk").get(f"/figures/tables/{one.pk}/", {"period": "2026-03"}).content.decode()
    assert "3 场" in page and "您无权查看这个单位的数" in page


def test_parts_and_changes(office: Office) -> None:
    parts = [{"name": "女", "axis": "性别"}]
    people = defined(office, "受众", measure="人次", parts=parts)
    (part,) = _parts(people)
    for year, value in ((2025, 4), (2026, 6)):
        _tell(office, people, part.pk, year, value)
        told(office, people.indicator_id, "kexie", encode_period(period_of_months("month", year, 3)), value * 2)
    one = table(office, [["指标", "本月", "同比"], ["受众", None, None]])
    rows = [
        {"at": "2", "indicator": people.number},
        {"at": "3", "indicator": people.number, "part": "女"},
        {"at": "B", "what": "now"},
        {"at": "C", "what": "change"},
    ]
    take(one, "map", office.actor("supervisor"), {"places": rows}, at=NOW)
    asked = f"?unit={office.units['county'].pk}&period=2026-03"
    answer = signed_in(office, "supervisor").post(f"/figures/tables/{one.pk}/book/{asked}")
    sheet: Any = load_workbook(io.BytesIO(b"".join(answer))).active  # type: ignore[call-overload]
    assert [sheet[at].value for at in ("B2", "C2", "B3", "C3")] == [12, 50, 6, 50]


def _parts(one: Any) -> Any:
    from luoshi.facts.indicators.models import Breakdown

    return Breakdown.objects.filter(record=one.pk)


def _tell(office: Office, one: Any, part: int, year: int, value: int) -> None:
    from figures_told import entry
    from luoshi.facts.fact_store.actions import tell_facts
    from luoshi.facts.fact_store.rules import FactKey, FactValue

    key = FactKey(one.indicator_id, office.units["kexie"].pk, encode_period(period_of_months("month", year, 3)), part)
    tell_facts([FactValue(key, Decimal(value))], entry(office))


def test_what_cannot_be_is_said_and_nothing_is_kept(office: Office, figures: dict[str, Any]) -> None:
    desk = office.actor("supervisor")
    given = {"title": "表", "unit": office.units["desk"].pk}
    for data in (b"PK\x03\x04 not a workbook", b"<html></html>", b""):
        with pytest.raises(RecordError):
            files = {"workbook": [SimpleUploadedFile("表.xlsx", data)]}
            begin(get_kind("foreign_tables"), desk, given, at=NOW, files=files)
    with pytest.raises(RecordError, match="没有工作表“附表”"):
        table(office, sheet="附表")
    assert not get_kind("foreign_tables").record._default_manager.exists()
    one = table(office)
    twice = [
        {"at": "3", "indicator": figures["events"].number},
        {"at": "B", "indicator": figures["money"].number},
    ]
    for rows, words in (
        (twice, "B3 的行与列对应不一致"),
        ([{"at": "第三行"}], "不是行"),
        ([{"at": "3", "indicator": figures["events"].number, "part": "男"}], "没有这样的分项"),
    ):
        with pytest.raises(RecordError, match=words):
            take(one, "map", desk, {"places": rows}, at=NOW)
    assert {row.at for row in ForeignTablePlace.list_rows(one)} == {"3", "4", "B", "C", "D"}


def test_a_newer_workbook_keeps_what_is_said_of_the_old(office: Office, figures: dict[str, Any]) -> None:
    one = table(office, GRID, GRID)
    take(
        one, "replace", office.actor("supervisor"), {"sheet": "表2"}, at=NOW, files={"workbook": [workbook(GRID, GRID)]}
    )
    assert {row.at for row in ForeignTablePlace.list_rows(one)} == {"3", "4", "B", "C", "D"}
    asked = f"?unit={office.units['county'].pk}&period=2026-03"
    answer = signed_in(office, "supervisor").post(f"/figures/tables/{one.pk}/book/{asked}")
    book = load_workbook(io.BytesIO(b"".join(answer)))  # type: ignore[call-overload]
    assert book["表2"]["B3"].value == 7 and book["Sheet"]["B3"].value is None


def test_its_pages_are_for_who_sees_the_table(office: Office, figures: dict[str, Any]) -> None:
    one = table(office)
    for who in ("stranger", "outside", "admin"):
        client = signed_in(office, who)
        assert client.get(f"/figures/tables/{one.pk}/").status_code == 404
        assert client.post(f"/figures/tables/{one.pk}/book/").status_code == 404
    desk = signed_in(office, "supervisor")
    assert desk.get(f"/figures/tables/{one.pk}/", {"unit": "9" * 30}).status_code == 404
    assert desk.get(f"/figures/tables/{one.pk}/", {"period": "%"}).status_code == 200


@pytest.mark.parametrize("count", [3, 12])
def test_more_cells_need_no_more_queries(
    office: Office, figures: dict[str, Any], count: int, django_assert_max_num_queries: Any
) -> None:
    grid = [["单位", *["活动场次"] * 1], *([office.units[unit].name, None] for unit in list(office.units)[:count])]
    one = table(office, grid)
    desk = signed_in(office, "supervisor")
    url = f"/figures/tables/{one.pk}/?unit={office.units['county'].pk}&period=2026-03"
    desk.get(url)
    with django_assert_max_num_queries(45):
        assert desk.get(url).status_code == 200
