"""Tables whose columns are parted by blanks alone."""

from __future__ import annotations

import pytest

from luoshi.reading.ledger import build_ledger
from luoshi.reading.outline import build_outline
from luoshi.reading.read import read_text_document

TITLE = "松溪县2025年重点工作安排\n"


@pytest.mark.parametrize("gap", ["  ", "\u3000", "    "])
def test_a_head_of_four_known_words_gives_the_columns_of_the_lines_below(gap: str) -> None:
    head = gap.join(["序号", "工作任务", "责任单位", "完成时限"])
    text = TITLE + head + "\n" + gap.join(["1", "新建公园4个", "县住建局", "6月底"]) + "\n"
    text += gap.join(["2", "修路12公里", "县交通局", "年底"]) + "\n松溪县人民政府办公室\n"
    rows = build_ledger(read_text_document(text), text).rows
    assert [(text[row.start : row.end], row.lead, str(row.due[0])) for row in rows] == [
        ("新建公园4个", ("县住建局",), "2025-06-30"),
        ("修路12公里", ("县交通局",), "2025-12-31"),
    ]


def test_a_line_of_figures_and_units_is_a_row_and_no_signature() -> None:
    text = TITLE + "序号 项目 单位 计划 完成 完成率 责任单位\n1 改造农村公路 公里 130 128 98.5% 县交通局\n"
    (row,) = build_outline(text).rows
    assert dict(zip(row.columns, [text[a:b] for a, b in row.cells], strict=True)) == {
        "序号": "1", "项目": "改造农村公路", "单位": "公里", "计划": "130", "完成": "128", "完成率": "98.5%",
        "责任单位": "县交通局",
    }  # fmt: skip
    reading = read_text_document(text)
    assert [(quantity.value, quantity.unit, quantity.role) for quantity in reading.quantities][:2] == [
        (130, "公里", "target"),
        (128, "公里", "actual"),
    ]
    assert reading.unread == []


def test_a_blank_remark_at_the_end_may_be_missing() -> None:
    text = TITLE + "序号  工作任务  责任单位  完成时限  备注\n1  新建公园4个  县住建局  6月底\n"
    (row,) = build_outline(text).rows
    assert [text[a:b] for a, b in row.cells] == ["1", "新建公园4个", "县住建局", "6月底", ""]


@pytest.mark.parametrize(
    "line",
    [
        "县科协 县财政局 县教育局 县农业农村局",
        "要把任务 责任 时限 措施 落实到人。",
        "松溪县科协 办公室 2025年 3月1日",
    ],
)
def test_other_lines_with_blanks_are_no_head(line: str) -> None:
    assert build_outline(TITLE + line + "\n1 新建公园4个 县住建局 6月底\n").rows == []


def test_indicators_by_village_are_figures_and_not_asked_about() -> None:
    text = TITLE + "村名  指标  单位  上年数  今年计划\n东桥村 集体收入 万元 12.4 20\n西桥村 集体收入 万元 9.5 15\n"
    reading = read_text_document(text)
    assert [(quantity.value, quantity.role) for quantity in reading.quantities] == [
        (124000, "actual"), (200000, "target"), (95000, "actual"), (150000, "target"),
    ]  # fmt: skip
    assert reading.guesses == [] and reading.unread == []
