"""Which column holds the task where no known word names it: guessed once for each head, or answered before."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.reading.ledger import build_ledger
from luoshi.reading.model import Reading
from luoshi.reading.read import read_text_document

ROWS = [
    ("农村饮水提升", "县水利局", "10月底"),
    ("城区公厕改造提升", "县城管局、县住建局", "9月底"),
    ("乡镇卫生院扩建", "县卫健局", "12月底"),
]
HEADS = ["项目名称", "民生实事", "实事名称", "工程名称", "重点项目", "决策部署", "会议决定", "提案案由", "议题"]


def table(head: str, rows: list[tuple[str, ...]] = ROWS) -> str:
    lines = [" | ".join((str(number), *row)) for number, row in enumerate(rows, 1)]
    return "\n".join(["松溪县2025年民生实事清单", head, *lines, ""])


def tasks(reading: Reading, text: str) -> list[str]:
    return [text[s.start : s.end] for s in reading.statements if s.role == "task"]


@pytest.mark.parametrize("head", HEADS)
def test_the_longest_column_beside_units_is_the_task_and_the_row_says_that_it_was_guessed(head: str) -> None:
    text = table(f"序号 | {head} | 责任单位 | 完成时限")
    reading = read_text_document(text)
    (guess,) = reading.guesses
    assert (guess.columns, guess.task, guess.answered) == (("序号", head, "责任单位", "完成时限"), 1, False)
    assert text[guess.start : guess.end] == f"序号 | {head} | 责任单位 | 完成时限"
    rows = build_ledger(reading, text).rows
    assert [text[row.start : row.end] for row in rows] == [name for name, _, _ in ROWS]
    assert [row.lead for row in rows] == [("县水利局",), ("县城管局", "县住建局"), ("县卫健局",)]
    assert [row.due for row in rows] == [(date(2025, 10, 31),), (date(2025, 9, 30),), (date(2025, 12, 31),)]
    assert all("column_guessed" in row.doubts for row in rows)


def test_a_known_head_is_neither_guessed_nor_doubted() -> None:
    reading = read_text_document(table("序号 | 工作任务 | 责任单位 | 完成时限"))
    assert reading.guesses == []
    assert not any("column_guessed" in statement.doubts for statement in reading.statements)


def test_remarks_and_progress_are_no_tasks_however_long() -> None:
    rows = [("疏浚河道", "县水利局", "因汛期推迟，已经协调了三家施工单位进场", "完成招标并签订了施工合同")] * 3
    reading = read_text_document(text := table("序号 | 项目名称 | 责任单位 | 存在困难 | 办理情况", rows))
    assert [guess.task for guess in reading.guesses] == [1]
    assert tasks(reading, text) == ["疏浚河道"] * 3


@pytest.mark.parametrize("answer", [2, None])
def test_an_answer_decides_and_leaves_no_doubt(answer: int | None) -> None:
    rows = [("民生", "村级道路养护", "县交通局", "长期"), ("产业", "果蔬冷库扩容", "县农业农村局", "年底")]
    text = table("序号 | 领域名目 | 名称细目 | 责任单位 | 完成时限", rows)
    heads = read_text_document(text).guesses[0].columns
    reading = read_text_document(text, columns={heads: answer})
    assert [(guess.task, guess.answered) for guess in reading.guesses] == [(answer, True)]
    assert tasks(reading, text) == ([name for _, name, _, _ in rows] if answer else [])
    assert not any("column_guessed" in statement.doubts for statement in reading.statements)


def test_an_answer_overrides_a_known_head_and_one_outside_the_table_does_not_count() -> None:
    text = table("序号 | 工作任务 | 责任单位 | 完成时限")
    heads = ("序号", "工作任务", "责任单位", "完成时限")
    assert tasks(read_text_document(text, columns={heads: None}), text) == []
    assert tasks(read_text_document(text, columns={heads: 7}), text) == [name for name, _, _ in ROWS]


def test_a_table_of_words_that_assigns_nothing_is_asked_about_and_makes_no_row() -> None:
    rows = [("青石巷农贸市场", "沿街经营户占道堆放杂物"), ("柳堤公园", "健身器材锈蚀多年")]
    reading = read_text_document(text := table("序号 | 所在位置 | 情况概述", rows).replace("民生实事清单", "走访所见"))
    assert [guess.task for guess in reading.guesses] == [None]
    assert tasks(reading, text) == []


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        ("序号 | 乡镇名称 | 户数 | 面积", [("河口镇", "40", "12.5"), ("东江镇", "20", "11")]),
        ("序号 | 姓名 | 职务 | 工作单位", [("陈立", "副主任科员兼驻村第一书记", "县委组织部")] * 2),
    ],
)
def test_tables_of_figures_and_of_people_are_not_asked_about(head: str, rows: list[tuple[str, ...]]) -> None:
    assert read_text_document(table(head, rows)).guesses == []


def test_a_head_on_several_pages_is_asked_about_once() -> None:
    head = "序号 | 项目名称 | 责任单位 | 完成时限"
    text = table(head) + head + "\n4 | 新建停车场三处 | 县住建局 | 年底\n"
    reading = read_text_document(text)
    assert len(reading.guesses) == 1
    assert len(tasks(reading, text)) == 4


@given(
    st.lists(st.sampled_from(["序号", "名目", "经办", "任务", "责任单位", "办结时间", "备注"]), min_size=2, max_size=5),
    st.lists(st.sampled_from(["1", "修缮村道桥涵", "县交通局", "6月底前", "", "无"]), min_size=2, max_size=5),
)
def test_a_guess_is_a_column_of_its_head_and_stands_at_it(heads: list[str], cells: list[str]) -> None:
    text = "任务表\n" + " | ".join(heads) + "\n" + " | ".join(cells) + "\n"
    for guess in read_text_document(text).guesses:
        assert guess.task is None or guess.task in range(len(guess.columns))
        assert tuple(text[guess.start : guess.end].replace(" ", "").split("|")) == guess.columns


def test_columns_without_heads_are_told_by_what_they_hold() -> None:
    text = (
        "松溪镇2025年重点实事台账\n1 | 集镇路灯安装66盏 | 城建办 | 陈立 | 6月底\n"
        "2 | 拦河坝加固，清淤3公里 | 水利站、桥头村 | 王宁 | 汛期前\n3 | 添置护理床30张 | 敬老院 | / | 9月\n"
    )
    rows = build_ledger(read_text_document(text), text).rows
    by_task = {text[row.start : row.end]: (row.lead, row.due) for row in rows}
    assert by_task == {
        "集镇路灯安装66盏": (("城建办",), (date(2025, 6, 30),)),
        "拦河坝加固，清淤3公里": (("水利站", "桥头村"), ()),
        "添置护理床30张": (("敬老院",), (date(2025, 9, 30),)),
    }
    assert read_text_document(text).unread[0].kind == "cell"  # 汛期前 is no date


def test_a_column_of_units_under_another_head_leads() -> None:
    rows = [(name, unit, due) for name, unit, due in ROWS]
    text = table("序号 | 工作任务 | 由谁来办 | 完成时限", rows)
    assert next(row.lead for row in build_ledger(read_text_document(text), text).rows) == ("县水利局",)


@pytest.mark.parametrize(
    "head", ["责任股室", "责任镇街", "承担单位", "主管部门", "建设单位", "落实部门", "责任站所（院所）"]
)
def test_an_act_and_a_kind_of_unit_head_the_column_of_who_leads(head: str) -> None:
    text = table(f"序号 | 工作任务 | {head} | 完成时限")
    assert [row.lead for row in build_ledger(read_text_document(text), text).rows][2] == ("县卫健局",)
