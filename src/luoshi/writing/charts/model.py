"""What can be drawn: declared kinds of pictures, each of plain, exact values and ready words.

A picture is drawn by ``drawn``; here is what it says without being drawn: ``table`` has the same figures as text, and
``essentials`` what a sentence in its place must say. Both serve who does not see it, and where nothing can be drawn.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from luoshi.figures.style import decimal_text, group_digits

DRAWING = 2  # version of how pictures look: another one makes every kept picture a new one
ROWS, CATEGORIES, SERIES, POINTS, COLUMNS = 64, 24, 6, 400, 36  # at most, in one picture
LONG = 120  # characters of a name

Number: TypeAlias = int | Decimal
Essentials: TypeAlias = tuple[str, dict[str, Any]]  # a message's id and its values, to be put into words by the caller


@dataclass(frozen=True, slots=True)
class ChartTable:
    """The figures of a picture as text: the first cell of each row names it."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Category:
    """One part of stacked bars: its word, its sign beside the word, its colour and the colour of figures on it.

    Attributes:
        edge: the colour of its outline, where it is lighter than the paper around it should be.
    """

    word: str
    sign: str
    fill: str
    ink: str
    edge: str = "#ffffff"


@dataclass(frozen=True, slots=True)
class Bar:
    """A row: its name and how many of each category, in their order."""

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
        """How many of each category, all rows together."""
        return tuple(sum(bar.counts[at] for bar in self.bars) for at in range(len(self.categories)))

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(self.totals)

    def table(self) -> ChartTable:
        """Rows by categories, with sums."""
        head = (self.row, *(category.word for category in self.categories), self.all)
        rows = [(bar.name, *map(group_digits, bar.counts), group_digits(sum(bar.counts))) for bar in self.bars]
        whole = (self.all, *map(group_digits, self.totals), group_digits(sum(self.totals)))
        return ChartTable(head, (*rows, whole) if len(rows) > 1 else tuple(rows))

    def essentials(self) -> Essentials:
        """Message ``stacked``: row (what one is), rows, all, counts: (word, count) of what occurs, most: longest."""
        counts = [(category.word, n) for category, n in zip(self.categories, self.totals, strict=True) if n]
        most = max(self.bars, key=lambda one: sum(one.counts), default=Bar("", ()))
        values = {"row": self.row, "rows": len(self.bars), "all": sum(self.totals), "counts": counts}
        return "stacked", values | {"most": (most.name, sum(most.counts))}


@dataclass(frozen=True, slots=True)
class Series:
    """A line: its word, colour, whether it is dashed, and its values, each on a day; days rise.

    Where a value is None nothing is known, and the line has a gap.
    """

    word: str
    colour: str
    points: tuple[tuple[date, Number | None], ...]
    dash: tuple[int, ...] = ()
    sign: str = "circle"  # circle, square, triangle-up, or "" for none
    exact: bool = True  # False: it is a line to measure by, no figure of its own


