"""Writes a plan's ledger as a workbook in the offices' columns, to be edited in WPS and returned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.sheets.lists import write_list
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.columns import words as sheet_words
from luoshi.plans.sheets.queries import LedgerRow
from luoshi.plans.sheets.rules.changes import (
    COLUMNS,
    FIELDS,
    HIDDEN,
    NOTES,
    STATE,
    IssuedSheet,
    cell_digest,
    hidden_lines,
)
from luoshi.writing.sheet_heads import WorkbookHead, Written


def write_ledger(
    file: IO[bytes], plan: Plan, rows: Sequence[LedgerRow], *, at: datetime, foot: str, back: bool
) -> None:
    """Write the ledger: frozen header repeated on paper, A4 landscape, nothing that could become a formula.

    Two hidden columns hold each row's id and version, and a hidden sheet identifies plan and edition. The sheet is not
    protected, because protection would prevent deleting a row, which is how a row is dropped here.

    Args:
        back: it may be returned; otherwise it contains nothing hidden.
    """
    from openpyxl.utils import get_column_letter

    from luoshi.writing.cells import words_cell

    hidden_columns = HIDDEN if back else ()
    columns = (*COLUMNS, *_more(rows))
    labels = {"id": _("Row id"), "version": _("Version")}
    for name in columns:  # an office's own column may have the same name as one of ours
        called = sheet_words.format_column_name(name)
        labels[name] = called if called not in labels.values() else _("%(head)s (own sheet)") % {"head": called}
    widths = [(labels[name], COLUMNS.get(name, 14 if name in columns else 8)) for name in (*columns, *hidden_columns)]
    names = (*FIELDS, *NOTES, *(name for name in columns if name not in COLUMNS and name != STATE))
    when = timezone.localtime(at)
    issued = IssuedSheet(
        plan.pk,
        plan.edition,
        when.isoformat(timespec="seconds"),
        {words: name for name, words in labels.items()},
        {row.pk: (row.version, tuple(cell_digest(row.values.get(name, "")) for name in names)) for row in rows},
        names,
    )
    origin = _("%(plan)s, edition %(edition)s, as of %(at)s.")
    said = origin % {"plan": plan.number or plan.title, "edition": plan.edition, "at": when.strftime("%Y-%m-%d %H:%M")}
    said += " " + _("Edit it and send it back on the plan's page: the system lists each change.") if back else ""

    def prepare(book: Any, sheet: Any) -> None:
        if not back:
            return
        for at_column in range(len(columns) + 1, len(columns) + len(hidden_columns) + 1):
            sheet.column_dimensions[get_column_letter(at_column)].hidden = True
        hidden = book.create_sheet("luoshi")
        hidden.sheet_state = "hidden"
        for line in hidden_lines(issued):
            hidden.append([words_cell(hidden, words) for words in line])

    def lines() -> Iterator[list[Written]]:
        for row in rows:
            cells: list[Written] = [row.values.get(name, "") for name in columns]
            cells[0] = int(row.values["number"])
            yield [*cells, *((str(row.pk), str(row.version)) if back else ())]

    write_list(file, WorkbookHead(str(plan), said, widths, foot), lines(), prepare=prepare)


def _more(rows: Sequence[LedgerRow]) -> list[str]:
    """List the further columns: those of the rows' own sheets in order, then the state."""
    found = {name: True for row in rows for name, words in row.values.items() if words and name not in COLUMNS}
    return sorted(found, key=lambda name: name == STATE)
