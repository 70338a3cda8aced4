"""Duties of rows: each row of a record is owed by its own day, and met by the day on which it was done.

A row has a duty of its own, with one due date, which steps keep as the row says. So a missed day stays missed when it
is moved or met late, and all that reads due dates (lists, lights, reminders, conditions) reads these too.
"""

from __future__ import annotations

from datetime import date

from luoshi.dates.workdays import previous_work
from luoshi.kernel.duties.actions.schedule import assign_holding_post
from luoshi.kernel.duties.models import Duty, Occurrence
from luoshi.kernel.duties.rules.due import Due, reset_due_date
from luoshi.kernel.kinds.compiled.duties import Ask
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.models import Record, row_model
from luoshi.kernel.kinds.registry import kind_of


def keep_row_duties(record: Record, on: date, ask: Ask) -> bool:
    """Set the duties of a record's rows as the rows stand after a step; return whether its kind declares any.

    A row that is deleted or has no day any more owes nothing, nor does any row while ``where`` is false or the record
    is closed: what is open is dropped, what was met stays known. While ``where`` is unknown nothing changes.
    Three queries each, besides those for what changes.
    """
    declared = [duty for duty in kind_of(record).duties_by_name.values() if duty.of_rows]
    for duty in declared:
        owed = not record.closed and (duty.where is None or ask([duty.where], record, on)[0])
        if owed is not None:
            _keep(record, duty, on, owed=owed)
    return bool(declared)


def _keep(record: Record, declared: Owed, on: date, *, owed: bool) -> None:
    lines = _days_of_rows(record, declared) if owed else {}
    dues = Occurrence.objects.filter(duty__record=record.pk, duty__name=declared.name).select_related("duty")
    there = {occurrence.duty.rule["row"]: occurrence for occurrence in dues}
    for pk, (due, met) in lines.items():
        if pk in there:
            _follow(there[pk], due, met, on)
        else:
            _begin(record, declared.name, pk, due, met, on)
    for pk, occurrence in there.items():
        if pk not in lines and occurrence.settled is None and occurrence.dropped is None:
            _save(occurrence, dropped=on)
            _end(occurrence.duty, on)


def _days_of_rows(record: Record, declared: Owed) -> dict[int, tuple[date, date | None]]:
    """Return the due date of each row that has one, and the day on which it was met, by id."""
    part = next(part for part in kind_of(record).every(Rows) if part.name == declared.of_rows)
    columns = (way.rpartition(".")[2] for way in (declared.at, declared.met))
    rows = row_model(part)._default_manager.filter(record=record.pk).order_by("place", "pk")
    return {pk: (due, met) for pk, due, met in rows.values_list("pk", *columns) if due is not None}


def _begin(record: Record, name: str, row: int, due: date, met: date | None, on: date) -> None:
    rule = {"kind": "date", "due": due.isoformat(), "row": row}
    duty = Duty(record_id=record.pk, name=name, unit_id=record.unit_id, owner_id=record.owner_id, rule=rule, start=on)
    duty.ended = met
    duty.save(force_insert=True)
    duty.record = record
    occurrence = Occurrence.of(Due(due)).belong(duty)
    occurrence.settled, occurrence.settled_work = met, met and previous_work(met)
    assign_holding_post([occurrence])
    occurrence.save(force_insert=True)


def _follow(occurrence: Occurrence, due: date, met: date | None, on: date) -> None:
    """Set an occurrence as its row says; its first due date is kept."""
    now = reset_due_date(occurrence.pure, due, on)
    _save(
        occurrence,
        due=now.due,
        expired=now.expired,
        dropped=None,
        settled=met,
        settled_work=met and previous_work(met),
    )
    _end(occurrence.duty, met)


def _save(occurrence: Occurrence, **days: date | None) -> None:
    changed = [name for name, day in days.items() if getattr(occurrence, name) != day]
    for name in changed:
        setattr(occurrence, name, days[name])
    if changed:
        occurrence.save(update_fields=changed)


def _end(duty: Duty, day: date | None) -> None:
    if duty.ended != day:
        duty.ended = day
        duty.save(update_fields=["ended"])
