"""Writes duties, their due dates and what was done for them; always within the step that they follow from."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import FilteredRelation, Q
from django.db.models.fields.json import KeyTextTransform

from luoshi.dates.counting import shift_months
from luoshi.org.base.statements import Slot, Statement, insert, update
from luoshi.records.base.errors import RecordError
from luoshi.records.duties.actions.took import Took
from luoshi.records.duties.models import Act, Duty, Occurrence
from luoshi.records.duties.rules.due import Act as PureAct
from luoshi.records.duties.rules.due import Due, moved
from luoshi.records.duties.rules.duties import Rule, laid_out
from luoshi.records.duties.rules.standing import met
from luoshi.records.journal.models import Entry
from luoshi.records.kinds.models import Record
from luoshi.records.kinds.rules import Step

AHEAD = 12  # months for which due dates of a recurring duty are laid out; ``roll_out`` goes on from there
ONCE = (None, "date", "within", "before")  # kinds of rules with one date: a duty ends with it
LAID = ("pk", "settled", *Occurrence.PURE)  # what is read of an occurrence to settle it


def follow_step(took: Took[Record], step: Step) -> None:
    """Start, answer and drop the duties that a step names, and set the record's next due date."""
    record, day = took.record, took.day
    for name in step.drops:
        drop(record, name, day)
    for name in step.answers:
        answer(record, name, took.entry, day)
    for name in step.starts:
        drop(record, name, day)
        start(record, name, day)
    if step.drops or step.answers or step.starts:
        took.set(due=_next_due(record))


def first_duties(record: Record, step: Step, day: date) -> list[tuple[Duty, list[Occurrence]]]:
    """The duties with which a record opens, not yet written; its due date is set. No query but for parameters."""
    found = [drafted(record, name, day) for name in step.starts]
    if found:
        record.due = min((one.due for _duty, dues in found for one in dues), default=None)
    return found


def start(record: Record, name: str, day: date) -> None:
    """Begin a duty of the record's kind."""
    begin(record, *drafted(record, name, day))


def begin(record: Record, duty: Duty, dues: list[Occurrence]) -> None:
    """Write a drafted duty and its due dates. Two statements."""
    duty.record_id = record.pk
    insert(duty)
    for one in dues:
        one.duty = duty
    insert(*dues)


_RUNNING = Statement(
    lambda: Duty.objects.filter(record=Slot.number("record"), name=Slot.text("name"), ended=None).values_list("pk"),
)


def drafted(record: Record, name: str, day: date) -> tuple[Duty, list[Occurrence]]:
    """A duty that begins on a day, and its due dates, not yet written and without its record.

    Where its rule lacks a parameter that nobody has set, it stands without a date and says so.
    """
    unset = ""
    try:
        rule = Rule.from_json(record.declared.owed[name].rule(record, day)).to_json()
    except RecordError as error:
        if error.code != "unset":
            raise
        rule, unset = {}, error.where
    duty = Duty(name=name, unit_id=record.unit_id, owner_id=record.owner_id, rule=rule, unset=unset, start=day)
    dues = laid_out(Rule.from_json(rule), day, shift_months(day, AHEAD)) if rule else []
    return duty, [Occurrence.of(one) for one in dues]


def answer(record: Record, name: str, entry: Entry, day: date, *, period: date | None = None, times: int = 1) -> None:
    """Note that a step answered the record's running duty of this name. A late act leaves the missed date missed.

    Args:
        period: first day of the period that it is for; None: the one in which ``day`` lies.
        times: how often it was done, where a period asks for several.
    """
    rows = _WHOLE.rows(record=record.pk, name=name)
    for (pk, kind), laid in groupby(rows, key=itemgetter(0, 1)):
        insert(*(Act(duty_id=pk, entry_id=entry.pk, day=day, period=period) for _time in range(times)))
        if _settled(pk, [one[2:] for one in laid if one[2]], day) and kind in ONCE:
            _ENDED.run(duty=pk, day=day)


_WHOLE = Statement(
    lambda: (
        Duty.objects.filter(record=Slot.number("record"), name=Slot.text("name"), ended=None)
        .annotate(
            kind=KeyTextTransform("kind", "rule"),
            laid=FilteredRelation("occurrences", condition=Q(occurrences__dropped=None)),
        )
        .order_by("pk", "laid__first_due")
        .values_list("pk", "kind", *(f"laid__{name}" for name in LAID))
    )
)


def take_back_acts(took: Took[Record], of: int, *, only: str = "") -> None:
    """What an entry had answered is owed again, as if it had not been; the acts stay and say by which entry.

    Args:
        of: id of the entry whose acts count no more.
        only: name of the one duty that is meant; all without it.
    """
    acts = Act.objects.filter(entry=of, duty__record=took.record.pk, taken_back=None)
    if only:
        acts = acts.filter(duty__name=only)
    duties = list(Duty.objects.filter(pk__in=acts.values("duty")))
    acts.update(taken_back=took.entry)
    for duty in duties:
        if duty.ended and not duty.occurrences.exclude(dropped=None).exists():
            duty.ended = None  # it had ended by being met
            duty.save(update_fields=["ended"])
        settle(duty, took.day)
        if duty.ended:  # nobody could answer what a duty that is over asked
            duty.occurrences.filter(settled=None, dropped=None).update(dropped=duty.ended)
    took.set(due=_next_due(took.record))


