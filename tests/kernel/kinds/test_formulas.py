"""Formulas of a line: exact, never 0 for what is not known, and nothing in them but fields, numbers and four signs."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.kinds.language.formulas import parse_formula

NAMES = ("a", "b", "c")
NUMBERS = st.decimals(min_value=-(10**6), max_value=10**6, places=4)
TREES = st.recursive(
    st.sampled_from(NAMES) | st.integers(0, 99).map(str) | st.sampled_from(("0.1", "2.50")),
    lambda inner: st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda one: f"({one[0]} {one[1]} {one[2]})"),
    max_leaves=8,
)


def by_hand(text: str, known: dict[str, Fraction]) -> Fraction | None:
    """The same, by Python's own reckoning with fractions: written numbers become fractions first."""
    parts = text.replace("(", "( ").replace(")", " )").split(" ")
    found = " ".join(f"F('{one}')" if one and not one.strip("0123456789.") else one for one in parts)
    try:
        return Fraction(eval(found, {"F": Fraction, **known}))
    except ZeroDivisionError:
        return None


@given(TREES, NUMBERS, NUMBERS, NUMBERS)
def test_what_comes_out_is_exact(text: str, a: Decimal, b: Decimal, c: Decimal) -> None:
    if not {*NAMES} & {*text}:
        text = f"(a + {text})"
    known = {"a": a, "b": b, "c": c}
    assert parse_formula(text).value(known) == by_hand(text, {name: Fraction(one) for name, one in known.items()})


@given(TREES, st.sampled_from(NAMES))
def test_what_takes_something_unknown_is_unknown(text: str, name: str) -> None:
    read = parse_formula(f"{name} + {text}")
    assert read.value({one: None if one == name else 1 for one in NAMES}) is None
    assert read.value({one: 1 for one in NAMES if one != name}) is None


def test_it_is_said_as_people_write_it() -> None:
    read = parse_formula("(income - rent) / household * 0.5")
    assert read.names == ("income", "rent", "household")
    assert read.said({"income": "3000", "rent": "600", "household": "4"}) == "((3000 − 600) ÷ 4) × 0.5"
    assert read.value({"income": 3000, "rent": Decimal("600.50"), "household": 0}) is None


@pytest.mark.parametrize(
    "text",
    [
        "", "3", "a +", "a ** b", "a // b", "-a", "a % b", "f(a)", "a.b", "a[0]", "a if b else c", "a + '1'",
        "a + True", "a + 1j", "lambda: a", "a, b", "a < b", "__import__('os')", "a + 1e400", "a" * 300,
        "(" * 500 + "a" + ")" * 500,
        "a + \x00",
    ],
)  # fmt: skip
def test_what_is_no_formula_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_formula(text)
