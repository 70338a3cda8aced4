"""What is done goes back to the leader who assigned it; others in charge close it only where that post is not held."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils.translation import override

from assigned import act, at, finished, running, verified
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM, Role
from luoshi.desk.lists.queries.inbox import waiting_records
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.messages.models import Message
from luoshi.org.actors.models import Tenure
from luoshi.org.people.actions import people
from luoshi.org.people.actions.posts import end_tenure
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from many_appeals import signed_in
from office import NOW, Office
from plans import PUBLISH, TEXT, decided, received, step
from programs import program, said

DONE = date(2026, 9, 21)


@pytest.fixture
def leaders(office: Office) -> Office:
    """林分管 is in charge of 县科协; 罗县长 is in charge of the town alone, and assigned the plan's matters."""
    office.person("mayor", "罗县长", "county", Role.LEADER, ["town"])
    return office


def plan_of(office: Office, **given: Any) -> Plan:
    return step(office, decided(office, received(office, TEXT)), "publish", **{**PUBLISH, **given})


def set_by(office: Office, who: str) -> Commitment:
    return running(office, plan_of(office, decider=office.posts[who].pk), "科普示范基地", at(3, 23))


def done(office: Office, one: Commitment) -> Commitment:
    return verified(office, finished(office, one, at(9, 20)), at(9, 21))


def told(office: Office, one: Commitment) -> set[str]:
    """Who has a message that waits for the closing."""
    posts = {post.pk: name for name, post in office.posts.items()}
    rows = Message.objects.filter(record=one.pk, asks="close_it", done=None)
    return {posts[row.post_id] for row in rows if row.post_id}


def waiting(office: Office, who: str) -> list[int]:
    return [record.pk for record in waiting_records(office.actor(who, DONE), DONE) if record.state == "verified"]


def away(office: Office, who: str, day: date, *, deputy: str = "") -> None:
    """The holder leaves the post on a day; or another deputises for them from then on, where one is named."""
    if deputy:
        people.appoint_to_post(office.people[deputy], office.posts[who], day, PROGRAM, at=NOW, deputy=True)
        return
    end_tenure(Tenure.objects.get(post=office.posts[who]), day, PROGRAM, at=NOW)


def test_it_goes_to_the_leader_who_assigned_it_and_to_no_other(leaders: Office) -> None:
    office = leaders
    one = done(office, set_by(office, "mayor"))
    assert told(office, one) == {"mayor"}
    assert (waiting(office, "mayor"), waiting(office, "leader")) == ([one.pk], [])
    with override("en"), pytest.raises(RecordError):
        act(office, one, "close_it", "leader", at(9, 22), mark="A")
    assert Commitment.objects.get(pk=one.pk).state == "verified"
    assert act(office, one, "close_it", "mayor", at(9, 22), mark="A").state == "closed"
    assert told(office, one) == set()


def test_where_nobody_is_known_it_goes_to_the_leader_in_charge(leaders: Office) -> None:
    office = leaders
    one = done(office, running(office, plan_of(office), "科普示范基地", at(3, 23)))
    assert told(office, one) == {"leader"}
    assert (waiting(office, "mayor"), waiting(office, "leader")) == ([], [one.pk])
    with pytest.raises(RecordError):
        act(office, one, "close_it", "mayor", at(9, 22), mark="A")
    assert act(office, one, "close_it", "leader", at(9, 22), mark="A").state == "closed"


def test_while_that_post_is_vacant_the_leader_in_charge_closes(leaders: Office) -> None:
    office = leaders
    one = set_by(office, "mayor")
    away(office, "mayor", date(2026, 9, 1))
    one = done(office, one)
    assert "leader" in told(office, one) and waiting(office, "leader") == [one.pk]
    assert act(office, one, "close_it", "leader", at(9, 22), mark="A").state == "closed"


def test_while_somebody_deputises_in_it_both_may_close(leaders: Office) -> None:
    office = leaders
    one = set_by(office, "mayor")
    away(office, "mayor", date(2026, 9, 1), deputy="head")
    one = done(office, one)
    assert told(office, one) == {"mayor", "leader"}
    assert (waiting(office, "head"), waiting(office, "leader")) == ([one.pk], [one.pk])
    assert act(office, one, "close_it", "leader", at(9, 22), mark="A").state == "closed"


def test_it_falls_to_the_leader_in_charge_when_the_post_becomes_vacant_later(leaders: Office) -> None:
    office = leaders
    one = done(office, set_by(office, "mayor"))
    away(office, "mayor", DONE + timedelta(days=1))
    later = DONE + timedelta(days=2)
    assert waiting(office, "leader") == []
    assert [row.pk for row in waiting_records(office.actor("leader", later), later) if row.state == "verified"] == [
        one.pk
    ]
    assert act(office, one, "close_it", "leader", at(9, 23), mark="A").state == "closed"


def test_the_office_names_who_assigned_it_and_what_waits_goes_there(leaders: Office) -> None:
    office = leaders
    one = done(office, running(office, plan_of(office), "科普示范基地", at(3, 23)))
    with pytest.raises(RecordError):
        act(office, one, "name_setter", "clerk", at(9, 22), decider=office.posts["mayor"].pk)
    with pytest.raises(RecordError):  # no leader's post
        act(office, one, "name_setter", "supervisor", at(9, 22), decider=office.posts["clerk"].pk)
    one = act(office, one, "name_setter", "supervisor", at(9, 22), decider=office.posts["mayor"].pk)
    assert (one.decider, told(office, one)) == (office.posts["mayor"], {"mayor"})
    one = act(office, one, "name_setter", "supervisor", at(9, 22), decider="")
    assert (one.decider, told(office, one)) == (None, {"leader"})


def test_a_leaders_new_word_is_that_leaders_matter(leaders: Office) -> None:
    office = leaders
    one = done(office, set_by(office, "mayor"))
    act(office, one, "remark", "leader", at(9, 22), words="再报一次长效机制", due="2026-11-30")
    new = Commitment.objects.get(follows_on=one)
    assert new.decider == office.posts["leader"]


def test_an_amendment_leaves_a_matter_with_who_assigned_it(leaders: Office) -> None:
    office = leaders
    plan = plan_of(office, decider=office.posts["mayor"].pk)
    plan = step(
        office,
        step(office, plan, "amend", reason="调整"),
        "reissue",
        **{**PUBLISH, "decider": office.posts["leader"].pk},
    )
    assert {commitment.decider for commitment in plan.commitments.all()} == {office.posts["mayor"]}


def test_page_and_api_name_who_assigned_it_and_offer_the_closing_to_that_one(
    leaders: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = leaders
    one = done(office, set_by(office, "mayor"))
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(9, 22))
    address = one.get_absolute_url()
    own, other = (signed_in(office, who, "en").get(address) for who in ("mayor", "leader"))
    if other.status_code == 200:
        assert f"{address}close_it/" not in other.content.decode()
    page = own.content.decode()
    assert f"{address}close_it/" in page and "罗县长岗" in page
    asks = program(office, "mayor", at=at(9, 22))
    assert asks.get(f"commitments/{one.pk}").data["fields"]["decider"]["name"] == str(office.posts["mayor"])
    refused = program(office, "leader", at=at(9, 22)).post(
        f"commitments/{one.pk}/steps/close_it", {"seen": one.version, "given": {"mark": "A"}}
    )
    assert said(refused) == (403, "refused")
    closed = asks.post(f"commitments/{one.pk}/steps/close_it", {"seen": one.version, "given": {"mark": "A"}})
    assert said(closed) == (200, "")
    assert Entry.objects.filter(record=one.pk, step="close_it").count() == 1
