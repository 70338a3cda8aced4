"""The text beside a ledger: headings, statements and figures marked."""

from __future__ import annotations

from luoshi.writing.marked import Span, Text, marked
from luoshi.writing.markup import Tongues
from luoshi.writing.model import Figure, Report

ROLES = ("task", "norm", "fact", "context")


def source(report: Report, tongues: Tongues) -> str:
    """The source pane's inside; spans are named data-h (headings), data-s (statements) and data-q (figures)."""
    spans = [
        Span(one.start, one.end, "s", index, False, one.role if one.role in ROLES else "context")
        for index, one in enumerate(report.passages)
    ]
    spans += [Span(one.start, one.end, "h", index, False, "part") for index, one in enumerate(report.parts)]
    spans += [
        Span(one.start, one.end, "q", index, True, _listed(one), "doubt" if one.doubts else "")
        for index, one in enumerate(report.figures)
    ]
    return marked(Text(report.text, report.title, report.pages, report.parts), spans, tongues)


def _listed(one: Figure) -> str:
    return "in" if one.row is not None else "out"
