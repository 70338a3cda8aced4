"""Eight at once: a link opens once, a code is accepted once, and guesses are all counted."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from luoshi.base.errors import OrgError
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.org.accounts.actions import accounts
from luoshi.org.accounts.models import OneTimeLink
from luoshi.org.actors.models import User
from luoshi.site.signin import actions
from office import Office
from signing import code, sign_in

SECRET = "JBSWY3DPEHPK3PXP"


def at_once(act: Callable[[int], Any]) -> list[Any]:
    """What eight threads get that begin together."""
    found: list[Any] = [None] * 8
    ready = threading.Barrier(8)

    def run(number: int) -> None:
        ready.wait()
        try:
            found[number] = act(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_a_link_sets_one_password(real_office: Office) -> None:
    accounts.create_reset_link("clerk", timezone.now())
    link = OneTimeLink.objects.get()

    def follow(number: int) -> str:
        try:
            accounts.reset_password(link, f"Qingshi-cha-{number}", at=timezone.now())
        except OrgError as error:
            return error.code
        return f"Qingshi-cha-{number}"

    found = at_once(follow)
    assert sorted(found)[1:] == ["link.over"] * 7
    assert User.objects.get(username="clerk").check_password(min(found))


@pytest.mark.control("8.1.4.1 d", "a code sent twice at once opens one session")
def test_a_code_opens_one_session(real_office: Office) -> None:
    clerk, at = User.objects.get(username="clerk"), timezone.now()
    actions.add_factor(clerk, SECRET, 0, PROGRAM, at=at)
    typed = code(clerk, at)
    found = at_once(lambda _: actions.use_code(clerk, typed, at))
    assert sum(value is not None for value in found) == 1


def test_a_recovery_code_opens_one_session(real_office: Office) -> None:
    clerk, at = User.objects.get(username="clerk"), timezone.now()
    spare = actions.add_factor(clerk, SECRET, 0, PROGRAM, at=at)[0]
    found = at_once(lambda _: actions.use_code(clerk, spare, at))
    assert sum(value is not None for value in found) == 1


@pytest.mark.control("8.1.4.1 b", "wrong passwords sent at once are all counted")
def test_eight_wrong_passwords_at_once_lock(real_office: Office) -> None:
    at_once(lambda number: sign_in(Client(), "clerk", f"Wrong-2026-{number}").status_code)
    assert sign_in(Client(), "clerk").status_code == 429
