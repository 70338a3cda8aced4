"""A corrected document as a labelled one, in the format of gold/GUIDE.md, so that the reader can learn from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from luoshi.reading.model import Reading

ROLES = ("task", "fact", "norm", "context")


@dataclass(frozen=True, slots=True)
class Corrected:
    """A corrected row: its span, the role it was read as, whether it is in the ledger, units and dates.

    ``own``: units and dates come from these words themselves, not from a heading or note.
    """

    start: int
    end: int
    role: str
    kept: bool
    dropped: bool
    lead: tuple[str, ...]
    support: tuple[str, ...]
    due: date | None
    every: str
    times: int | None
    own: bool


@dataclass(frozen=True, slots=True)
class LabelledFigure:
    """A corrected figure; ``asked``: it is a target of a row in the ledger."""

    start: int
    end: int
    value: Decimal
    upper: Decimal | None
    unit: str
    bound: str
    role: str
    aspect: str
    indicator: str
    period: str
    scope: str
    asked: bool


def build_document_labels(
    source: str, text: str, reading: Reading, rows: Sequence[Corrected], figures: Iterable[LabelledFigure]
) -> dict[str, object]:
    """Build the labels of one document; ``reading`` supplies the uncorrected parts: kind, title, issuer, headings."""
    statements, last = [], 0
    for row in sorted(rows, key=lambda row: (row.start, -row.end)):
        if row.role in ROLES and row.start >= last:  # words marked within a statement are part of it
            statements.append({"start": row.start, "end": row.end, "role": _role(row)})
            last = row.end
    return {
        "source": source,
        "kind": reading.kind,
        "title": reading.title,
        "issuer": reading.issuer,
        "number": reading.number,
        "year": reading.year,
        "headings": [
            {
                "marker": heading.marker,
                "level": heading.level,
                "title": heading.title,
                "start": heading.start,
                "end": heading.end,
            }
            for heading in reading.headings
        ],
        "statements": statements,
        "quantities": [_quantity(figure, text) for figure in sorted(figures, key=lambda one: one.start)],
        "duties": _duties(reading, rows),
    }


def _role(row: Corrected) -> str:
    if row.kept:
        return "norm" if row.role == "norm" else "task"
    if row.dropped:
        return row.role
    return "context" if row.role == "task" else row.role


def _quantity(one: LabelledFigure, text: str) -> dict[str, object]:
    role = one.role if one.role != "target" or one.asked else "other"
    return {
        "start": one.start,
        "end": one.end,
        "quote": text[one.start : one.end],
        "value": _number(one.value),
        "upper": _number(one.upper) if one.upper is not None else None,
        "unit": one.unit or None,
        "bound": one.bound,
        "role": "target" if one.asked and role not in ("norm",) else role,
        "aspect": one.aspect,
        "indicator": one.indicator,
        "period": one.period or None,
        "scope": one.scope or None,
    }


def _number(value: Decimal) -> int | float:
    """Return a JSON number: readers of the labels parse it, and nothing is computed with it here."""
    return int(value) if value == value.to_integral_value() else float(value)


def _duties(reading: Reading, rows: Sequence[Corrected]) -> list[dict[str, object]]:
    """Return the assignments of rows, as corrected, and those of headings and notes, as read."""
    own = [row for row in rows if row.kept and row.own and (row.lead or row.due or row.every)]
    spans = {(row.start, row.end) for row in rows if row.role in ROLES}
    said = [
        _duty(
            assignment.start,
            assignment.end,
            assignment.lead,
            assignment.support,
            assignment.due,
            assignment.every or "",
            assignment.times,
        )
        for assignment in reading.assignments
        if (assignment.start, assignment.end) not in spans
    ]
    said += [_duty(row.start, row.end, row.lead, row.support, row.due, row.every, row.times) for row in own]
    return sorted(said, key=lambda one: (one["start"], one["end"]))


def _duty(
    start: int,
    end: int,
    lead: Sequence[str],
    support: Sequence[str],
    due: date | None,
    every: str,
    times: int | None,
) -> dict[str, object]:
    return {
        "start": start,
        "end": end,
        "lead": list(lead),
        "support": list(support),
        "due": due.isoformat() if due else None,
        "every": every or None,
        "times": times,
    }
