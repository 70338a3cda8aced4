"""Periods are called as people call them, in both languages."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from luoshi.dates.periods import to_date
from luoshi.kernel.duties.rules.periods import period_key
from luoshi.kernel.duties.words import format_duty_period, period_words


@pytest.mark.parametrize(
    ("first", "last", "name", "chinese", "english"),
    [
        ("2026-01-01", "2026-12-31", "2026", "2026年", "2026"),
        ("2026-01-01", "2026-06-30", "2026-H1", "2026年上半年", "first half of 2026"),
        ("2026-07-01", "2026-12-31", "2026-H2", "2026年下半年", "second half of 2026"),
        ("2026-10-01", "2026-12-31", "2026-Q4", "2026年第4季度", "quarter 4 of 2026"),
        ("2026-03-01", "2026-03-31", "2026-03", "2026年3月", "March 2026"),
        ("2024-02-21", "2024-02-29", "2024-02-D3", "2024年2月下旬", "last ten days of February 2024"),
        ("2026-03-02", "2026-03-08", "2026-03-02/2026-03-08", "2026-03-02至2026-03-08", "2026-03-02 to 2026-03-08"),
        ("2026-03-02", "2026-03-02", "2026-03-02", "2026-03-02", "2026-03-02"),
    ],
)
def test_a_period_has_one_name_and_is_called_by_it_in_each_language(first, last, name, chinese, english):
    assert period_key(date.fromisoformat(first), date.fromisoformat(last)) == name
    for language, words in (("zh-hans", chinese), ("en", english)):
        with translation.override(language):
            assert period_words(name) == words


@pytest.mark.parametrize(
    ("last", "chinese", "english"),
    [
        (date(2026, 3, 31), "2026年1–3月", "January to March 2026"),
        (date(2026, 1, 31), "2026年1–1月", "January 2026 to date"),
        (date(2026, 3, 14), "2026-01-01至2026-03-14", "2026-01-01 to 2026-03-14"),
    ],
)
def test_a_total_to_date_is_called_by_its_months(last, chinese, english):
    for language, words in (("zh-hans", chinese), ("en", english)):
        with translation.override(language):
            assert format_duty_period(to_date(last)) == words


def test_what_has_no_period_has_no_name():
    assert (period_key(None, None), period_words("")) == ("", "")
