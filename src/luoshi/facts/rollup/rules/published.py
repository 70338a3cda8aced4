"""What published figures say of one another: whether one follows, what a base must have been, what a band is. Pure."""

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
from luoshi.records.kinds.formulas import Formula


@dataclass(frozen=True)
class PublishedComparison:
    """A figure that was published beside what it can be worked out from.

    Attributes:
        exact: what it is worked out as; None: not all is known.
        follows: whether that, rounded as the published one is written, is the same; None: it cannot be said.
        between: of a share whose whole is not known the least and the largest that the whole may be.
    """

    published: Decimal
    exact: Fraction | None = None
    follows: bool | None = None
    between: tuple[int, int] | None = None


def compare_published_rate(
    published: Decimal, made: Formula, unit: str, known: Mapping[str, Fraction | None], units: Mapping[str, str]
) -> PublishedComparison:
    """Compare a published rate with what its formula comes to; where only its part is known, say what the whole is.

    Args:
        unit: in which it is given; known: what the inputs come to, by code; units: in which each of them is.

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
    """Whether part and whole are counted in units of one size: else no whole number of one follows from the other."""
    return size_of(units.get(part, "")) == size_of(units.get(whole, ""))


def _share_of(made: Formula) -> tuple[str, str] | None:
    """Part and whole of a formula that is nothing but one over the other."""
    tree = made.tree
    if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Div):
        part, whole = tree.left, tree.right
        if isinstance(part, ast.Name) and isinstance(whole, ast.Name):
            return part.id, whole.id
    return None


@dataclass(frozen=True)
class Border:
    """A band: its name, the least value in it, and the value at which the next begins; None: it has no such end."""

    name: str
    least: Exact | None
    below: Exact | None


def band_of(value: Exact, bands: Iterable[Border]) -> str:
    """What a value is called; "" where no band is defined for it."""
    for band in bands:
        if (band.least is None or value >= band.least) and (band.below is None or value < band.below):
            return band.name
    return ""
