"""Ranks with ties. A missing value has no rank and is never last."""

from __future__ import annotations

from collections.abc import Sequence

from luoshi.figures.rounding import Exact


def rank_values(values: Sequence[Exact | None], *, largest_first: bool = True, dense: bool = False) -> list[int | None]:
    """Return the rank of each value; 1 is the best, and equal values share a rank.

    Args:
        values: None for a missing value; it gets no rank and does not affect the others.
        largest_first: whether more is better.
        dense: after two firsts comes the second, not the third (并列第一之后排第二).

    Returns:
        One rank for each value, in the order given: 90, 85, 90, None → 1, 3, 1, None.
    """
    present = sorted((value for value in values if value is not None), reverse=largest_first)
    found: dict[Exact, int] = {}
    for place, value in enumerate(present, start=1):
        found.setdefault(value, len(found) + 1 if dense else place)
    return [None if value is None else found[value] for value in values]
