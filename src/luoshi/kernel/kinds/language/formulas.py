"""Formulas of a line over a record's fields, its rows and the office's values, computed exactly.

  income / household    sum(payments.amount)    max(amount - sum(payments.amount), 0)    days(received, answered)
  signed + term         trimmed(sheets.score)   minutes(began_at, over_at)                   began_at + limit * 60

A day plus a number is that many days later, a moment plus a number that many minutes; months(signed, term) is the day
that many whole months later, the last of its month where that is shorter.

Every value is a fraction: a day is its number in the calendar, a moment its minutes since 1970. Only the type that a
formula gives (``Formula.gives``) says which of the two a result is.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from luoshi.dates.errors import DateError
from luoshi.dates.time_limits import shift_months

Scalar = Decimal | Fraction | int | date | None
Known = Mapping[str, Scalar | Sequence[Scalar]]  # fields and values by name, columns of rows as "rows.column"
Words = Mapping[str, str | Sequence[str]]
Sort = Literal["number", "day", "moment"]
_WAYS: dict[type[ast.operator], tuple[Callable[[Fraction, Fraction], Fraction], str]] = {
    ast.Add: (operator.add, "+"),
    ast.Sub: (operator.sub, "−"),
    ast.Mult: (operator.mul, "×"),
    ast.Div: (operator.truediv, "÷"),
}
SPANS: dict[str, tuple[Sort, int]] = {"days": ("day", 1), "minutes": ("moment", 1), "hours": ("moment", 60)}
LATER = "months"  # a day so many months later
TRIMMED_FROM = 4  # so many values have a highest and a lowest one that are left out of a trimmed mean
LONGEST = 200  # characters of a formula
TOLD = 8  # rows whose values are told one by one
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _mean(found: Sequence[Fraction]) -> Fraction:
    return sum(found, Fraction(0)) / len(found)


def _trimmed(found: Sequence[Fraction]) -> Fraction:
    return _mean(sorted(found)[1:-1] if len(found) >= TRIMMED_FROM else found)


TOGETHER: dict[str, Callable[[Sequence[Fraction]], Fraction]] = {
    "sum": lambda found: sum(found, Fraction(0)),
    "mean": _mean,
    "trimmed": _trimmed,
    "max": max,
    "min": min,
}


@dataclass(frozen=True)
class Formula:
    """A parsed formula.

    Attributes:
        names: its fields and values, in the order in which they appear.
        columns: the columns of rows that it puts together, as "rows.column".
    """

    tree: ast.expr
    text: str
    names: tuple[str, ...]
    columns: tuple[str, ...] = ()

    def value(self, known: Known) -> Fraction | None:
        """Return the result; None, never 0, if something is unknown, there are no rows, or a divisor is 0."""
        return _value(self.tree, self.text, known)

    def zero_divisor(self, known: Known) -> str:
        """Return the divisor that is 0, as people write it; "" if there is none."""
        divisor = next((tree for tree in _divisors(self.tree) if _value(tree, self.text, known) == 0), None)
        return "" if divisor is None else _said(divisor, self.text, {})

    def format_words(self, words: Words) -> str:
        """Return the formula with these words for its fields and columns, and with typographic operators."""
        return _said(self.tree, self.text, words)

    def gives(self, sorts: Mapping[str, Sort]) -> Sort:
        """Return the type of its result.

        Args:
            sorts: the types of its fields, values and columns.

        Raises:
            ValueError: types are put together that do not go together.
        """
        return _sort(self.tree, self.text, sorts)


def parse_formula(text: str) -> Formula:
    """Parse a formula such as ``income / household``, with brackets, plain numbers and functions.

    Raises:
        ValueError: it contains something other than fields, numbers, + - * /, brackets, and the functions of
            ``TOGETHER``, ``SPANS`` and ``LATER``.
    """
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ValueError(f"{text!r} is no formula") from None
    if len(text) > LONGEST:
        raise ValueError(f"the formula is longer than {LONGEST} characters")
    names: list[str] = []
    columns: list[str] = []
    _look(tree, text.strip(), names, columns)
    if not names and not columns:
        raise ValueError(f"{text!r} takes no field")
    return Formula(tree, text.strip(), tuple(dict.fromkeys(names)), tuple(dict.fromkeys(columns)))


def _look(one: ast.expr, text: str, names: list[str], columns: list[str]) -> None:
    if isinstance(one, ast.Name):
        names.append(one.id)
    elif isinstance(one, ast.BinOp) and type(one.op) in _WAYS:
        _look(one.left, text, names, columns)
        _look(one.right, text, names, columns)
    elif column := _column(one):
        columns.append(column)
    elif name := _function(one):
        for part in _parts(one):
            _look(part, text, names, columns)
        if len(_parts(one)) < 2 or (name not in TOGETHER and len(_parts(one)) > 2):
            takes = {LATER: "a day and a number of months", **dict.fromkeys(SPANS, "two days or moments")}
            raise ValueError(f"{name} takes {takes.get(name, 'a column of rows, or values')}")
        if name in TOGETHER and name not in ("max", "min"):
            raise ValueError(f"{name} takes one column of rows, as {name}(lines.amount)")
    elif not (isinstance(one, ast.Constant) and _number(one, text) is not None):
        raise ValueError(f"{ast.get_source_segment(text, one) or text!r} has no place in a formula")


def _function(one: ast.expr) -> str:
    """Return the name of the function that is called; "" if it is none of those that are known."""
    if not isinstance(one, ast.Call) or one.keywords or not isinstance(one.func, ast.Name):
        return ""
    return one.func.id if one.func.id in {*TOGETHER, *SPANS, LATER} else ""


def _column(one: ast.expr) -> str:
    """Return the column of rows that is put together, as "rows.column"; "" if it is no such call."""
    if _function(one) not in TOGETHER or len(_parts(one)) != 1:
        return ""
    (found,) = _parts(one)
    plain = isinstance(found, ast.Attribute) and isinstance(found.value, ast.Name)
    return f"{found.value.id}.{found.attr}" if plain else ""  # type: ignore[attr-defined]


def _parts(one: ast.expr) -> list[ast.expr]:
    """Return what an operation or a call is made of; none of a name, a number, or a column of rows."""
    if isinstance(one, ast.BinOp):
        return [one.left, one.right]
    return one.args if isinstance(one, ast.Call) else []


def _number(one: ast.Constant, text: str) -> Fraction | None:
    """Return a number exactly as written, not as the float that Python parses."""
    written = ast.get_source_segment(text, one) or ""
    return Fraction(written) if re.fullmatch(r"[0-9]+(\.[0-9]+)?", written) else None


def exact_value(found: Scalar) -> Fraction | None:
    """Return a number, a day or a moment as a fraction; None of None."""
    if isinstance(found, datetime):
        return Fraction((found - EPOCH) // timedelta(microseconds=1), 60_000_000)
    if isinstance(found, date):
        return Fraction(found.toordinal())
    return None if found is None else Fraction(found)


def _value(one: ast.expr, text: str, known: Known) -> Fraction | None:
    if isinstance(one, ast.Name):
        found = known.get(one.id)
        return None if isinstance(found, Sequence) else exact_value(found)
    if isinstance(one, ast.Constant):
        return _number(one, text)
    name = _function(one)
    if column := _column(one):
        rows = known.get(column)
        inner = [exact_value(row) for row in rows] if isinstance(rows, Sequence) else []
    else:
        inner = [_value(part, text, known) for part in _parts(one)]
    every = [part for part in inner if part is not None]
    if not every or len(every) < len(inner):
        return None
    if name in TOGETHER:
        return TOGETHER[name](every)
    left, right = every
    if name in SPANS:
        return (right - left) / SPANS[name][1]
    if name == LATER:  # the part of a month that is not whole is left out
        try:
            return Fraction(shift_months(date.fromordinal(int(left)), int(right)).toordinal())
        except DateError:
            raise OverflowError(text) from None
    assert isinstance(one, ast.BinOp)
    return None if isinstance(one.op, ast.Div) and right == 0 else _WAYS[type(one.op)][0](left, right)


def _divisors(tree: ast.expr) -> Iterator[ast.expr]:
    if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Div):
        yield tree.right
    for part in () if _column(tree) else _parts(tree):
        yield from _divisors(part)


def _sort(one: ast.expr, text: str, sorts: Mapping[str, Sort]) -> Sort:
    if isinstance(one, ast.Name):
        return sorts[one.id]
    if isinstance(one, ast.Constant):
        return "number"
    column, name = _column(one), _function(one)
    inner = [sorts[column]] if column else [_sort(part, text, sorts) for part in _parts(one)]
    written = ast.get_source_segment(text, one) or text
    if name in SPANS:
        of = SPANS[name][0]
        if inner != [of, of]:
            raise ValueError(f"{written}: {name} is between two {of}s")
        return "number"
    if name == LATER:
        if inner != ["day", "number"]:
            raise ValueError(f"{written}: {name} is of a day and a number")
        return "day"
    if name in TOGETHER:
        if len({*inner}) > 1 or (name not in ("max", "min") and inner != ["number"]):
            raise ValueError(f"{written}: {' and '.join(inner)} are not put together by {name}")
        return inner[0]
    assert isinstance(one, ast.BinOp)
    ways: dict[type[ast.operator], dict[tuple[Sort, Sort], Sort]] = {
        ast.Add: {
            ("day", "number"): "day",
            ("number", "day"): "day",
            ("moment", "number"): "moment",
            ("number", "moment"): "moment",
        },
        ast.Sub: {("day", "number"): "day", ("day", "day"): "number", ("moment", "number"): "moment"},
    }
    left, right = inner
    if left == right == "number":
        return "number"
    if (left, right) not in ways.get(type(one.op), {}):
        raise ValueError(f"{written}: a {left} {_WAYS[type(one.op)][1]} a {right} is nothing")
    return ways[type(one.op)][left, right]


def _said(one: ast.expr, text: str, words: Words, within: bool = False) -> str:
    if isinstance(one, ast.Name):
        return _listed(words.get(one.id, one.id))
    if isinstance(one, ast.Constant):
        return ast.get_source_segment(text, one) or ""
    name, column = _function(one), _column(one)
    if column:
        return _said_of_rows(name, words.get(column, column), within)
    inner = [_said(part, text, words, name not in TOGETHER) for part in _parts(one)]
    if name in TOGETHER or name == LATER:
        return f"{name}({'; '.join(inner)})"
    if name in SPANS:
        plain = f"{inner[1]} − {inner[0]}"
    else:
        assert isinstance(one, ast.BinOp)
        plain = f"{inner[0]} {_WAYS[type(one.op)][1]} {inner[1]}"
    return f"({plain})" if within else plain


def _said_of_rows(name: str, words: str | Sequence[str], within: bool) -> str:
    """Return rows put together in signs that every language has: Σ(7; 8; 9; 10) ÷ 4."""
    if name in ("max", "min"):
        return f"{name}({_listed(words)})"
    number = "n" if isinstance(words, str) else str(len(words))
    plain = f"Σ({_listed(words)})"
    if name == "trimmed" and (isinstance(words, str) or len(words) >= TRIMMED_FROM):
        plain = f"({plain} − max − min) ÷ {'(n − 2)' if isinstance(words, str) else len(words) - 2}"
    elif name != "sum":
        plain = f"{plain} ÷ {number}"
    return f"({plain})" if within and name != "sum" else plain


def _listed(words: str | Sequence[str]) -> str:
    if isinstance(words, str):
        return words
    return "; ".join(words if len(words) <= TOLD else [*words[: TOLD - 1], "…", words[-1]])
