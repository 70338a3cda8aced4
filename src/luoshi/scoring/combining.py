"""Combine the totals that several assessors gave: the plain ways exactly, those with a model rounded once.

Source: domain sheet 11 §11.2. Ways with a square root or a model compute in binary floating point by additions in one
fixed order (``math.fsum``), so that every machine gives the same, and are rounded to ``DIGITS`` decimals.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from math import fsum, sqrt
from typing import TypeVar

from luoshi.scoring.model import FEWEST, fit_mixed_model

DIGITS = 6
TRIMMED_FROM = 5  # with fewer sheets none is dropped
SHRINKING = 5  # sheets that weigh as much as all assessors together

Thing = TypeVar("Thing", bound=Hashable)
Judge = TypeVar("Judge", bound=Hashable)
Scores = Mapping[Thing, Mapping[Judge, Fraction]]  # by object and assessor


@dataclass(frozen=True, slots=True)
class Combined:
    """What an object got.

    Attributes:
        raw: the plain mean of its sheets; ``adjusted``: by the way that was asked for.
        error: the standard error of ``adjusted``; None with one sheet in all, or no spread known.
        n: its sheets.
    """

    raw: Fraction
    adjusted: Fraction
    error: Fraction | None
    n: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the assessors agree, from the mixed model.

    Attributes:
        icc: the share of the variance that is the objects' own: σq² ÷ (σq² + σb² + σe²).
        unusual: pairs of object and assessor whose residual is more than 3 σe: a person looks at them, nothing is cut.
    """

    icc: Fraction | None
    unusual: tuple[tuple[Hashable, Hashable], ...] = ()


def mean_of(values: list[Fraction]) -> Fraction:
    """Return the exact mean of one or more values."""
    return sum(values, Fraction(0)) / len(values)


def trimmed_mean(values: list[Fraction]) -> Fraction:
    """Return the mean without one highest and one lowest value if there are five or more, else the plain mean."""
    if len(values) < TRIMMED_FROM:
        return mean_of(values)
    return (sum(values, Fraction(0)) - max(values) - min(values)) / (len(values) - 2)


def round_once(value: float) -> Fraction:
    """Return a computed value with ``DIGITS`` decimals, exactly."""
    return Fraction(Decimal(value).quantize(Decimal(1).scaleb(-DIGITS), rounding=ROUND_HALF_EVEN))


def combine_scores(scores: Scores[Thing, Judge], way: str = "mean") -> dict[Thing, Combined]:
    """Combine the totals of all objects that have one or more.

    Args:
        way: ``mean``, ``trimmed``, ``z``, ``shrunk`` (z shrunk towards all assessors), ``rank`` (share of ranks, as a
            value from 0 to 100, high is good), ``mixed`` (mixed model) or ``mixed_t`` (the same with t errors).

    Raises:
        ValueError: the way is unknown.
    """
    known = {name: dict(given) for name, given in scores.items() if given}
    if way not in WAYS:
        raise ValueError(way)
    if not known:
        return {}
    return WAYS[way](known)


def measure_agreement(scores: Scores[Thing, Judge]) -> Agreement:
    """Measure how far the assessors agree."""
    fit = fit_mixed_model({name: dict(given) for name, given in scores.items() if given}, robust=True)
    if fit is None:
        return Agreement(None)
    whole = fit.objects_variance + fit.assessors_variance + fit.error_variance
    return Agreement(round_once(fit.objects_variance / whole) if whole else None, tuple(fit.unusual))


def _plainly(
    summary: Callable[[list[Fraction]], Fraction],
) -> Callable[[dict[Thing, dict[Judge, Fraction]]], dict[Thing, Combined]]:
    def combine(scores: dict[Thing, dict[Judge, Fraction]]) -> dict[Thing, Combined]:
        spread = _spread_within(scores)
        return {
            name: Combined(
                mean_of([*given.values()]), summary([*given.values()]), _error_of(spread, len(given)), len(given)
            )
            for name, given in scores.items()
        }

    return combine


def _spread_within(scores: Mapping[Thing, Mapping[Judge, Fraction]]) -> float | None:
    """Return the pooled standard deviation within objects; None if no object has two sheets."""
    free = sum(len(given) - 1 for given in scores.values())
    if not free:
        return None
    means = {name: mean_of([*given.values()]) for name, given in scores.items()}
    squares = [float((value - means[name]) ** 2) for name, given in scores.items() for value in given.values()]
    return sqrt(fsum(squares) / free)


