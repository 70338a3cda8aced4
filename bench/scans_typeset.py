"""Typeset labelled texts as offices do, by GB/T 9704-2012, and print them to PDF with LibreOffice.

A red head and a red rule, 22 lines of 28 characters a page, numbered at the foot, tables with all borders. A text that
names no organ has neither head nor signature; nothing else is added to the words of the text, nor left out.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from luoshi.reading.load.office import find_libreoffice

SONG, HEI = "Noto Serif CJK SC", "Noto Sans CJK SC"
RED = RGBColor(0xC8, 0x10, 0x10)
LINE, PITCH = 28.95, -4  # points a line; a twentieth of a point: 3号 is 16 points, and 28 of it are 156 mm
WIDTH = 156.4  # mm
SHORT = 24  # characters of a line that may be the name of a section across a table
NUMBER = re.compile(r"[（(]?[^\s，。]{1,14}[〔\[［]\d{4}[〕\]］]第?\d+号(?:印发)?[）)]?")
DATE = re.compile(r"[\d○〇零一二三四五六七八九十]{2,4}年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日")
CENTRE, LEFT, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT


@dataclass(frozen=True)
class LabelledPaper:
    """A labelled text with what is said of it."""

    name: str
    text: str
    gold: dict[str, Any]

    @property
    def organ(self) -> str:
        """The organ that issued it, of several the first; "" where none is named."""
        return (self.gold["issuer"] or "").split("、")[0]

    @property
    def has_table(self) -> bool:
        """Whether lines of the text are rows of a table."""
        return any(isinstance(block, list) for block in list_blocks(self.text))


def list_blocks(text: str) -> Iterator[str | list[list[str]]]:
    """Paragraphs, and tables as rows of cells; a row of one cell goes across the table."""
    lines = [line.strip(" \u3000") for line in text.splitlines() if line.strip()]
    at = 0
    while at < len(lines):
        rows = list(_rows(lines, at))
        if len(rows) > 1:
            yield [cells for cells in rows if set("".join(cells)) - set(":- ")]  # the rule under a head of Markdown
            at += len(rows)
        else:
            yield lines[at]
            at += 1


def _rows(lines: list[str], at: int) -> Iterator[list[str]]:
    """The rows of the table that begins at a line, as long as they have as many cells as the first."""
    count = len(_cells(lines[at]))
    while count > 1 and at < len(lines):
        cells = _cells(lines[at])
        across = len(cells) == 1 and len(lines[at]) <= SHORT and at + 1 < len(lines)
        if len(cells) != count and not (across and len(_cells(lines[at + 1])) == count):
            return
        yield cells
        at += 1


def _cells(line: str) -> list[str]:
    if "\t" in line:
        return [cell.strip() for cell in line.split("\t")]
    return [cell.strip() for cell in line.strip("|").split("|")] if " |" in line else [line]


def write_paper(paper: LabelledPaper, path: Path) -> None:
    """Write a paper as .docx."""
    document: Any = Document()
    _set_page(document)
    blocks = list(list_blocks(paper.text))
    issuer, title = paper.organ, paper.gold["title"] or ""
    lines = [block for block in blocks if isinstance(block, str)]
    if issuer or lines[0].endswith("文件"):
        head = lines[0] if lines[0] in (issuer, lines[0].removesuffix("文件") + "文件") else issuer + "文件"
        above = lines[: lines.index(title)] if title in lines else []
        number = next((line for line in above if NUMBER.fullmatch(line)), "")
        _put(document, head, CENTRE, size=_head_size(head), red=True)
        _put(document, number, CENTRE)
        _rule(document.paragraphs[-1])
        blocks = [block for place, block in enumerate(blocks) if block != number and (place or block != head)]
    signed = any(DATE.fullmatch(line) for line in lines)
    for place, block in enumerate(blocks):
        if isinstance(block, list):
            _put_table(document, block)
        else:
            _put_line(document, block, title, blocks[place + 1 : place + 2])
            breaks = place > 0 and re.fullmatch(r"附(?:件|表)\d*", block) is not None
            document.paragraphs[-1].paragraph_format.page_break_before = breaks
    if issuer and not signed:
        date = f"{paper.gold['year'] or 2020}年3月1日"
        _put_signature(document, issuer, date)
        _put(document, date, RIGHT, inset=4)
    document.save(str(path))


def _put_line(document: Any, line: str, title: str, following: list[Any]) -> None:
    """Put a line with the look that its place and its form ask for."""
    plain = "".join(line.split())
    date = following[0] if following and isinstance(following[0], str) and DATE.fullmatch(following[0]) else ""
    if title and plain == "".join(title.split()):
        _put(document, line, CENTRE, size=22, bold=True, before=LINE, after=LINE / 2)
    elif NUMBER.fullmatch(line):
        _put(document, line, CENTRE)
    elif DATE.fullmatch(line):
        _put(document, line, RIGHT, inset=4)
    elif date and len(line) < SHORT:
        _put_signature(document, line, date)
    elif re.match(r"[一二三四五六七八九十]+、", line):
        _put(document, line, indent=2, font=HEI if len(line) < SHORT else SONG)
    elif line.endswith(("：", ":")) and len(line) < 40:
        _put(document, line, LEFT)
    elif re.fullmatch(r"附(?:件|表)\d*", line):
        _put(document, line, LEFT, font=HEI)
    else:
        _put(document, line, indent=2)


def _put_signature(document: Any, organ: str, date: str) -> None:
    """An organ above its date, the middle of one over that of the other, where the stamp goes."""
    wide = sum(1.0 if ord(character) > 0x2000 else 0.55 for character in date)
    _put(document, organ, RIGHT, inset=max(2.0, 4 + (wide - len(organ)) / 2), before=LINE)
    document.paragraphs[-1].paragraph_format.keep_with_next = True


def _put(
    document: Any,
    text: str,
    align: Any = None,
    *,
    size: float = 16,
    font: str = SONG,
    indent: int = 0,
    inset: float = 0,
    bold: bool = False,
    red: bool = False,
    before: float = 0,
    after: float = 0,
    line: float = LINE,
) -> None:
    paragraph = document.add_paragraph()
    look = paragraph.paragraph_format
    look.alignment = align
    look.line_spacing_rule, look.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(max(line, size * 1.35))
    look.space_before, look.space_after = Pt(before), Pt(after)
    look.first_line_indent = Pt(indent * (size - 0.2)) if indent else None
    look.right_indent = Pt(inset * size) if inset else None
    run = paragraph.add_run(text)
    _set_font(run, font, size)
    run.font.bold = bold or red
    run.font.color.rgb = RED if red else None
    if size == 16:
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), str(PITCH))
        run._element.rPr.append(spacing)


def _set_font(run: Any, font: str, size: float) -> None:
    run.font.name, run.font.size = font, Pt(size)
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)


def _head_size(head: str) -> float:
    """As large as the width allows, and no larger than offices take."""
    return min(44, 0.96 * WIDTH / 0.3528 / len(head))


def _rule(paragraph: Any) -> None:
    """A red rule below a paragraph, 4 mm under it."""
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "18"), ("space", "11"), ("color", str(RED))):
        bottom.set(qn("w:" + name), value)
    borders.append(bottom)
    paragraph._element.get_or_add_pPr().append(borders)


def _put_table(document: Any, rows: list[list[str]]) -> None:
    count = max(map(len, rows))
    table = document.add_table(len(rows), count)
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    size = 12 if count < 5 else 10.5
    widths = _widths(rows, count, size)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for record, cells in zip(table.rows, rows, strict=True):
        if len(cells) == 1:
            record.cells[0].merge(record.cells[-1])
        for at, words in enumerate(cells):
            cell = record.cells[at]
            if len(cells) > 1:
                cell.width = Mm(widths[at])
            paragraph = cell.paragraphs[0]
            paragraph.alignment = CENTRE if len(words) < 8 else LEFT
            paragraph.paragraph_format.space_after = Pt(0)
            paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
            paragraph.paragraph_format.line_spacing = Pt(size * 1.5)
            _set_font(paragraph.add_run(words), HEI if cells is rows[0] else SONG, size)
    _put(document, "", size=8, line=10)


def _widths(rows: list[list[str]], count: int, size: float) -> list[float]:
    """Each column as wide as the root of its longest cell asks, and never narrower than three characters."""
    asked = [max(len(row[at]) for row in rows if len(row) > at and len(row) > 1) ** 0.5 for at in range(count)]
    least = 3 * size * 0.3528 + 4
    room = WIDTH - least * count
    return [least + room * part / sum(asked) for part in asked]


def _set_page(document: Any) -> None:
    """A4 with the margins of the standard, and a number at the foot: outside, between dashes."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(34)
    section.left_margin, section.right_margin = Mm(28), Mm(210 - 28 - WIDTH)
    section.footer_distance = Mm(25)
    document.settings.odd_and_even_pages_header_footer = True
    document.styles["Normal"].font.name = SONG
    for footer, align in ((section.footer, RIGHT), (section.even_page_footer, LEFT)):
        paragraph = footer.paragraphs[0]
        paragraph.alignment = align
        for words in ("— ", "PAGE", " —"):
            run = paragraph.add_run("" if words == "PAGE" else words)
            _set_font(run, SONG, 14)
            for kind in ("begin", "", "end") if words == "PAGE" else ():
                run._element.append(_field(kind))


def _field(kind: str) -> Any:
    """A piece of the field that holds the number of the page."""
    if kind:
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        return mark
    code = OxmlElement("w:instrText")
    code.text = "PAGE"
    return code


def print_papers(papers: list[LabelledPaper]) -> list[bytes]:
    """The papers as PDF with a text layer; LibreOffice is started once for all."""
    office = find_libreoffice()
    if office is None:
        raise SystemExit("LibreOffice is not installed: apt-get install libreoffice-writer fonts-noto-cjk")
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, f"{number}.docx") for number in range(len(papers))]
        for paper, path in zip(papers, paths, strict=True):
            write_paper(paper, path)
        own = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        command = [office, own, "--headless", "--convert-to", "pdf", "--outdir", folder, *map(str, paths)]
        subprocess.run(command, check=True, capture_output=True, timeout=600)
        return [path.with_suffix(".pdf").read_bytes() for path in paths]
