"""Changes of rights that take two persons: one proposes, another confirms, and neither is the one concerned."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from luoshi.base.errors import OrgError
from luoshi.base.rights.rules.rights import PROGRAM, Role
from luoshi.base.rights.rules.roles import eligible_confirmers
from luoshi.evidence.journal.models import Entry
from luoshi.org.actors.models import Charge, Mandate, Tenure
from luoshi.org.people.actions import people
from luoshi.org.people.models import Proposal
from luoshi.org.people.queries.people import waiting_proposals
from luoshi.org.proposals.actions import confirm_rights_change, refuse_rights_change, submit_rights_change
from luoshi.org.tree.models import FOREVER
from office import NOW, TODAY, Office

DAY = timedelta(days=1)


def appointing(office: Office, who: str, post: str, **more: Any) -> dict[str, Any]:
    """The clerk of another unit is to deputise for the supervisor, unless said otherwise."""
    return {
        "person": office.people[who].pk,
        "post": office.posts[post].pk,
        "start": TODAY.isoformat(),
        "until": FOREVER.isoformat(),
        "deputy": True,
        "names": {"person": str(office.people[who]), "post": str(office.posts[post])},
        **more,
    }


def proposed(office: Office, who: str = "stranger", post: str = "supervisor") -> Proposal:
    row = submit_rights_change("appoint", appointing(office, who, post), office.actor("admin"), at=NOW)
    assert row is not None
    return row


def held(office: Office, who: str) -> list[str]:
    return sorted(seat.role.value for seat in office.actor(who).seats)


def test_what_one_may_do_alone_is_done_at_once(office: Office) -> None:
    assert (
        submit_rights_change("appoint", appointing(office, "stranger", "head"), office.actor("admin"), at=NOW) is None
    )
    assert (held(office, "stranger"), Proposal.objects.count()) == (["clerk", "head"], 0)


def test_a_proposal_changes_nothing_until_another_confirms_it(office: Office) -> None:
    row = proposed(office)
    assert (held(office, "stranger"), waiting_proposals(office.actor("auditor"), TODAY)) == (["clerk"], [row])
    confirm_rights_change(row, office.actor("auditor"), at=NOW)
    row.refresh_from_db()
    assert held(office, "stranger") == ["clerk", "supervisor"]
    assert (row.outcome, row.decider, row.decided) == ("confirmed", office.people["auditor"], NOW)
    entries = Entry.objects.filter(at=NOW).order_by("-pk")[:3]
    assert [(entry.step, entry.person_id) for entry in reversed(entries)] == [
        ("proposal.appoint", office.people["admin"].pk),
        ("person.appoint", office.people["auditor"].pk),
        ("proposal.confirmed", office.people["auditor"].pk),
    ]


def test_neither_proposer_nor_anyone_without_the_role_confirms(office: Office) -> None:
    row = proposed(office)
    for who in ("admin", "stranger", "supervisor", "leader", "head", "clerk", "collector", "outside"):
        assert waiting_proposals(office.actor(who), TODAY) == []
        with pytest.raises(OrgError) as caught:
            confirm_rights_change(row, office.actor(who), at=NOW)
        assert caught.value.code == "refused"
    assert held(office, "stranger") == ["clerk"]


def test_an_auditor_confirms_only_where_there_is_no_other_administrator(office: Office) -> None:
    office.person("second", "管二", "desk", Role.ADMINISTRATOR)
    row = proposed(office)
    with pytest.raises(OrgError):
        confirm_rights_change(row, office.actor("auditor"), at=NOW)
    confirm_rights_change(row, office.actor("second"), at=NOW)
    assert held(office, "stranger") == ["clerk", "supervisor"]


def test_who_is_concerned_never_confirms(office: Office) -> None:
    office.person("second", "管二", "desk", Role.ADMINISTRATOR)
    tenure = Tenure.objects.get(person=office.people["second"])
    given = {"tenure": tenure.pk, "day": (TODAY + DAY).isoformat(), "successor": None, "names": {}}
    row = submit_rights_change("end_tenure", given, office.actor("admin"), at=NOW)
    assert row is not None
    with pytest.raises(OrgError):
        confirm_rights_change(row, office.actor("second"), at=NOW)
    confirm_rights_change(row, office.actor("auditor"), at=NOW)  # no other administrator is left who is not concerned
    assert Tenure.objects.get(pk=tenure.pk).until == TODAY + DAY


def test_nobody_appoints_themselves_alone_to_anything(office: Office) -> None:
    row = proposed(office, "admin", "head")
    assert held(office, "admin") == ["administrator"]
    confirm_rights_change(row, office.actor("auditor"), at=NOW)
    assert held(office, "admin") == ["administrator", "head"]


def test_what_is_not_sound_is_refused_before_it_is_proposed_and_again_when_confirmed(office: Office) -> None:
    admin = office.actor("admin")
    with pytest.raises(OrgError) as caught:
        submit_rights_change("appoint", appointing(office, "admin", "supervisor"), admin, at=NOW)
    assert (caught.value.code, Proposal.objects.count()) == ("role.excluded", 0)
    row = proposed(office)
    people.appoint_to_post(office.people["stranger"], office.posts["head"], TODAY, admin, at=NOW, deputy=True)
    Tenure.objects.filter(person=office.people["stranger"], deputy=True).update(post=office.posts["auditor"])
    with pytest.raises(OrgError) as caught:  # an auditor's deputy meanwhile
        confirm_rights_change(row, office.actor("auditor"), at=NOW)
    row.refresh_from_db()
    assert (caught.value.code, row.outcome) == ("role.excluded", "")


def test_a_proposer_who_is_administrator_no_more_has_proposed_nothing(office: Office) -> None:
    row = proposed(office)
    Tenure.objects.filter(person=office.people["admin"]).update(until=TODAY)
    with pytest.raises(OrgError) as caught:
        confirm_rights_change(row, office.actor("auditor"), at=NOW)
    assert (caught.value.code, held(office, "stranger")) == ("refused", ["clerk"])


def test_a_leaver_with_wide_rights_leaves_when_a_second_person_confirms(office: Office) -> None:
    who, post = office.people["supervisor"], office.posts["supervisor"]
    plan = {str(post.pk): {"successor": office.people["stranger"].pk, "to": None}}
    given = {"person": who.pk, "day": TODAY.isoformat(), "plan": plan, "why": "调离", "names": {}}
    row = submit_rights_change("leave", given, office.actor("admin"), at=NOW)
    assert row is not None and (held(office, "supervisor"), who.user.is_active) == (["supervisor"], True)
    confirm_rights_change(row, office.actor("auditor"), at=NOW)
    who.user.refresh_from_db()
    assert (held(office, "supervisor"), who.user.is_active) == ([], False)
    assert held(office, "stranger") == ["clerk", "supervisor"]


def test_nobody_gives_themselves_a_mandate_or_a_wider_charge(office: Office) -> None:
    office.person("second", "管二", "desk", Role.ADMINISTRATOR)
    post = office.posts["second"]
    people.appoint_to_post(office.people["admin"], office.posts["clerk"], TODAY, PROGRAM, at=NOW, deputy=True)
    days = {"start": TODAY.isoformat(), "until": (TODAY + DAY).isoformat(), "basis": "云政办〔2026〕3号", "names": {}}
    given = {"leader": office.posts["leader"].pk, "secretary": office.posts["clerk"].pk, **days}
    assert submit_rights_change("mandate", given, office.actor("admin"), at=NOW) is not None
    wider = {"units": [office.units["county"].pk], "day": TODAY.isoformat(), "names": {}}
    assert (
        submit_rights_change("charges", {**wider, "post": office.posts["clerk"].pk}, office.actor("admin"), at=NOW)
        is not None
    )
    assert submit_rights_change("charges", {**wider, "post": post.pk}, office.actor("admin"), at=NOW) is not None
    assert Mandate.objects.count() == 0 and not Charge.objects.filter(post=office.posts["clerk"]).exists()


def test_a_proposal_is_decided_once(office: Office) -> None:
    refused, withdrawn = proposed(office), proposed(office, "clerk")
    refuse_rights_change(refused, "不合规定", office.actor("auditor"), at=NOW)
    refuse_rights_change(withdrawn, "", office.actor("admin"), at=NOW)
    outcomes = list(Proposal.objects.order_by("pk").values_list("outcome", flat=True))
    assert outcomes == ["refused", "withdrawn"]
    for row in (refused, withdrawn):
        with pytest.raises(OrgError) as caught:
            confirm_rights_change(row, office.actor("auditor"), at=NOW)
        assert caught.value.code == "proposal.over"
    assert held(office, "stranger") == ["clerk"]


def test_without_anyone_who_could_confirm_it_is_not_proposed(office: Office) -> None:
    Tenure.objects.filter(post=office.posts["auditor"]).update(until=TODAY)
    with pytest.raises(OrgError) as caught:
        submit_rights_change("appoint", appointing(office, "stranger", "supervisor"), office.actor("admin"), at=NOW)
    assert (caught.value.code, Proposal.objects.count()) == ("nobody_confirms", 0)


@pytest.mark.parametrize(
    ("administrators", "auditors", "concerned", "expected"),
    [
        ({1, 2}, {9}, {5}, {2}),
        ({1}, {9}, {5}, {9}),
        ({1, 5}, {9}, {5}, {9}),
        ({1}, {9}, {9}, set()),
        ({1}, set(), {5}, set()),
        ({1, 2, 3}, {9}, {2}, {3}),
    ],
)
def test_who_may_confirm_is_another_administrator_or_else_an_auditor(
    administrators: set[int], auditors: set[int], concerned: set[int], expected: set[int]
) -> None:
    assert eligible_confirmers(1, concerned, administrators, auditors) == expected


@pytest.mark.django_db(transaction=True)
def test_of_two_who_confirm_at_once_one_does(real_office: Office) -> None:
    office = real_office
    row, auditor = proposed(office), office.actor("auditor")
    outcomes: list[str] = []
    ready = threading.Barrier(2)

    def press() -> None:
        ready.wait()
        try:
            confirm_rights_change(row, auditor, at=NOW)
            outcomes.append("done")
        except OrgError as error:
            outcomes.append(error.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "proposal.over"]
    assert Tenure.objects.filter(person=office.people["stranger"], deputy=True).count() == 1
