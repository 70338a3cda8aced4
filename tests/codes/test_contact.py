from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.codes import contact


@pytest.mark.parametrize("written", ["13800138000", "+86 138-0013-8000", "0086 13800138000", "１３８００１３８０００"])
def test_a_mobile_number_however_it_is_typed(written):
    checked = contact.check_mobile_number(written)
    assert (checked.value, checked.valid) == ("13800138000", True)


@pytest.mark.parametrize("written", ["12345678901", "1380013800", "138001380001", "", "abc"])
def test_what_is_no_mobile_number_is_refused(written):
    assert [remark.code for remark in contact.check_mobile_number(written).errors] == ["mobile.form"]


@pytest.mark.parametrize(
    "written", ["0971-6123456", "010-62345678", "02162345678", "0755-82345678-801", "4001234567", "12345"]
)
def test_fixed_and_service_numbers_pass(written):
    assert contact.check_telephone_number(written).valid


@pytest.mark.parametrize("written", ["010-6234567", "0971-1123456", "971-6123456", "9001234567", "123456"])
def test_wrong_fixed_numbers_are_refused(written):
    assert not contact.check_telephone_number(written).valid


@pytest.mark.parametrize(("code", "ok"), [("810000", True), ("000000", False), ("81000", False), ("81000a", False)])
def test_postcodes(code, ok):
    assert contact.check_postcode(code).valid is ok


@pytest.mark.parametrize(
    ("address", "ok"), [("zhang@x.cn", True), ("a@b@c", False), ("@x.cn", False), ("a b@x.cn", False), ("a@", False)]
)
def test_email_is_one_at_and_no_blank(address, ok):
    assert contact.check_email_address(address).valid is ok


@pytest.mark.parametrize(
    ("card", "wrong"),
    [("4111 1111 1111 1111", []), ("4111111111111112", ["card.check"]), ("411111111111", ["card.form"])],
)
def test_bank_cards_by_luhn(card, wrong):
    assert [remark.code for remark in contact.bank_card(card).errors] == wrong


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("李　明", "李明"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("𠮷田", "𠮷田"),
        ("欧阳一鸣", "欧阳一鸣"),
        ("Anna Li", "Anna Li"),
    ],
)
def test_names_take_one_dot_and_any_character(written, name):
    checked = contact.person_name(written)
    assert (checked.value, checked.valid) == (name, True)


@pytest.mark.parametrize("written", ["李", "", "李明1", "·李明", "李明·", "张" * 26])
def test_what_is_no_name_is_refused(written):
    assert not contact.person_name(written).valid


def test_masks_leave_what_is_needed_to_recognise_one_and_no_more():
    assert contact.mask_mobile("13800138000") == "138****8000"
    assert contact.mask_email("zhang@x.cn") == "z***@x.cn"
    assert contact.mask_bank_card("4111111111111111") == "************1111"
    assert [contact.mask_name(name) for name in ("张三", "李小明", "欧阳一鸣", "欧阳")] == [
        "张*",
        "李**",
        "欧阳**",
        "欧*",
    ]


def test_what_is_not_of_the_form_is_hidden_wholly():
    assert contact.mask_mobile("1380013800") == "**********"
    assert contact.mask_email("nobody") == "******"
    assert contact.mask_bank_card("1234") == "****"


@given(st.text())
def test_no_text_whatever_breaks_a_check(text):
    for check in (
        contact.check_mobile_number,
        contact.check_telephone_number,
        contact.check_postcode,
        contact.check_email_address,
        contact.bank_card,
    ):
        assert check(text).valid in (True, False)
    assert contact.person_name(text).valid in (True, False)


def test_numbers_among_words_are_masked_and_other_digits_stay():
    words = "张示范 13800138000、座机0971-6123456，投资13800138000123元"
    assert contact.mask_mobiles(words) == "张示范 138****8000、座机0971-6123456，投资13800138000123元"
    assert contact.mask_mobiles("") == ""
