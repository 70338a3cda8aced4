"""Write answers as a workbook for circulation: words, figures and places of both sides, and room for remarks.

One row for each answer. Several quotes of an answer share one cell, a line each, in the same order as their places and
documents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from luoshi.figures.rounding import round_to_places as decimals
from luoshi.writing import pair_terms, terms
from luoshi.writing.cells import Value
from luoshi.writing.pair_model import LACKING, DocumentPair, PairAnswer, Quote
from luoshi.writing.pair_text import (
    answer_figure_lines,
    answer_question_words,
    format_quote_place,
    pair_title,
    quotes_by_sentence,
    source_role_messages,
)
from luoshi.writing.terms import Say
from luoshi.writing.workbook import BookSheet, WorkbookLine, build_workbook

# Column names (message ids under "column.") with their widths in characters; printed columns come first.
ANSWERS = {
    "number": 6, "asked": 22, "target": 13, "status": 12, "certain": 7, "reached": 13, "why": 30, "asked_plan": 36,
    "found_report": 36, "found_in": 14, "remark": 14,
    "bound": 8, "value": 14, "upper": 11, "unit": 7, "reached_value": 14, "period": 10, "start": 7, "end": 7,
    "page": 5, "places": 26,
}  # fmt: skip
TASKS = {
    "number": 6, "asked_plan": 50, "status": 12, "certain": 7, "why": 30, "found_report": 50, "found_in": 14,
    "remark": 14,
    "start": 7, "end": 7, "page": 5, "places": 26,
}  # fmt: skip
COMMITMENTS = {
    "number": 6, "asked_upper": 44, "demand": 14, "status": 12, "certain": 7, "own_words": 16, "why": 32,
    "found_own": 44, "remark": 14,
    "bound": 8, "value": 14, "upper": 11, "unit": 7, "start": 7, "end": 7, "page": 5, "own_places": 26,
}  # fmt: skip
LOOSE = {
    "number": 6, "quote": 18, "sentence": 80, "found_in": 26, "remark": 18,
    "value": 14, "upper": 11, "unit": 7, "bound": 8, "start": 7, "end": 7, "page": 5,
}  # fmt: skip
LEFT = {
    "number": 6, "quote": 18, "read_as": 30, "sentence": 80, "remark": 18,
    "value": 14, "upper": 11, "unit": 7, "bound": 8, "start": 7, "end": 7, "page": 5,
}  # fmt: skip
SOURCES = {"part_played": 10, "document": 34, "title": 44, "kind": 10, "year": 7, "sha256": 68}
BAD = LACKING | {"not_met", "lower"}
QUOTES = 12  # maximum quotes of an answer in a cell; a repeated figure may have thousands


def build_pair_workbook(pair: DocumentPair, say: Say, mark: Callable[[str], str] = str) -> bytes:
    """Return the answers as one .xlsx file; ``mark`` may add to its title."""
    sheets = []
    if pair.command == "match":
        sheets.append(BookSheet("answers", ANSWERS, 2, "remark", _answer_lines(pair, "figure", say)))
        sheets.append(BookSheet("tasks", TASKS, 2, "remark", _answer_lines(pair, "task", say)))
        sheets.append(BookSheet("plan_figures", LEFT, 2, "remark", _left_lines(pair, say)))
        sheets.append(BookSheet("loose", LOOSE, 2, "remark", _loose_lines(pair, say)))
    else:
        sheets.append(BookSheet("commitments", COMMITMENTS, 2, "remark", _answer_lines(pair, "", say)))
    sheets.append(BookSheet("sources", SOURCES, 2, "sha256", _source_lines(pair, say)))
    return build_workbook(mark(pair_title(pair, say)), pair_terms.pair_summary_sentence(pair, say), sheets, say)


def _answer_lines(pair: DocumentPair, sort: str, say: Say) -> Iterator[WorkbookLine]:
    rows = [answer for answer in pair.answers if sort in ("", answer.sort)]
    for at, answer in enumerate(rows):
        marked = {"certain"} if not answer.certain else set()
        yield WorkbookLine(
            _values(pair, answer, say), frozenset(marked | ({"status"} if answer.status in BAD else set())), at % 2 == 1
        )


def _values(pair: DocumentPair, one: PairAnswer, say: Say) -> dict[str, Value]:
    """Return the columns of all sheets; each sheet takes its own."""
    asked, found = answer_figure_lines(pair, one)
    quotes, places = quotes_by_sentence(one)[:QUOTES], one.found[:QUOTES]
    sentences = "\n".join(pair_terms.sentence_around_quote(pair, quote) for quote in quotes) + _rest(
        len(quotes_by_sentence(one)), say
    )
    where = "\n".join(format_quote_place(pair, quote) for quote in places) + _rest(len(one.found), say)
    figure = one.sort == "figure"
    return {
        "number": one.number,
        "asked": answer_question_words(pair, one),
        "asked_plan": pair_terms.sentence_around_quote(pair, one.asked),
        "asked_upper": pair_terms.sentence_around_quote(pair, one.asked),
        "target": asked,
        "demand": asked,
        "status": f"{pair_terms.SIGNS.get(one.status, '')} {pair_terms.answer_status_word(one, say)}",
        "certain": pair_terms.answer_certainty_word(one, say),
        "reached": found,
        "own_words": found,
        "reached_value": None if one.reached is None else _number(one),
        "why": pair_terms.explain_pair_answer(one, say),
        "found_report": sentences,
        "found_own": sentences,
        "found_in": "\n".join(dict.fromkeys(pair.sources[quote.source].name for quote in places)),
        "remark": None,
        "bound": terms.translate_known_code(say, "bound", one.asked.bound) if figure and one.asked.bound else None,
        "value": one.asked.value if figure else None,
        "upper": one.asked.upper if figure else None,
        "unit": one.asked.unit if figure else None,
        "period": terms.period_words(one.period, say),
        "start": one.asked.start,
        "end": one.asked.end,
        "page": one.asked.page,
        "places": where,
        "own_places": where,
    }


def _number(one: PairAnswer) -> Value:
    """Return the reached value as a number for a cell: whole, or with at most six decimals."""
    return None if one.reached is None else decimals(one.reached, 6)


def _rest(count: int, say: Say) -> str:
    return "\n" + say("pairpage.more", count=count - QUOTES) if count > QUOTES else ""


def _loose_lines(pair: DocumentPair, say: Say) -> Iterator[WorkbookLine]:
    for at, quote in enumerate(pair.loose):
        yield WorkbookLine(_loose(pair, quote, say) | {"number": at + 1}, band=at % 2 == 1)


def _left_lines(pair: DocumentPair, say: Say) -> Iterator[WorkbookLine]:
    for at, left in enumerate(pair.left):
        values = _loose(pair, left.quote, say) | {
            "number": at + 1,
            "read_as": pair_terms.explain_figure_left(left, say),
        }
        yield WorkbookLine(values, band=at % 2 == 1)


def _loose(pair: DocumentPair, one: Quote, say: Say) -> dict[str, Value]:
    return {
        "quote": one.quote,
        "sentence": pair_terms.sentence_around_quote(pair, one),
        "found_in": pair.sources[one.source].name,
        "remark": None,
        "value": one.value,
        "upper": one.upper,
        "unit": one.unit,
        "bound": terms.translate_known_code(say, "bound", one.bound or ""),
        "start": one.start,
        "end": one.end,
        "page": one.page,
    }


def _source_lines(pair: DocumentPair, say: Say) -> Iterator[WorkbookLine]:
    for role, source in zip(source_role_messages(pair), pair.sources, strict=True):
        yield WorkbookLine({
            "part_played": say(f"role_in_pair.{role}"),
            "document": source.name,
            "title": source.title,
            "kind": terms.translate_known_code(say, "kind", source.kind),
            "year": source.year,
            "sha256": source.sha256,
        })  # fmt: skip
