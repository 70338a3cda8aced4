"""Makes the templates of papers that are shipped, src/luoshi/papers/shipped/*.docx; run again after a change here.

Page and type after GB/T 9704-2012 (domain sheet 01): A4, 37/35/28/26 mm, body 仿宋 3号, head in red with a rule of the
width of the type area, number centred under it. The form of the papers: domain sheet 02 §2.9.
"""

from __future__ import annotations

import datetime
import io
import sys
import zipfile
from pathlib import Path

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

TO = Path(__file__).parents[1] / "src/luoshi/papers/shipped"
RED, TEXT = RGBColor(0xC0, 0x00, 0x00), 156
SONG, FANG, HEI, KAI = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
LAID = datetime.datetime(2026, 1, 1)  # the same bytes whenever it is run
BODIES = {
    "slip": (
        "关于{{ 依据 }}有关事项的督办单",
        "根据工作安排，{{ 依据 }}中由你单位牵头的下列{{ 事项数 }}项工作列入督办，现将有关事项通知如下：",
    ),
    "push": (
        "关于{{ 依据 }}有关事项的催办通知",
        "{{ 依据 }}中由你单位牵头的下列{{ 事项数 }}项工作，请抓紧办理，并按本通知要求反馈：",
    ),
    "talk": (
        "关于{{ 依据 }}推进情况的约谈函",
        "{{ 依据 }}中由你单位牵头的下列{{ 事项数 }}项工作推进情况与要求尚有差距，拟就有关情况约谈你单位负责人：",
    ),
}
COLUMNS = (("序号", 8), ("事项", 38), ("完成时限", 20), ("逾期（工作日）", 12), ("目前进展", 22))
CELLS = (
    "{{ 项.序号 }}",
    "{{ 项.事项 }}（{{ 项.事项编号 }}）",
    "{{ 项.完成时限 }}{% if 项.原定时限 %}（原定{{ 项.原定时限 }}）{% endif %}",
    "{{ 项.逾期天数 }}",
    "{{ 项.进展 }}",
)


def put(line: object, words: str, font: str = FANG, size: float = 16, colour: RGBColor | None = None) -> object:
    """Words in a paragraph, in one run so that no field is torn apart."""
    run = line.add_run(words)
    run.font.size, run.font.name = Pt(size), font
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
    if colour is not None:
        run.font.color.rgb = colour
    return line


def rule(line: object, colour: str, size: int, side: str = "bottom") -> None:
    """A rule along a paragraph; ``size`` in eighths of a point."""
    borders = OxmlElement("w:pBdr")
    one = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", str(size)), ("space", "4"), ("color", colour)):
        one.set(qn(f"w:{name}"), value)
    borders.append(one)
    line._p.get_or_add_pPr().append(borders)


def make(form: str) -> bytes:
    """One template."""
    title, opening = BODIES[form]
    paper, page = blank()
    middle, right = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
    head = put(paper.add_paragraph(), "{{ 发文单位 }}{{ 文种 }}", SONG, 28, RED)
    head.alignment, head.paragraph_format.line_spacing = middle, Pt(42)
    number = put(paper.add_paragraph(), "{% if 编号 %}{{ 编号 }}{% else %}（未发出，无编号）{% endif %}")
    number.alignment, number.paragraph_format.space_before = middle, Pt(16)
    rule(number, "C00000", 18)
    name = put(paper.add_paragraph(), title, SONG, 22)
    name.alignment, name.paragraph_format.space_before, name.paragraph_format.space_after = middle, Pt(29), Pt(20)
    name.paragraph_format.line_spacing = Pt(34)
    put(paper.add_paragraph(), "{{ 主送单位 }}：")
    indented(put(paper.add_paragraph(), opening))
    table(paper)
    asked = indented(put(paper.add_paragraph(), "{{ 办理要求 }}"))
    asked.paragraph_format.space_before = Pt(8)
    indented(put(paper.add_paragraph(), "请于{{ 办理时限 }}前将办理情况书面反馈我单位。"))
    indented(put(paper.add_paragraph(), "联系人：{{ 联系人 }}{% if 联系电话 %}　电话：{{ 联系电话 }}{% endif %}"))
    signed = put(paper.add_paragraph(), "{{ 发文单位 }}")
    signed.paragraph_format.keep_with_next = True
    signed.alignment, signed.paragraph_format.space_before, signed.paragraph_format.right_indent = right, Pt(29), Pt(32)
    day = put(paper.add_paragraph(), "{{ 日期 }}")
    day.alignment, day.paragraph_format.right_indent = right, Pt(64)
    put(paper.add_paragraph(), "{%p if 抄送 %}")
    copies = put(paper.add_paragraph(), "抄送：{{ 抄送 }}。", FANG, 14)
    rule(copies, "000000", 6, "top")
    put(paper.add_paragraph(), "{%p endif %}")
    slip(paper)
    foot = page.footer.paragraphs[0]
    put(foot, "{% if 日志校验值 %}日志校验值：{{ 日志校验值 }}{% endif %}", "宋体", 9).alignment = middle
    return saved(paper)


