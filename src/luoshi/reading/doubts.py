"""Named reasons to look twice at what was found."""

from __future__ import annotations

from luoshi.reading.model import Assignment, Quantity, Statement
from luoshi.reading.structure import Span


def doubt(
    text: str,
    statements: list[Statement],
    quantities: list[Quantity],
    assignments: list[Assignment],
    joined: tuple[Span, ...],
) -> None:
    """Add to each record the doubts that only show when all of them are seen."""
    for quantity in quantities:
        if not quantity.indicator:
            quantity.doubts.append("no_indicator")
    if joined:
        for assignment in assignments:
            if any(start < assignment.end and assignment.start < end for start, end in joined):
                assignment.doubts.append("cell_joined")
