"""What is taken as a file is what it says, within bounds, under a harmless name, and names nobody where it must not."""

from __future__ import annotations

import io
import time
import zipfile
import zlib
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.evidence.received.rules.metadata import Unstripped, strip_metadata
from luoshi.evidence.received.rules.uploads import Bounds, UploadFault, clean_name, type_of, upload_fault
from making import docx, ofd, ofd_line, p, packed, pdf, xls, xlsx
from pictures import chunk, exif, jpeg, packed_objects, pdf_with, png, segment

NOTICE = docx(p("通知"))
SHEET = xlsx("<sheetData/>")
FORM = ofd(ofd_line("通知", "28", "40"))
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + b"x"
SMALL = Bounds(size=1_000_000, expanded=3_000_000, ratio=400, entries=50)


def why(name: str, data: bytes, bounds: Bounds = SMALL) -> str:
    found = upload_fault(name, data, len(data), bounds)
    return found.code if found else ""


def with_parts(pack: bytes, parts: dict[str, bytes | str]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(pack)) as old:
        return packed({name: old.read(name) for name in old.namelist()} | parts)


def parts_of(pack: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(pack)) as old:
        return {name: old.read(name) for name in old.namelist()}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("通知.docx", NOTICE),
        ("表.XLSX", SHEET),
        ("版式.ofd", FORM),
        ("文.pdf", pdf(["通知"])),
        ("照片.jpg", jpeg()),
        ("照片.jpeg", jpeg()),
        ("图.png", png()),
        ("说明.txt", "说明".encode()),
        ("说明.txt", "说明".encode("gb18030")),
        ("说明.txt", "说明".encode("utf-16")),
        ("数.csv", "年份,数量\n2026,3\n".encode("utf-8-sig")),
        ("旧表.xls", xls([["x"]])),
        ("旧文.doc", OLD),
        ("旧文.wps", OLD),
        ("照片.zip", packed({"一.txt": "一", "二.docx": NOTICE})),
        ("现场.mp4", b"\0\0\0\x18ftypisom" + b"\0" * 8 + b"moov"),
    ],
)
def test_office_files_pictures_and_texts_are_taken_as_what_they_are(name: str, data: bytes) -> None:
    assert why(name, data) == ""


