"""Whatever the bytes: a Document or one ReadError, in bounded time and memory."""

from __future__ import annotations

import functools
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import luoshi
from luoshi.reading.errors import ReadError
from luoshi.reading.load import FileLimits, load_document, load_path, workers
from luoshi.reading.load.zip_container import resolve_part_name
from luoshi.reading.model import LoadedDocument
from making import docx, levels, listed, merged, ofd, ofd_line, p, packed, pdf, table, xls, xlsx

TIGHT = FileLimits(seconds=20)
NAMES = [
    "a.txt",
    "a.md",
    "a.html",
    "a.docx",
    "a.xlsx",
    "a.pdf",
    "a.ofd",
    "a.xls",
    "a",
    "a.zip",
]  # none asks for LibreOffice


@functools.cache
def samples() -> dict[str, bytes]:
    """A valid file of each format that is parsed here."""
    grid = table(["序号", "任务"], ["1", merged("甲", down="restart")], ["2", merged("", down="continue")])
    body = p("一、总体要求", listed(1, 0)) + grid
    sheet = '<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c><c r="B1" t="s"><v>0</v></c></row>'
    return {
        "txt": "到2025年底，全县建成高标准农田3万亩以上。\n".encode("gb18030"),
        "html": "<html><body><p>甲</p><table><tr><td>乙<td>丙</table></body></html>".encode(),
        "docx": docx(body, numbering=levels(("chineseCounting", "%1、"))),
        "xlsx": xlsx(f"<sheetData>{sheet}</sheetData>", strings="<si><t>乙</t></si>"),
        "ofd": ofd(ofd_line("全县通知", "28", "40")),
        "pdf": pdf(["到2025年底，全县建成高标准农田3万亩以上。"] * 5),
        "xls": xls([["序号", "任务"], [1, "甲"]]),
    }


def outcome(name: str, data: bytes, limits: FileLimits = TIGHT) -> str:
    """What came of it: the format read, or the code of the refusal; the Document's promises are checked."""
    try:
        document = load_document(name, data, limits=limits)
    except ReadError as error:
        json.dumps(error.values)
        return error.code
    check(document)
    return document.format


def check(document: LoadedDocument) -> None:
    text = document.text
    text.encode("utf-8")
    assert "\0" not in text
    assert text.strip()
    assert list(document.pages) == sorted(document.pages)
    assert all(0 <= page <= len(text) for page in document.pages)
    for start, end in document.joined:
        assert text[start:end] == text[start:end].strip("\n")
        assert 0 <= start < end <= len(text)
        assert " | " in text[text.rfind("\n", 0, start) + 1 : text.find("\n", end)]


@pytest.mark.parametrize("format", list(samples()))
def test_content_decides_whatever_the_name_says(format: str) -> None:
    for name in NAMES:
        found = outcome(name, samples()[format])
        assert found == format or (format == "txt" and found in {"md", "load.damaged"})


