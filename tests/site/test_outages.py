"""A full disk, a database that is read-only, locked or away: plain words, when to come again, and nothing half done."""

from __future__ import annotations

import errno
import logging
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, close_old_connections, connection
from django.db.backends.signals import connection_created
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from luoshi.base.database.outages import AWAY, BUSY, FULL, UNWRITABLE, Outage, Untraced, outage_of
from luoshi.evidence import store
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.worker import worker
from luoshi.kernel.worker.actions.work import resume_tasks, try_again
from luoshi.org.actors.models import User
from luoshi.site import doctor
from office import NOW, Office
from programs import program
from test_keys import create_missing_keys, run

MISTAKES = ("出了错", "程序出错", "made a mistake", "Traceback")


# The real thing on both databases: what the driver says when it happens


def _told(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _setting(on: str, off: str) -> Callable[[], Iterator[None]]:
    """Set on this connection, and on each that is made anew."""

    def made() -> Iterator[None]:
        def again(**_more: object) -> None:
            _told(on)

        _told(on)
        connection_created.connect(again)
        try:
            yield
        finally:
            connection_created.disconnect(again)
            _told(off)

    return made


def _until_full() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # pages that tests before left free would be room
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
    yield from _setting(f"PRAGMA max_page_count={pages}", "PRAGMA max_page_count=1073741823")()


def _locked() -> Iterator[None]:
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield from _setting("PRAGMA busy_timeout=20", "PRAGMA busy_timeout=20000")()
    finally:
        other.rollback()
        other.close()


def _raised(state: str, words: str) -> Callable[[], Iterator[None]]:
    """Every INSERT gets this answer from the server itself."""

    def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("INSERT"):
            sql, params, many = f"DO $$ BEGIN RAISE EXCEPTION '{words}' USING ERRCODE = '{state}'; END $$", None, False
        return execute(sql, params, many, context)

    def made() -> Iterator[None]:
        with connection.execute_wrapper(refuse):
            yield

    return made


def _nobody_listens() -> Iterator[None]:
    told = dict(connection.settings_dict)
    connection.close()
    elsewhere = {"HOST": "127.0.0.1", "PORT": "1"} if connection.vendor == "postgresql" else {"NAME": "/nowhere/at/all"}
    connection.settings_dict.update(elsewhere)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(told)


POSTGRESQL: dict[str, tuple[Outage, Callable[[], Iterator[None]]]] = {
    "full": (FULL, _raised("53100", "could not extend file")),
    "read-only": (
        UNWRITABLE,
        _setting("SET default_transaction_read_only = on", "RESET default_transaction_read_only"),
    ),
    "away": (AWAY, _nobody_listens),
    "restarting": (AWAY, _raised("57P01", "terminating connection due to administrator command")),
    "locked": (BUSY, _raised("55P03", "lock not available")),
}
SQLITE: dict[str, tuple[Outage, Callable[[], Iterator[None]]]] = {
    "full": (FULL, _until_full),
    "read-only": (UNWRITABLE, _setting("PRAGMA query_only=ON", "PRAGMA query_only=OFF")),
    "away": (AWAY, _nobody_listens),
    "locked": (BUSY, _locked),
}


def during(name: str) -> tuple[Outage, Any] | None:
    known = SQLITE if connection.vendor == "sqlite" else POSTGRESQL
    return (known[name][0], contextmanager(known[name][1])) if name in known else None


def long_words() -> str:
    return "周末孩子没有去处。" * 400  # more than a page of the database has room for


@pytest.mark.parametrize("name", POSTGRESQL)
def test_page_and_api_say_what_fails_and_when_to_come_again(real_office: Office, name: str) -> None:
    if (found := during(name)) is None:
        return
    outage, happens = found
    client, asks = Client(raise_request_exception=False), program(real_office, "supervisor", at=timezone.now())
    client.force_login(User.objects.get(username="supervisor"), "django.contrib.auth.backends.ModelBackend")
    given = {"title": "路灯", "words": long_words(), "channel": "web", "unit": real_office.units["desk"].pk}
    before = of_records()
    with happens():
        page = client.post("/appeals/new/", given)
        answer = asks.post("appeals", {"given": given})
        assert (page.status_code, page.headers["Retry-After"]) == (outage.status, str(outage.seconds))
        assert outage_words(outage) in page.text and not any(word in page.text for word in MISTAKES)
        assert (answer.status_code, answer.data["code"]) == (outage.status, outage.code)
        assert answer.headers["Retry-After"] == str(outage.seconds)
        assert answer.data["what"] == outage.said and str(outage.seconds) in answer.data["remedy"]
    assert of_records() == before
    assert client.post("/appeals/new/", given).status_code == 302
    assert asks.post("appeals", {"given": given}).status_code == 201


def of_records() -> tuple[int, int]:
    """Records and their entries; what else is journaled beside (who came with a token) may have found its room."""
    return Record.objects.count(), Entry.objects.exclude(record=None).count()


def outage_words(outage: Outage) -> str:
    from django.utils import translation

    with translation.override("zh-hans"):
        return outage.what


@pytest.mark.database("postgresql")
def test_after_a_restart_of_the_database_the_next_request_works(real_office: Office) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(username="supervisor"), "django.contrib.auth.backends.ModelBackend")

    def restart() -> None:
        def end() -> None:
            with connection.cursor() as cursor:  # of this thread
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            connection.close()

        other = threading.Thread(target=end)
        other.start()
        other.join()

    restart()
    close_old_connections()  # as each request begins
    assert client.get("/appeals/").status_code == 200
    restart()  # in the middle of one
    assert client.get("/appeals/").status_code == 503
    assert client.get("/appeals/").status_code == 200


