"""Formulas of indicators: whether their units agree, whether they are free of cycles, what they evaluate to. Pure.

A percentage is a number over 100 in every calculation, and 万元 is 10,000 元: a formula is evaluated over bare amounts
of base units, and the outcome is converted to the indicator's own unit. Two shares differ in points (百分点). Source:
domain sheet 03 §3.1.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Literal, NamedTuple

from luoshi.figures.rounding import Exact
from luoshi.figures.units import POINTS, SHARES, TIMES, are_units_comparable, split_unit_size, unit_family, unit_scale
from luoshi.kernel.kinds.language.formulas import Formula

HUNDREDS = (100, 1000)  # the factors of authors who take a percentage for its bare number
Nature = Literal["number", "ratio", "share", "points", ""]  # of what has no unit; "": it has a unit


class FormulaFault(NamedTuple):
    """A fault of a formula: a code of ``FAULTS`` with its values."""

    code: str
    values: dict[str, str]


class _Unit(NamedTuple):
    """A unit of measure as numerator and denominator units; a plain number has neither and combines with shares."""

    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    nature: Nature = ""

    @property
    def is_bare(self) -> bool:
        """Whether it is a literal number in the formula."""
        return self.nature == "number"


def unit_faults(made: Formula, unit: str, units: Mapping[str, str]) -> list[FormulaFault]:
    """List the faults in a formula's units of measure; empty if every sum adds like to like.

    Args:
        made: the formula, over indicator codes.
        unit: of the outcome. ``%`` and ``‰`` are for shares, which have no other unit, and not for the difference of
            two shares, which is in 百分点. Otherwise only the numerator has to match: 件 per head may be given in 件.
        units: the unit of each code in the formula.
    """
    found: list[FormulaFault] = []
    left = _walk(made.tree, units, found)
    if found:
        return found
    expected = _unit_of(unit)
    if twice := _hundred(made.tree, units, of_share=expected.nature in ("share", "points")):
        return [twice]
    if expected.nature == "share" and left.nature == "points":
        return [FormulaFault("points", {"unit": unit})]
    if expected.nature in ("share", "points") and (left.above or left.below):
        return [FormulaFault("share", {"unit": unit, "left": _said(left)})]
    alike = _alike(left.above, expected.above) and (not expected.below or _alike(left.below, expected.below))
    if alike or left.is_bare:
        return []
    return [FormulaFault("outcome", {"unit": unit, "left": _said(left)})]


def compared_faults(left: Formula, right: Formula, units: Mapping[str, str]) -> list[FormulaFault]:
    """List the faults of a comparison of two formulas: their own, or different sorts of measure.

    Plain counts may be compared with each other: no more 场 than 人.
    """
    found: list[FormulaFault] = []
    one, other = _walk(left.tree, units, found), _walk(right.tree, units, found)
    pairs = ((left, other), (right, one))
    twice = [_hundred(side.tree, units, of_share=of.nature in ("share", "points")) for side, of in pairs]
    found += [fault for fault in twice if fault]
    alike = _alike(one.above, other.above) and _alike(one.below, other.below)
    if not found and not alike and not (_is_counted(one) and _is_counted(other)):
        found.append(FormulaFault("compared", {"one": _said(one), "other": _said(other)}))
    return found


def _is_counted(unit: _Unit) -> bool:
    return not unit.below and unit.nature in ("", "number") and all(unit_family(each) is None for each in unit.above)


def _unit_of(unit: str) -> _Unit:
    """Parse a unit for a formula: 元/人 has a numerator and a denominator, a share has neither."""
    above, _line, below = unit.partition("/")
    base = split_unit_size(above.strip()).base
    if base in SHARES:
        return _Unit(nature="share")
    if base in POINTS:
        return _Unit(nature="points")
    named = tuple(split_unit_size(each.strip()).base for each in below.split("/") if each.strip())
    own = (base,) if base and base != TIMES else ()
    return _Unit(own, named, "" if own or named else "ratio")


def _walk(tree: ast.expr, units: Mapping[str, str], found: list[FormulaFault]) -> _Unit:
    if isinstance(tree, ast.Name):
        return _unit_of(units.get(tree.id, ""))
    if not isinstance(tree, ast.BinOp):
        return _Unit(nature="number")
    left, right = _walk(tree.left, units, found), _walk(tree.right, units, found)
    if isinstance(tree.op, ast.Add | ast.Sub):
        return _added(left, right, found, differ=isinstance(tree.op, ast.Sub), units=units, tree=tree)
    if isinstance(tree.op, ast.Mult):
        return _cancelled(_Unit(left.above + right.above, left.below + right.below), _multiplied(left, right))
    if not any(isinstance(each, ast.Name) for each in ast.walk(tree.right)) and not _number_of(tree.right):
        found.append(FormulaFault("zero", {}))
    return _cancelled(_Unit(left.above + right.below, left.below + right.above), _divided(left, right))


def _hundred(tree: ast.expr, units: Mapping[str, str], *, of_share: bool) -> FormulaFault | None:
    """Report a percentage, which is already a number over 100, that is multiplied or divided by 100 again."""
    for product in _products(tree):
        factors = list(_factors(product))
        plain = next((each for each in factors if isinstance(each, ast.Constant) and each.value in HUNDREDS), None)
        shares = any(_walk(each, units, []).nature in ("share", "points") for each in factors)
        if plain is not None and (shares or (of_share and product is tree)):
            return FormulaFault("hundred", {"number": ast.unparse(plain)})
    return None


def _products(tree: ast.expr) -> Iterator[ast.BinOp]:
    """Yield each whole product of an expression, including those within its factors and terms."""
    if not isinstance(tree, ast.BinOp):
        return
    if isinstance(tree.op, ast.Mult | ast.Div):
        yield tree
        for factor in _factors(tree):
            yield from _products(factor)
    else:
        yield from _products(tree.left)
        yield from _products(tree.right)


def _factors(tree: ast.expr) -> Iterator[ast.expr]:
    if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Mult | ast.Div):
        yield from _factors(tree.left)
        yield from _factors(tree.right)
    else:
        yield tree


def _number_of(tree: ast.expr) -> Fraction | None:
    """Evaluate an expression of plain numbers; None if it divides by 0."""
    text = ast.unparse(tree)
    return Formula(ast.parse(text, mode="eval").body, text, ()).value({})


def _multiplied(left: _Unit, right: _Unit) -> Nature:
    natures = {left.nature, right.nature}
    if natures == {"number"}:
        return "number"
    if "points" in natures:
        return "ratio" if natures == {"points"} else "points"
    return "share" if natures == {"share", "number"} else "ratio"


def _divided(left: _Unit, right: _Unit) -> Nature:
    if right.is_bare:
        return left.nature or "ratio"
    return "points" if (left.nature, right.nature) == ("points", "ratio") else "ratio"


def _added(
    left: _Unit, right: _Unit, found: list[FormulaFault], *, differ: bool, units: Mapping[str, str], tree: ast.BinOp
) -> _Unit:
    alike = _alike(left.above, right.above) and _alike(left.below, right.below)
    if left.is_bare or right.is_bare:
        other = right if left.is_bare else left
        if other.above or other.below:
            _keep_plain(tree, units, found)
        elif differ and right.is_bare and other.nature == "share":
            return _Unit(nature="ratio")  # a share minus a bound is in points, minus a loss still a share
        return other
    if not alike or (differ and left.nature == "points" and right.nature in ("share", "ratio")):
        found.append(FormulaFault("added", {"one": _said(left), "other": _said(right)}))
        return left
    if left.above or left.below:
        return left
    return _Unit(nature=_differing(left, right) if differ else _together(left, right))


def _keep_plain(tree: ast.BinOp, units: Mapping[str, str], found: list[FormulaFault]) -> None:
    """Report a plain number added to a unit with a size: 10 beside 亩 or 万元 may mean these or their base unit."""
    for unit in dict.fromkeys(units.get(each.id, "") for each in ast.walk(tree) if isinstance(each, ast.Name)):
        if not _unit_of(unit).nature and size_of(unit) != 1:
            found.append(FormulaFault("number", {"unit": unit}))
            return


def _differing(left: _Unit, right: _Unit) -> Nature:
    return left.nature if right.nature == "points" else "points"


def _together(left: _Unit, right: _Unit) -> Nature:
    natures: tuple[Nature, ...] = ("ratio", "share", "points")
    return next((each for each in natures if each in (left.nature, right.nature)), "number")


def _alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two sets of units agree except for size; 家 and 人 are both counts, but do not add up."""
    rest = list(other)
    for unit in one:
        same = next((each for each in rest if unit == each or unit_family(unit) == unit_family(each) is not None), None)
        if same is None:
            return False
        rest.remove(same)
    return not rest


