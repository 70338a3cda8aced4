"""The reading pipeline: outline → statements → quantities → assignments."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from types import MappingProxyType

from luoshi.reading.assignments import find_assignments
from luoshi.reading.cells_beside import find_cells_beside
from luoshi.reading.column_guess import ColumnAnswers
from luoshi.reading.doubts import add_column_doubts, add_document_doubts
from luoshi.reading.fields import read_document_fields
from luoshi.reading.model import Assignment, Kind, Quantity, Reading, TextStatement
from luoshi.reading.outline import build_outline
from luoshi.reading.spelling import Respelt
from luoshi.reading.statements import build_statements
from luoshi.reading.structure import DocumentFields, Outline, Span
from luoshi.reading.text_quantities import find_quantities
from luoshi.reading.unread import find_unread

_PAUSED = 4_000_000  # code points, some 12 MB; for longer texts the collector runs as usual


@contextmanager
def _collector_paused(size: int) -> Iterator[None]:
    """Pause the cyclic garbage collector while a text of ``size`` code points is read.

    A reading is tens of thousands of small objects that all live until it is returned, so each collection walks over
    them and frees nothing: 3 to 8 % of the time. What the reader drops on the way is freed by reference counting; it
    leaves no cycles. The switch affects the whole process: if a second thread reads too, the first to finish may turn
    the collector on early, which only costs time.
    """
    pause = size <= _PAUSED and gc.isenabled()
    if pause:
        gc.disable()
    try:
        yield
    finally:
        if pause:
            gc.enable()


def read_text_document(
    text: str,
    *,
    year: int | None = None,
    issuer: str | None = None,
    kind: Kind | None = None,
    joined: tuple[Span, ...] = (),
    columns: ColumnAnswers = MappingProxyType({}),
) -> Reading:
    """Return what a document says: its fields, headings, statements, quantities and assignments.

    Pure and deterministic. The time is proportional to the length of the text.

    Args:
        text: the document's text; all offsets of the result are code points into it.
        year: the document's year if the caller knows better than the text.
        issuer: the issuing body, likewise.
        kind: the kind of paper, likewise; it overrides the title and the guess from the words.
        joined: spans of table cells that were repeated from merged cells (``LoadedDocument.joined``).
        columns: answers to guesses of an earlier reading (``Reading.guesses``): for the heads of a table, without
            blanks, the number of the column that holds its tasks, or None if it has no tasks.
    """
    with _collector_paused(len(text)):
        return _read(text, year, issuer, kind, joined, columns)


def read_document_head(text: str) -> Reading:
    """Return what a document says of itself: its fields and headings, without the text below them."""
    respelt = Respelt(text)
    plan = build_outline(respelt.text)
    about = read_document_fields(respelt.text, plan)
    return respelt.restore(_reading(about, plan))


def read_table_heads(text: str) -> dict[tuple[str, ...], bool]:
    """Return the heads of each table, without blanks, and whether no known word names the column of its tasks."""
    plan = build_outline(Respelt(text).text)
    guessed = {guess.columns for guess in plan.guesses}
    heads = (tuple("".join(head.split()) for head in row.columns) for row in plan.rows if row.head is not None)
    return {columns: columns in guessed for columns in heads}


def _reading(
    about: DocumentFields,
    plan: Outline,
    statements: list[TextStatement] | None = None,
    quantities: list[Quantity] | None = None,
    assignments: list[Assignment] | None = None,
) -> Reading:
    return Reading(
        kind=about.kind,
        kind_guessed=about.kind_guessed,
        year_guessed=about.year_guessed,
        title=about.title,
        issuer=about.issuer,
        number=about.number,
        year=about.year,
        headings=plan.headings,
        guesses=plan.guesses,
        statements=statements or [],
        quantities=quantities or [],
        assignments=assignments or [],
    )


def _read(
    text: str,
    year: int | None,
    issuer: str | None,
    kind: Kind | None,
    joined: tuple[Span, ...],
    columns: ColumnAnswers,
) -> Reading:
    respelt = Respelt(text)
    text = respelt.text
    plan = build_outline(text, columns)
    about = read_document_fields(text, plan, year, issuer, kind)
    parts = build_statements(text, plan, about)
    found = find_quantities(text, plan, parts, about)
    given = find_assignments(text, plan, parts, about)
    add_document_doubts(
        text, parts, found, given, tuple((respelt.plain(start), respelt.plain(end)) for start, end in joined)
    )
    add_column_doubts(parts, plan.rows)
    reading = _reading(about, plan, statements=parts, quantities=found, assignments=given)
    reading.unread = find_unread(text, plan, parts, found, given)
    reading.beside = find_cells_beside(text, plan, parts, reading.unread)
    return respelt.restore(reading)
