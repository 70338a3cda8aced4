"""All is verified each night in pieces; the start says what of the schema was changed; an upgrade compares before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from entries import answered, run
from luoshi.desk.digests.actions import send_digests
from luoshi.evidence.journal.actions.seals import seal_all
from luoshi.evidence.journal.models import Entry
from luoshi.evidence.journal.queries.verified import last_verified
from luoshi.evidence.witness.actions import adopt_all_rows, after_migrating, schema_at_start
from luoshi.evidence.witness.models import Watching
from luoshi.evidence.witness.queries.schema import described_digest
from luoshi.evidence.witness.rules.rows import mac_of_values
from luoshi.kernel.base.jobs import JOBS
from luoshi.kernel.history.actions import verify_in_pieces
from luoshi.kernel.messages.models import Message
from office import NOW, Office


@pytest.fixture
def watched(office: Office) -> Iterator[Office]:
    """The office with an answered appeal, adopted and sealed."""
    answered(office)
    adopt_all_rows(NOW, before={})
    seal_all()
    yield office
    connection.luoshi_watched = None  # type: ignore[attr-defined]


@pytest.mark.usefixtures("watched")
def test_each_night_all_is_verified_in_pieces_and_one_broken_off_is_not_told() -> None:
    pieces = JOBS["verify"].run(NOW)
    assert pieces is not None
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]
    assert last_verified(timezone.now()).at is None
    assert len(list(JOBS["verify"].run(NOW) or ())) > 50  # one a table at least
    last = last_verified(timezone.now())
    assert last.at is not None and (last.broken, last.schema) == (0, described_digest())


def test_what_the_night_found_is_in_the_auditors_digest_and_in_nobody_elses(watched: Office) -> None:
    run("UPDATE org_unit SET remark = 'x' WHERE id = %s", watched.units["kexie"].pk)
    for _piece in verify_in_pieces():
        pass
    assert last_verified(timezone.now()).broken == 1 and last_verified(timezone.now()).schema == ""
    list(send_digests(NOW + timedelta(days=3)))  # a Monday
    told = {
        message.person.name: message.values
        for message in Message.objects.filter(code__startswith="digest")
        if message.person
    }
    assert [values["broken"] for values in told.values() if "broken" in values] == [1]
    assert [bool(values["verified"]) for values in told.values() if "head" in values] == [True]


@pytest.mark.usefixtures("watched")
def test_the_start_says_what_of_the_schema_was_changed_and_journals_it() -> None:
    assert schema_at_start(NOW) == [] and not Entry.objects.filter(step="journal.schema").exists()
    run("CREATE VIEW evil AS SELECT 1 AS a")
    run("DROP INDEX record_of_number")
    found = schema_at_start(NOW)
    rule = ["rule evil._RETURN (foreign)"] if connection.vendor == "postgresql" else []  # by which a view is read there
    assert found == ["index record_of_number (gone)", *rule, "view evil (foreign)"]
    assert Entry.objects.filter(step="journal.schema").count() == 1


def test_a_version_that_compares_more_compares_before_it_adopts(watched: Office) -> None:
    run("UPDATE org_unit SET remark = 'x' WHERE id = %s", watched.units["kexie"].pk)
    run("UPDATE records_watching SET fingerprint = 'of the version before'")
    row = Watching.objects.get()
    row.mac = mac_of_values(settings.JOURNAL_KEY, "watching", row.fingerprint, row.since_id, row.shapes)
    row.save()
    after_migrating(NOW + timedelta(days=1), {})  # no migration was there to run
    said = Entry.objects.filter(step="journal.adopt").latest("pk").payload.data or ""
    assert '"found":1' in said and "org_unit" in said
