"""What is tried with backups in one process: ``python inside.py FOLDER WORK …``.

The office is that of LUOSHI_DATA and DATABASE_URL, brought there by the first work from OTHER, a backup from the other
kind of database. FOLDER is for what is made. Prints one line of JSON: what each work gave.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

for place in ("src", "tests", "tests/kernel", "tests/lines"):
    sys.path.insert(0, str(Path(__file__).resolve().parents[3] / place))

FOLDER = Path(sys.argv[1])
LATER = """
from django.db import migrations, models
def change(apps, schema):
    {change}
class Migration(migrations.Migration):
    dependencies = {before}
    operations = [
        migrations.CreateModel("Later{number}", [("id", models.BigAutoField(primary_key=True))]),
        migrations.RunPython(change, migrations.RunPython.noop),
    ]
"""


def drained(making: Any, each: Callable[[], object] = lambda: None) -> Any:
    """What a generator returns at its end."""
    while True:
        try:
            next(making)
        except StopIteration as end:
            return end.value
        each()


def made(name: str, each: Callable[[], object] = lambda: None, **more: Any) -> Any:
    """A backup of the office."""
    from django.utils import timezone

    from luoshi.site.backup.actions.backup_creation import create_backup

    return drained(create_backup(FOLDER / name, at=timezone.localtime(), **more), each)


def told(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def lines(path: Path, table: str) -> list[list[Any]]:
    return [json.loads(line) for line in told(path)[f"tables/{table}.jsonl"].splitlines()]


def other() -> dict[str, Any]:
    """The backup of the other database, brought back here; then once more, which is refused."""
    from django.db import connection, transaction

    from luoshi.evidence import append_only, store
    from luoshi.evidence.journal.models import Entry
    from luoshi.kernel.files.models import Evidence
    from luoshi.kernel.search import grams_index
    from luoshi.lines.appeals.models import Appeal
    from luoshi.org.tree.models import Unit
    from luoshi.site.backup import queries, state
    from luoshi.site.backup.actions.backup_restoration import restore_backup
    from luoshi.site.backup.errors import BackupError

    path, parts = Path(os.environ["OTHER"]), list[str]()
    found = restore_backup(path, keys_file=None, moved=False, told=parts.append)
    try:
        restore_backup(path, keys_file=None, moved=False, told=lambda _name: None)
        again = "brought back twice"
    except BackupError as error:
        again = error.code
    appeal, last, unit = Appeal.objects.order_by("pk").first(), Entry.objects.order_by("-pk").first(), Unit()
    with transaction.atomic():
        unit.save()
    assert appeal and last
    newest, stands = (
        max(row[0] for row in lines(path, "org_unit")),
        queries.existing_table_names(),
    )  # some tables are no more
    counts = {
        table.name: (table.rows, queries.count_table_rows(table.name))
        for table in found.manifest.tables
        if table.name in stands
    }
    with transaction.atomic():
        unit.delete()
    return {
        "from": [found.manifest.database, connection.vendor],
        "findings": [finding.code for finding in found.findings],
        "keys": [found.keys, found.unread, appeal.speaker],
        "files": [store.has_content(evidence.sha256, evidence.size) for evidence in Evidence.objects.all()],
        "last": last.step,
        "other": {name for name, (was, now) in counts.items() if was != now},
        "guarded": append_only.missing_append_triggers(),
        "counts on": unit.pk is None and Unit.objects.count() == len(lines(path, "org_unit")) and newest,
        "found": bool(grams_index.newest_ids_with_grams(["活动"], 1)),
        "sealed": queries.last_seal_head()[0] == Entry.objects.count(),
        "left": state.read_state_file(Path(os.environ["LUOSHI_DATA"]), state.RESTORING),
        "again": again,
        "parts": parts,
    }


def writers() -> dict[str, Any]:
    """A backup while four write entries and evidence: all of one moment, with every file that its rows name."""
    from django.db import connections, transaction
    from django.utils import timezone

    from luoshi.base.rights.rules.rights import PROGRAM
    from luoshi.evidence.journal.actions.journal import journal_act
    from luoshi.evidence.journal.actions.seals import seal_waiting
    from luoshi.evidence.journal.models import Entry
    from luoshi.kernel.files.actions.files import store_evidence
    from luoshi.site.backup.archive import BackupArchive
    from sent_files import received

    stop, wrong = threading.Event(), list[str]()

    def write(which: int) -> None:
        number = 0
        try:
            while not stop.is_set():
                number += 1
                with transaction.atomic():
                    store_evidence(received(f"第{which}人的第{number}份"), PROGRAM, at=timezone.now())
                    journal_act(f"unit:{which}", "unit.note", PROGRAM, {"第": number}, at=timezone.now())
                if which == 0:
                    seal_waiting()
                time.sleep(0.02)  # SQLite gives the lock to whoever asks first: without pauses one may starve
        except Exception as error:
            wrong.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=[which]) for which in range(4)]
    before = Entry.objects.count()
    for thread in threads:
        thread.start()
    while Entry.objects.count() < before + 8 and not wrong:
        time.sleep(0.01)
    path = made("writers.zip", lambda: time.sleep(0.004)).path
    after = Entry.objects.count()
    stop.set()
    for thread in threads:
        thread.join()
    archive = BackupArchive(path)
    drained(archive.check())
    entries, seals = lines(path, "records_entry"), lines(path, "records_seal")
    held = {name[9:] for name in told(path) if name.startswith("files/")}
    named = {row[[column.name for column in table.columns].index("sha256")] for table in archive.manifest.tables
             if table.name == "records_evidence" for row in lines(path, "records_evidence")}  # fmt: skip
    return {
        "wrong": wrong,
        "wrote on": before < len(entries) < after,
        "payloads": len(lines(path, "records_payload")) == len(entries),
        "sealed": len(seals) + len(lines(path, "records_unsealed")) == len(entries),
        "files": held == named and len(named) > 2,
        "wanting": [len(archive.manifest.files.missing), len(archive.manifest.files.altered)],
    }


def keys() -> dict[str, Any]:
    """What a backup says of the keys, and who may read it; protected words are in none."""
    from luoshi.site import keys

    mine = keys.available_keys(Path(os.environ["LUOSHI_DATA"]), {})
    without, within = made("without.zip"), made("within.zip", with_keys=True)
    raw = b"".join(told(without.path).values())
    return {
        "names": sorted(within.manifest.keys),
        "without": [name for name in told(without.path) if name.startswith("keys/")],
        "hidden": not any(key.encode() in raw for key in mine.values()),
        "within": sorted(name for name in told(within.path) if name.startswith("keys/")),
        "protected": "王小明".encode() in raw,
        "open": "建议增设科普活动室".encode() in raw,
        "rights": [oct(key_file.path.stat().st_mode & 0o777) for key_file in (without, within)],
    }


def wanting() -> dict[str, Any]:
    """Files that are gone, were altered, or are erased lawfully while it goes on: each is named for what it is."""
    from luoshi.evidence import store
    from luoshi.site.backup import queries
    from luoshi.site.backup.actions.backup_retention import keep_backup

    there = queries.evidence_files()
    gone, other = store.path_of(there[0][0]), store.path_of(there[1][0])
    kept = gone.read_bytes(), other.read_bytes()
    gone.unlink()
    other.write_bytes(b"x" * len(kept[1]))
    erased = ("e" * 64, 3)
    with mock.patch.object(queries, "evidence_files", lambda: [*there, erased]):
        found = drained(keep_backup(FOLDER / "wanting.zip"))
    gone.write_bytes(kept[0])
    other.write_bytes(kept[1])
    files = found.manifest.files
    return {
        "named": [files.missing == (there[0][0],), files.altered == (there[1][0],), files.erased == (erased[0],)],
        "taken": files.count == len(there) - 2,
        "said": _said()["made"]["faults"],
    }


def killed() -> dict[str, Any]:
    """Killed at several places, it leaves nothing that is called a backup."""
    from django.db import connections

    left: dict[str, int] = {}
    place = FOLDER / "killed"
    for at in (1, 30, 97, 98):
        connections.close_all()
        child = os.fork()
        if not child:
            steps = iter(range(at))

            def die(steps: Iterator[int] = steps) -> None:
                if next(steps, None) is None:
                    os.kill(os.getpid(), signal.SIGKILL)

            with contextlib.suppress(BaseException):
                made("killed/luoshi-20260320-010000.zip", die)
            os._exit(0)
        left[str(at)] = os.WTERMSIG(os.waitpid(child, 0)[1])
    return {
        "killed": list(left.values()),
        "called": [path.name for path in place.iterdir() if not path.name.endswith(".tmp")],
        "some": any(place.iterdir()),
    }


def keeps() -> dict[str, Any]:
    """The night's backup with its copy: old ones go, what a killed one left too, and what went wrong is noted."""
    from django.conf import settings
    from django.utils import timezone

    from luoshi.site.backup import archive
    from luoshi.site.backup.actions.backup_retention import run_nightly_backup

    place, copy = FOLDER / "kept", FOLDER / "share"
    for folder in (place, copy):
        folder.mkdir()
    for day in range(1, 29):
        (place / f"luoshi-202601{day:02}-010000.zip").touch()
    left = place / ".luoshi-20260101-010000.zip-ab.tmp"
    left.touch()
    os.utime(left, (0, 0))
    settings.BACKUP_FOLDER, settings.BACKUP_COPY, settings.BACKUP_KEEP = str(place), str(copy), (3, 2, 1)
    drained(run_nightly_backup(timezone.now()))
    stay = sorted(path.name for path in place.iterdir())
    alike = [archive.sha256_of(folder / stay[-1]) for folder in (place, copy)]
    copied = _said()["copied"]["error"]
    settings.BACKUP_COPY = str(FOLDER / "not mounted")
    time.sleep(1.01)  # the next one has another name
    drained(run_nightly_backup(timezone.now()))
    unmounted = [_said()["copied"]["error"], _said()["tried"]["error"], (FOLDER / "not mounted").exists()]
    settings.BACKUP_FOLDER = str(FOLDER / "wanting.zip")  # a file, no folder
    with contextlib.suppress(Exception):
        drained(run_nightly_backup(timezone.now()))
    failed = _said()
    settings.BACKUP_FOLDER = settings.BACKUP_COPY = ""
    return {
        "stay": stay[:-1],
        "alike": alike[0] == alike[1],
        "copied": copied,
        "unmounted": unmounted,
        "failed": [failed["tried"]["error"], failed["made"]["file"].startswith(str(place))],
    }


