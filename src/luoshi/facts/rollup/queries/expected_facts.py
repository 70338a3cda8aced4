"""What rooms above say of facts: which are owed, and which were accepted. They add themselves when they start."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.db.models.lookups import In


class OwedValue(NamedTuple):
    """That a unit owes the value of an indicator for a period (``dates.period_codes``)."""

    unit: int
    indicator: int
    period: int


# Called with indicators and periods: who owes a value of them.
EXPECTED: list[Callable[[Collection[int], Collection[int]], Iterable[OwedValue]]] = []
# The entries that told what was accepted since, as a subquery of their ids.
APPROVED: list[Callable[[], QuerySet[Any, int]]] = []


def owed_values(indicators: Collection[int], periods: Collection[int]) -> set[OwedValue]:
    """Who owes values of these indicators for these periods, each once, by however many forms."""
    return {value for asked in EXPECTED for value in asked(indicators, periods)} if indicators and periods else set()


def approved_fact_filter() -> Q:
    """The condition on facts that were accepted by who receives them."""
    source = Coalesce(F("told"), F("entry"))
    return reduce(or_, (Q(In(source, entries().query)) for entries in APPROVED), Q(pk__in=[]))
