"""The rows of the ledger that a document's labels ask for: what ``luoshi read`` would show if it read without error."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from luoshi.cli.compose import compose_ledger_rows
from luoshi.reading.ledger import build_ledger
from luoshi.reading.model import Assignment, Quantity, Reading, TextHeading, TextStatement


def expected(gold: dict[str, Any], text: str) -> list[dict[str, Any]]:
    """The rows that follow from labels, in the form of ``luoshi read --format json``.

    Who inherits what from a heading or a note is for ``luoshi.reading.ledger`` to say, here as there: errors of that
    module do not show in the count, but in its tests.
    """
    heads = sorted(gold["headings"], key=lambda one: one["start"])
    parts = sorted(gold["statements"], key=lambda one: one["start"])

    def inside(place: int) -> int | None:
        return next((at for at, part in enumerate(parts) if part["start"] <= place < part["end"]), None)

    def above(place: int) -> int | None:
        return max((at for at, head in enumerate(heads) if head["start"] < place), default=None)

    reading = Reading(
        kind=gold["kind"],
        title=gold["title"],
        issuer=gold["issuer"],
        number=gold["number"],
        year=gold["year"],
        headings=[
            TextHeading(head["start"], head["end"], head["marker"], head["level"], head["title"], "label")
            for head in heads
        ],
        statements=[
            TextStatement(
                part["start"], part["end"], part["role"], "label", above(part["start"]), _table_row(text, part["start"])
            )
            for part in parts
        ],
        quantities=[
            Quantity(
                quantity["start"],
                quantity["end"],
                Decimal(str(quantity["value"])),
                None if quantity.get("upper") is None else Decimal(str(quantity["upper"])),
                *(quantity[name] for name in ("unit", "bound", "role", "aspect", "indicator", "period", "scope")),
                "label",
                inside(quantity["start"]),
            )
            for quantity in gold["quantities"]
        ],
        assignments=[
            Assignment(
                duty["start"],
                duty["end"],
                duty["lead"],
                duty["support"],
                date.fromisoformat(duty["due"]) if duty["due"] else None,
                duty["every"],
                duty["times"],
                "label",
            )
            for duty in gold["duties"]
        ],
    )
    return compose_ledger_rows(reading, build_ledger(reading, text), text)


def _table_row(text: str, place: int) -> tuple[int, int] | None:
    """Start and end of the line of a table on which a place stands."""
    start, end = text.rfind("\n", 0, place) + 1, text.find("\n", place)
    end = len(text) if end < 0 else end
    return (start, end) if " | " in text[start:end] else None
