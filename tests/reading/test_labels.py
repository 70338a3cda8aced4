"""A label before a colon, or a heading that is only a label, says whether a sentence is owed or reported."""

from __future__ import annotations

import pytest

from luoshi.reading.read import read_text_document
from luoshi.reading.sentence_forms import label_before_colon, label_of_title

HEAD = {
    "notice": "江口县人民政府办公室关于前三季度重点项目进展情况的通报\n各乡镇人民政府：\n现将有关情况通报如下。\n",
    "plan": "江口县2025年重点项目建设计划\n一、项目\n",
}


def told(text: str) -> list[tuple[str, str]]:
    """Each figure of a text with its role."""
    return [(text[q.start : q.end], q.role) for q in read_text_document(text).quantities]


@pytest.mark.parametrize("head", HEAD.values(), ids=HEAD)
def test_labels_part_target_from_result_in_any_kind_of_paper(head: str) -> None:
    text = f"{head}1.目标任务：新建桥梁3座。目前进度：完成1座。\n"
    assert told(text) == [("3座", "target"), ("1座", "actual")]


@pytest.mark.parametrize("head", HEAD.values(), ids=HEAD)
def test_a_label_on_a_line_of_its_own_holds_for_the_next(head: str) -> None:
    text = f"{head}年度任务：\n新建学校3所；改造厕所12座。\n进展情况：\n新建学校2所。改造厕所8座。\n"
    assert told(text) == [("3所", "target"), ("12座", "target"), ("2所", "actual"), ("8座", "actual")]


@pytest.mark.parametrize("head", HEAD.values(), ids=HEAD)
def test_a_label_ends_with_its_paragraph(head: str) -> None:
    plain = f"{head}到年底，力争新增床位90张。\n"
    labelled = f"{head}完成情况：新建学校2所。\n到年底，力争新增床位90张。\n"
    assert told(plain)[-1] == told(labelled)[-1] == ("90张", "target")


def test_what_is_owed_after_a_report_of_progress_is_no_result() -> None:
    text = f"{HEAD['notice']}进展情况：新建学校2所。县教育局要在年底前再建1所。\n"
    assert told(text) == [("2所", "actual"), ("1所", "target")]


def test_items_under_a_heading_of_finished_matters_are_facts() -> None:
    text = "（一）已办结的实事\n1.新建村卫生室14所，全部启用；\n2.开通公交7条。\n（二）下一步工作\n1.新建泵站3座。\n"
    assert told(text) == [("14所", "actual"), ("7条", "actual"), ("3座", "target")]


def test_what_adds_up_under_a_heading_of_aims_is_still_to_come() -> None:
    head = "江口县科技创新行动方案（2025—2027年）\n一、行动目标\n"
    assert told(f"{head}三年累计发放创新券面额800万元，服务企业600家次。\n") == [
        ("800万元", "target"),
        ("600家次", "target"),
    ]


def test_the_background_of_a_plan_is_no_target() -> None:
    text = (
        "江口县“十四五”残疾人事业发展规划\n一、发展基础\n“十三五”期间，新增128名残疾人就业。辅具适配率达到92%。\n"
        "二、发展目标\n到2025年，新增300名残疾人就业。\n"
    )
    assert told(text) == [("128名", "actual"), ("92%", "actual"), ("300名", "target")]


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("目标任务：新建桥梁3座。", "promised"),
        ("2024年目标任务：新建桥梁3座。", "promised"),
        ("年度任务（含追加）：新建桥梁3座。", "promised"),
        ("目前进展：完成1座。", "told"),
        ("【进展情况】：完成1座。", "told"),
        ("存在问题：未招标。", "told"),
        ("县交通局：新建桥梁3座。", None),
        ("目标任务已经明确：抓落实。", None),
    ],
)
def test_only_a_label_labels(words: str, label: str | None) -> None:
    assert label_before_colon(words, 0, len(words)) == label


@pytest.mark.parametrize(
    ("title", "label"),
    [
        ("进展情况", "told"),
        ("已完工项目", "told"),
        ("工作目标", "promised"),
        ("下一步工作", "promised"),
        ("完善机制", ""),
    ],
)
def test_a_heading_labels_only_if_it_is_a_label(title: str, label: str) -> None:
    assert label_of_title(title) == label
