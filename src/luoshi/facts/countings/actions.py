"""Stores counted figures as facts: at a period's close, and again on request."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM, Actor
from luoshi.dates.period_names import format_period, period_named
from luoshi.facts.countings import figure_choices, queries
from luoshi.facts.countings.models import Counting
from luoshi.facts.fact_store.actions import open_fact_questions, tell_facts
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.org.tree.models import Unit


def tell_counted_values(took: Took[Counting]) -> None:
    """Report the counted values of a period through the step's entry.

    Values from other sources stay current; where they differ, a question is opened.

    Raises:
        RecordError: ``unset``: an office parameter needed for counting or for small-number suppression is not set;
            ``missing``: no line declares the figure any more.
    """
    one, span = took.record, period_named(took.given["period"])
    values = queries.counted_values(one, span, took.day)
    others = queries.facts_told_elsewhere(one, {each.key for each in values})
    tell_facts([each for each in values if each.key not in others], took.entry)
    open_fact_questions([(others[each.key], each) for each in values if each.key in others], took.entry)
    if one.done is None or span.last > one.done:
        took.set_fields(done=span.last)


def keep_due(at: datetime) -> Iterator[None]:
    """Count every period that is over and not counted yet. One that cannot be counted waits; its page says why."""
    day = timezone.localdate(at)
    rows = Counting.objects.filter(state="active", erased=None, indicator__state="active")
    for pk in list(rows.order_by("pk").values_list("pk", flat=True)):
        one = Counting.objects.select_related("indicator").get(pk=pk)
        for span in queries.pending_counting_periods(one, day):
            try:
                take(one, "count", PROGRAM, {"period": format_period(span)}, at=at, within=True)
            except RecordError:
                break
            yield


def adopt_figures(codes: Collection[str], often: str, unit: Unit, actor: Actor, *, at: datetime) -> list[Counting]:
    """Define an indicator for each of these figures and count it from this year on, all or nothing.

    Figures that are counted already are left unchanged.

    Args:
        often: the period: month, quarter, half or year.

    Raises:
        RecordError: ``missing``: no such figure; and errors from creating the records.
    """
    there, known = queries.countings_by_figure(codes), figure_choices.countable_figures()
    if unknown := [code for code in codes if code not in known]:
        raise RecordError("missing", _("No line of work counts %(codes)s.") % {"codes": "、".join(unknown)})
    made = []
    with transaction.atomic():
        for code in codes:
            source = figure_choices.figure_source(code)
            if code in there or source is None:
                continue
            values = {
                "title": figure_choices.title_of(code),
                "unit": unit.pk,
                "code": code.replace(".", "_"),
                "measure": source.unit,
                "nature": source.natures(often)[0],
                "period": often,
                "includes": source.beneath,
            }
            one = begin(get_kind("indicators"), actor, values, at=at).record
            since = timezone.localdate(at).replace(month=1, day=1)
            given = {"unit": unit.pk, "indicator": one.number, "figure": code, "since": since.isoformat()}
            made.append(begin(get_kind("countings"), actor, given, at=at).record)
    return made  # type: ignore[return-value]
