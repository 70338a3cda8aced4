"""Write a table with its head and its sources as .docx, on A4 across: the yearly tables that offices hand in."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from luoshi.writing.circular import BODY, HEADS, SMALL, add_table, put_words

LONG, SHORT, MARGIN = 297, 210, 15  # mm: A4, and its margins here


@dataclass(frozen=True)
class TablePaper:
    """A table as plain words.

    Attributes:
        line: below the title: of which year and day, and whose.
        columns: label and share of the width in per cent; each of ``rows`` has as many cells.
        under: further tables below it, each with a title, its columns and its rows.
        foot: sentences below the tables, its sources among them.
    """

    title: str
    line: str
    columns: Sequence[tuple[str, int]]
    rows: Sequence[Sequence[str]]
    foot: Sequence[str] = ()
    under: Sequence[tuple[str, Sequence[tuple[str, int]], Sequence[Sequence[str]]]] = ()


def render_table_paper(said: TablePaper) -> bytes:
    """Return the table as bytes of a .docx; its heads stand on each page."""
    paper = Document()
    page = paper.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Mm(LONG), Mm(SHORT)
    page.top_margin = page.bottom_margin = page.left_margin = page.right_margin = Mm(MARGIN)
    paper.core_properties.title = said.title[:250]
    middle = WD_ALIGN_PARAGRAPH.CENTER
    put_words(paper.add_paragraph(), said.title, HEADS, 18).alignment = middle
    put_words(paper.add_paragraph(), said.line, BODY, SMALL).alignment = middle
    _add(paper, said.columns, said.rows)
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    paper.tables[0].rows[0]._tr.get_or_add_trPr().append(repeated)
    for title, columns, rows in said.under:
        head = put_words(paper.add_paragraph(), title, HEADS, SMALL + 1.5)
        head.paragraph_format.keep_with_next = True
        _add(paper, columns, rows)
    for sentence in said.foot:
        put_words(paper.add_paragraph(), sentence, BODY, SMALL)
    file = io.BytesIO()
    paper.save(file)
    return file.getvalue()


def _add(paper: WordDocument, columns: Sequence[tuple[str, int]], rows: Sequence[Sequence[str]]) -> None:
    labels, shares = [label for label, _share in columns], [share for _label, share in columns]
    add_table(paper, labels, rows, shares, LONG - 2 * MARGIN)
