"""Where figures are looked for: statements, forecasts, headings with points, cells of data tables."""

from __future__ import annotations

from luoshi.reading.model import TextHeading
from luoshi.reading.read import read_text_document
from luoshi.reading.structure import Outline
from luoshi.reading.text_quantities import _above

TABLE = """云泽县2024年主要经济指标完成情况通报

序号 | 指标名称 | 2024年目标 | 完成数（万元） | 同比增长（%） | 联系电话
1 | 工业总产值（万元） | 3200 | 3,150.5 | 8.2 | 5520133
2 | 财政收入 | 800万元 | 812 | -1.5 | 5520134
3 | 新增科技企业（家） | 12家 | — | — | 2024年3月
"""


def test_cells_of_a_data_table_are_named_by_row_and_column() -> None:
    found = [
        (TABLE[q.start : q.end], str(q.value), q.unit, q.role, q.aspect, q.indicator, q.period)
        for q in read_text_document(TABLE).quantities
    ]
    assert found == [
        ("3200", "32000000", "元", "target", "level", "工业总产值", "2024"),
        ("3,150.5", "31505000.0", "元", "actual", "level", "工业总产值", "2024"),
        ("8.2", "8.2", "%", "actual", "growth", "工业总产值同比增长", "2024"),
        ("800万元", "8000000", "元", "target", "level", "财政收入", "2024"),
        ("812", "8120000", "元", "actual", "level", "财政收入", "2024"),
        ("-1.5", "-1.5", "%", "actual", "growth", "财政收入同比增长", "2024"),
        ("12家", "12", "家", "target", "increase", "新增科技企业", "2024"),
    ]
    assert all(q.statement is None for q in read_text_document(TABLE).quantities)


def test_dates_numbers_and_telephones_of_a_table_are_no_figures() -> None:
    assert not {"1", "5520133", "2024年3月"} & {TABLE[q.start : q.end] for q in read_text_document(TABLE).quantities}


def test_quantities_stand_in_the_order_of_the_text() -> None:
    starts = [q.start for q in read_text_document(TABLE).quantities]
    assert starts == sorted(starts)


def test_headings_deep_in_each_other_stay_short() -> None:
    headings = [TextHeading(i, i + 1, "", i + 1, "标" * 500, "test") for i in range(2000)]
    above = _above(Outline(None, headings, [], [], []))
    assert max(len(part) for _, part in above) < 400