def older() -> dict[str, Any]:
    """An older copy of the database under a data folder that knows more, another's, and one without a note."""
    from django.conf import settings

    from luoshi.evidence.journal import head_note
    from luoshi.evidence.journal.actions.seals import seal_all
    from luoshi.site import serving

    seal_all()
    head_note.write_head_note(settings.DATA)
    path = settings.DATA / head_note.NAME
    said, found = json.loads(path.read_text()), {}
    notes = {
        "same": said,
        "behind": {**said, "number": said["number"] + 5},
        "other": {**said, "head": "0" * 64},
        "unknown": None,
    }
    for name, note in notes.items():
        path.write_text(json.dumps(note)) if note else path.unlink()
        words: list[str] = []
        standing = head_note.compare_head_note(settings.DATA)
        goes_on = serving.prepare_database(lambda message, words=words, **_: words.append(message))
        found[name] = [standing.how, goes_on, words]
    return {**found, "noted again": json.loads(path.read_text()) == said}


def upgrades() -> dict[str, Any]:
    """A start of a later version: what stands is kept first, tables are changed, the journal is verified."""
    from luoshi.site import serving
    from luoshi.site.backup.archive import BackupArchive

    _later(1, "pass")
    words: list[tuple[str, Any]] = []
    goes_on = serving.prepare_database(lambda message, **values: words.append((message, values)))
    kept = Path(next(values["path"] for message, values in words if message == "backup.kept_before"))
    archive = BackupArchive(kept)
    drained(archive.check())
    return {
        "goes on": goes_on,
        "said": [message for message, _values in words],
        "kept": [archive.manifest.files.taken, archive.manifest.number > 0, oct(kept.stat().st_mode & 0o777)],
    }