@given(st.sampled_from(NAMES), st.binary(max_size=600))
@settings(max_examples=150)
def test_random_bytes_end_in_a_document_or_one_error(name: str, data: bytes) -> None:
    outcome(name, data)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers of the other process run in this one, so that no accident of theirs is hidden by its death."""

    monkeypatch.setattr(workers, "inside", True)


# A function-scoped fixture is the same for all examples of a test, and is meant to be.
DEEP = settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("format", [f for f in samples() if f != "pdf"])
@given(st.data())
@DEEP
def test_broken_files_end_in_a_document_or_one_error(format: str, data: st.DataObject) -> None:
    broken(format, data)


@pytest.mark.parametrize("format", ["pdf", "xls", "ofd"])
@given(st.data())
@settings(max_examples=20)
def test_broken_files_that_another_process_reads_do_so_too(format: str, data: st.DataObject) -> None:
    broken(format, data)


def broken(format: str, data: st.DataObject) -> None:
    valid = samples()[format]
    damaged = bytearray(valid[: data.draw(st.integers(0, len(valid)))] if data.draw(st.booleans()) else valid)
    for at in data.draw(st.lists(st.integers(0, len(valid) - 1), max_size=8)):
        if at < len(damaged):
            damaged[at] = data.draw(st.integers(0, 255))
    outcome(data.draw(st.sampled_from(NAMES)), bytes(damaged))


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("format", ["docx", "xlsx", "ofd"])
@given(st.data())
@DEEP
def test_broken_xml_in_a_whole_container_ends_so_too(format: str, data: st.DataObject) -> None:
    pack = zipfile.ZipFile(io.BytesIO(samples()[format]))
    parts: dict[str, str | bytes] = {name: pack.read(name) for name in pack.namelist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    part = bytearray(parts[name])
    for at in data.draw(st.lists(st.integers(0, len(part) - 1), min_size=1, max_size=4)):
        part[at] = data.draw(st.sampled_from(b'<>/"=0129aA-: \xff'))
    parts[name] = bytes(part)
    outcome(f"a.{format}", packed(parts))


def bomb(size: int) -> bytes:
    return b"<x>" + b" " * size


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.docx", packed({"_rels/.rels": "<x/>", "word/document.xml": bomb(60_000_000)})),
        ("a.xlsx", packed({"_rels/.rels": "<x/>", "xl/workbook.xml": bomb(60_000_000)})),
        ("a.ofd", packed({"OFD.xml": bomb(60_000_000)})),
    ],
)
def test_zip_bombs_are_refused(name: str, data: bytes) -> None:
    assert outcome(name, data) == "load.too_large"
    assert outcome(name, data, FileLimits(ratio=10**9, part=1_000_000)) == "load.too_large"


def test_a_container_of_too_many_parts_is_refused() -> None:
    assert (
        outcome("a.docx", packed({f"word/{at}": "" for at in range(100)}), FileLimits(entries=99)) == "load.too_large"
    )


def test_a_size_that_lies_is_found_out() -> None:
    """The directory says ten bytes, the part is a megabyte: what comes out counts."""
    data = bytearray(packed({"OFD.xml": b"x" * 1_000_000}))
    for at in (data.index(b"PK\x03\x04") + 22, data.index(b"PK\x01\x02") + 24):
        data[at : at + 4] = (10).to_bytes(4, "little")
    assert outcome("a.ofd", bytes(data)) == "load.damaged"


ENTITIES = '<!DOCTYPE x [<!ENTITY a "{}"><!ENTITY b "{}"><!ENTITY s SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("use", ["&s;", "&b;", ""])
def test_documents_with_entities_are_damaged(use: str) -> None:
    head = ENTITIES.format("x" * 1000, "&a;" * 1000)
    for name, part, tail in (
        ("a.docx", "word/document.xml", f"<d>{use}</d>"),
        ("a.xlsx", "xl/workbook.xml", f"<d>{use}</d>"),
        ("a.ofd", "OFD.xml", f"<d>{use}</d>"),
    ):
        data = packed({"_rels/.rels": "<x/>", "[Content_Types].xml": "<x/>", part: head + tail})
        assert outcome(name, data) == "load.damaged"


def test_a_sheet_with_entities_is_damaged() -> None:
    good = xlsx("<sheetData/>")
    pack = zipfile.ZipFile(io.BytesIO(good))
    parts: dict[str, str | bytes] = {name: pack.read(name) for name in pack.namelist()}
    parts["xl/worksheets/sheet1.xml"] = ENTITIES.format("x", "y") + "<w><row><c><v>&s;</v></c></row></w>"
    assert outcome("a.xlsx", packed(parts)) == "load.damaged"


@pytest.mark.parametrize("depth", [100, 5000])
def test_deep_nesting_is_read_or_refused(depth: int) -> None:
    body = "<w:tbl><w:tr><w:tc>" * depth + p("底") + "</w:tc></w:tr></w:tbl>" * depth
    assert outcome("a.docx", docx(body)) in {"docx", "load.damaged", "load.too_large"}
    body = "<w:sdt><w:sdtContent>" * depth + p("底") + "</w:sdtContent></w:sdt>" * depth
    assert outcome("a.docx", docx(body)) in {"docx", "load.damaged", "load.too_large"}


def test_nested_tables_side_by_side_come_to_an_end() -> None:
    """Read twice at each level, forty levels would take longer than anyone waits."""
    cell = f"<w:tc>{p('甲')}</w:tc>"
    body = p("底")
    for _ in range(40):
        body = f"<w:tbl><w:tr>{cell}<w:tc>{body}</w:tc></w:tr></w:tbl>"
    assert outcome("a.docx", docx(body)) == "docx"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "load.scanned"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "load.scanned"),
        (b"Rar!\x1a\x07\0" + bytes(50), "load.unsupported"),
        (packed({"readme.txt": "甲"}), "load.unsupported"),
        (packed({"_rels/.rels": "<x/>", "ppt/presentation.xml": "<x/>"}), "load.unsupported"),
        (b"PK\x03\x04" + bytes(50), "load.damaged"),
        (b"%PDF-1.7\n" + bytes(50), "load.damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage\0".encode("utf-16-le"), "load.encrypted"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "load.unsupported"),
    ],
)
def test_what_cannot_be_read_is_called_by_its_name(data: bytes, code: str) -> None:
    assert outcome("a.bin", data) == code


def test_a_format_by_name_with_rubbish_inside_is_damaged() -> None:
    assert outcome("a.docx", b"\x8f\x12\xff\xfe\x01" * 40) == "load.damaged"


def test_paths_that_cannot_be_opened_are_named(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "没有.txt", "load.missing"), (tmp_path, "load.folder")):
        with pytest.raises(ReadError) as caught:
            load_path(path)
        assert (caught.value.code, caught.value.values) == (code, {"name": path.name})
    with pytest.raises(ReadError) as caught:
        load_path("a\0b.txt")
    assert caught.value.code == "load.unreadable"
    (tmp_path / "通知.txt").write_text("全县通知", encoding="utf-8")
    assert (load_path(tmp_path / "通知.txt").name, load_path(str(tmp_path / "通知.txt")).text) == (
        "通知.txt",
        "全县通知",
    )


HEAVY = {"lxml", "pypdfium2", "xlrd", "openpyxl", "zipfile", "subprocess", "email", "django"}


@pytest.mark.parametrize(
    ("format", "needs"), [("txt", set()), ("html", {"lxml"}), ("docx", {"lxml", "zipfile"}), ("pdf", {"subprocess"})]
)
def test_a_parser_is_imported_only_when_its_format_is_met(format: str, needs: set[str], tmp_path: Path) -> None:
    (tmp_path / f"a.{format}").write_bytes(samples()[format])
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from luoshi.reading.load import load_path; "
        "load_path(sys.argv[2]); print(*sys.modules)"
    )
    root = str(Path(luoshi.__file__).parent.parent)
    command = [sys.executable, "-c", code, root, str(tmp_path / f"a.{format}")]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert HEAVY & set(shown.split()) == needs


def grid_bomb() -> bytes:
    """A thousand cells that each claim sixty thousand rows, and a hundred thousand rows."""
    wide = "<td rowspan=65534>x" * 1000
    return f"<html><table><tr>{wide}{'<tr><td>y' * 100_000}</table></html>".encode()


def diagonal() -> bytes:
    """Ten thousand rows with one word each, every one in a column of its own."""
    from openpyxl.utils import get_column_letter

    rows = "".join(f'<row r="{at}"><c r="{get_column_letter(at)}{at}"><v>1</v></c></row>' for at in range(1, 10_000))
    return xlsx(f"<sheetData>{rows}</sheetData>")


def overlapping_merges() -> bytes:
    rows = "".join(f'<row r="{at}"><c r="A{at}"><v>1</v></c><c r="B{at}"><v>1</v></c></row>' for at in range(1, 20_000))
    merges = "".join(f'<mergeCell ref="A{at}:B1048576"/>' for at in range(1, 20_000))
    return xlsx(f"<sheetData>{rows}</sheetData><mergeCells>{merges}</mergeCells>")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.html", grid_bomb()),
        ("a.html", ("<html>" + "<div>" * 2000 + "</p>x" * 150_000).encode()),
        pytest.param("a.html", ("<html><table>" + "<tr><td><p>" * 100_000).encode(), marks=pytest.mark.full),
        ("a.html", ("<html><p>" + "　" * 1_000_000 + "x").encode()),
        ("a.html", ("<html><table><tr><td>x<td>" + "　" * 1_000_000 + "x").encode()),
        ("a.html", ("<html" + " <font" * 200_000).encode()),
        ("a.html", ("<html><!--" + "<!--" * 500_000).encode()),
        ("a.html", ("<html><meta charset=" + "a" * 1_000_000).encode()),
        ("a.txt", b"\xb5\xbd" * 2_000_000 + b"\xff"),
        ("a.txt", ("机密" * 1_000_000).encode()),
        ("a.docx", docx("<w:p/>" * 100_000 + p("x" * 1_000_000))),
        ("a.docx", docx("<w:p><w:r>" + "<w:txbxContent/>" * 100_000 + "</w:r></w:p>" + p("x"))),
        ("a.xlsx", diagonal()),
        pytest.param("a.xlsx", overlapping_merges(), marks=pytest.mark.full),
        ("a.ofd", ofd(ofd_line("x" * 50_000, "28", "40"))),
        ("a.ofd", ofd(
            '<ofd:PathObject Boundary="0 0 9 9"><ofd:AbbreviatedData>M 0 0 L 9 0</ofd:AbbreviatedData></ofd:PathObject>'
            * 20_000 + ofd_line("甲", "1", "1")
        )),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)} bytes",
)  # fmt: skip
def test_every_input_comes_to_an_end(name: str, data: bytes) -> None:
    """In time in proportion to its size; anything steeper would not end while someone waits for the tests."""
    assert outcome(name, data, FileLimits(ratio=10**6))


def test_names_of_parts_may_be_escaped_absolute_or_climb() -> None:
    assert resolve_part_name("word/document.xml", "../a%20%E7%94%B2.xml") == "a 甲.xml"
    assert resolve_part_name("word/document.xml", "/xl\\b.xml") == "xl/b.xml"
    assert resolve_part_name("word/document.xml", "%zz%") == "word/%zz%"


def test_only_an_ordinary_file_is_read_where_that_is_asked(tmp_path: Path) -> None:
    (tmp_path / "通知.txt").write_text("全县通知", encoding="utf-8")
    assert load_path(tmp_path / "通知.txt", regular=True).text == "全县通知"
    for path, code in ((tmp_path / "没有.txt", "load.missing"), (tmp_path, "load.folder")):
        with pytest.raises(ReadError) as caught:
            load_path(path, regular=True)
        assert caught.value.code == code
    with pytest.raises(ReadError) as caught:
        load_path(os.devnull, regular=True)
    assert (caught.value.code, caught.value.values) == ("load.irregular", {"name": Path(os.devnull).name})
