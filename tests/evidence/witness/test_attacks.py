"""Over forty changes to each database by who owns it and has no key: each is named, by what it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from attacks import attacks, carry_out, unguarded
from entries import answered
from full import sampled
from luoshi.evidence.journal import head_note
from luoshi.evidence.journal.actions.seals import seal_all
from luoshi.evidence.journal.rules.proof import IntegrityFinding
from luoshi.evidence.witness.actions import adopt_all_rows
from luoshi.kernel.history.queries.integrity import integrity_findings, older_than_noted
from office import NOW, Office
from worlds import world


def _watched(office: Office) -> Office:
    """The office with an answered appeal, adopted and sealed."""
    answered(office)
    adopt_all_rows(NOW, before={})
    seal_all()
    return office


watched = world("watched", _watched, on="office")


@pytest.fixture(autouse=True)
def _forgets() -> object:
    yield
    connection.luoshi_watched = None  # type: ignore[attr-defined]


def said(finding: IntegrityFinding) -> str:
    return " ".join([finding.code, *map(str, finding.values.values())])


@pytest.mark.control(
    "8.1.4.3 c", "what is changed past the program in rows or schema is named, or it is said what is not looked at"
)
@pytest.mark.usefixtures("watched")
@pytest.mark.parametrize("attack", sampled(attacks(), 8), ids=str)
def test_each_change_by_who_owns_the_database_is_named(attack: object) -> None:
    with transaction.atomic():
        unguarded()
        carry_out(attack)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET session_replication_role = DEFAULT")
        found = [said(finding) for finding in integrity_findings() if finding.is_broken]
        transaction.set_rollback(True)
    assert any(finding.startswith(attack.code) and attack.words in finding for finding in found), found


@pytest.mark.usefixtures("watched")
def test_the_schema_of_what_nobody_touched_is_the_one_that_the_program_makes() -> None:
    assert [said(finding) for finding in integrity_findings() if finding.is_broken] == []


@pytest.mark.usefixtures("watched")
def test_migrations_that_are_not_noted_and_such_of_nobody_are_named(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """The next start would make anew what is not noted."""
    settings.MIGRATION_MODULES = {}  # tests make their tables of the models
    known = set(MigrationLoader(None).disk_migrations)
    noted = dict.fromkeys(known - {("ledger", "0007_done_work")} | {("ledger", "9999_evil")})
    monkeypatch.setattr(MigrationRecorder, "has_table", lambda _self: True)
    monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda _self: noted)
    found = {said(finding) for finding in integrity_findings(files=False) if "migration " in said(finding)}
    assert found == {"schema_gone migration ledger.0007_done_work", "schema_foreign migration ledger.9999_evil"}


@pytest.mark.usefixtures("watched")
def test_a_journal_that_ends_before_what_the_folder_remembers_is_named(tmp_path: Path) -> None:
    assert list(older_than_noted(tmp_path)) == []  # nothing is remembered
    head_note.write_head_note(tmp_path)
    assert list(older_than_noted(tmp_path)) == []
    noted = json.loads((tmp_path / head_note.NAME).read_text())
    for words, code in (({"number": noted["number"] + 9}, "noted_behind"), ({"head": "00" * 32}, "noted_other")):
        (tmp_path / head_note.NAME).write_text(json.dumps({**noted, **words}))
        assert [finding.code for finding in older_than_noted(tmp_path)] == [code]
