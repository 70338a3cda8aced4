"""Slips: printed for many at once and again, typed or scanned, used once, guarded against guessing, over in words."""

from __future__ import annotations

import math
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from luoshi.base.errors import OrgError
from luoshi.base.rights.rules.rights import PROGRAM, Role
from luoshi.kernel.messages.models import Message
from luoshi.org.accounts import queries
from luoshi.org.accounts.actions import accounts, opening
from luoshi.org.accounts.actions.slips import PrintedSlip, print_slips
from luoshi.org.accounts.models import OneTimeLink
from luoshi.org.accounts.rules.slips import (
    ALPHABET,
    GROUP,
    LENGTH,
    format_slip_code,
    generate_slip_code,
    is_valid_slip_duration,
    normalize_slip_code,
)
from luoshi.org.actors.models import Person, User
from luoshi.org.people.actions.dual_control import TwoPersons
from office import Office
from opened_accounts import client as signed_in
from opened_accounts import without
from signing import NEW, Clock, journaled, who


def opened(
    office: Office, clock: Clock, name: str = "乔示例", hours: int = 72, **more: Any
) -> tuple[Person, PrintedSlip]:
    person = without(office, name, **more)
    names = {person.pk: f"u{person.pk}"}
    (made,) = opening.open_accounts(names, office.actor("admin"), at=clock.now, hours=hours)
    return person, made


def enter(client: Client, made: PrintedSlip, code: str | None = None, **more: Any) -> Any:
    sent = {"username": made.user.username, "code": made.code if code is None else code}
    return client.post("/enable/", sent, **more)


def steps(made: PrintedSlip) -> list[str]:
    return [step for subject, step, _ in journaled() if subject == f"account:{made.user.pk}"]


# The code


def test_a_code_has_no_characters_that_look_alike_and_enough_of_them() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) and not set("0OQ1IL2Z5S6B8U") & set(ALPHABET)
    tries = 20 * 4 * 72  # from anywhere, in the longest time that a slip holds
    assert math.log2(len(ALPHABET) ** LENGTH) > 53 and tries * 10_000 < len(ALPHABET) ** LENGTH * 10**-8


@given(st.randoms())
def test_a_code_is_printed_in_groups_and_found_however_it_is_typed(chance: Any) -> None:
    code = generate_slip_code(chance.choice)
    printed = format_slip_code(code)
    assert [len(part) for part in printed.split("-")] == [GROUP] * 3
    full_width = "".join(chr(ord(letter) + 0xFEE0) for letter in printed)
    assert {
        normalize_slip_code(code_typed)
        for code_typed in (printed, printed.lower(), printed.replace("-", " "), full_width)
    } == {code}


def test_a_slip_holds_for_one_to_seventy_two_hours() -> None:
    assert [hours for hours in (-1, 0, 1, 72, 73) if is_valid_slip_duration(hours)] == [1, 72]


# To its owner


@pytest.mark.parametrize("scanned", [True, False])
def test_by_square_or_code_the_owner_enables_the_account_and_is_told_so(
    office: Office, client: Client, clock: Clock, scanned: bool
) -> None:
    person, made = opened(office, clock)
    assert "/enable/" in client.get("/sign-in/").text
    clock.on(hours=71)
    led = client.get(made.path) if scanned else enter(client, made, made.code.lower().replace("-", ""))
    assert (led.status_code, led.url) == (302, "/reset/")
    page = client.get("/reset/")
    assert "启用账号" in page.text and "乔示例" in page.text and made.code not in page.text
    assert client.post("/reset/", {"new": NEW, "again": NEW}).url == "/"
    said = client.get("/").text
    assert f"账号 {made.user.username} 已启用" in said and "密码已重设" not in said
    assert who(client) == "乔示例"  # signed in with the password chosen just now
    assert steps(made) == ["account.open", "account.slip", "account.activate", "account.password", "account.sign_in"]
    codes = list(Message.objects.filter(person=person).order_by("pk").values_list("code", flat=True))
    assert codes == ["account.slip", "account.enabled"]
    other = Client()
    for again in (other.get(made.path), enter(other, made)):
        assert (again.status_code, again.url) == (302, "/reset/")
        over = other.get("/reset/")
        assert over.status_code == 410 and "已用过" in over.text
    assert other.post("/reset/", {"new": NEW + "x", "again": NEW + "x"}).status_code == 410


def test_account_code_and_password_stand_on_one_page(office: Office, client: Client, clock: Clock) -> None:
    made = opened(office, clock)[1]
    given = {"username": made.user.username, "code": made.code}
    for wrong, field in ((NEW + "x", "again"), ("", "again")):
        page = client.post("/enable/", given | {"new": NEW, "again": wrong})
        assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    page = client.post("/enable/", given | {"new": "Abc12345", "again": "Abc12345"})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["new"])
    assert who(client) == "" and made.user.links.filter(ended=None).exists()
    wrong_code = client.post("/enable/", given | {"code": "AAAA-AAAA-AAAA", "new": NEW, "again": NEW})
    assert wrong_code.status_code == 422 and who(client) == ""
    assert client.post("/enable/", given | {"new": NEW, "again": NEW}).url == "/"
    assert who(client) == "乔示例" and not made.user.links.filter(ended=None).exists()
    over = Client().post("/enable/", given | {"new": NEW + "y", "again": NEW + "y"}, follow=True)
    assert over.status_code == 410 and "已用过" in over.text


