"""Doses, fertilisers and grades: the worked vectors of sheet 04, exact until they are printed."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.lines.soil.rules import (
    Doses,
    FertiliserGrade,
    NutrientBalance,
    bounds_broken,
    compound_fertilisers,
    grade_of,
    one_decimal,
    plot_amounts,
    soil_mass,
    straight_fertilisers,
)

CONTENTS = {
    "dap": FertiliserGrade(Fraction(18), Fraction(46), Fraction(0)),
    "ssp": FertiliserGrade(Fraction(0), Fraction(12), Fraction(0)),
    "urea": FertiliserGrade(Fraction(46), Fraction(0), Fraction(0)),
    "kcl": FertiliserGrade(Fraction(0), Fraction(0), Fraction(60)),
    "sulphate": FertiliserGrade(Fraction(0), Fraction(0), Fraction(50)),
}
MASS = soil_mass(20, Decimal("1.125"))
UPTAKE = {"n": "3", "p": "1", "k": "2.5"}
TESTED = {"n": 90, "p": 12, "k": 130}
CORRECTED = {"n": "0.55", "p": "1.30", "k": "0.42"}
RECOVERED = {"n": 38, "p": 22, "k": 45}


def balance(name: str, **more: object) -> NutrientBalance:
    """The spring wheat of the sheet: 400 kg a mu, coefficients on the basis of oxides."""
    given = {
        "goal": 400,
        "uptake": Fraction(UPTAKE[name]),
        "tested": TESTED[name],
        "coefficient": Fraction(CORRECTED[name]),
        "recovery": RECOVERED[name],
        "mass": MASS,
    }
    return NutrientBalance(**{**given, **more})  # type: ignore[arg-type]


def doses(n: str, p: str, k: str) -> Doses:
    return Doses(Fraction(n), Fraction(p), Fraction(k))


def rounded(amounts: dict[str, Fraction]) -> dict[str, str]:
    return {name: f"{float(amount):.2f}" for name, amount in amounts.items()}


def test_the_mass_of_the_soil_is_exact() -> None:
    assert Fraction("0.15") == MASS
    assert soil_mass(40, Decimal("1.125")) == Fraction("0.3")


def test_doses_of_the_worked_wheat() -> None:
    assert {name: round(float(balance(name).dose(name, "oxide")), 3) for name in "npk"} == {
        "n": 12.039, "p": 7.545, "k": 4.022
    }  # fmt: skip
    assert balance("p").dose("p", "oxide") == Fraction("1.66") / Fraction("0.22")  # nothing is rounded on the way


def test_a_coefficient_of_the_element_converts_the_test_first() -> None:
    """The unit trap: the same phosphorus on the other basis gives quite another dose."""
    given = balance("p", coefficient=Fraction("0.5"))
    of_oxide, of_element = (given.dose("p", basis) for basis in ("oxide", "element"))
    assert of_oxide - of_element == Fraction("0.9") * (Fraction("2.2914") - 1) / Fraction("0.22")
    assert balance("n").dose("n", "element") == balance("n").dose("n", "oxide")


def test_a_soil_that_has_enough_gets_nothing_and_never_less() -> None:
    assert balance("p", tested=60).dose("p", "oxide") == 0
    assert Doses(Fraction(1), Fraction(0), Fraction(2)).needless == ("p",)


@given(*[st.decimals(min_value=0, max_value=2000, places=2) for _field in range(3)])
def test_no_dose_is_negative(goal: Decimal, tested: Decimal, coefficient: Decimal) -> None:
    assert balance("k", goal=goal, tested=tested, coefficient=coefficient).dose("k", "element") >= 0


@pytest.mark.parametrize(
    ("wanted", "made"),
    [
        (("12", "6", "4.5"), {"dap": "13.04", "urea": "20.98", "kcl": "7.50"}),
        (("12.039", "7.545", "4.022"), {"dap": "16.40", "urea": "19.75", "kcl": "6.70"}),
        (("2", "8", "3"), {"dap": "11.11", "ssp": "24.07", "kcl": "5.00"}),
    ],
)
def test_straight_fertilisers(wanted: tuple[str, str, str], made: dict[str, str]) -> None:
    assert rounded(straight_fertilisers(doses(*wanted), CONTENTS)) == made


def test_a_compound_covers_the_smallest_need_and_the_rest_is_straight() -> None:
    equal = FertiliserGrade(Fraction(15), Fraction(15), Fraction(15))
    made = compound_fertilisers(doses("8.5", "4.8", "6.5"), equal, CONTENTS, "sulphate")
    assert rounded(made) == {"compound": "32.00", "urea": "8.04", "sulphate": "3.40"}


def test_a_plot_is_rounded_once_to_half_a_kilogram() -> None:
    a_mu = straight_fertilisers(doses("12.039", "7.545", "4.022"), CONTENTS)
    assert rounded(plot_amounts(a_mu, Decimal("3.5"), CONTENTS)) == {"dap": "57.50", "urea": "69.00", "kcl": "23.50"}


def test_rounding_never_moves_the_nitrogen_of_a_small_plot_by_more_than_five_per_cent() -> None:
    a_mu = {"urea": Fraction("7.4")}
    assert plot_amounts(a_mu, Decimal("0.1"), CONTENTS) == {"urea": Fraction("0.7")}  # half a kilogram is 32 % less


def test_a_border_belongs_to_the_better_grade() -> None:
    below = [("g6", 3), ("g5", 5), ("g4", 10), ("g3", 20), ("g2", 40), ("g1", None)]
    found = {value: grade_of(Decimal(value), below) for value in ("2.9", "3", "19.99", "20", "40", "41")}
    assert found == {"2.9": "g6", "3": "g5", "19.99": "g3", "20": "g2", "40": "g1", "41": "g1"}
    assert grade_of(None, below) == ""


def test_results_outside_of_what_a_soil_can_have_are_named() -> None:
    bounds = {"ph": (3, 11), "p": (Fraction("0.5"), 300)}
    assert bounds_broken({"ph": Decimal("11.1"), "p": Decimal("0.5"), "k": Decimal(5)}, bounds) == ["ph"]
    assert bounds_broken({"ph": None}, bounds) == []


def test_a_card_says_one_decimal_at_most() -> None:
    assert [one_decimal(Fraction(text)) for text in ("16.402", "7.5", "7.0", "19.753", "0.05")] == [
        "16.4", "7.5", "7", "19.8", "0.1"
    ]  # fmt: skip
