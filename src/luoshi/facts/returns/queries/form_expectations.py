"""Tells roll-ups which values forms owe, and which were accepted."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db.models import QuerySet

from luoshi.base.database.kept_answers import keep_answer
from luoshi.dates.period_codes import decode_period, encode_period
from luoshi.evidence.journal.models import Entry
from luoshi.facts.returns.models import Form, Return, ReturnLine, Task
from luoshi.facts.returns.queries import ACCEPTED, DUTY, child_units_by_unit, span_of
from luoshi.facts.returns.rules import FormLine, told_for
from luoshi.facts.rollup.queries.expected_facts import OwedValue
from luoshi.kernel.duties.models import Occurrence

OF = "indicator__"


def values_owed_by_forms(indicators: Collection[int], periods: Collection[int]) -> Iterator[OwedValue]:
    """Yield values that forms owe for indicators and periods. Four queries; one more per period with rows by unit.

    Three of them are sent once in a request that only reads: a page asks for a period, the year before, and a trend.
    """
    indicators = frozenset(indicators)
    asked, forms, tasks = keep_answer((values_owed_by_forms, indicators), lambda: _forms_asking(indicators))
    if not asked:
        return
    spans = [decode_period(period) for period in periods]
    dates = Occurrence.objects.filter(
        duty__record__in=Task.objects.filter(form__in=asked),
        duty__name=DUTY,
        dropped=None,
        first__gte=min(span.first for span in spans),
        first__lte=max(span.last for span in spans),
    )
    owing: dict[tuple[int, int], list[int]] = {}  # the units by form and period
    of_span = {}
    for task, first in dates.values_list("duty__record", "first"):
        if task in tasks and first is not None:
            form, unit = tasks[task]
            span = span_of(forms[form], first)
            of_span[encode_period(span)] = span
            owing.setdefault((form, encode_period(span)), []).append(unit)
    for (form, code), units in owing.items():
        span = of_span[code]
        wanted = [
            (line, encode_period(told_for(line, span)))
            for line in asked[form]
            if encode_period(told_for(line, span)) in periods
        ]
        if wanted and forms[form].beneath:
            units = [child_unit for some in child_units_by_unit(units, span.last).values() for child_unit in some]
        yield from (OwedValue(unit, line.indicator, period) for line, period in wanted for unit in units)


def _forms_asking(
    indicators: Collection[int],
) -> tuple[dict[int, list[FormLine]], dict[int, Form], dict[int, tuple[int, int]]]:
    """Return the lines with these indicators by form, these forms, and form and unit of each of their tasks."""
    rows = ReturnLine.objects.filter(**{f"{OF}indicator__in": indicators}, part="", record__state="issued")
    asked: dict[int, list[FormLine]] = {}
    for form, indicator, nature, told in rows.values_list(
        "record", f"{OF}indicator", f"{OF}nature", f"{OF}period"
    ).distinct():
        asked.setdefault(form, []).append(FormLine(0, indicator, "", nature=nature, told=told))
    tasks = Task.objects.filter(form__in=asked).values_list("pk", "form", "unit")
    return asked, Form.objects.in_bulk(asked), {pk: (form or 0, unit) for pk, form, unit in tasks}


def accepted_return_entries() -> QuerySet[Entry, int]:
    """Return a subquery of the ids of entries whose returns were accepted."""
    returns = Return.objects.filter(state=ACCEPTED).values("pk")
    return Entry.objects.filter(record__in=returns).values_list("pk", flat=True)
