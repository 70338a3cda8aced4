"""Invented monthly series as offices tell them, made by someone who has not read the rules that doubt them.

``make_series(seed)`` gives so many series of 48 months of each shape, of exact decimals.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from decimal import Decimal

MONTHS = 48


@dataclass(frozen=True)
class Series:
    """The values of one unit, month by month."""

    shape: str
    whole: bool
    unit: str
    values: tuple[Decimal, ...]


def _noise(rng: random.Random, spread: float) -> float:
    return math.exp(rng.gauss(0, spread))


def _steady(rng: random.Random, level: float) -> list[float]:
    spread = rng.uniform(0.05, 0.3)
    return [level * _noise(rng, spread) for _ in range(MONTHS)]


def _seasonal(rng: random.Random, level: float) -> list[float]:
    # February is short and a holiday; May and September have their weeks of science; December closes the books.
    factors = [0.8, 0.35, 1.0, 1.1, 2.5, 1.0, 0.7, 0.6, 4.0, 1.0, 1.2, 1.8]
    strength, spread = rng.uniform(0.5, 1.2), rng.uniform(0.08, 0.3)
    turn = rng.randrange(12) if rng.random() < 0.3 else 0
    return [level * factors[(m + turn) % 12] ** strength * _noise(rng, spread) for m in range(MONTHS)]


def _growing(rng: random.Random, level: float) -> list[float]:
    rate, spread = rng.uniform(0.01, 0.06), rng.uniform(0.05, 0.2)
    return [level * (1 + rate) ** m * _noise(rng, spread) for m in range(MONTHS)]


def _falling(rng: random.Random, level: float) -> list[float]:
    rate, spread = rng.uniform(0.01, 0.04), rng.uniform(0.05, 0.2)
    return [level * (1 - rate) ** m * _noise(rng, spread) for m in range(MONTHS)]


def _sparse(rng: random.Random, level: float) -> list[float]:
    often = rng.uniform(0.15, 0.5)
    return [level * _noise(rng, 0.5) if rng.random() < often else 0 for _ in range(MONTHS)]


def _mostly_zero(rng: random.Random, level: float) -> list[float]:
    often = rng.uniform(0.02, 0.08)
    return [max(1, level * _noise(rng, 0.6) / 10) if rng.random() < often else 0 for _ in range(MONTHS)]


def _to_date(rng: random.Random, level: float) -> list[float]:
    told: list[float] = []
    total = 0.0
    for month, value in enumerate(_seasonal(rng, level)):
        total = value if month % 12 == 0 else total + value
        told.append(total)
    return told


def _stepped(rng: random.Random, level: float) -> list[float]:
    # A venue opens, a project ends: a new level that stays.
    at, factor = rng.randrange(14, 44), rng.choice([0.5, 0.6, 1.8, 2.5])
    spread = rng.uniform(0.05, 0.2)
    return [level * (factor if m >= at else 1) * _noise(rng, spread) for m in range(MONTHS)]


def _quarterly(rng: random.Random, level: float) -> list[float]:
    spread = rng.uniform(0.05, 0.25)
    return [level * _noise(rng, spread) if m % 3 == 2 else 0 for m in range(MONTHS)]


def _share(rng: random.Random, level: float) -> list[float]:
    middle = rng.uniform(82, 97)
    return [min(100.0, max(0.0, middle + rng.gauss(0, 1.8))) for _ in range(MONTHS)]


SHAPES = {
    "steady": _steady,
    "seasonal": _seasonal,
    "growing": _growing,
    "falling": _falling,
    "sparse": _sparse,
    "mostly zero": _mostly_zero,
    "to date": _to_date,
    "stepped": _stepped,
    "quarterly": _quarterly,
    "share": _share,
}
# (unit of measure, whole numbers, least and largest usual level of one unit in a month)
MEASURES = [
    ("场", True, 3, 40),
    ("人次", True, 80, 20000),
    ("人", True, 10, 900),
    ("件", True, 5, 300),
    ("个", True, 2, 60),
    ("万元", False, 3, 900),
    ("元", True, 2000, 3000000),
    ("公里", False, 1, 80),
    ("亩", False, 50, 8000),
]


def make_series(seed: int, each: int = 24) -> list[Series]:
    """The same seed, the same series."""
    rng = random.Random(seed)
    made = []
    for shape, make in SHAPES.items():
        for _ in range(each):
            unit, whole, low, high = ("%", False, 1, 100) if shape == "share" else rng.choice(MEASURES)
            level = math.exp(rng.uniform(math.log(low), math.log(high)))
            digits = 0 if whole else rng.choice([1, 2])
            values = tuple(round(Decimal(repr(v)), digits) for v in make(rng, level))
            made.append(Series(shape, whole, unit, values))
    return made
