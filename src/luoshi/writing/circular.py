"""Write a circular (通报) as .docx: head, issuer and date, title, sections of paragraphs, a table as annex, a foot.

Source: domain sheet 02 §2.9, 督查通报: head, number, issuer left and date right; 总体情况, 好的做法, 问题, 要求; annex.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt
from docx.text.paragraph import Paragraph

from luoshi.writing.charts.model import ChartTable

BODY, HEADS = "仿宋", "黑体"  # GB/T 9704: body 仿宋 3号 (16 pt), first level heads 黑体
NOT_HELD = re.compile("[^\\t\\n\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
SIZE, SMALL = 16, 10.5
TEXT = 156  # mm, the width of the text area on A4
TALLEST = 215  # mm, the height of a picture; the text area is 225 high


@dataclass(frozen=True)
class Picture:
    """A picture in a paper: its title, its message in a sentence, its figures, the PNG; None: only the figures."""

    title: str
    alt: str
    table: ChartTable
    png: bytes | None = None


@dataclass(frozen=True)
class Circular:
    """The content of a circular, as plain words.

    Attributes:
        sections: head and paragraphs of each.
        pictures: after the first section, each with its figures.
        columns: label and share of the table's width in per cent; each of ``rows`` has as many cells.
    """

    head: str
    number: str
    issuer: str
    day: str
    title: str
    sections: Sequence[tuple[str, Sequence[str]]]
    annex: str
    columns: Sequence[tuple[str, int]]
    rows: Sequence[Sequence[str]] = field(default_factory=tuple)
    foot: str = ""
    pictures: Sequence[Picture] = ()


def render_circular(said: Circular) -> bytes:
    """Return the circular as bytes of a .docx on A4."""
    paper = Document()
    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    paper.core_properties.title, paper.core_properties.author = _held(said.title)[:250], _held(said.issuer)[:250]
    middle = WD_ALIGN_PARAGRAPH.CENTER
    put_words(paper.add_paragraph(), said.head, HEADS, 26, bold=True).alignment = middle
    put_words(paper.add_paragraph(), said.number, BODY, SIZE).alignment = middle
    line = paper.add_paragraph()
    line.paragraph_format.tab_stops.add_tab_stop(Mm(TEXT), 2)  # the date at the right margin
    put_words(line, f"{said.issuer}\t{said.day}", BODY, SIZE)
    put_words(paper.add_paragraph(), said.title, HEADS, 22).alignment = middle
    for at, (head, words) in enumerate(said.sections):
        _indented(put_words(paper.add_paragraph(), head, HEADS, SIZE))
        for word in words:
            _indented(put_words(paper.add_paragraph(), word, BODY, SIZE))
        for picture in said.pictures if not at else ():
            add_picture(paper, picture)
    put_words(paper.add_paragraph(), said.annex, HEADS, SIZE)
    add_table(paper, [label for label, _share in said.columns], said.rows, [share for _label, share in said.columns])
    put_words(paper.add_paragraph(), said.foot, BODY, SMALL)
    file = io.BytesIO()
    paper.save(file)
    return file.getvalue()


def add_picture(paper: Document, said: Picture) -> None:  # type: ignore[valid-type]
    """Add a picture's title, the picture with its alternative text, and its figures below."""
    title = put_words(paper.add_paragraph(), said.title, HEADS, SMALL)  # type: ignore[attr-defined]
    title.alignment, title.paragraph_format.keep_with_next = WD_ALIGN_PARAGRAPH.CENTER, True
    if said.png:
        line = paper.add_paragraph()  # type: ignore[attr-defined]
        shape = line.add_run().add_picture(io.BytesIO(said.png), width=Mm(TEXT))
        if shape.height > Mm(TALLEST):  # with very many rows; a page still holds it
            shape.width, shape.height = Emu(shape.width * Mm(TALLEST) // shape.height), Mm(TALLEST)
        shape._inline.docPr.set("descr", _held(said.alt))
        shape._inline.docPr.set("title", _held(said.title))
    else:
        put_words(paper.add_paragraph(), said.alt, BODY, SMALL)  # type: ignore[attr-defined]
    first = 30
    others = max(1, len(said.table.head) - 1)
    add_table(paper, said.table.head, said.table.rows, [first, *[(100 - first) // others] * others])
    paper.add_paragraph()  # type: ignore[attr-defined]


def add_table(
    paper: Document,  # type: ignore[valid-type]
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    shares: Sequence[int],
    width: int = TEXT,
) -> None:
    """Add a table whose columns take these shares of a width in mm, in per cent."""
    table = paper.add_table(rows=1, cols=len(head), style="Table Grid")  # type: ignore[attr-defined]
    for cell, label in zip(table.rows[0].cells, head, strict=True):
        put_words(cell.paragraphs[0], label, HEADS, SMALL)
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            put_words(cell.paragraphs[0], words, BODY, SMALL)
    for at, share in enumerate(shares):
        table.columns[at].width = Mm(width * share // 100)


def put_words(line: Paragraph, words: str, font: str, size: float, *, bold: bool = False) -> Paragraph:
    """Add words to a paragraph in a font of official papers; return the paragraph."""
    run = line.add_run(_held(words))
    run.bold, run.font.size, run.font.name = bold, Pt(size), font
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)  # type: ignore[union-attr]
    return line


def _held(words: str) -> str:
    """Remove characters that XML cannot hold."""
    return NOT_HELD.sub("", words)


def _indented(line: Paragraph) -> Paragraph:
    line.paragraph_format.first_line_indent = Pt(2 * SIZE)
    return line
