"""The value of a figure from its counts, its target, and the rows behind it as a URL parameter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from luoshi.dates.periods import month_end
from luoshi.dates.time_limits import shift_months
from luoshi.figures.rounding import round_to_places
from luoshi.figures.shares import growth_percent, share_percent

MODES = ("sum", "max")
NONE = "none"  # of a field with codes: the rows without one


def parse_sum_mode(text: str) -> str:
    """Parse how the values of one person are combined, ``sum`` or ``max``: the ``read`` of a ``Parameter``.

    Raises:
        ValueError: It is neither.
    """
    if text.strip() not in MODES:
        raise ValueError(f"{text} is neither sum nor max")
    return text.strip()


@dataclass(frozen=True)
class Tally:
    """The counts for a figure.

    Attributes:
        rows: How many rows count by day and condition; for a share those of its base.
        known: How many of them have a known value.
        total: The sum, the number of distinct ones, or the part of a share.
        whole: The whole of a share.
    """

    rows: int = 0
    known: int = 0
    total: Fraction = Fraction(0)
    whole: Fraction = Fraction(0)


@dataclass(frozen=True)
class FigureValue:
    """The value of a figure.

    Attributes:
        exact: The unrounded value; None: not computable.
        n: The number of rows with a known value; ``of``: the number of rows that count.
        unset: The labels of unset parameters that make it not computable.
        small: It concerns so few protected records that it is hidden.
        until: For protected records the day as of which it is shown: since then too few have changed.
        part: Of a share or quotient, its part and its whole.
        days: Of a figure that is cumulated within some years, the first and the last day that it counts.
        before: Of a change or growth, the value in the span before, where it is known.
    """

    exact: Fraction | None
    n: int = 0
    of: int = 0
    unset: tuple[Any, ...] = ()
    small: bool = False
    until: date | None = None
    part: tuple[Fraction, Fraction] | None = field(default=None, compare=False)
    before: Fraction | None = field(default=None, compare=False)
    days: tuple[date, date] | None = field(default=None, compare=False)

    def round_value(self, digits: int) -> Decimal | None:
        """Return the value as shown: rounded once, half up, from the exact one."""
        return None if self.exact is None else round_to_places(self.exact, digits)


def value_of(measure: str, tally: Tally) -> FigureValue:
    """Return the value of a measure. Null is not 0: no mean or share of nothing, no sum of values nobody entered."""
    if measure == "count":
        return FigureValue(Fraction(tally.rows), tally.rows, tally.rows)
    if measure == "share":
        part = (tally.total, tally.whole)
        return FigureValue(share_percent(tally.total, tally.whole), tally.known, tally.rows, part=part)
    if measure == "mean":
        return FigureValue(tally.total / tally.known if tally.known else None, tally.known, tally.rows)
    unknown = measure == "sum" and tally.rows and not tally.known
    return FigureValue(None if unknown else tally.total, tally.known, tally.rows)


def sum_values(values: Sequence[FigureValue]) -> FigureValue:
    """Return the sum of figures in the same unit of measure; not computable if one of them is not."""
    return _combined(values, lambda *exact: sum(exact, Fraction(0)))


def subtract_values(one: FigureValue, other: FigureValue) -> FigureValue:
    """Return a figure less another in the same unit of measure; not computable if one of them is not."""
    return _combined((one, other), lambda *exact: exact[0] - exact[1])


def divide_values(one: FigureValue, other: FigureValue, times: int = 1) -> FigureValue:
    """Return so many times a figure divided by another; not computable if one is not, or if the divisor is 0."""
    made = _combined((one, other), lambda *exact: times * exact[0] / exact[1] if exact[1] else None)
    known = one.exact is not None and other.exact is not None
    return replace(made, part=(one.exact, other.exact) if known else None)  # type: ignore[arg-type]


def change_value(now: FigureValue, before: FigureValue) -> FigureValue:
    """Return the change of a figure on an earlier span; not computable if one of the values is not."""
    return replace(subtract_values(now, before), before=before.exact)


def growth_value(now: FigureValue, before: FigureValue) -> FigureValue:
    """Return the change in per cent of the earlier value; not computable if that is 0, negative or unknown."""
    return replace(_combined((now, before), growth_percent), before=before.exact)


def _combined(values: Sequence[FigureValue], combine: Callable[..., Fraction | None]) -> FigureValue:
    """Return what is computed from the exact values of figures, with the rows and unset parameters of all of them."""
    unset = tuple(dict.fromkeys(label for value in values for label in value.unset))
    known = [value.exact for value in values if value.exact is not None]
    exact = combine(*known) if len(known) == len(values) and not unset else None
    n, of = (sum(numbers) for numbers in zip(*((value.n, value.of) for value in values), strict=True))
    return FigureValue(exact, n, of, unset, days=values[0].days)


def span_before(first: date, last: date, months: int) -> tuple[date, date]:
    """Return the same days so many months earlier; a day that a month does not have becomes its last.

    Whole months, from the first day of one to the last day of one, become whole months: January and February of 2025
    become those of 2024, with the 29th.
    """
    earlier, until = shift_months(first, -months), shift_months(last, -months)
    if first.day == 1 and last == month_end(last.year, last.month):
        until = month_end(until.year, until.month)
    return earlier, until


@dataclass(frozen=True)
class Cut:
    """The rows of a figure that are meant: those of a span of days, of a unit, of a code.

    Attributes:
        figure: The name of the figure.
        units: The unit with its subtree on the last day; ``own``: that unit alone.
        codes: The code by field; ``NONE`` for rows without one.
        base: All rows that count, not only those that make up the figure: the “N” in “of N”.
    """

    figure: str
    first: date
    last: date
    units: int | None = None
    own: bool = False
    codes: Mapping[str, str] = field(default_factory=dict)
    base: bool = False

    def __str__(self) -> str:
        said = [self.figure, self.first.isoformat(), self.last.isoformat()]
        said += [f"{'own' if self.own else 'unit'}={self.units}"] if self.units is not None else []
        said += ["base=1"] if self.base else []
        return ";".join([*said, *(f"is.{name}={code}" for name, code in self.codes.items())])


def cut_of(text: str) -> Cut:
    """Parse a cut from a URL parameter.

    Raises:
        ValueError: The text is not a cut.
    """
    parts = text.split(";")
    if len(parts) < 3 or len(text) > 400:
        raise ValueError("no figure with two days")
    pairs = [part.partition("=") for part in parts[3:]]
    made: dict[str, Any] = {"codes": {}}
    for name, _is, said in pairs:
        if name in ("unit", "own"):
            if not said.isascii() or not said.isdecimal() or len(said) > 18:
                raise ValueError("no unit")
            made |= {"units": int(said), "own": name == "own"}
        elif name == "base":
            made["base"] = True
        elif name.startswith("is."):
            made["codes"][name[3:]] = said
        else:
            raise ValueError(f"nothing is called {name}")
    return Cut(parts[0], date.fromisoformat(parts[1]), date.fromisoformat(parts[2]), **made)


@dataclass(frozen=True)
class Answered:
    """The numbers of entries that have something, lack it, or are unknown."""

    yes: int = 0
    no: int = 0
    unknown: int = 0

    @property
    def total_count(self) -> int:
        """The number of all entries."""
        return self.yes + self.no + self.unknown


def is_entry_complete(answers: Iterable[bool | None]) -> bool | None:
    """Return whether an entry is complete: False if it lacks something, None if it may lack something."""
    told = list(answers)
    return False if False in told else None if None in told else True


Answer = Literal["yes", "no", "unknown"]
ANSWERS: tuple[Answer, ...] = ("no", "unknown", "yes")
