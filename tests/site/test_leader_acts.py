"""What a leader does where a late matter stands: telephones who has it, writes on it, has it chased once."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from appeal_factory import appeal
from luoshi.desk.lists.queries.inbox import waiting_records
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.messages.models import Message
from luoshi.kernel.steps.actions.steps import take
from luoshi.lines.instructions.actions import ask_to_chase
from luoshi.lines.instructions.models import Instruction
from luoshi.org.actors.models import Mandate, Person
from office import NOW, TODAY, Office

BY = (TODAY + timedelta(days=10)).isoformat()


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def late(office: Office, unit: str = "kexie") -> Record:
    """A matter that a unit owes for nine days."""
    given = {"title": "增设科普活动室", "words": "周末", "channel": "web", "unit": office.units["desk"].pk}
    record = appeal(office, **given, at=NOW)
    to = {"grade": "urgent", "unit": office.units[unit].pk}
    record = take(record, "assign", office.actor("supervisor"), to, at=NOW).record
    Record.objects.filter(pk=record.pk).update(due=TODAY - timedelta(days=9))
    return record


def signed_in(office: Office, who: str) -> Client:
    client = Client()
    client.force_login(office.people[who].user)
    return client


def send(office: Office, act: str, record: Record, who: str = "leader", fragment: bool = True, **given: str) -> Any:
    """The answer to a press on the leader's page."""
    url = reverse(f"leader_{act}", args=[office.posts["leader"].pk, record.pk])
    headers = {"HX-Request": "true"} if fragment else {}
    return signed_in(office, who).post(url, given, headers=headers)


def looks() -> int:
    return Entry.objects.filter(step="person.look").count()


def test_one_press_shows_the_number_of_who_has_it_and_the_look_is_journaled(office: Office) -> None:
    record, who = late(office), office.people["clerk"]
    shown = signed_in(office, "leader").get("/").content.decode()
    assert "柯干事" in shown and "13900000000" not in shown
    answer = send(office, "call", record)
    assert 'href="tel:13900000000"' in answer.content.decode() and "<html" not in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    (entry,) = Entry.objects.filter(step="person.look", subject=f"person:{who.pk}")
    assert record.number in str(vars(entry.payload))
    whole = send(office, "call", record, fragment=False).content.decode()  # without scripts: a page
    assert "<html" in whole and 'href="tel:13900000000"' in whole and looks() == 2
    Person.objects.filter(pk=who.pk).update(phone="")
    assert "未登记电话" in send(office, "call", record).content.decode()


@pytest.mark.parametrize("who", ["clerk", "supervisor", "outside", "admin"])
def test_to_others_there_is_no_such_page_and_nothing_is_shown_or_written(office: Office, who: str) -> None:
    record = late(office)
    for act in ("call", "write", "chase"):
        assert send(office, act, record, who, words="请抓紧", by=BY).status_code == 404
    assert looks() == 0 and not Instruction.objects.exists()


def test_of_matters_outside_the_field_nothing_is_shown(office: Office) -> None:
    record = late(office, "bureau")
    for act in ("call", "write", "chase"):
        assert send(office, act, record, words="请抓紧", by=BY).status_code == 404
    assert looks() == 0 and not Instruction.objects.exists()


def test_a_secretary_telephones_but_writes_nothing_in_the_leader_s_name(office: Office) -> None:
    record, post = late(office), office.posts["leader"]
    Mandate.objects.create(leader=post, secretary=office.posts["head"], start=TODAY, basis="云办发〔2026〕3号")
    assert send(office, "call", record, "head").status_code == 200 and looks() == 1
    assert send(office, "write", record, "head", words="请抓紧", by=BY).status_code == 404
    assert send(office, "chase", record, "head").status_code == 404
    shown = signed_in(office, "head").get(reverse("leader", args=[post.pk])).content.decode()
    assert "显示电话" in shown and "请督查室催办" not in shown


