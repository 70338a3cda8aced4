"""Where the words of a row stand in its source, for rows that are split or merged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from luoshi.kernel.files.actions.documents import create_span
from luoshi.plans.base.models.plan import Source
from luoshi.plans.base.models.row import PlanRow, RowFigure
from luoshi.plans.rows.actions.figures import source_of_row


def place_in_source(source: Source | None, row: PlanRow, chars: int) -> int | None:
    """Return the source offset after this many characters, if the words are still as printed."""
    if source is None or row.span is None or row.words not in row.span.quote:
        return None
    return row.span.start + row.span.quote.index(row.words) + chars


def is_figure_of_second(figure: RowFigure, start: int | None, second: str, first: str) -> bool:
    """Check whether a figure belongs to the second half of a split row, which begins at ``start`` in the source."""
    if start is not None and figure.span:
        return figure.span.start >= start
    return figure.quote in second and figure.quote not in first


def join_row_spans(first: PlanRow, rows: Sequence[PlanRow]) -> Any:
    """Return the span over all rows of the first one's source that are merged into it; its own if it has no source."""
    spans = [row.span for row in rows if row.span and row.source_id == first.source_id]
    source = source_of_row(first)
    if not spans or source is None:
        return first.span
    return create_span(source.document, min(span.start for span in spans), max(span.end for span in spans))
