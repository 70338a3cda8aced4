"""Files are kept by content, whole or not at all, and handed out only through a record that one may see."""

from __future__ import annotations

import hashlib
import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections, transaction
from django.test import Client
from django.urls import reverse

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.desk.privacy.erasing.actions import execute_erasure, propose_erasure
from luoshi.evidence import store
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.files.actions.files import let_go, store_evidence, sweep_orphaned_files
from luoshi.kernel.files.models import Attachment, Evidence
from luoshi.kernel.files.queries import is_sound
from luoshi.kernel.history.queries.history import record_events
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.steps.actions.steps import take
from making import docx, p
from office import NOW, Office
from pictures import exif, jpeg
from sent_files import answer, assigned, hash_of, on_disk, place, received, sent

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path


def age(path: Path, by: timedelta) -> None:
    moment = (datetime.now(UTC) - by).timestamp()
    os.utime(path, (moment, moment))


def test_a_steps_files_are_kept_with_it_and_told_in_its_entry(office: Office) -> None:
    record = answer(office, assigned(office), sent("甲.txt", "甲"), sent("乙.txt", "乙"))
    rows = Attachment.objects.filter(record=record.pk).order_by("pk")
    entry = Entry.objects.get(record=record.pk, step="answer")
    assert [(row.name, row.part, row.evidence.sha256, row.evidence.size, row.entry) for row in rows] == [
        ("甲.txt", "files", hash_of("甲"), 3, entry),
        ("乙.txt", "files", hash_of("乙"), 3, entry),
    ]
    assert on_disk() == {place("甲"): "甲".encode(), place("乙"): "乙".encode()}
    assert [str(value) for _label, value in record_events(record)[-1].given][1] == "甲.txt、乙.txt"


def test_the_same_content_twice_is_one_file_each_under_the_name_that_its_giver_gave(office: Office) -> None:
    first, second = assigned(office), assigned(office, title="又一件")
    answer(office, first, sent("照片说明.txt"), sent("副本.txt"))
    answer(office, second, sent("说明.txt"))
    assert sorted(Attachment.objects.values_list("record", "name")) == [
        (first.pk, "副本.txt"),
        (first.pk, "照片说明.txt"),
        (second.pk, "说明.txt"),
    ]
    assert Evidence.objects.count() == 1 and list(on_disk()) == [place("活动室已开放")]


def test_a_step_without_files_says_nothing_of_them(office: Office) -> None:
    record = answer(office, assigned(office))
    assert [value for _label, value in record_events(record)[-1].given] == ["列入计划"] and on_disk() == {}


def test_a_refused_step_keeps_no_file(office: Office) -> None:
    record = assigned(office)
    with pytest.raises(RecordError) as caught:
        take(record, "answer", office.actor("clerk"), {}, at=NOW, files={"files": [sent()]})
    assert (caught.value.code, sorted(caught.value.fields)) == ("incomplete", ["answer"])
    assert (on_disk(), Evidence.objects.count()) == ({}, 0)


def test_a_file_that_is_refused_says_why_and_the_step_is_not_done(office: Office) -> None:
    with pytest.raises(RecordError) as caught:
        answer(office, assigned(office), sent("程序.exe", "MZ"), sent("好.txt"), sent("旧.rtf", "x"))
    assert caught.value.code == "incomplete"
    assert caught.value.fields == {
        "files": [
            "程序.exe: 不接收这类文件。 可接收：docx, xlsx, pdf, ofd, jpg, png, txt, csv, doc, wps, xls, zip, mp4。",
            "旧.rtf: 不接收 rtf 类文件。 请打开后另存为 docx。",
        ]
    }
    assert on_disk() == {}


def test_the_same_key_with_another_file_is_another_request(office: Office) -> None:
    from uuid import uuid4

    record, key = assigned(office), uuid4()
    given: dict[str, Any] = {"at": NOW, "once": key}
    first = take(record, "answer", office.actor("clerk"), {"answer": "好"}, files={"files": [sent()]}, **given)
    again = take(record, "answer", office.actor("clerk"), {"answer": "好"}, files={"files": [sent()]}, **given)
    assert (again.entry, again.repeated, Attachment.objects.count()) == (first.entry, True, 1)
    with pytest.raises(RecordError) as caught:
        other = sent(words="换了内容")
        take(record, "answer", office.actor("clerk"), {"answer": "好"}, files={"files": [other]}, **given)
    assert caught.value.code == "repeated" and place("换了内容") not in on_disk()


def test_what_others_see_of_a_protected_matters_files_names_nobody(office: Office) -> None:
    photo = jpeg(exif(6, "王小明".encode()))
    paper = docx(p("情况说明") + '<w:ins w:author="王小明"><w:r><w:t>补充</w:t></w:r></w:ins>')
    files = [SimpleUploadedFile("照片.jpg", photo), SimpleUploadedFile("说明.docx", paper)]
    answer(office, assigned(office), *files)
    kept = on_disk()
    assert len(kept) == 2 and photo not in kept.values()
    assert {name.rpartition("/")[2] for name in kept} == {hashlib.sha256(data).hexdigest() for data in kept.values()}
    assert all("王小明".encode() not in data for data in kept.values())


