"""What somebody does to the tables past the program is found and named; what the program does is not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.apps.registry import Apps
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models, transaction

from appeal_factory import appeal
from entries import answered, lift, run
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.evidence import store
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.evidence.journal.actions.seals import seal_all
from luoshi.evidence.journal.models import Entry, Unsealed
from luoshi.evidence.journal.rules.proof import IntegrityFinding
from luoshi.evidence.witness import tables, triggers
from luoshi.evidence.witness.actions import (
    adopt_all_rows,
    after_migrating,
    before_migrating,
    migrate_witnessed,
    write_witness,
)
from luoshi.evidence.witness.models import Watching, Witness
from luoshi.evidence.witness.queries.rows import WatchingError, adopted_shapes
from luoshi.kernel.files.models import Evidence
from luoshi.kernel.history.queries.integrity import integrity_findings
from luoshi.kernel.kinds.models import Record
from luoshi.org.actors.models import Tenure
from office import NOW, Office
from tampering import cases, tried


@pytest.fixture
def watched(office: Office) -> Iterator[Office]:
    """The office with an answered appeal, adopted and sealed."""
    answered(office)
    adopt_all_rows(NOW, before={})
    seal_all()
    yield office
    connection.luoshi_watched = None  # type: ignore[attr-defined]


def broken() -> list[IntegrityFinding]:
    return [finding for finding in integrity_findings() if finding.is_broken]


def committed() -> None:
    """What is done at each commit; tests within one transaction have none."""
    write_witness(connection)


@pytest.mark.usefixtures("watched")
def test_what_nobody_touched_is_whole_and_says_how_much_was_compared() -> None:
    (last,) = integrity_findings()
    assert (last.code, last.is_broken) == ("compared", False)
    assert last.values["tables"] == len(tables.table_shapes()) > 50 and int(last.values["rows"]) > 50


@pytest.mark.usefixtures("watched")
def test_each_table_with_rows_tells_what_was_changed_taken_away_or_put_in() -> None:
    tested = 0
    for case in [*cases(every=False)][::4]:  # all of them: make security
        found = tried(case)
        if found is not None:
            tested += 1
            named = [
                (finding.values["columns"] if case.column else "")
                for finding in found
                if finding.code == case.code and finding.values["table"] == case.table
            ]
            assert case.column in named, (str(case), found)
    assert tested >= 8


def test_the_programs_own_steps_are_no_difference_and_what_they_build_on_is(watched: Office) -> None:
    record = appeal(watched)
    committed()
    seal_all()
    assert broken() == []
    run("UPDATE records_record SET title = 'x' WHERE id = %s", record.pk)
    triggers.forget_transaction(connection)
    Record.objects.filter(pk=record.pk).update(version=2)  # the program goes on with what it finds
    committed()
    codes = {(finding.code, finding.values.get("record")) for finding in broken()}
    assert ("row_between", record.number) in codes


def test_a_savepoint_taken_back_leaves_no_witness_of_what_it_did(watched: Office) -> None:
    try:
        with transaction.atomic():
            record = appeal(watched)
            raise RuntimeError
    except RuntimeError:
        pass
    committed()
    assert broken() == [] and not Record.objects.filter(pk=record.pk).exists()


@pytest.mark.control("8.1.4.3 c", "a tenure put in past the program is found")
def test_a_tenure_put_in_makes_nobody_an_administrator_unseen(watched: Office) -> None:
    one = Tenure.objects.first()
    assert one is not None
    values = ", ".join(
        field.attname for field in Tenure._meta.local_concrete_fields if field.attname not in ("id", "person_id")
    )
    clerk = watched.people["clerk"].pk
    run(
        f"INSERT INTO org_tenure (id, person_id, {values}) "
        f"SELECT 99999, {clerk}, {values} FROM org_tenure WHERE id = {one.pk}"
    )
    assert [(finding.code, finding.values["table"], finding.values["key"]) for finding in broken()] == [
        ("row_put_in", "org_tenure", "99999")
    ]


@pytest.mark.control("8.1.4.3 c", "an entry put in by hand is never sealed, and is named")
def test_an_entry_put_in_with_its_row_among_the_waiting_is_never_sealed(watched: Office) -> None:
    with transaction.atomic():
        own = journal_act("unit:1", "unit.note", PROGRAM, {}, at=NOW)
    last = Entry.objects.order_by("-pk").first()
    assert last is not None
    run(
        "INSERT INTO records_entry (id, at, actor, subject, step, payload_hash) "
        "SELECT 99999, at, actor, subject, 'unit.forged', payload_hash FROM records_entry WHERE id = %s",
        own.pk,
    )
    run(
        "INSERT INTO records_payload (entry_id, salt, data) "
        "SELECT 99999, salt, data FROM records_payload WHERE entry_id = %s",
        own.pk,
    )
    run(
        "INSERT INTO records_unsealed (entry_id, mac) SELECT 99999, mac FROM records_unsealed WHERE entry_id = %s",
        own.pk,
    )
    seal_all()
    assert list(Unsealed.objects.values_list("pk", flat=True)) == [99999]
    assert [(finding.code, finding.values) for finding in broken()] == [("forged", {"entry": "99999"})]


def test_a_changed_witness_and_one_put_in_anothers_place_are_found(watched: Office) -> None:
    lift()
    first, second, *_rest = Witness.objects.order_by("pk")
    run("UPDATE records_witness SET rows = %s WHERE id = %s", second.rows, first.pk)
    assert ("witness", first.pk) in [(finding.code, finding.number) for finding in broken()]


def test_what_tells_how_tables_are_compared_cannot_be_changed_or_taken_away(watched: Office) -> None:
    said = json.loads(Watching.objects.get().shapes)
    said["now"] = said["now"][1:]
    with transaction.atomic():
        run("UPDATE records_watching SET shapes = %s", json.dumps(said))
        assert "watching" in [finding.code for finding in broken()]
        transaction.set_rollback(True)
    run("DELETE FROM records_watching")
    assert "watching" in [finding.code for finding in broken()]
    with pytest.raises(WatchingError):
        adopted_shapes()
    with pytest.raises(WatchingError):
        after_migrating(NOW, {})


def test_under_another_key_nothing_goes_on(watched: Office, settings: object) -> None:
    settings.JOURNAL_KEY = b"another"  # type: ignore[attr-defined]
    with pytest.raises(WatchingError):
        after_migrating(NOW, {})


def test_under_another_key_tables_are_brought_up_only_where_it_is_asked_for_and_verifying_still_says_so(
    watched: Office, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.JOURNAL_KEY = b"another"  # type: ignore[attr-defined]
    ran: list[bool] = []
    monkeypatch.setattr(
        "luoshi.evidence.witness.actions.call_command",
        lambda *_args, **_options: ran.append(connection.luoshi_watched),  # type: ignore[attr-defined]
    )
    with pytest.raises(WatchingError):
        migrate_witnessed(NOW)
    assert ran == []
    before = Watching.objects.values().get()
    migrate_witnessed(NOW, foreign=True)
    assert ran == [False]  # no trigger lies on a table that is made anew
    assert Watching.objects.values().get() == before
    assert "watching" in [finding.code for finding in broken()]


def test_an_upgrade_adopts_nothing_in_silence(watched: Office) -> None:
    run("UPDATE org_unit SET name = 'x' WHERE id = %s", watched.units["kexie"].pk)
    before = before_migrating()
    run("UPDATE records_watching SET fingerprint = 'of the version before'")
    row = Watching.objects.get()
    from django.conf import settings

    from luoshi.evidence.witness.rules.rows import mac_of_values

    row.mac = mac_of_values(settings.JOURNAL_KEY, "watching", row.fingerprint, row.since_id, row.shapes)
    row.save()
    after_migrating(NOW + timedelta(days=1), before)
    seal_all()
    assert [(finding.code, finding.values["count"]) for finding in broken()] == [("adopted", 1)]
    entry = Entry.objects.filter(step="journal.adopt").latest("pk")
    assert json.loads(entry.payload.data or "")["before"]["first"][0][:3] == [
        "row_changed",
        "org_unit",
        str(watched.units["kexie"].pk),
    ]


@pytest.mark.control("8.1.4.3 c", "one changed byte of a kept file is found")
def test_a_byte_of_a_kept_file_is_found(watched: Office) -> None:
    import hashlib

    data = "县里的材料".encode()
    sha256 = hashlib.sha256(data).hexdigest()
    store.store_content(sha256, data)
    Evidence.objects.create(sha256=sha256, size=len(data), media="text/plain", at=NOW)
    committed()
    assert broken() == []
    path = store.path_of(sha256)
    path.chmod(0o600)
    path.write_bytes(data[:-1] + b"x")
    try:
        assert [(finding.code, finding.values) for finding in broken()] == [("evidence", {"file": sha256[:16]})]
    finally:
        path.unlink()


def test_a_table_that_nobody_declared_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    tables.table_shapes.cache_clear()
    monkeypatch.delitem(tables.OTHERS, "sessions")
    try:
        with pytest.raises(ImproperlyConfigured, match="django_session"):
            tables.table_shapes()
    finally:
        tables.table_shapes.cache_clear()


def test_a_value_without_one_form_stops_the_start() -> None:
    class Measured(models.Model):
        share = models.FloatField()

        class Meta:
            app_label = "records"
            apps = Apps()

    with pytest.raises(ImproperlyConfigured, match="share"):
        tables.model_shape(Measured)
