"""Queries for single facts: reporter, record, files, history, targets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from luoshi.base.database.kept_answers import keep_answer
from luoshi.base.rights.rules.rights import Actor
from luoshi.dates.period_codes import decode_period, encode_period
from luoshi.dates.period_names import format_period
from luoshi.dates.periods import Period
from luoshi.facts.base.models.fact import TOTAL, Fact, Question
from luoshi.facts.base.models.target import Target
from luoshi.facts.base.rules.cells import BELOW, NIL, NOT_APPLICABLE
from luoshi.facts.countings.models import Counting
from luoshi.facts.countings.queries import Behind, records_behind_fact
from luoshi.facts.figure_views.queries.visibility import open_units
from luoshi.facts.indicators.models import Breakdown, Definition
from luoshi.facts.indicators.queries import THERE
from luoshi.facts.rollup.rules.pieces import split_value_periods
from luoshi.kernel.files.models import Attachment
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import list_kinds
from luoshi.kernel.rights.queries.access import readable_kinds
from luoshi.org.actors.queries import descendant_unit_ids
from luoshi.org.tree.models import Unit

PAGE = 1_000  # number of facts read at once for a workbook
MARKED = {NIL: "—", NOT_APPLICABLE: "/", BELOW: "…"}  # as cells are parsed
MOST = 60  # questions on a page


def told_itself(one: Definition, unit: Unit, span: Period) -> list[Fact]:
    """List the facts of a unit itself for the period, whole and parts, newest period first.

    One query, once in a request that only reads.
    """
    return list(keep_answer((told_itself, one.pk, unit.pk, span), lambda: _ask_for_facts(one, unit, span)))


def _ask_for_facts(one: Definition, unit: Unit, span: Period) -> list[Fact]:
    codes = [encode_period(each) for each in split_value_periods(one.nature, one.period, span).every]
    rows = Fact.objects.filter(indicator=one.indicator_id, unit=unit, period__in=codes, ended=None)
    return list(rows.select_related("entry__person", "told__person").order_by("-period", "breakdown"))


def told_by_each(one: Definition, units: Iterable[Unit], span: Period) -> list[Fact]:
    """List the facts of each unit for the period, without parts. One query."""
    codes = [encode_period(each) for each in split_value_periods(one.nature, one.period, span).spans]
    rows = Fact.objects.filter(
        indicator=one.indicator_id, unit__in=units, period__in=codes, breakdown=TOTAL, ended=None
    )
    return list(rows.select_related("indicator", "unit").order_by("unit", "period"))


def parts_named(facts: Iterable[Fact]) -> dict[int, str]:
    """Return the names of the facts' parts, by id. One query."""
    return dict(Breakdown.objects.filter(pk__in={fact.breakdown for fact in facts}).values_list("pk", "name"))


def fact_of(pk: int, actor: Actor, day: date) -> Fact | None:
    """Return a fact, current or superseded, of a unit whose figures the actor may read. One query."""
    rows = Fact.objects.filter(pk=pk, unit__in=open_units(actor, day).values("pk"))
    return rows.select_related("entry__person", "told__person", "ended__person", "unit", "indicator").first()


def told_in(unit: Unit, day: date, definition: int | None, span: Period | None) -> QuerySet[Fact]:
    """Select the current facts of a unit's subtree, optionally of one indicator or one period."""
    rows = Fact.objects.filter(ended=None, unit__in=descendant_unit_ids([unit.pk], day))
    if definition is not None:
        rows = rows.filter(indicator__definition=definition)
    if span is not None:
        rows = rows.filter(period=encode_period(span))
    related = ("entry__person", "told__person", "ended", "unit", "indicator")
    return rows.select_related(*related).order_by("indicator", "period", "unit", "breakdown")