def take_up_again(record: Record, name: str, since: date, day: date) -> None:
    """Go on with a duty that was dropped on the day ``since``: what it asks from ``day`` on is owed again.

    What fell due between the two was not owed then, and is not missed now. Where none was dropped, one begins.
    """
    duty = Duty.objects.filter(record=record.pk, name=name).order_by("-pk").first()
    if duty is None or (duty.ended is not None and duty.ended != since):
        start(record, name, day)
        return
    duty.occurrences.filter(settled=None, dropped=since, due__gte=day).update(dropped=None)
    duty.ended = None
    duty.save(update_fields=["ended"])


def move_due(record: Record, name: str, new: date, asked_on: date) -> Due | None:
    """Move the last date still owed of a running duty; the first one is never forgotten. None: nothing is owed.

    Raises:
        DateError: ``duty.moved``: the new date lies before the day on which it was asked for.
    """
    owed = Occurrence.objects.filter(
        duty__record=record.pk, duty__name=name, duty__ended=None, settled=None, dropped=None
    )
    row = owed.order_by("-due").first()
    if row is None:
        return None
    due = moved(row.pure, new, asked_on)
    row.due, row.expired, row.provisional = due.due, due.expired, due.provisional
    row.save(update_fields=["due", "expired", "provisional"])
    return due


def lay_anew(record: Record, name: str, day: date) -> None:
    """Lay out a duty's dates anew from a day on; what was missed before it stays owed."""
    running = Duty.objects.filter(record=record.pk, name=name, ended=None)
    Occurrence.objects.filter(duty__in=running, settled=None, dropped=None, due__gte=day).update(dropped=day)
    for duty in running:
        if not duty.occurrences.filter(settled=None, dropped=None).exists():
            duty.ended = day
            duty.save(update_fields=["ended"])
    start(record, name, day)


def drop(record: Record, name: str, day: date) -> None:
    """End the record's running duty of this name; what was not yet met is owed no more, what was missed stays so."""
    for (pk,) in _RUNNING.rows(record=record.pk, name=name):
        _DROPPED.run(duty=pk, day=day)
        _ENDED.run(duty=pk, day=day)


_DROPPED = Statement(
    lambda: Occurrence.objects.filter(duty=Slot.number("duty"), settled=None, dropped=None), dropped=Slot.day("day")
)
_ENDED = Statement(lambda: Duty.objects.filter(pk=Slot.number("duty")), ended=Slot.day("day"))


def not_before(record: Record, day: date) -> None:
    """What falls due before a day falls due on it: nobody was told of it before. The first dates are not forgotten."""
    owed = Occurrence.objects.filter(duty__record=record.pk, duty__ended=None, settled=None, dropped=None)
    owed.filter(due__lt=day).update(due=day)


def roll_out(duty: Duty, until: date) -> None:
    """Write the due dates up to a day; those that are there stay as they are."""
    if not duty.rule or duty.ended:
        return
    acts = [act.pure for act in duty.acts.filter(taken_back=None)]
    known = {row.first_due: row for row in duty.occurrences.all()}
    dues = laid_out(Rule.from_json(duty.rule), duty.start, until, acts)
    new = [Occurrence.of(one) for one in dues if one.due not in known]
    for row in new:
        row.duty = duty
    Occurrence.objects.bulk_create(new)


def settle(duty: Duty, day: date) -> None:
    """Mark the occurrences that the duty's acts have made whole; a duty of one date ends with it."""
    if _settled(duty.pk, _LAID.rows(duty=duty.pk), day) and duty.rule.get("kind") in ONCE:
        duty.ended = day
        update(duty, "ended")


def _settled(duty: int, laid: list[tuple[Any, ...]], day: date) -> bool:
    """Mark those of a duty's occurrences that its acts have made whole; whether all are."""
    acts = [PureAct(done, period) for done, period in _DONE.rows(duty=duty)]
    days = met([Occurrence.due_of(*fields) for _pk, _day, *fields in laid], acts, day)
    for (pk, settled, *_due), met_on in zip(laid, days, strict=True):
        if met_on != settled:
            _MET.run(pk=pk, day=met_on)
    return all(days)


_DONE = Statement(lambda: Act.objects.filter(duty=Slot.number("duty"), taken_back=None).values_list("day", "period"))
_LAID = Statement(
    lambda: Occurrence.objects.filter(duty=Slot.number("duty"), dropped=None).order_by("first_due").values_list(*LAID)
)
_MET = Statement(lambda: Occurrence.objects.filter(pk=Slot.number("pk")), settled=Slot.day("day"))


def keep_due(record: Record) -> None:
    """Set the record's due date to the earliest that is still owed, where that changes without a step."""
    was, record.due = record.due, _next_due(record)
    if was != record.due:
        update(record, "due")


def _next_due(record: Record) -> date | None:
    """The earliest date that is still owed. One query."""
    return next((day for (day,) in _OWED.rows(record=record.pk)), None)


_OWED = Statement(
    lambda: (
        Occurrence.objects.filter(duty__record=Slot.number("record"), settled=None, dropped=None)
        .order_by("due")
        .values_list("due")[:1]
    )
)
