"""Lines of a sheet that take a step on records that are there: checked as ``take`` would, then taken all at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.database.locks import units_stay
from luoshi.base.database.write_queue import in_turn
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.bulk.actions.bulk import error_of_row
from luoshi.desk.bulk.actions.checking import CheckedRow, RowChecking, plain_names, refused_row
from luoshi.desk.bulk.actions.imports import begins_by, choose_lines, kept_lines, of_person
from luoshi.desk.bulk.actions.runs import store_done_run
from luoshi.desk.bulk.attachments.actions import release_files
from luoshi.desk.bulk.attachments.queries import attached_hashes, load_files
from luoshi.desk.bulk.attachments.zipped_files import ZippedFiles, match_row_files, named_files
from luoshi.desk.bulk.import_sheets import MOST_STEPS, RECORD
from luoshi.desk.bulk.kept_lines import KeptLine
from luoshi.desk.bulk.nested_lines import CLASH
from luoshi.desk.bulk.queries import records_having_step
from luoshi.desk.lists.views.models import BulkRun, ImportRun
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.kernel.code_lists.cache import list_cache_scope
from luoshi.kernel.conditions.queries.locks import counting_links
from luoshi.kernel.conditions.queries.needs import only_need
from luoshi.kernel.files.actions.files import list_received
from luoshi.kernel.holders.queries import affected_holder_parts
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.rights.queries.rights import may_take, rights_subjects
from luoshi.kernel.steps.actions.acts import StepAct, StepBatch
from luoshi.kernel.steps.actions.checks import fill_form, step_form_values
from luoshi.kernel.steps.actions.needs import counts_others, may_change_others
from luoshi.kernel.steps.actions.refusals import not_theirs, refusals_journaled
from luoshi.kernel.steps.actions.stages import ASKING, run_stages
from luoshi.kernel.steps.actions.steps import refusal_of_changed, refuse_unless_open

MANY = 500  # records in one query


@list_cache_scope()
def check_steps(
    kind: CompiledKind,
    step: Step,
    actor: Actor,
    rows: Sequence[tuple[int, Mapping[str, object]]],
    *,
    at: datetime,
    earlier: bool = False,
    files: ZippedFiles | None = None,
) -> list[CheckedRow]:
    """Check for each line that its record is found and that the step can be taken on it. Write nothing.

    A bounded number of queries to find the records and what else is named; then what the needs of the step ask.

    Args:
        files: those beside the sheet, which its cells name.
    """
    given = [values for _number, values in rows]
    checking = StepChecking(kind, step, actor, at, given, earlier=earlier, files=files)
    lines: dict[int, int] = {}
    found = []
    for number, values in rows:
        row = checking.check(values)
        if row.record in lines:
            said = _("Row %(row)d is about the same record.") % {"row": lines[row.record]}
            row = replace(row, wrong={RECORD: [said]})
        elif row.record is not None:
            lines[row.record] = number
        found.append(row)
    return found


class StepChecking(RowChecking):
    """Check lines about existing records."""

    def prepare(self, rows: Sequence[Mapping[str, object]]) -> None:
        """Find the records of the lines, what the actor is to them, and the files that they have."""
        day, self.records = timezone.localdate(self.at), dict[int, Record]()
        pks = sorted({record.pk for record in self.names.certain.get(RECORD, {}).values()})
        for first in range(0, len(pks), MANY):
            some = self.kind.record._default_manager.filter(pk__in=pks[first : first + MANY]).select_related("unit")
            self.records |= {record.pk: record for record in some}
        self.subjects = rights_subjects(list(self.records.values()), day) if self.records else {}
        self.having = records_having_step(self.kind, self.step, list(self.records), day)
        names_files = any(named_files(self.file_fields, row) for row in rows)
        self.attached = attached_hashes(list(self.records), self.file_fields) if names_files else {}

    def check(self, row: Mapping[str, object]) -> CheckedRow:
        """Check one line as ``take`` would check it."""
        if clash := row.get(CLASH):
            return CheckedRow({}, {}, {"": [str(clash)]})
        if self.actor.behalf:
            return CheckedRow({}, {}, {"": [_("What a leader decided is recorded one by one, with its signed sheet.")]})
        word = str(row.get(RECORD, "")).strip()
        if not word:
            return CheckedRow({}, {}, {RECORD: [_("Say which record this line is about.")]})
        known = self.names.certain[RECORD].get(word)
        if known is None or known.pk not in self.records:
            several = len(self.names.matches[RECORD][word].exact) > 1 if known is None else False
            why = self.fields[RECORD].unclear_name(word, several=several)
            return CheckedRow({}, {}, {RECORD: [why]}, unclear={RECORD: [word]})
        return self._on_record(self.records[known.pk], row)

    def _on_record(self, record: Record, row: Mapping[str, object]) -> CheckedRow:
        standing = self.kind.rights.seats_by_relation(self.actor, self.subjects[record.pk])
        try:
            if not may_take(self.step, record, self.actor, standing):
                raise not_theirs(record, self.step, self.actor)
            refuse_unless_open(record, self.step)
            if record.pk not in self.having and (need := only_need(self.step)) is not None:
                raise RecordError("guarded", str(need.words), where=str(record))
        except RecordError as error:
            return replace(refused_row(error), wrong={RECORD: [error.what]})
        given, wrong, unclear = self.inner_named({name: value for name, value in row.items() if name != RECORD})
        files = match_row_files(self.file_fields, row, self.files)
        if files.marked:
            return CheckedRow({}, {}, files.wrong, marked=True)
        wrong |= files.wrong
        form = fill_form(self.kind, self.step, given, files.given, record, self.actor, self.at)
        values: dict[str, object] = {}
        if form is not None:
            refused = self.refused_form(form, given, wrong, unclear)
            if refused is not None:
                return refused
            values = step_form_values(form, self.step, type(record))
            if form.repeats_record():
                return CheckedRow(values, standing, record=record.pk, version=record.version, given={}, there=True)
        batch = self.batch_of(StepAct(record, values, standing))
        stages = (
            ASKING if {*self.step.touches} & row.keys() else (*ASKING, "needs of rows")
        )  # rows are checked once they are written
        try:
            run_stages(batch, stages)
        except RecordError as error:
            return refused_row(error)
        return CheckedRow(
            values,
            standing,
            record=record.pk,
            version=record.version,
            given=plain_names(self.put_meanings(given)),
            there=self._changes_nothing(record, values),
        )

    def _changes_nothing(self, record: Record, values: Mapping[str, object]) -> bool:
        """Whether the record already has the values and files that the step would set, and the step sets only these."""
        step = self.step
        files = list_received({name: values.get(name) for name in self.file_fields})
        if step.after not in ("", record.state) or step.touches or step.follows or step.answers:
            return False
        if not (step.sets or files) or {*values} - {*step.sets} - {*self.file_fields}:
            return False  # a reason or a period given again is a new statement
        if any(file.sha256 not in self.attached.get((record.pk, part), ()) for part, file in files):
            return False
        return all(getattr(record, name) == value for name, value in step.values(values, record).items())


def take_lines(run: ImportRun, kind: CompiledKind, actor: Actor, key: UUID, *, at: datetime) -> BulkRun | None:
    """Take the step on the records of the right lines, all at one moment or none; None if the sheet does not wait.

    Returns:
        The run whose page says what became of each, and from which all are taken back if the step can be.

    Raises:
        RecordError: ``missing``: the sheet belongs to another person; ``incomplete``: no line is left, there are too
            many, or one is no longer right; ``changed``: somebody changed a record since the trial.
    """
    step = begins_by(run, kind)
    with refusals_journaled(step.name, actor, at), in_turn(), transaction.atomic():
        held = of_person(run, kind, actor)
        if held.entry_id or held.state != ImportRun.ASKED:
            return None
        choose_lines(held, again=False)
        lines = kept_lines(held)
        if len(lines) > MOST_STEPS:
            what = _("The sheet has more than %(most)d rows.") % {"most": MOST_STEPS}
            raise RecordError("incomplete", what, remedy=_("Split it into several files."))
        files = load_files(held.files, kind, step, [line.values for line in lines])
        rows = _take_all(kind, step, actor, lines, at, earlier=held.earlier, files=files)
        release_files([held.files])
        said = {"file": held.name, "sha256": held.sha256, "count": len(rows), "step": step.name}
        said |= {"earlier": True} if held.earlier else {}
        held.entry = journal_act(kind.name, "import", actor, said, at=at)
        held.rows, held.state, held.written = "", ImportRun.DONE, len(rows)
        held.save(update_fields=["entry", "rows", "left", "count", "state", "written"])
        return store_done_run(kind, step, actor, rows, key, at=at)


def _take_all(
    kind: CompiledKind,
    step: Step,
    actor: Actor,
    lines: Sequence[KeptLine],
    at: datetime,
    *,
    earlier: bool,
    files: ZippedFiles | None,
) -> dict[int, tuple[int, int]]:
    """Take the step under the locks of all records; return for each the version looked at and the one after it."""
    if step.moves:
        units_stay()
    named = kind.record._default_manager.in_bulk([line.record for line in lines if line.record is not None])
    for line in lines if step.ahead else ():
        if step.ahead is not None and (record := named.get(line.record or 0)) is not None:
            step.ahead(record, line.values)
    Record.lock(named)
    given = [line.values for line in lines]
    checking = StepChecking(kind, step, actor, at, given, earlier=earlier, files=files)
    acts = []
    for line in lines:
        row = checking.check(line.values)
        if row.record is not None and row.record == line.record and row.version != line.version:
            raise error_of_row(refusal_of_changed(checking.records[row.record], line.version), line.number)
        if row.wrong or row.record is None:
            why = " ".join(sentence for said in row.wrong.values() for sentence in said)
            raise error_of_row(RecordError("incomplete", why), line.number)
        acts.append(StepAct(checking.records[row.record], {**row.values}, row.standing))
    batch = StepBatch(kind, step, actor, at, acts, bare=True, earlier=earlier)
    return run_acts(batch, [line.number for line in lines])


def run_acts(batch: StepBatch, numbers: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Take a step on locked records, all in the transaction around it; return the versions before and after, by id.

    All acts go through each stage together, or one after the other where one may change what the next needs.

    Args:
        numbers: the numbers of their rows in the sheet.

    Raises:
        RecordError: a stage refuses one; it names the row.
    """
    kind, step = batch.kind, batch.step
    seen = {act.record.pk: act.record.version for act in batch.acts}
    apart = counts_others(step) or may_change_others(kind, step) or step.touches or affected_holder_parts(kind)
    try:
        if len(batch.acts) == 1 or not (apart or counting_links(kind)):
            run_stages(batch)
        else:
            for act in batch.acts:
                batch.current = act
                run_stages(replace(batch, acts=[act], current=None, known={}))
    except RecordError as error:
        place = batch.acts.index(batch.current) if batch.current is not None else 0
        raise error_of_row(error, numbers[place]) from error
    return {act.record.pk: (seen[act.record.pk], act.took.entry.version or 0) for act in batch.acts}
