"""Units of measure: their canonical name, the family in which they are comparable, and exact conversion."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from pkgutil import get_data
from typing import Any, NamedTuple

# Sizes that precede a unit: 万元 is 10,000 of 元.
SIZES = {
    "": 1, "十": 10, "百": 100, "千": 1_000, "万": 10_000, "十万": 10**5, "百万": 10**6, "千万": 10**7,
    "亿": 10**8, "十亿": 10**9, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12,
}  # fmt: skip
_SHORT = ("十", "百", "千")  # these also begin other words: before an unknown unit they are not sizes
SHARES = {"%": Fraction(1, 100), "‰": Fraction(1, 1_000), "‱": Fraction(1, 10_000)}
POINTS = {"百分点": Fraction(1, 100)}  # the unit of the difference between two shares
TIMES = "倍"


class Sized(NamedTuple):
    """A unit of measure as a size and a base: 万元 is 万 of 元. Either may be empty."""

    word: str
    base: str

    @property
    def size(self) -> int:
        """Return how many of the base one unit is."""
        return SIZES[self.word]


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((get_data("luoshi.figures", "units.toml") or b"").decode())


@cache
def _sizes() -> dict[str, tuple[str, Fraction]]:
    families: dict[str, dict[str, str]] = _table()["families"]
    return {unit: (name, Fraction(size)) for name, units in families.items() for unit, size in units.items()}


@cache
def _counts() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name, words in _table()["counts"].items():
        for word in words.split():
            found.setdefault(word, set()).add(name)
    return {word: frozenset(names) for word, names in found.items()}


@cache
def unit_aliases() -> dict[str, str]:
    """Return the other spellings of units with their canonical names: ``㎡`` → ``平方米``."""
    return dict(_table()["aliases"])


@cache
def measure_unit_names() -> frozenset[str]:
    """Return the names of all units of measure, without aliases and count words."""
    return frozenset(_sizes()) | frozenset(_table()["single"]["words"].split())


def canonical_unit(unit: str) -> str:
    """Return the canonical name of a unit in any spelling; an unknown word is returned unchanged."""
    return unit_aliases().get(unit, unit)


def unit_family(unit: str) -> str | None:
    """Return the family of a unit of measure (``money``, ``area`` …), None for count words and units outside any."""
    found = _sizes().get(canonical_unit(unit))
    return found[0] if found else None


def is_known(unit: str) -> bool:
    """Check whether a word is a unit of measure or a count word, without a size before it."""
    name = canonical_unit(unit)
    return name in measure_unit_names() or name in _counts()


@lru_cache(maxsize=4096)
def split_unit_size(unit: str) -> Sized:
    """Split a unit into size and base: 万元 is 万 of 元, 千克 is a unit of its own, 万 is a size without a base."""
    if not is_known(unit):
        for word in sorted(SIZES, key=len, reverse=True):
            rest = unit[len(word) :].strip()
            if word and unit.startswith(word) and (is_known(rest) or word not in _SHORT or not rest):
                return Sized(word, canonical_unit(rest))
    return Sized("", canonical_unit(unit))


def are_units_comparable(one: str | None, other: str | None) -> bool:
    """Check whether two figures with these units can be compared.

    True for the same unit in any size (元 and 亿元), one family of measures, or count words for the same things (家, 个
    and 户 of firms).
    """
    if one is None or other is None:
        return one is other
    one, other = split_unit_size(one).base, split_unit_size(other).base
    if one == other:
        return True
    name = unit_family(one)
    if name is not None:
        return name == unit_family(other)
    nothing: frozenset[str] = frozenset()
    return bool(_counts().get(one, nothing) & _counts().get(other, nothing))


def convert_unit(value: Decimal | int | Fraction, unit: str, to: str) -> Fraction:
    """Convert an amount to another unit, exactly: 3 公顷 → 45 亩, 80000 元 → 8 万元.

    Count words of one kind convert one to one.

    Raises:
        ValueError: the two units are not comparable.
    """
    if not are_units_comparable(unit, to):
        raise ValueError(f"{unit} and {to} are not units of one family")
    return Fraction(value) * unit_scale(unit) / unit_scale(to)


def in_unit(value: Decimal | int | Fraction, unit: str, to: str) -> Fraction:
    """Convert an amount where the two units are comparable; otherwise return the value unchanged."""
    return convert_unit(value, unit, to) if unit != to and are_units_comparable(unit, to) else Fraction(value)


def unit_scale(unit: str) -> Fraction:
    """Return the size of a unit in its family's base: 亩 2000/3 (平方米), 亿元 100,000,000 (元), %, 百分点 1/100."""
    found = split_unit_size(unit)
    shares = {**SHARES, **POINTS}
    own = shares[found.base] if found.base in shares else _sizes().get(found.base, ("", Fraction(1)))[1]
    return found.size * own
