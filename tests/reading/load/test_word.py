"""Word documents: what a reader of the page sees, in order, with the numbers that Word computes."""

from __future__ import annotations

import io

import pytest

from luoshi.reading.errors import ReadError
from luoshi.reading.load import FileLimits, grid, load_document
from luoshi.reading.load.draft import flatten_cell_text
from luoshi.reading.load.list_numerals import format_list_number
from luoshi.reading.load.word import Story
from luoshi.reading.model import ReaderNote
from making import docx, levels, listed, merged, p, packed, table


def lines(data: bytes) -> list[str]:
    return load_document("a.docx", data).text.splitlines()


def test_paragraphs_and_soft_breaks_become_lines() -> None:
    body = (
        p("关于某事的通知") + "<w:p/>" + "<w:p><w:r><w:t>上</w:t><w:br/><w:t>下</w:t><w:tab/><w:t>右</w:t></w:r></w:p>"
    )
    assert lines(docx(body)) == ["关于某事的通知", "上", "下 右"]


def test_lists_of_several_levels_get_their_numbers() -> None:
    numbering = levels(("chineseCountingThousand", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))
    body = "".join(p(text, listed(1, depth)) for text, depth in [
        ("总体", 0), ("甲", 1), ("乙", 1), ("子", 2), ("丑", 2), ("任务", 0), ("丙", 1), ("5个", 2),
    ])  # fmt: skip
    assert lines(docx(body, numbering=numbering)) == [
        "一、总体", "（一）甲", "（二）乙", "1.子", "2.丑", "二、任务", "（一）丙", "1. 5个",
    ]  # fmt: skip


def test_legal_numbering_shows_the_levels_above() -> None:
    numbering = levels(("chineseCounting", "第%1章"), ("decimal", "%1.%2")).replace(
        '<w:lvlText w:val="%1.%2"/>', '<w:isLgl/><w:lvlText w:val="%1.%2"/>'
    )
    body = p("总则", listed(1, 0)) + p("目的", listed(1, 1)) + p("范围", listed(1, 1)) + p("附则", listed(1, 0))
    assert lines(docx(body, numbering=numbering)) == ["第一章总则", "1.1 目的", "1.2 范围", "第二章附则"]


def test_a_start_override_begins_anew_and_other_uses_count_on() -> None:
    extra = (
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/>'
        '</w:lvlOverride></w:num><w:num w:numId="3"><w:abstractNumId w:val="0"/></w:num>'
    )
    body = "".join(p("条", listed(use, 0)) for use in (1, 1, 2, 2, 3))
    assert lines(docx(body, numbering=levels(("decimal", "%1、"), extra=extra))) == [
        "1、条",
        "2、条",
        "5、条",
        "6、条",
        "7、条",
    ]


def test_a_list_may_come_from_the_style_and_its_base() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="B"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="H"><w:basedOn w:val="B"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr>'
        "</w:pPr></w:style>"
    )
    numbering = levels(("decimalEnclosedCircle", "%1"), ("upperRoman", "%2."))
    off = '<w:pStyle w:val="B"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    body = p("甲", '<w:pStyle w:val="B"/>') + p("乙", '<w:pStyle w:val="H"/>') + p("丙", off)
    assert lines(docx(body, styles=styles, numbering=numbering)) == ["①甲", "I.乙", "丙"]


def test_styles_and_lists_that_point_in_circles_end() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>'
        '<w:style w:type="numbering" w:styleId="N"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    numbering = (
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="N"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    body = p("甲", '<w:pStyle w:val="A"/>' + listed(1, 0))
    assert lines(docx(body, styles=styles, numbering=numbering)) == ["甲"]


@pytest.mark.parametrize(
    ("number", "style", "printed"),
    [
        (11, "chineseCounting", "十一"), (20, "chineseCounting", "二十"), (105, "chineseCountingThousand", "一百零五"),
        (110, "chineseCounting", "一百一十"), (3, "chineseLegalSimplified", "叁"), (15, "ideographDigital", "一五"),
        (10, "ideographDigital", "一〇"), (4, "upperRoman", "IV"), (49, "lowerRoman", "xlix"),
        (28, "upperLetter", "BB"),
        (20, "decimalEnclosedCircle", "⑳"), (21, "decimalEnclosedCircleChinese", "㉑"),
        (2, "decimalEnclosedParen", "⑵"),
        (51, "decimalEnclosedCircle", "51"), (3, "ideographTraditional", "丙"), (7, "decimalZero", "07"),
        (5, "bullet", ""), (12, "decimalFullWidth", "１２"), (0, "chineseCounting", "0"), (7, "unknownFormat", "7"),
        (1000, "chineseCounting", "一千"),
    ],
)  # fmt: skip
def test_numbers_look_as_word_prints_them(number: int, style: str, printed: str) -> None:
    assert format_list_number(number, style) == printed


