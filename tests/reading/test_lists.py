"""Lists of short lines, and the lines of duty below their items, as divisions of tasks have them."""

from __future__ import annotations

import pytest

from luoshi.reading.model import Reading
from luoshi.reading.read import read_text_document

HEAD = "青岚县2024年重点工作任务分工\n一、主要任务\n"


def tasks(text: str, found: Reading) -> list[str]:
    return [text[statement.start : statement.end] for statement in found.statements if statement.role == "task"]


def duties(text: str, found: Reading) -> list[tuple[str, list[str], list[str], str | None]]:
    """Whose words, who leads, who helps, until when."""
    return [
        (
            text[assignment.start : assignment.end],
            assignment.lead,
            assignment.support,
            assignment.due and assignment.due.isoformat(),
        )
        for assignment in found.assignments
    ]


def test_short_lines_without_end_marks_are_tasks_and_no_headings() -> None:
    text = HEAD + "（一）举办农技培训班4期\n（二）新建科普示范基地6家\n二、保障措施\n（一）经费保障\n县财政落实经费。\n"
    found = read_text_document(text)
    assert [heading.title for heading in found.headings] == ["主要任务", "保障措施", "经费保障"]
    assert tasks(text, found)[:2] == ["（一）举办农技培训班4期", "（二）新建科普示范基地6家"]


def test_a_part_that_is_numbered_through_its_chapters_keeps_its_headings() -> None:
    text = "青岚县2024年工作要点\n一、抓好培训\n1.办好夜校。举办夜校12期。\n二、抓好阵地\n2.建好场馆。新建科技馆1座。\n"
    assert [heading.title for heading in read_text_document(text).headings] == [
        "抓好培训",
        "办好夜校",
        "抓好阵地",
        "建好场馆",
    ]


def test_lines_of_duty_belong_to_the_line_above_and_reach_no_other() -> None:
    text = (
        HEAD + "1.认定科普基地6家\n牵头单位：县科协\n配合单位：县教育局、县水利局\n完成时限：9月底\n"
        "2.完成流动科技馆巡展8站\n3.更新科普画廊30处\n责任单位：县文旅局\n"
    )
    found = read_text_document(text)
    assert tasks(text, found) == ["1.认定科普基地6家", "2.完成流动科技馆巡展8站", "3.更新科普画廊30处"]
    assert duties(text, found) == [
        ("1.认定科普基地6家", ["县科协"], ["县教育局", "县水利局"], "2024-09-30"),
        ("3.更新科普画廊30处", ["县文旅局"], [], None),
    ]


@pytest.mark.parametrize("bullet", ["●\t", "■ ", "▲", "◆　"])
def test_a_bullet_is_no_word_and_no_cell(bullet: str) -> None:
    text = HEAD + f"{bullet}培训农民300人次【农技站，4月10日前】\n{bullet}新建书屋2个【文化站、各村，团委配合】\n"
    found = read_text_document(text)
    assert duties(text, found) == [
        ("培训农民300人次【农技站，4月10日前】", ["农技站"], [], "2024-04-10"),
        ("新建书屋2个【文化站、各村，团委配合】", ["文化站", "各村"], ["团委"], None),
    ]


def test_a_division_in_words_says_who_leads_and_who_helps() -> None:
    text = HEAD + "1.把电子屏管起来。清理面向幼儿的屏幕作业。\n工作分工：县教育局牵头，县网信办参与。\n"
    ((_, lead, support, due),) = duties(text, read_text_document(text))
    assert (lead, support, due) == (["县教育局"], ["县网信办"], None)


@pytest.mark.parametrize(
    ("words", "bound"),
    [("超过6亿元", "gt"), ("突破6亿元", "gt"), ("逾6亿元", "gt"), ("6亿元以上", "ge"), ("不低于6亿元", "ge")],
)
def test_more_than_is_not_at_least(words: str, bound: str) -> None:
    """以上 and 以内 include the figure, 超过 and 不满 do not. Source: Civil Code art. 1259."""
    (found,) = read_text_document(f"{HEAD}1.产值{words}。\n").quantities
    assert found.bound == bound


def test_a_list_below_a_sentence_is_read_though_no_heading_stands_above_it() -> None:
    text = (
        "青岚县茶叶协会2024年活动计划\n2024年活动计划已经理事会通过，现予公布。\n"
        "★走访会员企业不少于15家\n★举办评茶员培训3期，培训学员120人\n★发展新会员26家\n"
    )
    found = read_text_document(text)
    assert [words.lstrip("★") for words in tasks(text, found)] == [
        "走访会员企业不少于15家", "举办评茶员培训3期，培训学员120人", "发展新会员26家",
    ]  # fmt: skip
    assert [str(quantity.value) for quantity in found.quantities] == ["15", "3", "120", "26"]


def test_the_lines_of_the_head_stay_background() -> None:
    head = "青岚县茶叶协会\n2024年第3期\n"
    text = head + "2024年活动计划已经理事会通过，现予公布。\n★走访会员企业15家\n★发展新会员26家\n"
    rules = [
        (text[statement.start : statement.end], statement.rule) for statement in read_text_document(text).statements
    ]
    assert ("2024年第3期", "head_line") in rules and ("★发展新会员26家", "head_line") not in rules
