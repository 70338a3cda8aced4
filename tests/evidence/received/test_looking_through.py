"""Files are opened in another process, a few at once, within bounds; what it cost ends with it."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.base import ContentFile

from luoshi.base.record_errors import RecordError
from luoshi.evidence.received import files
from luoshi.evidence.received.files import Received, looked_through
from luoshi.evidence.received.rules import looking
from luoshi.reading.load import DEFAULT, workers
from making import docx, p, packed, xlsx
from pdfs import endless
from pictures import exif, jpeg


def code(name: str, data: bytes) -> str:
    found = looked_through(ContentFile(data, name))
    return found.code if isinstance(found, RecordError) else ""


def bounded(monkeypatch: pytest.MonkeyPatch, **limits: int) -> None:
    monkeypatch.setattr(files, "LIMITS", replace(files.LIMITS, **limits))


def test_each_file_is_opened_in_a_process_that_ends_and_the_worker_waits_for_the_next() -> None:
    workers.end_all()
    for _again in range(3):
        found = looked_through(ContentFile(docx(p("关于某事的通知")), "a.docx"))
        assert isinstance(found, Received) and found.read is not None and found.read.text == "关于某事的通知\n"
    (worker,) = workers._idle
    assert worker.process.poll() is None


def test_what_is_taken_out_of_a_picture_is_taken_out_there_too() -> None:
    found = looked_through(ContentFile(jpeg(exif(1, b"Wang")), "a.jpg"), strip="pictures")
    assert isinstance(found, Received) and found.read is None
    assert b"Wang" not in found.data


def test_a_workbook_beyond_the_bound_of_cells_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    bounded(monkeypatch, cells=1000)
    rows = (f"<row r='{row}'>" + f"<c r='A{row}'><v>1</v></c>" * 40 + "</row>" for row in range(1, 41))
    book = xlsx(f"<sheetData>{''.join(rows)}</sheetData>")
    found = looked_through(ContentFile(book, "a.xlsx"))
    assert isinstance(found, RecordError) and found.code == "file.cells"
    assert "1000" in found.what


def test_what_takes_too_long_or_too_much_is_refused_and_the_next_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        bounded(patched, seconds=1)
        assert code("a.pdf", endless()) == "file.slow"
    with monkeypatch.context() as patched:
        bounded(patched, memory=300_000_000)
        body = "<w:p><w:r><w:t>字</w:t></w:r></w:p>" * 400_000
        assert code("a.docx", docx(body)) in ("file.bomb", "file.damaged")
    assert code("a.docx", docx(p("通知"))) == ""


def test_two_are_opened_at_once_two_wait_a_moment_and_the_rest_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "WAIT", 30)
    good = docx(p("通知"))
    found: list[str] = []
    with files._in_turn(), files._in_turn():
        waiting = [threading.Thread(target=lambda: found.append(code("a.docx", good))) for _each in range(2)]
        for thread in waiting:
            thread.start()
        while files._COMING._value:  # until both have come
            pass
        busy = looked_through(ContentFile(good, "b.docx"))
        assert isinstance(busy, files.UploadsBusy) and (busy.code, busy.seconds) == ("busy", files.AGAIN)
        assert found == []
    for thread in waiting:
        thread.join()
    assert found == ["", ""]


def test_a_worker_that_was_killed_is_replaced() -> None:
    assert code("a.docx", docx(p("通知"))) == ""
    for worker in list(workers._idle):
        worker.process.kill()
        worker.process.wait()
    assert code("a.docx", docx(p("通知"))) == ""


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.pdf", "a.ofd", "a.jpg", "a.txt"])
def test_nothing_of_what_was_sent_is_opened_in_the_servers_own_process(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: Any, **_more: Any) -> Any:
        raise AssertionError("opened here")

    for place in (
        "zipfile.ZipFile",
        "luoshi.reading.load.load_document",
        "luoshi.evidence.received.rules.looking.look",
    ):
        monkeypatch.setattr(place, refuse)
    data = {"a.jpg": b"\xff\xd8\xff\xe0", "a.pdf": b"%PDF-1.4", "a.txt": b"words"}.get(name, packed_before)
    assert not isinstance(looked_through(ContentFile(data, name)), type(None))


packed_before = packed({"[Content_Types].xml": "<a/>", "word/document.xml": "<a/>"})


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ({"说明.txt": "现场照片说明".encode()}, None),
        ({"机密★5年 说明.txt": b"x"}, "marked"),
        ({"说明.txt": "机密★5年\n关于某事".encode("gb18030")}, "marked"),
        ({"里/内.zip": packed({"文.docx": docx(p("秘密★1年") + p("通知"))})}, "marked"),
        ({"文.docx": docx(p("通知"))}, None),
    ],
)
def test_a_container_is_evidence_and_what_is_packed_is_looked_at(inside: dict[str, bytes], said: str | None) -> None:
    given = {"name": "照片.zip", "size": 1_000_000, "document": False, "sheets": False}
    found, other = looking.look(packed(inside), DEFAULT, strip="", **given)
    assert (found.get("fault"), other) == (said, b"")
    refused, _other = looking.look(packed(inside), DEFAULT, strip="all", **given)
    assert refused["fault"] == (said or "unstripped")  # it names its makers, and nothing takes that out
    read, _other = looking.look(packed(inside), DEFAULT, strip="", **{**given, "document": True})
    assert read["fault"] == "not_taken"  # nothing that could be read as a document
