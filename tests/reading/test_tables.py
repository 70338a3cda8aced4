"""Rows, their heads, and the cell that holds the task."""

from __future__ import annotations

from datetime import date

import pytest

from luoshi.reading import read as whole
from luoshi.reading.fields import read_document_fields
from luoshi.reading.outline import build_outline
from luoshi.reading.statements import build_statements

HEAD = "序号 | 工作任务 | 牵头单位 | 完成时限\n"


def read(text: str) -> list[tuple[str, str]]:
    built = build_outline(text)
    return [(s.role, text[s.start : s.end]) for s in build_statements(text, built, read_document_fields(text, built))]


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
    (row,) = build_outline(text).rows
    assert row.columns == ["序号", "工作任务", "牵头单位", "完成时限"]
    assert [text[a:b] for a, b in row.cells] == ["1", "新建科普馆2座", "", "10月底"]


def test_a_heading_inside_a_table_parts_its_rows() -> None:
    text = HEAD + "一、工业\n1 | 新增企业4家 | 县工信局 | 全年\n二、农业\n2 | 新建农田2万亩 | 县农业农村局 | 全年\n"
    built = build_outline(text)
    assert [(h.marker, h.title, h.level) for h in built.headings] == [("一、", "工业", 1), ("二、", "农业", 1)]
    assert [row.columns[1] for row in built.rows] == ["工作任务", "工作任务"]


def test_a_row_with_one_marked_cell_is_a_heading() -> None:
    text = HEAD + "一、工业 |  |  | \n1 | 新增企业4家 | 县工信局 | 全年\n"
    built = build_outline(text)
    assert [(h.marker, h.title) for h in built.headings] == [("一、", "工业")]
    assert len(built.rows) == 1


def test_tabs_and_markdown_bars_make_rows_too() -> None:
    tabbed = HEAD.replace(" | ", "\t") + "1\t新增企业4家\t县工信局\t全年\n"
    barred = "| 序号 | 工作任务 | 牵头单位 |\n| --- | --- | --- |\n| 1 | 新增企业4家 | 县工信局 |\n"
    assert ("task", "新增企业4家") in read(tabbed)
    assert ("task", "新增企业4家") in read(barred)
    assert build_outline(barred).rows[0].columns == ["序号", "工作任务", "牵头单位"]


@pytest.mark.parametrize(
    ("head", "line", "cells"),
    [
        ("序号 | 工作任务 | 牵头单位 | 备注", "1 | 督查 | 县科协 |", ["1", "督查", "县科协", ""]),
        ("类别 | 工作任务 | 牵头单位 | 备注", "| 督查 | 县科协 | 重点", ["", "督查", "县科协", "重点"]),
        ("类别 | 工作任务 | 牵头单位 | 备注", "| 督查 | 县科协 |", ["", "督查", "县科协", ""]),
        ("| 工作任务 | 牵头单位 |", "| 督查 | 县科协 |", ["督查", "县科协"]),
        ("| 工作任务 | 牵头单位 | 备注 |", "| 督查 | 县科协 | |", ["督查", "县科协", ""]),
        ("| 工作任务 | 牵头单位 |", "|  | 县科协 |", ["", "县科协"]),
    ],
)
def test_a_blank_cell_at_an_end_of_the_line_keeps_the_others_under_their_heads(
    head: str, line: str, cells: list[str]
) -> None:
    text = f"云岭县工作任务分解表\n{head}\n{line}\n"
    (row,) = build_outline(text).rows
    assert [text[a:b] for a, b in row.cells] == cells
    assert row.columns == [word.strip() for word in head.strip("| ").split("|")]


def test_a_row_without_a_remark_has_its_units_and_its_date() -> None:
    text = (
        "云岭县2026年工作任务分解表\n序号 | 工作任务 | 责任单位 | 完成时限 | 备注\n1 | 开展督查 | 县科协 | 6月底前 | \n"
    )
    (given,) = whole.read_text_document(text, year=2026).assignments
    assert (given.lead, given.due) == (["县科协"], date(2026, 6, 30))


