"""What a card says: fertilisers a mu and for the plot, and its reservations. Pure, but for words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from luoshi.kernel.base.words import words_now
from luoshi.lines.soil.models import NUTRIENTS, SoilFormula
from luoshi.lines.soil.rules import (
    Doses,
    FertiliserGrade,
    NutrientBalance,
    compound_fertilisers,
    one_decimal,
    plot_amounts,
    soil_mass,
    straight_fertilisers,
)

_ = words_now(__name__)


@dataclass(frozen=True)
class CardSource:
    """What a card is written from: the formula, exact doses, the plot in mu, fertilisers with contents and words."""

    formula: SoilFormula
    doses: Doses
    area: Fraction
    contents: Mapping[str, FertiliserGrade]
    words: Mapping[str, str]


def nutrient_balances(sample: object, formula: SoilFormula) -> dict[str, NutrientBalance] | None:
    """Return what each dose is reckoned from; None if the sample or the formula lacks a number."""
    if formula.layer is None or formula.density is None or formula.goal is None:
        return None
    mass, found = soil_mass(formula.layer, formula.density), {}
    for name in NUTRIENTS:
        uptake, coefficient, recovery = (getattr(formula, f"{what}_{name}") for what in "ucr")
        tested = getattr(sample, name)
        if None in (uptake, tested, coefficient) or not recovery:
            return None
        found[name] = NutrientBalance(formula.goal, uptake, tested, coefficient, recovery, mass)
    return found


def formula_potash(formula: SoilFormula) -> str:
    """Return the potash fertiliser of a formula: without chlorine, where that harms the crop."""
    return "sulphate" if formula.chlorine == "yes" else "kcl"


def advice_lines(source: CardSource) -> list[str]:
    """Return a line for straight fertilisers, and one for the compound if the formula has one."""
    potash = formula_potash(source.formula)
    straight = straight_fertilisers(source.doses, source.contents, potash)
    lines = [_("Straight fertilisers: %(list)s") % {"list": _listed(straight, source, split=True)}]
    compound = FertiliserGrade(*(Fraction(getattr(source.formula, f"mix_{name}") or 0) for name in NUTRIENTS))
    if any(compound):
        mixed = compound_fertilisers(source.doses, compound, source.contents, potash)
        lines.append(
            _("Compound %(content)s: %(list)s")
            % {
                "content": "-".join(one_decimal(share) for share in compound),
                "list": _listed(mixed, replace(source, contents={**source.contents, "compound": compound})),
            }
        )
    return lines


def _listed(a_mu: Mapping[str, Fraction], source: CardSource, *, split: bool = False) -> str:
    plot = plot_amounts(a_mu, source.area, source.contents)
    said = [_fertiliser(name, amount, plot[name], source, split=split) for name, amount in a_mu.items()]
    return _("; ").join(said) if said else _("none")


def _fertiliser(name: str, a_mu: Fraction, plot: Fraction, source: CardSource, *, split: bool) -> str:
    told = _("%(name)s %(amount)s kg a mu, %(plot)s kg for the plot") % {
        "name": source.words.get(name) or _("compound"),
        "amount": one_decimal(a_mu),
        "plot": one_decimal(plot),
    }
    if not split or name != "urea" or source.formula.base_n is None:
        return told
    first = min(_wanted_before(source), a_mu)
    return told + _(" (before sowing %(first)s, later %(later)s a mu)") % {
        "first": one_decimal(first),
        "later": one_decimal(a_mu - first),
    }


def _wanted_before(source: CardSource) -> Fraction:
    """Return kg of urea a mu before sowing: what the phosphate does not bring of the nitrogen that is due then."""
    assert source.formula.base_n is not None
    straight = straight_fertilisers(source.doses, source.contents)
    brought = straight.get("dap", Fraction(0)) * source.contents["dap"].n / 100
    due = source.doses.n * Fraction(source.formula.base_n) / 100
    return max(Fraction(0), (due - brought) / (source.contents["urea"].n / 100))


def card_reservations(source: CardSource, nutrients: Mapping[str, str]) -> list[str]:
    """Return what a card must say besides: what needs nothing, and that no trial at the place verified it."""
    needless = source.doses.needless
    lines = [_("%(nutrient)s: nothing this season") % {"nutrient": nutrients.get(name, name)} for name in needless]
    if source.formula.verified_on is None:
        lines.append(_("For reference only: not corrected by trials at the place."))
    return lines
