"""The declaration of figures and coverages: what a kind counts, and what its entries lack.

  Figure("events", _("Events"), on="held", where=HELD, by="unit sort", unit="场")
  Figure("people", _("People reached"), "attendance", measure="sum", on="held", unit="人次")
  Figure("valid", _("Contracts in force"), at="from_day to_day", unit="份", target=P_VALID)
  Figure("trained", _("People trained"), "hours.person", measure="distinct", on="hours.day", unit="人",
         having=("hours.hours", P_MODE, P_HOURS))
  Figure("introduced", _("Results introduced"), on="signed", unit="项", within=P_FIVE_YEARS, target=P_INTRODUCED)
  Figure("growth", _("Growth of the money"), growth="money", unit="%")
  Coverage("equipped", _("Villages with a station"), cells=(Cell("person", _("Person"), Is(person__not=None)),))
  Coverage("plans", _("Plans by year"), rows="talents.programmes",
           cells=(Cell("approved", _("Projects"), Counted("projects.approved", by="plan")),))
  Coverage("museums", _("Counties with a museum"), rows="units", which=COUNTIES,
           cells=(Cell("museum", _("Museum"), Within("venues", Is(sort="museum"), OPEN)),))
  Matrix("places", "events", "area medium")

No comparison sign and no target is written in code: both are one parameter of the office, read by
``figures.bounds.parse_bound``: ``≥36``. Rows that are counted by a day keep counting there whatever state
they take later; a condition on the state may only exclude rows, and a stock has none: it is taken on past days, of
which no state is known. Nothing here counts: ``desk.figures`` does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from luoshi.kernel.kinds.language.conditions import OfficeValue, When
from luoshi.kernel.kinds.language.names import Label, NameList
from luoshi.kernel.kinds.language.parts import Part

Measure = Literal["count", "sum", "mean", "share", "distinct"]
MEASURES = ("count", "sum", "mean", "share", "distinct")
ADDED = ("count", "sum")  # measures whose values of disjoint rows add up
MODES = ("sum", "max")
PERCENT = "%"
UNITS = "units"  # rows of a coverage whose entries are units of the tree
YEAR = ".year"  # by="signed.year": divided by the year of a day
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
            ("hours"), or a column of that ("payments.amount"); for ``distinct`` a link or a
            field with codes, whose entries count once each.
        on: the path to the day of a flow: days from the first to the last, both included, count.
        at: the paths to both days of a stock: what is valid on the last day counts; an empty end is open. Its
            conditions read no state. What has no first day is not known to be there yet, and does not count.
        since_ever: of a stock without protected records, what has no first day counts as there from the beginning.
        even_void: of a flow of what was asked for or received: records in a state of the kind's ``void`` count too.
        where: the condition on the records, which must certainly hold; for a share without ``part``, the condition for
            its part.
        only: the condition on the rows themselves, which must certainly hold; for a share it limits part and base.
        part: for a share of rows, the condition on the rows that make its part; the others stay in its base.
        base: the whole of a share, a condition, or the column of which ``of`` is a part; None: all that count by day.
        by: the possible breakdowns: "unit", as stored, rolled up by the tree of the last day; fields with codes; a link
            (of a figure without protected records), by its records; a text of which the kind declares ``Same``, by
            what is the same; "signed.year": the year of a day.
        unit: its unit of measure, "人次". Figures in different units are never added.
        target: the ``DeclaredParameter`` with sign and value that it is compared with (``read=bound``).
        targets: for a field with codes among ``by``, a target of the same kind for some of its codes:
            ``{"sort": {"matching": V}}``. The sum over all codes is never compared with the target of one.
        within: the ``DeclaredParameter`` with some years, "2022–2026" (``read=span``), over which a flow is cumulated:
            from their first day to the last day asked for, and never past their own. A target is then compared with
            what came together since. Without a value it is not computable.
        out_of: the name of the figure that counts where such could be found at all: where that is 0, nothing is known,
            and “0, met” would be a lie: findings out of audits.
        plus: names of figures whose values it adds, instead of counting anything itself.
        less: the names of two figures: the first less the second.
        over: the names of two figures: the first divided by the second; in per cent if its unit is "%".
        more: the name of the figure of which it is the change on the span before, in the same unit; of one in per cent
            in percentage points.
        growth: the name of the figure of which it is the change on the span before, in per cent of what was then.
        before: how far back the span before lies, a period: the same days a year, half a year, a quarter or a month
            earlier. Whole months are compared with whole months.
        part_unit: for a share with a target, the unit of its part: what is short is said in it too, "亩".
        digits: decimals of a share in per cent, of a mean, a quotient or a growth: rounded once, half up, from the
            exact value.
    """

    name: str
    label: Label
    of: str = ""
    measure: Measure = "count"
    on: str = ""
    at: NameList = NameList()
    where: When | None = None
    only: When | None = None
    part: When | None = None
    base: When | str | None = None
    by: NameList = NameList()
    unit: Label = ""
    having: Having | tuple[Any, ...] | None = None
    target: Any = None
    plus: NameList = NameList()
    digits: int = 1
    targets: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, compare=False)
    part_unit: Label = ""
    less: NameList = NameList()
    over: NameList = NameList()
    more: str = ""
    growth: str = ""
    before: str = "P1Y"
    within: Any = None
    out_of: str = ""
    since_ever: bool = False
    even_void: bool = False

    @property
    def made_of(self) -> tuple[str, ...]:
        """The figures from whose values it is computed, in their order; (): it counts itself."""
        return (*self.plus, *self.less, *self.over, *filter(None, (self.more, self.growth)))

    @property
    def compared_figure(self) -> str:
        """The figure that it compares with the span before; "": it compares none."""
        return self.more or self.growth

    @property
    def way(self) -> str:
        """How its value comes about: its measure, or how it is computed from the values of other figures."""
        ways = (way for way in ("less", "over", "more", "growth") if getattr(self, way))
        return next(ways, self.measure)

    @property
    def adds_up(self) -> bool:
        """Whether its values for disjoint rows add up to the value for all of them."""
        return self.way in ADDED

    @property
    def is_percent(self) -> bool:
        """Whether it is in per cent: how far it is from a target is told in percentage points."""
        return self.way in ("share", "growth") or (self.way == "over" and str(self.unit) == PERCENT)

    @property
    def is_rounded(self) -> bool:
        """Whether its exact value may have no end, so that it is shown rounded."""
        return self.way in ("mean", "share", "over", "growth")

    @property
    def distinct_filter(self) -> Having | None:
        """The filter of a distinct count, as ``Having``."""
        return Having(*self.having) if self.having is not None else None

    @property
    def conditions(self) -> tuple[When, ...]:
        """Its conditions on the kind's records."""
        return tuple(condition for condition in (self.where, self.base) if isinstance(condition, When))

    @property
    def of_rows(self) -> tuple[When, ...]:
        """Its conditions on the rows that it counts."""
        return tuple(condition for condition in (self.only, self.part) if condition is not None)

    @property
    def has_condition(self) -> bool:
        """Whether a condition says what counts."""
        return bool(self.of_rows) or self.where is not None or self.base is not None

    @property
    def values(self) -> tuple[Any, ...]:
        """The office's parameters that it reads itself, without those of its conditions."""
        having = self.distinct_filter
        own: tuple[Any, ...] = (self.target, self.within, having.bound if having else None)
        own += tuple(target for codes in self.targets.values() for target in codes.values())
        own += (having.how,) if having and not isinstance(having.how, str) else ()
        return tuple(setting for setting in own if setting is not None)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every path that it reads, of its own or of the rows that it counts."""
        of_base = (self.base,) if isinstance(self.base, str) else ()
        having = (self.distinct_filter.field,) if self.distinct_filter else ()
        return tuple(path for path in (self.of, self.on, *self.at, *of_base, *having) if path)


class Counted(NamedTuple):
    """What an item of a list has in a year: the value of a figure, "projects.approved", for its code in a field."""

    figure: str
    by: str


class Within(NamedTuple):
    """What a unit of the tree has: a record of a kind that belongs to it or to a unit beneath it.

    Attributes:
        kind: the name of the kind.
        where: which of its records are meant at all.
        so: what one of them must certainly meet on the day for the unit to have it; None: that it is there. One that is
            meant and does not meet it is named beside the gap, with its state.
    """

    kind: str
    where: When
    so: When | None = None


class Cell(NamedTuple):
    """A property that an entry has or lacks, with its condition; of a list, with what is counted; of a unit, within."""

    name: str
    label: Label
    condition: When | Counted | Within


@dataclass(frozen=True)
class Coverage(Part):
    """The entries that have what they should: all entries of a day, with or without data, by each cell.

    Attributes:
        rows: the kind whose records are the entries; "": this one. The page belongs to this kind. The name of a code
            list, "talents.programmes": the entries are its items in each of ``years`` calendar years, the last of
            which is asked for; an item counts for the years in which it is in force, or has anything. "units": the
            entries are the units of the tree on the day that ``which`` names.
        which: the ``DeclaredParameter`` with these units (``read=units``): unit codes, or all so many levels beneath a
            unit. Unset: not computable.
        where: the condition for the entries; those for which it is unknown are listed apart.
        at: the paths to the days between which an entry exists: "from_day to_day"; "": always.
        cells: the properties checked for each.
        by: "unit" or a field with codes by which the counts are also shown.
    """

    name: str
    label: Label
    rows: str = ""
    where: When | None = None
    at: NameList = NameList()
    cells: tuple[Cell, ...] = ()
    by: NameList = NameList()
    years: int = 3
    which: OfficeValue | None = None

    def __post_init__(self) -> None:
        if self.of_units != (self.which is not None):
            raise ValueError(f'coverage {self.name}: say rows="units" with which, the value that names these units')

    @property
    def of_units(self) -> bool:
        """Whether its entries are units of the tree."""
        return self.rows == UNITS

    @property
    def cells_within(self) -> dict[str, Within]:
        """What is asked of each unit, by the name of the cell."""
        return {cell.name: cell.condition for cell in self.cells if isinstance(cell.condition, Within)}

    @property
    def of_list(self) -> bool:
        """Whether its entries are the items of a code list: only these names have a dot."""
        return "." in self.rows

    @property
    def counted_cells(self) -> dict[str, Counted]:
        """What is counted for the items of a list, by the name of the cell."""
        return {cell.name: cell.condition for cell in self.cells if isinstance(cell.condition, Counted)}

    @property
    def conditions(self) -> dict[str, When]:
        """What is asked of each record, by the name of the cell."""
        return {cell.name: cell.condition for cell in self.cells if isinstance(cell.condition, When)}


@dataclass(frozen=True)
class Matrix(Part):
    """A figure by two of its fields with codes: one of the tables of a year that the line's own page shows.

    The page names each pair of codes in which there is nothing. Protected records have none: a cell of few would tell
    them, whatever else is hidden.

    Attributes:
        figure: the name of the figure.
        by: the fields of the lines and of the columns: "area medium".
    """

    name: str
    figure: str
    by: NameList = NameList(None)
