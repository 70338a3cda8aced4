"""The stages of a step: everything that is done to validated acts, in one order, for one act or for a batch.

``begin`` and ``take`` run them with one act, sheets and ``open_many`` with as many as they have. A stage that applies
only to existing records, or only to new ones, checks that itself. Parts of a kind add their own stages
(``Part.stages``), each after one of these.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from datetime import datetime

from django.db import models
from django.utils import timezone

from luoshi.base.database.statements import insert_own
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.evidence.journal.actions.journal import as_json, journal_act, journal_many
from luoshi.kernel.conditions.queries.evaluation import evaluate_conditions
from luoshi.kernel.duties.actions.acts import move_acts
from luoshi.kernel.duties.actions.duties import answer_linked, begin_all, begin_row_duties, first_duties, follow_step
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.duties.terms.actions import keep_term
from luoshi.kernel.files.actions.files import attach_files_of_acts
from luoshi.kernel.holders.actions import as_it_stands, refuse_overlaps
from luoshi.kernel.kinds.compiled.compiling import RIGHT
from luoshi.kernel.kinds.compiled.computing import stored_lines
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.fields import title_of
from luoshi.kernel.kinds.forms.step_forms import PERIOD
from luoshi.kernel.kinds.language.stages import ORDER
from luoshi.kernel.kinds.language.steps import Step, StepTime
from luoshi.kernel.kinds.links import link_values_by_number
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.messages.actions.messages import Tells, close_message_requests
from luoshi.kernel.rows.actions import write_first_rows, write_rows
from luoshi.kernel.search.actions import index_new, index_records
from luoshi.kernel.steps.actions.acts import StepAct, StepBatch
from luoshi.kernel.steps.actions.computation import (
    compute_act,
    compute_again,
    input_values,
    outcome_said,
    parts_reading,
)
from luoshi.kernel.steps.actions.days import set_business_days
from luoshi.kernel.steps.actions.division import divide_among_rows
from luoshi.kernel.steps.actions.needs import lock_reached, may_change_others, refuse_lacking_rows, refuse_unmet
from luoshi.kernel.steps.actions.numbers import next_numbers
from luoshi.kernel.steps.actions.successor_units import to_who_goes_on
from luoshi.kernel.switches.words import switched_off_words, switched_on_by
from luoshi.kernel.unique.actions import keep_written

BATCH = 500  # rows per statement, if the database accepts so many


def run_stages(batch: StepBatch, names: Sequence[str] = ORDER) -> None:
    """Run the acts through the stages and those of their kind's parts; in one transaction, or not at all.

    Args:
        names: the stages to run: all of them, or ``ASKING``, which neither write nor lock.

    Raises:
        RecordError: a stage refuses an act, ``batch.current``.
    """
    if batch.kind.read_only:
        raise RecordError("refused", switched_off_words(batch.kind), remedy=switched_on_by())
    own = batch.kind.stages[batch.step.name]
    for name in names:
        STAGES[name](batch)
        for stage in own:
            if stage.after == name:
                stage.run(batch)


def opened_by(
    kind: CompiledKind, step: Step, actor: Actor, values: Mapping[str, object], at: datetime, **more: object
) -> Record:
    """Return the record that a step begins with these values, not saved yet."""
    fields = {"kind": kind.name, "state": step.after, "opener_id": actor.person or None, "opened": at, **more}
    return kind.record(
        **fields, **step.values(values), **step.put_values(timezone.localtime(at), timezone.localdate(at))
    )


def refuse_guarded(batch: StepBatch) -> None:
    """Refuse an act if the guard of its step gives reasons."""
    for act in batch.iterate_acts():
        if reasons := batch.step.guard(act.record, act.values, batch.at):
            raise RecordError("guarded", " ".join(map(str, reasons)), where=str(act.record))


def note_holders(batch: StepBatch) -> None:
    """Save the holders of existing records before anything changes."""
    for act in () if batch.step.begins else batch.iterate_acts():
        act.stood = as_it_stands(act.record)


def compute_batch_fields(batch: StepBatch) -> None:
    """Compute fields by formula: set on a new record itself, otherwise among the fields that the step sets.

    One query for each sort of rows that formulas read, if the step changes an input of such a formula.
    """
    step = batch.step
    changed = {*step.sets, *step.puts, *step.touches, *(name for name, _source in step.carries)}
    existing = () if step.begins else [record.pk for record in batch.records]
    lines = stored_lines(batch.kind, parts_reading(batch.kind, changed), existing)
    for act in batch.iterate_acts():
        record = act.record
        if step.begins:
            compute_act(batch, act, {})
            continue
        state = step.leads(record, act.values, batch.actor, batch.day)
        act.left = {**step.values(act.values, record), **step.put_values(batch.local, batch.day), "state": state}
        compute_act(batch, act, lines[record.pk])


def ask_needs(batch: StepBatch) -> None:
    """Check the needs of records not saved yet, so that needs that count records leave these out."""
    for act in batch.iterate_acts():
        if _asked_first(batch, act):
            refuse_unmet(batch, act)


def ask_needs_of_rows(batch: StepBatch) -> None:
    """Check the needs of all other acts, which may count the rows written by now."""
    for act in batch.iterate_acts():
        if not _asked_first(batch, act):
            refuse_unmet(batch, act)


def _asked_first(batch: StepBatch, act: StepAct) -> bool:
    return batch.step.begins and (not batch.step.touches or _lacks_rows(batch, act))


def _lacks_rows(batch: StepBatch, act: StepAct) -> bool:
    """Whether no rows come with an act of a sheet: then the record's page reports those that are missing."""
    return batch.bare and all(act.values.get(name) is None for name in batch.step.touches)


