"""How backups stand is shown to administrators alone and warned of in time; a moved office is not begun anew."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone, translation

from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.cli import main
from luoshi.cli import office as commands
from luoshi.cli.language import load_message_catalogue
from luoshi.evidence import store
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.evidence.journal.actions.seals import seal_all
from luoshi.kernel.files.actions.files import look_through_some
from luoshi.kernel.files.models import Evidence
from luoshi.kernel.messages.models import Outgoing
from luoshi.site import backup, keys
from luoshi.site.backup import backup_status, state
from luoshi.site.backup.actions.backup_restoration import finish_restore
from luoshi.site.backup.errors import BackupError
from luoshi.site.backup.manifest import EvidenceFiles, Manifest
from luoshi.site.doctor import examine_installation
from luoshi.site.key_checks.actions import keep_checks
from many_appeals import signed_in
from office import NOW, Office

AT = "2026-03-19T01:00:00+08:00"
MADE = {"at": AT, "file": "/b/luoshi-20260319-010000.zip", "size": 52_000_000, "faults": 0}


@pytest.fixture(autouse=True)
def data(settings: Any, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    return tmp_path


def told(at: datetime = NOW) -> dict[str, tuple[str, str]]:
    with translation.override("en"):
        return {status.label: (status.weight, status.words) for status in backup_status.backup_statuses(at)}


@pytest.mark.parametrize("who", ["admin", "clerk", "supervisor", "auditor", "leader", "head", "outside"])
def test_the_home_page_shows_backups_to_administrators_alone(office: Office, who: str, data: Path) -> None:
    state.update_backup_state(data, made=MADE, tried={"at": AT, "error": ""})
    page = signed_in(office, who, "en").get("/").content.decode()
    assert ('id="standing"' in page, "52.0 MB" in page) == (who == "admin", who == "admin")


def made_keys(data: Path) -> dict[str, str]:
    """The key files of an installation, whose checks the database has."""
    for key_file in keys.FILES:
        (data / key_file.name).write_text(key_file.new(), encoding="utf-8")
        (data / key_file.name).chmod(0o600)
    found = keys.read_keys(data, {})
    keep_checks(found)
    return found


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "harm", "words"),
    [
        ("", lambda path: None, ""),
        ("journal.key", lambda path: path.unlink(), "is missing"),
        ("field.keys", lambda path: path.write_text("", encoding="utf-8"), "is missing"),
        ("field.keys", lambda path: path.write_text("kein", encoding="utf-8"), "something other than keys"),
        ("journal.key", lambda path: path.write_text("ab" * 32, encoding="utf-8"), "lacks the key"),
        ("secret.key", lambda path: path.chmod(0o644), "Others can read"),
    ],
)
def test_where_the_keys_stand_and_which_is_lost_is_said(
    data: Path, monkeypatch: pytest.MonkeyPatch, name: str, harm: Any, words: str
) -> None:
    for key_file in keys.FILES:
        monkeypatch.delenv(key_file.variable, raising=False)
    made_keys(data)
    harm(data / name)
    with translation.override("en"):
        found = list(backup_status.key_statuses())
    if not name:
        assert [status.weight for status in found] == ["fine"] and str(data) in found[0].words
        return
    wrong = [status for status in found if name in status.words]
    assert [status.weight for status in wrong] == ["wrong"] and words in wrong[0].words
    assert len(found) == 1


@pytest.mark.django_db
def test_a_key_in_the_surroundings_is_not_called_lost(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = made_keys(data)
    (data / "journal.key").unlink()
    monkeypatch.setenv("LUOSHI_JOURNAL_KEY", found["journal.key"])
    assert [status.weight for status in backup_status.key_statuses()] == ["fine"]


def test_an_entry_dated_before_the_one_before_it_and_a_damaged_file_are_said_on_the_home_page(office: Office) -> None:
    with transaction.atomic():
        for seconds in (0, 60, 56, 51):  # four seconds back are nothing, nine are
            journal_act("unit:1", "unit.note", PROGRAM, {}, at=NOW + timedelta(seconds=seconds))
    seal_all()
    assert [problem.words for problem in backup_status.integrity_problems(NOW.date())] == []
    with transaction.atomic():
        journal_act("unit:1", "unit.note", PROGRAM, {}, at=NOW + timedelta(seconds=42))
    seal_all()
    Evidence.objects.create(sha256="ab" * 32, size=3, media="text/plain", at=NOW)
    list(look_through_some(NOW.date()))
    with translation.override("en"):
        page = signed_in(office, "admin", "en").get("/").content.decode()
    assert "by 9 seconds" in page and "abababababab" in page
    assert "by 9 seconds" not in signed_in(office, "clerk", "en").get("/").content.decode()
    with translation.override("en"):
        assert any("by 9 seconds" in finding.words and finding.wrong for finding in examine_installation())
        assert any(
            "abababababab" in finding.words and "daily check" in finding.words and finding.wrong
            for finding in examine_installation()
        )


def test_a_demonstration_speaks_of_no_backups(office: Office, settings: Any) -> None:
    settings.DEMO = True
    assert backup_status.backup_facts(office.actor("admin"), NOW) == []


def test_a_backup_of_last_night_is_in_order_and_one_of_three_days_ago_is_not(office: Office, data: Path) -> None:
    state.update_backup_state(data, made=MADE, tried={"at": AT, "error": ""})
    assert told()["Last backup"] == ("fine", "2026-03-19 01:00, 52.0 MB, complete.")
    late = told(NOW + timedelta(days=2))["Last backup"]
    assert late == ("wrong", "2026-03-19 01:00, 52.0 MB: older than two days. Run luoshi backup.")


def test_what_went_wrong_is_said_until_it_goes_well_again(office: Office, data: Path) -> None:
    later = "2026-03-20T01:00:00+08:00"
    state.update_backup_state(data, made=MADE, tried={"at": later, "error": "space"})
    words = "The backup of 2026-03-20 01:00 failed: there is not enough disk space. Last one: 2026-03-19 01:00."
    assert told()["Last backup"] == ("wrong", words)
    state.update_backup_state(data, made={**MADE, "at": later, "faults": 2}, tried={"at": later, "error": ""})
    assert told()["Last backup"][0] == "wrong" and "2 files of evidence are missing" in told()["Last backup"][1]
    state.update_backup_state(data, made={**MADE, "at": later})
    assert told()["Last backup"][0] == "fine"
    state.update_backup_state(data, copied={"at": later, "folder": "/share", "error": "no_share"})
    assert told()["Copy of the backup"][0] == "wrong"
    state.update_backup_state(data, copied={"at": later, "folder": "/share", "error": ""})
    assert told()["Copy of the backup"] == ("fine", "/share, read back and identical.")


def test_no_backup_is_a_note_at_first_and_wrong_after_two_days(office: Office, settings: Any) -> None:
    assert told(NOW + timedelta(hours=20))["Last backup"][0] == "note"
    assert told(NOW + timedelta(days=3))["Last backup"][0] == "wrong"
    settings.BACKUP_HOUR = 24
    assert told(NOW + timedelta(days=3))["Last backup"][0] == "note"


def test_a_drill_is_asked_for_and_its_result_shown(office: Office, data: Path) -> None:
    assert told()["Last drill"][0] == "note"
    for status, weight in ((0, "fine"), (1, "wrong"), (3, "wrong")):
        state.update_backup_state(data, drill={"at": AT, "file": "luoshi-20260319-010000.zip", "status": status})
        assert told()["Last drill"][0] == weight


def test_what_was_noted_and_cannot_be_read_stops_no_page(office: Office, data: Path) -> None:
    for words in ("{", "[]", '{"made": {"at": 7}, "tried": {"error": "x", "at": null}}'):
        (data / state.KEPT).write_text(words)
        assert told()["Last backup"][0] in ("note", "wrong")


def test_the_doctor_tells_the_last_backup_and_the_age_of_the_database(office: Office, data: Path) -> None:
    state.update_backup_state(data, made={**MADE, "at": timezone.localtime().isoformat()}, tried={})
    with translation.override("en"):
        found = {finding.words.partition(":")[0]: finding.weight for finding in examine_installation()}
    assert (found["Last backup"], found["Last drill"], found["Database"]) == ("fine", "note", "fine")


def test_a_folder_whose_data_was_moved_begins_no_other_office(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setenv("LUOSHI_DATA", str(data))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    said = {"old": str(data / "luoshi.sqlite3"), "to": "luoshi @ db:5432", "at": AT, "kept": "luoshi.moved-1.sqlite3"}
    state.write_state_file(data, said, state.MOVED)
    assert (
        commands.run_serve_command("127.0.0.1", 0, str(data), demo=False, look=False, working=False, language="en") == 1
    )
    assert "was moved to luoshi @ db:5432 on 2026-03-19: set DATABASE_URL." in capsys.readouterr().err
    assert [path.name for path in data.iterdir()] == [state.MOVED]  # no keys, no database
    with_url = {"DATABASE_URL": "postgres://u:secret@db:5432/luoshi"}
    state.refuse_unusable_data(data, with_url)
    state.write_state_file(data, {"file": "/b.zip", "into": "luoshi @ db:5432"}, state.RESTORING)
    with pytest.raises(BackupError, match="restoring"):
        state.refuse_unusable_data(data, with_url)
    assert "secret" not in (data / state.RESTORING).read_text()


def test_content_is_laid_only_where_it_is_what_its_name_says(data: Path) -> None:
    sha256 = hashlib.sha256(b"onetwo").hexdigest()
    assert not store.store_content_stream(sha256, [b"one", b"three"]) and not store.path_of(sha256).exists()
    assert store.store_content_stream(sha256, [b"one", b"two"]) and store.path_of(sha256).read_bytes() == b"onetwo"
    store.path_of(sha256).write_bytes(b"altered")
    assert store.store_content_stream(sha256, [b"one", b"two"]) and store.path_of(sha256).read_bytes() == b"onetwo"
    assert list((store.file_store_folder() / "incoming").iterdir()) == []


def test_marks_tell_keys_apart_and_do_not_tell_them(data: Path) -> None:
    keys.create_missing_keys(data, {})
    held = keys.available_keys(data, {})
    marks = keys.key_fingerprints(held)
    assert set(marks) == set(held) >= {"secret.key", "field.keys"}
    assert not any(mark in held[name] or held[name] in mark for name in held for mark in marks[name])
    assert (
        keys.key_fingerprints({"field.keys": "a b"})["field.keys"][1]
        == keys.key_fingerprints({"field.keys": "b"})["field.keys"][0]
    )
    keys.put_back(data / "new", {name: key.encode() for name, key in held.items()})
    assert keys.available_keys(data / "new", {}) == held
    keys.put_back(data / "new", {"secret.key": b"another"})
    assert keys.available_keys(data / "new", {}) == held


def test_each_refusal_has_its_words_in_both_languages() -> None:
    folder = Path(backup.__file__).parent
    codes = {
        code
        for path in folder.rglob("*.py")
        for code in re.findall(r'(?:BackupError\(|of_system\(error, )"(\w+)"', path.read_text(encoding="utf-8"))
    }
    assert len(codes) > 20
    for language in ("zh", "en"):
        assert [code for code in sorted(codes) if f"backup.{code}" not in load_message_catalogue(language)] == []


def test_what_waits_to_be_sent_is_perhaps_sent_after_a_restore_and_still_waits_after_a_move(office: Office) -> None:
    said = {"channel": "mail", "person": office.people["clerk"], "code": "x", "at": NOW, "since": NOW, "after": NOW}
    for state_of, occasion in ((Outgoing.WAITING, "a"), (Outgoing.SENDING, "b"), (Outgoing.SENT, "c")):
        Outgoing.objects.create(state=state_of, occasion=occasion, **said)

    def states(*, moved: bool) -> list[str]:
        manifest = Manifest("0", NOW.isoformat(), "sqlite", "", (), (), EvidenceFiles(True), 0, "")
        finish_restore(manifest, moved=moved, file="b.zip", told=lambda _name: None)
        return list(Outgoing.objects.order_by("occasion").values_list("state", flat=True))

    assert states(moved=True) == ["waiting", "sending", "sent"]
    assert states(moved=False) == ["perhaps", "perhaps", "sent"]


@pytest.mark.parametrize(
    "command", [["backup"], ["restore", "x.zip"], ["drill"], ["upgrade"], ["move", "postgres://h/x"]]
)
def test_a_demonstration_is_not_backed_up(command: list[str], settings: Any, monkeypatch: Any, capsys: Any) -> None:
    monkeypatch.setattr("luoshi.cli.backup.start_django", lambda *_args, **_more: True)
    settings.DEMO = True
    assert main([*command, "--lang", "en"]) == 1
    assert "belongs to a demonstration" in capsys.readouterr().err
