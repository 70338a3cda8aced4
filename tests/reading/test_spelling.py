"""One text in several spellings reads alike, and every place leads to the text as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.reading.ledger import build_ledger
from luoshi.reading.read import read_text_document
from luoshi.reading.spelling import Respelt
from luoshi.reading.traditional import simplify_characters

PLAIN = "河口县科协2025年工作要点\n一、建好阵地\n市科协要在2025年6月底前建成3个站，培训90人以上，比上年低1.2件。\n"


def found(text: str) -> list[object]:
    reading = read_text_document(text)
    return [
        reading.year,
        [(s.role, text[s.start : s.end].replace(" ", "")) for s in reading.statements],
        [(q.value, q.unit, q.bound, q.aspect, q.indicator, q.period) for q in reading.quantities],
        [text[q.start : q.end].replace(" ", "") for q in reading.quantities],
        [(a.lead, a.due) for a in reading.assignments],
    ]


@pytest.mark.parametrize(
    "spelt",
    [
        "河口县科协 2025 年工作要点\n一、建好阵地\n"
        "市科协要在 2025 年 6 月底前建成 3 个站，培训 90 人以上，比上年低 1.2 件。\n",
        PLAIN.replace("2025", "２０２５").replace("3个", "３个"),
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r"),
    ],
)
def test_a_text_in_another_spelling_reads_alike(spelt: str) -> None:
    mine, plain = found(spelt), found(PLAIN)
    mine[3] = [str(quote).translate(str.maketrans("０１２３４５", "012345")) for quote in mine[3]]  # type: ignore[attr-defined]
    mine[1] = [(r, w.translate(str.maketrans("０１２３４５", "012345"))) for r, w in mine[1]]  # type: ignore[attr-defined]
    assert mine == plain


def test_spaced_thousands_and_tables_keep_their_blanks() -> None:
    text = "全市 1 026 家企业\n1 | 建站 3 个 | 县科协\n"
    assert Respelt(text).text == "全市 1 026家企业\n1 | 建站3个 | 县科协\n" or "1 026家" in Respelt(text).text


@given(st.text(alphabet="建站 　3年个，\n|科1."))
def test_every_place_leads_back_to_the_character_it_was(text: str) -> None:
    respelt = Respelt(text)
    for place, char in enumerate(respelt.text):
        assert text[respelt._start(place)] == char
        assert respelt.plain(respelt._start(place)) == place


TRADITIONAL = (
    "河口縣科協2025年工作要點\n一、建好陣地\n縣教育局要在2025年6月底前建成3個站，培訓90人以上。\n"
    "（責任單位：縣財政局）\n2.新增農戶1.2萬戶、耕地300畝，發放補貼5億元。\n"
)
SIMPLIFIED = (
    "河口县科协2025年工作要点\n一、建好阵地\n县教育局要在2025年6月底前建成3个站，培训90人以上。\n"
    "（责任单位：县财政局）\n2.新增农户1.2万户、耕地300亩，发放补贴5亿元。\n"
)


def test_a_document_in_traditional_characters_reads_like_one_in_simplified() -> None:
    mine, plain = read_text_document(TRADITIONAL), read_text_document(SIMPLIFIED)
    assert [(s.start, s.end, s.role) for s in mine.statements] == [(s.start, s.end, s.role) for s in plain.statements]
    assert [(q.start, q.end, q.value, q.unit, q.role) for q in mine.quantities] == [
        (q.start, q.end, q.value, q.unit, q.role) for q in plain.quantities
    ]
    assert [(a.start, a.due) for a in mine.assignments] == [(a.start, a.due) for a in plain.assignments]


def test_what_a_traditional_document_names_is_given_back_as_printed() -> None:
    reading = read_text_document(TRADITIONAL)
    assert reading.title == "河口縣科協2025年工作要點"
    assert [heading.title for heading in reading.headings] == ["建好陣地"]
    assert {name for given in reading.assignments for name in given.lead} == {"縣教育局", "縣財政局"}
    assert "新增農戶" in [quantity.indicator for quantity in reading.quantities]


def test_the_note_of_a_traditional_document_is_no_row() -> None:
    rows = build_ledger(read_text_document(TRADITIONAL), TRADITIONAL).rows
    assert len(rows) == len(build_ledger(read_text_document(SIMPLIFIED), SIMPLIFIED).rows)


def test_a_traditional_name_in_a_simplified_document_changes_nothing() -> None:
    text = SIMPLIFIED.replace("县教育局", "县國學教育局")
    assert Respelt(text).text == text


@given(st.text(alphabet="縣國個年3 后後里裡，\n"))
def test_simplified_characters_keep_every_place(text: str) -> None:
    assert len(simplify_characters(text)) == len(text)
    assert simplify_characters(simplify_characters(text)) == simplify_characters(text)