@dataclass(frozen=True, slots=True)
class LineChart:
    """Values against time, up to ``all``; ``ticks``: the days named under it, each with its words.

    Attributes:
        day: the head of the table's first column.
        today: a day marked with ``now``, or None.
        counts: ``all`` is how many there are; else only how far the axis reaches, and values may be below 0.
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
        """Whether there is nothing to draw."""
        return not (
            self.all if self.counts else any(value is not None for line in self.series for _day, value in line.points)
        )

    def table(self) -> ChartTable:
        """Days by lines; a line that has no value on a day has an empty cell."""
        known = [dict(line.points) for line in self.series]
        days = sorted({day for values in known for day in values})
        rows = tuple((day.isoformat(), *(_text(values.get(day)) for values in known)) for day in days)
        return ChartTable((self.day, *(line.word for line in self.series)), rows)

    def essentials(self) -> Essentials:
        """Message ``lines``: all, and of each line its word, and the day and value that it ends with.

        Of what is no count message ``trend``: the same without all.
        """
        known = {line.word: [each for each in line.points if each[1] is not None] for line in self.series}
        ends = [(word, found[-1][0].isoformat(), _text(found[-1][1])) for word, found in known.items() if found]
        return ("lines", {"all": self.all, "ends": ends}) if self.counts else ("trend", {"ends": ends})


@dataclass(frozen=True, slots=True)
class ChartAmount:
    """A value of a row as it is drawn and as it is written; ``mark``: what it ought to come to, with ``marked`` words.

    ``value`` None: there is none, and ``text`` says so.
    """

    name: str
    value: Number | None
    text: str
    mark: Number | None = None
    marked: str = ""


@dataclass(frozen=True, slots=True)
class Amounts:
    """One value a row, as bars, in the order given; what it ought to come to as a line across the bar.

    Attributes:
        row, value, mark: the heads of the table; ``mark`` "": there are none.
    """

    row: str
    value: str
    amounts: tuple[ChartAmount, ...]
    mark: str = ""

    def __post_init__(self) -> None:
        _bounded(len(self.amounts), ROWS)

    @property
    def known(self) -> list[ChartAmount]:
        """Those that have a value."""
        return [amount for amount in self.amounts if amount.value is not None]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not self.known

    def table(self) -> ChartTable:
        """As it is drawn."""
        head = (self.row, self.value, *((self.mark,) if self.mark else ()))
        rows = tuple((amount.name, amount.text, *((amount.marked,) if self.mark else ())) for amount in self.amounts)
        return ChartTable(head, rows)

    def essentials(self) -> Essentials:
        """Message ``amounts``: rows, known: of how many a value is known, most and least: (name, text) of those."""
        order = sorted(self.known, key=lambda one: one.value or 0)
        ends = {"most": (order[-1].name, order[-1].text), "least": (order[0].name, order[0].text)} if order else {}
        return "amounts", {"row": self.row, "rows": len(self.amounts), "known": len(order), **ends}


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A cell of a heat table: so many of so many; None of none: nothing is there."""

    part: int
    whole: int

    @property
    def text(self) -> str:
        """What is written in it: "2/5", or nothing."""
        return f"{group_digits(self.part)}/{group_digits(self.whole)}" if self.whole else ""


@dataclass(frozen=True, slots=True)
class Heat:
    """Rows by columns, the darker the more; each cell has its figures written in it.

    Attributes:
        row: the head of the table's first column.
        said: what the two figures of a cell are, in words.
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
        """Whether there is nothing to draw."""
        return not any(field.whole for _name, fields in self.rows for field in fields)

    def table(self) -> ChartTable:
        """As it is drawn."""
        rows = tuple((name, *(field.text for field in fields)) for name, fields in self.rows)
        return ChartTable((self.row, *self.columns), rows)

    def essentials(self) -> Essentials:
        """Message ``heat``: rows, part, whole, most: (row, column, text) of the darkest cell, or None."""
        cells = [(cell, name, at) for name, fields in self.rows for at, cell in enumerate(fields)]
        part, whole = (sum(getattr(cell, of) for cell, *_place in cells) for of in ("part", "whole"))
        field, name, at = max(cells, key=lambda cell: cell[0].part, default=(HeatCell(0, 0), "", 0))
        most = (name, self.columns[at], field.text) if field.part else None
        return "heat", {"rows": len(self.rows), "part": part, "whole": whole, "most": most}


Chart: TypeAlias = Stacked | LineChart | Amounts | Heat
KINDS: dict[str, type[Chart]] = {"stacked": Stacked, "lines": LineChart, "amounts": Amounts, "heat": Heat}


def serialize_chart(chart: Chart) -> bytes:
    """The data of a picture as JSON: the same data are the same bytes."""
    (kind,) = (name for name, made in KINDS.items() if isinstance(chart, made))
    whole = {"kind": kind, **asdict(chart)}
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain).encode()


def hash_chart_form(chart: Chart, form: str) -> str:
    """Under which hash one form of a picture is kept: of its data with their words, and of how pictures are drawn."""
    return hashlib.sha256(f"{DRAWING} {form} ".encode() + serialize_chart(chart)).hexdigest()


def _bounded(count: int, most: int) -> None:
    if count > most:
        raise ValueError(f"{count} are more than a picture holds: {most}")


def _text(value: Number | None) -> str:
    return "" if value is None else group_digits(value)


def _plain(value: object) -> str:
    """What JSON has no word for: a number in full digits (400, never 4E+2), a day."""
    return decimal_text(value) if isinstance(value, Decimal) else str(value)


def clean_chart_names(names: Sequence[str]) -> list[str]:
    """Names as a picture holds them: one line, not endless, without what XML cannot hold."""
    return [" ".join("".join(c for c in name if c.isprintable() or c.isspace()).split())[:LONG] for name in names]
