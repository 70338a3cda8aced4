"""Figures as a sheet, one per row, with the codes of indicator and unit; an exported sheet can be imported."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.figures.heads import in_brackets
from luoshi.kernel.base.sheets import LOOKED, WorkbookHead, read_rows, write_list

MOST = 5_000
# The heads that identify columns, in any order and either language; other columns are ignored.
HEADS: Mapping[str, tuple[str, ...]] = {
    "code": ("指标代码", "code"),
    "part": ("分项", "part"),
    "unit": ("单位代码", "unit"),
    "period": ("期间", "period"),
    "value": ("数值", "value"),
    "measure": ("计量单位", "measure"),
}
MUST = ("code", "unit", "period", "value")
SHOWN = ("指标代码", "指标", "分项", "单位代码", "单位", "期间", "数值", "计量单位", "填报人", "填报时间")
Line = Mapping[str, str]


def read_supply_sheet(name: str, data: bytes) -> list[tuple[int, Line]]:
    """Read the rows of a sheet (.xlsx) or comma-separated text (.csv, UTF-8), each with its row number.

    Raises:
        RecordError: ``incomplete``: it is neither, is too long, or lacks columns.
    """
    rows = _of_text(data) if name.lower().endswith(".csv") else read_rows(data, MOST)
    if not rows:
        raise RecordError("incomplete", _("The sheet is empty."))
    known = {word for words in HEADS.values() for word in words}
    at = max(range(min(len(rows), LOOKED)), key=lambda at: (len(known & {_words(cell) for cell in rows[at][1]}), -at))
    (number, head), *rest = rows[at:]  # rows above the head may hold a title
    found = {name: at for name, words in HEADS.items() for at, cell in enumerate(head) if _words(cell) in words}
    if missing := [HEADS[name][0] for name in MUST if name not in found]:
        said = _("Row %(row)d lacks the columns %(names)s.") % {"row": number, "names": "、".join(missing)}
        raise RecordError("incomplete", said, remedy=_("Take the heads of an exported sheet."))
    of_all = in_brackets(head[found["value"]])[1]
    lines: list[tuple[int, Line]] = []
    for number, cells in rest:
        if any(cells):
            line = {name: cells[at].strip() if at < len(cells) else "" for name, at in found.items()}
            lines.append((number, {**line, "head": of_all}))
    return lines


def _words(cell: str) -> str:
    """Return a head without the unit in brackets: 数值（万元） is 数值."""
    return in_brackets(cell)[0]


def _of_text(data: bytes) -> list[tuple[int, list[str]]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RecordError("incomplete", _("The file is not UTF-8 text.")) from None
    try:
        rows = [(at, row) for at, row in enumerate(csv.reader(io.StringIO(text, newline="")), 1) if any(row)]
    except csv.Error:
        raise RecordError("incomplete", _("The file is no text with commas.")) from None
    if len(rows) > MOST + 1:
        raise RecordError("incomplete", _("The sheet has more than %(most)d rows.") % {"most": MOST})
    return rows


def write_supply_sheet(file: IO[bytes], name: str, title: str, lines: Iterable[Sequence[str]]) -> int:
    """Write figures as a sheet or, if the name ends with .csv, as comma-separated text; return the number of rows."""
    if not name.lower().endswith(".csv"):
        widths = (16, 28, 16, 16, 24, 14, 16, 12, 14, 18)
        return write_list(file, WorkbookHead(title, "", list(zip(SHOWN, widths, strict=True)), title), lines)
    text = io.StringIO(newline="")
    out = csv.writer(text)
    out.writerow(SHOWN)
    every = list(lines)
    out.writerows(every)
    file.write(text.getvalue().encode("utf-8-sig"))
    return len(every)


def is_sheet(name: str) -> bool:
    """Whether the file name is one of a sheet of figures."""
    return Path(name).suffix.lower() in (".xlsx", ".csv")
