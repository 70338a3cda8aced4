"""The only way to change records: opening them and moving them by declared steps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.database.locks import units_stay
from luoshi.base.database.write_queue import in_turn
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.evidence.journal.actions.uploads import check_sent
from luoshi.evidence.journal.models import Once
from luoshi.kernel.history.queries.history import record_events
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.rights.queries.recording import may_read_record
from luoshi.kernel.rights.queries.rights import (
    Held,
    may_open,
    may_take,
    names_itself,
    relations_to_record,
    steps_to_begin,
)
from luoshi.kernel.steps.actions.acts import StepAct, StepBatch
from luoshi.kernel.steps.actions.checks import check_values
from luoshi.kernel.steps.actions.idempotency import StepResult, done_before, remember_request, request_digest
from luoshi.kernel.steps.actions.refusals import not_here, not_seen, not_theirs, refusals_journaled
from luoshi.kernel.steps.actions.stages import opened_by, run_stages
from luoshi.kernel.steps.stripping import stripped_metadata, units_named


def begin(
    kind: CompiledKind,
    actor: Actor,
    given: Mapping[str, object],
    *,
    at: datetime,
    once: UUID | None = None,
    files: Mapping[str, object] | None = None,
    step: str = "",
) -> StepResult:
    """Begin a record of a kind by an opening step; everything is saved, or nothing.

    Args:
        step: the opening step; "": the first.
        given: raw values for the opening step's form, from a page, an import or the API; ``unit`` and ``title`` are
            fields of the form, or set in its ``clean``.
        at: the moment of the act, aware.
        once: the idempotency key: a repeated request returns the first result.

    Raises:
        RecordError: refused, incomplete, guarded, or repeated (the key was used for another request).
    """
    row = kind.cycle.begin(step)
    if row is None:
        raise RecordError("missing", _("There is no such step: %(step)s.") % {"step": step}, where=str(kind.one))
    if files:
        refuse_to_begin(kind, actor, at=at, once=once, step=step)
    strip = stripped_metadata(kind, units_named(given, actor), timezone.localdate(at)) if files else kind.strips
    check_sent(given, files, actor, at=at, strip=strip, nameless=kind.nameless_files)
    asked = request_digest(kind.name, None, row, given, files) if once else ""
    with refusals_journaled(row.name, actor, at), in_turn(), transaction.atomic():
        if (done := done_before(actor, once, asked, at)) is not None:
            return done
        _refuse_elsewhere(kind, actor, row)
        units_stay()
        values = check_values(kind, row, given, files, kind.record(), actor, at)
        unit = values["unit"]
        standing = may_open(kind, actor, unit.pk, timezone.localdate(at), row, values)
        if not standing:
            raise not_here(kind, unit)
        act = StepAct(opened_by(kind, row, actor, values, at), values, standing)
        return _through(StepBatch(kind, row, actor, at, [act]), once, asked)


def _through(batch: StepBatch, once: UUID | None, asked: str) -> StepResult:
    """Run one act through all stages, and save its result under the request's key."""
    run_stages(batch)
    (act,) = batch.acts
    remember_request(batch.actor, once, asked, act.record, act.took.entry)
    return StepResult(act.record, act.took.entry, given=act.values)


def refuse_to_begin(
    kind: CompiledKind, actor: Actor, *, at: datetime, once: UUID | None = None, step: str = ""
) -> None:
    """Refuse an actor who may open no such record, before any uploaded file is opened; the refusal is journaled.

    A repeated request is let through: it gets the first result.

    Raises:
        RecordError: ``refused``.
    """
    if not _claimed(actor, once, record__kind=kind.name):
        row = kind.cycle.begin(step) or kind.cycle.first
        with refusals_journaled(row.name, actor, at):
            _refuse_elsewhere(kind, actor, row)


def _refuse_elsewhere(kind: CompiledKind, actor: Actor, step: Step) -> None:
    if actor.behalf or not (step in steps_to_begin(kind, actor) or names_itself(kind, step, actor)):
        raise not_here(kind, None)


def _claimed(actor: Actor, once: UUID | None, **what: object) -> bool:
    """Whether the actor's request with this key succeeded before, on this object."""
    return once is not None and Once.objects.filter(person=actor.person, key=once, **what).exists()


