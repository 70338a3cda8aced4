"""Queries for matches of words to indicators."""

from __future__ import annotations

from collections.abc import Collection

from luoshi.facts.base.models.indicator import Match


def matches_by_words(words: Collection[str], desk: int) -> dict[tuple[str, str, str, str], tuple[int, int]]:
    """Look up how an office matched these words, by words, unit, aspect and scope. One query.

    Returns:
        Indicator and breakdown.
    """
    if not words:
        return {}
    rows = Match.objects.filter(desk=desk, words__in=words, indicator__isnull=False)
    return {
        (name, unit, aspect, scope): (pk, part)
        for name, unit, aspect, scope, pk, part in rows.values_list(
            "words", "unit", "aspect", "scope", "indicator", "breakdown"
        )
    }
