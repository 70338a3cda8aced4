"""Drafts of forms on the server: one's own alone, the last one stands, gone once saved, erased with the person."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from calling import drafted, fresh, person, published_call
from django.db import transaction
from django.test import Client
from django.utils.translation import override

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.desk.drafts import actions
from luoshi.desk.drafts.models import FormDraft
from luoshi.desk.drafts.queries import own_draft
from luoshi.desk.privacy.erasing.actions import erase_content
from luoshi.kernel.steps.actions.steps import take
from luoshi.org.accounts.actions import outside_people
from luoshi.org.actors.models import User
from office import NOW, Office
from on_disk import rows_with


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    with override("en"):
        yield


def signed_in(office: Office, name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(person=office.people[name]))
    client.cookies["django_language"] = "en"
    return client


def shared(office: Office) -> Any:
    """An application on which a clerk and its leader from outside work."""
    leader = person(office)
    guest = outside_people.invite_outside_person("幻申报", "guest", office.actor("admin"), at=NOW).person
    office.people["guest"] = guest
    type(leader).objects.filter(pk=leader.pk).update(as_person=guest.pk)
    return drafted(office, published_call(office), leader=leader.number)


def address(record: Any, step: str = "edit") -> str:
    return f"{record.get_absolute_url()}{step}/draft/"


def test_what_is_typed_is_kept_offered_and_gone_once_saved(office: Office) -> None:
    record, client = shared(office), signed_in(office, "clerk")
    assert client.get(address(record)).status_code == 204
    sent = {"title": "新题目", "summary": "写了一半", "seen": record.version, "csrfmiddlewaretoken": "x", "once": "y"}
    assert client.post(address(record), sent).status_code == 204
    draft = client.get(address(record)).json()
    assert draft["typed"] == {"title": ["新题目"], "summary": ["写了一半"]} and draft["version"] == record.version
    assert "Not saved yet, from 03-20" in draft["words"]
    assert (
        fresh(record).title == "高效采茶机"
        and f'data-keeps="{address(record)}"' in client.get(f"{record.get_absolute_url()}edit/").text
    )
    given = {"title": "新题目", "leader": record.leader.number, "seen": record.version}
    given |= {f"{name}-TOTAL_FORMS": "0" for name in ("members", "budget", "unsuited")}
    assert client.post(f"{record.get_absolute_url()}edit/", given).status_code == 302
    assert client.get(address(record)).status_code == 204 and not FormDraft.objects.exists()


def test_nobody_else_reads_or_writes_it(office: Office) -> None:
    record = shared(office)
    ours, leader, stranger = (signed_in(office, name) for name in ("clerk", "guest", "stranger"))
    assert ours.post(address(record), {"title": "我的草稿"}).status_code == 204
    assert leader.get(address(record)).status_code == 204  # who works on it too has a draft of their own
    assert leader.post(address(record), {"title": "负责人的"}).status_code == 204
    assert ours.get(address(record)).json()["typed"] == {"title": ["我的草稿"]}
    assert leader.post(address(record), {"discard": "1"}).status_code == 204
    assert ours.get(address(record)).status_code == 200
    for client in (stranger, Client()):
        for answer in (client.get(address(record)), client.post(address(record), {"title": "x"})):
            assert answer.status_code in (302, 404) and "我的草稿" not in answer.text
    assert FormDraft.objects.count() == 1
    for step in ("certify", "send", "draft", "nonsense"):  # not theirs, asks nothing, begins, is not there
        assert ours.post(address(record, step), {"title": "x"}).status_code == 404, step
    assert not rows_with("我的草稿")  # encrypted as it lies there


def test_of_two_who_edit_the_second_is_told_what_the_first_changed(office: Office) -> None:
    record = shared(office)
    ours, leader = signed_in(office, "clerk"), signed_in(office, "guest")
    rows = {f"{name}-TOTAL_FORMS": "0" for name in ("members", "budget", "unsuited")}
    both = {"leader": record.leader.number, "seen": record.version, **rows}
    ours.post(address(record), {"title": "单位改的", "seen": record.version})
    first = {"title": "负责人改的", "summary": "先存的", **both}
    assert leader.post(f"{record.get_absolute_url()}edit/", first).status_code == 302
    draft = ours.get(address(record)).json()
    assert draft["version"] == record.version and "has changed it since" in draft["words"]
    answer = ours.post(f"{record.get_absolute_url()}edit/", {"title": "单位改的", "summary": "后存的", **both})
    assert answer.status_code == 409 and "单位改的" in answer.text and "负责人改的" in answer.text
    assert fresh(record).title == "负责人改的"
    assert ours.get(address(record)).json()["typed"] == {"title": ["单位改的"]}  # nothing is lost


def test_many_requests_leave_one_draft_and_the_last_stands(office: Office) -> None:
    record, client = shared(office), signed_in(office, "clerk")
    for number in range(5):
        assert client.post(address(record), {"title": f"第{number}稿"}).status_code == 204
    (draft,) = FormDraft.objects.all()
    assert json.loads(str(draft.typed)) == {"title": ["第4稿"]}


def test_a_secrecy_marking_is_never_kept_and_takes_the_draft_away(office: Office) -> None:
    record, client = shared(office), signed_in(office, "clerk")
    client.post(address(record), {"title": "好"})
    answer = client.post(address(record), {"title": "机密★5年"})
    assert answer.status_code == 422 and "marking" in answer.json()["error"]
    assert not FormDraft.objects.exists()


@pytest.mark.parametrize("version", ["x", "-1", "9" * 30, "999"])
def test_hostile_drafts_are_refused_or_harmless(office: Office, version: str) -> None:
    record, client = shared(office), signed_in(office, "clerk")
    assert client.post(address(record), {"title": "长" * (actions.LARGEST + 1)}).status_code == 422
    assert not FormDraft.objects.exists()
    assert client.post(address(record), {"title": "好", "seen": version}).status_code == 204
    assert client.get(address(record)).json()["version"] == record.version


def test_drafts_end_after_two_weeks_and_with_record_and_person(office: Office) -> None:
    record = shared(office)
    ours, theirs = office.people["clerk"].pk, office.people["guest"].pk
    for who in (ours, theirs):
        actions.keep_draft(record, "edit", who, {"title": ["x"]}, record.version, at=NOW)
    actions.remove_old_drafts(NOW + timedelta(days=14))
    assert FormDraft.objects.count() == 2
    with transaction.atomic():  # the entry of the person from outside is erased, and the person with it
        erase_content(record.leader, {"reason": "本人要求"}, PROGRAM, at=NOW)
    assert own_draft(theirs, record.pk, "edit") is None and own_draft(ours, record.pk, "edit") is not None
    actions.remove_old_drafts(NOW + timedelta(days=14, seconds=1))
    assert not FormDraft.objects.exists()
    actions.keep_draft(record, "edit", ours, {"title": ["x"]}, record.version, at=NOW)
    with transaction.atomic():
        erase_content(record, {"reason": "到期"}, PROGRAM, at=NOW)
    assert not FormDraft.objects.exists()


def test_of_a_person_the_fifty_newest_are_kept(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST", 2)
    record, who = shared(office), office.people["clerk"].pk
    for minute, step in enumerate(("edit", "withdraw", "attach_blind")):
        actions.keep_draft(record, step, who, {"x": ["y"]}, 1, at=NOW + timedelta(minutes=minute))
    assert sorted(FormDraft.objects.values_list("step", flat=True)) == ["attach_blind", "withdraw"]


def test_a_step_taken_by_a_program_needs_no_draft(office: Office) -> None:
    record = shared(office)
    with pytest.raises(RecordError):
        take(record, "send", office.actor("stranger"), {}, at=NOW)
    assert not FormDraft.objects.exists()
