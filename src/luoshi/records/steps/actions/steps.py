"""The one door to a record: opening it and moving it by its declared steps."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from copy import copy
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.org.base.locks import units_stay
from luoshi.org.base.turns import in_turn
from luoshi.org.rights.rules.rights import Actor
from luoshi.records.base.errors import RecordError
from luoshi.records.conditions.queries.asked import answers
from luoshi.records.duties.actions.answering import move_acts
from luoshi.records.duties.actions.duties import answer_linked, first_duties, follow_step
from luoshi.records.duties.actions.duties import begin as write_duty
from luoshi.records.duties.actions.took import Took
from luoshi.records.files.actions.files import attach
from luoshi.records.held.actions import as_it_stands, refuse_overlaps
from luoshi.records.journal.actions.journal import as_json, journal
from luoshi.records.journal.actions.uploads import check_sent
from luoshi.records.journal.models import Entry, Once
from luoshi.records.journal.queries.history import timeline
from luoshi.records.kinds.declaration import RIGHT, Kind
from luoshi.records.kinds.fields import title_of
from luoshi.records.kinds.forms import PERIOD
from luoshi.records.kinds.links import by_number, taken_over
from luoshi.records.kinds.models import Record
from luoshi.records.kinds.rules import Step
from luoshi.records.messages.actions.messages import finish
from luoshi.records.rights.queries.recording import reads
from luoshi.records.rights.queries.rights import Held, beginnings, held, may_open, may_take
from luoshi.records.rows.actions import write_rows
from luoshi.records.search.actions import index, index_new
from luoshi.records.steps.actions.computing import computed, outcome_said, reckon
from luoshi.records.steps.actions.days import business_day
from luoshi.records.steps.actions.needs import refuse_lacking_rows, refuse_unmet
from luoshi.records.steps.actions.numbers import next_numbers
from luoshi.records.steps.actions.once import Taken, asked_for, done_before, remember
from luoshi.records.steps.actions.refusals import not_here, not_seen, not_theirs, refusals_journaled
from luoshi.records.steps.actions.returning import to_who_goes_on
from luoshi.records.steps.asked import form_class
from luoshi.records.terms.actions import keep_term
from luoshi.records.unique.actions import keep_written


def begin(
    kind: Kind,
    actor: Actor,
    given: Mapping[str, Any],
    *,
    at: datetime,
    once: UUID | None = None,
    files: Mapping[str, Any] | None = None,
    step: str = "",
) -> Taken:
    """Begin a record of a kind by a step that begins one: all of it, or nothing.

    Args:
        step: which, where the kind has several; the first of them without it.
        given: raw values for the opening step's form, from a page, an import or the API; ``unit`` and ``title`` are
            fields of the form, or set in its ``clean``.
        at: the moment of the act, aware.
        once: the request's own key: a repeat returns the first result.

    Raises:
        RecordError: refused, incomplete, guarded, or repeated (the key was used for another request).
    """
    row = kind.cycle.begin(step)
    if row is None:
        raise RecordError("missing", _("There is no such step: %(step)s.") % {"step": step}, where=str(kind.one))
    if files:
        refuse_to_begin(kind, actor, at=at, once=once, step=step)
    check_sent(given, files, actor, at=at, strip=kind.strips)
    asked = asked_for(kind.name, None, row, given, files) if once else ""
    with refusals_journaled(row.name, actor, at), in_turn(), transaction.atomic():
        if (done := done_before(actor, once, asked, at)) is not None:
            return done
        _refuse_elsewhere(kind, actor, row)
        units_stay()
        values = _checked(row, given, files, kind.record(), actor, at)
        unit = values["unit"]
        day = timezone.localdate(at)
        standing = may_open(kind, actor, unit.pk, day, row)
        if not standing:
            raise not_here(kind, unit)
        record = kind.record(
            kind=kind.name, state=row.after, opener_id=actor.person or None, opened=at, **row.values(values)
        )
        on = business_day(row, values, unit.pk, day)
        reckoned = reckon(record, on)
        if not row.touches:
            refuse_unmet(kind, record, row, {}, values, on)
        if kind.number and kind.number.given_by(row):
            (record.number,) = next_numbers(kind, [(record.unit, on)])
        if kind.titled:
            record.title = title_of(record)
        duties = first_duties(record, row, on, answers, day)
        record.save(force_insert=True)
        for one in duties:
            write_duty(record, *one)
        write_rows(record, row, values)
        refuse_lacking_rows(record, row, {}, values, on)
        if row.touches:  # its needs may count the rows, which stand in a record that is written
            refuse_unmet(kind, record, row, {}, values, on)
        entry = _follow(record, row, actor, values, standing, at, on, {}, reckoned)
        refuse_overlaps([record], {}, actor, day)
        remember(actor, once, asked, record, entry)
    return Taken(record, entry)


def refuse_to_begin(kind: Kind, actor: Actor, *, at: datetime, once: UUID | None = None, step: str = "") -> None:
    """Refuse who may open no such record, before any file that came with it is opened; that is journaled.

    A repeat of a request that was answered is let through: it gets the first answer.

    Raises:
        RecordError: ``refused``.
    """
    if not _claimed(actor, once, record__kind=kind.name):
        row = kind.cycle.begin(step) or kind.cycle.first
        with refusals_journaled(row.name, actor, at):
            _refuse_elsewhere(kind, actor, row)


def _refuse_elsewhere(kind: Kind, actor: Actor, step: Step) -> None:
    if actor.behalf or step not in beginnings(kind, actor):
        raise not_here(kind, None)


def _claimed(actor: Actor, once: UUID | None, **what: Any) -> bool:
    """Whether the actor's request of this key was answered before, on this."""
    return once is not None and Once.objects.filter(person=actor.person, key=once, **what).exists()


