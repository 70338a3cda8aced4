"""How many codes go out, and how many may wait: of one contact, of one address, and of all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given as samples
from hypothesis import strategies as some
from signing_up import DAY, TYPED, asks, code_of, does, enters, opens, somebody, words

from faults.threads import at_once
from housekeeping_office import House, ten
from luoshi.org.tokens.actions.spacing import TooSoon, forget_spacings, keep_spaced
from luoshi.org.tokens.models import Spacing
from luoshi.org.tokens.rules import wait_after
from luoshi.parts.signups import queries
from luoshi.parts.signups.models import SignUp
from office import Office


def asks_all_day(house: House, monkeypatch: pytest.MonkeyPatch, times: int, gap: int, **more: Any) -> list[int]:
    """At which minutes of the day a code went out, of as many tries so many minutes apart."""
    given = {**TYPED, "unit": str(house.office.units["kexie"].pk)}
    start, taken = ten(DAY), []
    for n in range(times):
        now = start + timedelta(minutes=n * gap)
        monkeypatch.setattr("django.utils.timezone.now", lambda now=now: now)
        answer = somebody().post("/join/", {**given, "contact": more["contact"](n)}, REMOTE_ADDR=more["source"](n))
        assert answer.status_code == 200 or "Codes were requested too often" in words(answer)
        taken += [n * gap] if answer.status_code == 200 else []
    return taken


def test_one_contact_gets_few_codes_a_day_from_however_many_addresses(
    house: House, sent: list[tuple[str, str]], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    opens(house)
    settings.CODES_PER_DAY = 10
    many = {"contact": lambda n: TYPED["contact"], "source": lambda n: f"10.0.{n // 200}.{n % 200}"}
    assert asks_all_day(house, monkeypatch, 300, 1, **many) == [0, 1, 2, 3, 5, 9, 17, 33, 65, 129]
    assert len(sent) == 10
    sent.clear()
    house.on(DAY.year, DAY.month, DAY.day + 1)
    assert asks(somebody(), house) and len(sent) == 1  # the next day is another


def test_one_address_has_few_codes_sent_a_day_to_however_many_contacts(
    house: House, sent: list[tuple[str, str]], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    opens(house)
    settings.CODES_OF_ADDRESS = 20
    many = {"contact": lambda n: f"n{n}@mail.invalid", "source": lambda n: "10.0.0.9"}
    taken = asks_all_day(house, monkeypatch, 300, 2, **many)
    assert len(taken) == 20 and taken[:5] == [0, 2, 4, 6, 8] and taken[-1] - taken[-2] == 64
    assert asks(somebody(), house)  # who comes from elsewhere is not held up


def test_what_is_refused_for_one_bound_is_not_counted_under_another(
    house: House, sent: list[tuple[str, str]], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    opens(house)
    settings.CODES_PER_DAY, settings.CODES_OF_ADDRESS = 10, 1
    mine = {"contact": lambda n: TYPED["contact"], "source": lambda n: "10.0.0.9"}
    assert asks_all_day(house, monkeypatch, 20, 1, **mine) == [0]
    assert [spacing.count for spacing in Spacing.objects.order_by("key")] == [1, 1]
    assert not any("guang" in spacing.key or "10.0" in spacing.key for spacing in Spacing.objects.all())
    forget_spacings(ten(DAY) + timedelta(days=1))
    assert not Spacing.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_eight_who_ask_at_once_count_as_eight(real_office: Office) -> None:
    def ask(_number: int) -> bool:
        try:
            keep_spaced({"to:x": 10, "from:y": 10}, at=ten(DAY))
        except TooSoon:
            return False
        return True

    assert sum(at_once(ask)) == 2  # a fifth goes out without a wait
    assert {(spacing.key, spacing.count) for spacing in Spacing.objects.all()} == {("to:x", 2), ("from:y", 2)}


@samples(some.integers(1, 1000))
def test_waits_grow_to_an_hour_and_the_first_fifth_has_none(most: int) -> None:
    waits = [wait_after(count, most) for count in range(most)]
    free = max(1, most // 5)
    assert waits == sorted(waits) and not any(waits[:free]) and all(wait >= 60 for wait in waits[free:])
    assert most < 3 or waits[-1] == 64 * 60


def test_those_who_wait_from_one_address_close_it_for_nobody_else(
    house: House, sent: list[tuple[str, str]], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    opens(house)
    settings.SIGNUPS_OF_ADDRESS = 3
    monkeypatch.setattr(queries, "MOST", 4)

    def joins(n: int, source: str) -> str:
        client = Client(REMOTE_ADDR=source)
        client.cookies["django_language"] = "en"
        return words(enters(client, asks(client, house, contact=f"m{n}@mail.invalid"), code_of(sent)))

    assert all("Your contact is verified" in joins(n, "10.0.0.9") for n in range(3))
    assert "from the same network" in joins(3, "10.0.0.9")
    assert "Your contact is verified" in joins(4, "10.0.0.10")
    assert "from the same network" in joins(5, "10.0.0.10")  # many wait: one of each address, and no more
    assert "Your contact is verified" in joins(6, "10.0.0.11")
    assert SignUp.objects.count() == 5
    does(house, SignUp.objects.filter(source=queries.print_of("10.0.0.10")).get(), "refuse", reason="查无此单位")
    assert "Your contact is verified" in joins(7, "10.0.0.10")
