"""The ledger that is made of a Reading (luoshi.reading.ledger)."""

from datetime import date
from decimal import Decimal

import pytest

from gold_readings import NAMES, gold
from luoshi.reading.ledger import build_ledger, build_ledger_rows, is_note
from luoshi.reading.model import Assignment, Quantity, Reading, TextHeading, TextStatement


def made(text, *, headings=(), statements=(), quantities=(), assignments=()):
    """A Reading from words: each is found in the text and gets its span."""

    def span(words):
        start = text.index(words)
        return start, start + len(words)

    heads = [TextHeading(*span(words), words[:2], level, words[2:], "r") for words, level in headings]
    parts = []
    for words, role in statements:
        start, end = span(words)
        above = [at for at, head in enumerate(heads) if head.start <= start]
        parts.append(TextStatement(start, end, role, "r", heading=above[-1] if above else None))
    figures = []
    for words, role in quantities:
        start, end = span(words)
        holder = next((at for at, part in enumerate(parts) if part.start <= start < part.end), None)
        figures.append(
            Quantity(start, end, Decimal(1), None, "个", "eq", role, "level", words, None, None, "r", statement=holder)
        )
    given = [
        Assignment(*span(words), fields.get("lead", []), fields.get("support", []), fields.get("due"),
                   fields.get("every"), fields.get("times"), "r", doubts=fields.get("doubts", []))
        for words, fields in assignments
    ]  # fmt: skip
    return Reading("plan", None, None, None, 2025, heads, parts, figures, given), text


def test_a_task_has_a_row_for_each_target_figure_and_one_without():
    reading, text = made(
        "建站9个、培训8人，去年7人。加强领导。",
        statements=[("建站9个、培训8人，去年7人。", "task"), ("加强领导。", "task")],
        quantities=[("9个", "target"), ("8人", "target"), ("7人", "actual")],
    )
    assert [(row.number, row.matter, row.quantity) for row in build_ledger_rows(reading, text)] == [
        (1, 1, 0),
        (2, 1, 1),
        (3, 2, None),
    ]


def test_units_of_the_heading_go_to_what_stands_beneath_unless_it_has_its_own():
    reading, text = made(
        "一、科普\n（一）建站\n建站。办展。\n二、其他\n上报。",
        headings=[("一、科普", 1), ("（一）建站", 2), ("二、其他", 1)],
        statements=[("建站。", "task"), ("办展。", "task"), ("上报。", "task")],
        assignments=[
            ("一、科普", {"lead": ["科普部"], "support": ["各镇"], "due": date(2025, 11, 30)}),
            ("办展。", {"lead": ["科技馆"]}),
        ],
    )
    assert [(row.lead, row.support, row.due, row.inherited) for row in build_ledger_rows(reading, text)] == [
        (("科普部",), ("各镇",), (date(2025, 11, 30),), (0,)),
        (("科技馆",), (), (date(2025, 11, 30),), (0,)),
        ((), (), (), ()),
    ]


def test_an_own_date_wins_over_the_headings_date():
    reading, text = made(
        "一、科普\n6月底前建站。",
        headings=[("一、科普", 1)],
        statements=[("6月底前建站。", "task")],
        assignments=[
            ("一、科普", {"lead": ["科普部"], "due": date(2025, 11, 30)}),
            ("6月底前建站。", {"due": date(2025, 6, 30)}),
        ],
    )
    (row,) = build_ledger_rows(reading, text)
    assert (row.lead, row.due) == (("科普部",), (date(2025, 6, 30),))


def test_a_note_of_duties_is_no_row_and_its_units_go_to_its_paragraph():
    reading, text = made(
        "前一段。\n建站。办展。（牵头：科普部）\n后一段。",
        statements=[(words, "task") for words in ("前一段。", "建站。", "办展。", "（牵头：科普部）", "后一段。")],
        assignments=[("（牵头：科普部）", {"lead": ["科普部"]})],
    )  # fmt: skip
    found = build_ledger(reading, text)
    assert [row.lead for row in found.rows] == [(), ("科普部",), ("科普部",), ()]
    assert [(statement.statement, statement.reason) for statement in found.left] == [(3, "note")]


