"""What a column of a foreign sheet probably is, and what its cells come to: numbers by their unit, days in any form."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.base.sheets.tables import SheetTable, TableColumn, TableLine
from luoshi.desk.bulk.columns.proposals import list_import_fields, propose_columns, share_fitting
from luoshi.desk.bulk.columns.values import plain_day, read_number, unit_of_values
from luoshi.desk.bulk.import_sheets import TemplateColumn
from luoshi.figures.units import convert_unit


def column(name: str, label: str, kind: str = "words", *, needed: bool = False, words: str = "") -> TemplateColumn:
    choices = tuple(words.split())
    return TemplateColumn(name, label, frozenset({label}), needed, kind, choices, {}, "", words=frozenset(choices))


ASKED = [
    column("title", "标题", needed=True),
    column("unit", "受理单位", "unit", needed=True),
    column("sort", "渠道", "choice", words="热线 网站 信件"),
    column("day", "收到日期", "day"),
    column("amount", "金额(元)", "number"),
    column("contact", "联系方式"),
    column("note", "备注"),
]
FIELDS = list_import_fields(ASKED)


def table(*heads: str | tuple[str, ...], rows: list[list[Any]] | None = None) -> SheetTable:
    parts = [(head,) if isinstance(head, str) else head for head in heads]
    columns = tuple(TableColumn(place, words) for place, words in enumerate(parts))
    lines = [TableLine(at + 2, dict(enumerate(cells))) for at, cells in enumerate(rows or [["x"] * len(heads)])]
    return SheetTable("表", "", 1, columns, tuple(lines))


def proposed(*heads: Any, rows: list[list[Any]] | None = None, remembered: dict[str, str] | None = None) -> list[str]:
    found = propose_columns(table(*heads, rows=rows), FIELDS, remembered or {})
    return [found.get(place, "") for place in range(len(heads))]


@pytest.mark.parametrize(
    ("heads", "names"),
    [
        (["标题", "受理单位", "备注"], ["title", "unit", "note"]),
        (["序号", "事项名称", "承办部门"], ["", "title", "unit"]),
        (["项目名称", "联系电话", "其他"], ["title", "contact", "note"]),
        ([("基本情况", "名称"), ("联系方式", "手机"), ("联系方式", "邮箱")], ["title", "contact", ""]),
        (["标题", "名称"], ["title", ""]),  # a field is proposed once, to the column that fits best
        (["毫不相干", "也不相干"], ["", ""]),
    ],
)
def test_heads_are_known_by_name_and_by_words_that_mean_the_same(heads: list[Any], names: list[str]) -> None:
    assert proposed(*heads) == names


def test_values_that_do_not_fit_speak_against_a_name() -> None:
    assert proposed("来信日期", rows=[["2026年3月5日"], ["2026.3.6"]]) == ["day"]
    assert proposed("来信日期", rows=[["上周"], ["不详"], ["2026.3.6"]]) == [""]
    assert proposed("总价", rows=[[3], ["4.5"]]) == ["amount"] and proposed("总价", rows=[["面议"]]) == [""]


def test_values_alone_tell_a_choice() -> None:
    assert proposed("怎么来的", rows=[["热线"], ["网站"], ["热线"]]) == ["sort"]
    assert proposed("怎么来的", rows=[["热线"]]) == [""]


def test_what_was_confirmed_counts_before_all_else() -> None:
    assert proposed("备注", "标题", remembered={"备注": "title"}) == ["title", ""]
    assert proposed("备注", "标题", remembered={"备注": ""}) == ["", "title"]


def test_a_unit_of_another_family_is_not_proposed() -> None:
    assert proposed("金额（万元）", rows=[[3]]) == ["amount"] and proposed("金额（亩）", rows=[[3]]) == [""]


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2026年3月5日", "2026-03-05"),
        ("2026.3.5", "2026-03-05"),
        ("2026/03/05", "2026-03-05"),
        ("2026-3-5", "2026-03-05"),
        (20260305, "2026-03-05"),
        (date(2026, 3, 5), "2026-03-05"),
        (datetime(2026, 3, 5, 8, 30), "2026-03-05"),
        ("2026年2月30日", ""),
        ("20261305", ""),
        ("三月五日", ""),
        ("2026年3月", ""),
        (3.5, ""),
        (None, ""),
    ],
)
def test_a_day_is_read_in_any_form(value: Any, day: str) -> None:
    assert plain_day(Decimal(str(value)) if isinstance(value, float) else value) == day


@pytest.mark.parametrize(
    ("text", "kept", "head", "above", "value"),
    [
        ("12.5", "元", "万元", "", "125000"),
        ("1,200", "元", "", "", "1200"),
        ("1.2万", "元", "", "", "12000"),
        ("3000元", "元", "万元", "", "3000"),
        ("3", "亩", "公顷", "", "45"),
        ("2", "元", "", "万元", "20000"),
        ("2", "元", "元", "万元", "2"),  # the head's own unit counts before that above the table
        ("2", "亩", "", "万元", "2"),
        ("1.5", "", "万人", "", "15000"),
        ("7", "", "人", "", "7"),
        ("-3", "元", "", "", "-3"),
    ],
)
def test_a_number_counts_in_the_fields_unit(text: str, kept: str, head: str, above: str, value: str) -> None:
    own = unit_of_values(kept, head, above)
    assert own is not None and read_number(text, own) == (value, "")


@pytest.mark.parametrize(
    ("text", "kept", "head", "told"),
    [("1", "公顷", "亩", "1"), ("3亩", "元", "万元", "3亩"), ("3万", "元", "万元", "3万")],
)
def test_a_number_that_cannot_be_exact_is_refused_with_its_words(text: str, kept: str, head: str, told: str) -> None:
    own = unit_of_values(kept, head, "")
    assert own is not None
    value, why = read_number(text, own)
    assert value == text and told in why
    assert unit_of_values("元", "亩", "") is None
    assert read_number("面议", own) == ("面议", "")  # the form refuses words


@given(st.decimals(-(10**9), 10**9, places=4), st.sampled_from(["元", "万元", "亿元", "千元"]))
def test_no_digit_is_lost(number: Decimal, unit: str) -> None:
    own = unit_of_values("元", unit, "")
    assert own is not None
    value, why = read_number(f"{number:f}", own)
    assert not why and Fraction(value) == convert_unit(number, unit, "元")


def test_shares_are_of_the_values_alone() -> None:
    assert share_fitting(column("day", "日期", "day"), []) == 100
    assert share_fitting(column("day", "日期", "day"), ["2026-03-05", "x", "y"]) == 33
