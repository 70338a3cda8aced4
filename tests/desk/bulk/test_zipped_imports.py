"""Files from a zip become those of records: by short and long sheets, by steps, and taken back with them."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from asked_columns import chosen
from luoshi.base.record_errors import RecordError
from luoshi.desk.bulk.actions.staged import cancel_import, carry_on
from luoshi.desk.bulk.back.actions import take_back
from luoshi.desk.lists.views.models import ImportRun
from luoshi.evidence import store
from luoshi.kernel.files.models import Attachment, Evidence
from luoshi.kernel.history.queries.verification import journal_findings
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.instructions.models import Instruction
from many_appeals import lines_of, signed_in, workbook
from office import NOW, TODAY, Office
from pictures import exif, jpeg, png
from zipped_sheets import OTHER, PAPER, attached, page, row, sha, told, upload, waiting
from zips import zipped


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


def test_the_same_sheet_and_zip_again_change_nothing(client: Client) -> None:
    pack = zipped(("a.docx", PAPER))
    client.post(upload(client, row("甲", "a.docx"), pack=pack)["Location"])
    answer = upload(client, row("甲", "a.docx"), pack=pack)
    assert "1 row was imported before and changes nothing." in page(client, answer)
    client.post(answer["Location"], {})
    assert Instruction.objects.count() == 1 and len(attached()) == 1


def test_if_one_record_fails_no_file_is_attached(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    there = upload(client, row("甲", "a.docx"), row("乙", "a.docx"), pack=zipped(("a.docx", PAPER)))["Location"]

    def fail(*_given: Any, **_more: Any) -> None:
        raise RecordError("guarded", "It is too late.")

    with monkeypatch.context() as broken:
        broken.setattr("luoshi.desk.bulk.actions.imports.remember_lines", fail)
        assert client.post(there).status_code == 422
    assert not (Instruction.objects.exists() or Attachment.objects.exists() or Evidence.objects.exists())
    assert client.post(there).status_code == 302 and len(attached()) == 2  # the files still wait


def held(client: Client, *photos: str, pack: bytes) -> Any:
    """Activities, a photo each, as the example of the template."""
    template = b"".join(client.get("/activities/import/template/").streaming_content)
    heads, example = lines_of(template)[2], lines_of(template, 2)[3]
    place, photo = heads.index("Place*"), heads.index("Photos")
    rows = []
    for number, name in enumerate(photos):
        line = [value if str(head).endswith("*") else None for head, value in zip(heads, example, strict=True)]
        line[place], line[photo] = f"第{number}中学", name
        rows.append(line)
    given = {"file": SimpleUploadedFile("活动.xlsx", workbook([heads, *rows]))}
    return client.post("/activities/import/", given | {"zip": SimpleUploadedFile("照片.zip", pack)})


PICTURE = jpeg(exif(1, b"Wang Xiaoming\0"))


def test_an_import_taken_back_takes_its_files_along_whose_authors_were_removed(office: Office) -> None:
    client = signed_in(office, "clerk", "en")
    answer = held(client, "a.jpg", "a.jpg", pack=zipped(("a.jpg", PICTURE)))
    assert "2 rows are right and new." in page(client, answer)
    client.post(answer["Location"])
    (evidence,) = Evidence.objects.all()
    assert b"Wang" in PICTURE and b"Wang" not in store.path_of(evidence.sha256).read_bytes()
    urls = [f"/activities/{file.record_id}/files/{file.pk}/" for file in Attachment.objects.all()]
    assert [client.get(url).status_code for url in urls] == [200, 200]
    run = ImportRun.objects.get()
    assert take_back(run, get_kind("activities"), office.actor("clerk"), "传错了表", at=NOW) == 2
    assert not Attachment.objects.exists() and not Evidence.objects.exists()
    assert [client.get(url).status_code for url in urls] == [404, 404]
    assert [finding for finding in journal_findings() if finding.code != "erased"] == []


@pytest.fixture
def _in_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("luoshi.base.database.batched_writes.FIRST", 2)
    monkeypatch.setattr("luoshi.base.database.batched_writes.AIMED", 0.0)
    monkeypatch.setattr("luoshi.desk.bulk.pages.imports.AT_ONCE", 3)


@pytest.mark.usefixtures("_in_steps")
def test_a_long_sheet_attaches_its_files_in_steps_and_all_are_seen_at_once(
    office: Office, committed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, names = signed_in(office, "clerk", "en"), ["a.jpg" if at % 2 else "b.jpg" for at in range(7)]
    client.post(held(client, *names, pack=zipped(("a.jpg", PICTURE), ("b.jpg", jpeg())))["Location"])
    run = ImportRun.objects.get()
    stops = iter([False, True])
    monkeypatch.setattr("luoshi.base.sheets.staged_imports.is_worker_stopping", lambda: next(stops, False))
    assert not carry_on(run.pk)
    assert Attachment.objects.exists() and not Record.objects.exists() and waiting()
    with committed():
        assert carry_on(run.pk)
    assert list(Attachment.objects.order_by("record").values_list("name", flat=True)) == names
    assert Record.objects.count() == 7 and waiting() == []


@pytest.mark.usefixtures("_in_steps")
def test_a_long_sheet_that_is_cancelled_leaves_no_file(
    office: Office, committed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(office, "clerk", "en")
    client.post(held(client, *["a.jpg"] * 7, pack=zipped(("a.jpg", PICTURE)))["Location"])
    run = ImportRun.objects.get()
    stops = iter([False, True])
    monkeypatch.setattr("luoshi.base.sheets.staged_imports.is_worker_stopping", lambda: next(stops, False))
    carry_on(run.pk)
    assert Attachment.objects.exists() and waiting()
    with committed():
        assert cancel_import(run, get_kind("activities"), office.actor("clerk")) and carry_on(run.pk)
    assert not Attachment.objects.exists() and not Evidence.objects.exists() and waiting() == []
    run.refresh_from_db()
    assert run.state == ImportRun.OUT


@pytest.mark.usefixtures("_in_steps")
def test_a_long_sheet_whose_files_are_lost_before_it_is_written_is_given_up(office: Office) -> None:
    client = signed_in(office, "clerk", "en")
    client.post(held(client, *["a.jpg"] * 7, pack=zipped(("a.jpg", PICTURE)))["Location"])
    for path in waiting():
        path.unlink()
    run = ImportRun.objects.get()
    assert carry_on(run.pk)
    run.refresh_from_db()
    assert run.state == ImportRun.OUT and run.said and not Record._base_manager.filter(batch=run).exists()


def test_a_sheet_with_heads_of_its_own_keeps_its_zip_until_its_columns_are_known(client: Client) -> None:
    heads = ["批示领导", "批示内容", "批示日期", "办结时限", "承办单位", "批示件"]
    given = {"file": SimpleUploadedFile("台账.xlsx", workbook([heads, row("甲", "a.docx")]))}
    answer = client.post(
        "/instructions/import/", given | {"zip": SimpleUploadedFile("z.zip", zipped(("a.docx", PAPER)))}
    )
    assert answer.status_code == 302 and "/columns/" in answer["Location"], told(answer)
    sent = chosen(client.get(answer["Location"]))
    means = dict(zip(sent, ["whose", "words", "given", "by", "unit", "paper"], strict=True))
    answer = client.post(answer["Location"], means)
    assert "1 row is right and new." in page(client, answer)
    assert client.post(answer["Location"]).status_code == 302
    assert attached() == [("甲", "a.docx", sha(PAPER))]


def test_a_step_whose_form_takes_no_file_takes_no_zip(client: Client) -> None:
    words = client.get("/instructions/import/?step=pass_on").content.decode()
    assert 'name="zip"' not in words and 'name="zip"' in client.get("/instructions/import/").content.decode()


def given_out(office: Office, *words: str) -> list[Any]:
    given = {"whose": "顾长川", "given": TODAY, "by": TODAY + timedelta(10), "about": "", "decider": ""}
    given |= {"unit": office.units["kexie"].pk}
    made = [
        begin(get_kind("instructions"), office.actor("supervisor"), {**given, "words": said}, at=NOW) for said in words
    ]
    return [take(done.record, "pass_on", office.actor("supervisor"), {}, at=NOW).record for done in made]


def answer_by_sheet(client: Client, *rows: list[Any], pack: bytes | None = None) -> Any:
    template = b"".join(client.get("/instructions/import/template/?step=answer").streaming_content)
    heads = [str(head).rstrip("*") for head in lines_of(template)[2]]
    assert heads == ["Number or name", "Answer", "Evidence"], heads
    given = {"file": SimpleUploadedFile("回复.xlsx", workbook([heads, *rows]))}
    if pack is not None:
        given["zip"] = SimpleUploadedFile("佐证.zip", pack)
    return client.post("/instructions/import/?step=answer", given)


def test_a_step_on_records_takes_files_for_each(office: Office, committed: Any) -> None:
    first, second = given_out(office, "甲", "乙")
    client = signed_in(office, "clerk", "en")
    pack = zipped(("甲.docx", PAPER), ("乙.docx", OTHER))
    answer = answer_by_sheet(
        client, [first.number, "已办", "甲.docx；乙.docx"], [second.number, "已办", "丙.docx"], pack=pack
    )
    assert "1 row is right and new. 1 row is refused." in (words := page(client, answer)), words
    with committed():
        assert client.post(answer["Location"], {"partly": "on"}).status_code == 302
    assert attached() == [("甲", "甲.docx", sha(PAPER)), ("甲", "乙.docx", sha(OTHER))]
    assert {file.part for file in Attachment.objects.all()} == {"proof"} and waiting() == []
    assert "cannot be done now" in page(client, answer_by_sheet(client, [first.number, "已办", "甲.docx"], pack=pack))


def test_more_rows_need_no_more_queries_for_the_same_files(client: Client) -> None:
    def queries(*words: str) -> int:
        there = upload(client, *[row(said, "a.docx") for said in words], pack=zipped(("a.docx", PAPER)))["Location"]
        with CaptureQueriesContext(connection) as captured:
            assert client.post(there).status_code == 302
        return sum("records_attachment" in query["sql"] or "records_evidence" in query["sql"] for query in captured)

    assert queries("甲", "乙") >= queries(*"丙丁戊己庚辛壬癸") > 0


def test_a_step_that_only_adds_files_changes_nothing_where_they_are_there_already(
    office: Office, committed: Any
) -> None:
    client = signed_in(office, "clerk", "en")
    with committed():
        client.post(held(client, "a.jpg", "a.jpg", pack=zipped(("a.jpg", PICTURE)))["Location"])
    first, second = Record.objects.order_by("pk")
    pack = zipped(("a.jpg", PICTURE), ("b.png", png()))
    rows = [[first.number, "a.jpg"], [second.number, "b.png"]]

    def show() -> Any:
        given = {"file": SimpleUploadedFile("照片.xlsx", workbook([["Number or name", "Photos"], *rows]))}
        return client.post("/activities/import/?step=show", given | {"zip": SimpleUploadedFile("照片.zip", pack)})

    answer = show()
    assert "1 row is right and new. 1 row was imported before and changes nothing." in page(client, answer)
    client.post(answer["Location"])
    names = Attachment.objects.order_by("record", "pk").values_list("record", "name")
    assert list(names) == [(first.pk, "a.jpg"), (second.pk, "a.jpg"), (second.pk, "b.png")]
    assert "2 rows were imported before and change nothing." in page(client, show())
