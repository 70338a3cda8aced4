"""What a figure comes to, of what was counted; what it is compared with; how an address says which rows are meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, NamedTuple

from luoshi.figures.rounding import round_to_places
from luoshi.figures.shares import share_percent

MODES = ("sum", "max")
NONE = "none"  # of a field with codes: the rows that bear none
_BOUND = re.compile(r"(>=|<=|≥|≤|>|<|＞|＜|=|＝)\s*(-?\d{1,18}(?:\.\d{1,4})?)")
_SIGNS = {">=": "≥", "<=": "≤", "＞": ">", "＜": "<", "＝": "="}
_MEETS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "≥": lambda value, than: value >= than,
    "≤": lambda value, than: value <= than,
    ">": lambda value, than: value > than,
    "<": lambda value, than: value < than,
    "=": lambda value, than: value == than,
}


class Bound(NamedTuple):
    """What a figure is compared with: a sign (≥ ≤ > < =) and a value."""

    sign: str
    value: Decimal

    def met(self, value: Decimal | Fraction | int) -> bool:
        """Whether an exact value is as it asks: ≥ and ≤ include the value itself."""
        return _MEETS[self.sign](Fraction(value), Fraction(self.value))

    def off(self, value: Decimal | Fraction | int) -> Fraction:
        """By how much a value misses it; 0 where it meets it, and where it stands on what it would have to pass."""
        return Fraction(0) if self.met(value) else abs(Fraction(self.value) - Fraction(value))

    def __str__(self) -> str:
        return f"{self.sign}{self.value:f}"


def parse_bound(text: str) -> Bound:
    """A sign and a value as an office types them, ``≥36`` or ``> 1000000``: the ``read`` of a ``Parameter``.

    Raises:
        ValueError: it has no sign, or is no number: whether 36 itself does, nobody can tell from “36”.
    """
    found = _BOUND.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text} is no sign with a number, such as ≥36")
    return Bound(_SIGNS.get(found[1], found[1]), Decimal(found[2]))


def parse_sum_mode(text: str) -> str:
    """How the values of one are put together, ``sum`` or ``max``: the ``read`` of a ``Parameter``.

    Raises:
        ValueError: it is neither.
    """
    if text.strip() not in MODES:
        raise ValueError(f"{text} is neither sum nor max")
    return text.strip()


@dataclass(frozen=True)
class Tally:
    """What was counted for a figure.

    Attributes:
        rows: how many count by their day and condition; of a share those of its base.
        known: of them those of which what is asked is known.
        total: the sum, the number of different ones, or a share's part.
        whole: a share's whole.
    """

    rows: int = 0
    known: int = 0
    total: Fraction = Fraction(0)
    whole: Fraction = Fraction(0)


@dataclass(frozen=True)
class FigureValue:
    """What a figure comes to.

    Attributes:
        exact: the value, not rounded; None: not computable.
        n: of so many rows it is known; ``of``: so many count.
        unset: the labels of values of the office that nobody set: because of them it is not computable.
        small: it is of so few protected records that it is not shown.
        until: of protected records the day as of which it is told: since then too few have changed.
    """

    exact: Fraction | None
    n: int = 0
    of: int = 0
    unset: tuple[Any, ...] = ()
    small: bool = False
    until: date | None = None

    def rounded(self, digits: int) -> Decimal | None:
        """The value as it is shown: rounded once, half up, from the exact one."""
        return None if self.exact is None else round_to_places(self.exact, digits)


def value_of(measure: str, tally: Tally) -> FigureValue:
    """What a measure comes to. Null is not 0: there is no mean or share of nothing, no sum of what nobody entered."""
    if measure == "count":
        return FigureValue(Fraction(tally.rows), tally.rows, tally.rows)
    if measure == "share":
        return FigureValue(share_percent(tally.total, tally.whole), tally.known, tally.rows)
    if measure == "mean":
        return FigureValue(tally.total / tally.known if tally.known else None, tally.known, tally.rows)
    unknown = measure == "sum" and tally.rows and not tally.known
    return FigureValue(None if unknown else tally.total, tally.known, tally.rows)


def sum_values(values: Sequence[FigureValue]) -> FigureValue:
    """The sum of figures of one unit; not computable where one of them is not."""
    unset = tuple(dict.fromkeys(label for value in values for label in value.unset))
    known = [value.exact for value in values if value.exact is not None]
    exact = sum(known, Fraction(0)) if len(known) == len(values) and not unset else None
    return FigureValue(exact, sum(value.n for value in values), sum(value.of for value in values), unset)


@dataclass(frozen=True)
class Cut:
    """Which rows of a figure are meant: those of a span of days, of a unit, of a code.

    Attributes:
        figure: its name.
        units: the unit with all beneath it on the last day; ``own``: that unit alone.
        codes: the code by field; ``NONE`` for the rows that bear none.
        base: all rows that count, not only those that make the figure: what stands behind “of N”.
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
    """What an address says.

    Raises:
        ValueError: it is none.
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
    """How many entries have something, lack it, and of how many it is not known."""

    yes: int = 0
    no: int = 0
    unknown: int = 0

    @property
    def all(self) -> int:
        """The base."""
        return self.yes + self.no + self.unknown


def is_entry_complete(answers: Iterable[bool | None]) -> bool | None:
    """Whether an entry has everything: no where it lacks one thing, not known where one may be lacking."""
    told = list(answers)
    return False if False in told else None if None in told else True


Answer = Literal["yes", "no", "unknown"]
ANSWERS: tuple[Answer, ...] = ("no", "unknown", "yes")