def test_a_slip_of_an_account_with_a_second_factor_still_asks_for_one(
    office: Office, client: Client, clock: Clock, settings: Any
) -> None:
    settings.SECOND_FACTOR = "all"
    made = opened(office, clock)[1]
    client.get(made.path)
    assert client.post("/reset/", {"new": NEW, "again": NEW}).url == "/"
    assert client.get("/").url.startswith("/account/second-factor/")


def test_a_slip_that_ran_out_says_so_and_whom_to_ask(
    office: Office, client: Client, clock: Clock, settings: Any
) -> None:
    settings.OFFICE = {**settings.OFFICE, "helpline": "0000-1234567"}
    made = opened(office, clock, hours=1)[1]
    clock.on(hours=1)
    enter(client, made)
    page = client.get("/reset/")
    assert page.status_code == 410 and "0000-1234567" in page.text
    assert f"已于 {timezone.localtime(made.until):%Y-%m-%d %H:%M} 过期" in page.text
    assert client.post("/reset/", {"new": NEW, "again": NEW}).status_code == 410


def test_printed_again_it_has_a_new_code_and_the_former_is_over(office: Office, client: Client, clock: Clock) -> None:
    made = opened(office, clock)[1]
    (again,) = print_slips([made.user.pk], office.actor("admin"), at=clock.now, hours=8)
    assert again.code != made.code and again.path != made.path
    for former in (client.get(made.path), enter(client, made)):
        assert former.url == "/reset/"
        page = client.get("/reset/")
        assert page.status_code == 410 and "作废" in page.text
    assert enter(client, again).url == "/reset/" and client.get("/reset/").status_code == 200


def test_a_stopped_account_is_not_enabled_by_its_slip(office: Office, client: Client, clock: Clock) -> None:
    made = opened(office, clock)[1]
    accounts.set_account_active(made.user, False, PROGRAM, at=clock.now)
    enter(client, made)
    assert client.get("/reset/").status_code == 410


# Guessing


@pytest.mark.control("8.1.4.1 b", "codes of slips are guessed no oftener than passwords")
def test_who_guesses_codes_is_locked_out_as_who_guesses_passwords_and_each_try_is_journaled(
    office: Office, clock: Clock, settings: Any
) -> None:
    made = opened(office, clock)[1]
    stranger, seen = Client(), []
    for number in range(settings.LOCK_FAILURES):
        page = enter(stranger, made, f"ACDE-FGHJ-KMN{ALPHABET[number]}")
        seen.append(page.status_code)
    assert seen == [422] * (settings.LOCK_FAILURES - 1) + [429]
    right = enter(stranger, made)
    assert right.status_code == 429 and "reset" not in right.headers.get("Location", "")
    found = [
        (step, given.get("factor")) for subject, step, given in journaled() if subject == f"account:{made.user.pk}"
    ]
    assert found.count(("account.sign_in_failed", "slip")) == settings.LOCK_FAILURES
    assert ("account.lock", None) in found and ("account.sign_in_refused", "slip") in found
    assert "ACDE" not in str(journaled())
    assert Client().get(made.path).url == "/reset/"  # nobody keeps the owner from scanning
    clock.on(minutes=settings.LOCK_MINUTES + 1)
    assert enter(stranger, made).url == "/reset/"


def test_from_many_places_no_more_than_the_accounts_limit(office: Office, clock: Clock, settings: Any) -> None:
    made = opened(office, clock)[1]
    for number in range(settings.LOCK_ACCOUNT_FAILURES):
        enter(Client(), made, "ACDEFGHJKMNP", REMOTE_ADDR=f"10.0.{number}.1")
    assert enter(Client(), made, REMOTE_ADDR="10.9.9.9").status_code == 429


def test_a_wrong_code_and_an_account_that_is_none_are_answered_and_counted_alike(
    office: Office, clock: Clock, settings: Any
) -> None:
    made = opened(office, clock)[1]
    wrong = enter(Client(), made, "ACDE-FGHJ-KMNP").context["form"].errors
    nobody = Client()
    for _ in range(settings.LOCK_FAILURES):
        page = nobody.post("/enable/", {"username": "nobody", "code": made.code})
        if page.status_code == 422:
            assert page.context["form"].errors == wrong
    assert page.status_code == 429


