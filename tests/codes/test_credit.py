from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.codes import credit
from luoshi.codes.model import CodeRemark


@pytest.mark.parametrize(
    "code",
    [
        "91350100M000100Y43",
        "516300005000002340",
        "51630000500000111Y",
        "5163000050000004X3",
        "51630000500000090E",
        "93630121MA00000233",
        "N2630121MF00000132",
    ],
)
def test_right_codes_pass_without_a_warning(code):
    checked = credit.check_credit_code(code)
    assert (checked.value, checked.errors) == (code, ())
    assert [remark.code for remark in checked.warnings if remark.code != "credit.inner_check"] == []


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("91350100M000100Y4Z", CodeRemark("credit.character", {"character": "Z", "place": 18})),
        ("91350100M00010OY43", CodeRemark("credit.character", {"character": "O", "place": 15})),
        ("91350100M000100Y34", CodeRemark("credit.check")),
        ("91350100M000010Y43", CodeRemark("credit.check")),
        ("516300005000000150", CodeRemark("credit.check")),
        ("19350100M000100Y43", CodeRemark("credit.check")),
        ("91630100MA0000015", CodeRemark("credit.length", {"length": 17})),
        ("", CodeRemark("credit.length", {"length": 0})),
    ],
)
def test_wrong_codes_say_what_is_wrong(code, error):
    assert credit.check_credit_code(code).errors == (error,)


def test_the_standards_example_has_the_check_character_3():
    assert credit.check_character("91350100M000100Y4") == "3"


def test_a_letter_taken_for_a_digit_is_suggested_and_not_silently_mended():
    checked = credit.check_credit_code("91350100M00010OY43")
    assert not checked.valid
    assert checked.suggestion == "91350100M000100Y43"


def test_no_suggestion_where_the_mended_code_would_be_wrong_too():
    assert credit.check_credit_code("91350100M00010OY44").suggestion is None


def test_blanks_full_width_and_small_letters_are_one_code():
    assert credit.check_credit_code(" 91350100 m000100y４３ ").value == "91350100M000100Y43"


def _with_check(first: str) -> str:
    return first + credit.check_character(first)


def test_a_place_that_is_in_no_table_is_only_a_warning():
    checked = credit.check_credit_code(_with_check("91991234M000100Y4"))
    assert checked.valid
    assert CodeRemark("credit.division", {"division": "991234"}) in checked.warnings


def test_a_body_registered_by_the_state_has_a_known_place():
    codes = [remark.code for remark in credit.check_credit_code(_with_check("51100000500000234")).warnings]
    assert "credit.division" not in codes


def test_an_unknown_kind_of_body_is_only_a_warning():
    checked = credit.check_credit_code(_with_check("58630000500000234"))
    assert checked.valid
    assert checked.warnings == (CodeRemark("credit.kind", {"kind": "58"}),)


def test_an_inner_check_that_fails_is_only_a_warning():
    checked = credit.check_credit_code(_with_check("51630000500000235"))
    assert checked.valid
    assert checked.warnings == (CodeRemark("credit.inner_check"),)


FIRST = st.text(credit.ALPHABET, min_size=17, max_size=17)


@given(FIRST, st.integers(0, 17), st.sampled_from(credit.ALPHABET))
def test_any_single_wrong_character_is_found(first, place, char):
    code = _with_check(first)
    changed = code[:place] + char + code[place + 1 :]
    assert credit.check_credit_code(changed).valid is (changed == code)


@given(st.text())
def test_no_text_whatever_breaks_the_check(text):
    assert credit.check_credit_code(text).valid in (True, False)
