"""Render the text beside a ledger, with headings, statements and figures marked."""

from __future__ import annotations

from luoshi.writing.markup import Tongues
from luoshi.writing.model import DocumentReport, LedgerFigure
from luoshi.writing.text_marks import MarkedSpan, Text, render_marked_text

ROLES = ("task", "norm", "fact", "context")


def render_source_pane(report: DocumentReport, tongues: Tongues) -> str:
    """Return the source pane's content; spans are data-h (headings), -s (statements), -q (figures), -u (unread)."""
    spans = [
        MarkedSpan(passage.start, passage.end, "s", index, False, passage.role if passage.role in ROLES else "context")
        for index, passage in enumerate(report.passages)
    ]
    spans += [
        MarkedSpan(passage.start, passage.end, "u", index, False, "unread")
        for index, passage in enumerate(report.unread)
    ]
    spans += [MarkedSpan(part.start, part.end, "h", index, False, "part") for index, part in enumerate(report.parts)]
    spans += [
        MarkedSpan(figure.start, figure.end, "q", index, True, _listed(figure), "doubt" if figure.doubts else "")
        for index, figure in enumerate(report.figures)
    ]
    return render_marked_text(Text(report.text, report.title, report.pages, report.parts), spans, tongues)


def _listed(one: LedgerFigure) -> str:
    return "in" if one.row is not None else "out"
