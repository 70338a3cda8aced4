"""Declare the kinds of charts, each of plain, exact values and final words.

``rendering.draw`` draws a chart. This module has what needs no drawing: ``table`` has the figures as text, and
``essentials`` the content of a sentence in its place. Both serve people who cannot see it, or a missing renderer.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from luoshi.figures.style import decimal_text, group_digits

DRAWING = 2  # version of the appearance; a new one invalidates every cached picture
ROWS, CATEGORIES, SERIES, POINTS, COLUMNS = 64, 24, 6, 400, 36  # maximum numbers in one picture
LONG = 120  # characters of a name

Number: TypeAlias = int | Decimal
Essentials: TypeAlias = tuple[str, dict[str, object]]  # a message id and its values; the caller writes the sentence


@dataclass(frozen=True, slots=True)
class ChartTable:
    """The figures of a chart as text; the first cell of each row is its name."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Category:
    """One part of stacked bars: its word, its sign beside the word, its colour and the colour of figures on it.

    Attributes:
        edge: the outline colour, for a fill too light against the paper.
    """

    word: str
    sign: str
    fill: str
    ink: str
    edge: str = "#ffffff"


@dataclass(frozen=True, slots=True)
class Bar:
    """A row: its name and its count for each category, in their order."""

    name: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Stacked:
    """Bars of counts by category, one bar a row, rows and categories in the order given.

    Attributes:
        row, all: the heads of the table's first and last column.
    """

    row: str
    all: str
    categories: tuple[Category, ...]
    bars: tuple[Bar, ...]

    def __post_init__(self) -> None:
        _bounded(len(self.bars), ROWS)
        _bounded(len(self.categories), CATEGORIES)
        if any(len(bar.counts) != len(self.categories) or min(bar.counts, default=0) < 0 for bar in self.bars):
            raise ValueError("a bar has one count of each category, none below 0")

    @property
    def totals(self) -> tuple[int, ...]:
        """Return the count of each category over all rows."""
        return tuple(sum(bar.counts[at] for bar in self.bars) for at in range(len(self.categories)))

    @property
    def empty(self) -> bool:
        """Check whether there is nothing to draw."""
        return not any(self.totals)

    def table(self) -> ChartTable:
        """Return rows by categories, with sums."""
        head = (self.row, *(category.word for category in self.categories), self.all)
        rows = [(bar.name, *map(group_digits, bar.counts), group_digits(sum(bar.counts))) for bar in self.bars]
        whole = (self.all, *map(group_digits, self.totals), group_digits(sum(self.totals)))
        return ChartTable(head, (*rows, whole) if len(rows) > 1 else tuple(rows))

    def essentials(self) -> Essentials:
        """Return message ``stacked``: row (what one is), rows, all, counts: (word, count) if not 0, most: longest."""
        counts = [(category.word, n) for category, n in zip(self.categories, self.totals, strict=True) if n]
        most = max(self.bars, key=lambda one: sum(one.counts), default=Bar("", ()))
        values = {"row": self.row, "rows": len(self.bars), "all": sum(self.totals), "counts": counts}
        return "stacked", values | {"most": (most.name, sum(most.counts))}


@dataclass(frozen=True, slots=True)
class Series:
    """A line: its word, colour, dashes, and its values, each on a day; days ascend.

    A value of None is unknown and leaves a gap in the line.
    """

    word: str
    colour: str
    points: tuple[tuple[date, Number | None], ...]
    dash: tuple[int, ...] = ()
    sign: str = "circle"  # circle, square, triangle-up, or "" for none
    exact: bool = True  # False: a reference line, not a figure of its own


@dataclass(frozen=True, slots=True)
class LineChart:
    """Values over time, up to ``all``; ``ticks``: the labelled days, each with its words.

    Attributes:
        day: the head of the table's first column.
        today: a day marked with ``now``, or None.
        counts: ``all`` is the total; otherwise it is only the end of the axis, and values may be below 0.
    """

    day: str
    first: date
    last: date
    all: int
    series: tuple[Series, ...]
    ticks: tuple[tuple[date, str], ...]
    today: date | None = None
    now: str = ""
    counts: bool = True

    def __post_init__(self) -> None:
        _bounded(len(self.series), SERIES)
        _bounded(sum(len(line.points) for line in self.series), POINTS)
        if self.first >= self.last:
            raise ValueError("the last day is after the first")

    @property
    def empty(self) -> bool:
        """Check whether there is nothing to draw."""
        return not (
            self.all if self.counts else any(value is not None for line in self.series for _day, value in line.points)
        )

    def table(self) -> ChartTable:
        """Return days by lines; a line without a value on a day has an empty cell."""
        known = [dict(line.points) for line in self.series]
        days = sorted({day for values in known for day in values})
        rows = tuple((day.isoformat(), *(_text(values.get(day)) for values in known)) for day in days)
        return ChartTable((self.day, *(line.word for line in self.series)), rows)

    def essentials(self) -> Essentials:
        """Return message ``lines``: all, and for each line its word and its last day and value.

        If the values are not counts, return message ``trend``: the same without all.
        """
        known = {line.word: [each for each in line.points if each[1] is not None] for line in self.series}
        ends = [(word, found[-1][0].isoformat(), _text(found[-1][1])) for word, found in known.items() if found]
        return ("lines", {"all": self.all, "ends": ends}) if self.counts else ("trend", {"ends": ends})


