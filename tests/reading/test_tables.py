"""Rows, their heads, and the cell that holds the task."""

from __future__ import annotations

from luoshi.reading import read as whole
from luoshi.reading.fields import fields
from luoshi.reading.outline import outline
from luoshi.reading.statements import statements

HEAD = "序号 | 工作任务 | 牵头单位 | 完成时限\n"


def read(text: str) -> list[tuple[str, str]]:
    built = outline(text)
    return [(s.role, text[s.start : s.end]) for s in statements(text, built, fields(text, built))]


def test_only_the_task_cell_is_a_statement_and_the_head_is_context() -> None:
    text = (
        "河口县重点工作分解表\n"
        + HEAD
        + "1 | 新建科普馆2座。 | 县科协 | 10月底\n2 | 培训农民3000人次。 | 县农业农村局 | 全年\n"
    )
    assert read(text) == [
        ("context", HEAD.strip()),
        ("task", "新建科普馆2座。"),
        ("task", "培训农民3000人次。"),
    ]


def test_each_cell_knows_its_column() -> None:
    text = HEAD + "1 | 新建科普馆2座 |  | 10月底\n"
    (row,) = outline(text).rows
    assert row.columns == ["序号", "工作任务", "牵头单位", "完成时限"]
    assert [text[a:b] for a, b in row.cells] == ["1", "新建科普馆2座", "", "10月底"]


def test_a_heading_inside_a_table_parts_its_rows() -> None:
    text = HEAD + "一、工业\n1 | 新增企业4家 | 县工信局 | 全年\n二、农业\n2 | 新建农田2万亩 | 县农业农村局 | 全年\n"
    built = outline(text)
    assert [(h.marker, h.title, h.level) for h in built.headings] == [("一、", "工业", 1), ("二、", "农业", 1)]
    assert [row.columns[1] for row in built.rows] == ["工作任务", "工作任务"]


def test_a_row_with_one_marked_cell_is_a_heading() -> None:
    text = HEAD + "一、工业 |  |  | \n1 | 新增企业4家 | 县工信局 | 全年\n"
    built = outline(text)
    assert [(h.marker, h.title) for h in built.headings] == [("一、", "工业")]
    assert len(built.rows) == 1


def test_tabs_and_markdown_bars_make_rows_too() -> None:
    tabbed = HEAD.replace(" | ", "\t") + "1\t新增企业4家\t县工信局\t全年\n"
    barred = "| 序号 | 工作任务 | 牵头单位 |\n| --- | --- | --- |\n| 1 | 新增企业4家 | 县工信局 |\n"
    assert ("task", "新增企业4家") in read(tabbed)
    assert ("task", "新增企业4家") in read(barred)
    assert outline(barred).rows[0].columns == ["序号", "工作任务", "牵头单位"]


def test_a_table_flattened_to_a_cell_a_line_is_put_together() -> None:
    text = "任务分解表\n序号\n工作任务\n责任单位\n1\n新建科普馆2座\n县科协\n2\n培训农民3000人次\n县农业农村局\n"
    rows = outline(text).rows
    assert [[text[a:b] for a, b in row.cells] for row in rows] == [
        ["1", "新建科普馆2座", "县科协"],
        ["2", "培训农民3000人次", "县农业农村局"],
    ]
    assert [words for role, words in read(text) if role == "task"] == ["新建科普馆2座", "培训农民3000人次"]


def test_a_head_that_only_mentions_tasks_is_not_the_task_column() -> None:
    text = "任务来源 | 工作内容 | 完成时限要求\n常务会 | 修订管理办法 | 6月底\n"
    assert ("task", "修订管理办法") in read(text)


def test_a_table_of_figures_holds_no_task() -> None:
    text = "统计公报\n指标 | 2019年 | 比上年增长\n科普馆 | 12 | 20%\n"
    assert [words for role, words in read(text) if role != "context"] == []


def test_a_target_column_is_owed_beside_its_task() -> None:
    text = (
        "河口县2025年重点工作任务分解表\n序号 | 工作任务 | 年度目标 | 牵头单位\n"
        "1 | 培育创新主体 | 净增高新技术企业60家 | 县科技局\n2 | 建设平台 | 3 | 县发改局\n"
    )
    built = outline(text)
    found = [(s.role, text[s.start : s.end]) for s in statements(text, built, fields(text, built)) if s.row]
    assert found == [
        ("task", "培育创新主体"),
        ("task", "净增高新技术企业60家"),
        ("task", "建设平台"),
    ]


def test_a_table_of_indicators_names_what_is_owed_beside_its_target() -> None:
    text = (
        "河口县2025年计划\n指标 | 单位 | 目标值 | 责任单位\n"
        "高新技术企业 | 家 | 12 | 县科技局\n农田 | 万亩 | 3.5 | 县农业农村局\n"
    )
    reading = whole.read(text)
    assert [text[s.start : s.end] for s in reading.statements if s.role == "task"] == ["高新技术企业", "农田"]
    assert [(q.value, q.unit, q.role, q.indicator) for q in reading.quantities] == [
        (12, "家", "target", "高新技术企业"),
        (35000, "亩", "target", "农田"),
    ]


def test_a_table_with_a_head_of_an_unknown_kind_keeps_its_figures() -> None:
    text = "附表：2024年完成情况\n地区 | 户数（户） | 产值（万元）\n甲县 | 12 | 3.5\n乙县 | 13 | 4.5\n"
    found = [(q.value, q.unit) for q in whole.read(text).quantities]
    assert found == [(12, "户"), (35000, "元"), (13, "户"), (45000, "元")]


def test_a_row_without_a_head_or_a_task_is_left_in_sight() -> None:
    text = "名单如下：\n甲县 | 李某\n乙县 | 王某\n"
    found = [(s.role, text[s.start : s.end]) for s in whole.read(text).statements]
    assert ("context", "甲县 | 李某") in found and ("context", "乙县 | 王某") in found
