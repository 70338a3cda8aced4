"""Signing in and out: one message for all failures, lock-out, sessions that end, and the way back."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django import Settings

from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.evidence.journal.models import Entry, Payload
from luoshi.org.accounts.actions import accounts
from luoshi.org.actors.models import User
from markup import flat
from office import NOW, Office
from signing import PASSWORD, Clock, journaled, sign_in, steps, who

WRONG = "账号或密码不正确。"
LOCKED = "失败次数过多，已锁定。请 15 分钟后再试，或联系管理员。"


def user(name: str) -> User:
    return User.objects.get(username=name)


def test_signing_in_leads_home_or_to_the_page_that_was_asked_for(office: Office, client: Client) -> None:
    assert client.get("/appeals/?page=2").url == "/sign-in/?next=%2Fappeals%2F%3Fpage%3D2"
    assert client.get("/").url == "/sign-in/?next=%2F"
    done = sign_in(client, "clerk", query="?next=/appeals/%3Fpage%3D2")
    assert (done.status_code, done.url) == (302, "/appeals/?page=2")
    assert who(client) == "柯干事"


def test_nobody_is_led_to_another_site_after_signing_in(office: Office, client: Client) -> None:
    assert sign_in(client, "clerk", query="?next=https://elsewhere.example/").url == "/"


def test_a_signed_in_person_has_no_use_for_the_sign_in_page(office: Office, client: Client) -> None:
    sign_in(client, "clerk")
    assert client.get("/sign-in/?next=/appeals/").url == "/appeals/"


def disable(office: Office) -> None:
    accounts.set_account_active(user("clerk"), False, PROGRAM, at=NOW)


@pytest.mark.control(
    "8.1.4.1 b", "unknown account, wrong password and disabled account are answered alike, with one hash each"
)
@pytest.mark.parametrize(
    ("name", "password", "before"),
    [
        ("clerk", "Wrong-2026-x", lambda office: None),
        ("nobody", PASSWORD, lambda office: None),
        ("clerk", PASSWORD, disable),
    ],
    ids=["wrong password", "unknown account", "disabled account"],
)
def test_whatever_is_wrong_is_answered_alike_and_takes_as_long(
    office: Office,
    client: Client,
    name: str,
    password: str,
    before: Callable[[Office], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before(office)
    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *given: hashed.append(1) or encode(*given))
    page = sign_in(client, name, password)
    assert (page.status_code, page.context["form"].errors) == (422, {"__all__": [WRONG]})
    assert (len(hashed), who(client)) == (1, "")


@pytest.mark.control("8.1.4.1 b", "after five failures the right password is refused too, and taken after the lock")
def test_five_failures_lock_an_account_there_for_a_quarter_of_an_hour(
    office: Office, client: Client, clock: Clock
) -> None:
    answers = [sign_in(client, "clerk", f"Wrong-2026-{n}").status_code for n in range(5)]
    assert answers == [422, 422, 422, 422, 429]
    for minutes in (0, 14):
        clock.on(minutes=minutes)
        page = sign_in(client, "clerk")  # with the right password
        assert (page.status_code, page.context["form"].errors) == (429, {"__all__": [LOCKED]})
    clock.on(minutes=2)
    assert sign_in(client, "clerk").status_code == 302
    assert who(client) == "柯干事"


def test_four_failures_do_not_lock_and_signing_in_forgets_them(office: Office, client: Client) -> None:
    for _ in range(2):
        for n in range(4):
            assert sign_in(client, "clerk", f"Wrong-2026-{n}").status_code == 422
        assert sign_in(client, "clerk").status_code == 302
        client.post("/sign-out/")


def test_failures_long_ago_do_not_count(office: Office, client: Client, clock: Clock) -> None:
    for n in range(4):
        sign_in(client, "clerk", f"Wrong-2026-{n}")
    clock.on(minutes=16)
    assert sign_in(client, "clerk", "Wrong-2026-x").status_code == 422
    assert sign_in(client, "clerk").status_code == 302


@pytest.mark.control("8.1.4.1 b", "an unknown account locks like a known one")
def test_an_unknown_account_locks_like_a_known_one(office: Office, client: Client) -> None:
    answers = [sign_in(client, "nobody", f"Wrong-2026-{n}").status_code for n in range(6)]
    assert answers == [422, 422, 422, 422, 429, 429]
    assert sign_in(client, "clerk").status_code == 302  # others behind the same address go on


def test_other_spellings_of_an_account_share_its_lock(office: Office, client: Client) -> None:
    for name in ("CLERK", "Clerk", " clerk", "ｃｌｅｒｋ", "clerk"):
        sign_in(client, name, "Wrong-2026-x")
    assert sign_in(client, "clerk").status_code == 429


@pytest.mark.control("8.1.4.1 b", "a source that tries many accounts is locked")
def test_a_source_that_tries_many_accounts_is_locked(office: Office, settings: Settings) -> None:
    thief = Client(REMOTE_ADDR="10.0.0.66")
    for n in range(settings.LOCK_SOURCE_FAILURES - 1):
        assert sign_in(thief, f"person{n}", "Spring-2026").status_code == 422
    assert sign_in(thief, "person99", "Spring-2026").status_code == 429
    assert sign_in(thief, "clerk").status_code == 429
    assert sign_in(Client(REMOTE_ADDR="10.0.0.7"), "clerk").status_code == 302


def test_an_account_of_ones_own_does_not_unlock_the_source(office: Office, settings: Settings) -> None:
    thief = Client(REMOTE_ADDR="10.0.0.66")
    for n in range(settings.LOCK_SOURCE_FAILURES - 1):
        sign_in(thief, f"person{n}", "Spring-2026")
    assert sign_in(thief, "stranger").status_code == 302
    thief.post("/sign-out/")
    assert sign_in(thief, "person99", "Spring-2026").status_code == 429


@pytest.mark.control("8.1.4.1 b", "what a client claims about its address unlocks nothing")
def test_what_a_client_claims_about_its_address_is_not_believed(office: Office, settings: Settings) -> None:
    client = Client(REMOTE_ADDR="10.0.0.66", HTTP_X_FORWARDED_FOR="192.0.2.1")
    sign_in(client, "clerk")
    assert journaled()[-1][2]["source"] == "10.0.0.66"
    settings.PROXIES = 1
    client = Client(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="192.0.2.1, 10.0.0.66")
    sign_in(client, "clerk")
    assert journaled()[-1][2]["source"] == "10.0.0.66"


@pytest.mark.control("8.1.4.1 b", "an idle session ends, an administrator's sooner")
@pytest.mark.parametrize(
    ("name", "minutes", "stays"),
    [("clerk", 30, True), ("clerk", 31, False), ("admin", 15, True), ("admin", 16, False)],
)
def test_an_idle_session_ends(
    office: Office, client: Client, clock: Clock, name: str, minutes: int, stays: bool
) -> None:
    sign_in(client, name)
    clock.on(minutes=minutes)
    assert bool(who(client)) is stays


@pytest.mark.control("8.1.4.1 b", "a session that is used ends after twelve hours")
def test_a_busy_session_ends_after_twelve_hours(office: Office, client: Client, clock: Clock) -> None:
    sign_in(client, "clerk")
    for _ in range(36):
        clock.on(minutes=20)
        assert who(client)
    clock.on(minutes=1)
    assert who(client) == ""
    assert [step for step in steps() if step != "account.sign_in"] == ["account.sign_out"]
    assert journaled()[-1][2]["why"] == "long"


def test_each_request_begins_the_pause_anew(office: Office, client: Client, clock: Clock) -> None:
    sign_in(client, "clerk")
    for _ in range(4):
        clock.on(minutes=29)
        assert who(client) == "柯干事"


@pytest.mark.control("8.1.4.10", "signing out ends the session on the server")
def test_signing_out_needs_a_post_and_ends_the_session_on_the_server(office: Office, client: Client) -> None:
    sign_in(client, "clerk")
    stolen = client.cookies["sessionid"].value
    assert client.get("/sign-out/").status_code == 405
    assert who(client) == "柯干事"
    assert client.post("/sign-out/").url == "/sign-in/"
    thief = Client()
    thief.cookies["sessionid"] = stolen
    assert (who(client), who(thief), Session.objects.filter(pk=stolen).exists()) == ("", "", False)


def test_sign_in_changes_the_sessions_key(office: Office, client: Client) -> None:
    client.get("/first/none/")  # puts something into a session
    before = client.cookies["sessionid"].value
    sign_in(client, "clerk")
    assert client.cookies["sessionid"].value != before


@pytest.mark.control("8.1.4.2 c", "a disabled account's session ends at once")
def test_a_disabled_account_is_out_at_once(office: Office, client: Client) -> None:
    sign_in(client, "clerk")
    disable(office)
    assert client.get("/appeals/").url == "/sign-in/?next=%2Fappeals%2F&kept=1"
    accounts.set_account_active(user("clerk"), True, PROGRAM, at=NOW)
    assert who(client) == ""  # the old session is no more
    assert sign_in(client, "clerk").status_code == 302


def test_after_a_time_out_the_next_page_leads_to_the_sign_in_page_with_a_word(
    office: Office, client: Client, clock: Clock
) -> None:
    sign_in(client, "clerk")
    clock.on(minutes=31)
    led = client.get("/appeals/")
    assert led.url == "/sign-in/?next=%2Fappeals%2F&kept=1"
    assert "您的登录已结束" in client.get(led.url).text
    assert "您的登录已结束" not in client.get("/sign-in/").text
    assert sign_in(client, "clerk", query="?next=%2Fappeals%2F&kept=1").url == "/appeals/"


def test_what_was_sent_after_a_time_out_leads_back_to_the_page_it_was_sent_from(
    office: Office, client: Client, clock: Clock
) -> None:
    sign_in(client, "supervisor")
    clock.on(minutes=31)
    led = client.post("/appeals/1/look/", {"reason": "x"}, headers={"Referer": "http://testserver/appeals/1/?a=b"})
    assert led.url == "/sign-in/?next=%2Fappeals%2F1%2F%3Fa%3Db&kept=1"
    other = client.post("/appeals/new/", {"title": "x"}, headers={"Referer": "http://elsewhere.example/trap/"})
    assert other.url == "/sign-in/?next=%2Fappeals%2Fnew%2F"


def test_what_is_sent_after_the_page_itself_met_the_time_out_is_said_to_be_there(
    office: Office, client: Client, clock: Clock
) -> None:
    sign_in(client, "supervisor")
    clock.on(minutes=31)
    client.get("/appeals/1/look/draft/")  # the page asks by itself: the session and its cookie are gone after this
    assert not client.cookies["sessionid"].value
    page = "http://testserver/appeals/1/"
    sent = client.post("/appeals/1/look/", {"reason": "x"}, headers={"Referer": page})
    assert sent.url == "/sign-in/?next=%2Fappeals%2F1%2F&kept=1"
    dialog = {"HX-Request": "true", "HX-Target": "dialog", "HX-Current-URL": page}
    sent = client.post("/appeals/1/look/", {"reason": "x"}, headers=dialog)
    assert sent.headers["HX-Redirect"] == "/sign-in/?next=%2Fappeals%2F1%2Flook%2F&kept=1"
    assert client.get("/appeals/", headers={"Referer": page}).url == "/sign-in/?next=%2Fappeals%2F"  # nothing was typed


def test_htmx_leads_the_whole_page_to_the_sign_in_page(office: Office, client: Client, clock: Clock) -> None:
    sign_in(client, "supervisor")
    clock.on(minutes=31)
    dialog = {"HX-Request": "true", "HX-Target": "dialog", "HX-Current-URL": "http://testserver/appeals/"}
    led = client.post("/appeals/new/", {"title": "x"}, headers=dialog)
    assert (led.status_code, led.headers["HX-Redirect"], led.content) == (
        401,
        "/sign-in/?next=%2Fappeals%2Fnew%2F&kept=1",
        b"",
    )
    elsewhere = dialog | {"HX-Target": "rows"}
    led = client.get("/appeals/?page=2", headers=elsewhere)
    assert led.headers["HX-Redirect"] == "/sign-in/?next=%2Fappeals%2F"


def test_a_script_that_asks_for_data_is_told_so(office: Office, client: Client) -> None:
    answer = client.get("/units/find/?q=x", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()) == (401, {"what": "请先登录。"})


def test_language_and_large_type_survive_signing_in_and_out(office: Office, client: Client) -> None:
    client.post("/language/setlang/", {"language": "en", "next": "/sign-in/"})
    client.cookies["luoshi-large"] = "1"
    for act in (lambda: client.get("/sign-in/"), lambda: sign_in(client, "clerk"), lambda: client.post("/sign-out/")):
        act()
        page = flat(client.get("/", follow=True).text)
        assert '<html lang="en" class="large ' in page or '<html lang="en" class="large">' in page


@pytest.mark.control("8.1.4.1 c", "with TLS: cookies for TLS alone, HSTS, plain requests led to TLS")
def test_https_only_cookies_and_hsts_where_it_is_switched_on(
    office: Office, client: Client, settings: Settings
) -> None:
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS, settings.SESSION_COOKIE_SECURE = True, 31_536_000, True
    moved = Client().get("/sign-in/")  # settings are read when the handler is made
    assert (moved.status_code, moved.url) == (301, "https://testserver/sign-in/")
    done = Client().post("/sign-in/", {"username": "clerk", "password": PASSWORD}, secure=True)
    cookie = done.cookies["sessionid"]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, True, "Lax", "")
    assert done.headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.control("8.1.4.3 a-b", "sign-in, failure, lock and sign-out are entries with their source")
def test_events_are_journaled_with_their_source(office: Office) -> None:
    client = Client(REMOTE_ADDR="10.1.2.3")
    sign_in(client, "clerk", "Wrong-2026-x")
    sign_in(client, "nobody", "Wrong-2026-x")
    sign_in(client, "clerk")
    client.post("/sign-out/")
    for n in range(6):
        sign_in(client, "clerk", f"Wrong-2026-{n}")
    subject, here = f"account:{user('clerk').pk}", {"source": "10.1.2.3"}
    failed = here | {"factor": "password"}
    assert [row for row in journaled() if row[1] != "account.open"] == [
        (subject, "account.sign_in_failed", failed),
        ("account", "account.sign_in_failed", failed),
        (subject, "account.sign_in", here | {"by": ["password"]}),
        (subject, "account.sign_out", here | {"why": ""}),
        *[(subject, "account.sign_in_failed", failed)] * 4,
        (subject, "account.lock", here),
        (subject, "account.sign_in_failed", failed),
        (subject, "account.sign_in_refused", failed),
    ]
    signed = Entry.objects.get(step="account.sign_in")
    assert (signed.person, Entry.objects.filter(step="account.sign_in_failed", person=None).count()) == (
        office.people["clerk"],
        7,
    )


@pytest.mark.control("8.1.4.1 c", "no password stands in journal, log or counter")
def test_no_password_stands_in_journal_log_or_lock(
    office: Office, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    from axes.models import AccessAttempt

    for name in ("axes", "allauth", "django", "luoshi"):
        logging.getLogger(name).propagate = True
    caplog.set_level(logging.DEBUG)
    typed = ["Geheim-Wort-1", "Geheim-Wort-2", "Geheim-Wort-3"]
    sign_in(client, "clerk", typed[0])
    sign_in(client, typed[1], "x")  # typed into the wrong box
    sign_in(client, "clerk")
    change = {"old": typed[0], "new": typed[2], "again": typed[2]}
    client.post("/account/password/", change)
    client.post("/account/password/", change | {"old": PASSWORD})
    kept = list(Payload.objects.values_list("data", flat=True)) + list(Entry.objects.values_list("subject", flat=True))
    kept += [str(row) for row in AccessAttempt.objects.values_list()] + [row.decoded for row in _sessions()]
    kept += [str(record.__dict__) for record in caplog.records]
    assert len(kept) > 20
    assert [word for word in [*typed, PASSWORD] if any(word in str(kept_value) for kept_value in kept)] == []


class _Decoded:
    def __init__(self, row: Session) -> None:
        self.decoded = str(row.get_decoded())


def _sessions() -> list[_Decoded]:
    return [_Decoded(row) for row in Session.objects.all()]


@pytest.mark.control("8.1.4.2 c", "accounts unused for 90 days are disabled")
def test_accounts_that_nobody_uses_are_disabled(office: Office, client: Client, clock: Clock) -> None:
    sign_in(client, "clerk")
    clock.on(days=60)
    sign_in(Client(), "head")
    clock.on(days=31)
    assert accounts.disable_unused(clock.now) == 1
    off = list(User.objects.filter(is_active=False).values_list("username", flat=True))
    assert (off, journaled()[-1][1:]) == (["clerk"], ("account.disable", {"why": "90 天未使用"}))
    assert accounts.disable_unused(clock.now) == 0