@dataclass(frozen=True, slots=True)
class ChartAmount:
    """A row's value as drawn and as written; ``mark``: its target, with ``marked`` as its words.

    ``value`` None: there is none, and ``text`` says so.
    """

    name: str
    value: Number | None
    text: str
    mark: Number | None = None
    marked: str = ""


@dataclass(frozen=True, slots=True)
class Amounts:
    """One value a row, as bars, in the order given; its target is a line across the bar.

    Attributes:
        row, value, mark: the heads of the table; ``mark`` "": there are no targets.
    """

    row: str
    value: str
    amounts: tuple[ChartAmount, ...]
    mark: str = ""

    def __post_init__(self) -> None:
        _bounded(len(self.amounts), ROWS)

    @property
    def known_amounts(self) -> list[ChartAmount]:
        """Return the amounts that have a value."""
        return [amount for amount in self.amounts if amount.value is not None]

    @property
    def empty(self) -> bool:
        """Check whether there is nothing to draw."""
        return not self.known_amounts

    def table(self) -> ChartTable:
        """Return the rows as drawn."""
        head = (self.row, self.value, *((self.mark,) if self.mark else ()))
        rows = tuple((amount.name, amount.text, *((amount.marked,) if self.mark else ())) for amount in self.amounts)
        return ChartTable(head, rows)

    def essentials(self) -> Essentials:
        """Return message ``amounts``: rows, known: number of known values, most and least: (name, text) of those."""
        order = sorted(self.known_amounts, key=lambda one: one.value or 0)
        ends = {"most": (order[-1].name, order[-1].text), "least": (order[0].name, order[0].text)} if order else {}
        return "amounts", {"row": self.row, "rows": len(self.amounts), "known": len(order), **ends}


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A cell of a heat table: a part of a whole; a whole of 0 is an empty cell."""

    part: int
    whole: int

    @property
    def text(self) -> str:
        """Return the text of the cell: "2/5", or ""."""
        return f"{group_digits(self.part)}/{group_digits(self.whole)}" if self.whole else ""


@dataclass(frozen=True, slots=True)
class Heat:
    """Rows by columns, darker for more; each cell shows its figures.

    Attributes:
        row: the head of the table's first column.
        said: the meaning of the two figures of a cell, in words.
    """

    row: str
    said: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[HeatCell, ...]], ...]

    def __post_init__(self) -> None:
        _bounded(len(self.rows), ROWS)
        _bounded(len(self.columns), COLUMNS)
        if any(len(fields) != len(self.columns) for _name, fields in self.rows):
            raise ValueError("a row has a cell for each column")

    @property
    def empty(self) -> bool:
        """Check whether there is nothing to draw."""
        return not any(field.whole for _name, fields in self.rows for field in fields)

    def table(self) -> ChartTable:
        """Return the rows as drawn."""
        rows = tuple((name, *(field.text for field in fields)) for name, fields in self.rows)
        return ChartTable((self.row, *self.columns), rows)

    def essentials(self) -> Essentials:
        """Return message ``heat``: rows, part, whole, most: (row, column, text) of the darkest cell, or None."""
        cells = [(cell, name, at) for name, fields in self.rows for at, cell in enumerate(fields)]
        part, whole = (sum(getattr(cell, of) for cell, *_place in cells) for of in ("part", "whole"))
        field, name, at = max(cells, key=lambda cell: cell[0].part, default=(HeatCell(0, 0), "", 0))
        most = (name, self.columns[at], field.text) if field.part else None
        return "heat", {"rows": len(self.rows), "part": part, "whole": whole, "most": most}


Chart: TypeAlias = Stacked | LineChart | Amounts | Heat
KINDS: dict[str, type[Chart]] = {"stacked": Stacked, "lines": LineChart, "amounts": Amounts, "heat": Heat}


def serialize_chart(chart: Chart) -> bytes:
    """Return the data of a chart as JSON; equal data give equal bytes."""
    (kind,) = (name for name, made in KINDS.items() if isinstance(chart, made))
    whole = {"kind": kind, **asdict(chart)}
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain).encode()


def hash_chart_form(chart: Chart, form: str) -> str:
    """Return the cache key of one form of a chart: a hash of its data with their words, and of the drawing version."""
    return hashlib.sha256(f"{DRAWING} {form} ".encode() + serialize_chart(chart)).hexdigest()


def _bounded(count: int, most: int) -> None:
    if count > most:
        raise ValueError(f"{count} are more than a picture holds: {most}")


def _text(value: Number | None) -> str:
    return "" if value is None else group_digits(value)


def _plain(value: object) -> str:
    """Write what JSON lacks: a number in full digits (400, never 4E+2), a day."""
    return decimal_text(value) if isinstance(value, Decimal) else str(value)


def clean_chart_names(names: Sequence[str]) -> list[str]:
    """Clean names for a chart: one line, limited length, without characters that XML cannot hold."""
    return [" ".join("".join(c for c in name if c.isprintable() or c.isspace()).split())[:LONG] for name in names]