def _cancelled(unit: _Unit, nature: Nature) -> _Unit:
    """Cancel units that are both above and below the line; the nature applies if no unit is left."""
    above, below = list(unit.above), list(unit.below)
    for upper_unit in list(above):
        for other in below:
            if are_units_comparable(upper_unit, other):
                above.remove(upper_unit)
                below.remove(other)
                break
    return _Unit(tuple(sorted(above)), tuple(sorted(below)), "" if above or below else nature)


def _said(unit: _Unit) -> str:
    natures = {"share": "%", "points": "百分点"}
    words = " × ".join(unit.above) or natures.get(unit.nature, "1")
    return f"{words} ÷ {' ÷ '.join(unit.below)}" if unit.below else words


def find_formula_cycle(formulas: Mapping[str, Formula]) -> list[str]:
    """Return the codes of a cycle of formulas in order, with the first repeated at the end; [] if there is none."""
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


@lru_cache(maxsize=4096)
def size_of(unit: str) -> Fraction:
    """Return the size of a unit in base units: 万元 10,000, 万元/亩 10,000 over 2000/3, % a hundredth."""
    above, _line, below = unit.partition("/")
    size = unit_scale(above.strip())
    for each in below.split("/"):
        size /= unit_scale(each.strip())
    return size


def in_base(known: Mapping[str, Exact | None], units: Mapping[str, str]) -> dict[str, Fraction | None]:
    """Convert values to bare amounts of base units.

    Args:
        units: the unit of each value, by its code.
    """
    return {
        name: None if value is None else Fraction(value) * size_of(units.get(name, "")) for name, value in known.items()
    }


class FormulaOutcome(NamedTuple):
    """The exact outcome of a formula in its unit; None if an input is missing or a divisor is 0.

    ``zero``: the divisor that is 0, in the codes of the indicators.
    """

    value: Fraction | None = None
    zero: str = ""


def worked_out(made: Formula, unit: str, known: Mapping[str, Exact | None], units: Mapping[str, str]) -> FormulaOutcome:
    """Evaluate a formula over inputs in any units, each by its code; the outcome is in ``unit``.

    A rate over several units or periods is computed from their sums, never from their rates: 30 of 100 and 90 of 900
    are 12 per cent, not 20 (domain sheet 03 §3.2).
    """
    bare = in_base(known, units)
    value = made.value(bare)
    if value is None:
        return FormulaOutcome(zero=made.zero_divisor(bare))
    return FormulaOutcome(value / size_of(unit))


def sort_formula_codes(formulas: Mapping[str, Formula]) -> list[str]:
    """Sort the codes that have a formula so that each follows its inputs. There must be no cycle."""
    done: dict[str, None] = {}

    def take(code: str) -> None:
        if code in formulas and code not in done:
            for name in formulas[code].names:
                take(name)
            done[code] = None

    for code in formulas:
        take(code)
    return list(done)
