"""Old formats by way of LibreOffice; without it, a clear refusal."""

from __future__ import annotations

import io
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from full import sampled
from luoshi.reading.errors import ReadError
from luoshi.reading.load import FileLimits, load_document, office
from luoshi.reading.model import ReaderNote

REMEDY = "apt-get install libreoffice-writer libreoffice-calc, or https://www.libreoffice.org"
RTF = rb"{\rtf1\ansi\ansicpg936 \u20840?\u21439?\u36890?\u30693?\par \u27491?\u25991?\par}"


def word() -> bytes:
    import docx

    document = docx.Document()
    document.add_paragraph("关于某事的通知")
    document.add_paragraph("建成农田3万亩。", style="List Number")
    grid = document.add_table(2, 2, style="Table Grid")
    for at, text in enumerate(("序号", "任务", "1", "甲")):
        grid.cell(at // 2, at % 2).text = text
    document.add_paragraph("附则。")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def old(need_tool: Callable[[str, str], str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The same document in the formats that LibreOffice writes."""
    soffice = need_tool("soffice", REMEDY)
    folder = tmp_path_factory.mktemp("old")
    (folder / "a.docx").write_bytes(word())
    found = {}
    for target in ("doc", "rtf", "odt", "pdf"):
        command = [soffice, f"-env:UserInstallation={(folder / 'p').as_uri()}", "--headless", "--convert-to", target]
        subprocess.run([*command, "--outdir", str(folder), str(folder / "a.docx")], check=True, capture_output=True)
        made = folder / f"a.{target}"
        if not made.exists():  # soffice is there, but not its Writer
            need_tool("LibreOffice Writer", REMEDY)
        found[target] = made.read_bytes()
    return found


@pytest.mark.parametrize("kind", sampled(["doc", "rtf", "odt"], 3))
def test_old_word_formats_read_like_new_ones(kind: str, old: dict[str, bytes]) -> None:
    document = load_document(f"a.{kind}", old[kind])
    assert document.text == load_document("a.docx", word()).text
    assert (document.format, document.notes) == (kind, (ReaderNote("load.converted", {"format": kind}),))


def test_what_libreoffice_prints_reads_like_the_document(old: dict[str, bytes]) -> None:
    lines = load_document("a.pdf", old["pdf"]).text.splitlines()
    assert [line.replace(" ", "") for line in lines] == [
        line.replace(" ", "") for line in load_document("a.docx", word()).text.splitlines()
    ]


@pytest.mark.parametrize(("name", "format"), [("a.wps", "wps"), ("a.doc", "doc"), ("a.txt", "doc")])
def test_wps_files_are_the_old_word_format(name: str, format: str, old: dict[str, bytes]) -> None:
    document = load_document(name, old["doc"])
    assert (document.format, document.text) == (format, load_document("a.docx", word()).text)


def test_a_wps_file_that_is_really_docx_needs_no_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "find_libreoffice", lambda: None)
    document = load_document("a.wps", word())
    assert (document.format, document.notes) == (
        "docx",
        (ReaderNote("load.other_format", {"named": "wps", "found": "docx"}),),
    )


def test_without_libreoffice_the_refusal_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "find_libreoffice", lambda: None)
    with pytest.raises(ReadError) as caught:
        load_document("a.rtf", RTF)
    assert (caught.value.code, caught.value.values) == ("load.needs_office", {"format": "rtf"})


def fake(tmp_path: Path, script: str) -> str:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return str(program)


@pytest.mark.parametrize(
    ("script", "code"),
    [("sleep 60 & sleep 60", "load.too_slow"), ("exit 1", "load.not_converted"), ("exit 0", "load.not_converted")],
)
def test_a_program_that_hangs_or_fails_is_one_clear_error(
    script: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = fake(tmp_path, script)
    monkeypatch.setattr(office, "find_libreoffice", lambda: path)
    with pytest.raises(ReadError) as caught:
        load_document("a.rtf", RTF, limits=FileLimits(seconds=1))
    assert caught.value.code == code


@pytest.mark.skipif(sys.platform == "win32", reason="the system bounds no process there")
def test_a_program_that_takes_too_much_memory_or_disk_fails_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    greedy = f"{sys.executable} -c 'bytearray(900_000_000)' && mkdir -p out && echo x > out/source.docx"
    monkeypatch.setattr(office, "find_libreoffice", lambda: fake(tmp_path, greedy))
    with pytest.raises(ReadError, match=r"load\.not_converted"):
        office.convert_with_libreoffice("rtf", RTF, "docx", FileLimits(memory=500_000_000))
    large = "mkdir -p out && head -c 9000 /dev/zero > out/source.docx"
    monkeypatch.setattr(office, "find_libreoffice", lambda: fake(tmp_path, large))
    with pytest.raises(ReadError, match=r"load\.too_large"):
        office.convert_with_libreoffice("rtf", RTF, "docx", FileLimits(bytes=2000))


def test_all_that_it_started_ends_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alive = tmp_path / "alive"
    script = f"(sleep 3; touch {alive}) & sleep 60"
    monkeypatch.setattr(office, "find_libreoffice", lambda: fake(tmp_path, script))
    with pytest.raises(ReadError, match=r"load\.too_slow"):
        office.convert_with_libreoffice("rtf", RTF, "docx", FileLimits(seconds=1))
    time.sleep(3)
    assert not alive.exists()


def test_a_document_is_made_into_pages_by_the_same_way(need_tool: Callable[[str, str], str]) -> None:
    need_tool("soffice", REMEDY)
    pages = office.convert_with_libreoffice("rtf", RTF, "pdf", FileLimits())
    assert "全县通知" in load_document("a.pdf", pages).text


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = fake(tmp_path, "exit 1")
    monkeypatch.setattr(office, "find_libreoffice", lambda: path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(ReadError):
        load_document("a.rtf", RTF)
    assert [entry.name for entry in tmp_path.iterdir()] == ["soffice"]


def test_no_room_for_temporary_files_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "find_libreoffice", lambda: fake(tmp_path, "exit 0"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    with pytest.raises(ReadError) as caught:
        load_document("a.rtf", RTF)
    assert (caught.value.code, caught.value.values) == ("load.no_room", {"format": "rtf", "why": "ENOENT"})