def goes_back() -> dict[str, Any]:
    """A later version that fails in its middle, and one that is not wanted any more."""
    from django.conf import settings

    from luoshi.evidence import append_only
    from luoshi.site.backup import queries, state
    from luoshi.site.backup.actions import database_upgrades
    from luoshi.site.backup.errors import BackupError

    before = queries.database_migrations(), queries.last_seal_head(), queries.count_table_rows("records_entry")
    _later(2, "pass")
    _later(3, "raise ValueError('no room for it')")
    try:
        database_upgrades.upgrade_database(lambda _name: None)
        failed = "it went on"
    except BackupError as error:
        failed = f"{error.code}: {error.values['why']}"
    found = {
        "failed": failed,
        "as before": (
            queries.database_migrations(),
            queries.last_seal_head(),
            queries.count_table_rows("records_entry"),
        )
        == before,
        "gone": "site_later2" not in queries.existing_table_names(),
        "guarded": append_only.missing_append_triggers(),
        "left": state.read_state_file(settings.DATA, state.RESTORING),
    }
    _later(3, "pass")
    changed = database_upgrades.upgrade_database(lambda _name: None).changes
    _path, _kept, since = database_upgrades.roll_back_upgrade()
    found["back"] = [changed, since, queries.database_migrations() == before[0], queries.last_seal_head() == before[1]]
    return found


def _later(number: int, change: str) -> None:
    """Another version of the program, with one more change of tables."""
    from django.conf import settings

    from luoshi.site import migrations

    place = FOLDER / "later"
    place.mkdir(exist_ok=True)
    (place / "__init__.py").touch()
    for own in Path(migrations.__file__).parent.glob("0*.py"):
        shutil.copy(own, place)
    name = f"09{number}_later"
    before = [("site", max(path.stem for path in place.glob("0*.py") if path.stem < name))]
    (place / f"{name}.py").write_text(LATER.format(change=change, number=number, before=before))
    sys.path[:0] = [str(FOLDER)] if str(FOLDER) not in sys.path else []
    for name in [module for module in sys.modules if module.startswith("later")]:
        del sys.modules[name]
    sys.dont_write_bytecode = True
    settings.MIGRATION_MODULES = {"site": "later"}


def _said() -> dict[str, Any]:
    from luoshi.site.backup import state

    return state.read_state_file(Path(os.environ["LUOSHI_DATA"]))


def main() -> None:
    """Do the works in their order, and say what each gave."""
    import django

    django.setup()
    from django.utils import timezone, translation

    translation.activate("en")
    if "other" not in sys.argv[2:]:  # which begins with an empty database; a kept office may be of an older version
        from luoshi.evidence.witness.actions import migrate_witnessed

        migrate_witnessed(timezone.now())
    gave = {name: globals()[name]() for name in sys.argv[2:]}
    print(json.dumps(gave, default=sorted, ensure_ascii=False))


if __name__ == "__main__":
    main()
