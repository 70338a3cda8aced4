"""Units of measure: their one name, the family in which they may be compared, and exact conversion."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pkgutil import get_data
from typing import Any


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
def aliases() -> dict[str, str]:
    """Every other way to write a unit, and its name: ``㎡`` → ``平方米``."""
    return dict(_table()["aliases"])


@cache
def measures() -> frozenset[str]:
    """The names of all units of measure, without aliases and count words."""
    return frozenset(_sizes()) | frozenset(_table()["single"]["words"].split())


def canonical(unit: str) -> str:
    """The one name of a unit however it is written; a word that is not known stays as it is."""
    return aliases().get(unit, unit)


def family(unit: str) -> str | None:
    """The family of a unit of measure (``money``, ``area`` …), None for count words and units that stand alone."""
    found = _sizes().get(canonical(unit))
    return found[0] if found else None


def comparable(one: str | None, other: str | None) -> bool:
    """Whether two figures with these units may be set against each other.

    The same unit, one family of measures, or count words used for the same things (家, 个 and 户 of firms).
    """
    if one is None or other is None:
        return one is other
    one, other = canonical(one), canonical(other)
    if one == other:
        return True
    name = family(one)
    if name is not None:
        return name == family(other)
    nothing: frozenset[str] = frozenset()
    return bool(_counts().get(one, nothing) & _counts().get(other, nothing))


def convert(value: Decimal | int | Fraction, unit: str, to: str) -> Fraction:
    """The same amount in another unit, exact: 3 公顷 → 45 亩.

    Count words of one kind convert one to one.

    Raises:
        ValueError: the two units are not comparable.
    """
    if not comparable(unit, to):
        raise ValueError(f"{unit} and {to} are not units of one family")
    sizes = _sizes()
    unit, to = canonical(unit), canonical(to)
    if unit == to or unit not in sizes:
        return Fraction(value)
    return Fraction(value) * sizes[unit][1] / sizes[to][1]
