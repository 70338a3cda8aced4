"""The tables of a sheet as an office made it: heads, rows, and the lines that are left out with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.base.sheets.tables import (
    SheetTable,
    find_tables,
    fold_words,
    is_unit_of_measure,
    unit_in_head,
    without_unit,
)
from luoshi.reading.load.sheet import SheetValues

KNOWN = {"名称", "电话", "面积", "设备名称", "数量"}
HEAD = ["序号", "名称", "电话", "面积（亩）"]


def sheet(*rows: Sequence[Any], merged: Sequence[tuple[int, int, int, int]] = ()) -> SheetValues:
    lines = [(number, list(cells)) for number, cells in enumerate(rows, 1) if any(cell is not None for cell in cells)]
    return SheetValues("表", True, lines, list(merged))


def tables(*rows: Sequence[Any], merged: Sequence[tuple[int, int, int, int]] = ()) -> list[SheetTable]:
    return find_tables(sheet(*rows, merged=merged), lambda words: words in KNOWN)


def left_out(table: SheetTable) -> dict[int, str]:
    return {row.number: row.why for row in table.rows if row.why}


def rows(table: SheetTable) -> list[int]:
    return [row.number for row in table.rows if not row.why]


def test_titles_totals_notes_and_signatures_are_no_rows() -> None:
    (table,) = tables(
        ["某县基地登记表"],
        ["填报单位：某县农业局", None, None, "单位：亩"],
        HEAD,
        ["1", "2", "3", "4"],
        ["一、青石镇"],
        [1, "甲基地", "13800000001", 12],
        [2, "乙基地", "13800000002", 3],
        ["小计", None, None, 15],
        HEAD,
        [3, "丙基地", None, 1],
        ["合计", None, None, 16],
        ["备注：丙基地未验收"],
        ["填表人：王小明", None, "审核人：李四"],
        merged=[(0, 0, 0, 3)],
    )
    assert (table.title, table.first, table.unit) == ("某县基地登记表", 3, "亩")
    assert rows(table) == [6, 7, 10]
    assert left_out(table) == {
        4: "head",
        5: "heading",
        8: "total",
        11: "total",
        12: "note",
        13: "signature",
    }  # fmt: skip


def test_a_head_on_two_lines_names_each_column_by_both() -> None:
    (table,) = tables(
        ["名称", "种植面积（亩）", None, "电话"],
        [None, "水田", "旱地", None],
        ["甲", 1, 2, "3"],
        merged=[(0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 1, 3)],
    )
    assert [column.label for column in table.columns] == ["名称", "种植面积（亩） 水田", "种植面积（亩） 旱地", "电话"]
    assert [column.unit for column in table.columns] == ["", "亩", "亩", ""]
    assert [row.cells for row in table.rows] == [{0: "甲", 1: 1, 2: 2, 3: "3"}]


def test_cells_merged_downwards_count_in_each_of_their_rows() -> None:
    (table,) = tables(
        ["名称", "电话"], ["甲", "1"], [None, "2"], ["乙", "3"], merged=[(1, 0, 2, 0)]
    )  # fmt: skip
    assert [row.cells for row in table.rows] == [{0: "甲", 1: "1"}, {0: "甲", 1: "2"}, {0: "乙", 1: "3"}]


def test_tables_below_each_other_are_found_with_their_titles() -> None:
    first, second = tables(
        ["甲表"], ["名称", "电话"], ["甲", "1"], ["合计", "1"], [], ["乙表"], ["设备名称", "数量（台）"], ["电脑", 3]
    )
    assert [(table.title, table.first, rows(table)) for table in (first, second)] == [
        ("甲表", 2, [3]),
        ("乙表", 7, [8]),
    ]
    assert left_out(first) == {4: "total"}  # the title of the second table is none of its lines


def test_a_table_that_begins_anew_below_is_one_table() -> None:
    (table,) = tables(["名称", "电话"], ["甲", "1"], [], ["青石镇"], ["名称", "电话"], ["乙", "2"])
    assert [row.cells[0] for row in table.rows if not row.why] == ["甲", "乙"]


def test_tables_side_by_side_are_told_apart_by_an_empty_column_or_by_their_heads() -> None:
    first, second = tables(["名称", "电话", None, "设备名称", "数量"], ["甲", "1", None, "电脑", 3])
    assert [[column.place for column in table.columns] for table in (first, second)] == [[0, 1], [3, 4]]
    (table,) = tables(["名称", "电话", "名称", "电话"], ["甲", "1", "乙", "2"], ["丙", "3"])
    assert [[*row.cells.values()] for row in table.rows] == [["甲", "1"], ["丙", "3"], ["乙", "2"]]


def test_a_column_without_a_head_is_shown_and_does_not_change_what_is_remembered() -> None:
    (plain,) = tables(["名称", "电话"], ["甲", "1"])
    (more,) = tables(["名称", "电话"], ["甲", "1", "散落"])
    assert [column.parts for column in more.columns] == [("名称",), ("电话",), ()]
    assert plain.digest == more.digest and plain.columns != more.columns


@pytest.mark.parametrize(
    "lines",
    [
        [["随便", "什么"], ["1", "2"]],
        [["名称"], ["甲"]],
        [["名称：甲", "电话：2"], ["甲", "1"]],
        [["请在名称后写明。", "电话写明。"]],
        [],
    ],
)
def test_words_that_name_no_column_are_no_table(lines: list[list[Any]]) -> None:
    assert tables(*lines) == []


@pytest.mark.parametrize(
    ("head", "unit", "plain"),
    [
        ("面积（亩）", "亩", "面积"),
        ("金额(万元)", "万元", "金额"),
        ("金额（单位：万元）", "万元", "金额"),
        ("面积/公顷", "公顷", "面积"),
        ("参加人数（万人）", "万人", "参加人数"),
        ("是否完成（是/否）", "", "是否完成"),
        ("负责人/联系人", "", "负责人/联系人"),
        ("名称", "", "名称"),
    ],
)
def test_the_unit_in_a_head_is_read(head: str, unit: str, plain: str) -> None:
    assert (unit_in_head(head), without_unit(head)) == (unit, plain)


def test_words_are_no_units() -> None:
    assert [is_unit_of_measure(words) for words in ("万元", "亩", "人", "万", "", "县科协", "全称")] == [True] * 4 + [
        False
    ] * 3
    assert fold_words(" 面 积（Ｍ）*") == "面积(m)"


DATA = st.lists(
    st.tuples(st.integers(1, 99), st.text("甲乙丙丁", min_size=2, max_size=6), st.decimals(0, 99, places=2)),
    min_size=1,
    max_size=8,
)
BETWEEN = st.sampled_from([["合计", None, 3], ["注：说明"], ["一、青石镇"], ["小计", None, 1], []])


@given(DATA, st.lists(BETWEEN, max_size=4), st.integers(0, 5))
@settings(max_examples=60)
def test_no_row_is_lost_and_no_other_line_becomes_one(
    data: list[tuple[int, str, Decimal]], between: list[list[Any]], title: int
) -> None:
    lines: list[list[Any]] = [["登记表"]] * min(title, 1) + [["序号", "名称", "面积"]]
    for at, (number, name, area) in enumerate(data):
        lines += [list(line) for line in between[at : at + 1]] + [[number, name, area]]
    (table,) = tables(*lines)
    assert [(row.cells[0], row.cells[1], row.cells[2]) for row in table.rows if not row.why] == data
    assert sum(bool(row.why) for row in table.rows) == sum(bool(line) for line in between[: len(data)])


@given(
    st.lists(st.lists(st.sampled_from([None, "名称", "电话", "合计", "注：", 1, "x" * 50]), max_size=5), max_size=12)
)
@settings(max_examples=60)
def test_any_sheet_is_read_without_an_error(lines: list[list[Any]]) -> None:
    for table in tables(*lines):
        assert table.columns and len({column.place for column in table.columns}) == len(table.columns)
