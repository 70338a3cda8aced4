"""The declaration of figures and coverages: what a kind counts, and what its entries lack.

  Figure("events", _("Events"), on="held", where=HELD, by="unit sort", unit="场")
  Figure("people", _("People reached"), "attendance", measure="sum", on="held", unit="人次")
  Figure("valid", _("Contracts in force"), at="from_day to_day", unit="份", target=P_VALID)
  Figure("trained", _("People trained"), "hours.person", measure="distinct", on="hours.day", unit="人",
         having=("hours.hours", P_MODE, P_HOURS))
  Coverage("equipped", _("Villages with a station"), cells=(Cell("person", _("Person"), Is(person__not=None)),))

No comparison sign and no target is written in code: both are one parameter of the office, read by
``desk.figures.rules.parse_bound``: ``≥36``. Rows that are counted by a day keep counting there whatever state
they take later; a condition on the state may only exclude rows. Nothing here counts: ``records.figures`` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from luoshi.kernel.kinds.conditions import When
from luoshi.kernel.kinds.parts import Part
from luoshi.kernel.kinds.rules import Names, split_names

if TYPE_CHECKING:
    from luoshi.kernel.kinds.declaration import Kind

Measure = Literal["count", "sum", "mean", "share", "distinct"]
MEASURES = ("count", "sum", "mean", "share", "distinct")
ADDED = ("count", "sum")  # measures whose values of disjoint rows add up
MODES = ("sum", "max")
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


class Having(NamedTuple):
    """A filter of a distinct count: only items whose rows' values together meet a bound.

    Attributes:
        field: the path to the value.
        how: "sum" or "max" of it, or the ``DeclaredParameter`` with it (``read=mode``).
        bound: the ``DeclaredParameter`` with sign and value (``read=bound``).
        within: applied within each unit or code, after ``by``; otherwise before it, over all rows that count.
    """

    field: str
    how: Any
    bound: Any
    within: bool = False


@dataclass(frozen=True)
class Figure(Part):
    """A count of a kind's records, or of rows that belong to them, by business day.

    Attributes:
        of: what is counted: "" for the records themselves, a column ("attendance"), a kind that links to them
            ("hours"), or a column of that ("payments.amount"); for ``distinct`` a link, whose entries count once each.
        on: the path to the day of a flow: days from the first to the last, both included, count.
        at: the paths to both days of a stock: what is valid on the last day counts; an empty end is open.
        where: the condition on the records, which must certainly hold; for a share without ``part``, the condition of
            its part.
        only: the condition on the rows themselves, which must certainly hold; for a share it limits part and base.
        part: for a share of rows, the condition on the rows that make its part; the others stay in its base.
        base: the whole of a share, a condition, or the column of which ``of`` is a part; None: all that count by day.
        by: the possible breakdowns: "unit", as stored, rolled up by the tree of the last day, and fields with codes.
        unit: its unit of measure, "人次". Figures in different units are never added.
        target: the ``DeclaredParameter`` with sign and value that it is compared with (``read=bound``).
        plus: names of figures whose values it adds, instead of counting anything itself.
        digits: decimals of a share in per cent, or of a mean: rounded once, half up, from the exact value.
    """

    name: str
    label: Any
    of: str = ""
    measure: Measure = "count"
    on: str = ""
    at: Names = ()
    where: When | None = None
    only: When | None = None
    part: When | None = None
    base: When | str | None = None
    by: Names = ()
    unit: Any = ""
    having: Having | tuple[Any, ...] | None = None
    target: Any = None
    plus: Names = ()
    digits: int = 1

    def __post_init__(self) -> None:
        for name in ("at", "by", "plus"):
            object.__setattr__(self, name, split_names(getattr(self, name)))
        if self.having is not None:
            object.__setattr__(self, "having", Having(*self.having))

    @property
    def asked(self) -> Having | None:
        """The value of ``having``."""
        return self.having if isinstance(self.having, Having) else None

    @property
    def conditions(self) -> tuple[When, ...]:
        """Its conditions on the kind's records."""
        return tuple(condition for condition in (self.where, self.base) if isinstance(condition, When))

    @property
    def of_rows(self) -> tuple[When, ...]:
        """Its conditions on the rows that it counts."""
        return tuple(condition for condition in (self.only, self.part) if condition is not None)

    @property
    def _narrowed(self) -> bool:
        return bool(self.of_rows) or self.where is not None or self.base is not None

    @property
    def values(self) -> tuple[Any, ...]:
        """The office's parameters that it reads itself, without those of its conditions."""
        having = self.asked
        own = (self.target, *((having.how, having.bound) if having else ()))
        return tuple(setting for setting in own if setting is not None and not isinstance(setting, str))

    @property
    def columns(self) -> tuple[str, ...]:
        """Every path that it reads, of its own or of the rows that it counts."""
        of_base = (self.base,) if isinstance(self.base, str) else ()
        having = (self.asked.field,) if self.asked else ()
        return tuple(path for path in (self.of, self.on, *self.at, *of_base, *having) if path)

    def faults(self, kind: Kind) -> Iterator[str]:
        """Yield contradictions in the declaration; names are checked once all kinds are declared."""
        yield from (f"figure {self.name}: {fault}" for fault in self._faults(kind))

    def _faults(self, kind: Kind) -> Iterator[str]:
        figures = {figure.name: figure for figure in kind.every(Figure)}
        if not NAME.fullmatch(self.name):
            yield "its name stands in addresses: small letters, figures and _"
        if sum(figure.name == self.name for figure in kind.every(Figure)) > 1:
            yield "another one has this name"
        if self.plus:
            yield from self._of_several(figures)
            return
        yield from self._of_measure()
        if bool(self.on) == bool(self.at):
            yield "it goes by one day (on) or by two between which it is so (at): the state alone has no past"
        if self.at and len(self.at) != 2:
            yield f"at names a first and a last day, not {' '.join(self.at)}"
        for parameter in self.values:
            if not hasattr(parameter, "read"):
                what = "sign and value are a value of the office (a Parameter read by bound)"
                yield f"{parameter!r} stands in code: {what}"
        if not 0 <= self.digits <= 4:
            yield "digits are 0 to 4"

    def _of_measure(self) -> Iterator[str]:
        if self.measure not in MEASURES:
            yield f"{self.measure} is no measure: {', '.join(MEASURES)}"
        if self.measure in ("sum", "mean", "distinct") and not self.of:
            yield f"of what the {self.measure} is (of) is not said"
        if self.base is not None and self.measure != "share":
            yield "only a share has a base"
        if self.measure == "share" and not isinstance(self.base, str):
            yield from self._of_share()
        elif self.part is not None:
            yield "only a share of rows has a part: of all else the rows that count are said by only"
        if isinstance(self.base, str) and not self.of:
            yield f"what of {self.base} it is a part of (of) is not said"
        if self.asked and self.measure != "distinct":
            yield "having asks what belongs to each of several that count once: the measure is distinct"
        if self.asked and isinstance(self.asked.how, str) and self.asked.how not in MODES:
            yield f"having puts values together by {' or '.join(MODES)}, not by {self.asked.how}"

    def _of_share(self) -> Iterator[str]:
        if self.part is None and self.where is None:
            yield "a share without a condition is always the whole"
        if self.part is None and self.only is not None:
            yield "only cuts the part and its base alike: what of the rows makes the part is said by part"

    def _of_several(self, figures: dict[str, Figure]) -> Iterator[str]:
        if self.of or self.on or self.at or self.having or self._narrowed:
            yield "it adds other figures (plus) and counts nothing itself"
        for summand in self.plus:
            found = figures.get(summand)
            if found is None or found.plus:
                yield f"plus {summand}, which is no figure that counts"
            elif found.measure not in ADDED:
                yield f"plus {summand}, a {found.measure}: what counts once in each would count twice"
            elif str(found.unit) != str(self.unit):
                yield (
                    f"plus {summand} ({found.label}), counted in {found.unit or 'no unit'}, while it is in "
                    f"{self.unit or 'no unit'}: different units are never added"
                )


