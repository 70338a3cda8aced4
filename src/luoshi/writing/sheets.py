"""The ledger as a workbook: rows, all quantities, and what was left out with the reason. Nothing disappears.

Columns: the task ledger of supervision offices (任务分解台账), as far as a document can fill it.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from luoshi.writing import terms
from luoshi.writing.cells import BAND_FILL, BODY, DOUBT, HEAD, HEAD_FILL, SMALL, TITLE, Value, cell, put_words, words
from luoshi.writing.model import Report
from luoshi.writing.terms import Say

# Column names (message ids under "column.") with their widths in characters.
LEDGER = {
    "number": 6, "matter": 7, "path": 20, "task": 44, "indicator": 20, "target": 13, "value": 13, "upper": 11,
    "unit": 7, "bound": 8, "period": 9, "lead": 18, "support": 18, "due": 12, "every": 11, "phrase": 14, "quote": 44,
    "start": 7, "end": 7, "page": 5, "doubts": 20, "rule": 14,
}  # fmt: skip
FIGURES = {
    "row": 8, "quote": 16, "value": 14, "upper": 11, "unit": 7, "bound": 8, "role": 7, "aspect": 9, "indicator": 26,
    "period": 10, "scope": 14, "sentence": 50, "start": 7, "end": 7, "page": 5, "doubts": 20, "rule": 14,
}  # fmt: skip
LEFT = {
    "role": 7, "words": 70, "reason": 26, "path": 26, "start": 7, "end": 7, "page": 5, "doubts": 20, "rule": 14,
}  # fmt: skip
DOCUMENTS = {
    "document": 28, "title": 36, "kind": 10, "issuer": 22, "docnumber": 20, "year": 7, "matters": 8, "rows": 8,
    "figures": 8, "doubtful": 8, "source": 66,
}  # fmt: skip
HEAD_ROW = 3


@dataclass(frozen=True, slots=True)
class _Line:
    values: tuple[Value, ...]
    doubtful: bool
    band: bool  # every second matter is shaded, so that its rows are seen together


def workbook(reports: Sequence[Report], say: Say) -> bytes:
    """The ledgers of one or several documents as one .xlsx file; of several each row begins with its document."""
    book = Workbook(write_only=True)
    several = len(reports) != 1
    first = {"document": 24} if several else {}
    if several:
        title = say("sheet.many", count=len(reports))
        origin = "；".join(report.source for report in reports[:20]) + ("…" if len(reports) > 20 else "")
    else:
        title = say("sheet.title", title=reports[0].title or say("text.no_title"))
        origin = say("sheet.origin", source=reports[0].source, sha256=reports[0].sha256)
    heads = (title, origin)
    _sheet(book, "ledger", heads, first | LEDGER, _with_document(reports, several, _ledger_lines, say), say, 4)
    _sheet(book, "figures", heads, first | FIGURES, _with_document(reports, several, _figure_lines, say), say, 2)
    _sheet(book, "left", heads, first | LEFT, _with_document(reports, several, _left_lines, say), say, 1)
    _sheet(book, "documents", heads, DOCUMENTS, _document_lines(reports, say), say, 1)
    book.properties.title = words(title)[:200]
    book.properties.creator = "Luoshi"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _sheet(
    book: Any, name: str, heads: tuple[str, str], widths: dict[str, int], lines: Iterable[_Line], say: Say, frozen: int
) -> None:
    sheet = book.create_sheet(say(f"sheet.{name}"))
    for at, width in enumerate(widths.values(), 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.freeze_panes = f"{get_column_letter(frozen + 1)}{HEAD_ROW + 1}"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.6
    sheet.oddFooter.center.text = say("sheet.page")
    for text, font in zip(heads, (TITLE, SMALL), strict=True):
        made = WriteOnlyCell(sheet)
        put_words(made, text)
        made.font = font
        sheet.append([made])
    sheet.append([cell(sheet, say(f"column.{one}"), font=HEAD, fill=HEAD_FILL, head=True) for one in widths])
    count, doubts = HEAD_ROW, list(widths).index("doubts") if "doubts" in widths else -1
    for line in lines:
        fill = BAND_FILL if line.band else None
        font = DOUBT if line.doubtful else BODY
        sheet.append(
            [cell(sheet, one, fill=fill, font=font if at == doubts else BODY) for at, one in enumerate(line.values)]
        )
        count += 1
    last = get_column_letter(len(widths))
    sheet.auto_filter.ref = f"A{HEAD_ROW}:{last}{max(count, HEAD_ROW + 1)}"
    sheet.print_area = f"A1:{last}{max(count, HEAD_ROW + 1)}"


def _with_document(reports: Sequence[Report], several: bool, lines_of: Any, say: Say) -> Iterator[_Line]:
    for report in reports:
        for line in lines_of(report, say):
            yield _Line((report.source, *line.values), line.doubtful, line.band) if several else line


def _ledger_lines(report: Report, say: Say) -> Iterator[_Line]:
    for item in report.items:
        figure = report.figures[item.figure] if item.figure is not None else None
        only: date | str | None = item.due[0] if len(item.due) == 1 else terms.due(item) or None
        values: tuple[Value, ...] = (
            item.number, item.matter, item.path, item.task,
            *(
                (
                    figure.indicator, figure.quote, figure.value, figure.upper, figure.unit or "",
                    terms.known(say, "bound", figure.bound), terms.period(figure, say),
                )
                if figure else ("", "", None, None, "", "", "")
            ),
            "、".join(item.lead), "、".join(item.support), only, terms.recurrences(item, say),
            "；".join(item.phrases) + (f"（{say('sheet.inherited')}）" if item.inherited else ""),
            report.text[item.start : item.end].strip(), item.start, item.end, item.page,
            terms.doubts(item.doubts, say), item.rule,
        )  # fmt: skip
        yield _Line(values, bool(item.doubts), item.matter % 2 == 0)


def _figure_lines(report: Report, say: Say) -> Iterator[_Line]:
    for at, one in enumerate(report.figures):
        around = report.passages[one.statement] if one.statement is not None else None
        sentence = report.text[around.start : around.end].strip() if around else _line_of(report.text, one.start)
        values: tuple[Value, ...] = (
            one.row, one.quote, one.value, one.upper, one.unit or "", terms.known(say, "bound", one.bound),
            terms.known(say, "role", one.role), terms.known(say, "aspect", one.aspect), one.indicator,
            terms.period(one, say), one.scope or "", sentence, one.start, one.end, one.page,
            terms.doubts(one.doubts, say), one.rule,
        )  # fmt: skip
        yield _Line(values, bool(one.doubts), at % 2 == 1)


def _left_lines(report: Report, say: Say) -> Iterator[_Line]:
    for at, one in enumerate(report.left):
        values: tuple[Value, ...] = (
            terms.known(say, "role", report.passages[one.statement].role), one.words,
            terms.known(say, "reason", one.reason), one.path, one.start, one.end, one.page,
            terms.doubts(one.doubts, say), one.rule,
        )  # fmt: skip
        yield _Line(values, bool(one.doubts), at % 2 == 1)


def _document_lines(reports: Sequence[Report], say: Say) -> Iterator[_Line]:
    for at, report in enumerate(reports):
        counts = report.counts
        values: tuple[Value, ...] = (
            report.source, report.title or "", terms.known(say, "kind", report.kind), report.issuer or "",
            report.number or "", report.year, counts["matters"], counts["rows"], counts["figures"], counts["doubts"],
            f"SHA-256 {report.sha256}",
        )  # fmt: skip
        yield _Line(values, False, at % 2 == 1)


def _line_of(text: str, start: int) -> str:
    """The line that a place stands in, at most 200 characters to either side."""
    begin = text.rfind("\n", max(start - 200, 0), start) + 1 or max(start - 200, 0)
    end = text.find("\n", start, start + 200)
    return text[begin : end if end >= 0 else start + 200].strip()