def take(
    record: Record,
    step: str,
    actor: Actor,
    given: Mapping[str, Any],
    *,
    at: datetime,
    once: UUID | None = None,
    seen: int | None = None,
    files: Mapping[str, Any] | None = None,
    within: bool = False,
) -> Taken:
    """Move a record by one declared step and journal it: all of it, or nothing.

    Args:
        record: as known to the caller; a fresh, locked copy is worked on and returned.
        given: raw values for the step's form. Of what may stay empty, a key that is not there leaves the record's
            value as it is; None or "" empties it.
        at: the moment of the act, aware.
        once: the request's own key: a repeat returns the first result and does nothing.
        seen: the version that the page showed; None where the caller saw none.
        within: it follows from another step, in whose transaction it runs: a step that is nobody's to take by itself.

    Raises:
        RecordError: refused, incomplete, guarded, changed (with what changed), or repeated.
    """
    row = record.declared.cycle.by_name.get(step)
    if row is None or row.begins:
        raise RecordError("missing", _("There is no such step: %(step)s.") % {"step": step}, where=str(record))
    day = timezone.localdate(at)
    if files and not _claimed(actor, once, record=record.pk):
        with refusals_journaled(row.name, actor, at):
            _theirs(record.declared.record.fresh(record.pk), row, actor, day, within)
    check_sent(given, files, actor, at=at, strip=record.declared.strips)
    asked = asked_for(record.kind, record.pk, row, given, files) if once else ""
    with refusals_journaled(row.name, actor, at), in_turn(), transaction.atomic():
        if (done := done_before(actor, once, asked, at)) is not None:
            return done
        if row.moves:
            units_stay()
        if row.ahead:
            row.ahead(record, given)
        record = record.declared.record.locked(record.pk)
        standing = _theirs(record, row, actor, day, within)
        if seen is not None and seen != record.version:
            raise _changed(record, seen)
        _refuse_unless_open(record, row)
        values = _checked(row, given, files, record, actor, at)
        if reasons := row.guard(record, values, at):
            raise RecordError("guarded", " ".join(map(str, reasons)), where=str(record))
        held_before = as_it_stands(record)
        state, on = row.leads(record, values, actor, day), business_day(row, values, record.unit_id, day)
        left = {**row.values(values, record), "state": state}
        left |= (reckoned := computed(record, left, on, left))
        write_rows(record, row, values)
        refuse_lacking_rows(record, row, left, values, on)
        refuse_unmet(record.declared, record, row, left, values, on)
        changes = {"version": record.version + 1, "state": state, "closed": _closed(record, state, at)}
        changes |= to_who_goes_on(row, record, values, day)
        changes |= reckoned
        changes |= _called(record, {*row.sets, *reckoned}, changes)
        if (numbers := record.declared.number) and numbers.given_by(row) and not record.number:
            unit: Any = changes.get("unit") or record.unit
            (changes["number"],) = next_numbers(record.declared, [(unit, on)])
        entry = _follow(record, row, actor, values, standing, at, on, changes, reckoned)
        refuse_overlaps([record], held_before, actor, day)
        remember(actor, once, asked, record, entry)
    return Taken(record, entry)


def _called(record: Record, sets: Collection[str], changes: Mapping[str, Any]) -> dict[str, str]:
    """The record's title anew, where it is made of what the step sets."""
    named_by = {*record.declared.named_by}
    if named_by.isdisjoint(sets):
        return {}
    as_it_will_be = copy(record)
    for name in named_by & changes.keys():
        setattr(as_it_will_be, name, changes[name])
    return {"title": title_of(as_it_will_be)}


def _theirs(record: Record, step: Step, actor: Actor, day: date, within: bool) -> Held:
    """The relations from which the actor takes the step.

    Raises:
        RecordError: ``refused``: it is not theirs; ``missing``: they may not even see the record.
    """
    standing = held(record, actor, day)
    if (step.who or not within) and not may_take(step, record, actor, standing):
        raise not_theirs(record, step) if reads(record, actor, day) else not_seen(record)
    return standing


