"""A circular (通报) as a .docx: head, issuer and day, title, sections of paragraphs, a table as annex, a foot.

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
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

BODY, HEADS = "仿宋", "黑体"  # GB/T 9704: body 仿宋 3号 (16 pt), first level heads 黑体
NOT_HELD = re.compile("[^\\t\\n\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
SIZE, SMALL = 16, 10.5
TEXT = 156  # mm, the width of the type area on A4


@dataclass(frozen=True)
class Circular:
    """What a circular says, as plain words.

    Attributes:
        sections: head and paragraphs of each.
        columns: label and share of the table's width in per cent; ``rows`` have as many cells each.
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


def circular(said: Circular) -> bytes:
    """The paper as bytes of a .docx on A4."""
    paper = Document()
    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    paper.core_properties.title, paper.core_properties.author = _held(said.title)[:250], _held(said.issuer)[:250]
    middle = WD_ALIGN_PARAGRAPH.CENTER
    _put(paper.add_paragraph(), said.head, HEADS, 26, bold=True).alignment = middle
    _put(paper.add_paragraph(), said.number, BODY, SIZE).alignment = middle
    line = paper.add_paragraph()
    line.paragraph_format.tab_stops.add_tab_stop(Mm(TEXT), 2)  # the day at the right edge
    _put(line, f"{said.issuer}\t{said.day}", BODY, SIZE)
    _put(paper.add_paragraph(), said.title, HEADS, 22).alignment = middle
    for head, words in said.sections:
        _indented(_put(paper.add_paragraph(), head, HEADS, SIZE))
        for one in words:
            _indented(_put(paper.add_paragraph(), one, BODY, SIZE))
    _put(paper.add_paragraph(), said.annex, HEADS, SIZE)
    _table(paper, said)
    _put(paper.add_paragraph(), said.foot, BODY, SMALL)
    file = io.BytesIO()
    paper.save(file)
    return file.getvalue()


def _table(paper: Document, said: Circular) -> None:  # type: ignore[valid-type]
    table = paper.add_table(rows=1, cols=len(said.columns), style="Table Grid")  # type: ignore[attr-defined]
    for cell, (label, _share) in zip(table.rows[0].cells, said.columns, strict=True):
        _put(cell.paragraphs[0], label, HEADS, SMALL)
    for row in said.rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            _put(cell.paragraphs[0], words, BODY, SMALL)
    for at, (_label, share) in enumerate(said.columns):
        table.columns[at].width = Mm(TEXT * share // 100)


def _put(line: Paragraph, words: str, font: str, size: float, *, bold: bool = False) -> Paragraph:
    run = line.add_run(_held(words))
    run.bold, run.font.size, run.font.name = bold, Pt(size), font
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)  # type: ignore[union-attr]
    return line


def _held(words: str) -> str:
    """The words without what XML cannot hold."""
    return NOT_HELD.sub("", words)


def _indented(line: Paragraph) -> Paragraph:
    line.paragraph_format.first_line_indent = Pt(2 * SIZE)
    return line
