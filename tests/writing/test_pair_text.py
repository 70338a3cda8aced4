"""Answers as a table for a terminal, as Markdown, and as JSON."""

import json
import re
from fractions import Fraction
from functools import partial

import pytest

from luoshi.cli.language import translate_message
from luoshi.matching.pair_builder import exact_number
from luoshi.writing import pair_terms
from luoshi.writing.exact_json import dump_exact_json, format_plain_exact
from luoshi.writing.pair_json import pair_to_json
from luoshi.writing.pair_text import render_pair_markdown, render_pair_table
from luoshi.writing.width import display_width
from pairs import PAIRS, compared, empty, hostile, large, matched

ZH, EN = partial(translate_message, "zh"), partial(translate_message, "en")
SAYS = {"zh": ZH, "en": EN}
SUMMARY = (
    "5 项目标：达到 2 项（其中超过 2 项），未达到 2 项，未见数字 1 项；2 项任务：已提及 1 项，未提及 1 项；待核 1 项；"
    "计划里另有 1 个数字没有当作目标，报告里另有 4 个数字没有对应的目标。"
)


def test_the_counts_are_one_sentence():
    assert pair_terms.pair_summary_sentence(matched(), ZH) == SUMMARY
    assert pair_terms.pair_summary_sentence(compared(), ZH) == (
        "上级 5 项要求：已承接 4 项（数字一致 1、高于 1、低于 1、其他 1），未承接 1 项；待核 1 项。"
    )
    assert "没有读到目标和任务" in pair_terms.pair_summary_sentence(empty(), ZH)


def test_a_table_ends_with_the_counts_and_shows_sign_and_word_of_each_answer():
    lines = render_pair_table(matched(), ZH).split("\n")
    assert lines[0] == "岚溪县科协2025年工作要点：完成情况对照" and lines[-1] == SUMMARY
    assert lines[-5:-1] == [
        "", "计划里没有当作目标的数字：1 个", "  12个 · 读作现状或已完成数 · 上年末有学会12个。", "",
    ]  # fmt: skip
    body = lines[next(at for at, line in enumerate(lines) if line.startswith("─")) + 1 : -5]
    assert [line.split()[:3] for line in body] == [
        ["1", "▲", "超过目标"], ["2", "✗", "未达到"], ["3", "▲", "超过目标"], ["4", "✗", "未达到"],
        ["5", "○", "未见数字"], ["6", "○", "未提及"], ["7", "✓", "已提及"],
    ]  # fmt: skip
    assert "待核" in body[3] and body[3].endswith("报告 约59期 < 目标 60期；“约59期”是约数，离目标很近。")


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize("width", [80, 100, 160])
@pytest.mark.parametrize("tongue", [ZH, EN])
def test_a_table_fits_the_terminal(name, width, tongue):
    assert max(map(display_width, render_pair_table(PAIRS[name](), tongue, width=width).split("\n"))) <= width


def test_nothing_in_a_document_steers_the_terminal():
    words = render_pair_table(hostile(), ZH, width=100) + render_pair_markdown(hostile(), ZH)
    assert not set(words) & set("\x1b\x01\u202e\r")


def test_markdown_holds_every_answer_with_both_quotes_and_every_figure_left():
    made = render_pair_markdown(matched(), ZH)
    rows = [line for line in made.split("\n") if line.startswith("| ")]
    assert len(rows) == 5 + 2 + 1 + 4 + 2 * 4  # each of four tables has a head and a rule
    assert "| 12个 | 12 | 个 | 读作现状或已完成数 | 上年末有学会12个。 | 要点.docx" in made
    assert "全年新建企业科协9家，总数达到30家。〔总结.docx 28–30〕" in made
    assert len([line for line in render_pair_markdown(compared(), EN).split("\n") if line.startswith("| ")]) == 5 + 2


def test_words_of_a_document_are_no_markdown():
    made = render_pair_markdown(hostile(), ZH)
    assert "\\<script\\>" in made and not re.search(r"(?<!\\)[<>*`]", made)
    cells = [line.replace("\\|", "").count("|") for line in made.split("\n") if line.startswith("| ")]
    assert set(cells) <= {9, 6}


def test_several_figures_are_said_once_each_and_a_converted_one_as_printed():
    answers = matched().answers
    assert [pair_terms.format_reached_value(answer) for answer in answers] == [
        "9家",
        "30家",
        "13600万元",
        "约59期",
        "",
        "",
        "",
    ]


def test_a_value_that_was_computed_is_shown_rounded_and_kept_exact():
    made = json.loads(dump_exact_json(pair_to_json(hostile(), SAYS)))
    assert (made["targets"][0]["reached"], made["targets"][0]["reached_exact"]) == (0.333333, "1/3")
    assert made["targets"][0]["actuals"][0]["value"] == 0.333333333333


@pytest.mark.parametrize("value", ["46.5", "833030000000", "-0.4", "0.0001", "12345678901234567890123456789.125"])
def test_a_printed_figure_goes_through_unrounded(value):
    assert format_plain_exact(exact_number(Fraction(value))) == value


def test_the_json_says_why_in_both_languages_whatever_the_person_reads():
    made = pair_to_json(matched(), SAYS)
    assert (made["targets"][1]["why"], made["targets"][1]["why_en"]) == (
        "报告 30家 < 目标 31家。",
        "The report's 30家 < the target's 31家.",
    )
    assert made["tasks"][0]["why_en"] == "The reports do not mention it."


def test_pages_stand_only_where_a_document_has_them():
    first = pair_to_json(matched(pages=(0, 30)), SAYS)["targets"][0]
    assert first["plan"]["page"] == 2 and "page" not in first["actuals"][0]


@pytest.mark.parametrize("make", [render_pair_table, render_pair_markdown])
def test_a_long_document_costs_no_more_than_its_length(make):
    small, double = (len(make(large(count), ZH)) for count in (200, 400))
    assert double < 2.3 * small