@pytest.mark.control("8.1.4.4", "what a file is is known by its content")
@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.png", jpeg(), "disguised"),
        ("a.jpg", b"MZ\x90\0" + b"\0" * 100, "disguised"),
        ("a.pdf", b"<html><script>alert(1)</script></html>", "disguised"),
        ("a.txt", b"<!DOCTYPE html><script>alert(1)</script>", "disguised"),
        ("a.txt", b" \n<svg onload='alert(1)'/>", "disguised"),
        ("a.csv", b"MZ\x90\0\x03\0\0\0", "disguised"),
        ("a.txt", b"{\\rtf1 x}", "disguised"),
        ("a.docx", SHEET, "disguised"),
        ("a.xlsx", NOTICE, "disguised"),
        ("a.pdf", NOTICE, "disguised"),
        ("a.docx", packed({"x.txt": "x"}), "damaged"),
        ("a.docx", NOTICE[: len(NOTICE) // 2], "damaged"),
        ("a.docx", xls([["x"]]), "disguised"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        ("a.et", xls([["x"]]), "save_as"),
        ("a.doc", b"x", "disguised"),
        ("a.zip", b"PK\x03\x04broken", "damaged"),
        ("a.zip", b"x", "disguised"),
        ("a.zip", packed({"x.txt": "0" * 4_000_000}), "bomb"),
        ("a.zip", packed({str(number): "x" for number in range(60)}), "bomb"),
        ("a.mp4", b"MZ" + b"\0" * 20 + b"x", "disguised"),
        ("a.mp4", b"\0\0\0\x18ftypheic" + b"\0" * 8, "disguised"),
        ("a.docm", NOTICE, "save_as"),
        ("a.exe", b"MZ", "not_taken"),
        ("a.html", b"<html>", "not_taken"),
        ("a.svg", b"<svg/>", "not_taken"),
        ("pdf", b"%PDF-1.7", "not_taken"),
        ("a.pdf.exe", b"%PDF-1.7", "not_taken"),
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n\0 ", "empty"),
        ("a.txt", b"x" * 1_000_001, "too_large"),
        ("a.docx", with_parts(NOTICE, {"word/vbaProject.bin": b"x"}), "macros"),
        ("a.docx", with_parts(NOTICE, {"word/other/VBAPROJECT.BIN": b"x"}), "macros"),
        ("a.docx", with_parts(NOTICE, {"word\\activeX\\activeX1.bin": b"x"}), "macros"),
        ("a.xlsx", with_parts(SHEET, {"xl/macrosheets/sheet1.xml": b"x"}), "macros"),
        (
            "a.docx",
            with_parts(NOTICE, {"word/embeddings/a.bin": with_parts(SHEET, {"xl/vbaProject.bin": b"x"})}),
            "macros",
        ),
    ],
)
def test_what_lies_about_itself_or_could_act_is_refused_with_its_reason(name: str, data: bytes, code: str) -> None:
    assert why(name, data) == code


def test_a_file_beyond_the_bounds_is_refused_by_its_size_alone() -> None:
    assert upload_fault("a.pdf", b"", 50_000_001, Bounds()) == UploadFault("too_large", {"limit": 50})
    assert upload_fault("a.rtf", b"x", 1, Bounds()) == UploadFault("save_as", {"named": "rtf", "instead": "docx"})


def nested(times: int) -> bytes:
    inner = packed({"leaf.txt": "x"})
    for _ in range(times):
        inner = packed({"inner.bin": inner})
    return inner


@pytest.mark.control("8.1.4.4", "bombs are refused however deep they are packed")
@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"word/media/a.bin": b"\0" * 2_000_000}, "bomb"),  # ratio
        ({f"word/media/{n}.bin": bytes(range(256)) * 3_900 for n in range(4)}, "bomb"),  # total
        ({f"word/media/{n}.bin": b"x" for n in range(60)}, "bomb"),  # entries
        ({"word/embeddings/a.bin": nested(1)}, ""),
        ({"word/embeddings/a.bin": nested(2)}, "bomb"),  # depth
        ({"word/embeddings/a.bin": packed({"a": b"\0" * 2_000_000})}, "bomb"),  # ratio within
        ({"word/media/a.bin": bytes(range(256)) * 3_900}, ""),
    ],
    ids=["ratio", "total", "entries", "one within", "too deep", "bomb within", "a large part"],
)
def test_bombs_are_refused_however_they_are_packed(parts: dict[str, bytes | str], code: str) -> None:
    assert why("a.docx", with_parts(NOTICE, parts)) == code


@pytest.mark.control("8.1.4.4", "a bomb that lies about its size is refused")
def test_a_bomb_that_lies_about_its_size_in_the_directory_is_refused() -> None:
    data = bytearray(with_parts(NOTICE, {"word/media/a.bin": b"\0" * 2_000_000}))
    real, claimed = (2_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little")
    assert data.count(real) >= 1
    assert why("a.docx", bytes(data.replace(real, claimed))) in ("bomb", "damaged")


@pytest.mark.control("8.1.4.4", "an encrypted part of an archive is refused")
def test_a_locked_entry_is_refused() -> None:
    data = bytearray(NOTICE)
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    assert why("a.docx", bytes(data)) == "encrypted"


@pytest.mark.control("8.1.4.4", "broken bytes give a reason and never an error")
@settings(max_examples=80)
@given(st.sampled_from([NOTICE, SHEET, FORM, jpeg(), png(), pdf_with(b"/Title(x)")]), st.data())
def test_broken_bytes_give_a_reason_or_pass_and_never_an_error(whole: bytes, data: st.DataObject) -> None:
    broken = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 6))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    given = bytes(broken[: data.draw(st.integers(1, len(broken)))])
    for name in ("a.docx", "a.xlsx", "a.ofd", "a.jpg", "a.png", "a.pdf", "a.txt"):
        upload_fault(name, given, len(given), SMALL)
    with suppress(Unstripped):
        strip_metadata(type_of(given), given)


