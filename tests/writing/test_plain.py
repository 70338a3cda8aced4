"""The ledger as a table for a terminal and as Markdown."""

import re
from functools import partial

import pytest

from gold_readings import NAMES, gold, hostile
from luoshi.cli.compose import compose_ledger_report
from luoshi.cli.language import translate_message
from luoshi.writing.markdown import escape_marks, render_ledger_markdown
from luoshi.writing.table import render_ledger_table, render_summary_table
from luoshi.writing.width import display_width

ZH = partial(translate_message, "zh")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [80, 100, 160])
def test_a_table_fits_the_terminal(name, width):
    lines = render_ledger_table(compose_ledger_report(*gold(name)), ZH, width=width).split("\n")
    assert max(map(display_width, lines)) <= width


def test_columns_stand_under_each_other():
    lines = render_ledger_table(compose_ledger_report(*gold("d03")), ZH, width=120).split("\n")
    rule = next(line for line in lines if line.startswith("─"))
    edges = [place for place in range(len(rule)) if rule[place] == "─" and rule[place - 1 : place] != "─"]
    for line in lines[lines.index(rule) + 1 :]:
        at, cells = 0, {}
        for char in line:
            cells[at] = char
            at += display_width(char)
        assert all(cells.get(edge - 1, " ") == " " for edge in edges)


def test_without_a_terminal_every_row_is_one_whole_line():
    made = compose_ledger_report(*gold("d01"))
    lines = render_ledger_table(made, ZH).split("\n")
    body = lines[next(at for at, line in enumerate(lines) if line.startswith("─")) + 1 :]
    assert len(body) == len(made.items)
    assert all(item.task in line for item, line in zip(made.items, body, strict=True))


def test_nothing_in_a_document_steers_the_terminal():
    words = render_ledger_table(compose_ledger_report(*hostile()), ZH, width=100) + render_ledger_markdown(
        compose_ledger_report(*hostile()), ZH
    )
    assert not set(words) & set("\x1b\x01\u202e\r")


def test_a_document_without_tasks_says_so():
    document, reading = gold("d01")
    reading.statements, reading.quantities, reading.assignments = [], [], []
    assert "没有读到任务" in render_ledger_table(compose_ledger_report(document, reading), ZH)
    assert "没有读到任务" in render_ledger_markdown(compose_ledger_report(document, reading), ZH)


def test_markdown_holds_ledger_quantities_and_what_was_left_out():
    made = compose_ledger_report(*gold("d01"))
    rows = [line for line in render_ledger_markdown(made, ZH).split("\n") if line.startswith("| ")]
    assert (
        len(rows) == len(made.items) + len(made.figures) + len(made.left) + 2 * 3
    )  # each of three tables has a head and a rule


def test_words_of_a_document_are_no_markdown():
    made = render_ledger_markdown(compose_ledger_report(*hostile()), ZH)
    assert "\\<script\\>" in made and not re.search(r"(?<!\\)[<>*`]", made)
    cells = [line.replace("\\|", "").count("|") for line in made.split("\n") if line.startswith("| ")]
    assert set(cells) <= {13, 10, 4}


@pytest.mark.parametrize(
    ("words", "marked"),
    [
        ("1.2亿元", "1.2亿元"),
        ("1. 建站", "1\\. 建站"),
        ("12)", "12\\)"),
        ("-4%", "\\-4%"),
        ("+1", "\\+1"),
        ("3-5个", "3\\-5个"),
    ],
)
def test_what_would_begin_a_list_is_escaped_and_figures_stay_readable(words, marked):
    assert escape_marks(words) == marked


def test_the_summary_adds_up():
    first = ("甲.docx", "plan", "要点", {"matters": 3, "figures": 10, "doubts": 1})
    second = ("乙.pdf", "report", "总结", {"matters": 4, "figures": 5, "doubts": 0})
    assert render_summary_table([first, second], ZH, width=80)[-1].split() == ["合计", "7", "15", "1"]
