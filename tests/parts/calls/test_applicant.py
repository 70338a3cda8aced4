"""The applicant from outside: begins their own application, sees what it lacks, and nobody else's."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from calling import (
    ATTEMPTS,
    CLOSES,
    OPENS,
    applicant,
    apply_for,
    drafted,
    fresh,
    moment,
    person,
    published_call,
    sent,
    set_publicity,
)
from django.test import Client
from django.utils.translation import override

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Role
from luoshi.kernel.kinds.registry import get_kind, list_kinds
from luoshi.kernel.rights.queries.rights import steps_to_begin
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.org.actors.models import User
from luoshi.parts.calls.models import Application
from luoshi.parts.registers.models import Organisation
from office import NOW, TODAY, Office


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


def test_somebody_without_a_unit_begins_fills_in_and_sends_and_the_office_certifies(office: Office) -> None:
    entry, call = applicant(office), published_call(office)
    client = signed_in(office, "applicant")
    assert call.title in client.get("/apply/").text
    answer = client.post(f"/apply/{call.pk}/", ATTEMPTS)
    record = Application.objects.get()
    assert answer.headers["Location"] == f"/applications/{record.pk}/edit/"
    assert (record.leader_id, record.unit_id, record.call_id) == (entry.pk, call.unit_id, call.pk)
    assert (record.sort, record.year, record.called_at, record.state) == (call.sort, call.year, NOW, "drafted")
    words = client.get("/apply/").text
    assert "It has no summary yet." in words and "Complete it, then send it until 2026-03-20 17:00" in words
    assert f"/applications/{record.pk}/send/" not in words
    assert client.get(answer.headers["Location"]).status_code == 200
    given = {"title": "茶园防霜二代", "summary": "提前三小时预警", "leader": entry.number, "seen": record.version}
    rows = {f"{name}-{key}": "0" for name in ("members", "budget", "unsuited") for key in ("TOTAL_FORMS",)}
    assert client.post(f"/applications/{record.pk}/edit/", {**given, **rows}).status_code == 302
    words = client.get("/apply/").text
    assert "It is complete: send it" in words and f"/applications/{record.pk}/send/" in words
    assert client.post(f"/applications/{record.pk}/send/", {"seen": fresh(record).version}).status_code == 302
    record = fresh(record)
    assert record.state == "sent" and record.receipt in client.get("/apply/").text
    assert take(record, "certify", office.actor("supervisor"), {}, at=NOW).record.state == "certified"
    assert "formal check" in client.get("/apply/").text


def test_nobody_elses_is_seen_and_no_call_that_is_not_open(office: Office) -> None:
    applicant(office), applicant(office, "second", "幻另人")
    call = published_call(office)
    begin(get_kind("calls"), office.actor("clerk"),
          {"unit": office.units["kexie"].pk, "title": "未发布的征集", "sort": "contest", "year": 2027, "late": "no",
           "frees": "no", "moves_up": "no"}, at=NOW)  # fmt: skip
    published_call(office, sort="topics", title="早已截止", to_at=moment(NOW - timedelta(minutes=1)))
    record = apply_for(office, call)
    theirs, other = signed_in(office, "applicant"), signed_in(office, "second")
    words = theirs.get("/apply/").text
    assert "茶园防霜" in words and "未发布的征集" not in words and "早已截止" not in words
    assert "茶园防霜" not in other.get("/apply/").text
    for path in ("", "edit/", "send/", "withdraw/"):
        assert other.get(f"{record.get_absolute_url()}{path}").status_code == 404
        assert other.post(f"{record.get_absolute_url()}{path}", {"seen": 1}).status_code in (404, 405)
    assert theirs.get(call.get_absolute_url()).status_code == 404  # of the call only what its page says


def test_the_step_is_for_people_from_outside_and_for_themselves(office: Office) -> None:
    """A clerk begins for others as before; nobody inside begins by themselves, nobody begins for somebody else."""
    call, leader = published_call(office), person(office)
    applicant(office), applicant(office, "second", "幻另人")
    assert drafted(office, call, leader=leader.number).state == "drafted"
    for who in ("clerk", "head", "supervisor", "leader", "auditor", "admin", "stranger"):
        account = office.people.get(who)
        if account is None:
            continue
        type(leader).objects.filter(pk=leader.pk).update(as_person=account.pk)
        with pytest.raises(RecordError, match="may not enter"):
            apply_for(office, call, who)
        assert signed_in(office, who).get(f"/apply/{call.pk}/").status_code == 404
    other = get_kind("persons").record._default_manager.get(as_person=office.people["second"].pk)
    record = apply_for(office, call, leader=other.number, unit=office.units["kexie"].pk)
    assert record.leader.as_person_id == office.people["applicant"].pk  # what is sent for another is not taken
    with pytest.raises(RecordError, match="may not enter"):  # the steps of a unit stay a unit's
        begin(get_kind("applications"), office.actor("applicant"),
              {**ATTEMPTS, "call": call.number, "unit": call.unit_id}, at=NOW)  # fmt: skip
    office.person("member", "甲", "kexie", Role.OUTSIDE)
    with pytest.raises(RecordError, match="belongs to no entry"):
        apply_for(office, call, "member")


def test_no_other_kind_lets_people_from_outside_begin(office: Office) -> None:
    applicant(office)
    actor = office.actor("applicant")
    assert [kind.name for kind in list_kinds() if steps_to_begin(kind, actor)] == []
    by_name = [
        (kind.name, step.name)
        for kind in list_kinds()
        for step in kind.cycle.opens
        if any(kind.rights.by_name[who].by_entry for who in step.who)
    ]
    assert by_name == [("applications", "apply")]
    client = signed_in(office, "applicant")
    for path in ("new/", "new/apply/", "quick/", "import/template/"):
        assert client.get(f"/applications/{path}").status_code == 404, path


def test_the_window_and_the_conditions_hold_as_for_others(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    conditions = [{"sort": "leader_most", "most": 1, "text": ""}]
    call, entry = published_call(office, conditions=conditions), applicant(office)
    sent(office, call, title="已经报了一项", leader=entry.number)
    record = apply_for(office, call)
    take(record, "edit", office.actor("applicant"), {"summary": "好", "leader": entry.number, "title": "二"}, at=NOW)
    words = signed_in(office, "applicant").get("/apply/").text
    assert "so many were sent already" in words and f"/applications/{record.pk}/send/" not in words
    with pytest.raises(RecordError, match="so many were sent already"):
        take(record, "send", office.actor("applicant"), {}, at=NOW)
    late = CLOSES + timedelta(seconds=1)
    with pytest.raises(RecordError, match="not open for applications"):
        begin(get_kind("applications"), office.actor("applicant"), {**ATTEMPTS, "call": call.number}, at=late,
              step="apply")  # fmt: skip
    monkeypatch.setattr("django.utils.timezone.now", lambda: late)
    client = signed_in(office, "applicant")
    assert client.post(f"/apply/{call.pk}/", ATTEMPTS).status_code == 404
    assert "the call takes nothing late" in client.get("/apply/").text
    assert Application.objects.count() == 2


def test_a_call_only_through_units_is_not_offered(office: Office) -> None:
    call = published_call(office, conditions=[{"sort": "through_unit", "most": "", "text": ""}])
    applicant(office)
    client = signed_in(office, "applicant")
    assert "No call is open for you now." in client.get("/apply/").text
    assert client.get(f"/apply/{call.pk}/").status_code == 404
    with pytest.raises(RecordError, match="not open for applications"):
        apply_for(office, call)
    assert drafted(office, call).state == "drafted"


def test_the_recommending_unit_is_the_office_or_the_own_organisation(office: Office) -> None:
    society = office.units["society"]
    given = {"unit": office.units["kexie"].pk, "title": "幻茶学会", "sort": "society"}
    body = begin(get_kind("organisations"), office.actor("clerk"), given, at=OPENS).record
    Organisation.objects.filter(pk=body.pk).update(as_unit=society)
    call = published_call(office)
    applicant(office, organisation=body.number)
    page = signed_in(office, "applicant").get(f"/apply/{call.pk}/").text
    assert set(re.findall(r'<option value="(\d+)"', page)) == {str(society.pk), str(call.unit_id)}
    with pytest.raises(RecordError, match="cannot recommend you"):
        apply_for(office, call, unit=office.units["county"].pk)
    assert Application.objects.count() == 0
    assert apply_for(office, call, unit=society.pk).unit_id == society.pk
    assert apply_for(office, call, title="另一项").unit_id == call.unit_id


def test_what_comes_next_is_said_in_each_state(office: Office) -> None:
    set_publicity(office)
    call, entry = published_call(office), applicant(office)
    record = sent(office, call, leader=entry.number)
    client, desk = signed_in(office, "applicant"), office.actor("supervisor")
    assert "certifies it; then comes the formal check" in client.get("/apply/").text
    record = take(record, "return", desk, {"reason": "缺附件"}, at=NOW).record
    assert "Complete it and send it" in client.get("/apply/").text
    record = take(record, "resend", office.actor("applicant"), {}, at=NOW).record
    record = take(record, "check", desk, {}, at=NOW).record
    assert "with the review" in client.get("/apply/").text
    record = take(record, "assess", desk, {"cls": "main", "score": "88", "grade": "first"}, at=NOW).record
    assert "put into publicity" in client.get("/apply/").text
    take(record, "publish", desk, {}, at=NOW)
    assert "In publicity until 2026-03-25" in client.get("/apply/").text


@pytest.mark.parametrize("count", [3, 12])
def test_more_calls_and_applications_need_no_more_queries(
    office: Office, count: int, django_assert_max_num_queries: Any
) -> None:
    applicant(office)
    for number in range(count):
        call = published_call(office, title=f"第{number}号征集", conditions=[{"sort": "leader_most", "most": 1}])
        apply_for(office, call)
    client = signed_in(office, "applicant")
    client.get("/apply/")
    with django_assert_max_num_queries(32):
        assert client.get("/apply/").text.count("Begin another") == count


@pytest.mark.parametrize(
    "given", [{"title": ""}, {"title": "长" * 300}, {"title": "好", "unit": "x"}, {"title": "好", "unit": "9" * 30}]
)
def test_a_hostile_beginning_is_refused_in_words_and_writes_nothing(office: Office, given: dict[str, str]) -> None:
    call = published_call(office)
    applicant(office)
    client = signed_in(office, "applicant")
    answer = client.post(f"/apply/{call.pk}/", given)
    assert answer.status_code == 422 and "data-refused" in answer.text
    assert Application.objects.count() == 0
    assert client.get(f"/apply/{2**63}/").status_code == 404
    assert TODAY