def _error_of(spread: float | None, n: int) -> Fraction | None:
    return None if spread is None else round_once(spread / sqrt(n))


def _by_assessor(scores: Mapping[Thing, Mapping[Judge, Fraction]]) -> dict[Judge, list[Fraction]]:
    found: dict[Judge, list[Fraction]] = {}
    for given in scores.values():
        for assessor, value in given.items():
            found.setdefault(assessor, []).append(value)
    return found


def _scale(values: list[Fraction]) -> tuple[float, float]:
    """Return mean and standard deviation (n − 1); the deviation of one value is 0."""
    mean = mean_of(values)
    if len(values) < 2:
        return float(mean), 0.0
    return float(mean), sqrt(fsum(float((value - mean) ** 2) for value in values) / (len(values) - 1))


def _standardised(shrinking: int) -> Callable[[dict[Thing, dict[Judge, Fraction]]], dict[Thing, Combined]]:
    """Return the way that puts each assessor's totals on one scale: ȳ + s · mean of (y − μ_j) / s_j."""

    def combine(scores: dict[Thing, dict[Judge, Fraction]]) -> dict[Thing, Combined]:
        own = _by_assessor(scores)
        overall, deviation = _scale([value for values in own.values() for value in values])
        scales: dict[Judge, tuple[float, float]] = {}
        for assessor, values in own.items():
            if len(values) < FEWEST:
                continue
            mean, sd = _scale(values)
            weight = len(values) / (len(values) + shrinking)
            variance = weight * sd * sd + (1 - weight) * deviation * deviation
            scales[assessor] = (weight * mean + (1 - weight) * overall, sqrt(variance))

        def put(assessor: Judge, value: Fraction) -> float:
            mean, sd = scales.get(assessor, (overall, deviation))
            return overall + deviation * (float(value) - mean) / sd if sd else overall

        moved = {
            name: {assessor: Fraction(put(assessor, value)) for assessor, value in given.items()}
            for name, given in scores.items()
        }
        spread = _spread_within(moved)
        return {
            name: Combined(
                mean_of([*given.values()]),
                round_once(float(mean_of([*moved[name].values()]))),  # once: rounded parts would tell equals apart
                _error_of(spread, len(given)),
                len(given),
            )
            for name, given in scores.items()
        }

    return combine


def _ranked(scores: dict[Thing, dict[Judge, Fraction]]) -> dict[Thing, Combined]:
    """Return 100 times the mean share of ranks, (rank − ½) ÷ m from the lowest; ties have their mean rank."""
    own = _by_assessor(scores)
    moved: dict[Thing, dict[Judge, Fraction]] = {}
    for name, given in scores.items():
        moved[name] = {}
        for assessor, value in given.items():
            values = own[assessor]
            below = sum(1 for other in values if other < value)
            equal = sum(1 for other in values if other == value)
            moved[name][assessor] = Fraction(200 * below + 100 * equal, 2 * len(values))
    spread = _spread_within(moved)
    return {
        name: Combined(
            mean_of([*given.values()]), mean_of([*moved[name].values()]), _error_of(spread, len(given)), len(given)
        )
        for name, given in scores.items()
    }


def _modelled(robust: bool) -> Callable[[dict[Thing, dict[Judge, Fraction]]], dict[Thing, Combined]]:
    def combine(scores: dict[Thing, dict[Judge, Fraction]]) -> dict[Thing, Combined]:
        fit = fit_mixed_model(scores, robust=robust)
        if fit is None:
            return WAYS["mean"](scores)
        return {
            name: Combined(
                mean_of([*given.values()]),
                round_once(fit.mean + fit.objects[name]),
                round_once(sqrt(fit.object_variances[name])),
                len(given),
            )
            for name, given in scores.items()
        }

    return combine


WAYS: dict[str, Callable[[dict[Thing, dict[Judge, Fraction]]], dict[Thing, Combined]]] = {
    "mean": _plainly(mean_of),
    "trimmed": _plainly(trimmed_mean),
    "z": _standardised(0),
    "shrunk": _standardised(SHRINKING),
    "rank": _ranked,
    "mixed": _modelled(False),
    "mixed_t": _modelled(True),
}
