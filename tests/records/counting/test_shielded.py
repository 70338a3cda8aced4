"""Figures of protected records: counted over all, and never so small that they say something of one of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from counted_kinds import FIGURES, counted_kinds, event
from luoshi.records.counting.queries.figures import Span
from luoshi.records.counting.queries.shielded import open_of, shown
from luoshi.records.counting.rules import Cut, Value, is_small, shielded
from luoshi.records.kinds.declaration import Kind
from luoshi.records.kinds.parts import Protected, stars
from luoshi.records.parameters.actions import set_value
from luoshi.records.parameters.queries.small import SMALL
from office import NOW, TODAY, Office

HELD = date(2026, 3, 2)
YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def kind() -> Iterator[Kind]:
    figures = [one for one in FIGURES if "cost" not in one.columns]
    with counted_kinds(*figures, Protected({"cost": stars}, "desk")) as found:
        yield found


@pytest.fixture
def held(office: Office, kind: Kind) -> Office:
    """Eight events, six of them of 县科协 and two of 县科技局; three fairs."""
    for at in range(8):
        event(
            office.units["bureau" if at > 5 else "kexie"], HELD, sort="fair" if at % 3 == 0 else "talk", attendance=at
        )
    return office


def _least(office: Office, text: str) -> None:
    set_value(SMALL, None, text, date(2026, 1, 1), "云科协〔2026〕3号", office.actor("admin"), at=NOW)


def _told(kind: Kind, office: Office, who: str, *names: str, **more: Any) -> Any:
    return shown(kind, names, YEAR, office.actor(who), TODAY, **more)


def test_who_may_read_all_sees_all(kind: Kind, held: Office) -> None:
    assert _told(kind, held, "supervisor", "events")[()]["events"].exact == 8
    assert _told(kind, held, "supervisor", "events", by=["sort"])[("fair",)]["events"].exact == 3


def test_a_clerk_sees_what_is_large_enough_and_what_is_open(kind: Kind, held: Office) -> None:
    _least(held, "3")
    total = _told(kind, held, "clerk", "events", "visits", "talks")[()]
    assert (total["events"].exact, total["visits"].exact, total["talks"].exact) == (8, 28, Fraction(500, 8))
    among = [held.units["kexie"].pk, held.units["bureau"].pk]
    lines = _told(kind, held, "clerk", "events", by=["unit"], among=among)
    assert lines[(held.units["bureau"].pk,)]["events"] == Value(None, 0, 0, (), small=True)
    # Their own six would give away the two: what follows from the sum is not shown either.
    assert lines[(held.units["kexie"].pk,)]["events"].small
    assert open_of(kind, Cut("events", YEAR.first, YEAR.last), held.actor("clerk"), TODAY) == (6, 8)
    other = Cut("events", YEAR.first, YEAR.last, held.units["bureau"].pk)
    assert open_of(kind, other, held.actor("clerk"), TODAY) == (0, None)


def test_nothing_is_shown_before_the_office_has_said_how_small(kind: Kind, held: Office) -> None:
    value = _told(kind, held, "clerk", "events")[()]["events"]
    assert value.small and value.exact is None and value.unset == (SMALL.label,)


def test_the_page_says_why(kind: Kind, held: Office, client: Client) -> None:
    _least(held, "3")
    client.force_login(held.people["clerk"].user)
    page = client.get("/events/figures/", {"year": "2026", "by": "unit"}).content.decode()
    assert "不显示" in page and "受保护的记录少于 3 条的数字不显示" in page


KEYS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), unique=True, max_size=9)


@given(KEYS, st.data(), st.integers(2, 10))
def test_no_small_cell_follows_from_a_sum(keys: list[tuple[str, str]], data: st.DataObject, least: int) -> None:
    every = {}
    for key in keys:
        n = data.draw(st.integers(0, 12))
        every[key] = Value(Fraction(n), n, n)
    hides = shielded("count", every, {}, least)
    for key, value in every.items():
        assert key in hides or not is_small("count", value, least)
    for place in (0, 1):
        for code in {key[place] for key in keys}:
            line = [key for key in keys if key[place] == code]
            left_out = [key for key in line if key in hides]
            rest = [key for key in line if key not in hides and every[key].exact]
            if left_out and rest:
                assert len(left_out) > 1 and sum(every[key].exact or 0 for key in left_out) >= least


@pytest.mark.parametrize(
    ("measure", "value", "small"),
    [
        ("count", Value(Fraction(0), 0, 0), False),
        ("count", Value(Fraction(2), 2, 2), True),
        ("count", Value(Fraction(3), 3, 3), False),
        ("distinct", Value(Fraction(2), 9, 9), True),
        ("sum", Value(Fraction(900), 2, 9), True),
        ("share", Value(Fraction(50), 4, 4), True),
        ("share", Value(Fraction(50), 6, 6), False),
        ("share", Value(Fraction(100), 6, 6), False),
        ("share", Value(Fraction(90), 10, 10), True),
        ("mean", Value(Fraction(7), 3, 3), False),
        ("mean", Value(None, 0, 3), False),
    ],
)
def test_what_is_small(measure: str, value: Value, small: bool) -> None:
    assert is_small(measure, value, 3) is small
