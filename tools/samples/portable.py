"""Samples as .pdf: several pages with a running head, page numbers as offices print them, and tables."""

from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.lib.colors import black, red
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageBreak, PageTemplate, Paragraph, Spacer, Table
from source import Block, Source, spans

SONG = "STSong-Light"  # one of the fonts that a PDF may name without carrying it: nothing to license
LEFT, RIGHT, TOP, BOTTOM = 28 * mm, 26 * mm, 34 * mm, 32 * mm


def _look(name: str, size: float = 14, **more: object) -> ParagraphStyle:
    return ParagraphStyle(name, fontName=SONG, fontSize=size, leading=size * 1.75, wordWrap="CJK", **more)


LOOKS = {
    "text": _look("text", firstLineIndent=28),
    "heading": _look("heading", firstLineIndent=28, spaceBefore=3),
    "title": _look("title", 20, alignment=1, spaceBefore=8, spaceAfter=10),
    "head": _look("head", 26, alignment=1, textColor=red, spaceAfter=8),
    "number": _look("number", alignment=1, spaceAfter=6),
    "center": _look("center", alignment=1),
    "sign": _look("sign", alignment=2, rightIndent=28),
    "addressee": _look("addressee"),
    "left": _look("left"),
    "sign-left": _look("sign-left", 12),
    "cell": _look("cell", 10.5, alignment=1),
}


def _table(block: Block, width: float) -> Table:
    rows: list[list[Paragraph | str]] = [[""] * len(row) for row in block.rows]
    style: list[tuple[object, ...]] = [("GRID", (0, 0), (-1, -1), 0.5, black), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    for top, left, down, right, text in spans(block.rows):
        rows[top][left] = Paragraph(escape(text), LOOKS["cell"])
        style.append(("SPAN", (left, top), (left + right - 1, top + down - 1)))
    longest = [max(len(row[column]) for row in block.rows) for column in range(len(rows[0]))]
    shares = [min(max(length, 3), 14) for length in longest]
    return Table(rows, [width * share / sum(shares) for share in shares], style=style, repeatRows=1)


def _flow(block: Block, width: float) -> list[object]:
    if block.kind == "table":
        return [Spacer(1, 6), _table(block, width), Spacer(1, 6)]
    if block.kind == "page":
        return [PageBreak()]
    paragraph = Paragraph(escape(block.marker + block.text), LOOKS[block.kind])
    paragraph.keepWithNext = block.kind == "heading" and "。" not in block.text
    return [paragraph]


def write(source: Source, path: Path) -> None:
    """Write the sample as a PDF. Not compressed, no clock in it: the bytes depend on the words alone."""
    pdfmetrics.registerFont(UnicodeCIDFont(SONG))
    header = source.settings["header"]

    def furniture(canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.setFont(SONG, 10.5)
        if document.page > 1:
            canvas.drawCentredString(A4[0] / 2, A4[1] - 20 * mm, header)
            canvas.line(LEFT, A4[1] - 22 * mm, A4[0] - RIGHT, A4[1] - 22 * mm)
        canvas.setFont(SONG, 12)
        number = f"— {document.page} —"
        if document.page % 2:
            canvas.drawRightString(A4[0] - RIGHT - 14, 20 * mm, number)
        else:
            canvas.drawString(LEFT + 14, 20 * mm, number)

    title = next(block.text for block in source.blocks if block.kind == "title")
    file = BaseDocTemplate(str(path), pagesize=A4, title=title, invariant=1, pageCompression=0)
    frame = Frame(LEFT, BOTTOM, A4[0] - LEFT - RIGHT, A4[1] - TOP - BOTTOM, 0, 0, 0, 0)
    file.addPageTemplates(PageTemplate("page", [frame], onPage=furniture))
    file.build([part for block in source.blocks for part in _flow(block, A4[0] - LEFT - RIGHT)])
