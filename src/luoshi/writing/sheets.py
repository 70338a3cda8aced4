"""The ledger as a workbook: rows, all quantities, and what was left out with the reason. Nothing disappears.

Columns: the task ledger of supervision offices (任务分解台账), as far as a document can fill it.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lxml.etree import LxmlError, SerialisationError
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from luoshi.writing import terms
from luoshi.writing.cells import FORMULA_LIKE, SMALL, TITLE, Styles, Value, put_words, words
from luoshi.writing.model import Figure, Item, Left, Report
from luoshi.writing.terms import Say
from luoshi.writing.width import columns

# Column names (message ids under "column.") with their widths in characters. What an office prints comes first;
# the columns after PRINTED are for work on the screen, so that a printed line stays large enough to read.
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
LAST_PRINTED = {"ledger": "doubts", "figures": "doubts", "left": "doubts", "documents": "doubtful"}
HEAD_ROW = 3
LINE_HEIGHT, TALLEST = 14.0, 400.0  # points of a line of 10 point type; the tallest row that Excel takes is 409


@dataclass(frozen=True, slots=True)
class _Line:
    values: dict[str, Value]
    doubtful: bool
    band: bool  # every second matter is shaded, so that its rows are seen together


_Lines = Callable[[Report, Say], Iterator[_Line]]


def workbook(reports: Sequence[Report], say: Say) -> bytes:
    """The ledgers of one or several documents as one .xlsx file; of several each row begins with its document.

    Raises:
        OSError: the sheets are made in temporary files, and there is no room for them.
    """
    book = Workbook(write_only=True)
    try:
        return _made(book, reports, say)
    except SerialisationError as error:  # IO_ENOSPC, IO_EFBIG: lxml's names for what the system said
        number = getattr(errno, str(error).removeprefix("IO_"), errno.EIO)
        raise OSError(number, os.strerror(number)) from error
    finally:
        _put_away(book)


def _put_away(book: Any) -> None:
    """Remove the temporary files of sheets that were not finished; of a finished book there are none."""
    for sheet in book.worksheets:
        if sheet._writer is not None:
            for part in (sheet._rows, sheet._writer):
                # What goes wrong here has gone wrong before and been said; unclosed it would be said once more.
                with contextlib.suppress(AttributeError, LxmlError, OSError):
                    part.close()
            with contextlib.suppress(OSError, ValueError):
                sheet._writer.cleanup()


def _made(book: Any, reports: Sequence[Report], say: Say) -> bytes:
    several = len(reports) != 1
    first = {"document": 24} if several else {}
    if several:
        title = say("sheet.many", count=len(reports))
        origin = "；".join(report.source for report in reports[:20]) + ("…" if len(reports) > 20 else "")
    else:
        title = say("sheet.title", title=reports[0].title or say("text.no_title"))
        origin = say("sheet.origin", source=reports[0].source, sha256=reports[0].sha256)
    for name, columns_, lines_of, frozen in (
        ("ledger", first | LEDGER, _ledger_lines, 3),
        ("figures", first | FIGURES, _figure_lines, 1),
        ("left", first | LEFT, _left_lines, 1),
        ("documents", DOCUMENTS, _document_lines, 1),
    ):
        lines = _with_document(reports, lines_of, say)
        _sheet(book, name, (title, origin), columns_, lines, say, frozen + (several and name != "documents"))
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
    sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.5, 0.75, 0.35
    sheet.oddFooter.center.text = say("sheet.page")
    for text, font in zip(heads, (TITLE, SMALL), strict=True):
        made = WriteOnlyCell(sheet)
        put_words(made, text)
        made.quotePrefix = text.startswith(FORMULA_LIKE)
        made.font = font
        sheet.append([made])
    sheet.row_dimensions[HEAD_ROW].height = 2 * LINE_HEIGHT + 4
    styles = Styles(sheet)
    sheet.append([styles.cell(say(f"column.{one}"), "head") for one in widths])
    count = HEAD_ROW
    for line in lines:
        count += 1
        sheet.row_dimensions[count].height = _height(line, widths)
        marked = "doubt" if line.doubtful else "body"
        sheet.append(
            [styles.cell(line.values[one], marked if one == "doubts" else "body", band=line.band) for one in widths]
        )
    names, bottom = list(widths), max(count, HEAD_ROW + 1)
    sheet.auto_filter.ref = f"A{HEAD_ROW}:{get_column_letter(len(names))}{bottom}"
    sheet.print_area = f"A1:{get_column_letter(names.index(LAST_PRINTED[name]) + 1)}{bottom}"


def _height(line: _Line, widths: dict[str, int]) -> float:
    """Points for the tallest cell; WPS and LibreOffice do not fit rows of a file that says nothing of them."""
    lines = 1
    for name, width in widths.items():
        value = line.values[name]
        if isinstance(value, str) and value:
            lines = max(lines, sum(-(-columns(part[:2000]) // int(width * 1.05)) or 1 for part in value.split("\n")))
    return min(lines * LINE_HEIGHT + 4, TALLEST)


def _with_document(reports: Sequence[Report], lines_of: _Lines, say: Say) -> Iterator[_Line]:
    for report in reports:
        for line in lines_of(report, say):
            line.values["document"] = report.source
            yield line


def _ledger_lines(report: Report, say: Say) -> Iterator[_Line]:
    for item in report.items:
        figure = report.figures[item.figure] if item.figure is not None else None
        values: dict[str, Value] = {
            "number": item.number,
            "matter": item.matter,
            "path": item.path,
            "task": item.task,
            "lead": "、".join(item.lead),
            "support": "、".join(item.support),
            "due": item.due[0] if len(item.due) == 1 else terms.due(item),
            "every": terms.recurrences(item, say),
            "phrase": "；".join(item.phrases) + (f"（{say('sheet.inherited')}）" if item.inherited else ""),
            "quote": report.text[item.start : item.end].strip(),
            **_of_figure(figure, say),
            **_place(item, say),
        }
        yield _Line(values, bool(item.doubts), item.matter % 2 == 0)


def _of_figure(figure: Figure | None, say: Say) -> dict[str, Value]:
    if figure is None:
        return dict.fromkeys(("indicator", "target", "value", "upper", "unit", "bound", "period"))
    return {
        "indicator": figure.indicator,
        "target": figure.quote,  # as the office writes it: 8330.3亿元
        "value": figure.value,
        "upper": figure.upper,
        "unit": figure.unit,
        "bound": terms.known(say, "bound", figure.bound),
        "period": terms.period(figure, say),
    }


def _place(one: Item | Figure | Left, say: Say) -> dict[str, Value]:
    return {
        "start": one.start,
        "end": one.end,
        "page": one.page,
        "doubts": terms.doubts(one.doubts, say),
        "rule": one.rule,
    }


def _figure_lines(report: Report, say: Say) -> Iterator[_Line]:
    for at, one in enumerate(report.figures):
        around = report.passages[one.statement] if one.statement is not None else None
        values: dict[str, Value] = {
            "row": one.row,
            "quote": one.quote,
            "role": terms.known(say, "role", one.role),
            "aspect": terms.known(say, "aspect", one.aspect),
            "scope": one.scope,
            "sentence": report.text[around.start : around.end].strip() if around else _line_of(report.text, one.start),
            **_of_figure(one, say),
            **_place(one, say),
        }
        yield _Line(values, bool(one.doubts), at % 2 == 1)


def _left_lines(report: Report, say: Say) -> Iterator[_Line]:
    for at, one in enumerate(report.left):
        values: dict[str, Value] = {
            "role": terms.known(say, "role", report.passages[one.statement].role),
            "words": one.words,
            "reason": terms.known(say, "reason", one.reason),
            "path": one.path,
            **_place(one, say),
        }
        yield _Line(values, bool(one.doubts), at % 2 == 1)


def _document_lines(report: Report, say: Say) -> Iterator[_Line]:
    counts = report.counts
    values: dict[str, Value] = {
        "title": report.title,
        "kind": terms.known(say, "kind", report.kind),
        "issuer": report.issuer,
        "docnumber": report.number,
        "year": report.year,
        "matters": counts["matters"],
        "rows": counts["rows"],
        "figures": counts["figures"],
        "doubtful": counts["doubts"],
        "sha256": report.sha256,
    }
    yield _Line(values, False, False)


def _line_of(text: str, start: int) -> str:
    """The line that a place stands in, at most 200 characters to either side."""
    begin = text.rfind("\n", max(start - 200, 0), start) + 1 or max(start - 200, 0)
    end = text.find("\n", start, start + 200)
    return text[begin : end if end >= 0 else start + 200].strip()