def blank() -> tuple[object, object]:
    """An empty A4 page and what every template sets on it."""
    paper = Document()
    normal = paper.styles["Normal"].paragraph_format
    normal.line_spacing_rule, normal.line_spacing, normal.space_after = WD_LINE_SPACING.EXACTLY, Pt(29), Pt(0)
    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    core = paper.core_properties
    core.title, core.author, core.comments, core.created, core.modified = "", "", "", LAID, LAID
    return paper, page


def certificate() -> bytes:
    """A certificate about a record: what it says line by line, the office, the day, and how it is checked."""
    paper, page = blank()
    middle = WD_ALIGN_PARAGRAPH.CENTER
    head = put(paper.add_paragraph(), "{{ 文种 }}", SONG, 36, RED)
    head.alignment, head.paragraph_format.line_spacing, head.paragraph_format.space_before = middle, Pt(54), Pt(40)
    number = put(paper.add_paragraph(), "{% if 编号 %}{{ 编号 }}{% else %}（未发出，无编号）{% endif %}")
    number.alignment, number.paragraph_format.space_after = middle, Pt(30)
    contents(paper, "")
    words = indented(put(paper.add_paragraph(), "特发此证。"))
    words.paragraph_format.space_before = Pt(20)
    signature(paper)
    check(paper, page)
    return saved(paper)


def notice() -> bytes:
    """A notice to a unit about a record, with what it says in a table."""
    paper, page = blank()
    middle = WD_ALIGN_PARAGRAPH.CENTER
    head = put(paper.add_paragraph(), "{{ 发文单位 }}", SONG, 28, RED)
    head.alignment, head.paragraph_format.line_spacing = middle, Pt(42)
    number = put(paper.add_paragraph(), "{% if 编号 %}{{ 编号 }}{% else %}（未发出，无编号）{% endif %}")
    number.alignment, number.paragraph_format.space_before = middle, Pt(16)
    rule(number, "C00000", 18)
    name = put(paper.add_paragraph(), "{{ 文种 }}", SONG, 22)
    name.alignment, name.paragraph_format.space_before, name.paragraph_format.space_after = middle, Pt(29), Pt(20)
    name.paragraph_format.line_spacing = Pt(34)
    put(paper.add_paragraph(), "{{ 单位 }}：")
    indented(put(paper.add_paragraph(), "现将有关事项通知如下："))
    contents(paper, "Table Grid")
    contact = indented(
        put(paper.add_paragraph(), "联系人：{{ 联系人 }}{% if 联系电话 %}　电话：{{ 联系电话 }}{% endif %}")
    )
    contact.paragraph_format.space_before = Pt(8)
    signature(paper)
    check(paper, page)
    return saved(paper)


def contents(paper: object, style: str) -> None:
    """A row for each thing that the paper says, between the two rows of the loop."""
    made = paper.add_table(rows=3, cols=2, style=style or None)
    made.autofit = False
    for at, (words, share, font) in enumerate((("{{ 项.名称 }}", 30, HEI), ("{{ 项.内容 }}", 70, FANG))):
        line = put(made.rows[1].cells[at].paragraphs[0], words, font, 14 if style else 16)
        line.paragraph_format.line_spacing = Pt(24 if style else 32)
        made.columns[at].width = Mm(TEXT * share / 100)
        for row in made.rows:
            row.cells[at].width = Mm(TEXT * share / 100)
    put(made.rows[0].cells[0].paragraphs[0], "{%tr for 项 in 内容清单 %}", FANG, 12)
    put(made.rows[2].cells[0].paragraphs[0], "{%tr endfor %}", FANG, 12)


