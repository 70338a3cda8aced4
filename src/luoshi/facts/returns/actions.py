"""Issues forms to units; begins, drafts, sends and accepts returns. Sending a return reports its figures."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM, Actor, Role
from luoshi.dates.period_codes import encode_period
from luoshi.desk.bulk.actions.bulk import open_many
from luoshi.evidence.journal.actions.uploads import check_sent
from luoshi.facts.fact_store.actions import tell_facts
from luoshi.facts.returns import queries, rules
from luoshi.facts.returns.models import EVERY, Draft, Form, Owing, Return, ReturnLine, Task
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.actions.acts import answer_duty
from luoshi.kernel.duties.actions.duties import end_duty, start_duty
from luoshi.kernel.duties.actions.schedule import keep_due
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.duties.rules.periods import period_key
from luoshi.kernel.duties.words import period_words
from luoshi.kernel.kinds.models import Party, Record
from luoshi.kernel.kinds.registry import get_kind, kind_of
from luoshi.kernel.rights.queries.rights import relations_to_record
from luoshi.kernel.steps.actions.idempotency import StepResult
from luoshi.kernel.steps.actions.refusals import not_seen, not_theirs
from luoshi.kernel.steps.actions.steps import take
from luoshi.org.tree.models import Unit

_ = words_now(__name__)

RECEIVER = "receiver"
MOST_CELLS = 900  # of one grid: a request has at most a thousand values
FILLS = ("unit",)
TYPES_IN = ("receiver", "desk")


def due_rule(record: Any, on: date) -> Mapping[str, object]:
    """Return the due rule of a form: each of its periods, on a day of the month after.

    Raises:
        RecordError: ``guarded``: the form has no period or no day.
    """
    form = record.form
    if not form.every or not form.day:
        raise RecordError("guarded", _("The form does not define how often it is owed and by when."), where=str(form))
    return {"kind": "every", "every": EVERY[form.every], "day": form.day, "following": True, "roll": "next"}


def issue_return_form(took: Took[Form]) -> None:
    """Make the form due for every unit that owes it."""
    _keep_lines_sound(took.record)
    _keep_owing(took)


def renew_form_edition(took: Took[Form]) -> None:
    """Start a new edition if the lines of an issued form change."""
    if took.record.state == "issued":
        _keep_lines_sound(took.record)
        owing = Task.objects.filter(form=took.record, state="owed").values_list("unit", flat=True)
        _keep_in_bounds(took.record, list(owing), took.day)
        took.set_fields(edition=took.record.edition + 1)


def owing_changed(took: Took[Form]) -> None:
    """Update who owes the form, once it is issued."""
    if took.record.state == "issued":
        _keep_owing(took)


def keep_periods(took: Took[Form]) -> None:
    """Refuse to change period or rows of a form once something was returned; before, its duties are renewed.

    A new day of the month counts from now on.

    Raises:
        RecordError: ``guarded``: the existing returns would no longer match its periods.
    """
    form, was = took.record, took.given.get("was", {}).keys()
    if form.state != "issued":
        return
    if {"every", "beneath"} & was and Return.objects.filter(task__form=form).exists():
        raise RecordError(
            "guarded",
            _("There are returns already: the reporting period and the rows can no longer change."),
            where=str(form),
            remedy=_("Stop this form and draw up another."),
        )
    if {"every", "day"} & was:
        for owed_task in Task.objects.filter(form=form, state="owed").order_by("pk"):
            task = Task.get_locked(owed_task.pk)
            task.form = form
            end_duty(task, queries.DUTY, took.day)
            start_duty(task, queries.DUTY, took.day)
            keep_due(task)


def _keep_lines_sound(form: Form) -> None:
    wrong = [_("It has no part “%(part)s”.") % {"part": part} for part in queries.parts_missing(form)]
    for line in ReturnLine.list_rows(form).select_related("indicator"):
        measure = line.indicator.measure
        if rules.entry_unit(measure, line.entry) is None:
            words = {"indicator": line.indicator.title, "entry": line.entry, "measure": measure}
            wrong.append(_("%(indicator)s is measured in %(measure)s: it cannot be entered in %(entry)s.") % words)
    if wrong:
        raise RecordError("guarded", " ".join(wrong), where=str(form), remedy=_("Correct the lines."))


def _keep_in_bounds(form: Form, units: Collection[int], day: date) -> None:
    """Refuse a grid with more cells than a page can send.

    Raises:
        RecordError: ``guarded``: a unit has too many units below it.
    """
    if not form.beneath:
        return
    most = max(map(len, queries.child_units_by_unit(units, day).values()), default=0)
    if (cells := most * ReturnLine.objects.filter(record=form.pk).count()) > MOST_CELLS:
        said = {"cells": cells, "most": MOST_CELLS}
        raise RecordError(
            "guarded",
            _("A unit would have to fill in %(cells)d cells: a form has at most %(most)d.") % said,
            where=str(form),
            remedy=_("Split its lines into several forms."),
        )


def _keep_owing(took: Took[Form]) -> None:
    """Open a task for each unit that newly owes the form, and end those of units that no longer do.

    Raises:
        RecordError: ``guarded``: nobody would owe it.
    """
    form = took.record
    rows = Owing.list_rows(form)
    units = {row.unit_id for row in rows if not row.beneath}
    under = queries.child_units_by_unit({row.unit_id for row in rows if row.beneath}, took.day)
    units |= {unit for some in under.values() for unit in some}
    if not units:
        raise RecordError(
            "guarded", _("No unit would owe it."), where=str(form), remedy=_("Choose the units that fill it in.")
        )
    _keep_in_bounds(form, units, took.day)
    there = {task.unit_id: task for task in Task.objects.filter(form=form, state="owed")}
    _release([task for unit, task in there.items() if unit not in units], took)
    fresh = Unit.objects.filter(pk__in=units - there.keys())
    values = [{"title": form.title, "unit": unit, "form": form} for unit in fresh.order_by("code", "pk")]
    open_many(get_kind("form_tasks"), values, took.actor, at=took.at, says=("unit", "form"))


def stop_return_form(took: Took[Form]) -> None:
    """Release all units from the form; existing returns stay."""
    _release(list(Task.objects.filter(form=took.record, state="owed")), took)


def _release(tasks: Iterable[Task], took: Took[Record]) -> None:
    for task in tasks:
        take(task, "release", PROGRAM, {}, at=took.at, within=True)


def let_receiver_in(took: Took[Any]) -> None:
    """Make the unit that receives the form a party to the task or return."""
    form = took.record.form if isinstance(took.record, Task) else took.record.task.form
    receiver = Party(record_id=took.record.pk, name=RECEIVER, unit_id=form.unit_id)
    Party.objects.bulk_create([receiver], ignore_conflicts=True)


def get_or_begin_return(task: Task, first: date, at: datetime) -> Return:
    """Return the return of a period; begin it if nobody has.

    Raises:
        RecordError: ``guarded``: nothing is owed for that period, or it has not begun.
    """
    if (there := queries.return_of(task, first)) is not None:
        return there
    with transaction.atomic():
        Task.get_locked(task.pk)
        if (there := queries.return_of(task, first)) is not None:
            return there
        until = queries.due_of(task, first)
        if until is None or first > timezone.localdate(at):
            raise RecordError(
                "guarded",
                _("Nothing is owed for %(period)s.") % {"period": first.isoformat()},
                where=str(task),
                remedy=_("Choose a period of the form."),
            )
        assert task.form is not None
        span = queries.span_of(task.form, first)
        called = period_words(period_key(span.first, span.last))
        values = {
            "title": f"{task.form.title} {called}"[:120],
            "unit": task.unit,
            "task": task,
            "period": encode_period(span),
            "first": span.first,
            "last": span.last,
            "until": until,
        }
        (made,) = open_many(get_kind("returns"), [values], PROGRAM, at=at, says=("unit", "task", "first", "last"))
    return made  # type: ignore[return-value]


def _refuse_others(record: Record, standing: Collection[str], who: Collection[str], step: str) -> None:
    """Refuse actors without one of these relations.

    Raises:
        RecordError: ``missing`` if they may not see the record, ``refused`` if they lack the permission.
    """
    if not standing:
        raise not_seen(record)
    if not {*standing} & {*who}:
        raise not_theirs(record, kind_of(record).cycle.by_name[step])


def save_return_draft(
    task: Task,
    first: date,
    actor: Actor,
    cells: Mapping[str, str],
    notes: Mapping[str, str],
    *,
    revision: int,
    at: datetime,
) -> Draft:
    """Save a draft; no figures are reported yet.

    Args:
        revision: the draft's revision that was edited.

    Raises:
        RecordError: ``changed``: somebody else saved meanwhile; ``refused``: it is sent already, or the actor may not;
            ``marked``: a text has a secrecy marking.
    """
    _refuse_others(task, relations_to_record(task, actor, timezone.localdate(at)), (*FILLS, *TYPES_IN), "fill")
    check_sent({"cells": [*cells.values()], "notes": [*notes.values()]}, None, actor, at=at)
    pk = get_or_begin_return(task, first, at).pk  # apart: a sender locks the return, then the task
    with transaction.atomic():
        record = Return.get_locked(pk)
        if record.state not in queries.TYPED:
            raise RecordError(
                "refused",
                _("It has already been sent and can no longer be filled in."),
                where=str(record),
                remedy=_("If something is wrong, ask the receiver to return it."),
            )
        draft = queries.draft_of(record) or Draft(record=record)
        if draft.revision != revision:
            who = draft.person.name if draft.person else ""
            raise RecordError(
                "changed",
                _("%(who)s has just entered values in this form.") % {"who": who},
                where=str(record),
                remedy=_("Reload the page: what you typed is kept in this browser until then."),
            )
        draft.cells, draft.notes = dict(cells), {name: text for name, text in notes.items() if text.strip()}
        draft.revision, draft.person_id, draft.at = revision + 1, actor.person or None, at
        draft.save()
    return draft


def send_return(
    task: Task,
    first: date,
    actor: Actor,
    cells: Mapping[str, str] | None,
    notes: Mapping[str, str] | None,
    *,
    at: datetime,
    told_by: str = "",
    once: UUID | None = None,
    standing: Collection[str] | None = None,
    seen: Collection[str] | None = None,
) -> StepResult:
    """Send the return of a period, begun or not, with these cells over the draft; all or nothing.

    Args:
        told_by: who gave the figures by telephone, if another unit types them.
        standing: the actor's relations to the task, if already known.
        seen: the doubts shown on the page; others are shown before anything is sent.

    Raises:
        RecordError: ``incomplete``: faulty cells, by line; and as ``take``.
    """
    found = relations_to_record(task, actor, timezone.localdate(at)) if standing is None else standing
    _refuse_others(task, found, TYPES_IN if told_by else FILLS, "fill")
    given: dict[str, object] = {"cells": dict(cells or {}), "notes": dict(notes or {})}
    if told_by:
        given["told_by"] = told_by
    if seen is not None:
        given[rules.SEEN] = sorted(seen)
    record = get_or_begin_return(task, first, at)
    return take(record, "type_in" if told_by else sending_step_name(record), actor, given, at=at, once=once)


def sending_step_name(record: Return) -> str:
    """Return the step by which the unit sends it: for the first time, or after it came back."""
    return "send_again" if record.state == queries.BACK else "send"


def lock_return(task: Task, given: Mapping[str, object]) -> None:
    """Lock the return of the given period before its task, in the same order as sending."""
    try:
        first = date.fromisoformat(str(given.get("first")))
    except ValueError:
        return  # the form reports it
    Record.lock(set(Return.objects.filter(task=task, first=first).values_list("pk", flat=True)))


def send_program_return(took: Took[Task]) -> None:
    """Send a return that a program submitted."""
    given = took.given
    record = get_or_begin_return(took.record, given["first"], took.at)
    cells = {"cells": given["cells"], "notes": given["notes"]}
    take(record, sending_step_name(record), took.actor, cells, at=took.at, within=True)


def tell_return_figures(took: Took[Return]) -> None:
    """Report the figures, and answer the due date; a late return stays late, however often it is corrected."""
    record = took.record
    tell_facts(took.given["told"], took.entry)
    Draft.objects.filter(record=record).delete()
    if record.sent_on is None:
        task = Task.get_locked(record.task_id or 0)
        answer_duty(task, queries.DUTY, took.entry, took.day, period=record.first)
        keep_due(task)
        took.set_fields(sent_on=took.day, late=record.until is not None and took.day > record.until)
    took.set_fields(marks=[], doubted=took.given["doubted"])


def came_back(took: Took[Return]) -> None:
    """Record why a return came back, from whom, and for which cells; none: all of them."""
    took.set_fields(
        marks=took.given.get("marks", []),
        why=took.given["reason"],
        back_by_id=took.actor.person or None,
        back_on=took.day,
    )


def next_return_state(record: Return, given: Mapping[str, object], actor: Actor, day: date) -> str:
    """Return the next state after sending: signing by the unit's head if the form requires it, else sent.

    A return sent by the head counts as signed.
    """
    task = record.task
    sent_by_head = record.unit_id in {seat.unit for seat in actor.seats if seat.role is Role.HEAD}
    return "signing" if task and task.form and task.form.signed and not sent_by_head else "sent"
