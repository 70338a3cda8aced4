"""What the stages of the reader hand to each other. All offsets are code points into the one text."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from luoshi.reading.model import Bound, Kind, TextHeading

Span = tuple[int, int]


@dataclass(slots=True)
class TableRow:
    """One row of a table (a line of cells joined by `` | ``)."""

    start: int
    end: int
    cells: list[Span]  # trimmed; empty cells are empty spans
    columns: list[str]  # the words of the head above each cell, "" where there is none
    title: str = ""  # the line above the head


@dataclass(slots=True)
class Outline:
    """How a text is built: its headings in order, its table rows, and the spans that hold its body."""

    title: Span | None
    headings: list[TextHeading]
    rows: list[TableRow]
    blocks: list[Span]  # body text outside headings and table rows, one paragraph or rest of a paragraph each
    noise: list[Span]  # navigation, source lines, page furniture


@dataclass(frozen=True, slots=True)
class DocumentFields:
    """What the document says of itself."""

    kind: Kind
    title: str | None
    issuer: str | None
    number: str | None
    year: int | None
    kind_guessed: bool = False  # neither its title nor the caller says it
    year_guessed: bool = False  # only sentences name it: no title, number, date or caller


@dataclass(slots=True)
class MeasuredAmount:
    """A number with its unit and the bound words that touch it, before anyone asks what it measures."""

    start: int
    end: int
    value: Decimal  # 万 and 亿 multiplied out; a fall is negative
    upper: Decimal | None
    unit: str | None
    bound: Bound
    form: str  # how it is written: "arabic", "chinese", "fraction", "tenths", "doubling", "vague" …
    doubts: list[str] = field(default_factory=list)
