"""A backup made while people write is whole, comes back in either database, and what goes wrong with it is said."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from full import FULL
from kept_offices import KEPT, run, unpacked

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows knows neither fork nor SIGKILL")
SQLITE = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
pytestmark = pytest.mark.database
EVERY = ["other", "writers", "keys", "wanting", "killed", "keeps", "older", "upgrades", "goes_back"]
# To make every table takes ten seconds: what does that is tried on PostgreSQL, and on SQLite in `make test-all`.
WORKS = EVERY if FULL else EVERY[1:-1] if SQLITE else ["other", "writers", "upgrades"]


def tried(work: str) -> Any:
    """Left out where this work is not done."""
    return pytest.mark.full if work not in WORKS else pytest.mark.usefixtures("gave")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The surroundings that name an empty database of the kind that is tested, and a backup of the other kind."""
    if SQLITE:
        yield {"OTHER": str(KEPT / "0.1.0.postgresql.zip")}
        return
    import psycopg

    old = unpacked(tmp_path_factory.mktemp("old") / "data")
    made = old / "office.zip"
    done = run("-m", "luoshi.cli", "backup", str(made), "--with-keys", "--data", str(old), data=old)
    assert done.returncode == 0, done.stderr
    name = f"luoshi_backup_{os.getpid()}"
    with psycopg.connect(settings.URL, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield {"OTHER": str(made), "DATABASE_URL": urlsplit(settings.URL)._replace(path=f"/{name}").geturl()}
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def gave(database: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What each work gave, all in one process."""
    folder = tmp_path_factory.mktemp("backup")
    program = str(Path(__file__).with_name("inside.py"))
    if "other" not in WORKS:
        unpacked(folder / "data")
    done = run(program, str(folder), *WORKS, data=folder / "data", **database)
    assert done.stdout, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.control(
    "8.1.4.9", "restored into the other kind of database: every row, file and the journal are as they were"
)
@tried("other")
def test_a_backup_comes_back_in_the_other_database_with_all_that_it_held(gave: dict[str, Any]) -> None:
    kinds = ["postgresql", "sqlite"]
    found = gave["other"]
    assert (sorted(found.pop("from")), found.pop("counts on") > 0) == (kinds, True)
    assert set(found.pop("other")) <= {
        "records_entry",
        "records_payload",
        "records_seal",
        "records_sealing",
        "records_witness",
        "records_passage",  # initials of what a later version lets others link to
        "org_unit",
        "django_content_type",  # kinds of rows that a later version has
        "auth_permission",
    }
    assert found == {
        "findings": [],
        "keys": ["there", "", "王小明"],
        "files": [True, True],
        "last": "backup.restored",
        "guarded": [],
        "found": True,
        "sealed": True,
        "left": {},
        "again": "not_empty",
        "parts": ["checking", "files", "rows", "upgrading", "verifying"],
    }


@pytest.mark.control("8.1.4.9", "a backup made while four people write is of one moment")
@tried("writers")
def test_a_backup_while_four_write_is_of_one_moment(gave: dict[str, Any]) -> None:
    assert gave["writers"] == {
        "wrong": [],
        "wrote on": True,
        "payloads": True,
        "sealed": True,
        "files": True,
        "wanting": [0, 0],
    }


@pytest.mark.control("8.1.4.9", "keys are in a backup only when asked, protected words never in clear")
@tried("keys")
def test_keys_are_in_a_backup_only_when_asked_and_protected_words_never(gave: dict[str, Any]) -> None:
    names = gave["keys"].pop("names")
    assert {"field.keys", "secret.key"} <= set(names)
    assert gave["keys"] == {
        "without": [],
        "hidden": True,
        "within": [f"keys/{name}" for name in names],
        "protected": False,
        "open": True,
        "rights": ["0o600", "0o600"],
    }


@tried("wanting")
def test_files_that_are_wanting_are_named_for_what_they_are(gave: dict[str, Any]) -> None:
    assert gave["wanting"] == {"named": [True, True, True], "taken": True, "said": 2}


@pytest.mark.control("8.1.4.9", "a killed backup leaves nothing that looks whole")
@tried("killed")
def test_a_killed_backup_leaves_nothing_that_looks_whole(gave: dict[str, Any]) -> None:
    assert gave["killed"] == {"killed": [9, 9, 9, 9], "called": [], "some": True}


@tried("keeps")
def test_the_nights_backup_is_copied_thinned_and_its_faults_noted(gave: dict[str, Any]) -> None:
    assert gave["keeps"] == {
        "stay": ["luoshi-20260127-010000.zip", "luoshi-20260128-010000.zip"],
        "alike": True,
        "copied": "",
        "unmounted": ["no_share", "", False],
        "failed": ["place", True],
    }


@tried("older")
def test_an_older_copy_of_the_database_is_recognised(gave: dict[str, Any]) -> None:
    assert gave["older"] == {
        "same": ["same", True, []],
        "behind": ["behind", False, ["office.behind"]],
        "other": ["other", False, ["office.other"]],
        "unknown": ["unknown", True, ["office.unknown_age"]],
        "noted again": True,
    }


@tried("upgrades")
def test_a_start_of_a_later_version_keeps_what_stands_first(gave: dict[str, Any]) -> None:
    parts = ["backup.doing_keeping", "backup.doing_upgrading", "backup.doing_verifying"]
    assert gave["upgrades"] == {
        "goes on": True,
        # Its table is one that no model of this version has: so it is named.
        "said": ["office.preparing", *parts, "office.migrated", "backup.kept_before", "backup.found", "office.schema"],
        "kept": [False, True, "0o600"],
    }


@pytest.mark.control("8.1.4.9", "an upgrade that fails is taken back")
@tried("goes_back")
def test_an_upgrade_that_fails_is_taken_back_by_itself_and_another_by_a_command(gave: dict[str, Any]) -> None:
    assert gave["goes_back"] == {
        "failed": "upgrade_failed: no room for it",
        "as before": True,
        "gone": True,
        "guarded": [],
        "left": {},
        "back": [2, 0, True, True],
    }


@pytest.mark.full  # without it the office is brought up in which the works above are done
@pytest.mark.database("sqlite")
@pytest.mark.parametrize("kept", sorted(KEPT.glob("*.sqlite.zip")), ids=lambda path: path.name)
def test_a_kept_office_is_brought_up_to_this_version_and_is_whole(kept: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(kept) as file:
        file.extractall(tmp_path)
    data = ["--data", str(tmp_path), "--lang", "en"]
    done = run("-m", "luoshi.cli", "upgrade", *data, data=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    done = run("-m", "luoshi.cli", "journal", "verify", *data, data=tmp_path)
    assert (done.returncode, done.stderr) == (0, "") and "\nIntact: " in done.stdout
