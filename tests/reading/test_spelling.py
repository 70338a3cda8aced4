"""One text in several spellings reads alike, and every place leads to the text as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.reading.read import read_text_document
from luoshi.reading.spelling import Respelt

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