class Cell(NamedTuple):
    """A property that an entry has or lacks, with its condition."""

    name: str
    label: Any
    condition: When


@dataclass(frozen=True)
class Coverage(Part):
    """The entries that have what they should: all entries of a day, with or without data, by each cell.

    Attributes:
        rows: the kind whose records are the entries; "": this one. The page belongs to this kind.
        where: the condition for the entries; those for which it is unknown are listed apart.
        at: the paths to the days between which an entry exists: "from_day to_day"; "": always.
        cells: the properties checked for each.
        by: "unit" or a field with codes by which the counts are also shown.
    """

    name: str
    label: Any
    rows: str = ""
    where: When | None = None
    at: Names = ()
    cells: tuple[Cell, ...] = ()
    by: Names = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "at", split_names(self.at))
        object.__setattr__(self, "by", split_names(self.by))
        object.__setattr__(self, "cells", tuple(Cell(*cell) for cell in self.cells))

    def faults(self, kind: Kind) -> Iterator[str]:
        """Yield contradictions in the declaration; names are checked once all kinds are declared."""
        yield from (f"coverage {self.name}: {fault}" for fault in self._faults(kind))

    def _faults(self, kind: Kind) -> Iterator[str]:
        if not NAME.fullmatch(self.name):
            yield "its name stands in addresses: small letters, figures and _"
        if sum(coverage.name == self.name for coverage in kind.every(Coverage)) > 1:
            yield "another one has this name"
        if not self.cells:
            yield "it asks nothing of its entries (cells)"
        if len({cell.name for cell in self.cells}) != len(self.cells):
            yield "two of its cells have one name"
        yield from (f"cell {cell.name}: its name is not one" for cell in self.cells if not NAME.fullmatch(cell.name))
        if self.at and len(self.at) != 2:
            yield f"at names a first and a last day, not {' '.join(self.at)}"
        yield from (f"cell {cell.name} is no condition" for cell in self.cells if not isinstance(cell.condition, When))
