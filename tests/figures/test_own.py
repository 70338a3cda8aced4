"""A figure is shown and typed in the unit in which the paper writes it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.figures.units import SIZES
from luoshi.figures.written_units import Own, asked_in, own_unit, parse_typed_figure, with_unit


@pytest.mark.parametrize(
    ("quote", "unit", "own"),
    [
        ("2200万元", "元", "万元"),
        ("超过10000亿元", "元", "亿元"),
        ("1.5万户", "户", "万户"),
        ("1.2万亿元", "元", "万亿元"),
        ("5000多万元", "元", "万元"),
        ("二十万亩", "亩", "万亩"),
        ("30家", "家", "家"),
        ("22000000元", "元", "元"),
        ("8%以上", "%", "%"),
        ("3万㎡", "平方米", "万平方米"),
        ("10万余人次", "人次", "万人次"),
        ("2.3万", "", "万"),
        ("亿元企业5家", "家", "家"),
        ("亿元以上项目3个", "个", "个"),
    ],
)
def test_a_figures_own_unit_is_the_one_in_which_it_was_written(quote, unit, own):
    assert own_unit(quote, unit).unit == own


def test_a_value_is_shown_in_its_own_unit_and_exactly():
    assert Own("元", "万").figure(Decimal(22000000)) == "2200万元"
    assert Own("元", "亿").figure(Decimal("1050000000000.5")) == "10500.000000005亿元"
    assert Own("家").figure(Decimal("30.0000")) == "30家"
    assert Own().figure(7) == "7"


@pytest.mark.parametrize(
    ("text", "own", "value"),
    [
        ("2200", Own("元", "万"), "22000000"),
        ("2,200.5", Own("元", "万"), "22005000"),
        ("0.22亿元", Own("元", "万"), "22000000"),
        ("2200万", Own("元"), "22000000"),
        ("22000000元", Own("元", "万"), "22000000"),
        ("500千克", Own("吨"), "0.5"),
        ("-1.2", Own("%"), "-1.2"),
        ("6.5%", Own("%"), "6.5"),
        (" 12 家 ", Own("个"), "12"),
        (".5", Own("亩"), "0.5"),
        ("3万", Own(), "30000"),
        ("3万", Own("", "万"), "30000"),
        ("1.2亿", Own("元"), "120000000"),
        ("1.2", Own("亿元"), "1.2"),
        ("1.2亿元", Own("亿元"), "1.2"),
        ("12000万元", Own("亿元"), "1.2"),
        ("8", Own("亿元", other="万元"), "0.0008"),
        ("80000元", Own("亿元", other="万元"), "0.0008"),
        ("30", Own("公顷", other="亩"), "2"),
        ("3万", Own("公顷", other="亩"), "2000"),
        ("5千粒", Own("粒"), "5000"),
    ],
)
def test_a_bare_number_is_meant_in_the_own_unit_and_any_other_in_what_it_says(text, own, value):
    assert parse_typed_figure(text, own) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "own", "wrong"),
    [
        ("", Own("元"), "number"),
        ("两个", Own("个"), "number"),
        ("-", Own("个"), "number"),
        ("1e9", Own("个"), "number"),
        ("1,2", Own("个"), "number"),
        ("5亩", Own("元", "万"), "unit"),
        ("3家", Own(), "unit"),
        ("1亩", Own("平方米"), "ends"),
        ("1.2亿", Own("亿元"), "both"),
        ("2200万", Own("元", "万"), "both"),
        ("3万", Own("亿元", other="万元"), "both"),
        ("3万粒", Own("颗"), "unit"),
        ("2%", Own("百分点"), "unit"),
        ("9" * 100, Own("元"), "number"),
    ],
)
def test_what_cannot_be_meant_is_refused(text, own, wrong):
    with pytest.raises(ValueError, match=wrong):
        parse_typed_figure(text, own)


@pytest.mark.parametrize(
    ("kept", "unit", "own"),
    [
        ("元", "万元", Own("元", "万")),
        ("亿元", "万元", Own("亿元", other="万元")),
        ("万元", "元", Own("万元", other="元")),
        ("人", "万", Own("人", "万")),
        ("公顷", "万亩", Own("公顷", other="万亩")),
        ("粒", "万粒", Own("粒", "万")),
        ("㎡", "平方米", Own("㎡")),
        ("元", "", Own("元")),
    ],
)
def test_a_unit_of_one_family_is_asked_in_another(kept, unit, own):
    assert asked_in(kept, unit) == own


@pytest.mark.parametrize(("kept", "unit"), [("元", "人"), ("万元", "万"), ("", "元"), ("%", "百分点"), ("粒", "颗")])
def test_a_unit_that_is_not_understood_is_no_unit(kept, unit):
    with pytest.raises(ValueError, match="unit"):
        asked_in(kept, unit)


def test_a_value_without_end_in_the_own_unit_is_shown_in_that_in_which_it_is_kept():
    own = Own("亩", other="公顷")
    assert [own.number(Decimal(number)) for number in (30, 1)] == ["2", "1亩"]
    assert parse_typed_figure(own.number(Decimal(1)), own) == 1 and own.figure(Decimal(1)) == "1亩"


@pytest.mark.parametrize(
    ("text", "unit", "wanted"),
    [
        ("8", "万元", "8万元"),
        ("8", "", "8"),
        ("8元", "万元", "8元"),
        ("8万", "元", "8万元"),
        ("无", "万元", "无"),
    ],
)
def test_the_unit_of_a_head_is_that_of_a_number_which_says_none(text, unit, wanted):
    assert with_unit(text, unit) == wanted


def test_a_size_in_the_head_and_another_in_the_cell_are_a_question():
    with pytest.raises(ValueError, match="both"):
        with_unit("8万", "万元")


@given(
    st.decimals(-(10**10), 10**10, places=4), st.sampled_from(sorted(SIZES)), st.sampled_from(["元", "户", "吨", ""])
)
def test_what_is_shown_can_be_typed_back(value, word, unit):
    own = Own(unit, word)
    assert parse_typed_figure(own.number(value), own) == value
    assert parse_typed_figure(own.figure(value), own) == value
