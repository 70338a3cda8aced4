"""In an office's first week one administrator appoints alone: for now, in sight, and ended unless another confirms."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given as each
from hypothesis import strategies as st

from luoshi.base.errors import OrgError
from luoshi.base.rights.rules.rights import Role
from luoshi.base.rights.rules.roles import WEEK, may_alone, week_over
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.base.messages import render_message
from luoshi.kernel.messages.models import Message
from luoshi.org.accounts.actions.opening import open_accounts
from luoshi.org.actors.models import Tenure, User
from luoshi.org.people.models import Proposal
from luoshi.org.people.queries.people import ALONE, beginning_over, waiting_proposals, who_confirms
from luoshi.org.proposals.actions import confirm_all, confirm_rights_change, refuse_rights_change
from luoshi.org.tree.models import FOREVER
from office import NOW, TODAY
from young_office import Young

DAY = timedelta(days=1)
OVER = TODAY + WEEK


@pytest.fixture
def young(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Young:
    settings.SECOND_FACTOR = "off"
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return Young()


@pytest.fixture
def alone(young: Young) -> Proposal:
    """A supervisor whom the administrator appointed alone, with an account."""
    young.enter("supervisor", "杜察云", Role.SUPERVISOR)
    row = young.appoint("supervisor")
    assert row is not None and row.outcome == ALONE
    open_accounts({young.people["supervisor"].pk: "dcy"}, young.actor("admin"), at=NOW)
    return row


def steps(*names: str) -> list[tuple[str, int | None]]:
    rows = Entry.objects.filter(step__in=names).order_by("pk")
    return [(row.step, row.person_id) for row in rows]


def later(days: int) -> datetime:
    return NOW + timedelta(days=days)


@each(st.integers(-3, 12), st.booleans(), st.sets(st.integers(2, 4)))
def test_alone_is_for_others_in_the_first_week_while_nobody_could_confirm(
    after: int, own: bool, confirming: set[int]
) -> None:
    over = week_over(TODAY)
    found = may_alone(1, {1, 2} if own else {2}, confirming, TODAY + timedelta(days=after), over)
    assert found == (after < 7 and not own and not confirming)
    assert not may_alone(1, {2}, (), TODAY, week_over(None))  # no administrator ever: no week


@pytest.mark.control("8.1.4.2 d", "what one administrator sets up alone in the first week ends with it")
def test_a_supervisor_is_appointed_alone_for_now_and_it_ends_with_the_week(young: Young, alone: Proposal) -> None:
    assert young.roles("supervisor") == ["supervisor"]
    assert Tenure.objects.get(person=young.people["supervisor"]).until == OVER == beginning_over()
    assert (young.roles("supervisor", later(6)), young.roles("supervisor", later(7))) == (["supervisor"], [])
    alone.refresh_from_db()
    assert alone.outcome == ALONE  # nothing is lost: it still waits
    assert steps("proposal.alone", "person.appoint")[-2:] == [
        ("person.appoint", young.people["admin"].pk),
        ("proposal.alone", young.people["admin"].pk),
    ]


@pytest.mark.control(
    "8.1.4.2 d", "one administrator appoints alone in an office's first week only, and nobody themselves"
)
def test_after_the_week_nobody_appoints_alone(young: Young) -> None:
    young.enter("supervisor", "杜察云", Role.SUPERVISOR)
    with pytest.raises(OrgError) as caught:
        young.appoint("supervisor", later(7))
    assert (caught.value.code, Proposal.objects.count()) == ("nobody_confirms", 0)
    assert young.appoint("supervisor", later(6)) is not None
    with pytest.raises(OrgError):
        young.appoint("supervisor", person=young.people["admin"].pk)  # themselves, on any day
    assert young.roles("admin") == ["administrator"]


def test_where_a_second_person_has_signed_in_it_takes_two_also_in_the_first_week(young: Young) -> None:
    young.auditor(signed=True)
    young.enter("supervisor", "杜察云", Role.SUPERVISOR)
    row = young.appoint("supervisor")
    assert row is not None and (row.outcome, young.roles("supervisor")) == ("", [])


def test_an_auditor_who_never_signed_in_keeps_nobody_waiting(young: Young) -> None:
    young.auditor(signed=False)
    young.enter("supervisor", "杜察云", Role.SUPERVISOR)
    row = young.appoint("supervisor")
    assert row is not None and (row.outcome, young.roles("supervisor")) == (ALONE, ["supervisor"])
    assert [
        render_message(message.code, message.values)
        for message in Message.objects.filter(person=young.people["auditor"])
    ]


def test_a_second_person_confirms_all_of_it_in_one_go(young: Young, alone: Proposal) -> None:
    young.enter("third", "丁督查", Role.SUPERVISOR)
    other = young.appoint("third")
    assert other is not None
    with pytest.raises(OrgError):
        confirm_all([alone.pk], young.actor("admin"), at=NOW)  # not the same person
    young.auditor(signed=True)
    assert confirm_all([alone.pk, other.pk], young.actor("auditor"), at=later(3)) == 2
    assert [young.roles(person_key, later(400)) for person_key in ("supervisor", "third")] == [["supervisor"]] * 2
    assert set(Proposal.objects.values_list("outcome", "decider")) == {("confirmed", young.people["auditor"].pk)}
    assert waiting_proposals(young.actor("auditor"), TODAY) == []


def test_what_ended_begins_anew_when_it_is_confirmed_and_not_before(young: Young, alone: Proposal) -> None:
    young.auditor(signed=True)
    confirm_rights_change(alone, young.actor("auditor"), at=later(20))
    found = Tenure.objects.filter(person=young.people["supervisor"]).order_by("start")
    assert [(tenure.start, tenure.until) for tenure in found] == [(TODAY, OVER), (TODAY + 20 * DAY, FOREVER)]


def test_one_refused_is_undone_with_its_account(young: Young, alone: Proposal) -> None:
    young.auditor(signed=True)
    with pytest.raises(OrgError):
        refuse_rights_change(alone, " ", young.actor("auditor"), at=later(2))
    refuse_rights_change(alone, "不是本人", young.actor("auditor"), at=later(2))
    assert young.roles("supervisor", later(2)) == []
    assert not User.objects.get(username="dcy").is_active
    alone.refresh_from_db()
    assert alone.outcome == "refused" and steps("person.end_tenure", "account.disable") == [
        ("person.end_tenure", young.people["auditor"].pk),
        ("account.disable", young.people["auditor"].pk),
    ]


def test_whoever_did_it_may_take_it_back_and_on_the_same_day_nothing_can_be_done_with_it(
    young: Young, alone: Proposal
) -> None:
    refuse_rights_change(alone, "", young.actor("admin"), at=NOW)
    assert young.roles("supervisor") == []  # the tenure keeps its day in the books, but the account is stopped
    alone.refresh_from_db()
    assert alone.outcome == "withdrawn"


@pytest.mark.control("8.1.4.2 d", "who was appointed by one person alone confirms nothing before that is confirmed")
def test_a_second_administrator_appointed_alone_confirms_nothing_and_appoints_nobody_alone(
    young: Young, alone: Proposal
) -> None:
    young.enter("second", "管二", Role.ADMINISTRATOR)
    row = young.appoint("second")
    assert row is not None and row.outcome == ALONE
    young.account("second", signed=True)
    assert young.roles("second") == ["administrator"]
    assert who_confirms(young.people["admin"].pk, [young.people["supervisor"].pk], TODAY) == frozenset()
    for appoint in (alone, row):
        with pytest.raises(OrgError):
            confirm_rights_change(appoint, young.actor("second"), at=NOW)
    young.enter("third", "丁督查", Role.SUPERVISOR)
    third = young.appoint("third", who="second")
    assert third is not None and third.outcome == ""  # the first administrator is there to confirm it
    young.auditor(signed=True)  # still the first auditor: nobody could confirm anything yet
    assert confirm_all([alone.pk, row.pk], young.actor("auditor"), at=NOW) == 2
    assert who_confirms(young.people["admin"].pk, [], TODAY) == {young.people["second"].pk}


def test_what_was_ended_otherwise_meanwhile_is_not_confirmed(young: Young, alone: Proposal) -> None:
    young.auditor(signed=True)
    Tenure.objects.filter(person=young.people["supervisor"]).update(until=TODAY + DAY)
    with pytest.raises(OrgError) as caught:
        confirm_rights_change(alone, young.actor("auditor"), at=later(3))
    assert caught.value.code == "missing" and young.roles("supervisor", later(3)) == []


def test_who_is_proposed_and_has_no_account_gets_one_with_the_confirmation(young: Young) -> None:
    young.auditor(signed=True)
    young.enter("supervisor", "杜察云", Role.SUPERVISOR)
    row = young.appoint("supervisor")
    assert row is not None
    mine = waiting_proposals(young.actor("auditor"), TODAY)
    assert [proposal.pk for proposal in mine] == [row.pk]  # one thing to do, not two
    told = Message.objects.get(person=young.people["auditor"])
    assert render_message(told.code, told.values).startswith("管小理")
    page = young.browser("auditor").get("/people/changes/").text
    assert "同时开通账号" in page
    confirm_rights_change(row, young.actor("auditor"), at=NOW)
    user = User.objects.get(person=young.people["supervisor"])
    assert (user.has_usable_password(), young.roles("supervisor")) == (False, ["supervisor"])
    assert list(Proposal.objects.order_by("pk").values_list("act", "outcome")) == [
        ("appoint", "confirmed"),
        ("open", "confirmed"),
    ]


def test_where_the_appointment_is_refused_no_account_is_opened(young: Young) -> None:
    young.auditor(signed=True)
    young.enter("supervisor", "杜察云", Role.SUPERVISOR)
    row = young.appoint("supervisor")
    assert row is not None
    refuse_rights_change(row, "未经研究", young.actor("auditor"), at=NOW)
    assert set(Proposal.objects.values_list("outcome", flat=True)) == {"refused"}
    assert not User.objects.filter(person=young.people["supervisor"]).exists()
