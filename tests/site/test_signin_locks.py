"""Whom failures lock out: whoever guesses, where they are; never a person at their own computer."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from luoshi.org.accounts.actions import accounts
from luoshi.org.accounts.rules.locks import FailureLimits, Failures, is_attempt_locked
from luoshi.org.actors.models import User
from luoshi.site.signin import trusted_browsers
from office import Office
from signing import NEW, PASSWORD, Clock, sign_in

LIMITS = FailureLimits(here=5, account=20, source=20)


@pytest.mark.parametrize(
    ("found", "is_locked"),
    [
        (Failures(False, here=4, account=19, source=19), False),
        (Failures(False, here=5, account=5, source=5), True),
        (Failures(False, here=0, account=20, source=0), True),
        (Failures(False, here=0, account=0, source=20), True),
        (Failures(True, here=4, account=400, source=400), False),
        (Failures(True, here=5, account=0, source=0), True),
    ],
)
def test_the_rule(found: Failures, is_locked: bool) -> None:
    assert is_attempt_locked(found, LIMITS) is is_locked


def guess(name: str, address: str, times: int, client: Client | None = None) -> list[int]:
    """The statuses that so many wrong passwords get from an address."""
    client = client or Client(REMOTE_ADDR=address)
    return [sign_in(client, name, f"Wrong-2026-{n}").status_code for n in range(times)]


def opens(client: Client, name: str) -> bool:
    """Whether the right password signs in; the session is ended again."""
    status = sign_in(client, name).status_code
    assert status in (302, 429)
    client.post("/sign-out/")
    return status == 302


@pytest.mark.control("8.1.4.1 b", "five wrong passwords at one address keep nobody out at another")
def test_five_wrong_passwords_keep_nobody_out_elsewhere(office: Office) -> None:
    assert guess("leader", "10.0.0.66", 6) == [422, 422, 422, 422, 429, 429]
    assert not opens(Client(REMOTE_ADDR="10.0.0.66"), "leader")
    assert opens(Client(REMOTE_ADDR="10.0.0.7"), "leader")


@pytest.mark.control("8.1.4.1 b", "guessing one account from many addresses is slowed")
def test_guessing_from_many_addresses_is_slowed(office: Office, clock: Clock) -> None:
    found = [guess("leader", f"10.0.1.{n}", 4) for n in range(6)]
    assert found == [[422] * 4] * 4 + [[422, 422, 422, 429], [429] * 4]
    for minutes in (0, 14):
        clock.on(minutes=minutes)
        assert not opens(Client(REMOTE_ADDR="10.0.2.1"), "leader")
    clock.on(minutes=2)
    assert opens(Client(REMOTE_ADDR="10.0.2.1"), "leader")


@pytest.fixture
def own(office: Office) -> Client:
    """The browser of the leader's own computer."""
    client = Client(REMOTE_ADDR="10.0.0.7")
    assert opens(client, "leader")
    return client


@pytest.mark.control("8.1.4.1 b", "a known browser passes whatever others do")
def test_a_known_browser_opens_whatever_others_do(own: Client) -> None:
    guess("leader", "10.0.0.7", 5)  # a colleague behind the same address
    for n in range(5):
        guess("leader", f"10.0.1.{n}", 4)
    for n in range(20):
        guess(f"person{n}", "10.0.0.7", 1)
    assert not opens(Client(REMOTE_ADDR="10.0.0.7"), "leader")
    assert opens(own, "leader")


def test_a_known_browser_has_five_failures_of_its_own(own: Client, clock: Clock) -> None:
    assert guess("leader", "", 5, own) == [422, 422, 422, 422, 429]
    assert not opens(own, "leader")
    assert opens(Client(REMOTE_ADDR="10.0.0.7"), "leader")  # which count nowhere else
    clock.on(minutes=16)
    assert opens(own, "leader")
    assert guess("leader", "", 4, own) == [422] * 4


def test_the_owners_sign_in_forgives_no_guesses_made_elsewhere(own: Client) -> None:
    guess("leader", "10.0.0.66", 4)
    assert opens(own, "leader") and opens(Client(REMOTE_ADDR="10.0.0.9"), "leader")
    assert guess("leader", "10.0.0.66", 1) == [429]