def signature(paper: object) -> None:
    """The office and the day, at the right."""
    right = WD_ALIGN_PARAGRAPH.RIGHT
    signed = put(paper.add_paragraph(), "{{ 发文单位 }}")
    signed.paragraph_format.keep_with_next = True
    signed.alignment, signed.paragraph_format.space_before, signed.paragraph_format.right_indent = right, Pt(58), Pt(32)
    day = put(paper.add_paragraph(), "{{ 日期 }}")
    day.alignment, day.paragraph_format.right_indent = right, Pt(64)


def check(paper: object, page: object) -> None:
    """How anybody checks it: the square, the code and the page; and the journal's head at the foot."""
    single = WD_LINE_SPACING.SINGLE  # a picture in lines of an exact height would be cut
    put(paper.add_paragraph(), "{%p if 二维码 %}")
    square = put(paper.add_paragraph(), "{{ 二维码 }}", FANG, 9)
    square.paragraph_format.line_spacing_rule, square.paragraph_format.space_before = single, Pt(24)
    square.paragraph_format.keep_with_next = True
    put(paper.add_paragraph(), "{%p endif %}")
    put(paper.add_paragraph(), "{%p if 校验码 %}")
    words = "校验码：{{ 校验码 }}{% if 校验地址 %}　核验：{{ 校验地址 }}{% endif %}"
    code = put(paper.add_paragraph(), words, "宋体", 10.5)
    code.paragraph_format.line_spacing = Pt(16)
    put(paper.add_paragraph(), "{%p endif %}")
    foot = page.footer.paragraphs[0]
    put(foot, "{% if 日志校验值 %}日志校验值：{{ 日志校验值 }}{% endif %}", "宋体", 9)
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER


def saved(paper: object) -> bytes:
    """Its bytes."""
    file = io.BytesIO()
    paper.save(file)
    return same(file.getvalue())


def indented(line: object) -> object:
    """Two characters in."""
    line.paragraph_format.first_line_indent = Pt(32)
    return line


def table(paper: object) -> None:
    """A row for each item, between the two rows of the loop."""
    made = paper.add_table(rows=4, cols=len(COLUMNS), style="Table Grid")
    made.autofit = False
    for at, ((label, share), field) in enumerate(zip(COLUMNS, CELLS, strict=True)):
        for row, words, font in ((0, label, HEI), (2, field, FANG)):
            line = put(made.rows[row].cells[at].paragraphs[0], words, font, 12)
            line.paragraph_format.line_spacing = Pt(18)
            if row == 0 or at in (0, 3):
                line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        made.columns[at].width = Mm(TEXT * share / 100)
        for row in made.rows:
            row.cells[at].width = Mm(TEXT * share / 100)
    put(made.rows[1].cells[0].paragraphs[0], "{%tr for 项 in 事项清单 %}", FANG, 12)
    put(made.rows[3].cells[0].paragraphs[0], "{%tr endfor %}", FANG, 12)
    head = made.rows[0]._tr.get_or_add_trPr()
    head.append(OxmlElement("w:tblHeader"))


def slip(paper: object) -> None:
    """回执: signed for by the unit and sent back."""
    top = put(paper.add_paragraph(), "回　执", HEI, 16)
    top.alignment, top.paragraph_format.space_before, top.paragraph_format.keep_with_next = (
        WD_ALIGN_PARAGRAPH.CENTER,
        Pt(20),
        True,
    )
    rule(top, "000000", 4, "top")
    for words in (
        "已收到{% if 编号 %}{{ 编号 }}{% endif %}{{ 文种 }}，将按要求办理。",
        "签收人：　　　　　　　　签收日期：　　　年　　月　　日",
    ):
        line = indented(put(paper.add_paragraph(), words))
        line.paragraph_format.keep_together = True
    put(paper.add_paragraph(), "{{ 主送单位 }}（盖章）").alignment = WD_ALIGN_PARAGRAPH.RIGHT


def same(data: bytes) -> bytes:
    """The package with one date for all its files."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), old.read(name), zipfile.ZIP_DEFLATED)
    return file.getvalue()


if __name__ == "__main__":
    for body in BODIES:
        (TO / f"{body}.docx").write_bytes(make(body))
        sys.stdout.write(f"{body}.docx\n")
    for name, made in (("certificate", certificate()), ("notice", notice())):
        (TO / f"{name}.docx").write_bytes(made)
        sys.stdout.write(f"{name}.docx\n")
