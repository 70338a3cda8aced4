"""The input of the writers: one report for each document, plain and complete. Offsets are code points in ``text``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from heapq import merge


@dataclass(frozen=True, slots=True)
class LedgerHeading:
    """A heading of the document."""

    start: int
    end: int
    level: int
    words: str  # marker and title
    rule: str
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LedgerPassage:
    """A statement of the document."""

    start: int
    end: int
    role: str
    path: str
    rule: str
    doubts: tuple[str, ...]
    page: int | None


@dataclass(frozen=True, slots=True)
class LedgerFigure:
    """A quantity, in the fields of gold/GUIDE.md."""

    start: int
    end: int
    quote: str
    value: Decimal
    upper: Decimal | None
    unit: str | None
    bound: str
    role: str
    aspect: str
    indicator: str
    period: str | None
    scope: str | None
    statement: int | None
    row: int | None  # number of the ledger row that shows it
    rule: str
    doubts: tuple[str, ...]
    page: int | None


@dataclass(frozen=True, slots=True)
class LedgerItem:
    """A row of the ledger: a commitment, or one target figure of it."""

    number: int
    matter: int
    path: str
    start: int
    end: int
    task: str
    statement: int | None  # index in ``passages``; None: ``heading`` is the task
    heading: int | None
    figure: int | None  # index in ``figures``
    lead: tuple[str, ...]
    support: tuple[str, ...]
    due: tuple[date, ...]
    every: tuple[tuple[str, int | None], ...]
    phrases: tuple[str, ...]
    inherited: bool
    rule: str
    doubts: tuple[str, ...]
    page: int | None


@dataclass(frozen=True, slots=True)
class LedgerOmission:
    """A statement without a row; ``reason`` is note, norm, fact or context."""

    start: int
    end: int
    words: str
    statement: int
    reason: str
    path: str
    rule: str
    doubts: tuple[str, ...]
    page: int | None


@dataclass(frozen=True, slots=True)
class LedgerUnread:
    """Words that are in nothing that was read; ``kind`` is line, row or cell."""

    start: int
    end: int
    words: str
    kind: str
    page: int | None


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """Everything that was read from one document."""

    source: str
    sha256: str
    format: str
    kind: str
    title: str | None
    issuer: str | None
    number: str | None
    year: int | None
    text: str
    pages: tuple[int, ...]  # where each page begins; empty for formats without pages
    notes: tuple[tuple[str, tuple[tuple[str, str | int], ...]], ...]
    parts: tuple[LedgerHeading, ...]
    passages: tuple[LedgerPassage, ...]
    figures: tuple[LedgerFigure, ...]
    items: tuple[LedgerItem, ...]
    left: tuple[LedgerOmission, ...]
    kind_guessed: bool = False
    unread: tuple[LedgerUnread, ...] = ()

    @property
    def lines(self) -> Iterator[LedgerItem | LedgerUnread]:
        """The rows of the ledger, and between them what was not read, each at its place in the text."""
        return merge(self.items, self.unread, key=lambda line: line.start)

    @property
    def counts(self) -> dict[str, int]:
        """Return matters, rows, figures, listed (figures on a row), left, unread, doubts.

        ``doubts`` are the rows and figures with a doubt, and what was not read.
        """
        return {
            "matters": self.items[-1].matter if self.items else 0,
            "rows": len(self.items),
            "figures": len(self.figures),
            "listed": sum(figure.row is not None for figure in self.figures),
            "unlisted": sum(figure.row is None for figure in self.figures),
            "left": len(self.left),
            "unread": len(self.unread),
            "statements": len(self.passages),
            "assigned": sum(bool(item.lead) for item in self.items),
            "dated": sum(bool(item.due or item.every) for item in self.items),
            "doubts": sum(bool(item.doubts) for item in self.items)
            + sum(bool(figure.doubts) for figure in self.figures if figure.row is None)
            + sum(bool(omission.doubts) for omission in self.left)
            + len(self.unread),
        }