@pytest.mark.parametrize(
    ("task", "due", "every"),
    [
        ("每年开展督查不少于2次", "每年", [("P1Y", 2)]),
        ("督查不少于2次", "每年", [("P1Y", 2)]),
        ("每季度督查1次", "每年", [("P3M", 1)]),
        ("每年开展督查不少于4次", "每季度", [("P3M", None)]),  # the column says what the words do not
        ("开展督查", "每年2次", [("P1Y", 2)]),
        ("开展督查", "每年", [("P1Y", None)]),
        ("开展督查2次，培训3次", "每年", [("P1Y", None)]),  # two counts: a person says which
        ("每月调度1次，每年督查不少于2次", "每年", [("P1M", 1), ("P1Y", 2)]),
    ],
)
def test_a_column_that_says_each_year_takes_how_often_from_the_tasks_words(
    task: str, due: str, every: list[tuple[str, int | None]]
) -> None:
    text = f"云岭县2026年工作任务分解表\n工作任务 | 责任单位 | 完成时限\n{task} | 县科协 | {due}\n"
    assert [
        (assignment.every, assignment.times) for assignment in whole.read_text_document(text, year=2026).assignments
    ] == every


def test_a_table_flattened_to_a_cell_a_line_is_put_together() -> None:
    text = "任务分解表\n序号\n工作任务\n责任单位\n1\n新建科普馆2座\n县科协\n2\n培训农民3000人次\n县农业农村局\n"
    rows = build_outline(text).rows
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
    built = build_outline(text)
    found = [
        (s.role, text[s.start : s.end])
        for s in build_statements(text, built, read_document_fields(text, built))
        if s.row
    ]
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
    reading = whole.read_text_document(text)
    assert [text[s.start : s.end] for s in reading.statements if s.role == "task"] == ["高新技术企业", "农田"]
    assert [(q.value, q.unit, q.role, q.indicator) for q in reading.quantities] == [
        (12, "家", "target", "高新技术企业"),
        (35000, "亩", "target", "农田"),
    ]


def test_a_table_with_a_head_of_an_unknown_kind_keeps_its_figures() -> None:
    text = "附表：2024年完成情况\n地区 | 户数（户） | 产值（万元）\n甲县 | 12 | 3.5\n乙县 | 13 | 4.5\n"
    found = [(q.value, q.unit) for q in whole.read_text_document(text).quantities]
    assert found == [(12, "户"), (35000, "元"), (13, "户"), (45000, "元")]


def test_a_row_without_a_head_or_a_task_is_left_in_sight() -> None:
    text = "名单如下：\n甲县 | 李某\n乙县 | 王某\n"
    found = [(s.role, text[s.start : s.end]) for s in whole.read_text_document(text).statements]
    assert ("context", "甲县 | 李某") in found and ("context", "乙县 | 王某") in found


def rows_of(text: str) -> list[tuple[list[str], list[str]]]:
    return [(row.columns, [text[a:b] for a, b in row.cells]) for row in build_outline(text).rows]


FLAT = "河口县2024年各镇科普任务表\n镇别\n讲座（场）\n新建小组（个）\n"


def test_a_table_of_figures_that_lost_its_lines_is_rebuilt_from_how_its_rows_repeat() -> None:
    text = FLAT + "青石镇\n12\n3\n白水镇\n10\n—\n红崖乡\n6\n0\n二、工作要求\n各镇要抓好落实。\n"
    columns = ["镇别", "讲座（场）", "新建小组（个）"]
    assert rows_of(text) == [
        (columns, ["青石镇", "12", "3"]), (columns, ["白水镇", "10", "—"]), (columns, ["红崖乡", "6", "0"]),
    ]  # fmt: skip
    found = whole.read_text_document(text)
    assert [(str(quantity.value), quantity.unit, quantity.role) for quantity in found.quantities][:3] == [
        ("12", "场", "target"), ("3", "个", "target"), ("10", "场", "target"),
    ]  # fmt: skip


def test_a_remark_behind_some_rows_and_bars_that_close_cells_do_not_stop_it() -> None:
    head = "镇别 |\n改造(户) |\n清运车(辆) |\n备注 |\n"
    text = head + "青石镇 |\n320 |\n2 |\n白水镇 |\n450 |\n3 |\n含试点村\n红崖乡 |\n90 |\n1 |\n"
    assert [cells for _, cells in rows_of(text)] == [
        ["青石镇", "320", "2"], ["白水镇", "450", "3", "含试点村"], ["红崖乡", "90", "1"],
    ]  # fmt: skip


def test_lines_that_repeat_in_no_way_are_no_table() -> None:
    for body in ("青石镇\n12\n3\n白水镇\n10\n", "青石镇\n12\n白水镇\n10\n", "12\n3\n10\n2\n"):
        assert rows_of(FLAT + body) == []


