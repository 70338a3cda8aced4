"""What is urgent is mailed at once as a count; a push on a list says what came of each row and is told once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.translation import override

from assigned import act, at, issued, running
from luoshi.desk.bulk.actions.runs import go_on, start_run
from luoshi.desk.lists.views.models import BulkRow
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.messages.actions.outbox import mail_text as letter_of
from luoshi.kernel.messages.models import Message, Outgoing
from luoshi.org.actors.models import Person
from luoshi.plans.base.models.commitment import Commitment
from office import Office
from plans import published

BASE, CLUB = "科普示范基地", "联席会议"


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def mail(settings: Any) -> None:
    settings.MAIL_URL, settings.ADDRESS = "file:///nowhere", "https://luoshi.example"
    Person.objects.all().update(email="")


def outgoing() -> list[tuple[str, int, str]]:
    rows = Outgoing.objects.filter(code="ledger.urgent").select_related("person").order_by("person__pk")
    return [(row.person.name, row.values["urgent"], f"{row.after:%m-%d %H:%M}") for row in rows]


def mailed(office: Office, *names: str) -> None:
    for name in names:
        person = office.people[name]
        person.email = f"{name}@example.cn"
        person.save(update_fields=["email"])


def test_an_urgent_matter_is_mailed_at_once_in_working_hours_as_a_count_alone(office: Office, mail: None) -> None:
    mailed(office, "clerk", "stranger")
    plan = published(office)
    issued(office, plan, BASE)
    assert outgoing() == []
    issued(office, plan, CLUB, urgency="urgent")
    assert outgoing() == [("柯干事", 1, "03-20 02:00")]
    subject, words = letter_of(Outgoing.objects.get())
    assert "联席会议" not in subject + words and "https://luoshi.example/" in words and ": 1" in words


def test_outside_of_working_hours_it_waits_for_the_next_working_morning_and_is_counted_up(
    office: Office, mail: None
) -> None:
    mailed(office, "clerk")
    plan = published(office)
    one = issued(office, plan, CLUB, datetime(2026, 4, 30, 12, 0, tzinfo=UTC), urgency="top")  # eight in the evening
    act(office, one, "push", "supervisor", datetime(2026, 5, 1, 3, 0, tzinfo=UTC), words="请速办")
    assert outgoing() == [("柯干事", 2, "05-06 00:30")]


def test_a_push_on_a_list_says_per_row_what_came_of_it_and_is_told_once(office: Office) -> None:
    plan = published(office)
    one, other = running(office, plan, BASE), issued(office, plan, CLUB)
    listed = plan.commitments.exclude(pk__in=[one.pk, other.pk]).first()
    assert listed
    client = Client()
    client.force_login(office.people["supervisor"].user)
    rows = [str(row.pk) for row in (one, other, listed)]
    page = client.post("/commitments/bulk/", {"step": "push", "row": rows}).content.decode()
    assert "2" in page and listed.title in page
    declared_kind = get_kind("commitments")
    step = declared_kind.cycle.by_name["push"]
    given = {"words": "请于月底前答复", "limit": "2026-03-31"}
    actor = office.actor("supervisor")
    key = uuid4()
    versions = {row.pk: Commitment.objects.get(pk=row.pk).version for row in (one, other, listed)}
    for _ in range(2):
        made = start_run(declared_kind, step, actor, versions, given, key, at=at(3, 20))
        go_on(made, actor, at=at(3, 20))
    assert [row.result for row in made.rows.order_by("pk")] == [BulkRow.DONE, BulkRow.DONE, BulkRow.SKIPPED]
    assert [Commitment.objects.get(pk=row.pk).pushed for row in (one, other, listed)] == [1, 1, 0]
    assert Message.objects.filter(code="commitments.pushed", post=office.posts["head"]).count() == 2
    entry = Entry.objects.filter(record=one.pk, step="push").get()
    assert "2026-03-31" in entry.payload.data
