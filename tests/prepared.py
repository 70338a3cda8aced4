"""Databases that are made once and copied: an empty one for programs that tests start, others with rows in.

To migrate an empty database takes ten seconds of CPU, to build the office a fifth of one, a county some; a copy takes
hundredths. All are of SQLite; on PostgreSQL rows are made anew.
"""

from __future__ import annotations

import os
import pickle
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from full import FULL

SOON = 300.0
# Tables are made from the models, in a tenth of the time that migrations take, which are noted as done; with `--full`
# it is they that make them, as with whoever begins. Old offices are brought up by them always (tests/site/backup).
FROM_MODELS = """
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from luoshi.kernel.search import grams_index
settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
call_command("migrate", run_syncdb=True, verbosity=0)
settings.MIGRATION_MODULES = {}
with connection.schema_editor() as schema:
    grams_index.create_grams_index(None, schema)
recorder = MigrationRecorder(connection)
recorder.ensure_schema()
for label, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations:
    recorder.record_applied(label, name)
"""
PREPARE = f"""
import django
django.setup()
{"" if FULL else FROM_MODELS}
from luoshi.site.serving import prepare_database
assert prepare_database(lambda *_, **__: None)
"""


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of an installation that was started once and has no rows yet, to be copied.

    Made by the first worker that asks for it, with what every start does; the others wait.
    """
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    made = shared / "migrated"
    try:
        (shared / "migrated.begun").mkdir()
    except FileExistsError:
        ends = time.monotonic() + SOON
        while not made.exists():
            assert time.monotonic() < ends, "whoever began to migrate never ended"
            time.sleep(0.1)
        return made
    own = shared / "migrated.own"
    own.mkdir()
    (own / "journal.key").write_bytes(settings.JOURNAL_KEY)
    subprocess.run([sys.executable, "-c", PREPARE], env=surroundings(own), check=True, timeout=SOON)
    return own.rename(made)


def surroundings(data: Path) -> dict[str, str]:
    """Those of a program with this data folder and a database in it, whatever the tests' own are."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LUOSHI_")}
    kept.pop("DATABASE_URL", None)
    return {**kept, "DJANGO_SETTINGS_MODULE": "luoshi.site.settings", "LUOSHI_DATA": str(data)}


@dataclass
class _Image:
    """Rows, files beside them, and what was returned by whoever made them."""

    rows: sqlite3.Connection
    files: Path
    value: bytes


class Images:
    """What stands in the tests' own database when a test with real transactions begins, by name."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.kept = folder, dict[str, _Image]()

    def stand(self, name: str, make: Callable[[], Any], data: Path | None = None) -> Any:
        """Put into the empty database what ``make`` makes in it, and return what it returned, or a copy of that.

        Args:
            data: the folder with the files that belong to the rows, if there are any.
        """
        from django.db import connection

        if connection.vendor != "sqlite":
            return make()
        connection.ensure_connection()
        if name not in self.kept:
            self._keep(name, make(), connection.connection, data)
        else:
            self.kept[name].rows.backup(connection.connection)
            if data:
                shutil.copytree(self.kept[name].files, data, dirs_exist_ok=True)
        return pickle.loads(self.kept[name].value)

    def _keep(self, name: str, value: Any, made: sqlite3.Connection, data: Path | None) -> None:
        image = _Image(sqlite3.connect(":memory:", check_same_thread=False), self.folder / name, pickle.dumps(value))
        made.backup(image.rows)
        if data:
            shutil.copytree(data, image.files)
        self.kept[name] = image


@pytest.fixture(scope="session")
def images(tmp_path_factory: pytest.TempPathFactory) -> Images:
    return Images(tmp_path_factory.mktemp("images"))


@pytest.fixture
def drawn_at_once(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Pictures are a dot, which costs nothing; the data of those that were asked for. tests/writing/charts draws."""
    from django.core.cache import cache

    cache.clear()  # what could not be drawn in another test is tried again
    found: list[bytes] = []

    def ask(call: str, data: bytes, limits: object, given: dict[str, str]) -> tuple[dict[str, object], bytes]:
        found.append(data)
        return {"chinese": True}, DOT if given.get("form") == "png" else SVG

    monkeypatch.setattr("luoshi.desk.figures.pictures.drawing.call_in_worker", ask)
    return found


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="560" height="90"><rect width="9" height="9"/></svg>'
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