@pytest.mark.control("8.1.4.4", "no control or hiding sign is left in a file's name")
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("通知.docx", "通知.docx"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("..\\..\\windows\\system.txt", "system.txt"),
        ("/etc/照片.jpg", "照片.jpg"),
        ("C:通知.docx", "C_通知.docx"),
        ("a\0b\nc\t.txt", "abc.txt"),
        ("通知\u202exslx.docx", "通知xslx.docx"),
        ("\u200b\ufeff通知.txt", "通知.txt"),
        ('a<b>"c"|d?*.txt', "a_b__c__d__.txt"),
        ("CON.txt", "_CON.txt"),
        ("nul.tar.txt", "_nul.tar.txt"),
        ("com1", "_com1"),
        ("通知 . . .", "通知"),
        (".htaccess", "htaccess"),
        ("", "file"),
        ("...", "file"),
        ("长" * 300 + ".docx", "长" * 95 + ".docx"),
        ("a" * 50 + "." + "b" * 300, "a" * 50 + "." + "b" * 10),
    ],
)
def test_names_are_made_harmless(name: str, shown: str) -> None:
    assert clean_name(name) == shown


@given(st.text(max_size=300))
def test_a_cleaned_name_stays_clean_and_names_no_path(name: str) -> None:
    shown = clean_name(name)
    assert shown == clean_name(shown) and 0 < len(shown) <= 100
    assert not set(shown) & set('/\\<>:"|?*\0\n\r\u202e') and shown not in (".", "..")


OWNER = "王小明".encode()


@pytest.mark.control("8.1.4.11", "a photograph loses who made it and where")
def test_a_jpeg_keeps_its_picture_and_its_side_up_and_loses_who_and_where() -> None:
    head = segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")
    kept = strip_metadata(
        "jpg",
        jpeg(head, exif(6, OWNER), segment(0xED, b"8BIM" + OWNER), segment(0xFE, OWNER), tail=b"ftypmp4" + OWNER),
    )
    up = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
    assert kept == jpeg(head, segment(0xE1, up))
    assert strip_metadata("jpg", kept) == kept
    assert strip_metadata("jpg", jpeg(head, exif(8, OWNER, "<")))[:60].count(b"\x01\x12\0\x03\0\0\0\x01\0\x08") == 1
    assert strip_metadata("jpg", jpeg(head, exif(1, OWNER))) == jpeg(head)


def test_a_png_keeps_its_picture_and_loses_words_and_times() -> None:
    words = [(b"tEXt", b"Author\0" + OWNER), (b"iTXt", OWNER), (b"eXIf", OWNER), (b"tIME", b"\x07\xea\1\1\1\1\1")]
    colours = (b"gAMA", b"\0\0\xb1\x8f")
    assert strip_metadata("png", png(colours, *words, tail=OWNER)) == png(colours)
    assert strip_metadata("png", png()[:-12] + chunk(b"IEND", b"")) == png()


@pytest.mark.control("8.1.4.11", "a document loses its author when it is taken")
def test_a_document_loses_its_author_and_who_commented_and_keeps_its_words() -> None:
    core = b"<cp:coreProperties><dc:creator>" + OWNER + b"</dc:creator></cp:coreProperties>"
    body = (
        p("答复") + '<w:ins w:id="1" w:author="王小明" w:date="2026-01-01T00:00:00Z"><w:r><w:t>补</w:t></w:r></w:ins>'
    )
    comments = '<w:comment w:id="0" w:author="王小明" w:initials="WXM"/>'
    whole = with_parts(
        docx(body, comments=comments),
        {"docProps/core.xml": core, "docProps/app.xml": b"<Properties><Company>" + OWNER + b"</Company></Properties>"}
        | {"word/media/a.jpg": jpeg(exif(1, OWNER))},
    )
    assert sum(OWNER in part for part in parts_of(whole).values()) == 5
    kept = strip_metadata("docx", whole)
    parts = parts_of(kept)
    assert [name for name, part in parts.items() if OWNER in part or b"WXM" in part] == []
    assert parts.keys() == parts_of(whole).keys() and "补".encode() in parts["word/document.xml"]
    assert why("a.docx", kept) == ""


