"""Numbers of people are masked wherever they stand in a recognised text, and figures stay."""

from __future__ import annotations

import pytest

from luoshi.codes.personal_numbers import mask_personal_numbers


@pytest.mark.parametrize(
    ("words", "masked"),
    [
        ("身份证 630102199001011234 电话13800138000", "身份证 630*************34 电话138****8000"),
        ("63010219900101123X", "630*************3X"),
        ("630102 19900101 1234", "630*************34"),
        ("630102199001\n011234", "630*************34"),
        ("６３０１０２１９９００１０１１２３４", "630*************34"),
        ("63O1021990O1011234", "63O*************34"),  # recognised with letters
        ("630102900101123", "630**********23"),
        ("6222021234567890123", "***************0123"),
        ("6222 0212 3456 7890 123", "***************0123"),
        ("138 0013 8000、139-0013-8000", "138****8000、139****8000"),
        ("+86 13800138000", "138****8000"),
        ("手机号\n13800138000", "手机号\n138****8000"),
        ("0971-6123456", "***********"),
        ("（0971）6123456", "***********"),
        ("联系电话 | 6123456", "联系电话 | *******"),
        ("姓名 | 电话\n王明 | 6123456", "姓名 | 电话\n王明 | *******"),
    ],
)
def test_numbers_of_people_are_masked_however_they_are_written(words: str, masked: str) -> None:
    assert mask_personal_numbers(words) == masked


@pytest.mark.parametrize(
    "words",
    [
        "共52场，1.2万人次",
        "2026年3月5日，收入1,234,567,890元",
        "投资12345678901.5元",
        "投资138001380000元",
        "2026\n1234\n5678",
        "12 30 45 60",
        "电话 | 20260305",
        "统一社会信用代码91630000MA752X1234",
        "接待6123456人，电话未登记",
    ],
)
def test_figures_and_codes_stay(words: str) -> None:
    assert mask_personal_numbers(words) == words