def test_a_note_on_its_own_line_speaks_of_the_line_before():
    reading, text = made(
        "前一段。\n建站。\n（责任单位：科普部）",
        statements=[("前一段。", "task"), ("建站。", "task"), ("（责任单位：科普部）", "task")],
        assignments=[("（责任单位：科普部）", {"lead": ["科普部"]})],
    )
    assert [row.lead for row in build_ledger_rows(reading, text)] == [(), ("科普部",)]


def test_a_note_with_nothing_before_it_keeps_its_row():
    reading, text = made(
        "（责任单位：科普部）",
        statements=[("（责任单位：科普部）", "task")],
        assignments=[("（责任单位：科普部）", {"lead": ["科普部"]})],
    )
    assert [row.lead for row in build_ledger_rows(reading, text)] == [("科普部",)]


def test_a_heading_that_is_the_whole_task_has_rows():
    reading, text = made(
        "一、建站9个\n二、办展\n三、讲话\n讲。",
        headings=[("一、建站9个", 1), ("二、办展", 1), ("三、讲话", 1)],
        statements=[("讲。", "task")],
        quantities=[("9个", "target")],
        assignments=[("二、办展", {"lead": ["科技馆"]})],
    )
    found = build_ledger_rows(reading, text)
    assert [(row.statement, row.path, row.quantity, row.lead) for row in found] == [
        (None, (0,), 0, ()),
        (None, (1,), None, ("科技馆",)),
        (0, (2,), None, ()),
    ]


def test_norms_stay_out_unless_they_carry_an_assignment():
    reading, text = made(
        "应当公开。各县每年报一次。",
        statements=[("应当公开。", "norm"), ("各县每年报一次。", "norm")],
        assignments=[("各县每年报一次。", {"lead": ["各县"], "every": "P1Y", "times": 1})],
    )
    found = build_ledger(reading, text)
    assert [(row.statement, row.every) for row in found.rows] == [(1, (("P1Y", 1),))]
    assert [(statement.statement, statement.reason) for statement in found.left] == [(0, "norm")]


def test_a_duty_in_a_sentence_of_background_is_shown_and_doubted():
    reading, text = made(
        "由科普部负责。", statements=[("由科普部负责。", "context")],
        assignments=[("由科普部负责。", {"lead": ["科普部"]})],
    )  # fmt: skip
    (row,) = build_ledger_rows(reading, text)
    assert row.doubts == ("assigned_but_no_task",)


def test_doubts_of_statement_figure_and_assignment_meet_in_the_row():
    reading, text = made(
        "建站9个。", statements=[("建站9个。", "task")], quantities=[("9个", "target")],
        assignments=[("建站9个。", {"lead": ["科普部"], "doubts": ["due_open", "x"]})],
    )  # fmt: skip
    reading.statements[0].doubts.append("x")
    reading.quantities[0].doubts.append("no_indicator")
    assert build_ledger_rows(reading, text)[0].doubts == ("no_indicator", "x", "due_open")


@pytest.mark.parametrize(
    ("words", "note"),
    [
        ("（牵头：科普部）", True),
        ("(责任单位：学会部；完成时限：11月底)。", True),
        ("【配合单位：各镇】", True),
        ("（以下简称《办法》）", False),
        ("建站（牵头：科普部）", False),
        ("（）", False),
    ],
)
def test_what_is_a_note(words, note):
    assert is_note(words) is note


@pytest.mark.parametrize("name", NAMES)
def test_nothing_disappears(name):
    document, reading = gold(name)
    found = build_ledger(reading, document.text)
    on_rows = {row.statement for row in found.rows if row.statement is not None}
    left = [statement.statement for statement in found.left]
    assert sorted([*on_rows, *left]) == list(range(len(reading.statements)))
    targets = {
        at
        for at, quantity in enumerate(reading.quantities)
        if quantity.role == "target" and quantity.statement in on_rows
    }
    assert targets <= {row.quantity for row in found.rows}
    notes = {statement.statement for statement in found.left if statement.reason == "note"}
    shown = {at for row in found.rows for at in row.assignments}
    adrift = [at for at, assignment in enumerate(reading.assignments) if at not in shown]
    assert all(reading.assignments[at].start in {reading.statements[note].start for note in notes} for at in adrift)
    assert [row.number for row in found.rows] == list(range(1, len(found.rows) + 1))
