"""Begin, move and end duties; always within the step that causes it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from luoshi.base.database.statements import SqlStatement, ValueSlot
from luoshi.base.record_errors import RecordError
from luoshi.kernel.duties.actions.acts import ENDED, answer_duty
from luoshi.kernel.duties.actions.row_duties import keep_row_duties
from luoshi.kernel.duties.actions.schedule import (
    NextDue,
    assign_holding_post,
    catch_up,
    earliest_due,
    fill_holders,
    keep_due,
    lay_out,
    next_due,
)
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.duties.models import Duty, Occurrence
from luoshi.kernel.duties.rules.due import Due, move_due_date
from luoshi.kernel.duties.rules.duties import DutyRule
from luoshi.kernel.duties.rules.horizon import CALENDAR, to_lay
from luoshi.kernel.kinds.compiled.duties import Ask, duty_owed_from, duty_rule, span_duties_owed
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind, kind_of


def follow_step(took: Took[Record], step: Step, ask: Ask) -> None:
    """Start, fulfil and drop the duties that a step names, update its spans, and set the record's next due date.

    All of this uses the business day; due dates are generated up to the day of entry.
    """
    record, on = took.record, took.owed_from
    for name in step.drops:
        end_duty(record, name, on)
    _answer_all(took, record, step.own_duties)
    answer_linked(took, step)
    for name in step.starts:
        end_duty(record, name, on)
        start_duty(record, name, on, took.day, earlier=took.earlier)
    spans, rows = keep_spans(took, ask), keep_row_duties(record, on, ask)
    if spans or rows or step.drops or step.answers or step.starts:
        took.set_fields(**next_due(record)._asdict())


def begin_row_duties(took: Took[Record], ask: Ask) -> None:
    """Begin the duties of the rows with which a record begins, and set its next due date."""
    if keep_row_duties(took.record, took.on, ask):
        took.set_fields(**next_due(took.record)._asdict())


def answer_linked(took: Took[Record], step: Step) -> None:
    """Fulfil duties of records that this one links to; the caller has locked them. An empty link fulfils nothing."""
    names: dict[str, list[str]] = {}
    for answer in step.answers:
        link, over, name = answer.partition(".")
        if over:
            names.setdefault(link, []).append(name)
    for link, duties in names.items():
        pk = getattr(took.record, took.record._meta.get_field(link).attname)  # type: ignore[union-attr]
        if pk is not None:
            linked = get_kind(Record.objects.values_list("kind", flat=True).get(pk=pk)).record.fresh(pk)
            _answer_all(took, linked, duties)
            keep_due(linked)


def _answer_all(took: Took[Record], record: Record, names: Sequence[str]) -> None:
    """Fulfil those of several duties that owe the named period; at least one must."""
    refused: list[RecordError] = []
    for name in names:
        try:
            for period in took.completes.get(name, [took.period]):
                answer_duty(record, name, took.entry, took.on, period=period)
        except RecordError as error:
            refused.append(error)
    if refused and len(refused) == len(names):
        raise refused[0]


def keep_spans(took: Took[Record], ask: Ask) -> bool:
    """Begin and end span duties on the business day by their conditions; return whether the kind declares any.

    A duty whose date is a field begins again when that field changes. At most four queries if nothing begins or ends.
    """
    record, on = took.record, took.owed_from
    spans = [declared_duty for declared_duty in kind_of(record).duties_by_name.values() if declared_duty.by_spans]
    if not spans:
        return False
    running = {duty.name: duty for duty in Duty.objects.filter(record=record.pk, ended=None).order_by("pk")}
    now = span_duties_owed(kind_of(record), record, on, ask)
    for span in spans:
        duty, owed = running.get(span.name), now[span.name]
        moved_on = span.at and duty and owed is not False and duty.rule.get("due") != duty_rule(span, record, on)["due"]
        if duty and (owed is False or moved_on):
            end_duty(record, span.name, on)
        if owed and (moved_on or duty is None):
            start_duty(record, span.name, on, took.day, earlier=took.earlier)
    fill_holders(record, [span.name for span in spans if span.name in running], took.day)
    return True


def first_duties(
    record: Record, step: Step, on: date, ask: Ask, today: date | None = None, *, earlier: bool = False
) -> list[tuple[Duty, list[Occurrence]]]:
    """Draft the duties with which a record opens, and set its due date. No query except for parameters.

    Args:
        on: the business day, from which they are owed.
        ask: evaluates conditions (``conditions.queries.evaluation.evaluate_conditions``).
        today: the day of entry, up to which due dates are generated; by default the business day.
        earlier: it is a matter of an earlier year: nothing is owed from before the day of entry.
    """
    since = (today or on) if earlier else on
    spans = span_duties_owed(kind_of(record), record, since, ask)
    names = [*step.starts, *(name for name, owed in spans.items() if owed)]
    found = [draft_duty(record, name, since, today, first=not earlier) for name in names]
    if earlier:
        found = [(duty, [due for due in dues if due.due >= since]) for duty, dues in found]
    if found:
        record.due, record.due_in_period = earliest_due(
            NextDue(due.due, due.in_period) for _duty, dues in found for due in dues
        )
    return found


def start_duty(record: Record, name: str, on: date, today: date | None = None, *, earlier: bool = False) -> None:
    """Begin a duty of the record on a day, and generate its due dates as of today, by default as of that day.

    Args:
        earlier: nothing is owed from before that day.
    """
    first = (
        not earlier
        and bool(kind_of(record).duties_by_name[name].since_day)
        and not Duty.objects.filter(record=record.pk, name=name).exists()
    )
    duty, dues = draft_duty(record, name, on, today, first=first)
    if duty.rule.get("kind") not in CALENDAR:
        write_duty(record, duty, [due for due in dues if due.due >= on] if earlier else dues)
        return
    duty.save(force_insert=True)  # a period owed by an earlier span is not owed twice: existing periods are read first
    lay_out([duty], today or on)


def write_duty(record: Record, duty: Duty, dues: Sequence[Occurrence]) -> None:
    """Insert a drafted duty and its due dates. Two statements."""
    begin_all([(record, duty, dues)])


def begin_all(drafted: Sequence[tuple[Record, Duty, Sequence[Occurrence]]]) -> None:
    """Insert drafted duties of many records and their due dates. Two statements, more for many rows."""
    for record, duty, _dues in drafted:
        duty.record_id = record.pk
    Duty.objects.bulk_create(duty for _record, duty, _dues in drafted)
    for _record, duty, dues in drafted:
        for due in dues:
            due.duty = duty
    Occurrence.objects.bulk_create(due for _record, _duty, dues in drafted for due in dues)


_RUNNING = SqlStatement(
    lambda: Duty.objects.filter(record=ValueSlot.number("record"), name=ValueSlot.text("name"), ended=None).values_list(
        "pk", "start", "laid"
    ),
)


def draft_duty(
    record: Record, name: str, on: date, today: date | None = None, *, first: bool = False
) -> tuple[Duty, list[Occurrence]]:
    """Draft a duty that begins on a day, with the due dates needed by now; nothing is saved.

    The first duty of its name is owed from the day its subject began, as far back as the office sets.

    If its rule lacks a parameter that no office has set, it has no dates and names the parameter.
    """
    unset, declared = "", kind_of(record).duties_by_name[name]
    try:
        rule = DutyRule.from_json(duty_rule(declared, record, on)).to_json()
    except RecordError as error:
        if error.code != "unset":
            raise
        rule, unset = {}, error.where
    since = duty_owed_from(declared, record, on) if first and rule else on
    duty = Duty(name=name, unit_id=record.unit_id, owner_id=record.owner_id, rule=rule, unset=unset, start=since)
    duty.record = record
    if not rule:
        return duty, []
    day = max(on, today or on)
    dues, duty.laid = to_lay(DutyRule.from_json(rule), since, day, declared.months_ahead)
    rows = [Occurrence.of(due).belong(duty) for due in dues]
    assign_holding_post([row for row in rows if row.first is None or row.first <= day])
    return duty, rows


def take_up_again(record: Record, name: str, since: date, day: date) -> None:
    """Resume a duty that was dropped on the day ``since``: what it requires from ``day`` on is owed again.

    What fell due in between was not owed then and is not missed now. If none was dropped, a new duty begins.
    """
    duty = Duty.objects.filter(record=record.pk, name=name).order_by("-pk").first()
    if duty is None or (duty.ended is not None and duty.ended != since):
        start_duty(record, name, day)
        return
    duty.occurrences.filter(settled=None, dropped=since, due__gte=day).update(dropped=None)
    duty.ended = None
    duty.save(update_fields=["ended"])


def move_due(record: Record, name: str, new: date, asked_on: date) -> Due | None:
    """Move the last open due date of a running duty; its first due date is kept. Return None if nothing is owed.

    Raises:
        DateError: ``duty.moved``: the new date lies before the day on which it was asked for.
    """
    owed = Occurrence.objects.filter(
        duty__record=record.pk, duty__name=name, duty__ended=None, settled=None, dropped=None
    )
    row = owed.order_by("-due").first()
    if row is None:
        return None
    due = move_due_date(row.pure, new, asked_on)
    row.due, row.expired, row.provisional, row.in_period = due.due, due.expired, due.provisional, due.in_period
    row.save(update_fields=["due", "expired", "provisional", "in_period"])
    return due


def lay_anew(record: Record, name: str, day: date) -> None:
    """Regenerate a duty's due dates from a day on; what was missed before stays owed."""
    running = Duty.objects.filter(record=record.pk, name=name, ended=None)
    Occurrence.objects.filter(duty__in=running, settled=None, dropped=None, due__gte=day).update(dropped=day)
    for duty in running:
        if not duty.occurrences.filter(settled=None, dropped=None).exists():
            duty.ended = day
            duty.save(update_fields=["ended"])
    start_duty(record, name, day)


