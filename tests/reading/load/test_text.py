"""Plain text: every encoding Chinese offices use, short files too, and nothing changed on the way."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from luoshi.reading.errors import ReadError
from luoshi.reading.load import FileLimits, load_document

OFFICIAL = "到2025年底，全县建成高标准农田3万亩以上。\r\n　　一、总体要求\n"
SHORT = [
    "联通",
    "好",
    "今天，好",
    "一、总体要求",
    "第3条",
    "2024年",
    "全县\n",
    "a",
    "ok",
    "GDP增长6.5%",
    "县",
    "增5㎡",
    "——",
]
# What one or two characters cannot tell: in UTF-16 without a mark they are as likely two bytes of something else.
UTF_16_NEEDS = 4


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
def test_an_official_text_is_read_in_every_encoding(encoding: str) -> None:
    assert load_document("a.txt", OFFICIAL.encode(encoding)).text == OFFICIAL


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_a_byte_order_mark_is_no_part_of_the_text(mark: bytes) -> None:
    encoding = "utf-16-le" if mark == codecs.BOM_UTF16_LE else "utf-16-be"
    assert load_document("a.txt", mark + OFFICIAL.encode(encoding)).text == OFFICIAL


@pytest.mark.parametrize("text", SHORT)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_short_files_are_told_apart(text: str, encoding: str) -> None:
    assert load_document("a.txt", text.encode(encoding)).text == text


@pytest.mark.parametrize("text", [text for text in SHORT if len(text) >= UTF_16_NEEDS])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_short_utf_16_is_told_without_a_mark(text: str, encoding: str) -> None:
    assert load_document("a.txt", text.encode(encoding)).text == text


_WORDS = "全县建成高标准农田万亩以上新培育企业家年底前完成目标任务单位牵头配合，。、；：（）"


@given(st.text(st.sampled_from(_WORDS + "0123456789% \n"), min_size=2, max_size=40).filter(lambda t: t.strip()))
@example("田成")
def test_words_of_office_come_back_from_utf_8_and_gb18030(text: str) -> None:
    for encoding in ("utf-8", "gb18030"):
        assert load_document("a.txt", text.encode(encoding)).text == text


@given(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).filter(
        lambda t: t.strip() and "\ufeff" not in t[:1]
    )
)
def test_utf_8_with_its_mark_comes_back_whatever_it_says(text: str) -> None:
    try:
        assert load_document("a.txt", codecs.BOM_UTF8 + text.encode()).text == text
    except ReadError as error:
        assert error.code in {"load.secret", "load.empty"}


def test_line_ends_and_tabs_stay_so_that_offsets_count_the_file() -> None:
    text = "一、\r\n\t二、\r三、\n\n　四、\x0b五、\f"
    assert load_document("a.txt", text.encode()).text == text


def test_a_few_broken_bytes_are_shown_and_said() -> None:
    data = OFFICIAL.encode() * 20
    document = load_document("a.txt", data[:100] + b"\xff" + data[100:])
    assert document.text.count("\ufffd") in range(1, 5)
    assert [note.code for note in document.notes] == ["load.bytes_replaced"]
    assert document.notes[0].values["encoding"] == "utf-8"


def test_a_text_cut_in_the_middle_of_a_character_is_read() -> None:
    assert load_document("a.txt", OFFICIAL.encode("utf-8")[:-8]).text.startswith("到2025年底，全县建成")


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 20, b"\x00\x01\x02" * 500, b"MZ\x90\0" + bytes(200), b"\x7fELF" + bytes(99)]
)
def test_a_program_named_txt_is_refused(data: bytes) -> None:
    with pytest.raises(ReadError) as caught:
        load_document("a.txt", data)
    assert caught.value.code in {"load.not_text", "load.unsupported"}


@pytest.mark.parametrize("data", [b"", b" \n\r\n", b"\xef\xbb\xbf", b"\0\0\0"])
def test_nothing_is_called_empty(data: bytes) -> None:
    with pytest.raises(ReadError) as caught:
        load_document("a.txt", data)
    assert caught.value.code == "load.empty"


def test_files_and_texts_beyond_the_limits_are_refused() -> None:
    for limits, what in ((FileLimits(bytes=9), "bytes"), (FileLimits(characters=9), "characters")):
        with pytest.raises(ReadError) as caught:
            load_document("a.txt", b"0123456789", limits=limits)
        assert (caught.value.code, caught.value.values) == ("load.too_large", {"what": what, "limit": 9})


def test_markdown_is_text() -> None:
    document = load_document("a.md", "# 一、总体要求\n<div>x</div>".encode())
    assert (document.format, document.text) == ("md", "# 一、总体要求\n<div>x</div>")