def set_changes(batch: StepBatch) -> None:
    """Set the changes of existing records; a record that is returned goes to the successor of a closed unit."""
    step = batch.step
    for act in () if step.begins else batch.iterate_acts():
        record, state = act.record, act.left["state"]
        act.changes = {"version": record.version + 1, "state": state, "closed": _closed(record, state, batch.at)}
        act.changes |= to_who_goes_on(step, record, act.values, batch.day)
        act.changes |= step.put_values(batch.local, batch.day) | act.computed


def _closed(record: Record, state: str, at: datetime) -> datetime | None:
    """Return the time since which it is closed in its new state, or None."""
    closed = kind_of(record).cycle.closed
    return (record.closed if record.state in closed else at) if state in closed else None


def give_numbers(batch: StepBatch) -> None:
    """Give the next numbers of their series to records without one, if the step gives numbers."""
    number, begins = batch.kind.number, batch.step.begins
    if begins:
        for act in batch.acts:
            act.record.number = act.number
    if number is None or not number.given_by(batch.step):
        return
    lacking = [act for act in batch.acts if not act.record.number]
    wanted = [(act.changes.get("unit") or act.record.unit, act.on) for act in lacking]
    for act, made in zip(lacking, next_numbers(batch.kind, wanted) if wanted else (), strict=True):
        if begins:
            act.record.number = made
        else:
            act.changes["number"] = made


def give_titles(batch: StepBatch) -> None:
    """Make the titles composed of fields, if one of these fields is set."""
    named_by = {*batch.kind.named_by}
    for act in batch.iterate_acts() if batch.kind.titled else ():
        if batch.step.begins:
            act.record.title = title_of(act.record)
        elif not named_by.isdisjoint({*batch.step.sets, *batch.step.puts, *act.computed}):
            as_it_will_be = copy(act.record)
            for name in named_by & act.changes.keys():
                setattr(as_it_will_be, name, act.changes[name])
            act.changes["title"] = title_of(as_it_will_be)


def draft_duties(batch: StepBatch) -> None:
    """Draft the duties with which records begin, including their due dates."""
    for act in batch.iterate_acts() if batch.step.begins else ():
        day, record = batch.day, act.record
        act.duties = first_duties(record, batch.step, act.on, evaluate_conditions, day, earlier=batch.earlier)


