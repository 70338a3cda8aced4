"""Notes of duty in any bracket, the dates of stages, who leads of several, and cells that lost their table."""

from __future__ import annotations

import pytest

from luoshi.reading.notes import first_leads, parse_duty_note
from luoshi.reading.outline import build_outline
from luoshi.reading.read import read_text_document

PLAN = "河口县科协2024年工作要点\n一、重点工作\n"
Brief = list[tuple[list[str], list[str], str | None]]


def brief(text: str) -> Brief:
    return [
        (assignment.lead, assignment.support, assignment.due.isoformat() if assignment.due else None)
        for assignment in read_text_document(text).assignments
    ]


@pytest.mark.parametrize(
    ("line", "lead", "support", "due"),
    [
        ("1.新建科普馆3所〔科普部〕", ["科普部"], [], None),
        ("1.新建科普馆3所（科普部／学会部，8月25日前）", ["科普部", "学会部"], [], "2024-08-25"),
        ("1.新建科普馆3所（科普部 学会部）", ["科普部", "学会部"], [], None),
        ("1.新建科普馆3所（经发办）", ["经发办"], [], None),
        (
            "1.新建科普馆3所【科普部牵头，学会部、各镇科协配合，5—10月】",
            ["科普部"],
            ["学会部", "各镇科协"],
            "2024-10-31",
        ),
        ("1.编印监测报告4期（规划科；11月底前出监测报告）", ["规划科"], [], "2024-11-30"),
        ("1.新建科普馆3所。责任单位：科普部牵头，学会部协办", ["科普部"], ["学会部"], None),
    ],
)
def test_units_in_a_bracket_behind_a_task_are_its_own(line: str, lead: list[str], support: list[str], due: str) -> None:
    assert brief(f"{PLAN}{line}\n2.办好培训班6期。\n") == [(lead, support, due)]


@pytest.mark.parametrize("words", ["第二条【管理体制】", "名单报市科技局（市外专局）", "新建村级公园9个（含村部）"])
def test_a_bracket_that_names_no_one_who_acts_is_no_note(words: str) -> None:
    assert parse_duty_note(words, 0, len(words)) is None


def test_a_note_after_a_sentence_is_no_heading() -> None:
    text = f"{PLAN}1.扩大规模。新建科普馆3所。【市科协、市教育局】\n2.办好培训。举办培训班6期。【市农业局】\n"
    reading = read_text_document(text)
    assert [heading.title for heading in reading.headings[1:]] == ["扩大规模", "办好培训"]
    assert brief(text) == [(["市科协", "市教育局"], [], None), (["市农业局"], [], None)]


def test_the_first_leads_where_the_paper_says_so_and_from_there_on() -> None:
    text = (
        f"{PLAN}1.新建科普馆3所。（责任单位：县科协、县财政局）\n"
        "2.办好培训班6期。（责任单位：县农业局、县科协，列第一位的为牵头单位，下同）\n"
        "3.巡展20场。（责任单位：县科技馆、县教育局）\n"
    )
    assert brief(text) == [
        (["县科协", "县财政局"], [], None),
        (["县农业局"], ["县科协"], None),
        (["县科技馆"], ["县教育局"], None),
    ]
    assert first_leads("多家牵头的，列首位的负责总协调。") is None


def test_the_dates_of_a_stage_are_due_where_something_is_to_be_done() -> None:
    text = "河口县2024年整治方案\n一、步骤\n（一）排查阶段（4月1日至4月20日）。各乡镇逐户登记。\n"
    reading = read_text_document(text)
    stage = next(assignment for assignment in reading.assignments if assignment.due)
    assert (stage.due.isoformat(), text[stage.start : stage.end]) == (  # type: ignore[union-attr]
        "2024-04-20",
        "（一）排查阶段（4月1日至4月20日）。",
    )
    told = "河口县2023年工作总结\n一、主要工作\n（一）排查情况（4月1日至4月20日）。共登记860户，整改320户。\n"
    assert not any(assignment.due for assignment in read_text_document(told).assignments)


def test_when_a_page_was_put_up_is_no_due_date() -> None:
    text = "河口县科协2024年工作要点\n时间：2024-03-07　来源：县科协　浏览：418次\n一、重点工作\n新建科普馆3所。\n"
    assert brief(text) == []


@pytest.mark.parametrize(
    ("text", "times"),
    [("县科协每周五报送进展。", 1), ("县科协每季度发布榜单1批。", 1), ("县财政每年安排经费80万元。", None)],
)
def test_a_day_of_each_period_is_one_act(text: str, times: int | None) -> None:
    (made,) = read_text_document(PLAN + text).assignments
    assert made.times == times


FLAT = (
    "河口县2024年实事任务分解表\n序号\n实事项目\n责任单位\n完成时限\n1\n新建公园4个。\n县住建局\n县城投公司\n9月底前\n"
    "2\n修缮古戏台3座。\n县秦腔剧团\n10月底前\n修缮老城门。\n11月底前\n（续表）\n序号\n实事项目\n责任单位\n完成时限\n"
    "3\n修路12公里。\n县交通局牵头，县财政局配合\n年内\n4\n办培训班6期。\n县农业局\n12月20日前\n注：按月报送。\n"
)


def test_cells_of_a_flattened_table_are_told_by_what_they_are() -> None:
    rows = [[FLAT[start:end] for start, end in row.cells] for row in build_outline(FLAT).rows]
    assert rows == [
        ["1", "新建公园4个。", "县住建局\n县城投公司", "9月底前"],
        ["2", "修缮古戏台3座。", "县秦腔剧团", "10月底前"],
        ["2", "修缮老城门。", "县秦腔剧团", "11月底前"],
        ["3", "修路12公里。", "县交通局牵头，县财政局配合", "年内"],
        ["4", "办培训班6期。", "县农业局", "12月20日前"],
    ]
    assert brief(FLAT) == [
        (["县住建局", "县城投公司"], [], "2024-09-30"),
        (["县秦腔剧团"], [], "2024-10-31"),
        (["县秦腔剧团"], [], "2024-11-30"),
        (["县交通局"], ["县财政局"], "2024-12-31"),
        (["县农业局"], [], "2024-12-20"),
        ([], [], None),  # the note: each month
    ]