def _closed(record: Record, state: str, at: datetime) -> datetime | None:
    """Since when it is closed in the state that it comes to."""
    closed = record.declared.cycle.closed
    return (record.closed if record.state in closed else at) if state in closed else None


def _refuse_unless_open(record: Record, step: Step) -> None:
    cycle = record.declared.cycle
    if record.erased:
        raise RecordError("refused", _("Its content was erased as the rules ask: nothing more is done with it."))
    if record.state not in step.before:
        raise RecordError(
            "refused",
            _("“%(step)s” cannot be done now: the matter is in the state “%(state)s”.")
            % {"step": step.label, "state": cycle.states[record.state]},
            where=str(record),
            remedy=_("Load the page again to see what can be done."),
        )


def _changed(record: Record, seen: int) -> RecordError:
    changes = timeline(record, seen)
    who = changes[-1] if changes else None
    return RecordError(
        "changed",
        _("Changed meanwhile by %(who)s at %(at)s.")
        % {
            "who": who.actor if who else "?",
            "at": timezone.localtime(who.at).strftime("%Y-%m-%d %H:%M") if who else "?",
        },
        where=str(record),
        remedy=_("What you typed is kept. Look at what changed and decide again."),
        changes=changes,
    )


def _checked(
    step: Step, given: Mapping[str, Any], files: Mapping[str, Any] | None, record: Record, actor: Actor, at: datetime
) -> dict[str, Any]:
    """The form's cleaned values, or RecordError("incomplete") with the sentences of each field."""
    asks = form_class(step, actor)
    if asks is None:
        return {}
    form = asks(given, files, record=record, actor=actor, at=at)
    form.sets = step.sets
    if not form.is_valid():
        fields = {name: [str(one) for one in errors] for name, errors in form.errors.items()}
        every = "; ".join(_named(form, name) + ": " + " ".join(said) for name, said in fields.items())
        fields |= {f"{name}.{at}": said for name in fields for at, said in wrong_rows(form, name).items()}
        raise RecordError(
            "incomplete",
            _("Something is missing or wrong: %(fields)s.") % {"fields": every.rstrip(".。")},
            where=str(step.label),
            remedy=_("Nothing was saved. Put it right and send again."),
            fields=fields,
        )
    chosen = {name: value for name, value in form.cleaned_data.items() if name not in form.kept}
    return {**form.cleaned_data, **taken_over(type(record), chosen, step.sets)}


def wrong_rows(form: Any, name: str) -> dict[str, list[str]]:
    """What is wrong with the rows of a field by place and column, "2.percent", for programs that sent a list."""
    found: dict[str, list[str]] = getattr(form.fields.get(name), "wrong", {})
    return found


def _named(form: Any, name: str) -> str:
    return str(form[name].label) if name in form.fields else str(form.data.get("title", "")) or _("form")


def _follow(
    record: Record,
    step: Step,
    actor: Actor,
    values: Mapping[str, Any],
    standing: Held,
    at: datetime,
    on: date,
    changes: Mapping[str, Any],
    reckoned: Mapping[str, Any],
) -> Entry:
    """Change the record, journal the step, let all follow that its declaration names, and write the record, once."""
    columns = {record._meta.get_field(name).attname: name for name in changes}  # type: ignore[union-attr]
    was = {column: getattr(record, column) for column in columns}
    for name, value in changes.items():
        setattr(record, name, value)
    seat = next((one.post for name in step.who if (one := standing.get(name)) and not isinstance(one, bool)), None)
    day, period = timezone.localdate(at), values.get(PERIOD)
    late = {"entered_late": (day - on).days} if on < day else {}
    given = said(record.declared, values) | outcome_said(record, reckoned) | late
    entry = journal(record, step.name, actor, given, at=at, seat=seat)
    took = Took(record, entry, values, actor, at, day, seat or 0, was, on, period)
    if step.begins:
        answer_linked(took, step)
    else:
        follow_step(took, step, answers)
    if step.name == RIGHT:
        for name in [one for one in values.get("was", {}) if values.get(one)]:
            if steps := [one for one in record.declared.cycle.all_steps if one.on == name and one.answers]:
                move_acts(took, steps, values[name])
    keep_term(took, step)
    attach(record, entry, values, actor, at=at)
    if step.begins:
        index_new([record])
    elif not {*changes, *step.sets}.isdisjoint(record.declared.words):
        index([record])
    finish(record, step.name, at)
    for consequence in step.follows:
        consequence(took)
    took.write()
    keep_written(record.declared, [record.pk], actor, day)
    return entry


def said(kind: Kind, values: Mapping[str, Any], only: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What the journal says of the values that a step was given: those that are there, and which are withheld.

    Args:
        only: those to be named, where the whole stands elsewhere.
    """
    told = kind.journaled(by_number(kind.record, values), None if only is None else by_number(kind.record, only))
    found = {name: as_json(value) for name, value in told.items()}
    return {name: value for name, value in found.items() if value not in (None, "", [])}
