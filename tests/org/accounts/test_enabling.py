"""A stopped account signs in again, from its person's page: by one administrator, or by two for a guarded role."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.evidence.journal.models import Payload
from luoshi.org.accounts.actions import accounts
from luoshi.org.actors.models import User
from luoshi.org.people.models import Proposal
from office import NOW, Office

EVERYBODY = ["supervisor", "leader", "head", "clerk", "stranger", "collector", "outside", "auditor"]


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def client(office: Office, who: str, language: str = "zh-hans") -> Client:
    made = Client()
    made.cookies["django_language"] = language
    made.force_login(User.objects.get(person=office.people[who]))
    return made


def stopped(office: Office, who: str) -> str:
    """Stop an account; the address by which it is enabled."""
    accounts.set_account_active(User.objects.get(person=office.people[who]), False, PROGRAM, at=NOW)
    return f"/people/{office.people[who].pk}/enable/"


def active(office: Office, who: str) -> bool:
    return User.objects.get(person=office.people[who]).is_active


def page(office: Office, who: str) -> Any:
    return client(office, "admin").get(f"/people/{office.people[who].pk}/").text


def test_an_administrator_enables_it_from_the_persons_page_with_a_reason(office: Office) -> None:
    url = stopped(office, "stranger")
    assert url in page(office, "stranger") and "恢复账号登录" in page(office, "stranger")
    here = client(office, "admin")
    asked = here.get(url)
    assert (asked.status_code, "原密码恢复有效" in asked.text, "双人" in asked.text) == (200, True, False)
    refused = here.post(url, {"why": " "})
    assert (refused.status_code, active(office, "stranger")) == (422, False)
    done = here.post(url, {"why": "借调结束"})
    assert (done.status_code, done["Location"]) == (302, f"/people/{office.people['stranger'].pk}/")
    assert active(office, "stranger")
    entry = Payload.objects.filter(entry__step="account.enable").get()
    assert "借调结束" in entry.data
    assert url not in page(office, "stranger")


def test_a_guarded_account_is_proposed_once_and_enabled_by_another(office: Office) -> None:
    url, here = stopped(office, "supervisor"), client(office, "admin")
    assert "双人" in here.get(url).text
    assert here.post(url, {"why": "休假回来"}).status_code == 302
    assert not active(office, "supervisor")
    again = here.post(url, {"why": "休假回来"})
    assert (again.status_code, "此项已经提出" in again.text, Proposal.objects.count()) == (422, True, 1)
    row = Proposal.objects.get()
    assert here.post(f"/people/changes/{row.pk}/confirm/").status_code == 403
    assert client(office, "auditor").post(f"/people/changes/{row.pk}/confirm/").status_code == 302
    assert active(office, "supervisor")


@pytest.mark.parametrize("who", EVERYBODY)
def test_nobody_else_enables_an_account(office: Office, who: str) -> None:
    url = stopped(office, "stranger" if who != "stranger" else "clerk")
    here = client(office, who)
    assert (here.get(url).status_code, here.post(url, {"why": "想用"}).status_code) == (404, 404)
    assert not active(office, "stranger" if who != "stranger" else "clerk")


def test_one_that_may_sign_in_has_nothing_to_enable(office: Office) -> None:
    url = f"/people/{office.people['clerk'].pk}/enable/"
    assert client(office, "admin").get(url).status_code == 404
    assert url not in page(office, "clerk")


def test_in_english_the_page_is_english(office: Office) -> None:
    url = stopped(office, "clerk")
    assert "The old password is valid again" in client(office, "admin", "en").get(url).text


def test_an_account_enabled_after_long_disuse_is_not_stopped_again_the_same_night(office: Office) -> None:
    users = User.objects.filter(person=office.people["clerk"])
    users.update(last_login=NOW - timedelta(days=200))
    assert accounts.disable_unused(NOW) == 1 and not active(office, "clerk")
    client(office, "admin").post(f"/people/{office.people['clerk'].pk}/enable/", {"why": "返岗"})
    assert (accounts.disable_unused(NOW + timedelta(days=1)), active(office, "clerk")) == (0, True)
    accounts.disable_unused(NOW + timedelta(days=91))
    assert not active(office, "clerk")


def test_the_link_to_set_a_password_is_on_the_persons_page_for_administrators_alone(office: Office) -> None:
    url = f"/accounts/{User.objects.get(person=office.people['clerk']).pk}/reset-link/"
    assert url in page(office, "clerk")
    for who in EVERYBODY:
        assert url not in client(office, who).get(f"/people/{office.people['clerk'].pk}/").text
    here = client(office, "admin")
    asked = here.get(url).text
    assert f'href="/people/{office.people["clerk"].pk}/"' in asked
    assert "/reset/" in here.post(url).text
    stopped(office, "clerk")
    assert url not in page(office, "clerk")
