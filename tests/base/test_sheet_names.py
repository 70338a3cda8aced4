"""A word means a row by number, then name, then abbreviation, then initials; a part of a name never decides."""

from __future__ import annotations

import pytest

from luoshi.base.sheets.names import NamedRow, fold_name, match_names, may_be_initials

TEA = NamedRow("tea", (["A1"], ["云岭县茶叶学会"], ["茶学会"]), ["ylxcyxh"], ["云岭县茶叶学会"])
BEES = NamedRow("bees", (["A2"], ["云岭县养蜂协会（总会）"], ["茶学会"]), ["ylxyfxh"], ["云岭县养蜂协会（总会）"])
CODE = NamedRow("code", (["茶学会"], ["别的"], [""]))


@pytest.mark.parametrize(
    ("word", "only"),
    [
        ("A1", "tea"),
        ("ａ１ ", "tea"),
        ("云岭县 茶叶学会", "tea"),
        ("云岭县养蜂协会(总会)", "bees"),
        ("YLXCYXH", "tea"),
        ("茶学会", None),  # two have this abbreviation
        ("茶叶", None),
        ("", None),
    ],
)
def test_one_row_is_meant_by_what_it_alone_is_called(word: str, only: str | None) -> None:
    assert match_names([word], [TEA, BEES])[word].only == only


def test_a_code_counts_before_an_abbreviation() -> None:
    assert match_names(["茶学会"], [TEA, BEES, CODE])["茶学会"].exact == ("code",)


def test_parts_of_names_are_offered_and_one_character_is_none() -> None:
    found = match_names(["云岭", "会", "没有"], [TEA, BEES])
    assert [found[word].list_offered() for word in ("云岭", "会", "没有")] == [("tea", "bees"), (), ()]


def test_two_with_the_same_initials_are_both_offered() -> None:
    found = match_names(["ylxcyxh"], [TEA, NamedRow("other", (["云岭县创意学会"],), ["ylxcyxh"])])["ylxcyxh"]
    assert found.only is None and found.list_offered() == ("tea", "other")


@pytest.mark.parametrize(("words", "may"), [("ylx", True), ("y", False), ("12", False), ("1a", True), ("茶a", False)])
def test_initials_are_latin_letters(words: str, may: bool) -> None:
    assert may_be_initials(words) is may


def test_names_are_compared_without_width_case_and_blanks() -> None:
    assert fold_name(" ＡＢ\u200b c（一） ") == "abc(一)"