def test_the_code_of_one_account_opens_no_other_and_a_reset_link_has_none(
    office: Office, client: Client, clock: Clock
) -> None:
    made, other = opened(office, clock)[1], opened(office, clock, "安示例")[1]
    assert enter(client, made, other.code).status_code == 422
    accounts.issue_reset(User.objects.get(username="clerk"), office.actor("admin"), at=clock.now)
    for code in ("", "-", " "):
        page = client.post("/enable/", {"username": "clerk", "code": code})
        assert page.status_code == 422
    assert queries.slip_of("clerk", "") is None
    row = OneTimeLink.objects.get(user=made.user, ended=None)
    assert made.code not in str(row.__dict__) and normalize_slip_code(made.code) not in str(row.__dict__)


# Who prints


@pytest.mark.parametrize("name", ["supervisor", "leader", "head", "clerk", "collector", "outside", "auditor"])
def test_only_an_administrator_prints_slips(office: Office, clock: Clock, name: str) -> None:
    made = opened(office, clock)[1]
    with pytest.raises(OrgError) as caught:
        print_slips([made.user.pk], office.actor(name), at=clock.now, hours=8)
    assert (caught.value.code, OneTimeLink.objects.filter(ended=None).count()) == ("refused", 1)


def test_an_account_in_use_gets_no_slip_and_all_or_none_are_printed(office: Office, clock: Clock) -> None:
    made, used = opened(office, clock)[1], User.objects.get(username="clerk")
    for users, hours, code in (
        ([made.user.pk, used.pk], 8, "slip.used"),
        ([made.user.pk], 73, "slip.hours"),
        ([made.user.pk], 0, "slip.hours"),
        ([], 8, "missing"),
        ([999_999], 8, "missing"),
    ):
        with pytest.raises(OrgError) as caught:
            print_slips(users, office.actor("admin"), at=clock.now, hours=hours)
        assert caught.value.code == code
    assert OneTimeLink.objects.get(ended=None).user == made.user  # the first one still opens


@pytest.mark.control("8.1.4.2 d", "no administrator prints the slip of a guarded account alone")
@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.SUPERVISOR, Role.AUDITOR])
def test_for_a_guarded_role_it_takes_two(office: Office, clock: Clock, role: Role) -> None:
    person, free = without(office, "督新人", "desk", role), opened(office, clock)[1]
    user = User.objects.create_user("duxinren", None, person=person)
    with pytest.raises(TwoPersons):
        print_slips([user.pk, free.user.pk], office.actor("admin"), at=clock.now, hours=8)
    here = signed_in(office, "admin")
    page = here.get("/people/slips/")
    assert [(line.name, bool(line.cannot)) for line in page.context["lines"]] == [("督新人", True), ("乔示例", False)]
    here.post("/people/slips/", {f"take_{user.pk}": "on", f"take_{free.user.pk}": "on"})
    assert not OneTimeLink.objects.filter(user=user).exists()


def test_slips_are_printed_for_many_by_unit_in_the_units_own_order_and_again_while_unused(
    office: Office, clock: Clock
) -> None:
    for name, sort in (("town", "10"), ("bureau", "20"), ("kexie", "")):
        office.units[name].sort = sort
        office.units[name].save(update_fields=["sort"])
    people = [
        opened(office, clock, f"{name}{number}员", unit=unit)[1]
        for number in "乙甲"
        for name, unit in (("安", "kexie"), ("乔", "town"), ("康", "bureau"))
    ]
    here = signed_in(office, "admin")
    page = here.get("/people/slips/")
    stands = f"启用单有效至 {timezone.localtime(people[0].until):%Y-%m-%d %H:%M}"
    assert [line.stands for line in page.context["lines"]] == [stands] * 6
    sent = {f"take_{person.user.pk}": "on" for person in people} | {"hours": "8"}
    made = here.post("/people/slips/", sent)
    slips = [(name, [slip.person for slip in some]) for name, some in made.context["units"]]
    assert slips == [
        ("青石镇", ["乔甲员", "乔乙员"]),
        ("云岭县科学技术局", ["康甲员", "康乙员"]),
        ("云岭县科学技术协会", ["安甲员", "安乙员"]),
    ]
    assert made.text.count("data:image/svg+xml") == 6 and "no-store" in made["Cache-Control"]
    assert OneTimeLink.objects.filter(ended=None).count() == 6 and OneTimeLink.objects.count() == 12
    one = here.get(f"/people/slips/?take_{people[0].user.person_id}=1")
    assert [line.name for line in one.context["lines"] if line.take.value()] == ["安乙员"]
    assert here.post("/people/slips/", {"hours": "8"}).status_code == 422
    assert here.post("/people/slips/", sent | {"hours": "73"}).status_code == 422


def test_more_slips_need_no_more_queries(office: Office, clock: Clock) -> None:
    here, counts = signed_in(office, "admin"), []
    here.get("/people/slips/")  # that this page was used today is noted once
    for size in (3, 12):
        users = [opened(office, clock, f"员工{size}号{number}")[1].user for number in range(size)]
        with CaptureQueriesContext(connection) as asked:
            here.get("/people/slips/")
        with CaptureQueriesContext(connection) as done:
            here.post("/people/slips/", {f"take_{user.pk}": "on" for user in users})
        counts.append((len(asked), len(done)))
    assert counts[0] == counts[1]
