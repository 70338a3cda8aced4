"""In time is what the server had received whole by the end: waiting makes nobody late, and no sender can say so."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import pytest
from calling import CLOSES, drafted, fresh, moment, person, published_call, refusal
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from luoshi.base.forms.requests import RECEIVED
from luoshi.desk.bulk.actions import runs
from luoshi.desk.lists.views.models import BulkRow, BulkRun
from luoshi.evidence.journal.rules.proof import canonical_json
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import take
from luoshi.org.actors.models import User
from luoshi.parts.calls import actions, queries
from luoshi.parts.calls.cards import minutes_late
from luoshi.parts.calls.models import Application, Call
from luoshi.parts.calls.rules import SETTLING
from many_appeals import lines_of, workbook
from office import Office
from programs import program

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _a_minute_after_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: CLOSES + MINUTE)


@pytest.fixture
def draft(office: Office) -> Application:
    """An application that was begun in time and not yet sent."""
    person(office)
    made: Application = drafted(office, published_call(office))
    return made


def send(client: Client, record: Application, **environ: Any) -> Any:
    """Send it by the page, as the server hands the request on."""
    form = {"seen": record.version, "once": str(uuid4())}
    return client.post(f"/applications/{record.pk}/send/", form, **environ)


def test_what_waited_for_its_turn_counts_from_when_it_was_received(
    office: Office, client: Client, draft: Application
) -> None:
    client.force_login(User.objects.get(person=office.people["clerk"]))
    assert send(client, draft, **{RECEIVED: CLOSES}).status_code == 302
    sent = fresh(draft)
    assert (sent.state, sent.sent_at) == ("sent", CLOSES)


def test_what_was_received_after_the_end_is_late_whatever_its_sender_says(
    office: Office, client: Client, draft: Application
) -> None:
    client.force_login(User.objects.get(person=office.people["clerk"]))
    told = CLOSES.isoformat()
    send(client, draft, HTTP_LUOSHI_RECEIVED=told, HTTP_X_REQUEST_START=told, HTTP_DATE=told, **{RECEIVED: told})
    assert fresh(draft).sent_at == CLOSES + MINUTE


def test_a_program_is_in_time_as_a_browser_is(office: Office, client: Client, draft: Application) -> None:
    body = json.dumps({"seen": draft.version, "given": {}}).encode()
    headers = {"Authorization": f"Bearer {program(office, 'clerk').secret}"}
    address = f"/api/applications/{draft.pk}/steps/send"
    environ: dict[str, Any] = {RECEIVED: CLOSES}
    done = client.post(address, body, "application/json", headers=headers, **environ)
    assert done.status_code == 200, done.text[:300]
    assert fresh(draft).sent_at == CLOSES


def test_an_application_can_be_begun_with_the_last_second_and_not_after(office: Office, client: Client) -> None:
    call = published_call(office)
    leader = person(office)
    client.force_login(User.objects.get(person=office.people["clerk"]))
    given = {"unit": office.units["kexie"].pk, "call": call.number, "title": "高效采茶机", "summary": "提高采茶效率"}
    given |= {"cls": "main", "leader": leader.number}

    def begin(received: datetime) -> int:
        form, environ = {**given, "once": str(uuid4())}, {RECEIVED: received}
        return client.post("/applications/new/", form, **dict[str, Any](environ)).status_code

    assert begin(CLOSES + timedelta(microseconds=1)) == 422
    assert begin(CLOSES) == 302
    assert Application.objects.get().called_at == CLOSES


def test_what_waits_is_among_what_was_received_when_the_window_is_closed(
    office: Office, client: Client, draft: Application
) -> None:
    actions.end_windows(CLOSES + MINUTE)
    client.force_login(User.objects.get(person=office.people["clerk"]))
    assert send(client, draft, **{RECEIVED: CLOSES}).status_code == 302
    actions.end_windows(CLOSES + SETTLING + MINUTE)
    call = Call.objects.get()
    assert call.state == "closed" and call.received_head
    assert queries.receipts_of_call(call.pk) == [fresh(draft).receipt]


def close_by_hand(office: Office, at: datetime) -> Call:
    """Close the call at a moment, as its office does."""
    return take(Call.objects.get(), "close", office.actor("supervisor"), {"reason": "已收齐"}, at=at).record


def test_closing_by_hand_ends_the_window_and_what_waited_then_is_among_what_was_received(
    office: Office, client: Client, draft: Application
) -> None:
    closes = CLOSES - timedelta(hours=3)
    close_by_hand(office, closes)
    actions.end_windows(closes + MINUTE)
    call = Call.objects.get()
    assert (call.state, call.to_at, call.received_head) == ("closed", closes, "")
    said = refusal(lambda: take(call, "decide", office.actor("leader"), {}, at=closes + MINUTE))
    assert "截止后五分钟" in said
    client.force_login(User.objects.get(person=office.people["clerk"]))
    assert send(client, draft, **{RECEIVED: closes}).status_code == 302  # a minute after: it waited
    actions.end_windows(closes + SETTLING)
    assert Call.objects.get().received_head == ""
    actions.end_windows(closes + SETTLING + timedelta(seconds=1))
    call, sent = Call.objects.get(), fresh(draft)
    assert minutes_late(sent.sent_at, call.to_at) == 0
    assert call.received_head == sha256(canonical_json([sent.receipt])).hexdigest()
    assert take(call, "decide", office.actor("leader"), {}, at=CLOSES).record.state == "decided"


@pytest.mark.parametrize("by", ["hand", "clock"])
def test_what_was_received_after_the_closing_is_late(
    office: Office, client: Client, draft: Application, by: str
) -> None:
    closes = CLOSES - timedelta(hours=3) if by == "hand" else CLOSES
    if by == "hand":
        close_by_hand(office, closes)
    else:
        actions.end_windows(closes + SETTLING + timedelta(seconds=1))
    client.force_login(User.objects.get(person=office.people["clerk"]))
    assert send(client, draft, **{RECEIVED: closes + timedelta(seconds=1)}).status_code == 302
    call, sent = Call.objects.get(), fresh(draft)
    assert call.state == "closed" and minutes_late(sent.sent_at, call.to_at) == 1
    certified = take(sent, "certify", office.actor("head"), {}, at=CLOSES).record
    assert "截止" in refusal(lambda: take(certified, "check", office.actor("supervisor"), {}, at=CLOSES))


def test_a_window_that_was_over_keeps_its_end_when_somebody_closes_it(office: Office, draft: Application) -> None:
    close_by_hand(office, CLOSES + MINUTE)
    call = Call.objects.get()
    assert (call.state, call.to_at, call.received_head) == ("closed", CLOSES, "")
    again = {"to_at": moment(CLOSES + timedelta(days=1)), "reason": "大雪"}
    take(call, "extend", office.actor("supervisor"), again, at=CLOSES + MINUTE)
    actions.end_windows(CLOSES + timedelta(hours=1))
    assert (Call.objects.get().state, Call.objects.get().received_head) == ("published", "")


def test_a_call_that_was_closed_long_after_its_end_is_fixed_at_once_and_anew_when_it_was_open_again(
    office: Office, client: Client, draft: Application
) -> None:
    close_by_hand(office, CLOSES + timedelta(hours=1))
    empty = Call.objects.get().received_head
    assert empty == sha256(canonical_json([])).hexdigest()
    again = {"to_at": moment(CLOSES + timedelta(days=1)), "reason": "大雪"}
    take(Call.objects.get(), "extend", office.actor("supervisor"), again, at=CLOSES + timedelta(hours=1))
    client.force_login(User.objects.get(person=office.people["clerk"]))
    assert send(client, draft, **{RECEIVED: CLOSES}).status_code == 302
    close_by_hand(office, CLOSES + timedelta(hours=2))
    actions.end_windows(CLOSES + timedelta(hours=3))
    assert Call.objects.get().received_head == sha256(canonical_json([fresh(draft).receipt])).hexdigest()


LATER = CLOSES + timedelta(minutes=10)  # when the worker comes to it


def run_of_sends(office: Office, rows: list[Application], key: UUID, at: datetime = CLOSES) -> BulkRun:
    """A run that sends them all, beyond what one request carries."""
    kind, versions = get_kind("applications"), {row.pk: row.version for row in rows}
    return runs.start_run(kind, kind.cycle.by_name["send"], office.actor("clerk"), versions, {}, key, at=at)


def test_rows_that_the_worker_takes_later_count_from_when_the_request_was_received(
    office: Office, draft: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "CHUNK", 1)
    second = drafted(office, draft.call, title="茶园滴灌")
    run = run_of_sends(office, [draft, second], key := uuid4())
    assert run_of_sends(office, [draft, second], key, at=LATER) == run  # the form again, at another moment
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    assert runs.finish_later.func(run.pk) == 2
    assert [(fresh(row).state, fresh(row).sent_at) for row in (draft, second)] == [("sent", CLOSES)] * 2


def test_nobody_makes_a_run_that_waits_earlier_than_it_was(office: Office, draft: Application) -> None:
    run = run_of_sends(office, [draft], uuid4(), at=CLOSES + MINUTE)
    BulkRun.objects.filter(pk=run.pk).update(at=CLOSES)
    assert runs.finish_later.func(run.pk) == 1
    assert (run.rows.get().result, fresh(draft).state) == (BulkRow.SKIPPED, "drafted")


def test_a_sheet_counts_from_when_its_confirmation_was_received(
    office: Office, client: Client, draft: Application
) -> None:
    client.force_login(User.objects.get(person=office.people["clerk"]))
    sheet = SimpleUploadedFile("报送.xlsx", workbook([["编号或名称"], [draft.number]]))
    there = client.post("/applications/import/?step=send", {"file": sheet})
    assert there.status_code == 302
    assert client.post(there["Location"], {}, **dict[str, Any]({RECEIVED: CLOSES})).status_code == 302
    assert (fresh(draft).state, fresh(draft).sent_at) == ("sent", CLOSES)


def test_lines_that_begin_applications_count_from_when_their_confirmation_was_received(
    office: Office, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    call, leader = published_call(office), person(office)
    client.force_login(User.objects.get(person=office.people["clerk"]))
    monkeypatch.setattr("django.utils.timezone.now", lambda: CLOSES - MINUTE)
    template = b"".join(client.get("/applications/import/template/").streaming_content)  # type: ignore[attr-defined]
    heads = [str(head).rstrip("*") for head in lines_of(template)[2]]
    line = {"征集": call.number, "标题": "高效采茶机", "负责人（作者）": leader.number}
    line |= {"推荐单位": "云岭县科学技术协会"}
    assert {*line} <= {*heads}, heads
    sheet = SimpleUploadedFile("申报.xlsx", workbook([heads, [line.get(head, "") for head in heads]]))
    there = client.post("/applications/import/", {"file": sheet})
    assert there.status_code == 302
    monkeypatch.setattr("django.utils.timezone.now", lambda: CLOSES + MINUTE)
    done = client.post(there["Location"], {}, **dict[str, Any]({RECEIVED: CLOSES}))
    assert done.status_code == 302, done.text[:200]
    assert Application.objects.get().called_at == CLOSES