def test_a_browser_is_known_for_the_account_alone_that_signed_in(own: Client) -> None:
    guess("clerk", "10.0.0.7", 5)
    assert not opens(own, "clerk")


def test_colleagues_at_one_computer_are_all_known(own: Client) -> None:
    assert opens(own, "clerk")
    guess("leader", "10.0.0.7", 5)
    guess("clerk", "10.0.0.7", 5)
    assert opens(own, "leader") and opens(own, "clerk")


def test_a_password_set_anew_ends_what_is_known_and_lets_its_owner_in(own: Client) -> None:
    for n in range(5):
        guess("leader", f"10.0.1.{n}", 4)
    path = accounts.create_reset_link("leader", timezone.now())
    client = Client(REMOTE_ADDR="10.0.0.8")
    client.get(path, follow=True)
    assert client.post("/reset/", {"new": NEW, "again": NEW}).url == "/sign-in/"
    assert sign_in(client, "leader", NEW).status_code == 302
    guess("leader", "10.0.0.7", 5)
    assert sign_in(own, "leader", NEW).status_code == 429


def test_who_changes_their_password_stays_known_where_they_are(own: Client) -> None:
    sign_in(own, "leader")
    own.post("/account/password/", {"old": PASSWORD, "new": NEW, "again": NEW})
    own.post("/sign-out/")
    guess("leader", "10.0.0.7", 5)
    assert sign_in(own, "leader", NEW).status_code == 302


@pytest.mark.parametrize("change", [lambda words: words[:-2] + "xx", lambda words: "", lambda words: "x:y:z"])
def test_a_cookie_that_is_not_ours_makes_nothing_known(own: Client, change: object) -> None:
    own.cookies[trusted_browsers.COOKIE] = change(own.cookies[trusted_browsers.COOKIE].value)  # type: ignore[operator]
    guess("leader", "10.0.0.7", 5)
    assert not opens(own, "leader")


def test_a_browser_is_forgotten_after_half_a_year(own: Client, clock: Clock) -> None:
    clock.on(days=181)
    guess("leader", "10.0.0.7", 5)
    assert sign_in(own, "leader").status_code == 429


def test_where_no_browser_is_to_be_known_none_is(office: Office, settings: Settings) -> None:
    settings.KNOWN_DAYS = 0
    client = Client()
    assert opens(client, "leader") and trusted_browsers.COOKIE not in client.cookies


def test_the_cookie_is_for_no_script_and_tells_no_name(own: Client) -> None:
    cookie = own.cookies[trusted_browsers.COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 180 * 86400)
    user = User.objects.get(username="leader")
    assert (
        "leader" not in str(trusted_browsers.signing.loads(cookie.value, salt=trusted_browsers.SALT))
        and user.password not in cookie.value
    )


@pytest.mark.parametrize("name", ["leader", "nobody"])
def test_locked_an_unknown_account_is_answered_like_a_known_one(
    office: Office, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(5):
        guess(name, f"10.0.1.{n}", 4)
    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *given: hashed.append(1) or encode(*given))
    page = sign_in(Client(REMOTE_ADDR="10.0.0.9"), name, PASSWORD)
    words = ["失败次数过多，已锁定。请 15 分钟后再试，或联系管理员。"]
    assert (page.status_code, page.context["form"].errors, hashed) == (429, {"__all__": words}, [])


def test_of_an_ipv6_address_the_whole_household_is_counted(office: Office) -> None:
    assert [guess("leader", f"2001:db8:0:1::{n}", 1)[0] for n in range(1, 6)] == [422] * 4 + [429]
    assert not opens(Client(REMOTE_ADDR="2001:db8:0:1:ffff::9"), "leader")
    assert opens(Client(REMOTE_ADDR="2001:db8:0:2::1"), "leader")
    guess("clerk", "::ffff:10.0.0.66", 5)
    assert not opens(Client(REMOTE_ADDR="10.0.0.66"), "clerk")
