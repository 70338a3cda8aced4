"""Whatever the text: no error, and every promise of the reader kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from luoshi.reading.read import read_text_document
from official_texts import anything, prose, spoiled
from promises import kept

GOLD = Path(__file__).parents[2] / "gold"
TEXTS = sorted([*(GOLD / "docs").glob("*.txt"), *(GOLD / "own").glob("*.txt")])
LINES = [words for path in TEXTS for words in path.read_text(encoding="utf-8").splitlines() if words.strip()]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_a_real_document_keeps_every_promise(path):
    kept(path.read_text(encoding="utf-8"))


@settings(max_examples=150)
@given(anything)
@example("")
@example("\n")
@example("\0")
@example("\ud800\udc00一、\udfff")
@example("\ufeff\u200b")
def test_any_text_is_read(text):
    kept(text)


@settings(max_examples=200)
@given(prose)
@example("；")
@example("第")
@example("【】")
@example("一、")
@example("|")
@example("1 | \n| 2")
@example("每年每年每0年")
@example("10—3个至至5个")
@example("新增3家，其中：")
def test_broken_official_prose_is_read(text):
    kept(text)


@settings(max_examples=150)
@given(spoiled(LINES))
def test_lines_of_documents_cut_and_mixed_are_read(text):
    kept(text)


@settings(max_examples=60)
@given(st.sampled_from(TEXTS), st.data())
def test_a_document_that_ends_anywhere_is_read(path, data):
    text = path.read_text(encoding="utf-8")
    kept(text[: data.draw(st.integers(0, len(text)))][-1500:])


@settings(max_examples=60)
@given(
    prose,
    st.one_of(st.none(), st.integers(1900, 2100)),
    st.one_of(st.none(), st.just("芦川县科协"), st.text(max_size=5)),
)
def test_a_year_and_an_issuer_that_are_given_are_kept(text, year, issuer):
    reading = kept(text, year=year, issuer=issuer)
    assert year is None or reading.year == year
    assert not issuer or reading.issuer == issuer


@settings(max_examples=60)
@given(prose, st.data())
def test_joined_cells_only_add_doubts(text, data):
    places = st.integers(0, len(text))
    spans = data.draw(st.lists(st.tuples(places, places).map(lambda pair: (min(pair), max(pair))), max_size=4))
    plain, joined = read_text_document(text), kept(text, joined=tuple(sorted(spans)))
    assert [(quantity.start, quantity.end, quantity.value) for quantity in plain.quantities] == [
        (quantity.start, quantity.end, quantity.value) for quantity in joined.quantities
    ]
    assert [(statement.start, statement.end, statement.role) for statement in plain.statements] == [
        (statement.start, statement.end, statement.role) for statement in joined.statements
    ]