def end_duty(record: Record, name: str, day: date) -> None:
    """End the record's running duty of this name on a day; periods that it owed by then stay owed, unchanged.

    These are past periods, and the present one if the duty existed on its first day; later periods are dropped, and so
    are due dates without a period. A missed one without a period shows it: it was dropped after its date.
    """
    running = _RUNNING.rows(record=record.pk, name=name)
    catch_up(((pk, laid) for pk, _begun, laid in running), day)
    for pk, begun, _laid in running:
        _LATER.run(duty=pk, day=day, start=begun)
        ENDED.run(duty=pk, day=day)


def release_duty(record: Record, name: str, day: date) -> None:
    """End the record's running duty of this name and drop everything that it still owes, begun and missed periods too.

    They still count as missed: they were dropped after their dates.
    """
    for pk, _begun, _laid in _RUNNING.rows(record=record.pk, name=name):
        _DROPPED.run(duty=pk, day=day)
        ENDED.run(duty=pk, day=day)


_LATER = SqlStatement(
    lambda: Occurrence.objects.filter(duty=ValueSlot.number("duty"), settled=None, dropped=None).filter(
        Q(first=None)
        | Q(first__gt=ValueSlot.day("day"))
        | Q(last__gte=ValueSlot.day("day"), first__lt=ValueSlot.day("start"))
    ),
    dropped=ValueSlot.day("day"),
)
_DROPPED = SqlStatement(
    lambda: Occurrence.objects.filter(duty=ValueSlot.number("duty"), settled=None, dropped=None),
    dropped=ValueSlot.day("day"),
)


def not_before(record: Record, day: date) -> None:
    """Move due dates before a day to that day, since nobody knew of them earlier. The first due dates are kept."""
    owed = Occurrence.objects.filter(duty__record=record.pk, duty__ended=None, settled=None, dropped=None)
    owed.filter(due__lt=day).update(due=day, in_period=False)
