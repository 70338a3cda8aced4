"""One-time links: the first administrator, and a password set anew."""

from __future__ import annotations

import hashlib

import pytest
from django.test import Client
from pytest_django import Settings

from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.evidence.journal.models import Entry, Payload
from luoshi.org.accounts.actions import accounts
from luoshi.org.accounts.models import OneTimeLink
from luoshi.org.actors.models import Person, Post, Tenure, User
from luoshi.org.tree.models import Placement, Unit
from luoshi.site.signin import actions, factors
from office import Office
from signing import NEW, PASSWORD, Clock, journaled, sign_in, who

GIVEN = {"unit": "云岭县督查室", "name": "管小理", "username": "guanxl", "new": NEW, "again": NEW}


def user(name: str) -> User:
    return User.objects.select_related("person").get(username=name)


def path(link: str | None) -> str:
    assert link is not None
    return link


@pytest.mark.control("8.1.4.2 a", "a fresh installation has no account")
@pytest.mark.django_db
def test_a_fresh_installation_has_nobody_and_its_first_link_makes_the_administrator(
    client: Client, clock: Clock, settings: Settings
) -> None:
    settings.SECOND_FACTOR = "admins"
    assert User.objects.count() == 0
    link = path(accounts.first_link(clock.now))
    led = client.get(link)
    assert (led.status_code, led.url) == (302, "/first/")
    assert client.get("/first/").status_code == 200
    done = client.post("/first/", GIVEN, REMOTE_ADDR="10.0.0.5")
    assert done.url == "/"
    root, person, post, one = Unit.objects.get(), Person.objects.get(), Post.objects.get(), User.objects.get()
    assert (root.name, person.name, post.unit, post.role, one.username, one.person) == (
        "云岭县督查室",
        "管小理",
        root,
        "administrator",
        "guanxl",
        person,
    )
    assert Tenure.objects.filter(post=post, person=person).count() == Placement.objects.filter(unit=root).count() == 1
    assert list(Entry.objects.order_by("pk").values_list("step", flat=True)) == [
        "account.first_link",
        "unit.found",
        "person.enter",
        "post.set_up",
        "person.appoint",
        "account.open",
        "account.first",
        "account.sign_in",
    ]
    assert client.get("/").url.startswith("/account/second-factor/")  # signed in; the password is their own already
    page = client.get("/account/second-factor/").text
    assert "本单位已设置好" in page and "guanxl" in page
    assert accounts.first_link(clock.now) is None


@pytest.mark.django_db
def test_an_account_that_is_left_open_is_the_name_in_pinyin(client: Client, clock: Clock) -> None:
    client.get(path(accounts.first_link(clock.now)))
    assert client.post("/first/", GIVEN | {"username": ""}).url == "/"
    assert (User.objects.get().username, who(client)) == ("guanxiaoli", "管小理")


@pytest.mark.django_db
def test_whoever_was_signed_in_at_the_browser_is_not_any_more(office: Office, client: Client, clock: Clock) -> None:
    sign_in(client, "clerk")
    accounts.set_account_active(user("admin"), False, PROGRAM, at=clock.now)
    client.get(path(accounts.first_link(clock.now)))
    client.post("/first/", {name: value for name, value in GIVEN.items() if name != "unit"})
    last = [step for _, step, _ in journaled()][-3:]
    assert who(client) == "管小理" and last == ["account.first", "account.sign_out", "account.sign_in"]


@pytest.mark.django_db
def test_the_first_link_holds_for_a_day_and_opens_once(client: Client, clock: Clock) -> None:
    link = path(accounts.first_link(clock.now))
    clock.on(hours=24)
    assert client.get(link, follow=True).status_code == 410
    link = path(accounts.first_link(clock.now))
    clock.on(hours=23)
    assert client.get(link, follow=True).status_code == 200
    later = path(accounts.first_link(clock.now))  # started again: the earlier link is over
    assert client.get(link, follow=True).status_code == 410
    client.get(later)
    other = Client()
    other.get(later)
    assert client.post("/first/", GIVEN).status_code == 302
    assert other.post("/first/", GIVEN | {"username": "thief"}).status_code == 410
    assert list(User.objects.values_list("username", flat=True)) == ["guanxl"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"new": "Abc12345", "again": "Abc12345"}, "new"),
        ({"again": NEW + "x"}, "again"),
        ({"unit": ""}, "unit"),
        ({"username": "a b"}, "username"),
        ({"new": "GuanXl-2026", "again": "GuanXl-2026"}, "new"),
    ],
)
def test_what_will_not_do_is_said_at_its_field_and_nothing_is_made(
    client: Client, clock: Clock, changed: dict[str, str], field: str
) -> None:
    client.get(path(accounts.first_link(clock.now)))
    page = client.post("/first/", GIVEN | changed)
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert (User.objects.count(), Unit.objects.count(), Person.objects.count()) == (0, 0, 0)
    assert client.post("/first/", GIVEN).status_code == 302


