"""What is in nothing that was read stands in ``Reading.unread`` at its place; papers read whole have nothing there."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.reading.ledger import build_ledger
from luoshi.reading.read import read_text_document

PLAN = "松溪县2025年重点工作分解表\n"
HEAD = "序号 | 工作任务 | 责任单位 | 完成时限 | 备注\n"


def unread(text: str) -> list[tuple[str, str]]:
    return [(passage.kind, text[passage.start : passage.end]) for passage in read_text_document(text).unread]


@pytest.mark.parametrize(
    "text",
    [
        PLAN + HEAD + "1 | 新建公园4个。 | 县住建局 | 6月底 | 重点\n2 | 修路12公里。 | 县交通局 | 长期 |\n",
        PLAN + HEAD + "1 | 新建公园4个。 | 县住建局 | 立即 | 需县财政局拨款后方能动工，已两次行文\n",
        PLAN + "一、城建\n1.新建公园4个。\n2.修路12公里。\n松溪县人民政府办公室\n2025年3月1日\n",
        "松溪县2024年农业情况\n乡镇 | 户数（户） | 面积（亩）\n河口镇 | 40 | 12\n合计 | 40 | 12\n",
        "信息名称 | 松溪县工作要点 | |\n文　　号 | 松政发〔2025〕3号 | 公开范围： | 面向社会 |\n"
        + PLAN
        + "1.新建公园4个。\n",
        "松溪县工作专班成员\n序号 | 姓名 | 职务 | 工作单位\n1 | 陈立 | 组长 | 县委办公室\n2 | 王宁 | 成员 | 县财政局\n",
    ],
)
def test_a_paper_that_is_read_whole_has_nothing_unread(text: str) -> None:
    assert unread(text) == []


@pytest.mark.parametrize(
    ("row", "lost"),
    [
        ("1 | 新建公园4个。 | 老城墙根一带 | 6月底 |", "老城墙根一带"),
        ("1 | 新建公园4个。 | 县住建局 | 桃花汛前 |", "桃花汛前"),
    ],
)
def test_a_cell_of_units_or_times_that_gave_none_is_unread(row: str, lost: str) -> None:
    text = PLAN + HEAD.replace("责任单位", "实施地段") + row + "\n" if lost.endswith("带") else PLAN + HEAD + row + "\n"
    assert unread(text) == [("cell", lost)]


def test_a_row_of_words_under_heads_that_name_no_task_is_unread() -> None:
    text = (
        "松溪县走访所见\n序号 | 所在位置 | 情况概述\n1 | 青石巷 | 沿街经营户占道堆放杂物\n2 | 柳堤 | 健身器材锈蚀多年\n"
    )
    assert [kind for kind, _ in unread(text)] == ["row", "row"]
    reading = read_text_document(text, columns={reading.columns: None for reading in read_text_document(text).guesses})
    assert reading.unread == []  # a person said that nothing in it is a task


def test_a_line_with_a_number_that_was_taken_for_a_signature_is_unread() -> None:
    text = PLAN + "一、交通\n要抓好公路建设。\n2 改造农村公路 公里 130 128 98.5% 县交通局\n"
    assert unread(text) == [("line", "2 改造农村公路 公里 130 128 98.5% 县交通局")]


def test_a_run_of_lines_as_short_as_cells_is_unread_and_a_few_of_them_are_a_signature() -> None:
    names = ["甲镇", "乙镇", "丙乡", "丁乡", "戊街道", "己街道", "庚社区"]
    assert unread(PLAN + "新建科普馆3所。\n" + "\n".join(names) + "\n") == [("cell", name) for name in names]
    assert unread(PLAN + "新建科普馆3所。\n" + "\n".join(names[:3]) + "\n") == []


def test_the_places_are_those_of_the_text_as_it_was() -> None:
    text = PLAN + HEAD + "1 | 在 2025 年建成公园 4 个。 | 县住建局 | 桃花汛前 |\n"
    assert unread(text) == [("cell", "桃花汛前")]


@given(
    st.lists(
        st.sampled_from([*"|\t\n 。、：1一", "县科协", "新建公园4个", "序号", "任务", "责任单位", "6月底"]), max_size=40
    )
)
def test_unread_passages_stand_in_order_apart_and_hold_words_of_the_text(parts: list[str]) -> None:
    text = "".join(parts)
    found = read_text_document(text).unread
    assert all(left.end <= right.start for left, right in itertools.pairwise(found))
    assert all(text[passage.start : passage.end].strip() for passage in found)


def test_the_items_of_a_table_run_together_without_a_mark_are_unread_and_the_paper_says_so() -> None:
    text = (
        "松溪县2023年民生实事责任分解表序号项目名称建设内容牵头单位协办单位1助老课堂开办课堂240期。县民政局各街道"
        "2断头路打通打通青石巷等3条路。县住建局县城投集团3菜市场改造改造菜市场6家。县商务局\n注：按季报告。\n"
    )
    assert unread(text) == [
        ("row", "1助老课堂开办课堂240期。县民政局各街道"),
        ("row", "2断头路打通打通青石巷等3条路。县住建局县城投集团"),
        ("row", "3菜市场改造改造菜市场6家。县商务局"),
    ]
    assert "table_unread" in build_ledger(read_text_document(text), text).doubts


def test_the_measure_beside_a_named_task_is_part_of_its_row() -> None:
    text = (
        "松溪县2023年重点工作推进情况表\n重点工作 | 基本措施 | 目标要求 | 完成情况 | 责任单位\n"
        "乡村旅游 | 改造民宿集群，培训从业人员。 | 新增民宿30家。 | 已改造民宿22家 | 县文旅局\n"
    )
    reading = read_text_document(text)
    assert [text[s.start : s.end] for s in reading.statements if s.role == "task"] == [
        "乡村旅游",
        "改造民宿集群，培训从业人员。",
        "新增民宿30家。",
    ]
    assert [(q.role, q.indicator, q.period) for q in reading.quantities] == [
        ("target", "新增民宿", "2023"),
        ("actual", "新增民宿", "2023"),
    ]
    assert reading.unread == []
