"""What an indicator is worked out from: whether its formula goes together in units, and ends. Pure."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from luoshi.figures.units import canonical, comparable, family
from luoshi.records.kinds.formulas import Formula

SHARES = {"%": 100, "‰": 1000}
TIMES = ("倍",)  # what is so many times as much has no unit


class Fault(NamedTuple):
    """What is wrong with a formula: a code of ``FAULTS`` with its values."""

    code: str
    values: dict[str, str]


class _Unit(NamedTuple):
    """A unit of measure as what stands above and below the line; a plain number has none and goes with every unit."""

    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    bare: bool = False


def unit_faults(made: Formula, unit: str, units: Mapping[str, str]) -> list[Fault]:
    """What does not go together in units of measure; nothing where each sum adds like to like.

    Args:
        made: of the indicators' codes.
        unit: that the outcome is given in. ``%`` and ``‰`` are shares, which have no other unit; else it is what is
            left above the line: so many 件 a head are given in 件.
        units: of each code that the formula names.
    """
    found: list[Fault] = []
    left = _walk(made.tree, units, found)
    if found:
        return found
    above, below = _cancelled(left)
    if unit in SHARES:
        return [Fault("share", {"unit": unit, "left": _said(above, below)})] if above or below else []
    expected = (canonical(unit),) if unit and unit not in TIMES else ()
    if above == expected or left.bare:
        return []
    return [Fault("outcome", {"unit": unit, "left": _said(above, below)})]


def _walk(one: ast.expr, units: Mapping[str, str], found: list[Fault]) -> _Unit:
    if isinstance(one, ast.Name):
        unit = canonical(units.get(one.id, ""))
        return _Unit((unit,) if unit and unit not in (*SHARES, *TIMES) else ())
    if not isinstance(one, ast.BinOp):
        return _Unit(bare=True)
    left, right = _walk(one.left, units, found), _walk(one.right, units, found)
    if isinstance(one.op, ast.Add | ast.Sub):
        return _added(left, right, found)
    if isinstance(one.op, ast.Mult):
        return _Unit(left.above + right.above, left.below + right.below, left.bare and right.bare)
    return _Unit(left.above + right.below, left.below + right.above, left.bare and right.bare)


def _added(left: _Unit, right: _Unit, found: list[Fault]) -> _Unit:
    one, other = _cancelled(left), _cancelled(right)
    if not (left.bare or right.bare) and one != other:
        found.append(Fault("added", {"one": _said(*one), "other": _said(*other)}))
    return right if left.bare else left


def _cancelled(unit: _Unit) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is left when the same stands above and below the line; count words of one sort cancel one another."""
    above, below = list(unit.above), list(unit.below)
    for one in list(above):
        for other in below:
            if one == other or (family(one) is None and comparable(one, other)):
                above.remove(one)
                below.remove(other)
                break
    return tuple(sorted(above)), tuple(sorted(below))


def _said(above: tuple[str, ...], below: tuple[str, ...]) -> str:
    words = " × ".join(above) or "1"
    return f"{words} ÷ {' ÷ '.join(below)}" if below else words


def circle(formulas: Mapping[str, Formula]) -> list[str]:
    """Codes that are worked out from each other in a circle, in order, the first once more at the end; or []."""
    done: set[str] = set()
    for start in formulas:
        way: list[str] = []
        if found := _follow(start, formulas, way, done):
            return found
    return []


def _follow(code: str, formulas: Mapping[str, Formula], way: list[str], done: set[str]) -> list[str]:
    if code in way:
        return [*way[way.index(code) :], code]
    if code in done or code not in formulas:
        return []
    way.append(code)
    for name in formulas[code].names:
        if found := _follow(name, formulas, way, done):
            return found
    way.pop()
    done.add(code)
    return []


def worked_out(made: Formula, unit: str, known: Mapping[str, Fraction | None]) -> Fraction | None:
    """The outcome in its unit, exact: a share in per cent; None where an input is missing or something is divided by 0.

    A rate of several units or periods is worked out from their sums, never from their rates: 30 of 100 and 90 of 900
    are 12 per cent, not 20 (domain sheet 03 §3.2).
    """
    found = made.value(known)
    return None if found is None else found * SHARES.get(unit, 1)


def order(formulas: Mapping[str, Formula]) -> list[str]:
    """The codes with a formula, each behind those that it is worked out from. There must be no circle."""
    done: dict[str, None] = {}

    def take(code: str) -> None:
        if code in formulas and code not in done:
            for name in formulas[code].names:
                take(name)
            done[code] = None

    for code in formulas:
        take(code)
    return list(done)
