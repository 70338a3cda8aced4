"""Samples as .docx: automatic numbers, merged cells, a text box, footnotes and page numbers."""

from pathlib import Path
from xml.sax.saxutils import escape

import package
from source import FOOTNOTE, Block, Source, lead_and_rest

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMES = (
    f'xmlns:w="{W}" xmlns:r="{OFFICE}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml."
PARTS = ("document", "styles", "numbering", "footnotes", "footer1", "settings")
SONG, FANG, HEI = "方正小标宋简体", "仿宋_GB2312", "黑体"


def _fonts(east: str) -> str:
    return f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{east}"/>'


def _style(name: str, title: str, align: str, east: str, size: int, extra: str = "", before: str = "") -> str:
    kind = ' w:default="1"' if name == "Normal" else ""
    outline = '<w:outlineLvl w:val="0"/>' if name == "Heading1" else ""
    base = "" if name == "Normal" else '<w:basedOn w:val="Normal"/>'
    return (
        f'<w:style w:type="paragraph"{kind} w:styleId="{name}"><w:name w:val="{title}"/>{base}<w:qFormat/>'
        f'<w:pPr>{before}<w:spacing w:line="560" w:lineRule="exact"/>{extra}<w:jc w:val="{align}"/>{outline}</w:pPr>'
        f'<w:rPr>{_fonts(east)}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )


INDENT = '<w:ind w:firstLine="640"/>'
FLUSH = '<w:ind w:firstLine="0"/>'
STYLES = (
    f'{HEAD}<w:styles xmlns:w="{W}">'
    + _style("Normal", "Normal", "both", FANG, 32, INDENT)
    # First headings get their number from the style, second ones from the paragraph: both are met in the wild.
    + _style(
        "Heading1",
        "heading 1",
        "both",
        HEI,
        32,
        INDENT,
        '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>',
    )
    + _style("Title", "Title", "center", SONG, 44, FLUSH)
    + _style("Head", "Document Head", "center", SONG, 56, FLUSH)
    + _style("Center", "Centered", "center", FANG, 32, FLUSH)
    + _style("Flush", "Flush Left", "left", FANG, 32, FLUSH)
    + _style("Sign", "Signature", "right", FANG, 32, '<w:ind w:right="640" w:firstLine="0"/>')
    + _style("Cell", "Table Cell", "center", FANG, 24, FLUSH).replace('w:line="560"', 'w:line="360"')
    + _style("FootnoteText", "footnote text", "left", FANG, 18, FLUSH).replace('w:line="560"', 'w:line="260"')
    + "</w:styles>"
)


def _level(number: int, form: str, text: str) -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:suff w:val="nothing"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/><w:pPr>{INDENT}</w:pPr></w:lvl>'
    )


NUMBERING = (
    f'{HEAD}<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>'
    + _level(0, "chineseCounting", "%1、")
    + _level(1, "chineseCounting", "（%2）")
    + _level(2, "decimal", "%3.")
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)
FOOTER = (
    f'{HEAD}<w:ftr xmlns:w="{W}"><w:p><w:pPr><w:pStyle w:val="Center"/></w:pPr>'
    '<w:r><w:t xml:space="preserve">— </w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    '<w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>'
)
SECTION = (
    '<w:sectPr><w:footerReference w:type="default" r:id="rId4"/><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="1400" w:gutter="0"/>'
    "</w:sectPr>"
)
STYLE_OF = {
    "head": "Head", "number": "Center", "title": "Title", "addressee": "Flush", "center": "Center", "left": "Flush",
    "sign": "Sign",
}  # fmt: skip


class Body:
    """The document's paragraphs, and the footnotes that they call."""

    def __init__(self, source: Source) -> None:
        self.notes: list[str] = []
        self.typed = "typed" in source.settings
        self.xml = "".join(self.block(block) for block in source.blocks)

    def runs(self, text: str, look: str = "") -> str:
        """Text runs of a paragraph; ``^[…]`` becomes a footnote's reference."""
        pieces = FOOTNOTE.split(text)
        xml = ""
        for place, piece in enumerate(pieces):
            if place % 2:
                self.notes.append(piece)
                raised = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
                xml += f'<w:r>{raised}<w:footnoteReference w:id="{len(self.notes)}"/></w:r>'
            elif piece:
                xml += f'<w:r>{look}<w:t xml:space="preserve">{escape(piece)}</w:t></w:r>'
        return xml

    def paragraph(self, text: str, style: str = "", more: str = "") -> str:
        """One paragraph; ``more`` goes into its properties."""
        named = f'<w:pStyle w:val="{style}"/>' if style else ""
        return f"<w:p><w:pPr>{named}{more}</w:pPr>{self.runs(text)}</w:p>"

    def block(self, block: Block) -> str:
        """The XML of one block."""
        if block.kind == "heading" and block.level == 1:
            return self.paragraph(block.text, "Heading1")
        if block.kind == "heading":
            lead, rest = lead_and_rest(block.text)
            number = '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>'
            look = "<w:rPr><w:b/></w:rPr>"
            return f"<w:p><w:pPr>{number}</w:pPr>{self.runs(lead, look)}{self.runs(rest)}</w:p>"
        if block.kind == "table":
            return self.table(block.rows) + self.paragraph("")
        if block.kind == "box":
            return self.box(block.text)
        if block.kind == "page":
            return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
        return self.paragraph(block.text, STYLE_OF.get(block.kind, ""))

    def table(self, rows: list[list[str]]) -> str:
        """A table with real merged cells: gridSpan to the right, vMerge downwards."""
        width = 8844 // len(rows[0])
        edges = "".join(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        look = f'<w:tblW w:w="8844" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{edges}</w:tblBorders>'
        xml = f"<w:tbl><w:tblPr>{look}</w:tblPr>"
        xml += "<w:tblGrid>" + f'<w:gridCol w:w="{width}"/>' * len(rows[0]) + "</w:tblGrid>"
        for top, row in enumerate(rows):
            xml += "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
            for left, text in enumerate(row):
                if text == "<<":
                    continue
                span = next((n for n in range(1, len(row) - left) if row[left + n] != "<<"), len(row) - left)
                down = top + 1 < len(rows) and rows[top + 1][left] == "^^"
                look = f'<w:tcW w:w="{width * span}" w:type="dxa"/>'
                look += f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
                look += "<w:vMerge/>" if text == "^^" else '<w:vMerge w:val="restart"/>' if down else ""
                words = "" if text == "^^" else text
                xml += f'<w:tc><w:tcPr>{look}<w:vAlign w:val="center"/></w:tcPr>{self.paragraph(words, "Cell")}</w:tc>'
            xml += "</w:tr>"
        return xml + "</w:tbl>"

    def box(self, text: str) -> str:
        """A text box twice, as Word writes it: the drawing, and the same words once more for old programs."""
        inner = f"<w:txbxContent>{self.paragraph(text, 'Flush')}</w:txbxContent>"
        graphic = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
        size = 'cx="5580000" cy="900000"'
        drawing = (
            f'<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
            f'<wp:extent {size}/><wp:docPr id="1" name="box"/>'
            f'<a:graphic><a:graphicData uri="{graphic}"><wps:wsp><wps:cNvSpPr txBox="1"/>'
            f'<wps:spPr><a:xfrm><a:off x="0" y="0"/>'
            f'<a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:ln w="9525"><a:solidFill>'
            '<a:srgbClr val="C00000"/></a:solidFill></a:ln></wps:spPr>'
            f"<wps:txbx>{inner}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing>"
        )
        old = f'<w:pict><v:rect style="width:439pt;height:71pt"><v:textbox>{inner}</v:textbox></v:rect></w:pict>'
        choice = f'<mc:Choice Requires="wps">{drawing}</mc:Choice><mc:Fallback>{old}</mc:Fallback>'
        properties = '<w:pPr><w:pStyle w:val="Flush"/><w:spacing w:line="240" w:lineRule="auto"/></w:pPr>'
        return f"<w:p>{properties}<w:r><mc:AlternateContent>{choice}</mc:AlternateContent></w:r></w:p>"


def _footnotes(notes: list[str]) -> str:
    xml = f'{HEAD}<w:footnotes xmlns:w="{W}">'
    for number, kind in ((-1, "separator"), (0, "continuationSeparator")):
        xml += f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
    for number, text in enumerate(notes, 1):
        mark = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
        words = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
        style = '<w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>'
        xml += f'<w:footnote w:id="{number}"><w:p>{style}{mark}{words}</w:p></w:footnote>'
    return xml + "</w:footnotes>"


def write(source: Source, path: Path) -> None:
    """Write the sample as a .docx file."""
    body = Body(source)
    relations = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    types += '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    types += '<Default Extension="xml" ContentType="application/xml"/>'
    inner = relations
    for number, part in enumerate(PARTS):
        kind = part.rstrip("1")
        types += (
            f'<Override PartName="/word/{part}.xml" ContentType="{KIND}{kind}{".main" * (part == "document")}+xml"/>'
        )
        if number:
            inner += f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{part}.xml"/>'
    first = f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
    root = f"{relations}{first}</Relationships>"
    texts = {
        "[Content_Types].xml": f"{HEAD}{types}</Types>",
        "_rels/.rels": HEAD + root,
        "word/document.xml": f"{HEAD}<w:document {NAMES}><w:body>{body.xml}{SECTION}</w:body></w:document>",
        "word/_rels/document.xml.rels": f"{HEAD}{inner}</Relationships>",
        "word/styles.xml": STYLES,
        "word/numbering.xml": NUMBERING,
        "word/footnotes.xml": _footnotes(body.notes),
        "word/footer1.xml": FOOTER,
        "word/settings.xml": f'{HEAD}<w:settings xmlns:w="{W}"/>',
    }
    package.write(path, {name: text.encode() for name, text in texts.items()})
