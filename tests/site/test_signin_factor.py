"""The second factor: who must have one, how it is set up, each code once, recovery codes."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django import Settings

from luoshi.base.errors import OrgError
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.evidence.journal.models import Payload
from luoshi.org.actors.models import User
from luoshi.site.signin import actions, factors
from luoshi.site.signin.bounds import network_setting
from office import Office
from signing import PASSWORD, Clock, code, code_of, journaled, sign_in, steps, who

WRONG = "验证码不正确，或已经用过。请等下一个验证码，并检查手机的时间。"
LOCKED = "失败次数过多，已锁定。请 15 分钟后再试，或联系管理员。"


def user(name: str) -> User:
    return User.objects.select_related("person").get(username=name)


def set_up(client: Client, clock: Clock, query: str = "") -> list[str]:
    """Go through the page that sets up a second factor; the recovery codes that it shows."""
    page = client.get("/account/second-factor/" + query)
    secret = page.context["secret"].replace(" ", "")
    done = client.post("/account/second-factor/" + query, {"code": code_of(secret, clock.now)})
    assert done.status_code == 200, done.context["form"].errors
    return list(done.context["codes"])


def enrolled(name: str, clock: Clock) -> list[str]:
    """Give an account a second factor; its recovery codes."""
    return actions.add_factor(user(name), "JBSWY3DPEHPK3PXP", 0, PROGRAM, at=clock.now)


def send(client: Client, typed: str) -> list[str]:
    """Send a code after the password; what is said against it."""
    page = client.post("/sign-in/code/", {"code": typed})
    return [] if page.status_code == 302 else page.context["form"].errors["code"]


@pytest.mark.control("8.1.4.1 d", "an administrator without a second factor gets nowhere but to its set-up")
@pytest.mark.parametrize(
    ("must", "name", "free"),
    [
        ("off", "admin", True),
        ("admins", "admin", False),
        ("admins", "clerk", True),
        ("all", "admin", False),
        ("all", "clerk", False),
    ],
)
def test_who_must_have_one_is_led_to_set_it_up_before_anything_else(
    office: Office, client: Client, clock: Clock, settings: Settings, must: str, name: str, free: bool
) -> None:
    settings.SECOND_FACTOR = must
    sign_in(client, name)
    assert bool(who(client)) is free
    if free:
        return
    assert client.get("/appeals/").url == "/account/second-factor/?next=%2Fappeals%2F"
    assert client.post("/units/").url.startswith("/account/second-factor/")
    codes = set_up(client, clock, "?next=/appeals/")
    assert (len(set(codes)), bool(who(client))) == (10, True)
    assert steps()[-1] == "account.factor_add"


@pytest.mark.control("8.1.4.1 d", "who comes from outside needs a factor that was set up inside")
@pytest.mark.parametrize("name", ["clerk", "admin"])
def test_who_comes_from_outside_needs_one_that_was_set_up_inside(
    office: Office, client: Client, clock: Clock, settings: Settings, name: str
) -> None:
    settings.SECOND_FACTOR, settings.INSIDE = "admins", network_setting({"INSIDE": "10.1.0.0/16"}, "INSIDE")
    away, inside = {"REMOTE_ADDR": "203.0.113.9"}, {"REMOTE_ADDR": "10.1.2.3"}
    sign_in(client, name, **away)
    led = client.get("/units/", **away)
    assert led.url == "/account/second-factor/?next=%2Funits%2F"
    refused = client.get(led.url, **away)
    assert refused.status_code == 403 and "data:image/svg" not in refused.content.decode()
    assert client.post("/account/second-factor/", {"code": "123456"}, **away).status_code == 403
    assert not Authenticator.objects.exists()
    home = Client()
    sign_in(home, name, **inside)
    assert (home.get("/units/", **inside).status_code == 200) is (name == "clerk")
    enrolled(name, clock)
    again = Client()
    assert sign_in(again, name, **away).url == "/sign-in/code/"
    again.post("/sign-in/code/", {"code": code(user(name), clock.now)}, **away)
    assert again.get("/units/", **away).status_code == 200
    assert again.get("/account/second-factor/remove/", **away).status_code == 404


def test_a_demonstration_asks_nobody(office: Office, client: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR, settings.DEMO = "all", True
    User.objects.update(password_since=None)
    sign_in(client, "clerk")
    assert who(client) == "柯干事"


@pytest.mark.control("8.1.4.1 d", "before the code there is no session")
def test_signing_in_then_asks_for_a_code_and_there_is_no_session_before(
    office: Office, client: Client, clock: Clock, settings: Settings
) -> None:
    settings.SECOND_FACTOR = "admins"
    enrolled("admin", clock)
    first = sign_in(client, "admin", query="?next=/appeals/")
    assert (first.url, who(client)) == ("/sign-in/code/", "")
    assert [session.get_decoded().get("_auth_user_id") for session in Session.objects.all()] == [None]
    done = client.post("/sign-in/code/", {"code": code(user("admin"), clock.now)})
    assert (done.url, who(client)) == ("/appeals/", "管小理")
    assert journaled()[-1][1:] == ("account.sign_in", {"source": "127.0.0.1", "by": ["password", "mfa"]})


@pytest.mark.control("8.1.4.1 d", "the same code twice is refused")
def test_a_code_is_accepted_once(office: Office, client: Client, clock: Clock) -> None:
    enrolled("clerk", clock)
    typed = code(user("clerk"), clock.now)
    sign_in(client, "clerk")
    assert send(client, typed) == []
    again = Client()
    sign_in(again, "clerk")
    assert send(again, typed) == [WRONG]
    clock.on(seconds=30)
    assert send(again, typed) == [WRONG]  # within the tolerance, but used
    assert send(again, code(user("clerk"), clock.now)) == []


def test_the_code_of_the_set_up_is_used_up(office: Office, client: Client, clock: Clock) -> None:
    sign_in(client, "clerk")
    set_up(client, clock)
    again = Client()
    sign_in(again, "clerk")
    assert send(again, code(user("clerk"), clock.now)) == [WRONG]
    clock.on(seconds=30)
    assert send(again, code(user("clerk"), clock.now)) == []


@pytest.mark.parametrize(("steps_off", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_telephones_clock_may_be_half_a_minute_off(
    office: Office, client: Client, clock: Clock, steps_off: int, fits: bool
) -> None:
    enrolled("clerk", clock)
    sign_in(client, "clerk")
    shown = code_of(
        "JBSWY3DPEHPK3PXP", clock.now.fromtimestamp(clock.now.timestamp() + 30 * steps_off, clock.now.tzinfo)
    )
    assert (send(client, shown) == []) is fits


@pytest.mark.control("8.1.4.1 d", "an earlier code is refused after a later one")
def test_an_earlier_code_is_not_accepted_after_a_later_one(office: Office, client: Client, clock: Clock) -> None:
    enrolled("clerk", clock)
    before = code(user("clerk"), clock.now)
    clock.on(seconds=30)
    sign_in(client, "clerk")
    assert send(client, code(user("clerk"), clock.now)) == []
    again = Client()
    sign_in(again, "clerk")
    assert send(again, before) == [WRONG]


@pytest.mark.control("8.1.4.1 b", "codes are guessed no oftener than passwords")
def test_codes_are_guessed_no_oftener_than_passwords(office: Office, client: Client, clock: Clock) -> None:
    enrolled("clerk", clock)
    sign_in(client, "clerk")
    assert [send(client, f"00000{n}") for n in range(4)] == [[WRONG]] * 4
    assert send(client, "000009") == [LOCKED]
    assert send(client, code(user("clerk"), clock.now)) == [LOCKED]
    assert (
        steps()[-7:]
        == [
            "account.factor_add",
            *["account.sign_in_failed"] * 4,
            "account.lock",
            "account.sign_in_failed",
            "account.sign_in_refused",
        ][-7:]
    )
    assert sign_in(Client(), "clerk").status_code == 429
    clock.on(minutes=16)
    sign_in(again := Client(), "clerk")
    assert send(again, code(user("clerk"), clock.now)) == []


def test_the_right_password_alone_does_not_forget_wrong_codes(office: Office, client: Client, clock: Clock) -> None:
    enrolled("clerk", clock)
    for _ in range(4):
        sign_in(one := Client(), "clerk")
        assert send(one, "000000") == [WRONG]
    sign_in(one := Client(), "clerk")
    assert send(one, "000000") == [LOCKED]


@pytest.mark.control("8.1.4.1 d", "a recovery code opens once")
def test_a_recovery_code_signs_in_once(office: Office, client: Client, clock: Clock) -> None:
    codes = enrolled("clerk", clock)
    sign_in(client, "clerk")
    assert send(client, codes[3]) == []
    assert client.get("/account/").context["facts"][-1].text == "还剩 9 个"
    again = Client()
    sign_in(again, "clerk")
    assert send(again, codes[3]) == [WRONG]
    assert send(again, codes[4]) == []


def test_new_recovery_codes_replace_the_old_ones(office: Office, client: Client, clock: Clock) -> None:
    codes = enrolled("clerk", clock)
    sign_in(client, "clerk")
    send(client, code(user("clerk"), clock.now))
    fresh = client.post("/account/recovery-codes/").context["codes"]
    assert not set(fresh) & set(codes)
    again = Client()
    sign_in(again, "clerk")
    assert (send(again, codes[0]), send(again, fresh[0])) == ([WRONG], [])


@pytest.mark.control("8.1.4.1 d", "secrets lie encrypted")
def test_secrets_lie_encrypted_and_no_code_is_journaled(office: Office, client: Client, clock: Clock) -> None:
    sign_in(client, "clerk")
    codes = set_up(client, clock)
    clock.on(seconds=30)
    sign_in(again := Client(), "clerk")
    shown = code(user("clerk"), clock.now)
    send(again, "123456")
    send(again, shown)
    data = [str(authenticator.data) for authenticator in Authenticator.objects.all()]
    kept = " ".join([*data, *Payload.objects.values_list("data", flat=True)])
    assert [secret_words for secret_words in [*codes, shown, "123456"] if secret_words in kept] == []
    assert re.findall(r"'secret': 'gAAAAA", " ".join(data)) == ["'secret': 'gAAAAA"]


def test_without_the_second_factor_nothing_of_the_account_is_open(office: Office, client: Client, clock: Clock) -> None:
    enrolled("clerk", clock)
    sign_in(client, "clerk")
    for path in ("/", "/account/", "/account/password/", "/account/second-factor/remove/", "/account/recovery-codes/"):
        assert client.get(path).url.startswith("/sign-in/")
    assert client.get("/sign-in/").url == "/sign-in/code/"
    client.post("/sign-out/")
    assert client.get("/sign-in/code/").url == "/sign-in/"


def test_one_who_need_not_have_it_may_remove_it_and_one_who_must_may_not(
    office: Office, client: Client, clock: Clock, settings: Settings
) -> None:
    settings.SECOND_FACTOR = "admins"
    for name in ("clerk", "admin"):
        enrolled(name, clock)
        sign_in(client, name)
        send(client, code(user(name), clock.now))
        answer = client.post("/account/second-factor/remove/")
        assert answer.status_code == (302 if name == "clerk" else 404)
        client.post("/sign-out/")
    assert [factors.has_second_factor(user(name)) for name in ("clerk", "admin")] == [False, True]
    assert [step for step in steps() if "factor" in step] == [
        "account.factor_add",
        "account.factor_remove",
        "account.factor_add",
    ]


def test_some_minutes_after_signing_in_the_password_is_asked_for_again(
    office: Office, client: Client, clock: Clock
) -> None:
    sign_in(client, "clerk")
    clock.on(minutes=6)
    led = client.get("/account/second-factor/")
    assert led.url == "/account/again/?next=%2Faccount%2Fsecond-factor%2F"
    wrong = client.post(led.url, {"password": "Wrong-2026-x"})
    assert (wrong.status_code, wrong.context["form"].errors) == (422, {"password": ["这不是您现在的密码。"]})
    assert client.post(led.url, {"password": PASSWORD}).url == "/account/second-factor/"
    assert client.get("/account/second-factor/").status_code == 200


def test_a_session_older_than_the_second_factor_must_show_it(
    office: Office, client: Client, clock: Clock, settings: Settings
) -> None:
    settings.SECOND_FACTOR = "admins"
    sign_in(client, "admin")
    enrolled("admin", clock)
    led = client.get("/appeals/")
    assert led.url == "/account/again/code/?next=%2Fappeals%2F"
    assert client.post(led.url, {"code": "000000"}).context["form"].errors == {"code": [WRONG]}
    assert client.post(led.url, {"code": code(user("admin"), clock.now)}).url == "/appeals/"
    assert who(client) == "管小理"


def test_only_an_administrator_removes_anothers(office: Office, clock: Clock) -> None:
    enrolled("clerk", clock)
    with pytest.raises(OrgError) as caught:
        actions.remove_factor(user("clerk"), office.actor("head"), at=clock.now)
    assert (caught.value.code, factors.has_second_factor(user("clerk"))) == ("refused", True)
    actions.remove_factor(user("clerk"), office.actor("admin"), at=clock.now)
    assert factors.has_second_factor(user("clerk")) is False


def test_there_is_no_second_one_beside_the_first(office: Office, client: Client, clock: Clock) -> None:
    enrolled("clerk", clock)
    with pytest.raises(OrgError, match="已经设置过"):
        enrolled("clerk", clock)
