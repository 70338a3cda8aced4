"""Texts cut by hand into headings, rows and statements, so that assignments are tried alone."""

from __future__ import annotations

import re

from luoshi.reading.assignments import find_assignments
from luoshi.reading.model import Assignment, TextHeading, TextStatement
from luoshi.reading.structure import DocumentFields, Outline, TableRow

YEAR = 2024
FIELDS = DocumentFields("plan", None, None, None, YEAR)
# Brackets are whole; a bracket behind 。 is a statement of its own.
PART = re.compile(
    r"（[^（）]*(?:（[^（）]*）[^（）]*)*）(?=$|\n)|(?:[^。；;（\n]|（[^（）。]*(?:（[^（）]*）[^（）]*)*）(?!$|\n)|（)+[。；;]?"
)


def document(text: str, role: str = "task", fields: DocumentFields = FIELDS):
    """A text with its parts: lines of cells are rows (a head first), 【…】 a heading, the rest statements."""
    headings, rows, statements = [], [], []
    columns: list[str] | None = None
    position = 0
    for line in text.split("\n"):
        start, position = position, position + len(line) + 1
        if " | " in line:
            cells, at = [], start
            for cell in line.split(" | "):
                cells.append((at, at + len(cell)))
                at += len(cell) + 3
            if columns is None:
                columns = line.split(" | ")
                continue
            rows.append(TableRow(start, start + len(line), cells, columns))
            task = cells[1]
            statements.append(
                TextStatement(*task, role, "", len(headings) - 1 if headings else None, (start, start + len(line)))
            )
            continue
        columns = None
        lead = re.match(r"【(.+?)】", line)
        at = start
        if lead:
            title = lead[1]
            headings.append(TextHeading(start, start + lead.end(), "", 1, title, ""))
            at = start + lead.end()
        for part in PART.finditer(text, at, start + len(line)):
            if part[0].strip():
                where = len(headings) - 1 if headings else None
                statements.append(TextStatement(part.start(), part.end(), role, "", where))
    return Outline(None, headings, rows, [], []), statements, fields


def read(text: str, role: str = "task", fields: DocumentFields = FIELDS) -> list[Assignment]:
    return find_assignments(text, *document(text, role, fields))


def brief(text: str, role: str = "task", fields: DocumentFields = FIELDS):
    return [
        (" ".join(a.lead), " ".join(a.support), a.due.isoformat()[5:] if a.due else "", a.every or "", a.times)
        for a in read(text, role, fields)
    ]


NOTHING: list[tuple] = []