def as_lines(facts: QuerySet[Fact]) -> Iterator[list[str]]:
    """Yield facts as rows: codes, names, period, value, reporter, time. Three queries per thousand facts."""
    every = facts.count()
    for first in range(0, every, PAGE):
        some = list(facts[first : first + PAGE])
        names, parts = indicators_of(some), parts_named(some)
        for fact in some:
            of, by = names.get(fact.indicator_id), fact.told or fact.entry
            value = "" if fact.value is None else f"{fact.value.normalize():f}"
            yield [
                of.code if of else "",
                of.title if of else str(fact.indicator),
                parts.get(fact.breakdown, ""),
                fact.unit.code,
                fact.unit.name,
                format_period(decode_period(fact.period)),
                value or MARKED[fact.state],
                of.measure if of else fact.indicator.unit,
                by.person.name if by.person else "",
                timezone.localtime(by.at).strftime("%Y-%m-%d %H:%M"),
            ]


def fact_history(fact: Fact) -> list[Fact]:
    """List all facts of the same key, newest first. Two queries."""
    key = {"indicator": fact.indicator_id, "unit": fact.unit_id, "period": fact.period, "breakdown": fact.breakdown}
    related = ("entry__person", "told__person", "ended__person", "unit", "indicator")
    rows = [
        *Fact.objects.filter(**key, ended=None).select_related(*related),
        *Fact.objects.filter(**key, ended__isnull=False).select_related(*related),
    ]
    return sorted(rows, key=lambda one: one.pk, reverse=True)


def definition_of(fact: Fact) -> Definition | None:
    """Return the definition of a fact's indicator; None if it belongs to a single commitment. One query."""
    return Definition.objects.filter(indicator=fact.indicator_id, state__in=THERE).first()


def record_of(fact: Fact, actor: Actor, day: date) -> Record | None:
    """Return the record whose step reported the fact, if the actor may read it. One query."""
    pk = (fact.told or fact.entry).record_id
    return Record.objects.filter(readable_kinds(list_kinds(), actor, day), pk=pk or 0).first()


def counted_from(fact: Fact, record: Record, actor: Actor, day: date) -> Behind | None:
    """Return the records counted for an automatic fact. About five queries; one for other facts."""
    one = Counting.objects.filter(pk=record.pk).select_related("indicator").first()
    return records_behind_fact(one, fact, decode_period(fact.period), actor, day) if one else None


def evidence_of(fact: Fact) -> list[Attachment]:
    """List the files attached to the reporting step. One query."""
    return list(Attachment.objects.filter(entry=fact.told_id or fact.entry_id).order_by("pk"))


def counts_for(fact: Fact, actor: Actor, day: date) -> list[Target]:
    """List the targets that a fact counts for, in records the actor may read. One query."""
    may = Record.objects.filter(readable_kinds(list_kinds(), actor, day), unit=fact.unit_id, erased=None)
    rows = Target.objects.filter(
        indicator=fact.indicator_id, breakdown=fact.breakdown, first__lte=fact.period, last__gte=fact.period, ended=None
    )
    return list(rows.filter(record__in=may.values("pk")).select_related("record").order_by("record", "place"))


def questions_of(fact: Fact) -> list[Question]:
    """List the open questions about a fact. One query."""
    rows = Question.objects.filter(Q(stays=fact) | Q(other=fact), settled=None)
    return list(rows.select_related(*_BOTH).order_by("pk"))


def open_questions(unit: Unit, day: date) -> list[Question]:
    """List the open questions in a unit's subtree, oldest first, at most ``MOST``. One query."""
    rows = Question.objects.filter(settled=None, stays__unit__in=descendant_unit_ids([unit.pk], day))
    return list(rows.select_related(*_BOTH, "stays__unit", "stays__indicator").order_by("pk")[:MOST])


def indicators_of(facts: Iterable[Fact]) -> dict[int, Definition]:
    """Return the definitions of the facts' indicators, by indicator. One query."""
    rows = Definition.objects.filter(indicator__in={fact.indicator_id for fact in facts}, state__in=THERE)
    return {row.indicator_id: row for row in rows if row.indicator_id is not None}


_BOTH = tuple(f"{side}__{by}__person" for side in ("stays", "other") for by in ("entry", "told"))
