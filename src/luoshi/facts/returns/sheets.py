"""Forms as workbooks for units without access: written with a code for each row, and read back when filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import IO

from luoshi.base.record_errors import RecordError
from luoshi.base.sheets.lists import write_list
from luoshi.facts.returns import rules
from luoshi.facts.returns.cards import before_text
from luoshi.facts.returns.fault_messages import format_cell_fault
from luoshi.facts.returns.queries import FormGrid
from luoshi.figures.heads import in_brackets, in_its_unit
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.words import format_duty_period
from luoshi.writing.sheet_heads import HEAD_ROW, WorkbookHead, Written

_ = words_now(__name__)

# In the sheet's second row: task, first day of the period, and edition of the form.
MARK = re.compile(r"\[(?P<task>[^\s\[\]]{1,40}) (?P<first>\d{4}-\d{2}-\d{2}) v(?P<edition>\d{1,5})\]")
A_CODE = re.compile(r"c\d+u\d+")
MOST_LINES = 3_000
CODE, MEASURE, NOTE = 0, 3, 7  # columns, from 0
CELLS = ((rules.OWN, 5), (rules.TO_DATE, 6))


def file_name(sheet: FormGrid) -> str:
    """Return the workbook's file name: unit, form and period."""
    return f"{sheet.task.unit} {sheet.form.title} {sheet.span.first.isoformat()[:7]}.xlsx"


def write_form_workbook(file: IO[bytes], sheet: FormGrid, texts: Mapping[str, str]) -> None:
    """Write a form with its current values: codes, indicators, the period before, and the cells to fill in."""
    columns = [
        (_("Code (leave as it is)"), 14),
        (_("Unit"), 20),
        (_("Indicator"), 32),
        (_("Unit of measure"), 12),
        (_("Period before"), 14),
        (format_duty_period(sheet.span), 16),
        (_("Year to date"), 16),
        (_("A word about what looks wrong"), 28),
    ]
    mark = f"[{sheet.task.number} {sheet.span.first.isoformat()} v{sheet.form.edition}]"
    said = _("— nil report, / does not apply, … below the threshold. Do not change the codes.")
    title = f"{sheet.form.title} {format_duty_period(sheet.span)}：{sheet.task.unit}"
    head = WorkbookHead(title, f"{mark} {said}", columns, f"{sheet.form.title} {mark}")
    write_list(file, head, _lines(sheet, texts))


def _lines(sheet: FormGrid, texts: Mapping[str, str]) -> list[Sequence[Written]]:
    found: list[Sequence[Written]] = []
    for unit in sheet.units:
        for line in (each for each in sheet.asked if not each.made):
            pair = rules.has_two_columns(line, sheet.span) and not sheet.form.beneath
            found.append(
                [
                    line.cell(unit.pk),
                    str(unit),
                    line.name,
                    line.own.unit,
                    before_text(sheet, line, unit.pk),
                    texts.get(line.cell(unit.pk), ""),
                    texts.get(line.cell(unit.pk, rules.TO_DATE), "") if pair else "/",
                    "",
                ]
            )
    return found


@dataclass
class FormWorkbook:
    """A parsed workbook: form, cell texts with their positions, and explanations by row.

    ``measures`` and ``heads``: the units of measure in its rows and column heads.
    """

    task: str
    first: date
    edition: int
    cells: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    measures: dict[str, str] = field(default_factory=dict)
    heads: dict[str, str] = field(default_factory=dict)


