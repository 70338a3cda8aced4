"""Nobody takes another's guarded role by way of its account: a link, a second factor, an account enabled again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from luoshi.base.errors import OrgError
from luoshi.base.rights.rules.rights import PROGRAM, Actor, Role
from luoshi.kernel.base.messages import render_message
from luoshi.kernel.messages.models import Message
from luoshi.org.accounts.actions import accounts
from luoshi.org.accounts.models import OneTimeLink
from luoshi.org.actors.models import Tenure, User
from luoshi.org.actors.queries import actor_of
from luoshi.org.people.actions.dual_control import TwoPersons
from luoshi.org.people.models import Proposal
from luoshi.org.proposals.actions import confirm_rights_change, refuse_rights_change, submit_rights_change
from luoshi.site.signin import actions, factors
from office import Office
from signing import NEW, Clock, journaled, sign_in, who

SECRET = "JBSWY3DPEHPK3PXP"


def user(name: str) -> User:
    return User.objects.select_related("person").get(username=name)


def address(name: str) -> str:
    return f"/accounts/{user(name).pk}/reset-link/"


def actor(office: Office, name: str, clock: Clock) -> Actor:
    return actor_of(office.people[name], clock.now.date())


def signed(name: str) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(user(name))
    return client


def told(office: Office, name: str) -> list[str]:
    rows = Message.objects.filter(person=office.people[name]).order_by("pk")
    return [render_message(row.code, row.values) for row in rows]


def only(role: Role, office: Office) -> None:
    """Nobody holds this role any more."""
    Tenure.objects.filter(post__role=role).delete()


def test_a_link_for_a_supervisor_is_made_by_its_proposer_alone_once_another_confirmed_it(
    office: Office, client: Client, clock: Clock
) -> None:
    office.person("second", "管二", "desk", Role.ADMINISTRATOR)
    actions.add_factor(user("supervisor"), SECRET, 0, PROGRAM, at=clock.now)
    first, second = signed("admin"), signed("second")
    page = first.post(address("supervisor"), {"lost": "on"})
    assert (page.status_code, page.url) == (302, "/people/changes/")
    row = Proposal.objects.get()
    assert (row.act, row.outcome, OneTimeLink.objects.count()) == ("reset", "", 0)
    assert factors.has_second_factor(user("supervisor")) and told(office, "supervisor") == []
    assert "杜察云" in first.get(page.url).content.decode()
    again = first.post(address("supervisor"))  # pressing once more neither helps nor proposes twice
    assert (again.status_code, Proposal.objects.count(), OneTimeLink.objects.count()) == (422, 1, 0)
    assert second.post(f"/people/changes/{row.pk}/confirm/").status_code == 302
    assert not factors.has_second_factor(user("supervisor"))
    assert OneTimeLink.objects.count() == 0  # the one who confirms gets none
    assert second.post(address("supervisor")).status_code == 302 and OneTimeLink.objects.count() == 0
    assert address("supervisor") in first.get("/people/changes/").content.decode()
    link = first.post(address("supervisor")).context["address"]
    there = Client()
    there.get(link)
    assert there.post("/reset/", {"new": NEW, "again": NEW}).status_code == 302
    sign_in(client, "supervisor", NEW)
    assert who(client) == "杜察云"
    assert told(office, "supervisor") == [
        "管小理移除了您的双因子验证，经管二确认。",
        "管小理生成了重设您密码的链接，经管二确认。",
        "您的密码已通过此类链接重设。如非您本人操作，请告知审计员。",
    ]
    assert "管小理生成了重设您密码的链接，经管二确认。" in client.get("/inbox/").content.decode()
    made = [(step, given.get("proposed by"), given.get("confirmed by")) for _, step, given in journaled()]
    assert [
        journal_row for journal_row in made if journal_row[0] in ("account.factor_remove", "account.reset_link")
    ] == [
        ("account.factor_remove", "管小理", None),
        ("account.reset_link", None, "管二"),
    ]
    once = first.post(address("supervisor"))  # one confirmation, one link
    assert (once.status_code, OneTimeLink.objects.count(), Proposal.objects.filter(outcome="").count()) == (302, 1, 2)


@pytest.mark.control("8.1.4.2 d", "no administrator takes over a guarded account alone")
@pytest.mark.parametrize("name", ["supervisor", "auditor", "admin"])
def test_no_administrator_makes_a_link_for_a_guarded_account_alone(office: Office, clock: Clock, name: str) -> None:
    office.person("second", "管二", "desk", Role.ADMINISTRATOR)
    actions.add_factor(user(name), SECRET, 0, PROGRAM, at=clock.now)
    with pytest.raises(TwoPersons):
        accounts.issue_reset(user(name), actor(office, "second", clock), at=clock.now, lost=True)
    with pytest.raises(TwoPersons):
        actions.remove_factor(user(name), actor(office, "second", clock), at=clock.now)
    assert (OneTimeLink.objects.count(), factors.has_second_factor(user(name)), told(office, name)) == (0, True, [])


@pytest.mark.parametrize("name", ["leader", "head", "clerk", "collector", "outside"])
def test_for_other_accounts_one_administrator_is_enough_and_the_holder_is_told(
    office: Office, clock: Clock, name: str
) -> None:
    actions.add_factor(user(name), SECRET, 0, PROGRAM, at=clock.now)
    page = signed("admin").post(address(name), {"lost": "on"})
    assert page.context["address"].startswith("http://testserver/reset/")
    assert not factors.has_second_factor(user(name)) and Proposal.objects.count() == 0
    assert told(office, name) == ["管小理移除了您的双因子验证。", "管小理生成了重设您密码的链接。"]


def test_who_deputises_for_a_supervisor_is_guarded_as_long_as_that_lasts(office: Office, clock: Clock) -> None:
    day = clock.now.date()
    row = Tenure.objects.create(
        person=office.people["clerk"], post=office.posts["supervisor"], start=day, until=day + timedelta(9), deputy=True
    )
    with pytest.raises(TwoPersons):
        accounts.issue_reset(user("clerk"), actor(office, "admin", clock), at=clock.now)
    row.delete()
    assert accounts.issue_reset(user("clerk"), actor(office, "admin", clock), at=clock.now).startswith("/reset/")


def test_the_only_one_who_confirms_is_not_taken_over_by_the_one_who_is_confirmed(office: Office, clock: Clock) -> None:
    page = signed("admin").post(address("auditor"))
    assert page.status_code == 422 and "luoshi reset-link auditor" in page.content.decode()
    User.objects.filter(username="auditor").update(is_active=False)  # nor any other, while the auditor's is stopped
    assert signed("admin").post(address("supervisor")).status_code == 422
    assert (OneTimeLink.objects.count(), Proposal.objects.count()) == (0, 0)


def test_where_nobody_could_ever_confirm_one_administrator_does_it_and_the_journal_says_so(
    office: Office, clock: Clock
) -> None:
    only(Role.AUDITOR, office)
    assert signed("admin").post(address("supervisor")).context["address"]
    assert [given.get("alone") for _, step, given in journaled() if step == "account.reset_link"] == [True]
    assert told(office, "supervisor") == ["管小理生成了重设您密码的链接。"]


def test_a_confirmation_holds_for_a_day_and_a_refused_one_never(office: Office, clock: Clock) -> None:
    given: dict[str, Any] = {"user": user("supervisor").pk, "lost": False, "names": {"person": "杜察云"}}
    admin, auditor = actor(office, "admin", clock), actor(office, "auditor", clock)
    row = submit_rights_change("reset", given, admin, at=clock.now)
    assert row is not None
    for name in ("admin", "supervisor", "clerk"):
        with pytest.raises(OrgError) as caught:
            confirm_rights_change(row, actor(office, name, clock), at=clock.now)
        assert caught.value.code == "refused"
    confirm_rights_change(row, auditor, at=clock.now)
    clock.on(hours=24)
    with pytest.raises(TwoPersons):
        accounts.issue_reset(user("supervisor"), admin, at=clock.now)
    other = submit_rights_change("reset", given, admin, at=clock.now)
    assert other is not None
    refuse_rights_change(other, "未核实身份", auditor, at=clock.now)
    with pytest.raises(TwoPersons):
        accounts.issue_reset(user("supervisor"), admin, at=clock.now)
    assert OneTimeLink.objects.count() == 0


def test_whoever_runs_the_server_makes_a_link_for_any_account_and_the_journal_names_the_program(
    office: Office, clock: Clock
) -> None:
    assert accounts.create_reset_link("supervisor", clock.now)
    assert told(office, "supervisor") == ["服务器管理人员生成了重设您密码的链接。"]
    assert [step for _, step, _ in journaled()][-1] == "account.reset_link"


def test_one_s_own_second_factor_is_one_s_own(office: Office, clock: Clock) -> None:
    actions.add_factor(user("supervisor"), SECRET, 0, PROGRAM, at=clock.now)
    actions.remove_factor(user("supervisor"), actor(office, "supervisor", clock), at=clock.now)
    assert (factors.has_second_factor(user("supervisor")), told(office, "supervisor")) == (False, [])


def test_a_stopped_guarded_account_is_enabled_by_two_and_any_other_by_one(office: Office, clock: Clock) -> None:
    admin = actor(office, "admin", clock)
    for name in ("supervisor", "clerk"):
        accounts.set_account_active(user(name), False, PROGRAM, at=clock.now)
    accounts.set_account_active(user("clerk"), True, admin, at=clock.now)
    with pytest.raises(TwoPersons):
        accounts.set_account_active(user("supervisor"), True, admin, at=clock.now)
    assert (user("clerk").is_active, user("supervisor").is_active) == (True, False)
    names = {"person": "杜察云", "why": "休假回来"}
    row = submit_rights_change(
        "enable", {"user": user("supervisor").pk, "why": "休假回来", "names": names}, admin, at=clock.now
    )
    assert row is not None and not user("supervisor").is_active
    assert "杜察云重新可以登录：休假回来" in signed("auditor").get("/people/changes/").content.decode()
    confirm_rights_change(row, actor(office, "auditor", clock), at=clock.now)
    assert user("supervisor").is_active
    given = [given for _, step, given in journaled() if step == "account.enable"][-1]
    assert given == {"why": "休假回来", "proposed by": "管小理"}


def test_the_only_auditor_is_enabled_by_the_only_administrator(office: Office, clock: Clock) -> None:
    accounts.set_account_active(user("auditor"), False, PROGRAM, at=clock.now)
    accounts.set_account_active(user("auditor"), True, actor(office, "admin", clock), at=clock.now)
    assert user("auditor").is_active
    assert [given for _, step, given in journaled() if step == "account.enable"] == [{"why": "", "alone": True}]
