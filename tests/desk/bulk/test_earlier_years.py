"""A sheet of matters of earlier years: their own days, marked as late, nobody told, nothing owed for the past."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.bulk.actions.bulk import begin_many
from luoshi.desk.bulk.actions.imports import keep_import
from luoshi.desk.bulk.actions.staged import begin_import, carry_on
from luoshi.desk.bulk.actions.step_lines import take_lines
from luoshi.desk.bulk.actions.trial import try_lines
from luoshi.desk.lists.views.models import ImportRun
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.duties.models import Duty, Occurrence
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.messages.models import Message
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.parameters.queries.grace import GRACE
from luoshi.kernel.parameters.queries.owed_since import BACK
from luoshi.lines.activities.models import Activity
from luoshi.lines.appeals.models import Appeal
from luoshi.lines.instructions.models import Instruction
from many_appeals import lines_of, signed_in, workbook
from office import NOW, TODAY, Office

LONG_AGO = date(2023, 5, 1)


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def grace(office: Office) -> None:
    """Work is entered within a month."""
    set_value(GRACE, None, "30", date(2020, 1, 1), "云科协〔2019〕3号", office.actor("admin"), at=NOW)


def upload(client: Client, *, earlier: bool) -> str:
    """A sheet with one activity of 2023, by the template of activities that were held."""
    template = lines_of(b"".join(client.get("/activities/import/template/").streaming_content))
    heads = [str(head).rstrip("*") for head in template[2]]
    values = {"Held on": "2023-05-01", "Sort": "Lecture", "Place": "图书馆", "Attendances": "60", "Unit": "kexie"}
    line = [values.get(head, "") for head in heads]
    sent = {"file": SimpleUploadedFile("旧活动.xlsx", workbook([heads, line]))} | ({"earlier": "on"} if earlier else {})
    answer = client.post("/activities/import/", sent)
    assert answer.status_code == 302
    return str(answer["Location"])


@pytest.mark.usefixtures("grace")
def test_works_of_an_earlier_year_come_in_with_their_days_and_are_marked(office: Office) -> None:
    client = signed_in(office, "supervisor", "en")
    late = upload(client, earlier=False)
    assert "within 30 days" in client.get(late).content.decode() and client.post(late).status_code == 422
    there = upload(client, earlier=True)
    assert client.post(there).status_code == 302, client.get(there).content.decode()
    activity = Activity.objects.get()
    assert activity.held == LONG_AGO and ImportRun.objects.get(entry__isnull=False).earlier
    told = json.loads(Entry.objects.get(record=activity.pk).payload.data)
    assert (told["earlier"], told["entered_late"]) == (True, (TODAY - LONG_AGO).days)
    assert json.loads(Entry.objects.get(step="import").payload.data)["earlier"] is True
    page = client.get(activity.get_absolute_url()).content.decode()
    assert "a matter of an earlier year" in page.lower()


@pytest.mark.usefixtures("grace")
def test_who_may_not_put_right_brings_no_earlier_years_in(office: Office) -> None:
    client = signed_in(office, "clerk", "en")
    assert 'name="earlier"' not in client.get("/activities/import/").content.decode()
    assert 'name="earlier"' in signed_in(office, "supervisor").get("/activities/import/").content.decode()
    there = upload(client, earlier=True)
    assert "within 30 days" in client.get(there).content.decode() and not Activity.objects.exists()


def societies(office: Office, *, earlier: bool) -> Any:
    """A farm association founded in 2020, entered now, where periods are owed from 2021 on."""
    set_value(BACK, None, "2021-01-01", date(2020, 1, 1), "云科协〔2019〕3号", office.actor("admin"), at=NOW)
    unit, who = office.units["kexie"].pk, office.actor("clerk")
    (body,) = begin_many(
        get_kind("organisations"), who, [{"title": "云岭县茶叶协会", "sort": "enterprise", "unit": unit}], at=NOW
    )
    given = {"organisation": body.number, "sort": "farm", "founded": "2020-03-01", "unit": unit}
    return begin_many(get_kind("societies"), who, [given], at=NOW, earlier=earlier)[0]


@pytest.mark.parametrize("earlier", [False, True])
def test_nothing_is_owed_for_the_past(office: Office, *, earlier: bool) -> None:
    record = societies(office, earlier=earlier)
    dues = Occurrence.objects.filter(duty__record=record.pk, dropped=None).order_by("due").values_list("due", flat=True)
    assert dues and (dues[0] >= TODAY) == earlier
    record.refresh_from_db()
    assert record.due == dues[0]


def assigned(office: Office, *, earlier: bool) -> list[Any]:
    """Appeals that a sheet assigns; what it sent."""
    rows = [{"title": title, "words": "周末没有去处", "channel": "hotline", "unit": "desk"} for title in ("甲", "乙")]
    who: Actor = office.actor("supervisor")
    kind = get_kind("appeals")
    records = begin_many(kind, who, rows, at=NOW, earlier=earlier)
    step = kind.cycle.by_name["assign"]
    lines = [
        (at, {"_record": record.number, "grade": "ordinary", "unit": "kexie"}) for at, record in enumerate(records)
    ]
    Message.objects.all().delete()
    _checked, kept = try_lines(kind, who, lines, at=NOW, step=step, earlier=earlier)
    run = keep_import(kind, who, "交办.xlsx", "0" * 64, kept, at=NOW, step=step, earlier=earlier)
    assert take_lines(run, kind, who, uuid4(), at=NOW) is not None
    return list(Message.objects.values_list("record", "code"))


@pytest.mark.parametrize("earlier", [False, True])
def test_a_step_of_an_earlier_year_tells_nobody(office: Office, *, earlier: bool) -> None:
    sent = assigned(office, earlier=earlier)
    assert bool(sent) != earlier and set(Appeal.objects.values_list("state", flat=True)) == {"assigned"}
    assert all('"earlier"' in entry.payload.data for entry in Entry.objects.filter(step="assign")) == earlier
    assert Duty.objects.exists()  # from today on it is owed like any other


@pytest.mark.parametrize("earlier", [False, True])
def test_a_long_sheet_of_earlier_years_tells_nobody_either(
    office: Office, monkeypatch: pytest.MonkeyPatch, *, earlier: bool
) -> None:
    monkeypatch.setattr("luoshi.base.database.batched_writes.FIRST", 2)
    told: list[datetime] = []
    kind, who = get_kind("instructions"), office.actor("supervisor")
    monkeypatch.setattr(
        "luoshi.kernel.messages.actions.messages.Tells.__call__", lambda _tells, took: told.append(took.at)
    )
    by = "2023-05-30" if earlier else "2026-05-30"  # what is asked for now is not asked for by a day that has passed
    given = {"whose": "顾长川", "unit": str(office.units["kexie"].pk), "given": "2023-04-28", "by": by}
    rows = [(n, {**given, "words": f"请办第{n}件"}) for n in range(5)]
    _checked, kept = try_lines(kind, who, rows, at=NOW, earlier=earlier)
    assert not [line.wrong for line in kept if line.wrong]
    run = keep_import(kind, who, "批示.xlsx", "0" * 64, kept, at=NOW, earlier=earlier)
    begin_import(run, kind, who, at=NOW + timedelta(minutes=1))
    assert carry_on(run.pk)
    run.refresh_from_db()
    assert (run.state, Instruction.objects.count(), bool(told)) == (ImportRun.DONE, 5, not earlier)
