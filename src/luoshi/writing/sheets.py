"""Write the ledger as a workbook: rows, all quantities, and omitted statements with the reason. Nothing is lost.

Columns: the task ledger of supervision offices (任务分解台账), as far as a document can fill it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from luoshi.writing import terms
from luoshi.writing.cells import Value
from luoshi.writing.model import DocumentReport, LedgerFigure, LedgerItem, LedgerOmission, LedgerUnread
from luoshi.writing.terms import Say
from luoshi.writing.workbook import BookSheet, WorkbookLine, build_workbook

# Column names (message ids under "column.") with their widths in characters. Printed columns come first; the columns
# after them are for work on the screen, so that a printed line stays large enough to read.
LEDGER = {
    "number": 6, "path": 18, "task": 42, "indicator": 18, "target": 12, "lead": 16, "support": 16, "due": 12,
    "every": 10, "doubts": 14,
    "matter": 7, "value": 14, "upper": 11, "unit": 7, "bound": 8, "period": 10, "phrase": 16, "quote": 44,
    "start": 7, "end": 7, "page": 5, "rule": 16,
}  # fmt: skip
FIGURES = {
    "quote": 14, "indicator": 26, "value": 14, "upper": 11, "unit": 7, "bound": 8, "role": 7, "aspect": 9,
    "period": 10, "scope": 12, "row": 7, "doubts": 16,
    "sentence": 50, "start": 7, "end": 7, "page": 5, "rule": 16,
}  # fmt: skip
LEFT = {
    "role": 7, "words": 68, "reason": 28, "path": 28, "doubts": 18,
    "start": 7, "end": 7, "page": 5, "rule": 16,
}  # fmt: skip
DOCUMENTS = {
    "document": 26, "title": 36, "kind": 10, "issuer": 22, "docnumber": 20, "year": 7, "matters": 8, "rows": 8,
    "figures": 8, "doubtful": 8,
    "sha256": 68,
}  # fmt: skip

_Lines = Callable[[DocumentReport, Say], Iterator[WorkbookLine]]


def build_ledger_workbook(reports: Sequence[DocumentReport], say: Say) -> bytes:
    """Return the ledgers as one .xlsx file; for several documents each row begins with its document."""
    several = len(reports) != 1
    first = {"document": 24} if several else {}
    if several:
        title = say("sheet.many", count=len(reports))
        origin = "；".join(report.source for report in reports[:20]) + ("…" if len(reports) > 20 else "")
    else:
        title = say("sheet.title", title=reports[0].title or say("text.no_title"))
        origin = say("sheet.origin", source=reports[0].source, sha256=reports[0].sha256)
    sheets = [
        BookSheet(
            name, columns, frozen + (several and name != "documents"), last, _with_document(reports, lines_of, say)
        )
        for name, columns, lines_of, frozen, last in (
            ("ledger", first | LEDGER, _ledger_lines, 3, "doubts"),
            ("figures", first | FIGURES, _figure_lines, 1, "doubts"),
            ("left", first | LEFT, _left_lines, 1, "doubts"),
            ("documents", DOCUMENTS, _document_lines, 1, "doubtful"),
        )
    ]
    return build_workbook(title, origin, sheets, say)


def _with_document(reports: Sequence[DocumentReport], lines_of: _Lines, say: Say) -> Iterator[WorkbookLine]:
    for report in reports:
        for line in lines_of(report, say):
            line.values["document"] = report.source
            yield line


def _ledger_lines(report: DocumentReport, say: Say) -> Iterator[WorkbookLine]:
    for item in report.lines:
        if isinstance(item, LedgerUnread):
            yield _unread_line(item, report, say)
            continue
        figure = report.figures[item.figure] if item.figure is not None else None
        values: dict[str, Value] = {
            "number": item.number,
            "matter": item.matter,
            "path": item.path,
            "task": item.task,
            "lead": "、".join(item.lead),
            "support": "、".join(item.support),
            "due": item.due[0] if len(item.due) == 1 else terms.format_row_due_dates(item),
            "every": terms.format_row_recurrences(item, say),
            "phrase": "；".join(item.phrases) + (f"（{say('sheet.inherited')}）" if item.inherited else ""),
            "quote": report.text[item.start : item.end].strip(),
            **_of_figure(figure, say),
            **_place(item, say),
        }
        yield WorkbookLine(values, _marked(item), item.matter % 2 == 0)


def _unread_line(passage: LedgerUnread, report: DocumentReport, say: Say) -> WorkbookLine:
    values: dict[str, Value] = dict.fromkeys(LEDGER) | {
        "task": passage.words,
        "quote": report.text[passage.start : passage.end].strip(),
        "doubts": say("text.unread"),
        "start": passage.start,
        "end": passage.end,
        "page": passage.page,
    }
    return WorkbookLine(values, frozenset(("task", "doubts")))


def _of_figure(figure: LedgerFigure | None, say: Say) -> dict[str, Value]:
    if figure is None:
        return dict.fromkeys(("indicator", "target", "value", "upper", "unit", "bound", "period"))
    return {
        "indicator": figure.indicator,
        "target": figure.quote,  # as the office writes it: 8330.3亿元
        "value": figure.value,
        "upper": figure.upper,
        "unit": figure.unit,
        "bound": terms.translate_known_code(say, "bound", figure.bound),
        "period": terms.format_figure_period(figure, say),
    }


def _marked(one: LedgerItem | LedgerFigure | LedgerOmission) -> frozenset[str]:
    return frozenset(("doubts",)) if one.doubts else frozenset()


def _place(one: LedgerItem | LedgerFigure | LedgerOmission, say: Say) -> dict[str, Value]:
    return {
        "start": one.start,
        "end": one.end,
        "page": one.page,
        "doubts": terms.format_named_doubts(one.doubts, say),
        "rule": terms.explain_row_rule(one.rule, say),
    }


def _figure_lines(report: DocumentReport, say: Say) -> Iterator[WorkbookLine]:
    for at, figure in enumerate(report.figures):
        around = report.passages[figure.statement] if figure.statement is not None else None
        values: dict[str, Value] = {
            "row": figure.row,
            "quote": figure.quote,
            "role": terms.translate_known_code(say, "role", figure.role),
            "aspect": terms.translate_known_code(say, "aspect", figure.aspect),
            "scope": figure.scope,
            "sentence": report.text[around.start : around.end].strip()
            if around
            else _line_of(report.text, figure.start),
            **_of_figure(figure, say),
            **_place(figure, say),
        }
        yield WorkbookLine(values, _marked(figure), at % 2 == 1)


def _left_lines(report: DocumentReport, say: Say) -> Iterator[WorkbookLine]:
    for at, omission in enumerate(report.left):
        values: dict[str, Value] = {
            "role": terms.translate_known_code(say, "role", report.passages[omission.statement].role),
            "words": omission.words,
            "reason": terms.translate_known_code(say, "reason", omission.reason),
            "path": omission.path,
            **_place(omission, say),
        }
        yield WorkbookLine(values, _marked(omission), at % 2 == 1)


def _document_lines(report: DocumentReport, say: Say) -> Iterator[WorkbookLine]:
    counts = report.counts
    values: dict[str, Value] = {
        "title": report.title,
        "kind": terms.format_document_kind(say, report.kind, report.kind_guessed),
        "issuer": report.issuer,
        "docnumber": report.number,
        "year": report.year,
        "matters": counts["matters"],
        "rows": counts["rows"],
        "figures": counts["figures"],
        "doubtful": counts["doubts"],
        "sha256": report.sha256,
    }
    yield WorkbookLine(values)


def _line_of(text: str, start: int) -> str:
    """Return the line at a position, at most 200 characters to either side."""
    begin = text.rfind("\n", max(start - 200, 0), start) + 1 or max(start - 200, 0)
    end = text.find("\n", start, start + 200)
    return text[begin : end if end >= 0 else start + 200].strip()
