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
        return next((at for at, one in enumerate(parts) if one["start"] <= place < one["end"]), None)

    def above(place: int) -> int | None:
        return max((at for at, one in enumerate(heads) if one["start"] < place), default=None)

    reading = Reading(
        kind=gold["kind"],
        title=gold["title"],
        issuer=gold["issuer"],
        number=gold["number"],
        year=gold["year"],
        headings=[
            TextHeading(one["start"], one["end"], one["marker"], one["level"], one["title"], "label") for one in heads
        ],
        statements=[
            TextStatement(
                one["start"], one["end"], one["role"], "label", above(one["start"]), _table_row(text, one["start"])
            )
            for one in parts
        ],
        quantities=[
            Quantity(
                one["start"],
                one["end"],
                Decimal(str(one["value"])),
                None if one.get("upper") is None else Decimal(str(one["upper"])),
                *(one[name] for name in ("unit", "bound", "role", "aspect", "indicator", "period", "scope")),
                "label",
                inside(one["start"]),
            )
            for one in gold["quantities"]
        ],
        assignments=[
            Assignment(
                one["start"],
                one["end"],
                one["lead"],
                one["support"],
                date.fromisoformat(one["due"]) if one["due"] else None,
                one["every"],
                one["times"],
                "label",
            )
            for one in gold["duties"]
        ],
    )
    return compose_ledger_rows(reading, build_ledger(reading, text), text)


def _table_row(text: str, place: int) -> tuple[int, int] | None:
    """Start and end of the line of a table on which a place stands."""
    start, end = text.rfind("\n", 0, place) + 1, text.find("\n", place)
    end = len(text) if end < 0 else end
    return (start, end) if " | " in text[start:end] else None