def url_of(record: Record, one: Attachment | int) -> str:
    return reverse("records:file", args=[record.kind, record.pk, one if isinstance(one, int) else one.pk])


def signed_in(office: Office, who: str) -> Client:
    client = Client()
    client.force_login(office.people[who].user)
    return client


def test_a_file_is_handed_out_whole_for_saving_under_its_name(office: Office) -> None:
    record = answer(office, assigned(office), sent("佐证 “材料”.txt"))
    one = Attachment.objects.get()
    response = signed_in(office, "clerk").get(url_of(record, one))
    assert b"".join(response.streaming_content) == "活动室已开放".encode()  # type: ignore[attr-defined]
    named = "attachment; filename*=utf-8''%E4%BD%90%E8%AF%81%20%E2%80%9C%E6%9D%90%E6%96%99%E2%80%9D.txt"
    wanted = {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Length": "18",
        "Content-Disposition": named,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    assert {name: response[name] for name in wanted} == wanted
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none';")


@pytest.mark.control("8.1.4.2 e-g", "knowing an address or a hash gives no file")
@pytest.mark.parametrize("who", ["stranger", "admin", "collector", "outside"])
def test_knowing_an_address_or_a_hash_gives_no_file(office: Office, who: str) -> None:
    record = answer(office, assigned(office), sent())
    one, client = Attachment.objects.get(), signed_in(office, who)
    assert client.get(url_of(record, one)).status_code == 404
    assert client.get(f"/files/{one.evidence.sha256}/").status_code == 404
    assert not Entry.objects.filter(step="download").exists()


@pytest.mark.control("8.1.4.2 e-g", "a file of one record is not had through another")
def test_a_file_of_one_record_is_not_had_through_another(office: Office) -> None:
    mine, other = answer(office, assigned(office), sent()), assigned(office, title="另一件")
    one, client = Attachment.objects.get(), signed_in(office, "clerk")
    assert client.get(url_of(other, one)).status_code == 404
    assert client.get(url_of(mine, one.pk + 1)).status_code == 404
    assert client.get(url_of(mine, one)).status_code == 200


def test_signed_out_nobody_gets_a_file(office: Office) -> None:
    record = answer(office, assigned(office), sent())
    assert Client().get(url_of(record, Attachment.objects.get())).status_code == 302


@pytest.mark.control("8.1.4.11", "each download of a protected matter's file is an entry")
def test_each_download_of_a_protected_matters_file_is_journaled_and_a_look_at_its_head_is_not(office: Office) -> None:
    record = answer(office, assigned(office), sent())
    url, client = url_of(record, Attachment.objects.get()), signed_in(office, "leader")
    client.head(url)
    client.get(url)
    entry = Entry.objects.filter(step="download").get()
    assert (entry.person, entry.record_id) == (office.people["leader"], record.pk)
    assert "佐证.txt" in (entry.payload.data or "")


def test_pictures_alone_are_shown_in_the_browser(office: Office) -> None:
    record = answer(office, assigned(office), SimpleUploadedFile("照片.jpg", jpeg()), sent("页面.txt", "文字"))
    photo, text = Attachment.objects.order_by("pk")
    client = signed_in(office, "clerk")
    shown = [client.get(url_of(record, file) + "?show=1") for file in (photo, text)]
    assert [response["Content-Disposition"].partition(";")[0] for response in shown] == ["inline", "attachment"]
    assert [response["Content-Type"] for response in shown] == ["image/jpeg", "text/plain; charset=utf-8"]


@pytest.mark.control("8.1.4.7-8", "evidence that was changed on the disk is not handed out")
@pytest.mark.parametrize("harm", ["gone", "changed"])
def test_content_that_is_gone_or_was_changed_on_the_disk_is_not_handed_out(office: Office, harm: str) -> None:
    record = answer(office, assigned(office), sent())
    path = store.path_of(Evidence.objects.get().sha256)
    path.unlink() if harm == "gone" else path.write_bytes("活动室未开放".encode())
    response = signed_in(office, "clerk").get(url_of(record, Attachment.objects.get()))
    assert response.status_code == 404 and "文件不在原处，或在那里被改动过" in response.content.decode()


def test_the_page_of_a_record_lists_its_files_with_size_giver_and_time(office: Office) -> None:
    record = answer(office, assigned(office), sent("佐证<b>.txt"), SimpleUploadedFile("照片.jpg", jpeg()))
    one, photo = Attachment.objects.order_by("pk")
    page = signed_in(office, "clerk").get(record.get_absolute_url()).content.decode()
    table = page[page.index('id="files"') :]
    table = table[: table.index("</section>")]
    for words in (
        "佐证_b_.txt",
        "18",
        "柯干事",
        "2026-03-20 10:00",
        url_of(record, one),
        url_of(record, photo) + "?show=1",
    ):
        assert words in table, words
    assert "佐证_b_.txt、照片.jpg" in page  # the timeline's note


@pytest.mark.parametrize("count", [1, 40])
def test_forty_files_need_no_more_queries_than_one(
    office: Office, count: int, django_assert_max_num_queries: Any
) -> None:
    record = assigned(office)
    with transaction.atomic():
        evidence = store_evidence(received("x"), PROGRAM, at=NOW)
    entry = Entry.objects.filter(record=record.pk).first()
    rows = [
        Attachment(evidence=evidence, record_id=record.pk, entry=entry, part="files", name=f"{n}") for n in range(count)
    ]
    Attachment.objects.bulk_create(rows)
    client = signed_in(office, "clerk")
    client.get(record.get_absolute_url())
    with django_assert_max_num_queries(29) as queries:  # two: what was filed, and what was checked about the same
        client.get(record.get_absolute_url())
    asked = [
        query["sql"] for query in queries.captured_queries if query["sql"].startswith('SELECT "records_attachment"')
    ]
    assert len(asked) == 1


@pytest.mark.control("8.1.4.10", "what belongs to nothing is gone after a day")
def test_what_belongs_to_nothing_is_removed_after_a_day_and_nothing_else(office: Office) -> None:
    answer(office, assigned(office), sent())
    for words in ("孤儿", "新孤儿", "昨晚的孤儿"):
        store.store_content(hash_of(words), words.encode())
    old, new = store.write_temporary_file(b"half"), store.write_temporary_file(b"ha")
    age(old, 2 * DAY)
    for words in ("活动室已开放", "孤儿"):
        age(store.path_of(hash_of(words)), 2 * DAY)
    age(store.path_of(hash_of("昨晚的孤儿")), timedelta(hours=23))
    assert sweep_orphaned_files(datetime.now(UTC)) == 2
    young = [place("新孤儿"), place("昨晚的孤儿"), f"incoming/{new.name}"]
    assert sorted(on_disk()) == sorted([place("活动室已开放"), *young])
    assert sweep_orphaned_files(datetime.now(UTC) + 2 * DAY) == 3
    assert list(on_disk()) == [place("活动室已开放")]


def test_content_laid_down_again_while_it_is_swept_stays(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    store.store_content(hash_of("又来"), "又来".encode())
    age(store.path_of(hash_of("又来")), 2 * DAY)
    withdraw = store.withdraw_content

    def meanwhile(sha256: str) -> Path | None:
        with transaction.atomic():
            store_evidence(received("又来"), PROGRAM, at=NOW)
        return withdraw(sha256)

    monkeypatch.setattr(store, "withdraw_content", meanwhile)
    assert sweep_orphaned_files(datetime.now(UTC)) == 0
    assert on_disk() == {place("又来"): "又来".encode()} and Evidence.objects.count() == 1


def test_an_erased_records_files_go_with_it_and_what_others_use_stays(real_office: Office) -> None:
    first, second = assigned(real_office), assigned(real_office, title="又一件")
    answer(real_office, first, sent(words="独有"), sent(words="共有"))
    answer(real_office, second, sent(words="共有"))
    with transaction.atomic():
        assert let_go(first) == 2
        assert len(on_disk()) == 2  # the erasure might still fail
    assert list(on_disk()) == [place("共有")]
    assert [attachment.record_id for attachment in Attachment.objects.all()] == [second.pk]
    assert [evidence.sha256 for evidence in Evidence.objects.all()] == [hash_of("共有")]


def test_an_ordered_erasure_takes_the_files_too(real_office: Office) -> None:
    record = answer(real_office, assigned(real_office), sent())
    order = propose_erasure(record, "本人申请", "个人信息保护法第四十七条", real_office.actor("supervisor"), at=NOW)
    execute_erasure(order, record.number, real_office.actor("admin"), at=NOW)
    assert (on_disk(), Evidence.objects.count(), Attachment.objects.count()) == ({}, 0, 0)


def test_eight_who_give_the_same_file_at_once_give_one(real_office: Office) -> None:
    found: list[int] = []

    def give() -> None:
        try:
            with transaction.atomic():
                found.append(store_evidence(received("同一份"), PROGRAM, at=NOW).pk)
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=give) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(found) == 8 and len(set(found)) == 1
    assert on_disk() == {place("同一份"): "同一份".encode()}


@pytest.mark.skipif(os.name != "posix", reason="other systems have neither pipes nor devices among their files")
@pytest.mark.parametrize("never_ends", [os.mkfifo, lambda path: path.symlink_to("/dev/zero")])
def test_what_never_ends_in_the_place_of_a_kept_file_is_called_damaged(tmp_path, settings, never_ends) -> None:
    settings.DATA = tmp_path
    data = b"evidence"
    sha256 = hashlib.sha256(data).hexdigest()
    store.store_content(sha256, data)
    assert is_sound(sha256)
    path = store.path_of(sha256)
    path.unlink()
    never_ends(path)
    assert not is_sound(sha256)
    with pytest.raises(OSError, match="no regular file"):
        store.open_content(sha256)
