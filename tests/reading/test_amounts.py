"""What counts as a figure, how far its quote goes, and what it says. The sentences are in ``amounts.txt``."""

from __future__ import annotations

import re
import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from full import sampled
from luoshi.reading.amounts import scan_amounts

_MARK = re.compile(r"⟦([^⟦⟧]*?)=(-?[\d.]+)(?:-(-?[\d.]+))? (\S+?)(?: (ge|gt|le|lt|approx|range))?⟧")
_LINES = [
    line
    for line in (Path(__file__).parent / "amounts.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]

Found = tuple[str, Decimal, Decimal | None, str | None, str]


def _found(text: str, column: str | None = None) -> list[Found]:
    return [
        (text[a.start : a.end], a.value, a.upper, a.unit, a.bound) for a in scan_amounts(text, 0, len(text), column)
    ]


def _marked(line: str) -> tuple[str, list[Found]]:
    """A line without its marks, and what they say is in it."""
    wanted = [
        (m[1], Decimal(m[2]), Decimal(m[3]) if m[3] else None, None if m[4] == "-" else m[4], m[5] or "eq")
        for m in _MARK.finditer(line)
    ]
    return _MARK.sub(lambda m: m[1], line), wanted


@pytest.mark.parametrize("line", _LINES)
def test_a_sentence_holds_exactly_the_amounts_marked_in_it(line: str) -> None:
    text, wanted = _marked(line)
    assert _found(text) == wanted


@pytest.mark.parametrize("line", _LINES)
def test_a_sentence_reads_the_same_inside_a_longer_text(line: str) -> None:
    text, wanted = _marked(line)
    longer = f"力争减少12、{text}\n至少"
    start = len("力争减少12、")
    amounts = scan_amounts(longer, start, start + len(text))
    assert [(longer[a.start : a.end], a.value) for a in amounts] == [(amount[0], amount[1]) for amount in wanted]


@pytest.mark.parametrize(
    ("cell", "column", "wanted"),
    [
        ("12.5", "产值（万元）", [("12.5", 125000, None, "元", "eq")]),
        ("1,250", "产值(万元)", [("1,250", 12500000, None, "元", "eq")]),
        ("35.2", "占比(%)", [("35.2", Decimal("35.2"), None, "%", "eq")]),
        ("≥30", "目标值（家）", [("≥30", 30, None, "家", "ge")]),
        ("30以上", "家数（家）", [("30以上", 30, None, "家", "ge")]),
        ("-3.5", "增速（%）", [("-3.5", Decimal("-3.5"), None, "%", "eq")]),
        ("25～30", "面积（万亩）", [("25～30", 250000, 300000, "亩", "range")]),
        ("12", "数量", [("12", 12, None, None, "eq")]),
        ("5", "分值", [("5", 5, None, "分", "eq")]),
        ("3.2", "总量 万吨", [("3.2", 32000, None, "吨", "eq")]),
        ("100万元", "目标值（家）", [("100万元", 1000000, None, "元", "eq")]),
        ("举办讲座5场", "工作任务", [("5场", 5, None, "场", "eq")]),
        ("12", "序号", []),
        ("2017", "年份", []),
        ("8231107", "联系电话", []),
        ("—", "数量（个）", []),
    ],
)
def test_a_bare_number_in_a_cell_takes_unit_and_size_from_its_column(
    cell: str, column: str, wanted: list[Found]
) -> None:
    assert _found(cell, column) == wanted


def test_the_same_bare_number_outside_a_table_is_no_amount() -> None:
    assert _found("12.5") == []


def test_what_was_guessed_is_named() -> None:
    text = "分别建成5、6和7家，得1:5"
    assert [(a.form, a.doubts) for a in scan_amounts(text, 0, len(text))] == [
        ("list", ["unit.shared"]),
        ("list", ["unit.shared"]),
        ("arabic", []),
        ("ratio", ["unit.none"]),
    ]


@given(
    st.text(
        alphabet="0123456789０一二两十百千万亿几半余多个家元%分之成折至—-、，。的"
        "第每不少于下降翻番年月日内前“”《》 |:/.",
        max_size=80,
    )
)
def test_spans_are_in_order_inside_the_text_and_never_overlap(text: str) -> None:
    amounts = scan_amounts(text, 0, len(text))
    edges = [0, *(edge for a in amounts for edge in (a.start, a.end)), len(text)]
    assert edges == sorted(edges)
    assert all(a.start < a.end for a in amounts)
    assert all(a.upper is None or a.bound == "range" for a in amounts)


@pytest.mark.parametrize(
    "piece",
    sampled(
        [
            "1",
            "十",
            "1、",
            "一、",
            "“",
            "《",
            "1,",
            "111,",
            "1/",
            "1:",
            "不少于",
            "用5年时间",
            "3天内",
            "百分之",
            "新增12家、",
            "1-",
            "20万、",
        ],
        3,
    ),
)
def test_hostile_text_costs_time_in_proportion_to_its_length(piece: str) -> None:
    def cost(size: int) -> float:
        text = piece * (size // len(piece))
        best = 9.0
        for _ in range(5):
            begun = time.process_time()
            scan_amounts(text, 0, len(text))
            best = min(best, time.process_time() - begun)
        return best

    cost(100)
    assert cost(80_000) < 30 * max(cost(10_000), 0.002)
