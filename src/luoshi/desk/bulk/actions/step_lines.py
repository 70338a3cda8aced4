"""Lines of a sheet that take a step on existing records: checked as ``take`` would, then taken one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.bulk.actions.checking import CheckedRow, RowChecking, plain_names, refused_row
from luoshi.desk.bulk.actions.imports import begins_by, choose_lines, kept_lines, of_person
from luoshi.desk.bulk.actions.runs import OwnRow, start_run
from luoshi.desk.bulk.import_sheets import RECORD
from luoshi.desk.bulk.nested_lines import CLASH
from luoshi.desk.bulk.queries import records_having_step
from luoshi.desk.lists.views.models import BulkRun, ImportRun
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.kernel.code_lists.cache import list_cache_scope
from luoshi.kernel.conditions.queries.needs import only_need
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.rights.queries.rights import may_take, rights_subjects
from luoshi.kernel.steps.actions.acts import StepAct, StepBatch
from luoshi.kernel.steps.actions.checks import fill_form, step_form_values
from luoshi.kernel.steps.actions.refusals import not_theirs
from luoshi.kernel.steps.actions.stages import ASKING, run_stages
from luoshi.kernel.steps.actions.steps import refuse_unless_open

MANY = 500  # records in one query


@list_cache_scope()
def check_steps(
    kind: CompiledKind, step: Step, actor: Actor, rows: Sequence[tuple[int, Mapping[str, object]]], *, at: datetime
) -> list[CheckedRow]:
    """Check for each line that its record is found and that the step can be taken on it. Write nothing.

    A bounded number of queries to find the records and what else is named; then what the needs of the step ask.
    """
    checking = StepChecking(kind, step, actor, at, [values for _number, values in rows])
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

    def __init__(
        self, kind: CompiledKind, step: Step, actor: Actor, at: datetime, rows: Sequence[Mapping[str, object]]
    ) -> None:
        super().__init__(kind, step, actor, at, rows)
        day, self.records = timezone.localdate(at), dict[int, Record]()
        pks = sorted({record.pk for record in self.names.certain.get(RECORD, {}).values()})
        for first in range(0, len(pks), MANY):
            some = kind.record._default_manager.filter(pk__in=pks[first : first + MANY]).select_related("unit")
            self.records |= {record.pk: record for record in some}
        self.subjects = rights_subjects(list(self.records.values()), day) if self.records else {}
        self.having = records_having_step(kind, step, list(self.records), day)

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
        standing = self.kind.rights.held(self.actor, self.subjects[record.pk])
        own = self.step.apart and record.opener_id == self.actor.person
        try:
            if own or not may_take(self.step, record, self.actor, standing):
                raise not_theirs(record, self.step)
            refuse_unless_open(record, self.step)
            if record.pk not in self.having and (need := only_need(self.step)) is not None:
                raise RecordError("guarded", str(need.words), where=str(record))
        except RecordError as error:
            return replace(refused_row(error), wrong={RECORD: [error.what]})
        given, wrong, unclear = self.inner_named({name: value for name, value in row.items() if name != RECORD})
        form = fill_form(self.kind, self.step, given, None, record, self.actor, self.at)
        values: dict[str, object] = {}
        if form is not None:
            refused = self.refused_form(form, given, wrong, unclear)
            if refused is not None:
                return refused
            values = step_form_values(form, self.step, type(record))
        act = StepAct(record, values, standing)
        batch = StepBatch(self.kind, self.step, self.actor, self.at, [act], bare=True, known=self.known)
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
        """Whether the record already has the values that the step would set, and the step sets only fields."""
        step = self.step
        if step.after not in ("", record.state) or step.touches or step.follows or step.answers or not step.sets:
            return False
        if {*values} - {*step.sets}:
            return False  # a reason or a period given again is a new statement
        return all(getattr(record, name) == value for name, value in step.values(values, record).items())


@transaction.atomic
def take_lines(run: ImportRun, kind: CompiledKind, actor: Actor, key: UUID, *, at: datetime) -> BulkRun | None:
    """Store a run of the step on the records of the valid lines; None if the sheet is no longer waiting.

    The run takes the step on each record separately, by ``take``, and reports the result for each.

    Raises:
        RecordError: ``missing``: the sheet belongs to another person; ``incomplete``: no line is left.
    """
    held = of_person(run, kind, actor)
    if held.entry_id or held.state != ImportRun.ASKED:
        return None
    choose_lines(held, again=False)
    step = begins_by(held, kind)
    rows = [(line.number, line.values) for line in kept_lines(held)]
    checked = check_steps(kind, step, actor, rows, at=at)
    own = [OwnRow(row.record, row.version, row.given) for row in checked if row.record is not None and not row.wrong]
    if len(own) < len(rows):
        raise RecordError(
            "incomplete",
            _("Some rows of the sheet are no longer correct because units or rights have changed."),
            remedy=_("Upload the sheet again to see what changed."),
        )
    said = {"file": held.name, "sha256": held.sha256, "count": len(own), "step": step.name}
    held.entry = journal_act(kind.name, "import", actor, said, at=at)
    held.rows, held.state, held.written = "", ImportRun.DONE, len(own)
    held.save(update_fields=["entry", "rows", "left", "count", "state", "written"])
    return start_run(kind, step, actor, {}, {}, key, at=at, own=own)
