from hypothesis import given
from hypothesis import strategies as st

from luoshi.writing.width import cut_to_columns, display_width, pad_to_columns, terminal_safe_text, wrap_to_columns

words = st.text(st.characters(codec="utf-8"), max_size=60).map(terminal_safe_text)


def test_a_chinese_character_takes_two_columns():
    assert display_width("落实 ab。") == 9


@given(words, st.integers(4, 40))
def test_cut_and_padded_words_are_exactly_as_wide_as_asked(text, width):
    assert display_width(pad_to_columns(cut_to_columns(text, width), width)) == width


@given(words, st.integers(4, 40))
def test_wrapping_loses_nothing_but_spaces_and_fits(text, width):
    lines = wrap_to_columns(text, width)
    assert all(display_width(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_no_line_begins_with_a_full_stop():
    assert wrap_to_columns("加强组织领导。", 12) == ["加强组织领", "导。"]
    assert wrap_to_columns("结果（要有 --out），并显示", 16) == ["结果（要有", "--out），并显示"]


def test_words_cannot_steer_a_terminal_or_turn_around():
    assert terminal_safe_text("红\x1b[31m字\u202e倒\n行\x07") == "红[31m字倒 行"
