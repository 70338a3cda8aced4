from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.codes import identity
from luoshi.codes.model import CodeRemark

TODAY = date(2026, 11, 20)


def errors(number: str) -> list[str]:
    return [remark.code for remark in identity.check_identity_number(number, today=TODAY).errors]


@pytest.mark.parametrize(
    ("number", "sex"),
    [
        ("11010519491231002X", "female"),
        ("440524188001010014", "male"),
        ("630102190103071238", "male"),
        ("810000190501010014", "male"),
    ],
)
def test_right_numbers_pass_and_tell_the_sex(number, sex):
    assert errors(number) == []
    assert identity.identity_sex(number) == sex


@pytest.mark.parametrize("written", ["11010519491231002x", "11010519491231002Ｘ", " 110105 19491231 002Ｘ"])
def test_the_same_number_however_it_is_typed(written):
    checked = identity.check_identity_number(written, today=TODAY)
    assert (checked.value, checked.valid) == ("11010519491231002X", True)


@pytest.mark.parametrize(
    ("number", "wrong"),
    [
        ("110105194912310021", ["identity.check"]),
        ("11010519491230002X", ["identity.check"]),
        ("11010519491231020X", ["identity.check"]),
        ("630102190702290117", ["identity.date"]),
        ("630102190813010114", ["identity.date"]),
        ("000101190501010031", ["identity.province"]),
        ("1101051949123100", ["identity.length"]),
        ("1101051949123100٢X", ["identity.character"]),
        ("X1010519491231002X", ["identity.character"]),
    ],
)
def test_wrong_numbers_say_what_is_wrong(number, wrong):
    assert errors(number) == wrong


def test_an_unknown_county_is_only_a_warning():
    checked = identity.check_identity_number("630199201211190111", today=TODAY)
    assert (checked.errors, checked.warnings) == ((), (CodeRemark("identity.county", {"county": "630199"}),))


def test_a_known_county_is_no_warning():
    assert identity.check_identity_number("11010519491231002X", today=TODAY).warnings == ()


@pytest.mark.parametrize(("number", "years"), [("630199201211190111", 14), ("630199201211210135", 13)])
def test_age_counts_full_years_on_the_day(number, years):
    assert identity.age_in_years(identity.identity_birth_date(number), TODAY) == years


def test_a_year_is_full_on_the_birthday_itself():
    born = date(1966, 11, 21)
    assert [identity.age_in_years(born, date(2026, 11, day)) for day in (20, 21, 22)] == [59, 60, 60]


def test_born_on_29_february_the_year_is_full_on_1_march():
    born = date(2012, 2, 29)
    assert [identity.age_in_years(born, date(2026, *day)) for day in ((2, 28), (3, 1))] == [13, 14]
    assert identity.age_in_years(born, date(2028, 2, 29)) == 16


def test_nobody_is_born_after_today():
    number = "630102202611210017"
    number = number[:17] + identity.check_character(number)
    assert errors(number) == ["identity.future"]
    assert identity.check_identity_number(number, today=date(2026, 11, 21)).valid


def test_an_old_number_is_wrong_now_and_suggests_its_longer_form():
    checked = identity.check_identity_number("110105491231002", today=TODAY)
    assert (checked.valid, checked.suggestion) == (False, "11010519491231002X")


def test_lists_show_three_and_two_handlers_six_and_four():
    assert identity.mask_identity_number("11010519491231002X") == "110*************2X"
    assert identity.mask_for_handler("11010519491231002X") == "110105********002X"


def test_what_is_too_short_to_hide_partly_is_hidden_wholly():
    assert identity.mask_identity_number("11010") == "*****"


def test_duplicates_are_found_by_key_only():
    one = identity.fingerprint_identity_number("11010519491231002x", b"key")
    assert one == identity.fingerprint_identity_number(" 11010519491231002X", b"key")
    assert one != identity.fingerprint_identity_number("11010519491231002X", b"another key")


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(0, 999), st.integers(0, 16), st.integers(0, 9))
def test_any_single_wrong_digit_is_found(born, sequence, place, digit):
    first = f"110105{born:%Y%m%d}{sequence:03}"
    number = first + identity.check_character(first)
    assert identity.check_identity_number(number, today=TODAY).valid
    changed = number[:place] + str(digit) + number[place + 1 :]
    assert identity.check_identity_number(changed, today=TODAY).valid is (changed == number)


@given(st.text())
def test_no_text_whatever_breaks_the_check_or_slips_through_a_mask(text):
    assert identity.check_identity_number(text, today=TODAY).valid in (True, False)
    assert len(identity.mask_identity_number(text)) == len(text)