def test_an_office_whose_administrators_are_gone_gets_a_new_one_in_its_own_root(
    office: Office, client: Client, clock: Clock
) -> None:
    assert accounts.first_link(clock.now) is None
    accounts.set_account_active(user("admin"), False, PROGRAM, at=clock.now)
    client.get(path(accounts.first_link(clock.now)))
    given = {name: value for name, value in GIVEN.items() if name != "unit"}
    assert client.post("/first/", given | {"username": "clerk"}).context["form"].errors == {
        "username": ["账号 clerk 已有人使用。"]
    }
    assert client.post("/first/", given).status_code == 302
    assert Post.objects.order_by("-pk")[0].unit == office.units["county"]


@pytest.mark.control("8.1.4.2 a", "there is no page to make an account without a link")
@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/first/", "/reset/", "/first/guessed/", "/reset/guessed/"])
def test_without_a_link_there_is_nothing_to_see(client: Client, address: str) -> None:
    assert client.get(address, follow=True).status_code == 410


def test_a_link_to_reset_is_not_one_for_the_first_start(office: Office, client: Client, clock: Clock) -> None:
    secret = path(accounts.create_reset_link("clerk", clock.now)).split("/")[2]
    assert client.get(f"/first/{secret}/", follow=True).status_code == 410
    assert client.get(f"/reset/{secret}/", follow=True).status_code == 200


@pytest.mark.control("8.1.4.10", "a link opens once")
def test_a_password_is_set_anew_by_its_link_once_and_soon(office: Office, client: Client, clock: Clock) -> None:
    sign_in(held := Client(), "clerk")
    for n in range(5):
        sign_in(client, "clerk", f"Wrong-2026-{n}")
    link = path(accounts.create_reset_link("clerk", clock.now))
    clock.on(minutes=14)
    assert client.get(link).url == "/reset/"
    page = client.post("/reset/", {"new": PASSWORD, "again": PASSWORD})
    assert (page.status_code, page.context["form"].errors) == (422, {"new": ["是您最近 5 个密码之一。"]})
    assert client.post("/reset/", {"new": NEW, "again": NEW}).url == "/sign-in/"
    assert (who(client), who(held)) == ("", "")  # the other session ended
    assert sign_in(client, "clerk", NEW).status_code == 302  # and so did the lock
    assert who(client) == "柯干事"
    assert client.post("/reset/", {"new": NEW + "x", "again": NEW + "x"}).status_code == 410
    assert Client().get(link, follow=True).status_code == 410


@pytest.mark.control("8.1.4.10", "a link is dead after a quarter of an hour")
def test_a_link_to_reset_is_over_after_a_quarter_of_an_hour(office: Office, client: Client, clock: Clock) -> None:
    link = path(accounts.create_reset_link("clerk", clock.now))
    client.get(link)
    clock.on(minutes=15)
    assert client.post("/reset/", {"new": NEW, "again": NEW}).status_code == 410
    assert user("clerk").check_password(PASSWORD)


def test_a_later_link_ends_the_earlier_and_so_does_disabling(office: Office, client: Client, clock: Clock) -> None:
    first, second = (
        path(accounts.create_reset_link("clerk", clock.now)),
        path(accounts.create_reset_link("clerk", clock.now)),
    )
    assert [client.get(link, follow=True).status_code for link in (first, second)] == [410, 200]
    accounts.set_account_active(user("clerk"), False, PROGRAM, at=clock.now)
    assert client.get(second, follow=True).status_code == 410
    assert accounts.create_reset_link("clerk", clock.now) is None
    assert accounts.create_reset_link("nobody", clock.now) is None


def test_only_an_administrator_makes_a_link_for_another(office: Office, client: Client, clock: Clock) -> None:
    page = f"/accounts/{user('clerk').pk}/reset-link/"
    for name in ("head", "supervisor", "auditor", "clerk"):
        sign_in(client, name)
        assert (client.get(page).status_code, client.post(page).status_code) == (404, 404)
        client.post("/sign-out/")
    assert OneTimeLink.objects.count() == 0
    sign_in(client, "admin")
    assert client.get(page).status_code == 200
    address = client.post(page).context["address"]
    assert address.startswith("http://testserver/reset/")
    there = Client()
    there.get(address)
    assert there.post("/reset/", {"new": NEW, "again": NEW}).status_code == 302
    made = Entry.objects.get(step="account.reset_link")
    assert (made.person, made.subject) == (office.people["admin"], f"account:{user('clerk').pk}")


def test_with_it_a_lost_second_factor_can_be_taken_away(office: Office, client: Client, clock: Clock) -> None:
    actions.add_factor(user("clerk"), "JBSWY3DPEHPK3PXP", 0, PROGRAM, at=clock.now)
    sign_in(client, "admin")
    page = f"/accounts/{user('clerk').pk}/reset-link/"
    client.post(page)
    assert factors.has_second_factor(user("clerk"))
    client.post(page, {"lost": "on"})
    assert not factors.has_second_factor(user("clerk"))
    assert [step for _, step, _ in journaled() if "factor" in step] == ["account.factor_add", "account.factor_remove"]


@pytest.mark.control("8.1.4.1 c", "no secret of a link is kept")
def test_no_secret_of_a_link_is_kept(office: Office, clock: Clock) -> None:
    secret = path(accounts.create_reset_link("clerk", clock.now)).split("/")[2]
    assert OneTimeLink.objects.get().digest == hashlib.sha256(secret.encode()).hexdigest()
    assert not [data for data in Payload.objects.values_list("data", flat=True) if secret in str(data)]
