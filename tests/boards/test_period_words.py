"""Tiles call months by their names, in both languages."""

from __future__ import annotations

from datetime import date

from django.utils import translation

from luoshi.boards.tiles.period_words import format_days, format_month


def test_a_month_is_called_by_its_name_in_each_language() -> None:
    january = (date(2027, 1, 1), date(2027, 1, 31))
    for language, head, whole in (("zh-hans", "1月", "2027年1月"), ("en", "January", "January 2027")):
        with translation.override(language):
            assert (format_month(1), format_days(january)) == (head, whole)
