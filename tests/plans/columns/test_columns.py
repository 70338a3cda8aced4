"""Which row of an office's ledger is its head, what its columns mean, and what each line under it becomes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.plans.columns.rules import column_meaning, find_sheet_head, head_at, recognise_columns, sheet_lines
from luoshi.plans.sheets.rules.rows import SheetRead, sheet_read, units_in, when_in
from luoshi.reading.load.cells import locate_cells_in_text, merged_cell_anchors
from luoshi.reading.load.sheet import SheetCells


def sheet(rows: Sequence[Sequence[str]], *merged: tuple[int, int, int, int]) -> SheetCells:
    cells = {at: {column: words for column, words in enumerate(row) if words} for at, row in enumerate(rows)}
    return SheetCells({at: row for at, row in cells.items() if row}, list(merged))


def read(made: SheetCells, year: int = 2026) -> SheetRead:
    head = find_sheet_head(made)
    assert head is not None
    return sheet_read(sheet_lines(made, head, recognise_columns(made, head)), year)


OF_28 = {
    "序号": "number", "任务来源": "source", "类别": "category", "任务内容": "task", "目标": "target",
    "牵头单位": "lead", "配合单位": "support", "责任领导": "leader", "责任人": "person", "联系人": "contact",
    "完成时限": "due", "交办/签收日期": "assigned", "进展情况": "progress", "完成比例": "progress",
    "存在问题及原因": "problem", "下步措施": "following", "需协调事项": "following", "佐证": "checked",
    "催办次数": "checked",
    "核查结论": "checked", "销号日期": "assigned", "得分": "checked", "备注": "remark",
}  # fmt: skip
OF_OTHERS = {
    "编号": "number", "来源/文号": "source", "事项": "task", "目标值（量化）": "target", "主办单位": "lead",
    "协办单位": "support", "分管领导": "leader", "办理时限": "due", "最近进展": "progress", "工作任务": "task",
    "责 任 单 位": "lead", "责任单位及责任人": "lead", "完成时限要求": "due", "时间节点": "due", "工作单位": "",
    "任务类别": "category", "承办科室": "lead", "灯": "", "责任股室": "",
    "资金来源": "", "资金来源（万元）": "", "来源": "source",
}  # fmt: skip


@pytest.mark.parametrize(("head", "means"), [*OF_28.items(), *OF_OTHERS.items()])
def test_the_heads_of_practice_are_known(head: str, means: str) -> None:
    assert column_meaning(head) == means


def test_the_head_is_found_under_a_title_and_a_line_of_particulars() -> None:
    made = sheet(
        [["云岭县2026年重点工作任务分解台账"], ["填报单位：县科协", "", "", "2026年3月"],
         ["序号", "工作任务", "责任单位", "完成时限"], ["1", "新建科普基地3个", "县科协", "9月底"]],
        (0, 0, 0, 3),
    )  # fmt: skip
    head = find_sheet_head(made)
    assert head and (head.first, head.last) == (2, 2)
    assert recognise_columns(made, head) == {0: "number", 1: "task", 2: "lead", 3: "due"}


def test_two_merged_rows_are_one_head() -> None:
    made = sheet(
        [["序号", "任务", "", "责任单位", "", "完成时限"], ["", "内容", "目标", "牵头", "配合"],
         ["1", "办好科普日", "3场", "县科协", "青石镇", "9月底"]],
        (0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 0, 4), (0, 5, 1, 5),
    )  # fmt: skip
    head = find_sheet_head(made)
    assert head and (head.first, head.last) == (0, 1)
    assert recognise_columns(made, head) == {0: "number", 1: "task", 2: "target", 3: "lead", 4: "support", 5: "due"}
    (row,) = read(made).rows
    assert (row.lead, row.support, row.due) == (("县科协",), ("青石镇",), date(2026, 9, 30))


def test_two_rows_without_merged_cells_are_one_head_too() -> None:
    made = sheet(
        [
            ["序号", "工作任务", "", "", "完成时限"],
            ["", "", "牵头单位", "配合单位", ""],
            ["1", "甲事", "县科协", "", "6月底"],
        ]
    )
    head = find_sheet_head(made)
    assert head and (head.first, head.last) == (0, 1)
    assert recognise_columns(made, head) == {
        0: "number", 1: "task", 2: "lead", 3: "support", 4: "due",
    }  # fmt: skip


def test_a_sheet_that_is_no_ledger_has_no_head() -> None:
    assert find_sheet_head(sheet([["通讯录"], ["王小明", "13800138000"], ["李小红", "13900139000"]])) is None
    assert find_sheet_head(SheetCells()) is None


def test_a_task_over_several_rows_is_the_category_of_its_measures() -> None:
    made = sheet(
        [["序号", "重点任务", "具体措施", "责任单位", "完成时限"],
         ["1", "提升科学素质", "新建科普基地3个", "县科协", "6月底"],
         ["2", "", "培训农民1000人次", "县农业农村局", "9月底"]],
        (1, 1, 2, 1),
    )  # fmt: skip
    head = find_sheet_head(made)
    assert head and recognise_columns(made, head) == {0: "number", 1: "category", 2: "task", 3: "lead", 4: "due"}
    found = read(made)
    assert [part.title for part in found.parts] == ["提升科学素质"]
    assert [(row.words, row.part) for row in found.rows] == [("新建科普基地3个", 0), ("培训农民1000人次", 0)]


def test_merged_cells_are_filled_downwards_and_other_blanks_stay_blank() -> None:
    made = sheet(
        [["序号", "工作任务", "责任单位", "完成时限"],
         ["1", "办好科普日活动", "县科协", "9月底"], ["2", "办好科技周活动", "", ""], ["3", "办好年会", "", "12月底"]],
        (1, 2, 2, 2), (1, 3, 2, 3),
    )  # fmt: skip
    found = read(made)
    assert [row.lead for row in found.rows] == [("县科协",), ("县科协",), ()]
    assert [row.due for row in found.rows] == [date(2026, 9, 30), date(2026, 9, 30), date(2026, 12, 31)]


def test_lines_that_are_no_rows_are_headings_or_passed_over_with_their_reason() -> None:
    made = sheet(
        [["序号", "工作任务", "责任单位", "完成时限"], ["一、产业发展"], ["1", "引进企业5家", "县商务局", "年底"],
         ["（一）工业"], ["2", "技改项目3个", "县工信局", "年底"], ["小计", "2项"],
         ["序号", "工作任务", "责任单位", "完成时限"],
         ["二、民生"], ["3", "新建学校1所", "县教育局", "8月底"], ["4"], ["合  计", "3"], ["注：以上任务按月调度。"],
         ["填表人：王小明", "", "审核人：李小红"]],
        (1, 0, 1, 3), (3, 0, 3, 3), (7, 0, 7, 3), (11, 0, 11, 3),
    )  # fmt: skip
    found = read(made)
    assert [(part.title, part.level, part.above) for part in found.parts] == [
        ("一、产业发展", 1, None), ("（一）工业", 2, 0), ("二、民生", 1, None),
    ]  # fmt: skip
    assert [(row.words, row.part) for row in found.rows] == [("引进企业5家", 0), ("技改项目3个", 1), ("新建学校1所", 2)]
    assert [(line.row, line.why) for line in found.skipped] == [
        (5, "total"), (6, "head"), (9, "blank"), (10, "total"), (11, "note"), (12, "signature"),
    ]  # fmt: skip


def test_a_row_without_a_task_is_wrong_and_stays_in_sight() -> None:
    made = sheet(
        [["序号", "工作任务", "责任单位", "完成时限"], ["1", "", "县科协", "9月底"], ["2", "甲事", "县科协", "9月底"]]
    )
    assert [(row.row, row.wrong) for row in read(made).rows] == [(1, "no_task"), (2, "")]


def test_a_column_that_nobody_knows_is_kept_beside_the_row_and_no_field_is_taken_twice() -> None:
    made = sheet([["序号", "工作任务", "灯", "完成时限", "整改时限"], ["1", "甲事要办好", "绿", "9月底", "10月底"]])
    head = find_sheet_head(made)
    assert head and recognise_columns(made, head) == {0: "number", 1: "task", 2: "other", 3: "due", 4: "other"}
    assert read(made).rows[0].notes == [
        {"field": "number", "head": "序号", "words": "1"}, {"field": "other", "head": "灯", "words": "绿"},
        {"field": "other", "head": "整改时限", "words": "10月底"},
    ]  # fmt: skip


def test_what_stands_in_a_column_without_a_head_and_in_a_line_that_goes_on_is_kept_too() -> None:
    made = sheet(
        [["序号", "工作任务", "责任单位", "进展情况"], ["1", "甲事要办好", "县科协", "已选址", "旁注"],
         ["", "", "", "二季度已开工"], ["2", "乙事要办好", "县科协"], ["3"]],
    )  # fmt: skip
    found = read(made)
    assert [[(note["head"], note["words"]) for note in row.notes] for row in found.rows] == [
        [("序号", "1"), ("进展情况", "已选址"), ("E", "旁注"), ("进展情况", "二季度已开工")], [("序号", "2")],
    ]  # fmt: skip
    assert [(line.row, line.why) for line in found.skipped] == [(2, "joined"), (4, "blank")]


def test_columns_are_found_again_by_the_words_of_their_head() -> None:
    rows = [["序号", "工作任务", "责任单位"], ["1", "甲事", "县科协"]]
    one, same = head_at(sheet(rows), 0), head_at(sheet([[], [" 序 号", "工作任务", "责任单位"], ["2", "乙事", ""]]), 1)
    other = head_at(sheet([["序号", "责任单位", "工作任务"], ["1", "县科协", "甲事"]]), 0)
    assert one.digest == same.digest != other.digest


@pytest.mark.parametrize(
    ("words", "due", "every", "doubts"),
    [
        ("2026年9月底前", date(2026, 9, 30), "", ()),
        ("9月底", date(2026, 9, 30), "", ()),
        ("2026.9.30", date(2026, 9, 30), "", ()),
        ("2026/9/30", date(2026, 9, 30), "", ()),
        ("2026-09-30 0:00:00", date(2026, 9, 30), "", ()),
        ("46295", date(2026, 9, 30), "", ()),  # a day whose format was lost
        ("全年", date(2026, 12, 31), "", ()),
        ("每季度", None, "P3M", ()),
        ("长期坚持", None, "", ("due_open",)),
        ("见附件", None, "", ("due_unclear",)),
        ("", None, "", ()),
    ],
)
def test_dates_are_read_by_the_reader(words: str, due: date | None, every: str, doubts: tuple[str, ...]) -> None:
    found = when_in(words, 2026)
    assert (found.due, found.every, found.doubts) == (due, every, doubts)


def test_units_are_split_as_the_reader_splits_them() -> None:
    names, _doubts = units_in("县科协、县农业农村局，各镇和县委组织部；县市场监督管理局等单位")
    assert names == ("县科协", "县农业农村局", "各镇", "县委组织部", "县市场监督管理局")


def test_figures_stand_at_their_place_in_task_and_target() -> None:
    made = sheet(
        [["序号", "工作任务", "年度目标", "责任单位"], ["1", "办好活动|新建基地3个", "培训1000人次", "县科协"]]
    )
    (row,) = read(made).rows
    words = {(1, 1): "办好活动｜新建基地3个", (1, 2): "培训1000人次"}
    assert [
        (figure.quote, words[figure.cell][figure.start : figure.end], figure.read.state) for figure in row.figures
    ] == [
        ("3个", "3个", "asked"),
        ("1000人次", "1000人次", "asked"),
    ]
    assert row.words == "办好活动｜新建基地3个；培训1000人次"


def test_what_the_columns_leave_open_the_tasks_own_words_say() -> None:
    made = sheet([["序号", "工作任务", "责任单位", "备注"], ["1", "9月底前由县科协牵头举办科普日活动3场", "", "无"]])
    (row,) = read(made).rows
    assert (row.due, row.lead) == (date(2026, 9, 30), ("县科协",))


WORDS = st.sampled_from(
    ["", "序号", "工作任务", "1", "县科协", "9月底", "合计", "一、产业", "新建基地3个", "备注：无", "类别", "|", "\n"]
)
CELLS = st.lists(st.lists(WORDS, max_size=5), max_size=8)
CORNER = st.tuples(*[st.integers(0, 6)] * 4)


@given(CELLS, st.lists(CORNER, max_size=4))
def test_every_line_with_words_is_a_heading_a_row_or_passed_over(rows: list[list[str]], merged: list[Any]) -> None:
    ranges = [(min(a, c), min(b, d), max(a, c), max(b, d)) for a, b, c, d in merged]
    made = sheet(rows, *ranges)
    head = find_sheet_head(made)
    if head is None:
        return
    found = read(made)
    told = (
        {row.row for row in found.rows} | {line.row for line in found.skipped} | {part.cell[0] for part in found.parts}
    )
    assert told == {row for row in made.rows if row > head.last}


def test_the_places_of_cells_hold_their_words_or_are_not_given() -> None:
    made = sheet([["台账"], ["序号", "任务"], ["1", "甲\n事"], ["2", "乙|事"]], (0, 0, 0, 1))
    text = "别的\n台账\n序号 | 任务\n1 | 甲 事\n2 | 变了\n"
    assert {place: text[slice(*at)] for place, at in locate_cells_in_text([made], text)[0].items()} == {
        (0, 0): "台账", (1, 0): "序号", (1, 1): "任务", (2, 0): "1", (2, 1): "甲 事",
    }  # fmt: skip


def test_a_merged_range_without_end_costs_no_more_than_its_cells() -> None:
    made = sheet([["甲", "乙"], ["丙", ""]], (0, 0, 1_048_575, 16_383))
    assert merged_cell_anchors(made) == {(0, 0): (0, 0), (0, 1): (0, 0), (1, 0): (0, 0), (1, 1): (0, 0)}
