"""A ladder drawn by an example: each rung on its day, the due date between what comes before it and after it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given as each
from hypothesis import strategies as st

from luoshi.commitments.kinds.values import format_ladder, preview_ladder
from luoshi.commitments.letters.rules.example import example_days, example_rungs
from luoshi.commitments.letters.rules.ladder import DEFAULT, PRESETS, read_ladder
from luoshi.dates.workdays import next_work


def test_the_default_ladder_in_a_month_with_a_weekend_round_the_date() -> None:
    start, due = example_days(date(2026, 11, 23))  # the 15th is a Sunday
    assert (start, due) == (date(2026, 11, 2), date(2026, 11, 16))
    found = [(rung.rung.name if rung.rung else "", rung.day.day) for rung in example_rungs(DEFAULT, start, due)]
    assert found == [("T-5", 9), ("T-1", 13), ("", 16), ("T+1", 17), ("T+3", 19), ("T+5", 23), ("T+10", 30)]


@each(st.dates(date(2024, 1, 1), date(2027, 6, 1)), st.sampled_from(sorted(PRESETS)))
def test_days_never_go_back_and_the_due_date_stands_once(day: date, name: str) -> None:
    start, due = example_days(day)
    rows = example_rungs(PRESETS[name], start, due)
    days = [row.day for row in rows]
    assert (
        days == sorted(days)
        and sum(row.rung is None for row in rows) == 1
        and len(rows) == 1 + len(PRESETS[name].rungs)
    )
    assert all(row.day == next_work(row.day) for row in rows)


@pytest.mark.parametrize(("typed", "shown"), [("三日", "Three days before"), ("three-days", "Three days before")])
def test_a_preset_is_shown_by_what_it_does_and_an_own_ladder_as_typed(typed: str, shown: str) -> None:
    from django.utils import translation

    with translation.override("en"):
        assert str(format_ladder(typed)).startswith(shown)
        own = "T-3 承办人 提醒；T+1 联络员 催办"
        assert format_ladder(own) == own
        assert [stair.mark for stair in preview_ladder(read_ladder(own), date(2026, 11, 23)).stairs] == [
            "3 working days before",
            "the due date",
            "1 working days after",
        ]