def test_tables_become_rows_and_merged_cells_are_repeated_downwards() -> None:
    grid = table(
        ["序号", "任务", "牵头单位"],
        [merged("一、工业提质", columns=3)],
        ["1", "甲|乙", merged("县工信局", down="restart")],
        ["2", "丙", merged("", down="continue")],
        [merged("合计", columns=2), "5家"],
    )
    document = load_document("a.docx", docx(grid))
    assert document.text.splitlines() == [
        "序号 | 任务 | 牵头单位", "一、工业提质", "1 | 甲｜乙 | 县工信局", "2 | 丙 | 县工信局", "合计 |  | 5家",
    ]  # fmt: skip
    assert [document.text[start:end] for start, end in document.joined] == ["县工信局"]
    assert document.joined[0][0] > document.text.index("2 | 丙")


def test_a_table_of_one_column_is_page_layout_and_nested_tables_stand_in_their_cell() -> None:
    inner = table(["甲", "乙"], ["丙", "丁"])
    outer = f"<w:tbl><w:tr><w:tc>{p('上')}{inner}</w:tc></w:tr></w:tbl>"
    assert lines(docx(outer)) == ["上", "甲 | 乙", "丙 | 丁"]
    outer = f"<w:tbl><w:tr><w:tc>{p('上')}</w:tc><w:tc>{inner}</w:tc></w:tr></w:tbl>"
    assert lines(docx(outer)) == ["上 | 甲 乙 丙 丁"]


def test_numbers_that_word_computes_in_cells_are_there() -> None:
    cell = f"<w:tc><w:p><w:pPr>{listed(1, 0)}</w:pPr></w:p></w:tc><w:tc>{p('任务')}</w:tc>"
    body = f"<w:tbl><w:tr>{cell}</w:tr><w:tr>{cell}</w:tr></w:tbl>"
    assert lines(docx(body, numbering=levels(("decimal", "%1")))) == ["1 | 任务", "2 | 任务"]


def test_a_text_box_is_read_once_though_the_file_holds_it_twice() -> None:
    box = f"<w:txbxContent>{p('框中的话')}</w:txbxContent>"
    shape = f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
    old = f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
    body = f"<w:p><w:r><w:t>正文</w:t><mc:AlternateContent>{shape}{old}</mc:AlternateContent></w:r></w:p>" + p("后文")
    assert lines(docx(body)) == ["正文", "框中的话", "后文"]
    body = f"<w:p><w:r><w:pict><v:textbox>{box}</v:textbox></w:pict></w:r></w:p>"
    assert lines(docx(body)) == ["框中的话"]


def test_footnotes_stand_at_the_end_in_the_order_of_the_text() -> None:
    notes = f'<w:footnote w:id="2">{p("注甲")}</w:footnote><w:footnote w:id="3">{p("注乙")}</w:footnote>'
    mark = '<w:p><w:r><w:t>正文{}</w:t><w:footnoteReference w:id="{}"/></w:r></w:p>'
    data = docx(mark.format("一", 3) + mark.format("二", 2), footnotes=notes)
    assert lines(data) == ["正文一", "正文二", "注乙", "注甲"]


def test_changes_are_read_as_accepted_and_said() -> None:
    body = (
        "<w:p><w:r><w:t>完成</w:t></w:r><w:del><w:r><w:delText>3</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>5</w:t></w:r></w:ins><w:r><w:t>家</w:t></w:r></w:p>"
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>前半</w:t></w:r></w:p>" + p("后半")
    )
    document = load_document("a.docx", docx(body))
    assert document.text == "完成5家\n前半后半\n"
    assert document.notes == (ReaderNote("load.changes", {"insertions": 1, "deletions": 1}),)


def test_hidden_words_are_left_out_and_said() -> None:
    styles = '<w:style w:type="character" w:styleId="S"><w:rPr><w:vanish/></w:rPr></w:style>'
    shown = p("看得见", run='<w:rStyle w:val="S"/><w:vanish w:val="0"/>')
    document = load_document(
        "a.docx", docx(p("藏一", run="<w:vanish/>") + p("藏二", run='<w:rStyle w:val="S"/>') + shown, styles=styles)
    )
    assert (document.text, document.notes) == ("看得见\n", (ReaderNote("load.hidden", {"characters": 4}),))