def write_new(batch: StepBatch) -> None:
    """Insert the records that begin, and their duties."""
    if not batch.step.begins:
        return
    if len(batch.acts) == 1:
        batch.acts[0].record.save(force_insert=True)
    else:
        _insert(batch.records)
    begin_all([(act.record, duty, dues) for act in batch.acts for duty, dues in act.duties])


def _insert(records: Sequence[Record]) -> None:
    """Insert records with their kind's own fields. Django's ``bulk_create`` refuses multi-table models."""
    shared = [field for field in Record._meta.concrete_fields if not field.primary_key]
    heads = [Record(**{column.attname: getattr(record, column.attname) for column in shared}) for record in records]
    Record.objects.bulk_create(heads, batch_size=BATCH)
    for record, head in zip(records, heads, strict=True):
        record.pk = record.id = head.pk
        record._state.adding = False
    insert_own(records)


def plainly_stored(model: type[Record]) -> bool:
    """Whether its rows may be inserted in batches: ``save`` is not overridden, and its only parent is Record."""
    return model.save is models.Model.save and list(model._meta.parents) == [Record]


def edit_rows(batch: StepBatch) -> None:
    """Write the rows inside records; refuse them if they are too few or do not add up."""
    if batch.step.begins:
        write_first_rows(batch.step, [(act.record, act.values) for act in batch.acts if not _lacks_rows(batch, act)])
    for act in (act for act in batch.iterate_acts() if not _lacks_rows(batch, act)):
        write_rows(act.record, batch.step, act.values)
        refuse_lacking_rows(batch, act)
        divide_among_rows(batch, act)


def set_fields(batch: StepBatch) -> None:
    """Set the changes on existing records; they are saved once, at the end."""
    for act in batch.acts:
        record = act.record
        columns = {record._meta.get_field(name).attname for name in act.changes}  # type: ignore[union-attr]
        act.was = {column: getattr(record, column) for column in columns}
        for name, value in act.changes.items():
            setattr(record, name, value)


def write_journal(batch: StepBatch) -> None:
    """Write an entry for each act, and build the act that follow-ups see."""
    step, actor, at, day = batch.step, batch.actor, batch.at, batch.day
    seats = [_seat(batch, act) for act in batch.acts]
    if len(batch.acts) == 1:
        (act,) = batch.acts
        entries = [journal_act(act.record, step.name, actor, _said(batch, act), at=at, seat=seats[0])]
    else:
        said_of = ((act.record, step.name, _said(batch, act)) for act in batch.acts)
        entries = journal_many(said_of, actor, at=at, seats=seats)
    for act, entry, seat in zip(batch.acts, entries, seats, strict=True):
        period = act.values.get(PERIOD)
        act.took = Took(
            act.record, entry, act.values, actor, at, day, seat or 0, act.was, act.on, period, earlier=batch.earlier
        )


def _seat(batch: StepBatch, act: StepAct) -> int | None:
    """Return the post from which the act is done."""
    standing = (act.standing.get(name) for name in batch.step.who)
    return next((seat.post for seat in standing if seat and not isinstance(seat, bool)), None)


def _said(batch: StepBatch, act: StepAct) -> dict[str, object]:
    late = (batch.day - act.on).days
    how = ({"entered_late": late} if late > 0 else {}) | ({"earlier": True} if batch.earlier else {})
    # What the form says goes before a constant of the same name; the entry has the time anyway.
    put = {name: value for name, value in batch.step.puts.items() if not isinstance(value, StepTime)}
    says = None if act.says is None else {**put, **act.says}
    found = journaled_values(batch.kind, {**put, **act.values}, says) | outcome_said(act, batch.kind)
    return found | how


