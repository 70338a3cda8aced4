"""The mixed model of marks: y = μ + q (object) + b (assessor) + e, with variances estimated from the marks.

Source: domain sheet 11 §11.2 (BLUP); the variances by expectation–maximisation in which objects and assessors are
independent given the marks, which is exact for complete panels up to the uncertainty of the mean. With t errors
(ν = 3) a sheet far from what the model expects weighs less.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import erf, fsum, sqrt
from typing import Generic, TypeVar

FREEDOM = 3.0  # ν of the t errors
FEWEST = 4  # an assessor with fewer sheets is not adjusted
MOST_TURNS, CLOSE = 300, 1e-9
FAR = 3.0  # residuals of so many σ are shown to a person

Thing = TypeVar("Thing", bound=Hashable)
Judge = TypeVar("Judge", bound=Hashable)


@dataclass(slots=True)
class MixedModel(Generic[Thing, Judge]):
    """A fitted model; effects around ``mean``, and the variances.

    Attributes:
        rank_errors: by object, the standard error for comparing ranks: that of its effect, and what the uncertainty of
            its assessors' severity adds, for rivals that other assessors judged.
    """

    mean: float
    objects: dict[Thing, float]
    assessors: dict[Judge, float]
    object_variances: dict[Thing, float]
    objects_variance: float
    assessors_variance: float
    error_variance: float
    unusual: list[tuple[Thing, Judge]] = field(default_factory=list)
    rank_errors: dict[Thing, float] = field(default_factory=dict)


def fit_mixed_model(
    scores: Mapping[Thing, Mapping[Judge, Fraction]], *, robust: bool = False
) -> MixedModel[Thing, Judge] | None:
    """Fit the model to the totals; None where it has nothing to tell: no two objects, or no two sheets of one.

    Args:
        robust: with t errors.
    """
    cells = [(name, assessor, float(value)) for name, given in scores.items() for assessor, value in given.items()]
    by_object: dict[Thing, list[int]] = {}
    by_assessor: dict[Judge, list[int]] = {}
    for place, (name, assessor, _value) in enumerate(cells):
        by_object.setdefault(name, []).append(place)
        by_assessor.setdefault(assessor, []).append(place)
    if len(by_object) < 2 or all(len(places) < 2 for places in by_object.values()):
        return None
    adjusted = {assessor for assessor, places in by_assessor.items() if len(places) >= FEWEST}
    values = [value for _name, _assessor, value in cells]
    mean = fsum(values) / len(values)
    whole = fsum((value - mean) ** 2 for value in values) / len(values) or 1.0
    fit = MixedModel(
        mean, dict.fromkeys(by_object, 0.0), dict.fromkeys(by_assessor, 0.0), dict.fromkeys(by_object, 0.0),
        whole / 2, whole / 4 if adjusted else 0.0, whole / 4,
    )  # fmt: skip
    spread = dict.fromkeys(by_assessor, 0.0)
    weights = [1.0] * len(cells)
    for _turn in range(MOST_TURNS):
        before = (fit.mean, fit.objects_variance, fit.assessors_variance, fit.error_variance)
        for name, places in by_object.items():
            heavy = fsum(weights[place] for place in places)
            left = fsum(
                weights[place] * (cells[place][2] - fit.mean - fit.assessors[cells[place][1]]) for place in places
            )
            fit.objects[name] = left / (heavy + fit.error_variance / max(fit.objects_variance, CLOSE))
            fit.object_variances[name] = 1 / (heavy / fit.error_variance + 1 / max(fit.objects_variance, CLOSE))
        for assessor in adjusted:
            places = by_assessor[assessor]
            heavy = fsum(weights[place] for place in places)
            left = fsum(
                weights[place] * (cells[place][2] - fit.mean - fit.objects[cells[place][0]]) for place in places
            )
            fit.assessors[assessor] = left / (heavy + fit.error_variance / max(fit.assessors_variance, CLOSE))
            spread[assessor] = 1 / (heavy / fit.error_variance + 1 / max(fit.assessors_variance, CLOSE))
        heavy = fsum(weights)
        fit.mean = fsum(
            weights[place] * (value - fit.objects[name] - fit.assessors[assessor])
            for place, (name, assessor, value) in enumerate(cells)
        ) / heavy  # fmt: skip
        squares = [
            (value - fit.mean - fit.objects[name] - fit.assessors[assessor]) ** 2
            + fit.object_variances[name] + spread[assessor]
            for name, assessor, value in cells
        ]  # fmt: skip
        fit.error_variance = max(fsum(map(_product, weights, squares)) / len(cells), CLOSE)
        fit.objects_variance = fsum(
            fit.objects[name] ** 2 + fit.object_variances[name] for name in by_object
        ) / len(by_object)  # fmt: skip
        if adjusted:
            fit.assessors_variance = fsum(
                fit.assessors[assessor] ** 2 + spread[assessor] for assessor in adjusted
            ) / len(adjusted)
        if robust:
            weights = [(FREEDOM + 1) / (FREEDOM + square / fit.error_variance) for square in squares]
        now = (fit.mean, fit.objects_variance, fit.assessors_variance, fit.error_variance)
        if all(abs(new - old) <= CLOSE * (1 + abs(old)) for new, old in zip(now, before, strict=True)):
            break
    for name, places in by_object.items():
        own = fit.object_variances[name]
        added = fsum((weights[place] * own / fit.error_variance) ** 2 * spread[cells[place][1]] for place in places)
        fit.rank_errors[name] = sqrt(own + added)
    sigma = sqrt(fit.error_variance)
    fit.unusual = [
        (name, assessor)
        for name, assessor, value in cells
        if abs(value - fit.mean - fit.objects[name] - fit.assessors[assessor]) > FAR * sigma
    ]
    return fit


def _product(one: float, other: float) -> float:
    return one * other


def expected_ranks(values: Mapping[Thing, tuple[float, float]]) -> dict[Thing, tuple[float, float, float]]:
    """Return the expected rank of each object and its interval of 90 %, from estimates and their standard errors.

    The expected rank is 1 + Σ P(another is better), the estimates taken as independent and normal.

    Args:
        values: estimate and standard error, by object.
    """
    found = {}
    for name, (value, error) in values.items():
        others = [(other, spread) for key, (other, spread) in values.items() if key != name]
        middle = 1 + fsum(_chance(other - value, sqrt(spread**2 + error**2)) for other, spread in others)
        ends = [
            1 + fsum(_chance(other - value - side * 1.6448536269514722 * error, spread) for other, spread in others)
            for side in (1, -1)
        ]
        found[name] = (middle, ends[0], ends[1])
    return found


def _chance(difference: float, spread: float) -> float:
    """Return the chance that a normal difference with this mean and spread is above 0; equal ones: half."""
    if not spread:
        return 0.5 if not difference else float(difference > 0)
    return 0.5 * (1 + erf(difference / spread / sqrt(2)))
