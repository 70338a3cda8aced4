"""An indicator that is worked out from others: its units go together, it ends, and a share comes from sums."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.facts.base.rules.formulas import (
    FormulaOutcome,
    compared_faults,
    find_formula_cycle,
    sort_formula_codes,
    unit_faults,
    worked_out,
)
from luoshi.figures.units import unit_scale
from luoshi.kernel.kinds.language.formulas import parse_formula

OF_UNIT = {"元": "paid given", "人": "people heads", "家": "firms", "户": "others", "件": "held", "亩": "area"}
UNITS = {name: unit for unit, names in OF_UNIT.items() for name in names.split()}
UNITS |= {"field": "公顷", "rate": "%", "other": "%", "mill": "‰", "points": "百分点", "large": "亿元", "crop": "元/亩"}


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("paid + given", "元"),
        ("paid / given", "%"),
        ("firms / others", "%"),  # both count firms
        ("paid / people", "元"),
        ("held / people * 10000", "件"),
        ("people / heads", "倍"),
        ("paid - given * 1.2", "元"),
        ("(paid - given) / given", "%"),
        ("area + field", "亩"),  # of one family: 15 亩 are a hectare
        ("paid + large", "万元"),
        ("paid + 10", "元"),
        ("rate - other", "百分点"),
        ("rate + points", "%"),
        ("rate - points", "%"),
        ("(rate + other) / 2", "%"),
        ("(rate - other) / other", "%"),
        ("rate + mill", "%"),
        ("1 - rate", "%"),
        ("rate - 0.02", "百分点"),
        ("paid * rate", "元"),
        ("(paid - given) / given", "百分点"),  # what a part pulls the whole by
        ("crop * area", "元"),
        ("paid / area", "元/亩"),
    ],
)
def test_what_goes_together_in_units_is_right(text, unit):
    assert unit_faults(parse_formula(text), unit, UNITS) == []


@pytest.mark.parametrize(
    ("text", "unit", "code"),
    [
        ("paid + people", "元", "added"),
        ("area + 10", "亩", "number"),  # 10 亩, or 10 square metres?
        ("large - 1", "亿元", "number"),
        ("rate - other", "%", "points"),
        ("paid / given - firms / others", "%", "points"),
        ("rate + people", "%", "added"),
        ("points - rate", "百分点", "added"),
        ("rate * paid", "百分点", "share"),
        ("paid / people", "元/亩", "outcome"),
        ("paid * rate / 100", "元", "hundred"),
        ("paid / given * 100", "%", "hundred"),
        ("100 * (rate + other)", "%", "hundred"),
        ("paid + given * mill / 1000", "元", "hundred"),
        ("paid / 0", "元", "zero"),
        ("paid / (1 - 1)", "元", "zero"),
        ("paid / people", "%", "share"),
        ("paid + given", "人", "outcome"),
        ("held / people", "人", "outcome"),
        ("paid * people", "元", "outcome"),
    ],
)
def test_what_does_not_is_named(text, unit, code):
    assert [fault.code for fault in unit_faults(parse_formula(text), unit, UNITS)] == [code]


def test_a_circle_is_shown_as_one():
    formulas = {"a": parse_formula("b + c"), "b": parse_formula("d / e"), "d": parse_formula("a + e")}
    assert find_formula_cycle(formulas) == ["a", "b", "d", "a"]
    assert find_formula_cycle({"a": parse_formula("a + b")}) == ["a", "a"]
    assert (
        find_formula_cycle({"a": parse_formula("b + b"), "c": parse_formula("a + b"), "d": parse_formula("a + c")})
        == []
    )


@given(st.permutations("abcdef"))
def test_each_is_worked_out_behind_what_it_needs(names):
    formulas = {name: parse_formula(" + ".join([*names[:at], "x"])) for at, name in enumerate(names)}
    found = sort_formula_codes(dict(sorted(formulas.items())))
    assert find_formula_cycle(formulas) == [] and found == list(names)


def test_a_rate_of_several_comes_from_their_sums():
    """Domain sheet 03 §3.2: 30 of 100 and 90 of 900 are 12 per cent; the mean of both rates would be 20."""
    share = parse_formula("part / whole")
    units = [{"part": Fraction(30), "whole": Fraction(100)}, {"part": Fraction(90), "whole": Fraction(900)}]
    together = {name: sum((unit[name] for unit in units), Fraction(0)) for name in ("part", "whole")}
    assert worked_out(share, "%", together, {}).value == 12
    assert worked_out(share, "%", {"part": None, "whole": Fraction(3)}, {}) == FormulaOutcome()


def test_what_is_divided_by_0_says_by_what() -> None:
    known = {"part": Fraction(1), "whole": Fraction(3), "less": Fraction(3)}
    assert worked_out(parse_formula("part / whole"), "%", {**known, "whole": Fraction(0)}, {}) == FormulaOutcome(
        zero="whole"
    )
    assert worked_out(parse_formula("1 + part / (whole - less)"), "%", known, {}) == FormulaOutcome(zero="whole − less")


PER_CENT = dict.fromkeys("ab", "%")


@pytest.mark.parametrize(
    ("text", "unit", "known", "units", "outcome"),
    [
        ("b - a", "百分点", {"a": "1.5", "b": "2.5"}, PER_CENT, "1"),
        ("a - b", "百分点", {"a": "1.5", "b": "2.5"}, PER_CENT, "-1"),
        ("a + b", "%", {"a": "30", "b": "55"}, PER_CENT, "85"),
        ("(a + b) / 2", "%", {"a": "30", "b": "55"}, PER_CENT, "42.5"),
        ("a * b", "人", {"a": "12000", "b": "11.125"}, {"a": "人", "b": "%"}, "1335"),
        ("a * b", "万元", {"a": "1.2", "b": "5"}, {"a": "亿元", "b": "‰"}, "60"),
        ("a / b", "%", {"a": "30", "b": "1"}, {"a": "万元", "b": "亿元"}, "0.3"),
        ("a / b", "万元/亩", {"a": "30", "b": "2"}, {"a": "万元", "b": "公顷"}, "1"),
        ("1 - a", "%", {"a": "2.5"}, PER_CENT, "97.5"),
    ],
)
def test_a_percentage_is_a_number_over_100_and_each_unit_has_its_size(text, unit, known, units, outcome) -> None:
    """LINES-A X16: 2.5 % less 1.5 % is a point; 11.125 % of 12,000 are 1335."""
    made = parse_formula(text)
    assert unit_faults(made, unit, units) == []
    assert worked_out(made, unit, {name: Fraction(value) for name, value in known.items()}, units).value == Fraction(
        outcome
    )


TREES = st.recursive(
    st.sampled_from(["a", "b", "c", "d", "2", "0.5", "100"]),
    lambda inner: st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda each: f"({' '.join(each)})"),
    max_leaves=8,
)
OF_ALL = ["%", "‰", "百分点", "元", "万元", "亿元", "亩", "公顷", "人", "万人", "倍", ""]


@given(
    TREES.filter(lambda text: any(name in text for name in "abcd")),
    st.fixed_dictionaries({name: st.fractions(-1000, 1000, max_denominator=100) for name in "abcd"}),
    st.fixed_dictionaries({name: st.sampled_from(OF_ALL) for name in "abcd"}),
    st.sampled_from(OF_ALL),
)
def test_a_formula_over_mixed_units_equals_the_same_over_bare_base_values(text, known, units, unit) -> None:
    made = parse_formula(text)
    bare = made.value({name: value * unit_scale(units[name]) for name, value in known.items()})
    found = worked_out(made, unit, known, units)
    assert found.value == (None if bare is None else bare / unit_scale(unit))
    assert bool(found.zero) is (bare is None)


@pytest.mark.parametrize(
    ("left", "right", "codes"),
    [
        ("paid", "large + given", []),
        ("rate", "firms / others", []),
        ("paid", "people", ["compared"]),
        ("paid + people", "paid", ["added"]),
    ],
)
def test_what_is_compared_is_of_one_sort(left, right, codes) -> None:
    assert [fault.code for fault in compared_faults(parse_formula(left), parse_formula(right), UNITS)] == codes


def test_worked_tables_of_the_field():
    """Domain sheet 03 §3.5, of 2024: 29.70 + 191.57 = 221.27; 789 + 1101 = 1890; 171.22 of 222.20 is 77.06 %."""
    tenth = Fraction(1, 100)
    assert worked_out(parse_formula("a + b"), "人", {"a": 2970 * tenth, "b": 19157 * tenth}, {}).value == 22127 * tenth
    assert worked_out(parse_formula("a + b"), "个", {"a": Fraction(789), "b": Fraction(1101)}, {}).value == 1890
    share = worked_out(parse_formula("a / b"), "%", {"a": 17122 * tenth, "b": 22220 * tenth}, {}).value
    assert share is not None and round(share, 2) == Fraction("77.06")
