"""The input of the writers of ``match`` and ``compare``: documents side by side, and the answers between them.

Offsets are code points into the text of the source named by its index. Source 0 is the plan (``match``) or the upper
level's document (``compare``); the others are the reports or the unit's own plan.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from luoshi.writing.model import LedgerHeading

Values = tuple[tuple[str, str | int], ...]
LACKING = frozenset(("no_figure", "not_mentioned", "missing"))


@dataclass(frozen=True, slots=True)
class PairSource:
    """A document of the pair. ``notes`` are message ids with values."""

    name: str
    sha256: str
    format: str
    kind: str
    title: str | None
    year: int | None
    text: str
    pages: tuple[int, ...]
    notes: tuple[tuple[str, Values], ...]
    parts: tuple[LedgerHeading, ...]  # headings


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a source, with enough context to be understood alone: their sentence, or a part of it.

    ``value``, ``upper`` and ``unit`` are those of a figure, in the base unit; None if the words are not a figure.
    """

    source: int
    start: int
    end: int
    quote: str
    around: tuple[int, int]
    value: Decimal | int | None = None
    upper: Decimal | int | None = None
    unit: str | None = None
    bound: str | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class PairAnswer:
    """A question in source 0, and what the others say about it.

    Attributes:
        number: from 1, in text order.
        sort: "figure" for a target figure, "task" for a task or commitment without one.
        reached: the value that was compared, in the target's unit; None if there is none.
        reasons: message ids under ``because.`` with their values; the first says how the answer was found.
    """

    number: int
    sort: Literal["figure", "task"]
    asked: Quote
    indicator: str
    period: str | None
    status: str
    certain: bool
    reached: Fraction | None
    found: tuple[Quote, ...]
    reasons: tuple[tuple[str, Values], ...]


@dataclass(frozen=True, slots=True)
class PlanFigure:
    """A figure of the plan that was not taken as a target, and the role the reader gave it; None if it gave none."""

    quote: Quote
    role: str | None


@dataclass(frozen=True, slots=True)
class DocumentPair:
    """Documents side by side. ``command`` is "match" or "compare".

    ``loose`` are figures of the reports that answer nothing, ``left`` figures of the plan that are no targets.
    """

    command: Literal["match", "compare"]
    sources: tuple[PairSource, ...]
    answers: tuple[PairAnswer, ...]
    loose: tuple[Quote, ...] = field(default=())
    left: tuple[PlanFigure, ...] = field(default=())

    @property
    def counts(self) -> dict[str, int]:
        """Count the answers by status and sort, the uncertain ones, and the figures outside (``loose``, ``left``)."""
        counts = dict.fromkeys(
            ("exceeded", "met", "not_met", "no_figure", "reported", "not_mentioned",
             "equal", "higher", "lower", "taken", "missing"), 0
        )  # fmt: skip
        for answer in self.answers:
            counts[answer.status] = counts.get(answer.status, 0) + 1
        return counts | {
            "answers": len(self.answers),
            "targets": sum(answer.sort == "figure" for answer in self.answers),
            "tasks": sum(answer.sort == "task" for answer in self.answers),
            "reached": counts["met"] + counts["exceeded"],
            "taken_up": counts["equal"] + counts["higher"] + counts["lower"] + counts["taken"],
            "uncertain": sum(not answer.certain for answer in self.answers),
            "loose": len(self.loose),
            "left": len(self.left),
            "reports": len(self.sources) - 1,
        }
