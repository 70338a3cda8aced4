"""What a kind counts and what its entries lack: figures and coverages, entries of a kind's ``parts``.

    Figure("events", _("Events"), on="held", where=HELD, by="unit sort", unit="场")
    Figure("people", _("People reached"), "attendance", measure="sum", on="held", unit="人次")
    Figure("valid", _("Contracts in force"), at="from_day to_day", unit="份", target=P_VALID)
    Figure("trained", _("People trained"), "hours.person", measure="distinct", on="hours.day", unit="人",
           having=("hours.hours", P_MODE, P_HOURS))
    Coverage("equipped", _("Villages with a station"), cells=(Cell("person", _("Person"), Is(person__not=None)),))

No sign and no target stands in code: both are one value of the office, read by
``records.counting.rules.bound``: ``≥36``. Rows that are counted by a day
keep counting there whatever state they take later; a condition on the state may only strike out. Nothing here counts:
``records.counting`` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from luoshi.records.kinds.conditions import When
from luoshi.records.kinds.parts import Part
from luoshi.records.kinds.rules import Names, split_names

if TYPE_CHECKING:
    from luoshi.records.kinds.declaration import Kind

Measure = Literal["count", "sum", "mean", "share", "distinct"]
MEASURES = ("count", "sum", "mean", "share", "distinct")
ADDED = ("count", "sum")  # measures whose values of disjoint rows add up
MODES = ("sum", "max")
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


class Having(NamedTuple):
    """Of what is counted once each only those of whom the values of their rows are together as asked.

    Attributes:
        field: the path to the value.
        how: "sum" or "max" of it, or the ``Parameter`` that says which (``read=mode``).
        bound: the ``Parameter`` with sign and value (``read=bound``).
        within: asked within each unit or code, after ``by``; else before it: of all rows that count, wherever.
    """

    field: str
    how: Any
    bound: Any
    within: bool = False


@dataclass(frozen=True)
class Figure(Part):
    """What is counted of a kind's records, or of rows that belong to them, by the day on which it was so.

    Attributes:
        of: what is counted: nothing for the records themselves, a column ("attendance"), a kind that links to them
            ("hours"), or a column of that ("payments.amount"); of ``distinct`` a link, whose entries count once each.
        on: the path to the day of a flow: what lies from the first day to the last, both included, counts.
        at: the paths to both days of a stock: what is so on the last day counts; an empty end is open.
        where: only what belongs to records that surely are so; of a share without ``part`` its part.
        only: of rows that belong to the records, only those that surely are so themselves; of a share part and base.
        part: of a share of rows those that make its part, by what they are themselves: the others stay in its base.
        base: of a share its whole, a condition, or the column of which ``of`` is a part; None: all that count by day.
        by: what it may be divided by: "unit", as stored, rolled up by the tree of the last day, and fields with codes.
        unit: its unit of measure, "人次". Figures of units that differ are never added.
        target: the ``Parameter`` with sign and value that it is compared with (``read=bound``).
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
        """What ``having`` says."""
        return self.having if isinstance(self.having, Having) else None

    @property
    def conditions(self) -> tuple[When, ...]:
        """The conditions that it asks of the kind's records."""
        return tuple(condition for condition in (self.where, self.base) if isinstance(condition, When))

    @property
    def of_rows(self) -> tuple[When, ...]:
        """The conditions that it asks of the rows that it counts."""
        return tuple(condition for condition in (self.only, self.part) if condition is not None)

    @property
    def _narrowed(self) -> bool:
        return bool(self.of_rows) or self.where is not None or self.base is not None

    @property
    def values(self) -> tuple[Any, ...]:
        """The office's values that it reads itself, those of its conditions aside."""
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
        """What does not go together; what it names is looked for once all kinds are declared."""
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
    """One thing that an entry has or lacks: what is asked of it."""

    name: str
    label: Any
    condition: When


@dataclass(frozen=True)
class Coverage(Part):
    """Which entries have what they ought to: all that there are on a day, with or without data, by each cell.

    Attributes:
        rows: the kind whose records are the entries; "": this one. Its page is this kind's.
        where: which of them are looked at; of whom that is not known, they stand apart.
        at: the paths to the days between which an entry is there: "from_day to_day"; "": always.
        cells: what is asked of each.
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
        """What does not go together; what it names is looked for once all kinds are declared."""
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