def test_of_a_field_its_result_is_read_and_never_its_code() -> None:
    def mark(kind: str) -> str:
        return f'<w:fldChar w:fldCharType="{kind}"/>'

    inner = f"{mark('begin')}<w:instrText>PAGE</w:instrText>{mark('separate')}<w:t>码</w:t>{mark('end')}"
    body = (
        f"<w:p><w:r>{mark('begin')}<w:instrText>IF </w:instrText>{inner}{mark('separate')}<w:t>结果</w:t>{mark('end')}"
        "<w:t>之后</w:t></w:r></w:p>"
        f"<w:p><w:r>{mark('begin')}<w:instrText> TOC \\o </w:instrText>{mark('separate')}<w:t>一、总体1</w:t></w:r>"
        "</w:p>"
        f"<w:p><w:r>{mark('end')}<w:t>一、总体</w:t></w:r></w:p>"
    )
    document = load_document("a.docx", docx(body))
    assert (document.text, document.notes) == ("结果之后\n一、总体\n", (ReaderNote("load.contents", {"lines": 1}),))


def test_headers_and_comments_stay_out() -> None:
    data = docx(p("正文"), header=p("页眉"), comments=f"<w:comment>{p('批注')}</w:comment>")
    assert lines(data) == ["正文"]


def test_strict_documents_read_like_others() -> None:
    data = docx(p("正文", listed(1, 0)), numbering=levels(("chineseCounting", "%1、")))
    import zipfile

    old = zipfile.ZipFile(io.BytesIO(data))
    strict = {
        name: old.read(name)
        .replace(
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        )
        .replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
        for name in old.namelist()
    }
    assert lines(packed(dict(strict))) == ["一、正文"]


def test_what_python_docx_writes_is_read() -> None:
    import docx as writer

    document = writer.Document()
    document.add_heading("关于某事的通知", 0)
    for text in ("甲", "乙"):
        document.add_paragraph(text, style="List Number")
    grid = document.add_table(3, 3)
    for row in range(3):
        for column in range(3):
            grid.cell(row, column).text = f"{row}{column}"
    grid.cell(1, 0).merge(grid.cell(2, 0)).text = "合"
    out = io.BytesIO()
    document.save(out)
    assert lines(out.getvalue()) == ["关于某事的通知", "1.甲", "2.乙", "00 | 01 | 02", "合 | 11 | 12", "合 | 21 | 22"]


def test_a_document_of_pictures_is_called_scanned() -> None:
    with pytest.raises(ReadError) as caught:
        load_document("a.docx", docx("<w:p><w:r><w:drawing><a:blip/></w:drawing></w:r></w:p>"))
    assert caught.value.code == "load.scanned"


def test_a_table_of_very_wide_cells_is_refused_before_its_columns_are_gone_through(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of 86 kB a table can have 400 million columns."""
    told: list[str] = []
    cell_text = Story.cell_text
    monkeypatch.setattr(Story, "cell_text", lambda story, cell: told.append("") or cell_text(story, cell))
    row = "<w:tr>" + '<w:tc><w:tcPr><w:gridSpan w:val="1024"/></w:tcPr></w:tc>' * 2 + "</w:tr>"
    with pytest.raises(ReadError) as caught:
        load_document("a.docx", docx("<w:tbl>" + row * 2000 + "</w:tbl>"), limits=FileLimits(cells=100_000))
    assert caught.value.values == {"what": "cells", "limit": 100_000}
    assert len(told) < 100


def test_the_words_of_a_merged_cell_are_made_once_however_many_rows_it_covers(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    monkeypatch.setattr(grid, "flatten_cell_text", lambda words: made.append(words) or flatten_cell_text(words))
    rows = 300
    assert lines(docx(_merged_down("甲" * 50, rows))) == [f"{'甲' * 50} | {row}" for row in range(rows)]
    assert made.count("甲" * 50) == 1


def _merged_down(words: str, rows: int) -> str:
    def row(at: int) -> str:
        merge = '<w:vMerge w:val="restart"/>' if at == 0 else "<w:vMerge/>"
        cell = f"<w:tc><w:tcPr>{merge}</w:tcPr>{p(words if at == 0 else '')}</w:tc>"
        return f"<w:tr>{cell}<w:tc>{p(str(at))}</w:tc></w:tr>"

    return f"<w:tbl>{''.join(map(row, range(rows)))}</w:tbl>"
