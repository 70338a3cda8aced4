"""What a list says in little room: short names of units, of which no two are the same, and thousands in numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.desk.lists.rules import (
    ListedUnit,
    align_decimals,
    common_place,
    cut_place,
    group_digits,
    shorten_unit_names,
)

OFFICE = "云岭县督查室"


@pytest.mark.parametrize(
    ("names", "place"),
    [
        (["云岭县财政局", "云岭县水利局"], "云岭县"),
        (["黔山州云岭县财政局", "黔山州云岭县水利局"], "黔山州云岭县"),
        (["黔山州财政局", "黔山州云岭县财政局", "黔山州云岭县水利局", "黔山州水利局"], "黔山州"),
        (["云岭县城区管理局", "云岭县财政局", "青石镇"], "云岭县"),
        (["云岭县", "云岭县财政局"], ""),  # only one name has more than the place
        (["云岭县财政局", "白河县财政局"], ""),
        (["云岭县财政局"], ""),
        ([], ""),
    ],
)
def test_the_place_that_names_share(names: list[str], place: str) -> None:
    assert common_place(names) == place


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("云岭县财政局", "县财政局"),
        ("云岭县委办公室", "县委办公室"),
        ("云岭县青石镇", "青石镇"),
        ("云岭县城关街道", "城关街道"),
        ("云岭县", "云岭县"),
        ("青石镇", "青石镇"),
        ("白河县财政局", "白河县财政局"),
    ],
)
def test_a_name_without_its_place(name: str, short: str) -> None:
    assert cut_place(name, "云岭县") == short


def called(*units: ListedUnit, office: str = OFFICE) -> list[str]:
    return list(shorten_unit_names(dict(enumerate(units)), office).values())


def test_a_unit_is_called_by_its_abbreviation_or_without_the_place() -> None:
    assert called(ListedUnit("云岭县科学技术局", "县科技局"), ListedUnit("云岭县财政局")) == ["县科技局", "县财政局"]
    assert called(ListedUnit("云岭县财政局")) == ["县财政局"]
    assert called(ListedUnit("云岭县财政局"), office="") == ["云岭县财政局"]


def test_two_units_that_would_be_called_the_same_are_called_by_their_whole_names() -> None:
    assert called(ListedUnit("云岭县科学技术局", "科技局"), ListedUnit("白河县科学技术局", "科技局")) == [
        "云岭县科学技术局",
        "白河县科学技术局",
    ]
    # One is called in short what the other is called in full.
    assert called(ListedUnit("办公室", code="A"), ListedUnit("云岭县科学技术协会办公室", "办公室", "B")) == [
        "办公室",
        "云岭县科学技术协会办公室",
    ]
    assert called(ListedUnit("办公室", code="A1"), ListedUnit("办公室", code="B1")) == ["办公室 A1", "办公室 B1"]
    assert called(ListedUnit("办公室"), ListedUnit("办公室")) == ["办公室 #0", "办公室 #1"]


names = st.text("云岭县白河市镇财政局办公室 #01", max_size=8)


@given(st.dictionaries(st.integers(0, 40), st.builds(ListedUnit, names, names, names), max_size=12), names)
def test_two_units_never_get_the_same_name(units: dict[int, ListedUnit], office: str) -> None:
    found = shorten_unit_names(units, office)
    assert found.keys() == units.keys() and len({*found.values()}) == len(units)


@pytest.mark.parametrize(
    ("text", "grouped"),
    [
        ("0", "0"),
        ("999", "999"),
        ("1000", "1,000"),
        ("1234567.50", "1,234,567.50"),
        ("-20000", "-20,000"),
        ("", ""),
        ("2026-01-01", "2026-01-01"),
        ("约1000", "约1000"),
    ],
)
def test_thousands(text: str, grouped: str) -> None:
    assert group_digits(text) == grouped


@pytest.mark.parametrize(
    ("texts", "aligned"),
    [
        (["88.9", "91.375", "", "1,050"], ["88.900", "91.375", "", "1,050.000"]),
        (["301", "-0.5"], ["301.0", "-0.5"]),
        (["2026", "7"], ["2026", "7"]),
        (["1.5", "约3", "—"], ["1.5", "约3", "—"]),
    ],
)
def test_the_numbers_of_a_column_have_as_many_decimals(texts: list[str], aligned: list[str]) -> None:
    assert align_decimals(texts) == aligned


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=4))
def test_a_grouped_number_is_the_same_number(number: Decimal) -> None:
    assert Decimal(group_digits(f"{number:f}").replace(",", "")) == number
