"""What rooms above say of facts: which are owed, and which were accepted. They add themselves when they start."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

from django.db.models import Q


class Owes(NamedTuple):
    """That a unit owes the value of an indicator for a period (``dates.period_codes``)."""

    unit: int
    indicator: int
    period: int


# Called with indicators and periods: who owes a value of them.
EXPECTED: list[Callable[[Collection[int], Collection[int]], Iterable[Owes]]] = []
# The condition on a fact, by its entry, under which it was accepted; ``told`` is where the entry stands: entry or told.
APPROVED: list[Callable[[str], Q]] = []


def expected(indicators: Collection[int], periods: Collection[int]) -> set[Owes]:
    """Who owes values of these indicators for these periods, each once, by however many forms."""
    return {one for asked in EXPECTED for one in asked(indicators, periods)} if indicators and periods else set()


def approved() -> Q:
    """The condition on facts that were accepted by who receives them."""
    found = Q(pk__in=[])
    for asked in APPROVED:
        found |= Q(asked("entry"), told=None) | asked("told")
    return found
