from hypothesis import given
from hypothesis import strategies as st

from luoshi.writing.width import columns, cut, pad, safe, wrap

words = st.text(st.characters(codec="utf-8"), max_size=60).map(safe)


def test_a_chinese_character_takes_two_columns():
    assert columns("落实 ab。") == 9


@given(words, st.integers(4, 40))
def test_cut_and_padded_words_are_exactly_as_wide_as_asked(text, width):
    assert columns(pad(cut(text, width), width)) == width


@given(words, st.integers(4, 40))
def test_wrapping_loses_nothing_but_spaces_and_fits(text, width):
    lines = wrap(text, width)
    assert all(columns(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_no_line_begins_with_a_full_stop():
    assert wrap("加强组织领导。", 12) == ["加强组织领", "导。"]
    assert wrap("结果（要有 --out），并显示", 16) == ["结果（要有", "--out），并显示"]


def test_words_cannot_steer_a_terminal_or_turn_around():
    assert safe("红\x1b[31m字\u202e倒\n行\x07") == "红[31m字倒 行"
