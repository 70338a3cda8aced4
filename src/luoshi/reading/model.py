"""The input and output of the reader. All offsets are code points into one text."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple, get_args

Kind = Literal["plan", "report", "opinion", "notice", "speech", "article"]
KINDS: tuple[Kind, ...] = get_args(Kind)
StatementRole = Literal["task", "fact", "norm", "context"]
QuantityRole = Literal["target", "actual", "norm", "other"]
UNCLEAR_ROLE = "role_unclear"  # the doubt that only the kind of the paper parts target from result
Bound = Literal["eq", "ge", "gt", "le", "lt", "approx", "range"]
Aspect = Literal["level", "increase", "growth", "share", "rank", "ratio", "per", "frequency", "duration", "difference"]


@dataclass(frozen=True, slots=True)
class ReaderNote:
    """Something the user should know, as a message id with its values. The caller writes the sentence."""

    code: str
    values: dict[str, str | int] = field(default_factory=dict)


class TextPlace(NamedTuple):
    """Where a printed line of the text stands on its page (from 0), in hundredths of a point from its upper left."""

    start: int
    end: int
    page: int
    left: int
    top: int
    right: int
    bottom: int


class UnsureText(NamedTuple):
    """Text that was recognised from a picture and may be wrong, why, and where it stands on its page.

    What could not be read at all has ``start`` equal to ``end``: where its page begins in the text.
    """

    start: int
    end: int
    code: str
    page: int
    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class LoadedDocument:
    """A file after loading: its text and the layout of that text.

    Tables are lines of cells joined by `` | ``, one line a row. A cell that the file merges over several rows is
    repeated in each of them, and its repetitions are listed in ``joined``.
    """

    name: str
    format: str  # "txt", "docx", "pdf" …
    sha256: str  # of the file's bytes, hexadecimal
    text: str
    pages: tuple[int, ...] = ()  # where each page begins in the text; empty for formats without pages
    joined: tuple[tuple[int, int], ...] = ()
    notes: tuple[ReaderNote, ...] = ()
    places: tuple[TextPlace, ...] = ()  # of text that was recognised from pictures
    unsure: tuple[UnsureText, ...] = ()  # likewise


@dataclass(slots=True)
class TextHeading:
    """A line, or the numbered lead of one, that names a part. ``level`` 1 is the outermost."""

    start: int
    end: int
    marker: str
    level: int
    title: str
    rule: str
    doubts: list[str] = field(default_factory=list)


@dataclass(slots=True)
class TextStatement:
    """A sentence or clause up to 。！？； or the end of the line; in a table, the cell that holds the task."""

    start: int
    end: int
    role: StatementRole
    rule: str
    heading: int | None = None  # index of the innermost heading above it
    row: tuple[int, int] | None = None  # the table row that contains it
    doubts: list[str] = field(default_factory=list)
    margin: int | None = None  # thousandths by which its role leads the next; None: its form decides


@dataclass(slots=True)
class Quantity:
    """A figure that measures something. The fields are defined in gold/GUIDE.md; values are exact."""

    start: int
    end: int
    value: Decimal
    upper: Decimal | None
    unit: str | None
    bound: Bound
    role: QuantityRole
    aspect: Aspect
    indicator: str
    period: str | None
    scope: str | None
    rule: str
    statement: int | None = None  # index of its statement, None in a heading
    doubts: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Assignment:
    """Who must do what by when, at a statement or a heading; ``start`` and ``end`` are those of that text."""

    start: int
    end: int
    lead: list[str]
    support: list[str]
    due: date | None
    every: str | None  # ISO 8601 period
    times: int | None  # minimum number of acts in each period
    rule: str
    phrase: str | None = None  # the words for the due date or recurrence
    doubts: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """A table whose column of tasks no known word names: a person is asked which one it is.

    ``columns`` are the heads without blanks: by them an office's answer is remembered (``read_text_document``).
    """

    start: int  # of the head
    end: int
    columns: tuple[str, ...]
    task: int | None  # the column read as the task: the proposal, or the answer; None: the table has no tasks
    answered: bool = False
    rows: tuple[tuple[str, ...], ...] = ()  # the cells of its first rows, for the person who is asked


@dataclass(frozen=True, slots=True)
class UnreadPassage:
    """A numbered line, or a row or cell of a table, that is in nothing that was read."""

    start: int
    end: int
    kind: Literal["line", "row", "cell"]


@dataclass(frozen=True, slots=True)
class CellBeside:
    """A cell that says more of a table row than its task, unit and date: its class, name, progress or remark."""

    statement: int  # index of the statement of the row
    start: int
    end: int
    head: str  # of its column, without blanks


@dataclass(slots=True)
class Reading:
    """What the reader found in one text."""

    kind: Kind
    title: str | None
    issuer: str | None
    number: str | None
    year: int | None
    headings: list[TextHeading]
    statements: list[TextStatement]
    quantities: list[Quantity]
    assignments: list[Assignment]
    kind_guessed: bool = False  # neither the title nor the caller names it
    year_guessed: bool = False  # only sentences name it, not a title, number, date or the caller
    guesses: list[ColumnGuess] = field(default_factory=list)
    unread: list[UnreadPassage] = field(default_factory=list)
    beside: list[CellBeside] = field(default_factory=list)