def test_a_numbered_table_is_rebuilt_whatever_its_head_is_called() -> None:
    text = "序号\n指标名称\n计量\n现值\n属性\n1\n供水总量\n万吨\n86\n预期性\n2\n灌溉面积\n亩\n310\n约束性\n"
    assert [cells for _, cells in rows_of(text)] == [
        ["1", "供水总量", "万吨", "86", "预期性"], ["2", "灌溉面积", "亩", "310", "约束性"],
    ]  # fmt: skip


def figures(text: str, kind: str | None = None) -> list[tuple[str, str | None, str]]:
    return [(str(q.value.normalize()), q.unit, q.role) for q in whole.read_text_document(text, kind=kind).quantities]  # type: ignore[arg-type]


def test_a_cell_that_names_its_own_unit_counts_under_whatever_head() -> None:
    text = (
        "关于十件实事进展情况的通报\n"
        "序号 | 项目名称 | 年度任务 | 截至9月底完成 | 存在问题 | 责任单位 | 完成时限\n"
        "1 | 城区停车泊位建设 | 860个 | 415个 | 用地未落实 | 县住建局 | 12月20日\n"
        "2 | 农村公路安防工程 | 72公里 | 30.5公里 | 资金未到位 | 县交通局 | 11月30日\n"
    )
    assert figures(text) == [
        ("8.6E+2", "个", "target"),
        ("415", "个", "actual"),
        ("72", "公里", "target"),
        ("30.5", "公里", "actual"),
    ]


def test_a_unit_in_the_head_measures_also_under_a_head_of_tasks() -> None:
    text = (
        "各县区招商引资主要指标完成情况\n"
        "县区 | 年度任务（亿元） | 到位资金（亿元） | 完成年度任务（%）\n"
        "东岭县 | 24 | 18.5 | 77.1\n西岭县 | 18 | 9.2 | 51.1\n"
    )
    assert [role for _, _, role in figures(text)] == ["target", "actual", "actual"] * 2
    assert [unit for _, unit, _ in figures(text)] == ["元", "元", "%"] * 2


@pytest.mark.parametrize(
    ("title", "before", "begins"),
    [
        ("河口县“十四五”科普发展规划", "2020年", "2025年"),
        ("河口县科普三年行动计划（2023—2025年）", "2022年", "2025年"),
        ("河口县2024年科普工作要点", "2023年", "2024年"),
    ],
)
def test_in_a_plan_a_column_of_a_year_before_it_tells_what_was_reached(title: str, before: str, begins: str) -> None:
    text = (
        f"{title}\n一、主要指标\n"
        f"指标 | 单位 | {before} | {begins}\n"
        "科普场馆 | 个 | 12 | 20\n科普志愿者 | 人 | 300 | 520\n科普讲座 | 场 | 45 | 60\n"
    )
    assert [role for _, _, role in figures(text, "plan")] == ["actual", "target"] * 3


def test_places_that_are_shared_out_are_a_rule_and_a_table_of_what_is_arranged_is_owed() -> None:
    places = "推荐名额分配表\n县区 | 推荐名额（名） | 备注\n东岭县 | 6 | \n西岭县 | 4 | \n"
    assert {role for _, _, role in figures(places)} == {"norm"}
    arranged = (
        "重点活动安排表\n序号 | 活动内容 | 时间 | 规模（人次） | 承办单位\n"
        "1 | 举办机器人表演赛 | 9月17日 | 500 | 县青少年宫\n"
    )
    assert figures(arranged) == [("5E+2", "人次", "target")]


def test_a_head_of_years_names_columns_and_a_column_of_progress_tells_what_was_reached_in_words() -> None:
    text = (
        "河口县2010年国民经济和社会发展计划执行情况的报告\n"
        "指标\t计量\t2009年实际\t2010年计划\t2010年实际\n"
        "地区生产总值\t亿元\t151.2\t170.5\t176.4\n农民人均纯收入\t元\t5014\t5600\t5803\n"
    )
    assert [role for _, _, role in figures(text)] == ["actual", "target", "actual"] * 2
    text = (
        "关于民生实事上半年进展情况的通报\n| 序号 | 年度任务 | 目前进展 | 责任单位 | 完成时限 |\n"
        "| 1 | 新建公办幼儿园7所，新增学位1860个 | 5所竣工，2所正在内部装修，到位资金3600万元 | 县教育局 | 8月底 |\n"
        "| 2 | 整治黑臭水体4条 | 完成3条 | 县水务局 | 年底 |\n"
    )
    found = figures(text)
    assert [unit for _, unit, role in found if role == "actual"] == ["所", "所", "元", "条"]
    assert [unit for _, unit, role in found if role == "target"] == ["所", "个", "条"]
    reading = whole.read_text_document(text, kind="plan")  # whatever the paper is, progress was reached
    told = [quantity.indicator for quantity in reading.quantities if quantity.role == "actual"]
    # The first figure in a target's unit answers it, so it has the target's name.
    assert told == ["公办幼儿园竣工", "正在内部装修", "到位资金", "整治黑臭水体"]


