"""The data that the stages of the reader pass to one another. All offsets are code points into the one text."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from luoshi.reading.model import Bound, ColumnGuess, Kind, TextHeading

Span = tuple[int, int]


@dataclass(slots=True)
class TableRow:
    """One row of a table (a line of cells joined by `` | ``)."""

    start: int
    end: int
    cells: list[Span]  # trimmed; empty cells are empty spans
    columns: list[str]  # the head above each cell, "" where there is none
    title: str = ""  # the line above the head
    head: Span | None = None  # where the head stands
    chosen: Literal["", "answered", "guessed"] = ""  # who chose ``task``; "": the words of the heads do
    task: int | None = None  # the chosen column of tasks; None: the table has none
    kinds: tuple[str, ...] = ()  # what its columns hold by their cells, where their heads do not say; see notes
    carried: frozenset[int] = frozenset()  # cells that stand in a row above and hold for this one too


@dataclass(slots=True)
class Tables:
    """The rows of all tables, and the lines taken by rows, heads or rules."""

    rows: list[TableRow] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)  # line numbers of rows
    heads: set[int] = field(default_factory=set)  # line numbers of table heads


@dataclass(slots=True)
class Outline:
    """The structure of a text: its headings in order, its table rows, and the spans of its body."""

    title: Span | None
    headings: list[TextHeading]
    rows: list[TableRow]
    blocks: list[Span]  # body text outside headings and table rows; each is a paragraph or the rest of one
    noise: list[Span]  # navigation, source lines, page furniture
    guesses: list[ColumnGuess] = field(default_factory=list)
    heads: list[Span] = field(default_factory=list)  # lines of table heads and rules


@dataclass(frozen=True, slots=True)
class DocumentFields:
    """What the document says of itself."""

    kind: Kind
    title: str | None
    issuer: str | None
    number: str | None
    year: int | None
    kind_guessed: bool = False  # neither the title nor the caller names it
    year_guessed: bool = False  # only sentences name it, not a title, number, date or the caller


@dataclass(slots=True)
class MeasuredAmount:
    """A number with its unit and adjacent bound words, before it is decided what it measures."""

    start: int
    end: int
    value: Decimal  # 万 and 亿 multiplied out; a fall is negative
    upper: Decimal | None
    unit: str | None
    bound: Bound
    form: str  # how it is written: "arabic", "chinese", "fraction", "tenths", "doubling", "vague" …
    doubts: list[str] = field(default_factory=list)