def test_what_a_leader_writes_is_with_the_unit_at_once_as_a_thing_to_do(office: Office) -> None:
    record = late(office)
    form = signed_in(office, "leader").get(reverse("leader_write", args=[office.posts["leader"].pk, record.pk]))
    assert 'name="words"' in form.content.decode() and "<html" in form.content.decode()
    answer = send(office, "write", record, words="请下周办结。", by=BY)
    assert (answer.status_code, answer["HX-Refresh"]) == (204, "true")
    (one,) = Instruction.objects.all()
    assert (one.about_id, one.unit_id, one.state, one.words, one.whose, one.due) == (
        record.pk, record.unit_id, "passed", "请下周办结。", "林分管", one.by,
    )  # fmt: skip
    assert one.decider_id == office.posts["leader"].pk
    assert waiting_records(office.actor("clerk"), TODAY).filter(pk=one.pk).exists()
    assert not waiting_records(office.actor("supervisor"), TODAY).filter(pk=one.pk).exists()
    assert Message.objects.filter(record=one.pk, asks="answer", post=office.posts["clerk"], done=None).exists()
    assert "已批示，2026-03-20" in signed_in(office, "leader").get("/").content.decode()


@pytest.mark.parametrize("given", [{"words": "", "by": BY}, {"words": "请抓紧", "by": "2020-01-01"}])
def test_a_form_that_lacks_something_comes_back_and_writes_nothing(office: Office, given: dict[str, str]) -> None:
    answer = send(office, "write", late(office), **given)
    assert answer.status_code == 422 and "data-refused" in answer.content.decode()
    assert not Instruction.objects.exists()


def test_what_is_to_be_chased_waits_for_the_supervisors_and_is_asked_once(office: Office) -> None:
    record = late(office)
    for _press in range(2):
        assert "已请督查室催办，2026-03-20" in send(office, "chase", record).content.decode()
    (one,) = Instruction.objects.all()
    assert (one.chase, one.state, one.about_id) == (True, "given", record.pk)
    desk = office.actor("supervisor")
    assert waiting_records(desk, TODAY).filter(pk=one.pk).exists()
    (told,) = Message.objects.filter(record=one.pk, post=office.posts["supervisor"], done=None)
    assert (told.code, told.asks) == ("instructions.chase", "pass_on")
    shown = signed_in(office, "leader").get("/").content.decode()
    assert "已请督查室催办，2026-03-20" in shown and reverse("leader_chase", args=[1, 1])[-6:] not in shown
    take(one, "pass_on", desk, {}, at=NOW)
    assert waiting_records(office.actor("clerk"), TODAY).filter(pk=one.pk).exists()
    take(one, "answer", office.actor("clerk"), {"answer": "本周办结。"}, at=NOW)
    take(one, "close", office.actor("leader"), {}, at=NOW)
    assert send(office, "chase", record, fragment=False).status_code == 302 and Instruction.objects.count() == 2


def test_two_who_press_at_once_ask_once(real_office: Office) -> None:
    office, ready = real_office, threading.Barrier(2)
    record, post, actor = late(office), office.posts["leader"], office.actor("leader")
    asked: list[int] = []

    def press() -> None:
        ready.wait()
        try:
            asked.append(ask_to_chase(record, post, actor, at=NOW).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _one in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert asked == [Instruction.objects.get().pk] * 2


@pytest.mark.parametrize("count", [3, 12])
def test_more_matters_on_the_list_need_no_more_queries(
    office: Office, count: int, django_assert_max_num_queries: Any
) -> None:
    for _number in range(count):
        record = late(office)
        send(office, "write", record, words="请抓紧", by=BY)
    client = signed_in(office, "leader")
    url = reverse("leader_list", args=[office.posts["leader"].pk, "late"])
    client.get(url)
    with django_assert_max_num_queries(30):
        assert client.get(url).content.decode().count('class="matter"') == count
