"""Pure decisions: doses by nutrient balance, what fertiliser they take, grades, and the day of the next sampling.

Everything is exact: numbers are fractions, and only what is stored or printed is rounded, once. Sources: sheet 04 of
the requirements, after 测土配方施肥技术规范 and NY/T 2911-2016.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

Number = Decimal | Fraction | int
MU = Fraction(2000, 3)  # m²
OXIDE = {"n": Fraction(1), "p": Fraction("2.2914"), "k": Fraction("1.2046")}  # P₂O₅ of P, K₂O of K
GRADED = ("om", *OXIDE)  # what samples and points are graded by
PLOT_STEPS = (Fraction(1, 2), Fraction(1, 10))  # kg to which a plot is rounded; the second where the first goes too far
LEFT = Fraction(5, 100)  # how far rounding may move the nitrogen of a plot


def soil_mass(layer: Number, density: Number) -> Fraction:
    """Return the factor from mg/kg to kg a mu: of 20 cm at 1.125 g/cm³ it is exactly 0.15."""
    return MU * Fraction(layer) * Fraction(density) / 100_000


@dataclass(frozen=True)
class NutrientBalance:
    """What the dose of one nutrient is reckoned from.

    Attributes:
        goal: the harvest aimed at, kg a mu.
        uptake: kg of N, P₂O₅ or K₂O in 100 kg of product.
        tested: mg/kg of the element.
        coefficient: by which the test is corrected.
        recovery: per cent of the fertiliser that the crop takes up.
        mass: ``soil_mass``.
    """

    goal: Number
    uptake: Number
    tested: Number
    coefficient: Number
    recovery: Number
    mass: Fraction

    def dose(self, nutrient: str, basis: str) -> Fraction:
        """Return the dose in kg a mu; 0 where the soil has enough.

        Args:
            nutrient: n, p or k.
            basis: ``oxide``: the coefficient was derived with oxides; ``element``: the test is converted first.
        """
        factor = OXIDE[nutrient] if basis == "element" else Fraction(1)
        need = Fraction(self.goal) * Fraction(self.uptake) / 100
        soil = Fraction(self.tested) * self.mass * Fraction(self.coefficient) * factor
        return max(Fraction(0), (need - soil) / (Fraction(self.recovery) / 100))


class FertiliserGrade(NamedTuple):
    """Per cent of N, P₂O₅ and K₂O in a fertiliser."""

    n: Fraction
    p: Fraction
    k: Fraction


@dataclass(frozen=True)
class Doses:
    """Doses in kg of N, P₂O₅ and K₂O a mu."""

    n: Fraction
    p: Fraction
    k: Fraction

    @property
    def needless(self) -> tuple[str, ...]:
        """The nutrients of which nothing is to be given in this season."""
        return tuple(name for name in OXIDE if getattr(self, name) == 0)


def straight_fertilisers(
    doses: Doses, contents: Mapping[str, FertiliserGrade], potash: str = "kcl"
) -> dict[str, Fraction]:
    """Return kg a mu of diammonium phosphate, superphosphate, urea and potash.

    Phosphate comes from diammonium phosphate as far as its nitrogen is wanted, the rest from superphosphate.

    Args:
        contents: of ``dap``, ``ssp``, ``urea`` and the potash.
    """
    dap_n, dap_p = contents["dap"].n / 100, contents["dap"].p / 100
    dap = min(doses.p / dap_p, doses.n / dap_n)
    made = {
        "dap": dap,
        "ssp": (doses.p - dap * dap_p) / (contents["ssp"].p / 100),
        "urea": (doses.n - dap * dap_n) / (contents["urea"].n / 100),
        potash: doses.k / (contents[potash].k / 100),
    }
    return {name: amount for name, amount in made.items() if amount}


def lacking_contents(contents: Mapping[str, FertiliserGrade], potash: str = "kcl") -> list[str]:
    """Return the straight fertilisers that lack a content with which doses are reckoned, so that none can be."""
    needed = {"dap": "np", "ssp": "p", "urea": "n", potash: "k"}
    return [
        name
        for name, nutrients in needed.items()
        if name not in contents or not all(getattr(contents[name], nutrient) for nutrient in nutrients)
    ]


def compound_fertilisers(
    doses: Doses, compound: FertiliserGrade, contents: Mapping[str, FertiliserGrade], potash: str = "kcl"
) -> dict[str, Fraction]:
    """Return kg a mu of a compound for the smallest need, and of straight fertilisers for the rest."""
    pairs = [(getattr(doses, name), getattr(compound, name) / 100) for name in OXIDE]
    amount = min((need / share for need, share in pairs if share), default=Fraction(0))
    left = Doses(*(need - amount * share for need, share in pairs))
    made = {"compound": amount, **straight_fertilisers(left, contents, potash)}
    return {name: kg for name, kg in made.items() if kg}


def round_half_up(amount: Fraction, step: Fraction) -> Fraction:
    """Return an amount that is not negative, rounded to a multiple of a step, half up."""
    return (amount / step + Fraction(1, 2)) // 1 * step


def plot_amounts(
    a_mu: Mapping[str, Fraction], area: Number, contents: Mapping[str, FertiliserGrade]
) -> dict[str, Fraction]:
    """Return kg for a plot, rounded to half a kilogram; to 0.1 kg where that moved its nitrogen by more than 5 %."""
    exact = {name: amount * Fraction(area) for name, amount in a_mu.items()}
    nitrogen = _nitrogen(exact, contents)
    for step in PLOT_STEPS:
        rounded = {name: round_half_up(amount, step) for name, amount in exact.items()}
        if abs(_nitrogen(rounded, contents) - nitrogen) <= nitrogen * LEFT:
            break
    return rounded


def _nitrogen(amounts: Mapping[str, Fraction], contents: Mapping[str, FertiliserGrade]) -> Fraction:
    return sum((amount * contents[name].n / 100 for name, amount in amounts.items()), Fraction(0))


def grade_of(value: Number | None, below: Sequence[tuple[str, Number | None]]) -> str:
    """Return the grade of a test value: the first whose number is above it; a border belongs to the better grade.

    Args:
        below: grades from the poorest on with the number below which a value has them; None: all the rest.
    """
    if value is None:
        return ""
    return next((code for code, border in below if border is None or value < border), "")


def bounds_broken(values: Mapping[str, Number | None], bounds: Mapping[str, tuple[Number, Number]]) -> list[str]:
    """Return the names of values that are outside of what a soil can have, so that somebody mistyped them."""
    return [
        name
        for name, (least, most) in bounds.items()
        if (value := values.get(name)) is not None and not least <= value <= most
    ]


def one_decimal(amount: Fraction) -> str:
    """Return an amount as a card says it, with at most one decimal: 16.4, 7."""
    rounded = round_half_up(amount, Fraction(1, 10))
    return f"{rounded.numerator}" if rounded.denominator == 1 else f"{float(rounded):.1f}"


def use_efficiency(full: Number | None, without: Number | None, applied: Number | None) -> Fraction | None:
    """Return per cent of a nutrient applied that the crop took up; None if a number is missing or none was applied.

    Args:
        full: taken up where all nutrients were given; ``without``: where this one was not; kg a mu.
    """
    if full is None or without is None or not applied:
        return None
    return (Fraction(full) - Fraction(without)) / Fraction(applied) * 100
