"""Workbooks that come back: whatever stands in them is taken whole, or refused with the cells that are wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.base.record_errors import RecordError
from luoshi.dates.periods import period_of_months
from luoshi.facts.returns import rules, sheets
from luoshi.facts.returns.queries import FormGrid
from luoshi.facts.returns.rules import EarlierValues, FormLine
from luoshi.figures.written_units import Own

MARCH = period_of_months("month", 2026, 3)
ASKED = (FormLine(1, 10, "活动"), FormLine(2, 20, "志愿者", nature="stock", own=Own("人")))
HEAD: list[tuple[int, list[str]]] = [
    (1, ["科普月报"]),
    (2, ["[填2026-0001 2026-03-01 v1] 请勿改动编码"]),
    (3, ["编码", "单位", "指标", "计量单位", "上期", "2026年3月", "本年累计", "说明"]),
]


def grid() -> FormGrid:
    form: Any = SimpleNamespace(edition=1, beneath=False)
    unit: Any = SimpleNamespace(pk=7)
    names = frozenset({"c1u7", "t1u7", "c2u7"})
    task: Any = None
    return FormGrid(form, task, MARCH, ASKED, [unit], EarlierValues(), names)


def row(code: str, own: str, total: str = "", note: str = "", unit: str = "") -> list[str]:
    return [code, "县科协", "指标", unit, "", own, total, note]


def said(rows: list[tuple[int, list[str]]]) -> dict[str, list[str]]:
    """What is wrong, by cell; {} where it is taken."""
    try:
        sheets.check_form_workbook(sheets.read_form_workbook(rows), grid(), {})
    except RecordError as error:
        return {place: [*words] for place, words in error.fields.items()} or {"": [error.what]}
    return {}


def test_a_filled_in_workbook_says_its_form_and_its_cells() -> None:
    found = sheets.read_form_workbook([*HEAD, (4, row("c1u7", "3", "", "含乡镇")), (5, row("c2u7", "40", "/"))])
    assert (found.task, found.first, found.edition) == ("填2026-0001", date(2026, 3, 1), 1)
    assert found.cells == {"c1u7": "3", "c2u7": "40"} and found.words == {"1u7": "含乡镇"}
    assert said([*HEAD, (4, row("c1u7", "3")), (5, row("c2u7", "—"))]) == {}


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ([(4, row("c1u7", "三")), (5, row("c2u7", "40"))], "F4"),
        ([(4, row("c1u7", "3")), (5, row("c2u7", ""))], "F5"),
        ([(4, row("", "3")), (5, row("c2u7", "40"))], "A4"),
        ([(4, row("c1u7", "3")), (5, row("c1u7", "40"))], "A5"),
        ([(4, row("c9u7", "3")), (5, row("c2u7", "40"))], "F4"),
        ([(4, row("c1u7", "3", "很多")), (5, row("c2u7", "40"))], "G4"),
        ([(4, row("c1u7", "3")), (5, row("c2u7", "40", "8"))], "G5"),
    ],
)
def test_each_bad_cell_is_named(rows: list[tuple[int, list[str]]], place: str) -> None:
    assert place in said([*HEAD, *rows])


def in_units(own: str, unit: str, head: str = "2026年3月") -> dict[str, str] | dict[str, list[str]]:
    """What is typed for a line that is asked in 万元 and kept in 元, or what is wrong with it."""
    asked = [FormLine(1, 10, "经费", own=Own("元", "万"))]
    heads = (3, [*HEAD[2][1][:5], head, *HEAD[2][1][6:]])
    filled = sheets.read_form_workbook([*HEAD[:2], heads, (4, row("c1u7", own, unit=unit))])
    try:
        sheets.check_form_workbook(filled, replace(grid(), asked=asked), {})
    except RecordError as error:
        return {place: [*words] for place, words in error.fields.items()}
    return {"c1u7": filled.cells["c1u7"]}


@pytest.mark.parametrize(
    ("own", "unit", "head", "wanted"),
    [
        ("8", "万元", "2026年3月", "8"),
        ("8", "", "2026年3月", "8"),
        ("80000", "元", "2026年3月", "80000元"),
        ("80000", "", "2026年3月（元）", "80000元"),
        ("0.0008", "亿元", "2026年3月（亿元）", "0.0008亿元"),
        ("8万", "元", "2026年3月", "8万元"),
    ],
)
def test_the_unit_that_a_row_or_its_head_says_is_that_of_its_number(
    own: str, unit: str, head: str, wanted: str
) -> None:
    assert in_units(own, unit, head) == {"c1u7": wanted}


@pytest.mark.parametrize(
    ("own", "unit", "head"),
    [
        ("8", "万元", "2026年3月（元）"),  # both, and they differ
        ("8", "户", "2026年3月"),
        ("8", "", "2026年3月（万粒）"),
        ("8万", "亿元", "2026年3月"),
        ("8万", "万元", "2026年3月"),
    ],
)
def test_a_unit_that_cannot_be_seen_is_asked_about(own: str, unit: str, head: str) -> None:
    assert list(in_units(own, unit, head)) == ["F4"]


def test_a_sheet_without_its_head_or_of_another_day_is_refused() -> None:
    for second in ("", "[填2026-0001]", "[填2026-0001 2026-13-41 v1]", "[填2026-0001 2026-03-01 v2]"):
        assert said([(1, ["表"]), (2, [second]), HEAD[2], (4, row("c1u7", "3"))])


texts = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["3", "-1", "1.2万", "—", "/", "…", "１２", "1,234", "0.00001", "9" * 20, "=1+1", "3%", "c1u7", ""]
    ),
)
codes = st.one_of(st.sampled_from(["c1u7", "c2u7", "t1u7", "c9u9", ""]), st.text(max_size=8))
some_rows = st.lists(st.tuples(codes, texts, texts, texts), max_size=6)


@settings(max_examples=400)
@given(some_rows, st.sampled_from([HEAD[1][1][0], "", "[x 2026-03-01 v1]", "[填1 2026-99-99 v1]"]))
def test_hundreds_of_bad_sheets_say_what_is_wrong_by_cell_and_tell_nothing_by_half(
    given_rows: list[tuple[str, str, str, str]], mark: str
) -> None:
    rows = [
        HEAD[0],
        (2, [mark]),
        HEAD[2],
        *((at, row(*given_rows_row)) for at, given_rows_row in enumerate(given_rows, 4)),
    ]
    wrong = said(rows)
    if not wrong:  # then every cell that must be filled in is, once, and reads as a value or a reason
        found = rules.judge_form_cells(ASKED, [7], MARCH, sheets.read_form_workbook(rows).cells, EarlierValues())
        assert not found.wrong and {*found.told} == {"c1u7", "c2u7"}
    assert all(words and all(words) for words in wrong.values())
