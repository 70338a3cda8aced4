"""What bears the marking of a state secret is told from what only speaks of secrets."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.base.record_errors import RecordError
from luoshi.evidence.journal.payloads import encode_payload
from luoshi.evidence.received.rules import markings
from making import docx, ofd, ofd_line, p, packed, xlsx

MENTIONS = [
    "加强商业秘密保护，签订保密协议。",
    "保守国家秘密是每个公民的义务",
    "采取秘密投票方式选举产生",
    "严禁将机密、秘密级文件上网。",
    "成功的秘密就在于坚持",
    "机密设备（光刻机）采购情况",
    "绝密档案解密以后可以查阅",
    "密级：绝密、机密、秘密三种，按规定填写",
    "工作秘密不得在本系统存储",
    "会议秘密级别较高，请勿带手机",
]
MARKED = [
    ("机密★1年", "机密"),
    ("请阅：\n　秘 密 ★ 10年\n关于某项工作的通知", "秘密"),
    ("绝密", "绝密"),
    ("000012\n机密５年\n特急", "机密"),
    ("【秘密】", "秘密"),
    ("机\u200b密\u2060★长期", "机密"),
    ("機密★三年", "机密"),
    ("秘密☆", "秘密"),
    ("秘密⭐5年", "秘密"),
    ("文号：县办〔2026〕3号　密级：机密　份数：2", "机密"),
    ("第一段。\n" * 200 + "机密★1年\n附件", "机密"),
]


@pytest.mark.parametrize("text", MENTIONS)
def test_words_that_only_speak_of_secrets_mark_nothing(text: str) -> None:
    assert markings.in_typed(text) is None
    assert markings.in_document(f"{text}\n第二行") is None


@pytest.mark.parametrize(("text", "grade"), MARKED)
def test_a_marking_in_any_line_of_a_typed_text_is_found(text: str, grade: str) -> None:
    assert markings.in_typed(text) == grade


@pytest.mark.parametrize("line", ["机密★10年", "　密级：机密　", "机 密", "前文" * 300 + "机密★10年"])
@pytest.mark.parametrize("before", [0, 700, 8_100, 200_000])
def test_a_marking_in_the_middle_of_a_long_text_is_found(line: str, before: int) -> None:
    filling = "按照上级保密要求办理。\n"
    text = filling * (before // len(filling)) + f"{line}\n" + filling * 2_000
    assert markings.in_typed(text) == "机密"
    with pytest.raises(RecordError, match="国家秘密标志"):
        encode_payload({"words": text})


@pytest.mark.parametrize("filling", ["机密设备\n", "机密", "密级", "机 ", "\u200b密\n"])
def test_a_long_text_that_nearly_bears_a_marking_is_looked_through_whole(filling: str) -> None:
    text = filling * 100_000
    assert markings.in_typed(text) is None
    assert markings.in_typed(text + "\n机密★1年\n" + text) == "机密"


@pytest.mark.parametrize(("text", "grade"), MARKED[:-1])
def test_a_marking_in_the_head_of_a_document_is_found(text: str, grade: str) -> None:
    assert markings.in_document(text + "\n正文。\n") == grade


def test_a_quoted_marking_far_below_a_documents_head_is_no_marking_of_it() -> None:
    assert markings.in_document("保密知识\n" + "第一段。\n" * 30 + "机密★1年\n") is None


def test_a_marking_in_a_cell_of_the_first_rows_is_found_and_a_list_of_grades_is_not() -> None:
    assert markings.in_document("表一 |  | 秘密\n序号 | 事项") == "秘密"
    assert markings.in_document("绝密 | 机密 | 秘密\n3 | 4 | 5") is None


@pytest.mark.parametrize(
    ("name", "grade"),
    [
        ("机密★1年 关于某项工作的通知.docx", "机密"),
        ("（秘密）名单.xlsx", "秘密"),
        ("【绝密】方案.pdf", "绝密"),
        ("机密-通知.docx", "机密"),
        ("通知_秘密.docx", "秘密"),
        ("通知-机密3年 (1).docx", "机密"),
        ("机密5年关于某事.docx", "机密"),
        ("机密关于某事的通知.docx", "机密"),
        ("秘密.txt", "秘密"),
        ("机密★/通知.docx", "机密"),
        ("C:\\文件\\【机密】\\通知.docx", "机密"),
        ("0001机密★.pdf", "机密"),
        ("\u202e机密★.pdf", "机密"),
        ("保守国家秘密法.pdf", None),
        ("商业秘密保护指南.docx", None),
        ("秘密投票办法.docx", None),
        ("机密文件管理制度.docx", None),
        ("国家秘密载体销毁登记.xlsx", None),
        ("2026年保密工作要点.docx", None),
        ("", None),
    ],
)
def test_a_files_name_that_bears_a_marking_is_found_and_one_that_mentions_secrets_is_not(
    name: str, grade: str | None
) -> None:
    assert markings.in_name(name) == grade


ROW = "<sheetData><row><c t='inlineStr'><is><t>{}</t></is></c></row></sheetData>"


def margins(words: str) -> bytes:
    return xlsx(
        ROW.format("统计表")
        + f"<headerFooter><oddHeader>&amp;L&amp;&quot;黑体&quot;&amp;14{words}</oddHeader></headerFooter>"
    )


def more(pack: bytes, **parts: str) -> bytes:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(pack)) as old:
        held: dict[str, str | bytes] = {name: old.read(name) for name in old.namelist()}
    return packed(held | {name.replace("__", "/") + ".xml": words for name, words in parts.items()})


WATERMARK = '<w:hdr xmlns:w="w" xmlns:v="v"><v:shape><v:textpath style="" string="{}"/></v:shape></w:hdr>'
SHAPE = "<xdr:sp><xdr:txBody><a:p><a:r><a:t>{}</a:t></a:r><a:r><a:t>{}</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
TITLE = "<cp:coreProperties><dc:title>{}</dc:title></cp:coreProperties>"
TEMPLATE = "<ofd:Page><ofd:TextCode X='1' Y='1'>{}</ofd:TextCode></ofd:Page>"
NOTES = '<w:{0} xmlns:w="w"><w:p><w:r><w:t>{1}</w:t></w:r><w:r><w:t>{2}</w:t></w:r></w:p></w:{0}>'
COMMENT = "<comments><commentList><comment><text><r><t>王:\n{}</t></r></text></comment></commentList></comments>"
NOTICE = docx(p("通知"))
SHEET = xlsx(ROW.format("统计表"))
FORM = ofd(ofd_line("通知", "28", "40"))


@pytest.mark.parametrize(
    ("data", "grade"),
    [
        (margins("机密★1年"), "机密"),
        (margins("秘密"), "秘密"),
        (margins("商业秘密保护处"), None),
        (more(NOTICE, word__header9=WATERMARK.format("绝密")), "绝密"),
        (more(NOTICE, word__header9=WATERMARK.format("样稿")), None),
        (more(SHEET, xl__drawings__drawing1=SHAPE.format("机密", "★1年")), "机密"),
        (more(SHEET, xl__drawings__drawing1=SHAPE.format("保守国家", "秘密")), None),
        (more(NOTICE, docProps__core=TITLE.format("秘密★通知")), "秘密"),
        (more(NOTICE, docProps__core=TITLE.format("秘密花园")), None),
        (more(NOTICE, docProps__core=TITLE.format("机密-关于某事的通知")), "机密"),
        (more(NOTICE, docProps__core=TITLE.format("通知1.2_秘密5年")), "秘密"),
        (more(NOTICE, docProps__core=TITLE.format("保守国家秘密法")), None),
        (more(NOTICE, word__comments=NOTES.format("comments", "机密", "★1年")), "机密"),
        (more(NOTICE, word__footnotes=NOTES.format("footnotes", "秘", "密★长期")), "秘密"),
        (more(NOTICE, word__endnotes=NOTES.format("endnotes", "绝密★", "30年")), "绝密"),
        (more(NOTICE, word__comments=NOTES.format("comments", "商业", "秘密")), None),
        (more(SHEET, xl__comments1=COMMENT.format("机密★1年")), "机密"),
        (more(SHEET, xl__comments1=COMMENT.format("机密设备")), None),
        (more(FORM, Doc_0__Tpls__Tpl_0__Content=TEMPLATE.format("机密★")), "机密"),
        (more(FORM, Doc_0__Tpls__Tpl_0__Content=TEMPLATE.format("第1页")), None),
        (more(NOTICE, word__comments="<w:t " * 100_000), None),
        (more(NOTICE, word__header9="<v:textpath " * 100_000), None),
        (b"PK\x03\x04 broken", None),
    ],
)
def test_what_an_office_file_keeps_apart_from_its_text_is_looked_at_too(data: bytes, grade: str | None) -> None:
    assert markings.in_package(data) == grade


@settings(max_examples=60)
@given(st.text(alphabet="机密秘绝★ 年1\n：:.-保守国家|", max_size=60))
def test_looking_for_markings_never_fails_and_folding_changes_no_verdict(text: str) -> None:
    assert markings.in_typed(markings.fold_lookalikes(text)) == markings.in_typed(text)
    markings.in_name(text)
    markings.in_document(text)