def test_a_workbook_loses_who_saved_it_and_where_it_lay() -> None:
    book = b'<workbook><x15ac:absPath url="C:\\Users\\wang\\"/><fileSharing userName="' + OWNER + b'"/></workbook>'
    whole = with_parts(SHEET, {"xl/workbook.xml": book, "xl/comments1.xml": b"<author>" + OWNER + b"</author>"})
    parts = parts_of(strip_metadata("xlsx", whole))
    assert parts["xl/workbook.xml"] == b'<workbook><fileSharing userName=""/></workbook>'
    assert parts["xl/comments1.xml"] == b"<author></author>"


def test_a_pdf_keeps_its_length_and_loses_its_author_wherever_that_stands() -> None:
    packet = b"<?xpacket begin='' id='x'?><dc:creator>Wang</dc:creator><?xpacket end='w'?>"
    whole = pdf_with(
        b"/Author (Wang \\(Xiao\\) (Ming))/Creator<FEFF738B>/Producer(WPS)/Title(T)",
        packet + packed_objects(b"/Author(Wang Xiaoming)/Title (x)" + b"/Kids[4 0 R]" * 20),
    )
    kept = strip_metadata("pdf", whole)
    assert len(kept) == len(whole)
    assert [word for word in (b"Wang", b"738B", b"WPS", b"(T)") if word in kept] == []
    start = kept.index(b"stream\n") + 7
    assert zlib.decompressobj().decompress(kept[start:]) == (b"/Author(             )/Title ( )" + b"/Kids[4 0 R]" * 20)
    assert strip_metadata("pdf", kept) == kept


def test_the_words_of_a_real_pdf_are_there_after_its_author_is_gone() -> None:
    from luoshi.reading.load import load_document

    whole = pdf(["关于开展科普活动的通知"])
    assert b"(anonymous)" in whole
    kept = strip_metadata("pdf", whole)
    assert b"(anonymous)" not in kept and load_document("a.pdf", kept).text == load_document("a.pdf", whole).text


def test_a_pdf_that_names_its_author_out_of_reach_is_refused() -> None:
    with pytest.raises(Unstripped):
        strip_metadata("pdf", pdf_with(b"/Author 7 0 R"))


def test_hostile_pdfs_are_looked_through_in_linear_time() -> None:
    for piece in (
        b"<?xpacket begin=",
        b"/Type/ObjStm ",
        b"/Author(",
        b"/Author(a(b",
        b"/Author<00",
        b"/Type/ObjStm>>stream\nx",
    ):
        started = time.process_time()
        with suppress(Unstripped):
            strip_metadata("pdf", b"%PDF-" + piece * (2_000_000 // len(piece)))
        assert time.process_time() - started < 5, piece


@pytest.mark.parametrize("piece", ["a", "w:author ", "<author ", "<w:", "<absPath ", "author =", "author='x\""])
def test_hostile_office_files_lose_their_names_in_linear_time(piece: str) -> None:
    whole = with_parts(docx(p("答复")), {"word/more.xml": piece * (1_000_000 // len(piece))})
    started = time.process_time()
    assert parts_of(strip_metadata("docx", whole))["word/more.xml"].startswith(piece.encode()[:1])
    assert time.process_time() - started < 5, piece


def test_a_name_is_taken_out_whatever_its_prefix_and_quotes() -> None:
    said = "<w15:author a='1'>王</w15:author><c author = '王' w15:userId=\"u\" xauthor='y'/><x:absPath url='C:\\王'/>"
    kept = parts_of(strip_metadata("docx", with_parts(docx(p("答复")), {"word/people.xml": said})))["word/people.xml"]
    assert kept == b'<w15:author a=\'1\'></w15:author><c author = "" w15:userId="" xauthor=""/>'
