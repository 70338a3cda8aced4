"""In a table whose rows are places, the column and the table's title name a figure, and the row is its scope."""

from __future__ import annotations

import pytest

from luoshi.reading.cell_names import name_of_column, names_place, thing_of_title
from luoshi.reading.read import read_text_document

TABLE = (
    "江口县2025年公共服务建设计划\n一、任务\n各乡镇要按下表抓好落实。\n2025年各乡镇社区食堂建设任务分配表\n"
    "乡镇 | 任务数（家） | 其中改造（家） | 补助资金（万元）\n"
    "石门镇 | 4 | 1 | 60\n赤岗乡 | 3 | 2 | 45\n合计 | 7 | 3 | 105\n"
)


def test_a_table_of_places_names_its_figures_by_column_and_title() -> None:
    reading = read_text_document(TABLE)
    cells = [(q.indicator, q.scope, int(q.value)) for q in reading.quantities]
    assert cells == [
        ("社区食堂建设", "石门镇", 4),
        ("改造社区食堂建设", "石门镇", 1),
        ("补助资金", "石门镇", 600_000),
        ("社区食堂建设", "赤岗乡", 3),
        ("改造社区食堂建设", "赤岗乡", 2),
        ("补助资金", "赤岗乡", 450_000),
        ("社区食堂建设", None, 7),
        ("改造社区食堂建设", None, 3),
        ("补助资金", None, 1_050_000),
    ]


@pytest.mark.parametrize(
    ("head", "before", "name"),
    [
        ("工业总产值（万元）", [], "工业总产值"),
        ("同比增长（%）", ["工业总产值"], "工业总产值"),
        ("增速位次", ["工业总产值"], "增速位次"),
        ("位次", ["投资完成率"], "投资完成率位次"),
        ("完成年度任务（%）", ["到位资金"], "到位资金完成年度任务比例"),
        ("其中农村（个）", ["实践点"], "农村实践点"),
        ("2025年计划（户）", [], "农村户厕改造"),
    ],
)
def test_a_column_is_named_by_its_head_or_the_one_before(head: str, before: list[str], name: str) -> None:
    assert name_of_column(head, before, "附件1：2023—2025年各乡镇农村户厕改造任务分配表") == name


@pytest.mark.parametrize(
    ("label", "head", "place"),
    [
        ("石门镇", "乡镇", True),
        ("城关所", "所别", True),
        ("合计", "", True),
        ("新建泵站", "项目", False),
        ("完成投资", "单位", False),
        ("研发投入强度", "指标", False),
    ],
)
def test_only_rows_of_places_have_a_scope(label: str, head: str, place: bool) -> None:
    assert names_place(label, head) is place


@pytest.mark.parametrize(
    ("title", "thing"),
    [
        ("2021年社区长者食堂建设任务分配表", "社区长者食堂建设"),
        ("附件2：各乡镇农村户厕改造进展情况统计表（截至9月末）", "农村户厕改造"),
        ("", ""),
    ],
)
def test_the_title_of_a_table_says_what_is_counted(title: str, thing: str) -> None:
    assert thing_of_title(title) == thing


def test_progress_in_a_cell_is_named_by_the_task_beside_it() -> None:
    text = (
        "江口县2025年重点任务进展情况\n序号 | 重点任务 | 责任单位 | 进展情况\n"
        "1 | 整治黑臭水体5条 | 县水利局 | 完成3条\n2 | 新建托育园12所 | 县卫健局 | 已建成7所\n"
    )
    reading = read_text_document(text)
    told = [(text[q.start : q.end], q.indicator) for q in reading.quantities if text[q.start : q.end] in ("3条", "7所")]
    asked = {q.indicator for q in reading.quantities if text[q.start : q.end] in ("5条", "12所")}
    assert {name for _, name in told} == asked


@pytest.mark.parametrize("cell", ["已完成：3条", "已完成:3条", "3条", "进度：3条（含在建1条）"])
def test_progress_behind_a_colon_or_alone_answers_the_task_too(cell: str) -> None:
    head = "江口县2025年重点任务进展情况\n序号 | 重点任务 | 进展情况\n"
    text = f"{head}1 | 整治黑臭水体5条 | {cell}\n2 | 建园2所 | 已建1所\n"
    names = {text[q.start : q.end]: q.indicator for q in reversed(read_text_document(text).quantities)}
    assert names["3条"] == names["5条"]
