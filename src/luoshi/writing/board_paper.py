"""Write a board of figures as .docx: title, picture of the whole, and the figures of each tile as a table."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Emu, Mm

from luoshi.writing.charts.model import ChartTable
from luoshi.writing.circular import BODY, HEADS, SMALL, add_table, put_words

WIDE, HIGH = 267, 150  # mm: the text area of A4 across, and the height of the picture


@dataclass(frozen=True)
class BoardPart:
    """A tile in a paper: its title, what must be known to read it, and its figures; None: there are none."""

    title: str
    words: str
    table: ChartTable | None


@dataclass(frozen=True)
class BoardPaper:
    """A board as plain words.

    Attributes:
        line: as of which day and for whom it is counted.
        png: the picture of the whole board; None: this machine draws none.
        foot: sentences under all, the approval numbers of maps among them.
    """

    title: str
    line: str
    png: bytes | None
    parts: Sequence[BoardPart]
    foot: Sequence[str]


def render_board_paper(said: BoardPaper) -> bytes:
    """Return the board as bytes of a .docx on A4, across."""
    paper = Document()
    page = paper.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Mm(297), Mm(210)
    page.top_margin = page.bottom_margin = page.left_margin = page.right_margin = Mm(15)
    put_words(paper.add_paragraph(), said.title, HEADS, 22).alignment = WD_ALIGN_PARAGRAPH.CENTER
    put_words(paper.add_paragraph(), said.line, BODY, SMALL).alignment = WD_ALIGN_PARAGRAPH.CENTER
    if said.png:
        shape = paper.add_paragraph().add_run().add_picture(io.BytesIO(said.png), width=Mm(WIDE))
        if shape.height > Mm(HIGH):
            shape.width, shape.height = Emu(shape.width * Mm(HIGH) // shape.height), Mm(HIGH)
        shape._inline.docPr.set("descr", said.line)
        shape._inline.docPr.set("title", said.title)
    for part in said.parts:
        head = put_words(paper.add_paragraph(), part.title, HEADS, SMALL + 1.5)
        head.paragraph_format.keep_with_next = True
        if part.words:
            put_words(paper.add_paragraph(), part.words, BODY, SMALL)
        if part.table is not None:
            others = max(1, len(part.table.head) - 1)
            first = 22 if others > 2 else 40
            shares = [first, *[(100 - first) // others] * others]
            add_table(paper, part.table.head, part.table.rows, shares[: len(part.table.head)], WIDE)
    for sentence in said.foot:
        put_words(paper.add_paragraph(), sentence, BODY, SMALL)
    file = io.BytesIO()
    paper.save(file)
    return file.getvalue()