def test_progress_is_of_the_year_and_month_that_head_or_title_name() -> None:
    head = "序号 | 工作任务 | 当前进度 | 责任单位\n1 | 新建公园4个 | 3个 | 县住建局\n"
    for title, period in (
        ("松溪县2023年度重点工作进度表（截至10月31日）", "2023-10"),
        ("松溪县2023年度重点工作进度表", "2023"),
        ("松溪县2023年重点工作任务分解表", "2023"),
    ):
        reading = whole.read_text_document(f"{title}\n{head}", kind="plan")
        assert [q.period for q in reading.quantities if q.role == "actual"] == [period]
    until = head.replace("当前进度", "截至9月底完成")
    reading = whole.read_text_document(f"松溪县2023年重点工作任务分解表\n{until}", kind="plan")
    assert [q.period for q in reading.quantities if q.role == "actual"] == ["2023-09"]


def test_blank_cells_of_units_and_times_hold_what_the_row_above_says() -> None:
    text = (
        "云岭县2026年工作任务分解表\n序号 | 工作任务 | 牵头单位 | 配合单位 | 完成时限\n"
        "1 | 新建公园4个 | 县住建局 | 县财政局 | 6月底\n2 | 修路12公里 |  |  |  \n3 | 办班6期 | 县人社局 |  | 9月底\n"
    )
    assert [
        (given.lead, given.support, str(given.due), given.doubts)
        for given in whole.read_text_document(text).assignments
    ] == [
        (["县住建局"], ["县财政局"], "2026-06-30", []),
        (["县住建局"], ["县财政局"], "2026-06-30", ["cell_joined"]),
        (["县人社局"], [], "2026-09-30", []),
    ]


def test_what_was_done_beside_a_goal_is_read_under_any_head_that_says_so() -> None:
    text = (
        "河口县2025年上半年情况报告\n指标 | 年度目标 | 上半年完成 | 完成率（%）\n"
        "农业产值（万元） | 18600 | 9870 | 53.1\n固定资产投资（亿元） | 1.2 | 0.68 | 56.7\n"
    )
    reading = whole.read_text_document(text)
    assert [str(q.value) for q in reading.quantities if q.role == "actual"][:2] == ["98700000", "53.1"]
    assert reading.unread == []


@pytest.mark.parametrize(
    "head",
    ["年度目标 | 第一季度 | 第二季度", "年度计划 | 一季度任务 | 二季度任务", "年度目标 | 阶段任务 | 下半年工作任务"],
)
def test_stages_of_a_task_are_no_rows_beside_it(head: str) -> None:
    text = f"青禾县2025年重点项目推进表\n{head} | 牵头单位\n新建公厕6座 | 完成选址，启动招标工作 | 建成3座 | 县城管局\n"
    reading = whole.read_text_document(text)
    assert [text[s.start : s.end] for s in reading.statements if s.role == "task"] == ["新建公厕6座"]
    assert [text[q.start : q.end] for q in reading.quantities] == ["6座"]


@pytest.mark.parametrize(
    "row",
    [
        "每季度督查1次 | 县科协 | 每年",
        "第一阶段排查隐患 | 县科协 | 年底",
        "上半年督查 | 县科协 | ",
        "一季度走访企业 | 县科协 | ",
    ],
)
def test_a_row_whose_task_begins_with_a_period_is_no_head(row: str) -> None:
    text = f"云岭县2026年督查工作任务分解表\n工作任务 | 责任单位 | 完成时限\n{row}\n"
    statements = whole.read_text_document(text, year=2026).statements
    said = [text[statement.start : statement.end] for statement in statements if statement.rule != "table_head"]
    assert said == [row.partition(" |")[0]]
