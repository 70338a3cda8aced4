"""Lots: every vector of the sheet on the credit bank that concerns them, and what holds of any moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.parts.lots.rules import (
    NOTHING,
    HoursMade,
    Lot,
    convert_amount,
    credits_of_hours,
    draw_lots,
    expired_lots,
    held_on,
    last_valid_day,
    order_of_use,
    round_down,
)

FIVE = 5


def lot(pk: int, earned: date, amount: str, years: int = FIVE) -> Lot:
    return Lot(pk, earned, last_valid_day(earned, years), Decimal(amount))


SHEET = [lot(1, date(2021, 3, 10), "3.0"), lot(2, date(2023, 6, 1), "2.5"), lot(3, date(2025, 9, 1), "1.5")]


def after(lots: list[Lot], taken: list[tuple[int, Decimal]], sign: int = -1) -> list[Lot]:
    parts = dict(taken)
    return [replace(lot, left=lot.left + sign * parts.get(lot.pk, NOTHING)) for lot in lots]


def test_example_5_use_undo_and_expiry() -> None:
    """+3.0, +2.5, +1.5; use 4.0 on 2026-02-01, undo on 2026-02-20; on 2026-03-10 4.0: 3.0 have expired."""
    assert held_on(SHEET, date(2026, 2, 1)) == 7
    taken = draw_lots(SHEET, Decimal("4.0"), date(2026, 2, 1))
    assert taken == [(1, Decimal("3.0")), (2, Decimal("1.0"))]
    used = after(SHEET, taken)
    assert held_on(used, date(2026, 2, 1)) == 3 and [lot.left for lot in used] == [0, Decimal("1.5"), Decimal("1.5")]
    back = after(used, taken, +1)
    assert back == SHEET
    assert held_on(back, date(2026, 2, 20)) == 7 and held_on(back, date(2026, 3, 9)) == 7
    assert held_on(back, date(2026, 3, 10)) == 4
    assert expired_lots(back, date(2026, 3, 9)) == []
    assert expired_lots(back, date(2026, 3, 10)) == [(1, Decimal("3.0"), date(2026, 3, 10))]


@pytest.mark.parametrize(
    ("hours", "per_credit", "step", "made"),
    [
        ("47", "16", "0.5", HoursMade(Decimal("2.5"), Decimal("7"))),
        ("47", "18", "0.5", HoursMade(Decimal("2.5"), Decimal("2"))),
        ("7", "16", "0.5", HoursMade(Decimal("0"), Decimal("7"))),
        ("16", "16", "1", HoursMade(Decimal("1"), Decimal("0"))),
    ],
)
def test_example_4_hours_to_credits(hours: str, per_credit: str, step: str, made: HoursMade) -> None:
    assert credits_of_hours(Decimal(hours), Decimal(per_credit), Decimal(step)) == made


@pytest.mark.parametrize(
    ("amount", "ratio", "step", "became"),
    [
        ("3.0", "0.8", "0.1", "2.4"),
        ("3.0", "0.8", "0.5", "2"),
        ("0.1", "0.3333", "0.1", "0"),
        ("2.5", "1", "0.5", "2.5"),
    ],
)
def test_a_conversion_is_rounded_down_once(amount: str, ratio: str, step: str, became: str) -> None:
    assert convert_amount(Decimal(amount), Decimal(ratio), Decimal(step)) == Decimal(became)


@pytest.mark.parametrize(
    ("earned", "years", "last"),
    [
        (date(2021, 3, 10), 5, date(2026, 3, 9)),
        (date(2024, 2, 29), 1, date(2025, 2, 27)),
        (date(2024, 2, 29), 4, date(2028, 2, 28)),
        (date(2024, 1, 1), 0, None),
    ],
)
def test_the_last_valid_day(earned: date, years: int, last: date | None) -> None:
    """29 February expires on 28 February of a common year; the last valid day is the day before."""
    assert last_valid_day(earned, years) == last


def test_what_never_expires_is_used_last() -> None:
    lots = [lot(1, date(2020, 1, 1), "1", 0), lot(2, date(2024, 1, 1), "1")]
    assert draw_lots(lots, Decimal("1.5"), date(2025, 1, 1)) == [(2, Decimal(1)), (1, Decimal("0.5"))]


def test_what_is_not_earned_yet_or_has_expired_is_not_used() -> None:
    day = date(2026, 3, 10)
    assert draw_lots(SHEET, Decimal("4.1"), day) is None and draw_lots(SHEET, Decimal("4"), day) is not None
    assert draw_lots([lot(1, day + timedelta(days=1), "9")], Decimal("1"), day) is None
    for nothing in ("0", "-1"):
        with pytest.raises(ValueError, match="positive"):
            draw_lots(SHEET, Decimal(nothing), day)


AMOUNTS = st.decimals("0", "50", places=1)
LOTS = st.lists(st.tuples(st.dates(date(2015, 1, 1), date(2025, 12, 31)), AMOUNTS, st.integers(0, 10)), max_size=8).map(
    lambda rows: [lot(pk, earned, str(left), years) for pk, (earned, left, years) in enumerate(rows, 1)]
)
DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))


@given(LOTS, st.decimals("0.1", "60", places=1), DAYS)
def test_a_use_takes_exactly_the_amount_and_undone_all_is_as_before(
    lots: list[Lot], amount: Decimal, day: date
) -> None:
    held, taken = held_on(lots, day), draw_lots(lots, amount, day)
    if taken is None:
        assert held < amount
        return
    assert sum(part for _pk, part in taken) == amount
    used = after(lots, taken)
    assert all(lot.left >= 0 for lot in used) and held_on(used, day) == held - amount
    assert after(used, taken, +1) == lots


@given(LOTS, st.decimals("0.1", "60", places=1), DAYS)
def test_what_expires_first_is_used_first(lots: list[Lot], amount: Decimal, day: date) -> None:
    taken = dict(draw_lots(lots, amount, day) or [])
    order = sorted((lot for lot in lots if lot.is_valid(day) and lot.left > 0), key=order_of_use)
    parts = [taken.get(lot.pk, NOTHING) for lot in order]
    touched = [n for n, part in enumerate(parts) if part]
    assert touched == list(range(len(touched)))
    assert all(parts[n] == order[n].left for n in touched[:-1])


@given(LOTS, DAYS, st.integers(1, 400))
def test_what_has_expired_and_what_is_valid_are_all_that_was_earned(lots: list[Lot], day: date, later: int) -> None:
    began = [lot for lot in lots if lot.earned <= day]
    expired = sum((left for _pk, left, _day in expired_lots(began, day)), NOTHING)
    assert held_on(began, day) + expired == sum((lot.left for lot in began), NOTHING)
    assert held_on(began, day + timedelta(days=later)) <= held_on(began, day)
    gone = {pk for pk, _left, _day in expired_lots(began, day)}
    assert all(lot.is_valid(day) for lot in began if lot.pk not in gone and lot.left > 0)


@given(st.decimals("0", "100", places=2), st.sampled_from(["0.1", "0.5", "1"]))
def test_rounding_down_loses_less_than_a_step(amount: Decimal, step: str) -> None:
    made = round_down(Fraction(amount), Decimal(step))
    assert 0 <= amount - made < Decimal(step) and Fraction(made) % Fraction(Decimal(step)) == 0
