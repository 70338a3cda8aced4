"""Files come in a zip beside a sheet: scanned and kept like uploads, or refused with what to do."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from luoshi.base.forms.fields import encrypt_bytes
from luoshi.base.sheets.trials import sweep_expired_trials
from luoshi.desk.lists.views.models import ImportRun
from luoshi.evidence import store
from luoshi.evidence.journal.models import Entry
from luoshi.evidence.received import files as scanning
from luoshi.kernel.files.models import Attachment, Evidence
from luoshi.kernel.history.queries.verification import journal_findings
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin
from luoshi.lines.instructions.models import Instruction
from making import docx, p
from many_appeals import signed_in
from office import NOW, TODAY, Office
from zipped_sheets import OTHER, PAPER, attached, nothing_written, page, row, sha, told, upload, waiting
from zips import locked, raw_zip, zipped


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    settings.DATA = tmp_path


@pytest.fixture
def client(office: Office) -> Client:
    return signed_in(office, "supervisor", "en")


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Any:
    """What is done in its scope is committed at its end."""
    return partial(django_capture_on_commit_callbacks, execute=True)


def test_each_row_gets_the_files_that_its_cell_names(client: Client, committed: Any) -> None:
    pack = raw_zip({"批示/一号.docx".encode("gbk"): PAPER, "批示/附件（一）.docx".encode("gbk"): OTHER})
    answer = upload(client, row("甲", "一号.docx", "附件(一).DOCX"), row("乙", "一号.docx"), row("丙"), pack=pack)
    words = page(client, answer)
    assert "3 rows are right and new." in words and "There are 2 files in the zip. Rows name all of them." in words
    assert not Evidence.objects.exists() and not Instruction.objects.exists()
    with committed():
        assert client.post(answer["Location"]).status_code == 302
    assert attached() == [
        ("甲", "一号.docx", sha(PAPER)),
        ("甲", "附件（一）.docx", sha(OTHER)),
        ("乙", "一号.docx", sha(PAPER)),
    ]
    for evidence in Evidence.objects.all():
        assert store.has_content(evidence.sha256, evidence.size)
    assert [file.entry.step for file in Attachment.objects.select_related("entry")] == ["give"] * 3
    assert waiting() == [] and ImportRun.objects.get().state == ImportRun.DONE
    assert list(journal_findings()) == []


def test_the_entry_of_a_record_names_its_files_as_one_of_a_form_does(client: Client, office: Office) -> None:
    client.post(upload(client, row("甲", "一号.docx"), pack=zipped(("一号.docx", PAPER)))["Location"])
    given = {
        "whose": "顾长川",
        "words": "乙",
        "given": TODAY,
        "by": TODAY + timedelta(10),
        "unit": "kexie",
        "about": "",
    }
    given |= {"decider": "", "unit": office.units["kexie"].pk}
    sent = {"paper": [SimpleUploadedFile("一号.docx", PAPER)]}
    begin(get_kind("instructions"), office.actor("supervisor"), given, at=NOW, files=sent)
    by_sheet, by_form = [
        json.loads(entry.payload.data)["paper"]
        for entry in Entry.objects.filter(step="give").order_by("pk").select_related("payload")
    ]
    assert by_sheet == by_form


def test_until_it_is_confirmed_files_wait_encrypted(client: Client) -> None:
    upload(client, row("甲", "王小明.docx"), pack=zipped(("王小明.docx", PAPER)))
    kept = b"".join(path.read_bytes() for path in waiting())
    names = "".join(path.name for path in waiting())
    assert len(waiting()) == 2 and PAPER[:40] not in kept and "王小明" not in names
    assert "王小明".encode() not in kept and rb"\u738b" not in kept
    assert not list((Path(settings.DATA) / "files").rglob("*.docx"))


def test_missing_and_doubled_files_refuse_their_rows_only_and_unused_ones_are_named(client: Client) -> None:
    pack = zipped(
        ("一/a.docx", PAPER), ("二/a.docx", OTHER), ("b.docx", PAPER), ("c.docx", OTHER), ("../d.docx", OTHER)
    )
    answer = upload(client, row("甲", "a.docx"), row("乙", "b.docx"), row("丙", "没有.docx", "d.docx"), pack=pack)
    words = page(client, answer)
    assert "1 row is right and new. 2 rows are refused." in words
    assert "“a.docx” is in the zip 2 times." in words
    assert "“没有.docx” is not in the zip. “d.docx” is not in the zip." in words
    assert "No row names these files, and they are not kept: c.docx." in words
    assert "Not taken from the zip: d.docx (its path leads out of the zip)." in words
    assert client.post(answer["Location"], {"partly": "on"}).status_code == 302
    assert attached() == [("乙", "b.docx", sha(PAPER))] and Evidence.objects.count() == 1


def test_a_sheet_that_names_files_needs_its_zip_and_one_that_names_none_does_not(client: Client) -> None:
    answer = upload(client, row("甲", "a.docx"), row("乙"))
    words = page(client, answer)
    assert "1 row is right and new. 1 row is refused." in words and "no zip with files is there" in words
    client.post(answer["Location"], {"partly": "on"})
    assert [instruction.words for instruction in Instruction.objects.all()] == ["乙"] and not attached()


def test_what_a_form_would_refuse_is_refused_in_its_row(client: Client, office: Office) -> None:
    pack = zipped(("a.exe", b"MZ\x90"), ("b.docx", b"%PDF-1.7 no document"), ("c.docx", b"  "), ("d.docx", PAPER))
    words = page(
        client, upload(client, *[row(name, f"{name}") for name in ("a.exe", "b.docx", "c.docx", "d.docx")], pack=pack)
    )
    assert "1 row is right and new. 3 rows are refused." in words
    for said in ("This kind of file is not accepted.", "does not match the file type .docx", "The file is empty."):
        assert said in words


def test_a_file_beyond_the_limit_of_uploads_is_refused_in_its_row(client: Client, settings: Any) -> None:
    settings.UPLOAD_LIMIT, settings.REQUEST_LIMIT = 1_000_000, 9_000_000
    large = "".join(f"第{number}行\n" for number in range(100_000)).encode()
    pack = zipped(("a.txt", large), ("b.docx", PAPER))
    assert len(pack) < 1_000_000 < len(large)
    words = page(client, upload(client, row("甲", "a.txt"), row("乙", "b.docx"), pack=pack))
    assert "1 row is right and new. 1 row is refused." in words and "larger than 1 MB" in words


def test_files_that_are_too_large_together_are_refused(client: Client, settings: Any) -> None:
    settings.UPLOAD_LIMIT, settings.REQUEST_LIMIT = 2_000_000, 3_000_000
    large = "".join(f"第{number}行\n" for number in range(100_000)).encode()
    answer = upload(client, row("甲"), pack=zipped(("a.txt", large), ("b.txt", large), ("c.txt", large)))
    assert "The files of the zip have more than 3 MB together." in told(answer) and nothing_written()


@pytest.mark.parametrize(
    ("pack", "name", "said"),
    [
        (locked(zipped(("a.docx", PAPER))), "材料.zip", "The file is protected by a password."),
        (zipped(("a.docx", bytes(9_000_000))), "材料.zip", "unpacks to far more than its size suggests"),
        (b"PK\x03\x04 and nothing else", "材料.zip", "The file is damaged or incomplete."),
        (b"Rar!\x1a\x07\x01\x00", "材料.rar", "This is no zip. Pack the files as .zip"),
        (zipped(("一/", b"")), "材料.zip", "There is no file in the zip."),
        (zipped(*[(f"{n}.txt", b"x") for n in range(201)]), "材料.zip", "The zip has more than 200 files."),
    ],
    ids=["password", "bomb", "damaged", "rar", "empty", "many"],
)
def test_a_bad_zip_is_refused_with_what_to_do_and_nothing_is_kept(
    client: Client, pack: bytes, name: str, said: str
) -> None:
    answer = upload(client, row("甲", "a.docx"), pack=pack, name=name)
    assert answer.status_code == 422 and said in told(answer) and nothing_written()


@pytest.mark.parametrize(
    ("pack", "name"),
    [
        (zipped(("机密★1年 名单.docx", PAPER)), "材料.zip"),
        (zipped(("a.docx", docx(p("机密★1年") + p("名单"))), ("b.docx", PAPER)), "材料.zip"),
        (zipped(("b.docx", PAPER)), "秘密★材料.zip"),
    ],
    ids=["name", "content of a file that no row names", "name of the zip"],
)
def test_a_secrecy_marking_refuses_all_and_is_journaled_without_a_name(client: Client, pack: bytes, name: str) -> None:
    answer = upload(client, row("甲", "b.docx"), pack=pack, name=name)
    assert answer.status_code == 422 and "marking of a state secret" in told(answer) and "名单" not in told(answer)
    (entry,) = Entry.objects.filter(step="refused.marked").select_related("payload")
    assert set(json.loads(entry.payload.data)) == {"bytes"} and nothing_written()


def test_a_marking_in_the_name_that_a_cell_gives_refuses_the_sheet(client: Client) -> None:
    answer = upload(client, row("甲", "机密★1年 名单.docx"), pack=zipped(("b.docx", PAPER)))
    assert answer.status_code == 422 and "名单" not in told(answer) and nothing_written()
    assert Entry.objects.filter(step="refused.marked").count() == 1


def test_while_other_files_are_checked_it_is_said_when_to_send_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanning, "WAIT", 0.01)
    with scanning._in_turn(), scanning._in_turn():
        answer = upload(client, row("甲"), pack=zipped(("b.docx", PAPER)))
    assert answer.status_code in (422, 503) and "Send it again in 10 seconds." in told(answer) and nothing_written()


def test_a_zip_whose_files_take_too_long_to_check_is_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("luoshi.desk.bulk.attachments.actions.MOST_SECONDS", 0)
    answer = upload(client, row("甲"), pack=zipped(("b.docx", PAPER)))
    assert "Checking the file took too long." in told(answer) and nothing_written()


def test_dropped_replaced_and_expired_files_are_removed(client: Client, committed: Any) -> None:
    first = upload(client, row("甲", "a.docx"), pack=zipped(("a.docx", PAPER)))["Location"]
    with committed():
        client.post(first, {"drop": "1"})
    assert waiting() == [] and not ImportRun.objects.exists()
    upload(client, row("甲", "a.docx"), pack=zipped(("a.docx", PAPER)))
    before = waiting()
    with committed():
        there = upload(client, row("乙", "a.docx"), pack=zipped(("a.docx", OTHER)))["Location"]
    assert len(waiting()) == 2 and {*before}.isdisjoint(waiting())
    sweep_expired_trials(datetime.now(NOW.tzinfo) + timedelta(hours=25))
    assert waiting() == [] and "are no longer kept" in told(client.get(there))
    answer = client.post(there)
    assert answer.status_code == 422 and "Upload the sheet and its zip again." in told(answer)
    assert not Instruction.objects.exists()


def test_a_file_that_was_changed_while_it_waited_is_not_taken(client: Client) -> None:
    there = upload(client, row("甲", "a.docx"), pack=zipped(("a.docx", PAPER)))["Location"]
    (path,) = [path for path in waiting() if path.name.endswith(sha(PAPER))]
    path.write_bytes(encrypt_bytes(OTHER))
    assert client.post(there).status_code == 422 and not Evidence.objects.exists()