# What the system says


@pytest.mark.parametrize(
    ("number", "where", "found"),
    [
        (errno.ENOSPC, None, FULL),
        (errno.EDQUOT, None, FULL),
        (errno.ENOSPC, "/elsewhere", FULL),
        (errno.EROFS, "files/incoming/x", UNWRITABLE),
        (errno.EACCES, "files", UNWRITABLE),
        (errno.EACCES, "/usr/bin/scanner", None),  # not our data: a mistake of the settings
        (errno.ENOENT, "files", None),
    ],
)
def test_an_error_of_the_system_is_known_by_its_number(
    number: int, where: str | None, found: Outage | None, settings: Settings
) -> None:
    error = OSError(number, os.strerror(number), str(Path(settings.DATA) / where) if where else None)
    assert outage_of(error) is found
    outer = RuntimeError("meanwhile")
    outer.__cause__ = error
    assert outage_of(outer) is found


def test_a_mistake_of_the_program_is_no_outage() -> None:
    mistake = OperationalError("no such table: x")
    mistake.__cause__ = sqlite3.OperationalError("no such table: x")
    assert [outage_of(error) for error in (mistake, ValueError(), None)] == [None] * 3


def test_evidence_on_a_full_disk_is_refused_and_leaves_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    settings.DATA = tmp_path
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(username="supervisor"), "django.contrib.auth.backends.ModelBackend")

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(store.os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            store.store_content("a" * 64, b"evidence")
        assert list((tmp_path / "files" / "incoming").iterdir()) == []
        sent: dict[str, Any] = {"origin": "document", "unit": office.units["desk"].pk, "received": "2026-03-02"}
        sent["documents"] = SimpleUploadedFile("要点.txt", "一、推进数字化。县科协牵头。".encode())
        answer = client.post("/plans/receive/", sent)
        assert (answer.status_code, "磁盘满了" in answer.text) == (507, True)
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


# The log, the worker, the start, the doctor


def test_the_log_tells_an_outage_in_one_line() -> None:
    def line(error: Exception) -> logging.LogRecord:
        record = logging.LogRecord("luoshi", logging.ERROR, "", 0, "%s failed", ("beat",), (type(error), error, None))
        assert Untraced().filter(record)
        return record

    told = line(OSError(errno.ENOSPC, "No space left on device"))
    assert (told.getMessage(), told.exc_info) == ("beat failed (full: [Errno 28] No space left on device)", None)
    assert line(ValueError("x")).exc_info is not None


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> Exception:
    monkeypatch.setattr(worker, "PAUSE", 0.0)
    monkeypatch.setattr(worker, "_told", 0.0)
    monkeypatch.setattr(worker.connections, "close_all", lambda: None)
    return OSError(errno.ENOSPC, "No space left on device")


def test_the_worker_waits_without_filling_the_log(away: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    end, pauses, lines = threading.Event(), [], []
    end.wait = pauses.append  # type: ignore[assignment,method-assign]
    monkeypatch.setattr(worker.log, "warning", lambda words, *values: lines.append(words % values))
    monkeypatch.setattr(worker.log, "exception", lambda *_: lines.append("a trace"))

    def fails() -> None:
        raise away

    assert [worker._guarded("beat", fails, end) for _ in range(5)] == [None] * 5
    assert len(pauses) == 5  # never a busy loop
    assert lines == ["beat waits (full: [Errno 28] No space left on device)"]


def test_a_job_that_an_outage_broke_off_runs_again(office: Office, away: Exception) -> None:
    ran: list[str] = []

    def work(at: object) -> Iterator[None]:
        ran.append("began")
        yield
        if len(ran) == 1:
            raise away
        ran.append("ended")

    shift = worker._Shift("me", threading.Event(), 30.0)
    job = worker.Job("nightly of a test", "", timedelta(days=1), work)
    for _ in range(3):
        shift._job(job, NOW)
    assert ran == ["began", "began", "ended"]


def test_a_task_that_an_outage_broke_off_runs_again(office: Office) -> None:
    import worker_process

    worker_process.slow_task.enqueue("a")
    (task,) = DBTaskResult.objects.all()
    task.claim("me")
    resume_tasks("another")
    assert DBTaskResult.objects.get().status == "RUNNING"
    resume_tasks("me")
    assert DBTaskResult.objects.get().status == "READY"
    for turn, error, status in ((2, OSError(28, "full"), "READY"), (3, OSError(28, "full"), "FAILED")):
        task = DBTaskResult.objects.get()
        task.claim("me")
        task.set_failed(error)
        try_again("me", NOW, timezone.now())
        assert DBTaskResult.objects.get().status == status, turn


def test_a_task_that_failed_by_its_own_mistake_stays_failed(office: Office) -> None:
    import worker_process

    worker_process.slow_task.enqueue("a")
    task = DBTaskResult.objects.get()
    task.claim("me")
    task.set_failed(ValueError("x"))
    try_again("me", NOW, timezone.now() + timedelta(1))
    assert DBTaskResult.objects.get().status == "FAILED"


@pytest.mark.parametrize(
    ("spoiled", "said"), [("database", "The database {} cannot be used"), ("folder", "The key file")]
)
def test_a_folder_that_takes_nothing_is_told_of_as_a_folder(tmp_path: Path, spoiled: str, said: str) -> None:
    data = tmp_path / "data"
    if spoiled == "folder":
        data.touch()
    else:
        create_missing_keys(data, {})
        (data / "luoshi.sqlite3").mkdir()
    ended = run("", data, "serve", "--port", "0", "--lang", "en")
    assert ended.returncode == 1 and said.format(data / "luoshi.sqlite3") in ended.stderr + ended.stdout
    assert "DATABASE_URL" not in ended.stderr + ended.stdout and "Traceback" not in ended.stderr


def test_the_doctor_tells_how_much_room_is_left(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    (fine,) = doctor._room()
    assert fine.weight == "fine"
    monkeypatch.setattr(doctor, "ROOM", 10**18)
    (wrong,) = doctor._room()
    assert wrong.weight == "wrong" and "存数据的磁盘只剩" in wrong.words
    monkeypatch.setattr(doctor.os, "access", lambda *_: False)
    assert "写不进去" in next(iter(doctor._room())).words