def read_form_workbook(rows: Sequence[tuple[int, Sequence[str]]]) -> FormWorkbook:
    """Parse a workbook that was exported here and filled in.

    Raises:
        RecordError: ``incomplete``: it does not identify the form, or a code is invalid or duplicate.
    """
    from openpyxl.utils import get_column_letter

    heads = (MARK.search(cell) for _number, cells in rows[:HEAD_ROW] for cell in cells)
    mark = next(filter(None, heads), None)
    if mark is None:
        raise RecordError(
            "incomplete",
            _("The sheet does not say which form it is: its second row is missing."),
            remedy=_("Fill in the sheet exported from here, and do not change its first rows and codes."),
        )
    try:
        found = FormWorkbook(mark["task"], date.fromisoformat(mark["first"]), int(mark["edition"]))
    except ValueError:
        raise RecordError("incomplete", _("“%(day)s” is not a day.") % {"day": mark["first"]}) from None
    wrong: dict[str, list[str]] = {}
    for number, cells in rows:
        if number == HEAD_ROW:
            found.heads = {column: in_brackets(cells[at])[1] for column, at in CELLS if len(cells) > at}
        code = cells[CODE].strip() if cells else ""
        if number <= HEAD_ROW or not any(cells):
            continue
        if not A_CODE.fullmatch(code):
            wrong[f"A{number}"] = [_("“%(code)s” is not a row code.") % {"code": code}]
            continue
        if code in found.places:
            wrong[f"A{number}"] = [_("The code “%(code)s” occurs twice.") % {"code": code}]
            continue
        found.places[code] = f"F{number}"
        found.measures[code[1:]] = cells[MEASURE].strip() if len(cells) > MEASURE else ""
        for column, at in CELLS:
            text = cells[at].strip() if len(cells) > at else ""
            if text and not (column == rules.TO_DATE and text == "/"):  # "/": there is no such column
                name = f"{column}{code[1:]}"
                found.cells[name], found.places[name] = text, f"{get_column_letter(at + 1)}{number}"
        if len(cells) > NOTE and cells[NOTE].strip():
            found.words[code[1:]] = cells[NOTE].strip()[:500]
    if wrong:
        raise _faults(wrong)
    return found


def _faults(wrong: Mapping[str, list[str]]) -> RecordError:
    said = "；".join(f"{place}：{' '.join(words)}" for place, words in wrong.items())
    return RecordError(
        "incomplete",
        _("Nothing in this file was accepted. %(said)s") % {"said": said},
        remedy=_("Correct these cells and send the file again."),
        fields=wrong,
    )


def _in_their_units(filled: FormWorkbook, sheet: FormGrid) -> dict[str, list[str]]:
    """Add the unit of measure of its row or head to each number that is not in the form's; return unclear cells."""
    wrong: dict[str, list[str]] = {}
    by_cell = sheet.by_cell
    for name in filled.cells.keys() & sheet.names:
        one, _unit = by_cell[name]
        row, head = filled.measures.get(name[1:], ""), filled.heads.get(name[:1], "")
        try:
            filled.cells[name] = in_its_unit(filled.cells[name], row, head, one.own.unit)
        except ValueError:
            words = {"units": "、".join(filter(None, (row, head))), "unit": one.own.unit, "text": filled.cells[name]}
            wrong[filled.places[name]] = [
                _("The sheet says %(units)s, but %(unit)s is expected: which unit does “%(text)s” have?") % words
            ]
    return wrong


def check_form_workbook(filled: FormWorkbook, sheet: FormGrid, notes: Mapping[str, str]) -> dict[str, str]:
    """Check a workbook as sending would; faults are reported by its own cell addresses.

    Returns the explanations of doubts, by the doubt's name.

    Raises:
        RecordError: ``incomplete``: all faults, by cell; for another edition of the form, only that.
    """
    if filled.edition != sheet.form.edition:
        raise RecordError(
            "incomplete",
            _("The form has changed since this sheet was exported (edition %(old)d, now %(now)d).")
            % {"old": filled.edition, "now": sheet.form.edition},
            remedy=_("Export the sheet again, and fill that in."),
        )
    wrong: dict[str, list[str]] = {}
    for name, place in filled.places.items():
        if name not in sheet.names:
            wrong[place] = [_("This row is not in the form, or its cell is not asked for.")]
    wrong |= _in_their_units(filled, sheet)
    units = [unit.pk for unit in sheet.units]
    found = rules.judge_form_cells(sheet.asked, units, sheet.span, filled.cells, sheet.known)
    said = {
        **notes,
        **{doubt.name: filled.words[doubt.cell[1:]] for doubt in found.doubts if doubt.cell[1:] in filled.words},
    }
    questions = [doubt for doubt in found.doubts if doubt.code in rules.QUESTIONS and not said.get(doubt.name)]
    for fault in (*found.wrong, *questions):
        place = filled.places.get(fault.cell) or filled.places.get(rules.OWN + fault.cell[1:]) or "?"
        one, _unit = sheet.by_cell[fault.cell]
        wrong.setdefault(place, []).append(f"{one.name}：{format_cell_fault(fault, one)}")
    if wrong:
        raise _faults(dict(sorted(wrong.items())))
    return said
