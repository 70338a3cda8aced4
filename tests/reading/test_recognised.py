"""Places and doubts of recognised text: kept through lines, paragraphs and cells to what is read of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.reading.load.draft import TextDraft
from luoshi.reading.load.isolation import pack_draft, unpack_draft
from luoshi.reading.load.layout import Glyph, Page, Stroke, lines_of
from luoshi.reading.load.limits import DEFAULT
from luoshi.reading.load.paragraphs import put_pages
from luoshi.reading.load.secrecy import looks_marked, secrecy_marking
from luoshi.reading.model import UnsureText
from luoshi.reading.read import read_text_document
from luoshi.reading.recognised import FIGURE, WORDS, mark_unsure_text

EM = 1_600


def glyphs(text: str, *, top: int, left: int = 8_000, doubts: str = "") -> list[Glyph]:
    """Characters of one width in a row; those in ``doubts`` are doubtful."""
    return [
        Glyph(char, left + at * EM, top, left + (at + 1) * EM, top + EM, "ocr.character" if char in doubts else "")
        for at, char in enumerate(text)
    ]


def put(*pages: Page) -> TextDraft:
    draft = TextDraft(DEFAULT, keeps_places=True)
    put_pages(list(pages), draft)
    return draft


LINE = st.text("科协县12年 期", min_size=1, max_size=22).filter(lambda text: text.strip())


@given(st.lists(st.lists(LINE, min_size=1, max_size=6), min_size=1, max_size=3))
def test_each_place_holds_the_line_that_stands_there(sheets: list[list[str]]) -> None:
    pages = [
        Page(
            59_500, 84_200, [glyph for at, line in enumerate(lines) for glyph in glyphs(line, top=12_000 + at * 2_800)]
        )
        for lines in sheets
    ]
    draft = put(*pages)
    text = draft.text()
    for place in draft.places:
        (line,) = [
            line for line in lines_of(pages[place.page].glyphs) if (line.top, line.left) == (place.top, place.left)
        ]
        assert text[place.start : place.end] == line.text
    assert sum(place.end - place.start for place in draft.places) == sum(
        len(line.text) for page in pages for line in lines_of(page.glyphs)
    )


@given(st.lists(LINE, min_size=1, max_size=4))
def test_a_doubtful_character_is_doubtful_in_the_text(lines: list[str]) -> None:
    page = Page(59_500, 84_200, [
        glyph for at, line in enumerate(lines) for glyph in glyphs(line, top=12_000 + at * 2_800, doubts="1期")
    ])  # fmt: skip
    draft = put(page)
    text = draft.text()
    assert {place.start for place in draft.unsure} == {at for at, char in enumerate(text) if char in "1期"}
    assert all(text[place.start : place.end] in "1期" for place in draft.unsure)


def test_cells_of_a_table_have_their_places_and_doubts_too() -> None:
    rules = [Stroke(8_000, y, 48_000, y) for y in (20_000, 23_000, 26_000)]
    rules += [Stroke(x, 20_000, x, 26_000) for x in (8_000, 24_000, 48_000)]
    words = [("单位", 8_500, 20_500), ("场次", 25_000, 20_500), ("县科协", 8_500, 23_500), ("12", 25_000, 23_500)]
    page = Page(59_500, 84_200, [
        glyph for text, left, top in words for glyph in glyphs(text, top=top, left=left, doubts="2")
    ], rules)  # fmt: skip
    draft = put(page)
    text = draft.text()
    assert text == "单位 | 场次\n县科协 | 12\n"
    assert {text[place.start : place.end]: place.left for place in draft.places} == {
        word: left for word, left, _top in words
    }
    assert [(text[place.start : place.end], place.left) for place in draft.unsure] == [("2", 25_000 + EM)]


def test_a_draft_goes_through_another_process_whole() -> None:
    import json

    draft = put(Page(59_500, 84_200, glyphs("县科协12期", top=12_000, doubts="2")))
    other = TextDraft(DEFAULT)
    unpack_draft(json.loads(json.dumps(pack_draft(draft))), other)
    assert (other.text(), other.places, other.unsure) == (draft.text(), draft.places, draft.unsure)
    assert draft.places and draft.unsure


def test_of_a_file_with_text_of_its_own_no_places_are_kept() -> None:
    draft = TextDraft(DEFAULT)
    put_pages([Page(59_500, 84_200, glyphs("县科协12期", top=12_000))], draft)
    assert not draft.places


TEXT = "2025年工作要点\n举办科普讲座12场，培训80人。\n开展调研3次。\n"


@pytest.mark.parametrize(
    ("doubtful", "figures", "sentences"),
    [("12场", {12}, {"举办"}), ("讲座", set(), {"举办"}), ("3次", {3}, {"开展"}), ("", set(), set())],
)
def test_what_holds_a_doubtful_character_has_a_doubt(doubtful: str, figures: set[int], sentences: set[str]) -> None:
    reading = read_text_document(TEXT)
    at = TEXT.index(doubtful)
    places = [UnsureText(at, at + len(doubtful[:1]), "ocr.figure", 0, 0, 0, 1, 1)]
    mark_unsure_text(reading, places)
    assert {int(figure.value) for figure in reading.quantities if FIGURE in figure.doubts} == figures
    marked = {TEXT[part.start : part.start + 2] for part in reading.statements if WORDS in part.doubts}
    assert marked == sentences


@pytest.mark.parametrize(
    "line", ["□密", "机□★1年", "秘□", "□密★3年", "№0012机□", "□密★长期", "□□★1年", "机★1年", "□□1年"]
)
def test_a_marking_with_an_illegible_character_may_be_one(line: str) -> None:
    assert looks_marked(line) and secrecy_marking([line]) is None


@pytest.mark.parametrize(
    "line", ["机□制造产业集群", "加强保密工作", "秘□长工作会议纪要", "□科协", "一、□□工作", "绝□大多数单位"]
)
def test_other_words_with_an_illegible_character_are_none(line: str) -> None:
    assert not looks_marked(line)
