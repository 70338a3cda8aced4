import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.writing.exact_json import dump_exact_json, format_plain_exact

finite = st.decimals(allow_nan=False, allow_infinity=False, min_value=Decimal("-1e40"), max_value=Decimal("1e40"))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | finite | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("46.50", "46.5"),
        ("46", "46"),
        ("8330.3E8", "833030000000"),
        ("1E+10", "10000000000"),
        ("0.10", "0.1"),
        ("-0.0", "0"),
        ("1E-7", "0.0000001"),
        ("12345678901234567890.123456789", "12345678901234567890.123456789"),
    ],
)
def test_a_number_is_its_shortest_decimal(value, words):
    assert format_plain_exact(Decimal(value)) == words


@given(finite)
def test_a_number_is_exact_and_has_no_exponent(value):
    words = format_plain_exact(value)
    assert Decimal(words) == value
    assert "e" not in words.lower()


def test_what_is_no_number_is_refused():
    with pytest.raises(ValueError, match="finite"):
        format_plain_exact(Decimal("NaN"))


@given(values)
def test_json_gives_back_what_went_in(value):
    back = json.loads(dump_exact_json(value), parse_float=Decimal)
    assert back == value


def test_json_never_holds_a_float():
    with pytest.raises(TypeError):
        dump_exact_json({"a": 0.1}, depth=9)


def test_records_stand_on_one_line_and_chinese_as_it_is():
    assert dump_exact_json({"记录": [{"值": Decimal("2.50")}, {"词": "落实"}]}) == (
        '{\n "记录": [\n  {"值": 2.5},\n  {"词": "落实"}\n ]\n}'
    )


def test_a_broken_character_survives_as_an_escape():
    words = dump_exact_json([["好\ud800"]], depth=1)
    assert words.encode("utf-8") and json.loads(words) == [["好\ud800"]]
