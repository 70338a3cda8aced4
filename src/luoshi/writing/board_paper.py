"""Write a board of figures as .docx: title, picture of the whole, and the figures of each tile as a table."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.section import Section
from docx.shared import Emu, Mm

from luoshi.writing.charts.model import ChartTable
from luoshi.writing.circular import BODY, HEADS, SMALL, add_table, put_words

LONG, SHORT, MARGIN = 297, 210, 15  # mm: A4, and its margins here
PICTURE = (SHORT - 2 * MARGIN, 225)  # width and height of the picture at most
TABLE = LONG - 2 * MARGIN


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
    """Return the board as bytes of a .docx on A4: the picture upright, and the tables of months across."""
    paper = Document()
    _lay_out(paper.sections[0], SHORT, LONG)
    put_words(paper.add_paragraph(), said.title, HEADS, 22).alignment = WD_ALIGN_PARAGRAPH.CENTER
    put_words(paper.add_paragraph(), said.line, BODY, SMALL).alignment = WD_ALIGN_PARAGRAPH.CENTER
    if said.png:
        wide, high = map(Mm, PICTURE)
        shape = paper.add_paragraph().add_run().add_picture(io.BytesIO(said.png), width=wide)
        if shape.height > high:
            shape.width, shape.height = Emu(shape.width * high // shape.height), high
        shape._inline.docPr.set("descr", said.line)
        shape._inline.docPr.set("title", said.title)
        across = paper.add_section(WD_SECTION.NEW_PAGE)
        across.orientation = WD_ORIENT.LANDSCAPE
        _lay_out(across, LONG, SHORT)
    for part in said.parts:
        head = put_words(paper.add_paragraph(), part.title, HEADS, SMALL + 1.5)
        head.paragraph_format.keep_with_next = True
        if part.words:
            put_words(paper.add_paragraph(), part.words, BODY, SMALL)
        if part.table is not None:
            others = max(1, len(part.table.head) - 1)
            first = 22 if others > 2 else 40
            shares = [first, *[(100 - first) // others] * others]
            add_table(
                paper,
                part.table.head,
                part.table.rows,
                shares[: len(part.table.head)],
                TABLE if said.png else PICTURE[0],
            )
    for sentence in said.foot:
        put_words(paper.add_paragraph(), sentence, BODY, SMALL)
    file = io.BytesIO()
    paper.save(file)
    return file.getvalue()


def _lay_out(page: Section, width: int, height: int) -> None:
    page.page_width, page.page_height = Mm(width), Mm(height)
    page.top_margin = page.bottom_margin = page.left_margin = page.right_margin = Mm(MARGIN)
