"""Sums of the other units that owe a form, for doubts about a unit's share."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from fractions import Fraction

from django.db.models import Count

from luoshi.base.database.sums import of_halves, wide_sum_columns
from luoshi.dates.period_codes import encode_period
from luoshi.dates.periods import Period
from luoshi.facts.base.models.fact import Fact
from luoshi.facts.returns import rules
from luoshi.facts.returns.models import Form, Task
from luoshi.facts.returns.rules import FormLine, told_for


def shares_of(
    asked: Iterable[FormLine], form: Form, units: Collection[int], span: Period
) -> dict[tuple[int, int, int], tuple[Fraction, int]]:
    """Sum what the other units that owe the form reported for this period and the one before. One query."""
    adds = [line for line in asked if line.nature in rules.ADDS and not line.made]
    others = Task.objects.filter(form=form, state="owed").exclude(unit__in=units).values("unit")
    periods = {
        encode_period(told_for(line, each)) for line in adds for each in (span, rules.previous_form_period(span))
    }
    rows = Fact.objects.filter(
        indicator__in={line.indicator for line in adds}, unit__in=others, period__in=periods, ended=None
    )
    by = ("indicator", "breakdown", "period")
    sums = rows.order_by().values(*by).annotate(n=Count("value"), **wide_sum_columns("whole", "value"))
    return {tuple(row[name] for name in by): (of_halves(row, "whole", fixed=True), row["n"]) for row in sums}
