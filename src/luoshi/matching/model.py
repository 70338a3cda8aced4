"""The input and output of matching. All offsets are code points into the text of the named document."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from luoshi.reading.model import Bound, QuantityRole, Reading

TargetStatus = Literal["exceeded", "met", "not_met", "no_figure"]
TaskStatus = Literal["reported", "not_mentioned"]
TakenStatus = Literal["equal", "higher", "lower", "taken", "missing"]


@dataclass(frozen=True, slots=True)
class MatchingPaper:
    """A document after reading: the name it is cited by, its text and the result of the reader."""

    name: str
    text: str
    reading: Reading


@dataclass(frozen=True, slots=True)
class AnswerReason:
    """The reason for an answer: a message id with its values. The caller writes the sentence."""

    code: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QuotedPlace:
    """A passage of a document: ``[start, end)`` in the text of ``source``, and its words."""

    source: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class PrintedFigure:
    """A figure as printed: its place, its value in the base unit, its unit (None if it has none)."""

    place: QuotedPlace
    value: Fraction
    upper: Fraction | None
    unit: str | None
    bound: Bound


@dataclass(frozen=True, slots=True)
class TargetAnswer:
    """A target of the plan and what the reports say was reached.

    ``reached`` is the value that was compared, in the target's unit: a figure as printed, converted, added up or
    computed; None without a figure. ``reasons`` say how it was found and what is open, the most important first.
    """

    target: PrintedFigure
    indicator: str
    period: str | None
    status: TargetStatus
    certain: bool
    reached: Fraction | None
    actuals: tuple[PrintedFigure, ...]
    reasons: tuple[AnswerReason, ...]


@dataclass(frozen=True, slots=True)
class TaskAnswer:
    """A task of the plan without a target figure, and the statements of the reports about it."""

    task: QuotedPlace
    status: TaskStatus
    certain: bool
    evidence: tuple[QuotedPlace, ...]
    reasons: tuple[AnswerReason, ...]


@dataclass(frozen=True, slots=True)
class FigureLeft:
    """A figure of the plan that is no target, and what the reader took it for (None: it is in nothing read)."""

    figure: PrintedFigure
    role: QuantityRole | None


@dataclass(frozen=True, slots=True)
class Matched:
    """A plan matched with its reports. Each actual figure of a report is in some ``actuals`` or in ``unmatched``.

    ``left`` are the figures of the plan that are neither targets nor part of one, whether the reader found them or not.
    """

    plan: str
    reports: tuple[str, ...]
    targets: tuple[TargetAnswer, ...]
    tasks: tuple[TaskAnswer, ...]
    unmatched: tuple[PrintedFigure, ...]
    left: tuple[FigureLeft, ...] = ()


@dataclass(frozen=True, slots=True)
class CommitmentUptake:
    """A commitment of the upper level's document, and whether and how the unit's own plan takes it up.

    ``figure`` is the target if the commitment is one; ``own`` are figures or statements of the own plan.
    """

    upper: QuotedPlace
    figure: PrintedFigure | None
    status: TakenStatus
    certain: bool
    own: tuple[QuotedPlace, ...]
    reasons: tuple[AnswerReason, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """The commitments of an upper plan, in text order, compared with the unit's own plan."""

    upper: str
    own: str
    commitments: tuple[CommitmentUptake, ...]
