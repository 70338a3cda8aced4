"""Classified documents are refused before anything of them is kept."""

from __future__ import annotations

import pytest

from luoshi.reading.errors import ReadError
from luoshi.reading.load import load_document
from making import docx, ofd, ofd_line, p, pdf, xlsx

MARKED = [
    "机密★1年\n关于某项工作的通知",
    "000012\n秘密★\n特急\n关于某项工作的通知",
    "绝密\n关于某项工作的通知",
    "机　密\n关于某项工作的通知",
    "密级：秘密\n关于某项工作的通知",
    "000001  机密★长期  特急\n通知",
    "机密*1年\n通知",
    "关于某项工作的函 秘密＊\n通知",
    "平棠县文件 机密★１年\n通知",
    "【秘密】\n通知",
    "密级 | 秘密\n通知",
]
UNMARKED = [
    "关于加强商业秘密保护工作的通知\n一、总体要求",
    "平棠县保守国家秘密工作要点",
    "平棠县通知\n" + "一、总体要求。\n" * 30 + "机密★1年",
    "严禁将机密、秘密级文件上网。",
    "秘密就在于坚持",
]


@pytest.mark.parametrize("text", MARKED)
def test_a_marked_text_is_refused(text: str) -> None:
    with pytest.raises(ReadError) as caught:
        load_document("a.txt", text.encode())
    assert caught.value.code == "load.secret"
    assert caught.value.values["marking"] in {"绝密", "机密", "秘密"}


@pytest.mark.parametrize("text", UNMARKED)
def test_a_text_that_only_speaks_of_secrets_is_read(text: str) -> None:
    assert load_document("a.txt", text.encode()).text == text


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.docx", docx(p("机密★1年") + p("通知"))),
        ("a.docx", docx(p("通知"), header=p("秘密★5年"))),
        ("a.docx", docx(p("通知") + p("机密★", run="<w:vanish/>"))),
        ("a.xlsx", xlsx('<sheetData><row><c t="inlineStr"><is><t>秘密★</t></is></c></row></sheetData>')),
        ("a.html", "<html><body><p>机密★1年</p><p>通知</p></body></html>".encode()),
        ("a.ofd", ofd(ofd_line("机密★1年", "28", "40"), ofd_line("通知", "28", "40"))),
        ("a.pdf", pdf(["通知"] * 60, header="秘密★3年")),
        ("a.pdf", pdf(["通知"], watermark="机密★")),
    ],
    ids=["docx", "docx header", "docx hidden", "xlsx", "html", "ofd", "pdf header", "pdf watermark"],
)
def test_the_marking_is_found_wherever_a_format_keeps_it(name: str, data: bytes) -> None:
    with pytest.raises(ReadError) as caught:
        load_document(name, data)
    assert caught.value.code == "load.secret"
