"""Hooks by which higher-level apps say at start-up which facts are owed and which were approved."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import F, Model, Q, QuerySet
from django.db.models.functions import Coalesce
from django.db.models.lookups import In


class OwedValue(NamedTuple):
    """A value of an indicator that a unit owes for a period (``dates.period_codes``)."""

    unit: int
    indicator: int
    period: int


# Called with indicators and periods; each returns the values owed.
EXPECTED: list[Callable[[Collection[int], Collection[int]], Iterable[OwedValue]]] = []
# Each returns a subquery of the ids of reporting entries that were approved.
APPROVED: list[Callable[[], QuerySet[Model, int]]] = []


def owed_values(indicators: Collection[int], periods: Collection[int]) -> set[OwedValue]:
    """Return the owed values of these indicators and periods, each once even if several forms ask for it."""
    return {value for asked in EXPECTED for value in asked(indicators, periods)} if indicators and periods else set()


def approved_fact_filter() -> Q:
    """Build the condition on facts that their recipient approved."""
    source = Coalesce(F("told"), F("entry"))
    return reduce(or_, (Q(In(source, entries().query)) for entries in APPROVED), Q(pk__in=[]))
