"""A number meets a bound that an office set with its sign: in lists, and of one record as a step leaves it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from linked.models import Body, Project
from luoshi.figures.bounds import parse_bound
from luoshi.kernel.conditions.queries.evaluation import definitely_false, definitely_true, evaluate_conditions
from luoshi.kernel.conditions.queries.needs import unmet_needs
from luoshi.kernel.duties.models import Parameter
from luoshi.kernel.kinds.language.conditions import Meets, Need
from office import TODAY, Office
from three_kinds import SIGNED, three_kinds, written


@pytest.fixture(autouse=True)
def _kinds() -> Iterator[None]:
    with three_kinds():
        yield


def _set(bound: str) -> None:
    Parameter.objects.create(name=SIGNED.name, unit=None, value=bound, start=date(2026, 1, 1), source="test")


@pytest.mark.parametrize(
    ("bound", "size", "met"),
    [
        ("≥36", 36, True),
        ("≥36", 35, False),
        (">36", 36, False),
        (">36", 37, True),
        ("≤9.5", 9, True),
        ("≤9.5", 10, False),
        ("<3", 3, False),
        ("<3.5", 3, True),
        ("=10", 10, True),
        ("=9.5", 9, False),
        ("≥0", None, None),
        ("≥999999999999999999", 2**31 - 1, False),
        ("<999999999999999999", 2**31 - 1, True),
    ],
)
def test_a_number_is_compared_by_the_sign_of_the_office(
    office: Office, bound: str, size: int | None, met: bool | None
) -> None:
    _set(bound)
    body = written(Body, office.units["kexie"], size=size, worth=None if size is None else Decimal(size))
    trial = written(Project, office.units["kexie"], body=body)
    for condition, record in (
        (Meets("size", SIGNED), body),
        (Meets("worth", SIGNED), body),
        (Meets("body.size", SIGNED), trial),
    ):
        assert evaluate_conditions([condition, ~condition], record, TODAY) == [met, None if met is None else not met]
        for each in (True, False):
            rows = type(record).objects.filter(pk=record.pk)
            assert rows.filter(definitely_true(condition, type(record), TODAY, each=each)).exists() is (met is True)
            assert rows.filter(definitely_false(condition, type(record), TODAY, each=each)).exists() is (met is False)


@pytest.mark.parametrize(("worth", "met"), [("36.0001", True), ("36", False), ("35.9999", False)])
def test_money_is_compared_exactly(office: Office, worth: str, met: bool) -> None:
    _set(">36")
    body = written(Body, office.units["kexie"], worth=Decimal(worth))
    assert evaluate_conditions([Meets("worth", SIGNED)], body, TODAY) == [met]


def test_a_bound_that_nobody_set_is_unknown_and_named(office: Office) -> None:
    body = written(Body, office.units["kexie"], size=40)
    need = Need(Meets("size", SIGNED), "too small")
    assert evaluate_conditions([need.condition], body, TODAY) == [None]
    with translation.override("en"):
        (unmet,) = unmet_needs([need], body, {}, {}, TODAY)
        assert unmet.unset == ("Size with its sign",)
        _set("≥41")
        (unmet,) = unmet_needs([need], body, {}, {}, TODAY)
        assert unmet.unset == ()
    assert unmet_needs([need], body, {"size": 41}, {}, TODAY) == []


@given(
    st.sampled_from(["≥", ">", "≤", "<", "="]),
    st.decimals(-100, 100, places=4),
    st.integers(-2_000_000, 2_000_000),
    st.sampled_from([0, 4]),
)
def test_a_range_of_whole_units_says_the_same_as_the_bound(sign: str, value: Decimal, units: int, scale: int) -> None:
    bound = parse_bound(f"{sign}{value:f}")
    least, most = bound.whole_range(scale)
    within = (least is None or units >= least) and (most is None or units <= most)
    assert within is bound.is_met(Fraction(units, 10**scale))
