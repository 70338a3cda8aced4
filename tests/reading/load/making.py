"""Small files of every format, made in memory for the loader's tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def packed(parts: dict[str, str | bytes], level: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", level) as pack:
        for name, data in parts.items():
            pack.writestr(name, data)
    return out.getvalue()


def _relations(links: dict[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="r{at}" Type="{_DOCUMENT}/{kind}" Target="{target}"/>'
        for at, (target, kind) in enumerate(links.items())
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


_TYPES = f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'


def docx(body: str, **others: str) -> bytes:
    """A Word document with this body; other parts by their kind: ``numbering``, ``styles``, ``header`` …"""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _relations({"word/document.xml": "officeDocument"}),
        "word/document.xml": (
            f'<w:document {W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
            ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
            ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
            f"<w:body>{body}</w:body></w:document>"
        ),
        "word/_rels/document.xml.rels": _relations({f"{kind}.xml": kind for kind in others}),
    }
    for kind, content in others.items():
        root = {"header": "hdr", "footer": "ftr"}.get(kind, kind)
        parts[f"word/{kind}.xml"] = f"<w:{root} {W}>{content}</w:{root}>"
    return packed(parts)


def p(text: str, properties: str = "", run: str = "") -> str:
    """A Word paragraph of one run."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def listed(use: int, depth: int) -> str:
    """The paragraph properties that put a paragraph in a list."""
    return f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{use}"/></w:numPr>'


def levels(*formats: tuple[str, str], extra: str = "") -> str:
    """A w:numbering with one list (w:num 1) whose levels have these (number format, pattern)."""
    rows = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{style}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        for at, (style, pattern) in enumerate(formats)
    )
    num = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    return f'<w:abstractNum w:abstractNumId="0">{rows}</w:abstractNum>{num}{extra}'


def table(*rows: Sequence[str]) -> str:
    """A Word table; a cell that begins with ``<w:tcPr>`` brings its properties."""
    out = ""
    for row in rows:
        out += "<w:tr>"
        for cell in row:
            properties, _, text = cell.rpartition("</w:tcPr>")
            out += f"<w:tc>{properties + '</w:tcPr>' if properties else ''}{p(text)}</w:tc>"
        out += "</w:tr>"
    return f"<w:tbl>{out}</w:tbl>"


def merged(text: str, *, columns: int = 1, down: str = "") -> str:
    """A cell for `table` over several columns, or part of one over several rows (``restart`` or ``continue``)."""
    return (
        f'<w:tcPr><w:gridSpan w:val="{columns}"/>'
        + (f'<w:vMerge w:val="{down}"/>' if down else "")
        + f"</w:tcPr>{text}"
    )


def xlsx(sheet: str, *, styles: str = "", strings: str = "", sheets: str = "") -> bytes:
    """An Excel workbook with this sheet (what stands in its worksheet element)."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    named = sheets or '<sheet name="一" sheetId="1" r:id="r0"/>'
    return packed(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _relations({"xl/workbook.xml": "officeDocument"}),
            "xl/workbook.xml": f'<workbook {main} xmlns:r="{_DOCUMENT}"><sheets>{named}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _relations(
                {"worksheets/sheet1.xml": "worksheet", "styles.xml": "styles", "sharedStrings.xml": "sharedStrings"}
            ),
            "xl/worksheets/sheet1.xml": f"<worksheet {main}>{sheet}</worksheet>",
            "xl/styles.xml": f"<styleSheet {main}>{styles}</styleSheet>",
            "xl/sharedStrings.xml": f"<sst {main}>{strings}</sst>",
        }
    )


def ofd(*pages: str, extra: dict[str, str | bytes] | None = None) -> bytes:
    """An OFD with these page contents (what stands in the layer of each)."""
    name = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    root = "<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
    parts: dict[str, str | bytes] = {
        "OFD.xml": f"<ofd:OFD {name}>{root}</ofd:OFD>",
        "Doc_0/Document.xml": (
            f"<ofd:Document {name}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>"
            "</ofd:PageArea></ofd:CommonData><ofd:Pages>"
            + "".join(f'<ofd:Page ID="{at}" BaseLoc="Pages/Page_{at}/Content.xml"/>' for at in range(len(pages)))
            + "</ofd:Pages></ofd:Document>"
        ),
    }
    for at, page in enumerate(pages):
        parts[f"Doc_0/Pages/Page_{at}/Content.xml"] = (
            f"<ofd:Page {name}><ofd:Content><ofd:Layer>{page}</ofd:Layer></ofd:Content></ofd:Page>"
        )
    return packed(parts | (extra or {}))


def ofd_line(text: str, x: str, y: str, size: str = "5.6") -> str:
    """A line of an OFD page, ``x`` and ``y`` in millimetres, every character ``size`` wide."""
    steps = f' DeltaX="g {len(text) - 1} {size}"' if len(text) > 1 else ""
    return (
        f'<ofd:TextObject Boundary="{x} {y} 160 8" Font="1" Size="{size}">'
        f'<ofd:TextCode X="0" Y="{size}"{steps}>{text}</ofd:TextCode></ofd:TextObject>'
    )


def register() -> None:
    """Make the Chinese font of these PDFs known to reportlab."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))


