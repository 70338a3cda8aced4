"""Tags, pure: how several are written, how they change, what a heading proposes, and what a matrix counts."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.commitments.tags.rules import (
    ADD,
    NOTHING,
    REMOVE,
    SET,
    HeadingWords,
    TagProposal,
    change_tags,
    codes_in_text,
    count_matrix,
    fold_tag,
    join_tags,
    propose_tags,
    split_tags,
    tag_list_day,
)

WORDS = ("青少年", "农民", "领导干部、公务员")
CODES = st.sampled_from("abcde")
GROUPS = [HeadingWords("minors", ("青少年", "未成年人")), HeadingWords("farmers", ("农民",))]


def test_the_list_counts_as_on_the_last_day_of_the_plans_year() -> None:
    assert tag_list_day(2026) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("青少年、农民", ["青少年", "农民"]),
        ("青少年,农民;农民\n青少年", ["青少年", "农民"]),
        (" 农民 ", ["农民"]),
        ("领导干部、公务员、农民", ["领导干部、公务员", "农民"]),
        ("领导干部、农民", ["领导干部", "农民"]),
        ("", []),
    ],
)
def test_a_cell_names_tags_each_once_and_a_word_with_a_comma_is_one(text: str, tags: list[str]) -> None:
    assert split_tags(text, WORDS.__contains__) == tags


@given(st.lists(st.sampled_from(WORDS), unique=True))
def test_what_is_joined_is_read_back(words: list[str]) -> None:
    text = join_tags(words)
    assert (split_tags(text, WORDS.__contains__) if words else text) == (words or NOTHING)


@given(st.text("甲乙（）(、，, ａA", min_size=1).filter(fold_tag))
def test_a_joined_word_is_found_again_whatever_signs_it_has(word: str) -> None:
    assert codes_in_text(join_tags([word]), {"a": word}) == ["a"]


@given(st.lists(CODES, unique=True), st.sets(CODES))
def test_tags_are_set_added_and_taken_away(present: list[str], codes: set[str]) -> None:
    assert {*change_tags(present, codes, SET)} == codes
    assert {*change_tags(present, codes, ADD)} == {*present} | codes
    assert {*change_tags(present, codes, REMOVE)} == {*present} - codes


@pytest.mark.parametrize(
    ("heading", "others", "proposed"),
    [
        ("（一）青少年科学素质提升行动", [], [TagProposal("minors", "青少年")]),
        ("未成年人工作", [], [TagProposal("minors", "未成年人")]),
        ("青少年与农民", [{"farmers"}], [TagProposal("minors", "青少年"), TagProposal("farmers", "农民")]),
        ("活动组织", [{"farmers"}, {"farmers"}, {"minors"}], [TagProposal("farmers")]),
        ("活动组织", [{"farmers"}], []),
        ("活动组织", [{"farmers"}, {"minors"}], []),
        ("", [], []),
    ],
)
def test_a_heading_proposes_by_its_words_or_else_by_what_stands_under_it(
    heading: str, others: list[set[str]], proposed: list[TagProposal]
) -> None:
    assert propose_tags([heading], GROUPS, others) == (1, tuple(proposed))


def test_a_word_inside_a_longer_one_that_is_found_does_not_count() -> None:
    items = [HeadingWords("town", ("居民",)), HeadingWords("village", ("农村居民",))]
    assert [proposal.code for proposal in propose_tags(["农村居民素质提升"], items, [])[1]] == ["village"]


def test_the_nearest_heading_that_names_a_tag_decides_for_all_under_it() -> None:
    assert propose_tags(["一、农民", "（一）培训"], GROUPS, []) == (1, (TagProposal("farmers", "农民"),))
    assert propose_tags(["一、农民", "（一）未成年人"], GROUPS, []) == (2, (TagProposal("minors", "未成年人"),))
    assert propose_tags([], GROUPS, []) == (0, ())


def test_a_matrix_counts_each_commitment_once_in_a_total_and_names_empty_cells() -> None:
    matrix = count_matrix([1, 2, 3], {1: {"a", "b"}, 2: {"a"}}, {1: {"x"}, 3: {"y"}}, "ab", "xy")
    assert {pair: n for pair, n in matrix.cells.items() if n} == {
        ("a", "x"): 1, ("b", "x"): 1, ("a", NOTHING): 1, (NOTHING, "y"): 1,
    }  # fmt: skip
    assert matrix.rows == {"a": 2, "b": 1, NOTHING: 1} and matrix.columns == {"x": 1, "y": 1, NOTHING: 1}
    assert matrix.total == 3 and matrix.empty_cells == [("a", "y"), ("b", "y")]


@given(
    st.dictionaries(st.integers(0, 9), st.sets(CODES)),
    st.dictionaries(st.integers(0, 9), st.sets(CODES)),
    st.sets(st.integers(0, 9)),
)
def test_each_number_of_a_matrix_is_the_length_of_its_list(
    rows: dict[int, set[str]], columns: dict[int, set[str]], every: set[int]
) -> None:
    matrix = count_matrix(every, rows, columns, "abcde", "abcde")

    def bears(tags: dict[int, set[str]], pk: int, code: str) -> bool:
        return code in tags.get(pk, ()) if code != NOTHING else not tags.get(pk)

    for (row, column), n in matrix.cells.items():
        assert n == sum(bears(rows, pk, row) and bears(columns, pk, column) for pk in every)
    for row, n in matrix.rows.items():
        assert n == sum(bears(rows, pk, row) for pk in every)