def journaled_values(
    kind: CompiledKind, values: Mapping[str, object], only: Mapping[str, object] | None = None
) -> dict[str, object]:
    """Return the journal's form of a step's values: those that are present, and the names of those withheld.

    Args:
        only: the values to record, where the full values are kept elsewhere.
    """
    told = kind.journal_values(
        link_values_by_number(kind.record, values), None if only is None else link_values_by_number(kind.record, only)
    )
    found = {name: as_json(value) for name, value in told.items()}
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def answer_duties(batch: StepBatch) -> None:
    """Meet duties of the record and of those it links to; start and drop the duties that the step names."""
    step = batch.step
    if step.begins and not (step.answers or step.touches):
        return
    for act in batch.iterate_acts():
        took, values = act.took, act.values
        if step.begins:
            answer_linked(took, step)
            if any(values.get(name) is not None for name in step.touches):
                begin_row_duties(took, evaluate_conditions)
            continue
        follow_step(took, step, evaluate_conditions)
        for name in [name for name in values.get("was", {}) if values.get(name)] if step.name == RIGHT else ():
            moved = [other for other in batch.kind.cycle.all_steps if other.on == name and other.answers]
            if moved:
                move_acts(took, moved, values[name])


def keep_terms(batch: StepBatch) -> None:
    """Keep the terms of validity that a renewal replaces."""
    for act in batch.acts:
        keep_term(act.took, batch.step)


def attach_files(batch: StepBatch) -> None:
    """Attach the uploaded files to their records."""
    attach_files_of_acts(((act.record, act.took.entry, act.values) for act in batch.acts), batch.actor, at=batch.at)


def index_words(batch: StepBatch) -> None:
    """Update the search index with the records' words."""
    if batch.step.begins:
        index_new(batch.records)
        return
    words = {*batch.kind.words}
    index_records([act.record for act in batch.acts if not words.isdisjoint({*act.changes, *batch.step.sets})])


def finish_messages(batch: StepBatch) -> None:
    """Close the messages that asked for this step; a new record has none."""
    for act in () if batch.step.begins else batch.acts:
        close_message_requests(act.record, batch.step.name, batch.at)


def let_follow(batch: StepBatch) -> None:
    """Run the step's follow-ups, and save each record's changes once.

    No notification is sent for hidden records, and none for matters of earlier years. If a follow-up of one act may
    change what a later act needs, its needs are checked again.
    """
    if batch.hidden is not None:
        return
    step = batch.step
    again = len(batch.acts) > 1 and may_change_others(batch.kind, step)
    for place, act in enumerate(batch.iterate_acts()):
        if again and place:
            refuse_unmet(batch, act, alike=False)
        before = input_values(act.record) if step.follows else {}
        for consequence in step.follows:
            if not (batch.earlier and isinstance(consequence, Tells)):
                consequence(act.took)
        if before and (now := input_values(act.record)) != before:
            compute_again(batch, act, [name for name in now if now[name] != before[name]])
        act.took.write()


def keep_unique(batch: StepBatch) -> None:
    """Update the keys that find duplicates; refuse forbidden ones. Changes set by parts are saved first."""
    for act in batch.acts:
        act.took.write()
    keep_written(batch.kind, [record.pk for record in batch.records], batch.actor, batch.day)


def refuse_holders(batch: StepBatch) -> None:
    """Refuse acts that leave too many holders."""
    stood = batch.acts[0].stood if len(batch.acts) == 1 else {}
    refuse_overlaps(batch.records, stood, batch.actor, batch.day)


STAGES: dict[str, Callable[[StepBatch], None]] = {
    "guard": refuse_guarded,
    "holders": note_holders,
    "day": set_business_days,
    "computed": compute_batch_fields,
    "locks": lock_reached,
    "needs": ask_needs,
    "unit": set_changes,
    "number": give_numbers,
    "title": give_titles,
    "duties": draft_duties,
    "record": write_new,
    "rows": edit_rows,
    "needs of rows": ask_needs_of_rows,
    "fields": set_fields,
    "journal": write_journal,
    "linked duties": answer_duties,
    "term": keep_terms,
    "files": attach_files,
    "index": index_words,
    "messages": finish_messages,
    "consequences": let_follow,
    "uniqueness": keep_unique,
    "held": refuse_holders,
}
ASKING = ("guard", "day", "computed", "needs")  # check a sheet before it is confirmed; run again under locks
if tuple(STAGES) != ORDER:
    raise RuntimeError("the stages of the door do not come in their order")
