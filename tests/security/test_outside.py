"""Who has not signed in: sees nothing, learns nothing by words or by time, and is told how to come in."""

from __future__ import annotations

import time
from statistics import median
from typing import Any

import pytest
from django.test import Client

from hostile import POLICY, Address, harmless, routes
from luoshi.org.actors.models import Person
from luoshi.org.tree.models import Unit
from office import Office
from signing import PASSWORD, sign_in

# Open to everyone: the way in, the guide, what a browser must have; of a link only with its secret.
OPEN = {"open", "sign_in", "account_login", "help", "help_start", "set_language", "sign_out"}
# Made for those who have no account: to ask how a matter stands, check a paper, read a notice, enable an account.
OPEN |= {"open_ask", "open_ask_any", "file_appeal", "file_appeal_notice", "open_paper", "open_notice", "enable"}
OPEN |= {"open_sign_up", "open_sign_up_notice", "open_own_sign_up"}  # each with a signed code
OPEN |= {"field", "field_worker"}  # the empty page that a telephone keeps
INVENTED = ["nobody", "admin2", "zhangsan", "clerk2", "root", "test"]


@pytest.mark.control("PIPL 25", "who is not signed in is led to the sign-in page from every address and reads no name")
def test_every_address_leads_to_the_sign_in_page(furnished_office: tuple[Office, list[Address]]) -> None:
    _office, every = furnished_office
    names = [*Person.objects.values_list("name", flat=True), *Unit.objects.values_list("name", flat=True)]
    answers: dict[tuple[str, int], list[str]] = {}
    for address in every:
        for method in ("get", "post"):
            answer = getattr(Client(raise_request_exception=False), method)(address.path())
            words = harmless(answer, (method, address.path()))
            assert [name for name in names if len(name) > 2 and name in words] == [], (method, address.path())
            led = answer.status_code == 302 and "/sign-in/" in answer.headers["Location"]
            if not led and answer.status_code not in (401, 403, 404, 405, 410):
                answers.setdefault((address.name, answer.status_code), []).append(method)
    assert {name for name, status in answers if status == 200} <= OPEN, answers
    assert len(every) == len(list(routes()))


def cost(names: list[str]) -> float:
    """CPU seconds of a failed attempt to sign in, each account from an address of its own; the middle one."""

    def once(name: str, at: int) -> float:
        before = time.process_time()
        assert sign_in(Client(REMOTE_ADDR=f"10.{len(name)}.1.{at + 1}"), name, "Wrong-2026-x").status_code != 302
        return time.process_time() - before

    return median(once(name, at) for at, name in enumerate(names))


@pytest.mark.control("8.1.4.1 b", "hashed as in offices, an unknown account costs as long as a wrong password")
def test_time_does_not_tell_which_accounts_there_are(office: Office, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    known = ["clerk", "head", "leader", "supervisor", "stranger", "collector"]
    for name in known:
        user = office.people[name].user
        user.set_password(PASSWORD)
        user.save()
    cost(["warm"])
    there, missing = cost(known), cost(INVENTED)
    assert 0.6 < there / missing < 1.7, (there, missing)  # a hash is nine tenths of it; without one it would be 10


@pytest.mark.control("8.1.4.4", "the pages' policy runs no script but the program's own files")
def test_the_policy_allows_no_inline_script_and_no_other_site() -> None:
    rules = dict(part.strip().partition(" ")[::2] for part in POLICY.split(";"))
    assert rules["default-src"] == "'self'" and rules["object-src"] == "'none'" and rules["frame-ancestors"] == "'none'"
    assert not {"script-src", "script-src-elem", "connect-src"} & rules.keys()  # as default-src says
    assert not any(word in POLICY for word in ("unsafe", "*", "http:", "https:", "blob:"))


@pytest.mark.control("8.1.4.1 c", "with TLS every address leads there, and says that only it is to be used")
def test_every_address_leads_to_tls(furnished_office: tuple[Office, list[Address]], settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 31_536_000
    _office, every = furnished_office
    client = Client(raise_request_exception=False)
    for address in every:
        plain = client.get(address.path())
        assert (plain.status_code, plain.headers["Location"]) == (301, f"https://testserver{address.path()}")
        held = client.get(address.path(), secure=True)
        assert held.headers["Strict-Transport-Security"] == "max-age=31536000", address.path()
