"""Formulas of a line: sums, differences, products and quotients of a record's fields, computed exactly."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

Known = Mapping[str, Decimal | Fraction | int | None]
_WAYS: dict[type[ast.operator], tuple[Callable[[Fraction, Fraction], Fraction], str]] = {
    ast.Add: (operator.add, "+"),
    ast.Sub: (operator.sub, "−"),
    ast.Mult: (operator.mul, "×"),
    ast.Div: (operator.truediv, "÷"),
}
LONGEST = 200  # characters of a formula


@dataclass(frozen=True)
class Formula:
    """A parsed formula; ``names`` are its fields, in the order in which they appear."""

    tree: ast.expr
    text: str
    names: tuple[str, ...]

    def value(self, known: Known) -> Fraction | None:
        """Return the result; None, never 0, if a field is unknown or a divisor is 0."""
        return _value(self.tree, self.text, known)

    def zero_divisor(self, known: Known) -> str:
        """Return the divisor that is 0, as people write it; "" if there is none."""
        divisor = _zero_divisor(self.tree, self.text, known)
        return "" if divisor is None else _said(divisor, self.text, {})

    def said(self, words: Mapping[str, str]) -> str:
        """Return the formula with these words for its fields and with typographic operators."""
        return _said(self.tree, self.text, words)


def parse_formula(text: str) -> Formula:
    """Parse a formula such as ``income / household``, with brackets and plain numbers.

    Raises:
        ValueError: it contains something other than fields, numbers, + - * / and brackets.
    """
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        raise ValueError(f"{text!r} is no formula") from None
    if len(text) > LONGEST:
        raise ValueError(f"the formula is longer than {LONGEST} characters")
    found: list[str] = []
    _look(tree, text.strip(), found)
    if not found:
        raise ValueError(f"{text!r} takes no field")
    return Formula(tree, text.strip(), tuple(dict.fromkeys(found)))


def _look(one: ast.expr, text: str, names: list[str]) -> None:
    if isinstance(one, ast.Name):
        names.append(one.id)
    elif isinstance(one, ast.BinOp) and type(one.op) in _WAYS:
        _look(one.left, text, names)
        _look(one.right, text, names)
    elif not (isinstance(one, ast.Constant) and _number(one, text) is not None):
        raise ValueError(f"{ast.get_source_segment(text, one) or text!r} has no place in a formula")


def _number(one: ast.Constant, text: str) -> Fraction | None:
    """Return a number exactly as written, not as the float that Python parses."""
    written = ast.get_source_segment(text, one) or ""
    return Fraction(written) if re.fullmatch(r"[0-9]+(\.[0-9]+)?", written) else None


def _value(one: ast.expr, text: str, known: Known) -> Fraction | None:
    if isinstance(one, ast.Name):
        found = known.get(one.id)
        return None if found is None else Fraction(found)
    if isinstance(one, ast.Constant):
        return _number(one, text)
    assert isinstance(one, ast.BinOp)
    left, right = _value(one.left, text, known), _value(one.right, text, known)
    if left is None or right is None or (isinstance(one.op, ast.Div) and right == 0):
        return None
    return _WAYS[type(one.op)][0](left, right)


def _zero_divisor(tree: ast.expr, text: str, known: Known) -> ast.expr | None:
    if not isinstance(tree, ast.BinOp):
        return None
    if isinstance(tree.op, ast.Div) and _value(tree.right, text, known) == 0:
        return tree.right
    return _zero_divisor(tree.left, text, known) or _zero_divisor(tree.right, text, known)


def _said(one: ast.expr, text: str, words: Mapping[str, str], within: bool = False) -> str:
    if isinstance(one, ast.Name):
        return words.get(one.id, one.id)
    if isinstance(one, ast.Constant):
        return ast.get_source_segment(text, one) or ""
    assert isinstance(one, ast.BinOp)
    sign = _WAYS[type(one.op)][1]
    plain = f"{_said(one.left, text, words, True)} {sign} {_said(one.right, text, words, True)}"
    return f"({plain})" if within else plain
