"""In time is what the server had received whole by the end: waiting makes nobody late, and no sender can say so."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from calling import CLOSES, drafted, fresh, person, published_call
from django.test import Client

from luoshi.base.forms.requests import RECEIVED
from luoshi.org.actors.models import User
from luoshi.parts.calls import actions, queries
from luoshi.parts.calls.models import Application, Call
from luoshi.parts.calls.rules import SETTLING
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
    moment: dict[str, Any] = {RECEIVED: CLOSES}
    done = client.post(address, body, "application/json", headers=headers, **moment)
    assert done.status_code == 200, done.text[:300]
    assert fresh(draft).sent_at == CLOSES


def test_an_application_can_be_begun_with_the_last_second_and_not_after(office: Office, client: Client) -> None:
    call = published_call(office)
    leader = person(office)
    client.force_login(User.objects.get(person=office.people["clerk"]))
    given = {"unit": office.units["kexie"].pk, "call": call.number, "title": "高效采茶机", "summary": "提高采茶效率"}
    given |= {"cls": "main", "leader": leader.number}

    def begin(received: datetime) -> int:
        form, moment = {**given, "once": str(uuid4())}, {RECEIVED: received}
        return client.post("/applications/new/", form, **dict[str, Any](moment)).status_code

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
