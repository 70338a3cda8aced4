"""An indicator that is worked out from others: its units go together, it ends, and a share comes from sums."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.facts.base.rules.formulas import circle, order, unit_faults, worked_out
from luoshi.records.kinds.formulas import formula

OF_UNIT = {"元": "paid given", "人": "people heads", "家": "firms", "户": "others", "件": "held", "亩": "area"}
UNITS = {name: unit for unit, names in OF_UNIT.items() for name in names.split()} | {"field": "公顷", "rate": "%"}


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("paid + given", "元"),
        ("paid / given", "%"),
        ("firms / others", "%"),  # both count firms
        ("paid / people", "元"),
        ("held / people * 10000", "件"),
        ("people / heads", "倍"),
        ("paid * rate / 100", "元"),
        ("paid - given * 1.2", "元"),
        ("(paid - given) / given", "%"),
        ("area + 10", "亩"),
    ],
)
def test_what_goes_together_in_units_is_right(text, unit):
    assert unit_faults(formula(text), unit, UNITS) == []


@pytest.mark.parametrize(
    ("text", "unit", "code"),
    [
        ("paid + people", "元", "added"),
        ("area + field", "亩", "added"),  # of one family, but not of one size: 15 亩 are a hectare
        ("paid / people", "%", "share"),
        ("paid + given", "人", "outcome"),
        ("held / people", "人", "outcome"),
        ("paid * people", "元", "outcome"),
    ],
)
def test_what_does_not_is_named(text, unit, code):
    assert [one.code for one in unit_faults(formula(text), unit, UNITS)] == [code]


def test_a_circle_is_shown_as_one():
    formulas = {"a": formula("b + c"), "b": formula("d / e"), "d": formula("a + e")}
    assert circle(formulas) == ["a", "b", "d", "a"]
    assert circle({"a": formula("a + b")}) == ["a", "a"]
    assert circle({"a": formula("b + b"), "c": formula("a + b"), "d": formula("a + c")}) == []


@given(st.permutations("abcdef"))
def test_each_is_worked_out_behind_what_it_needs(names):
    formulas = {one: formula(" + ".join([*names[:at], "x"])) for at, one in enumerate(names)}
    found = order(dict(sorted(formulas.items())))
    assert circle(formulas) == [] and found == list(names)


def test_a_rate_of_several_comes_from_their_sums():
    """Domain sheet 03 §3.2: 30 of 100 and 90 of 900 are 12 per cent; the mean of both rates would be 20."""
    share = formula("part / whole")
    units = [{"part": Fraction(30), "whole": Fraction(100)}, {"part": Fraction(90), "whole": Fraction(900)}]
    together = {name: sum((one[name] for one in units), Fraction(0)) for name in ("part", "whole")}
    assert worked_out(share, "%", together) == 12
    assert worked_out(share, "%", {"part": Fraction(1), "whole": Fraction(0)}) is None
    assert worked_out(share, "%", {"part": None, "whole": Fraction(3)}) is None


def test_worked_tables_of_the_field():
    """Domain sheet 03 §3.5, of 2024: 29.70 + 191.57 = 221.27; 789 + 1101 = 1890; 171.22 of 222.20 is 77.06 %."""
    tenth = Fraction(1, 100)
    assert worked_out(formula("a + b"), "人", {"a": 2970 * tenth, "b": 19157 * tenth}) == 22127 * tenth
    assert worked_out(formula("a + b"), "个", {"a": Fraction(789), "b": Fraction(1101)}) == 1890
    share = worked_out(formula("a / b"), "%", {"a": 17122 * tenth, "b": 22220 * tenth})
    assert share is not None and round(share, 2) == Fraction("77.06")
