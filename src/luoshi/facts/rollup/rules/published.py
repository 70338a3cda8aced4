"""Checks of published figures against each other: whether one follows, what a base must have been; bands. Pure."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from luoshi.facts.base.rules.formulas import size_of, worked_out
from luoshi.figures.bases import base_between, step_of
from luoshi.figures.rounding import Exact, round_to_step
from luoshi.figures.units import SHARES, canonical_unit
from luoshi.kernel.kinds.language.formulas import Formula


@dataclass(frozen=True)
class PublishedComparison:
    """A published figure compared with the result of its formula.

    Attributes:
        exact: the computed value; None: an input is unknown.
        follows: whether the computed value, rounded like the published one, equals it; None: unknown.
        between: for a share of an unknown whole, the smallest and largest possible whole.
    """

    published: Decimal
    exact: Fraction | None = None
    follows: bool | None = None
    between: tuple[int, int] | None = None


def compare_published_rate(
    published: Decimal, made: Formula, unit: str, known: Mapping[str, Fraction | None], units: Mapping[str, str]
) -> PublishedComparison:
    """Compare a published rate with its formula; if only the part is known, bound the whole.

    Args:
        unit: of the rate; known: the inputs, by code; units: their units of measure.

    Source: REQUIREMENTS M, examples 1 and 2; domain sheet 03 §3.1.
    """
    if all(known.get(name) is not None for name in made.names):
        exact = worked_out(made, unit, known, units).value
        if exact is None:
            return PublishedComparison(published)
        return PublishedComparison(published, exact, round_to_step(exact, step_of(published)) == published)
    share = _share_of(made)
    if share is None or canonical_unit(unit) not in SHARES:
        return PublishedComparison(published)
    part, whole = known.get(share[0]), known.get(share[1])
    if part is None or whole is not None or part.denominator != 1 or not _of_one_size(*share, units):
        return PublishedComparison(published)
    per_cent = published / int(SHARES["%"] / SHARES[canonical_unit(unit)])
    return PublishedComparison(published, between=base_between(int(part), per_cent))


def _of_one_size(part: str, whole: str, units: Mapping[str, str]) -> bool:
    """Whether part and whole are in units of one size; otherwise no whole number follows."""
    return size_of(units.get(part, "")) == size_of(units.get(whole, ""))


def _share_of(made: Formula) -> tuple[str, str] | None:
    """Return part and whole if the formula is one divided by the other."""
    tree = made.tree
    if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Div):
        part, whole = tree.left, tree.right
        if isinstance(part, ast.Name) and isinstance(whole, ast.Name):
            return part.id, whole.id
    return None


@dataclass(frozen=True)
class Border:
    """A band: its name, the lowest value in it, and the value where the next begins; None: open-ended."""

    name: str
    least: Exact | None
    below: Exact | None


def band_of(value: Exact, bands: Iterable[Border]) -> str:
    """Return the name of a value's band; "" if none is defined for it."""
    for band in bands:
        if (band.least is None or value >= band.least) and (band.below is None or value < band.below):
            return band.name
    return ""