def broken(paragraph: str, size: int = 16, width: int = 448, indent: int = 2) -> list[tuple[int, str]]:
    """A paragraph as the lines of a type area: (indent in points, words)."""
    from reportlab.pdfbase import pdfmetrics

    register()
    lines: list[tuple[int, str]] = []
    line, start = "", indent * size
    room = width - start
    for char in paragraph:
        wide = pdfmetrics.stringWidth(char, "STSong-Light", size)
        if wide > room + 0.01:
            lines.append((start, line))
            line, start, room = "", 0, width
        line += char
        room -= wide
    return [*lines, (start, line)]


def pdf(
    paragraphs: Sequence[str],
    *,
    header: str = "",
    watermark: str = "",
    turned: bool = False,
    password: str | None = None,
) -> bytes:
    """A PDF by the rules of GB/T 9704: 22 lines a page, 28 characters a line, the number below between dashes."""
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    register()
    out = io.BytesIO()
    lock = StandardEncryption(password, "owner") if password is not None else None
    canvas = Canvas(out, pagesize=(595, 842) if not turned else (842, 595), encrypt=lock)
    lines = [line for paragraph in paragraphs for line in broken(paragraph)]
    for number, first in enumerate(range(0, len(lines), 22), 1):
        if turned:
            canvas.translate(842, 0)
            canvas.rotate(90)
        if watermark:
            canvas.saveState()
            canvas.setFont("STSong-Light", 40)
            canvas.translate(150, 300)
            canvas.rotate(45)
            canvas.drawString(0, 0, watermark)
            canvas.restoreState()
        canvas.setFont("STSong-Light", 10)
        canvas.drawString(79, 800, header)
        canvas.setFont("STSong-Light", 16)
        for at, (indent, words) in enumerate(lines[first : first + 22]):
            canvas.drawString(79 + indent, 737 - 28.9 * at, words)
        canvas.setFont("STSong-Light", 14)
        canvas.drawString(280, 70, f"— {number} —")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def pdf_table(
    rows: Sequence[Sequence[str]], spans: Sequence[tuple[str, tuple[int, int], tuple[int, int]]] = ()
) -> bytes:
    """A PDF with one ruled table; its cells wrap."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    register()
    out = io.BytesIO()
    style = ParagraphStyle("c", fontName="STSong-Light", fontSize=12, leading=16, wordWrap="CJK")
    cells = [[Paragraph(cell, style) for cell in row] for row in rows]
    grid = Table(cells, colWidths=[450 // len(rows[0])] * len(rows[0]), repeatRows=1)
    grid.setStyle([("GRID", (0, 0), (-1, -1), 0.5, "black"), *spans])
    SimpleDocTemplate(out, pagesize=(595, 842)).build(
        [Paragraph("任务分解表", style), grid, Paragraph("说明如上。", style)]
    )
    return out.getvalue()


def xls(
    rows: Sequence[Sequence[object]], merged_cells: Sequence[tuple[int, int, int, int]] = (), form: str = "General"
) -> bytes:
    """An Excel 97 workbook; ``merged_cells`` as (first row, last row, first column, last column)."""
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("一")
    style = xlwt.easyxf(num_format_str=form)
    anchors = {(top, left): (bottom, right) for top, bottom, left, right in merged_cells}
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if (r, c) in anchors:
                sheet.write_merge(r, anchors[r, c][0], c, anchors[r, c][1], value, style)
            elif value is not None:
                sheet.write(r, c, value, style)
    book.add_sheet("藏").visibility = 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods_cell(words: str, more: str = "", inside: str = "") -> str:
    """A cell of an OpenDocument sheet; ``more`` are its attributes."""
    return f"<table:table-cell {more}>{inside}{f'<text:p>{words}</text:p>' if words else ''}</table:table-cell>"


def ods_row(*cells: str, more: str = "") -> str:
    """A row of an OpenDocument sheet."""
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def ods(sheets: dict[str, str], hidden: Sequence[str] = (), content: str | None = None) -> bytes:
    """An OpenDocument workbook of these rows by the sheet's name."""
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "style")
    )
    tables = "".join(
        f'<table:table table:name="{name}" table:style-name="{"no" if name in hidden else "yes"}">{rows}</table:table>'
        for name, rows in sheets.items()
    )
    style = '<style:style style:name="no"><style:table-properties table:display="false"/></style:style>'
    whole = (
        f"<office:document-content{names}><office:automatic-styles>{style}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    parts: dict[str, str | bytes] = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}
    return packed(parts | {"content.xml": whole if content is None else content}, zipfile.ZIP_STORED)