def take(
    record: Record,
    step: str,
    actor: Actor,
    given: Mapping[str, object],
    *,
    at: datetime,
    once: UUID | None = None,
    seen: int | None = None,
    files: Mapping[str, object] | None = None,
    within: bool = False,
    bare: bool = False,
    earlier: bool = False,
) -> StepResult:
    """Move a record by one declared step and journal it; everything is saved, or nothing.

    Args:
        record: as known to the caller; a fresh, locked copy is changed and returned.
        given: raw values for the step's form. A missing key of an optional field keeps the record's value; None or ""
            empties it.
        at: the moment of the act, aware.
        once: the idempotency key: a repeated request returns the first result and does nothing.
        seen: the version that the page showed; None if the caller saw none.
        bare: it comes from a sheet, which has no files: the record's page reports those that are missing.
        within: it follows from another step, in whose transaction it runs; then also a step that nobody may take
            directly.
        earlier: it is a matter of an earlier year (``StepBatch.earlier``): nobody is notified.

    Raises:
        RecordError: refused, incomplete, guarded, changed (with the changes), or repeated.
    """
    row = kind_of(record).cycle.by_name.get(step)
    if row is None or row.begins:
        raise RecordError("missing", _("There is no such step: %(step)s.") % {"step": step}, where=str(record))
    day = timezone.localdate(at)
    if files and not _claimed(actor, once, record=record.pk):
        with refusals_journaled(row.name, actor, at):
            _theirs(kind_of(record).record.fresh(record.pk), row, actor, day, within)
    kind = kind_of(record)
    strip = stripped_metadata(kind, [record.unit_id], day) if files else kind.strips
    check_sent(given, files, actor, at=at, strip=strip, nameless=kind.nameless_files)
    asked = request_digest(record.kind, record.pk, row, given, files) if once else ""
    with refusals_journaled(row.name, actor, at), in_turn(), transaction.atomic():
        if (done := done_before(actor, once, asked, at)) is not None:
            return done
        if row.moves:
            units_stay()
        if row.ahead:
            row.ahead(record, given)
        record = kind_of(record).record.get_locked(record.pk)
        standing = _theirs(record, row, actor, day, within)
        if seen is not None and seen != record.version:
            raise refusal_of_changed(record, seen)
        refuse_unless_open(record, row)
        values = check_values(kind_of(record), row, given, files, record, actor, at, bare=bare)
        act = StepAct(record, values, standing)
        return _through(StepBatch(kind_of(record), row, actor, at, [act], bare=bare, earlier=earlier), once, asked)


def _theirs(record: Record, step: Step, actor: Actor, day: date, within: bool) -> Held:
    """Return the relations that permit the actor to take the step.

    Raises:
        RecordError: ``refused``: not permitted; ``missing``: the actor may not even see the record.
    """
    standing = relations_to_record(record, actor, day)
    if (step.who or not within) and not may_take(step, record, actor, standing):
        raise not_theirs(record, step, actor) if may_read_record(record, actor, day) else not_seen(record)
    return standing


def refuse_unless_open(record: Record, step: Step) -> None:
    """Refuse a step that is not open in the record's state, or after its content was erased.

    Raises:
        RecordError: ``refused``.
    """
    cycle = kind_of(record).cycle
    if record.batch_id is not None:
        raise RecordError("missing", _("It was taken back with the import that brought it in."), where=record.number)
    if record.erased:
        raise RecordError("refused", _("Its content was erased according to the rules: no step is possible."))
    if record.state not in step.before:
        raise RecordError(
            "refused",
            _("“%(step)s” cannot be done now: the matter is in the state “%(state)s”.")
            % {"step": step.label, "state": cycle.states[record.state]},
            where=str(record),
            remedy=_lacking(cycle, step, record.state),
        )


def _lacking(cycle: Cycle, step: Step, state: str) -> str:
    """Return what a step that is not open needs first, with the steps that lead there, as a sentence."""
    if not (way := cycle.way_to(step, state)):
        return _("No step leads from here to where it could be done. Reload the page to see the available steps.")
    reached = state
    for taken in way:
        reached = taken.leads_from(reached)
    return _("It needs the state “%(state)s” first: %(steps)s leads there.") % {
        "state": cycle.states[reached],
        "steps": " → ".join(f"“{taken.label}”" for taken in way),
    }


def refusal_of_changed(record: Record, seen: int) -> RecordError:
    """Return the refusal of a step on a record that somebody changed since this version of it was shown."""
    changes = record_events(record, seen)
    who = changes[-1] if changes else None
    return RecordError(
        "changed",
        _("Changed in the meantime by %(who)s at %(at)s.")
        % {
            "who": who.actor if who else "?",
            "at": timezone.localtime(who.at).strftime("%Y-%m-%d %H:%M") if who else "?",
        },
        where=str(record),
        remedy=_("What you typed is kept. Look at what changed and decide again."),
        changes=changes,
    )
