"""An office moves from SQLite to PostgreSQL whole, and is not begun anew behind; the last backup is proved."""

from __future__ import annotations

import json
import os
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from kept_offices import KEPT, run, unpacked

pytestmark = pytest.mark.database("sqlite")
SERVER = os.environ.get("LUOSHI_TEST_POSTGRESQL", "postgres://postgres@127.0.0.1:5432/postgres")


@pytest.fixture
def url() -> Iterator[str]:
    """An empty PostgreSQL database."""
    name = f"luoshi_moved_{os.getpid()}"
    try:
        server = psycopg.connect(SERVER, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError as error:
        pytest.skip(f"no PostgreSQL ({error})")
    server.execute(f"CREATE DATABASE {name}")
    yield urlsplit(SERVER)._replace(path=f"/{name}").geturl()
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def tables(data: Path) -> dict[str, int]:
    """How many rows each table of an SQLite database has."""
    with closing(sqlite3.connect(data)) as base:
        names = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: base.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for name in names}


@pytest.mark.full
def test_an_office_moves_with_every_row_and_leaves_no_door_open_behind(tmp_path: Path, url: str) -> None:
    data = unpacked(tmp_path / "data")
    here = ["--data", str(data), "--lang", "en"]
    before = tables(data / "luoshi.sqlite3")
    done = run("-m", "luoshi.cli", "move", url, *here, data=data)
    assert done.returncode == 0, done.stderr
    kept = next(data.glob("luoshi.moved-*.sqlite3"))
    assert tables(kept) == before and not (data / "luoshi.sqlite3").exists() and not (data / "moving.zip").exists()
    with psycopg.connect(url) as base:
        for name in ("records_entry", "records_payload", "records_seal"):
            count = base.execute(f"SELECT COUNT(*) FROM {name}").fetchone()  # type: ignore[call-overload]
            # Two more: its rows were adopted for the tables of today, and it was brought here.
            assert count == (before[name] + 2,)
    done = run("-m", "luoshi.cli", "journal", "verify", *here, data=data, DATABASE_URL=url)
    assert (done.returncode, done.stderr) == (0, "")
    done = run("-m", "luoshi.cli", "serve", *here, data=data)
    assert done.returncode == 1 and f"The data of this folder was moved to {urlsplit(url).path[1:]} @ " in done.stderr
    done = run("-m", "luoshi.cli", "move", url, *here, data=data)
    assert done.returncode == 1 and not (data / "luoshi.sqlite3").exists()


def test_nobody_moves_while_another_has_the_database_open(tmp_path: Path) -> None:
    data = unpacked(tmp_path / "data")
    before = tables(data / "luoshi.sqlite3")
    other = sqlite3.connect(data / "luoshi.sqlite3")
    other.execute("PRAGMA journal_mode=WAL")
    other.execute("SELECT COUNT(*) FROM org_unit").fetchone()
    for where, words in (("postgres://nobody@127.0.0.1:1/x", "Somebody is"), ("sqlite:///x", "Name a PostgreSQL")):
        done = run("-m", "luoshi.cli", "move", where, "--data", str(data), "--lang", "en", data=data)
        assert done.returncode == 1 and done.stderr.startswith(words), done.stderr
    other.close()
    assert tables(data / "luoshi.sqlite3") == before and not (data / "moved.json").exists()


@pytest.mark.full
def test_a_drill_proves_a_backup_or_says_why_not_and_leaves_nothing(tmp_path: Path) -> None:
    data, file = unpacked(tmp_path / "data"), KEPT / "0.1.0.postgresql.zip"
    (tmp_path / "scratch").mkdir()
    here = ["--data", str(data), "--scratch", str(tmp_path / "scratch"), "--lang", "en"]
    before = tables(data / "luoshi.sqlite3")

    def noted() -> tuple[str, int]:
        said = json.loads((data / "backups.json").read_text())["drill"]
        return said["file"], said["status"]

    sound, broken = tmp_path / "luoshi-20260320-010000.zip", tmp_path / "luoshi-20260321-010000.zip"
    for path, lost in ((sound, ""), (broken, "tables/records_seal.jsonl")):
        with zipfile.ZipFile(file) as old, zipfile.ZipFile(path, "w") as new:
            for name in old.namelist():
                if not name.startswith("keys/") and name != lost:
                    words = old.read(name)
                    if name == "manifest.json":
                        words = json.dumps({**json.loads(words), "with_keys": False}).encode()
                    new.writestr(name, words)
    done = run("-m", "luoshi.cli", "drill", str(broken), *here, data=data)
    assert done.returncode == 1 and "lacks tables/records_seal.jsonl" in done.stderr and noted() == (broken.name, 1)
    done = run("-m", "luoshi.cli", "drill", str(sound), *here, data=data)
    # The keys here are another office's: what is encrypted cannot be read with them, and it says so.
    assert (done.returncode, noted()) == (3, (sound.name, 3)) and "do not open org_person.phone" in done.stderr
    assert list((tmp_path / "scratch").iterdir()) == [] and tables(data / "luoshi.sqlite3") == before
