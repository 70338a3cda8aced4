"""Sums of facts over the tree of a day, in one SQL statement for any number of units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from django.db.models import Case, Count, Exists, F, Max, OuterRef, Q, QuerySet, Value, When

from luoshi.base.database.kept_answers import keep_answer
from luoshi.base.database.sums import of_halves, wide_sum_columns
from luoshi.facts.base.models.fact import TOTAL, Fact
from luoshi.facts.rollup.queries.expected_facts import approved_fact_filter
from luoshi.facts.rollup.rules.tree_aggregation import FactSum, topmost_tellers
from luoshi.org.actors.queries import ancestor_unit_ids, current_placements, descendant_unit_ids
from luoshi.org.tree.models import ALWAYS

Twins = Sequence[Mapping[int, int]]  # for each period, other periods that must be reported too (``dates.period_codes``)


class SumKey(NamedTuple):
    """The key of a sum: a unit with its subtree, an indicator or a part of it, a period."""

    unit: int
    indicator: int
    period: int
    part: int = TOTAL


ABOVE = "unit__above__ancestor"
COMPARED = Q(state__in=(Fact.VALUE, Fact.NIL))
COUNTS = ("told", "valued", "yes", "approved")


def sum_facts_by_unit(
    indicators: Collection[int],
    periods: Collection[int],
    units: Collection[int],
    day: date,
    *,
    including: Collection[int] = (),
    parts: bool = False,
    seal: int | None = None,
    twins: Twins = (),
) -> dict[SumKey, FactSum]:
    """Sum the facts of indicators and periods over each unit's subtree, by the tree of a day.

    Args:
        units: the roots; one may be below another.
        including: the indicators whose figure of a unit covers its subtree: only the topmost reporting unit counts.
        parts: also their parts.
        seal: as known up to this seal; None: now.
        twins: only facts whose unit also reported the twins of their period.

    One query; with ``including`` two more.
    """
    found: dict[SumKey, FactSum] = {}
    if not units:
        return found
    asked = with_twins(_asked(indicators, periods, parts=parts, seal=seal), twins, seal)
    if alone := [indicator for indicator in indicators if indicator not in including]:
        rows = asked.filter(indicator__in=alone)
        by: tuple[str, ...] = ("indicator", "period", "breakdown")
        if len(units) == 1:  # a lookup in a set of units is faster than a join with the tree
            rows = rows.filter(unit__in=descendant_unit_ids(units, day))
        else:
            now = {"unit__above__known_to": ALWAYS, "unit__above__start__lte": day, "unit__above__until__gt": day}
            rows, by = rows.filter(**{f"{ABOVE}__in": units}, **now), (ABOVE, *by)
        counts: dict[str, object] = {  # with a prefix, because a fact has a column "told"
            **wide_sum_columns("n_total", "value"),
            "n_largest": Max("value"),
            "n_told": Count("pk"),
            "n_valued": Count("value"),
            "n_yes": Count("pk", filter=~Q(value=0) & Q(value__isnull=False)),
            "n_approved": Count("pk", filter=approved_fact_filter()),
        }
        (only, *_others) = units
        for row in rows.order_by().values(*by).annotate(**counts):
            found[SumKey(row.get(ABOVE, only), row["indicator"], row["period"], row["breakdown"])] = _sum(row)
    if including:
        rows = asked.filter(indicator__in=list(including), unit__in=descendant_unit_ids(units, day))
        found |= _of_topmost(rows, units, day)
    return found


def _asked(indicators: Collection[int], periods: Collection[int], *, parts: bool, seal: int | None) -> QuerySet[Fact]:
    rows = Fact.objects.filter(counting_fact_filter(seal), indicator__in=list(indicators), period__in=list(periods))
    return rows if parts else rows.filter(breakdown=TOTAL)


def counting_fact_filter(seal: int | None) -> Q:
    """Build the condition on facts that are current, now or as known up to a seal."""
    if seal is None:
        return Q(ended=None)
    after = Q(ended=None) | Q(ended__seal=None) | Q(ended__seal__number__gt=seal)
    return Q(entry__seal__number__lte=seal) & after


def with_twins(rows: QuerySet[Fact], twins: Twins, seal: int | None = None) -> QuerySet[Fact]:
    """Keep the facts whose unit also reported the twins of their period, so that the same units are compared.

    Nil counts as reported; not applicable and below the threshold are not comparable.
    """
    for at, mapping in enumerate(twins):
        rows, told = _twin_told(rows, at, mapping, seal)
        rows = rows.filter(COMPARED, told)
    return rows


def without_twins(rows: QuerySet[Fact], twins: Twins) -> QuerySet[Fact]:
    """Keep those of these current facts that ``with_twins`` leaves out.

    Each fact is asked for itself, so that a search for any of them ends at the first, and only in periods that have a
    twin: in others the fact would be looked up by its own key.
    """
    lacking = ~COMPARED
    for at, mapping in enumerate(twins):
        rows, told = _twin_told(rows, at, mapping, None)
        lacking |= Q(period__in=list(mapping)) & ~Q(told)
    return rows.filter(lacking) if twins else rows.none()


def _twin_told(
    rows: QuerySet[Fact], at: int, mapping: Mapping[int, int], seal: int | None
) -> tuple[QuerySet[Fact], Exists]:
    """Annotate facts with the twin of their period, itself by default; the condition that it was reported too."""
    twin = Case(*(When(period=period, then=Value(other)) for period, other in mapping.items()), default=F("period"))
    same = {name: OuterRef(name) for name in ("indicator", "unit", "breakdown")}
    told = Fact.objects.filter(COMPARED, counting_fact_filter(seal), **same, period=OuterRef(f"twin_{at}"))
    return rows.annotate(**{f"twin_{at}": twin}), Exists(told)


def _sum(row: Mapping[str, Any]) -> FactSum:
    largest = None if row["n_largest"] is None else Fraction(row["n_largest"])
    return FactSum(of_halves(row, "n_total", fixed=True), largest, **{name: row[f"n_{name}"] for name in COUNTS})


def _of_topmost(rows: QuerySet[Fact], units: Collection[int], day: date) -> dict[SumKey, FactSum]:
    """Sum figures that include the subtree, in Python, because only the topmost reporting units count."""
    told: dict[tuple[int, int, int], dict[int, FactSum]] = defaultdict(dict)
    accepted = set(rows.filter(approved_fact_filter()).values_list("pk", flat=True))
    for pk, unit, indicator, period, part, value in rows.values_list(
        "pk", "unit", "indicator", "period", "breakdown", "value"
    ):
        exact = None if value is None else Fraction(value)
        told[indicator, period, part][unit] = FactSum(
            exact or Fraction(0), exact, 1, int(value is not None), int(bool(value)), int(pk in accepted)
        )
    over = ancestor_unit_ids({unit for some in told.values() for unit in some}, day)
    found = {}
    for (indicator, period, part), some in told.items():
        for unit in units:
            if tops := topmost_tellers(some, over.__getitem__, unit):
                found[SumKey(unit, indicator, period, part)] = _together(some[teller] for teller in tops)
    return found


def _together(some: Iterable[FactSum]) -> FactSum:
    each = list(some)
    largest = [fact_sum.largest for fact_sum in each if fact_sum.largest is not None]
    counted = {name: sum(getattr(fact_sum, name) for fact_sum in each) for name in COUNTS}
    return FactSum(sum((fact_sum.total for fact_sum in each), Fraction(0)), max(largest, default=None), **counted)


def descendants_by_unit(units: Collection[int], day: date) -> dict[int, set[int]]:
    """Map each unit to those of ``units`` it is below or equal to, by the tree of a day.

    One query, once in a request that only reads.
    """
    asked = frozenset(units)
    return dict(keep_answer((descendants_by_unit, asked, day), lambda: _ask_for_descendants(asked, day)))


def _ask_for_descendants(units: Collection[int], day: date) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for unit, ancestor in current_placements(day).filter(ancestor__in=units).values_list("unit", "ancestor"):
        found[unit].add(ancestor)
    return found
