"""An exported list that comes back changed: compared cell by cell, then put right through the one door, all at once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from luoshi.base.database.write_queue import in_turn
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.bulk.actions.bulk import error_of_row
from luoshi.desk.bulk.actions.checking import CheckedRow, raw_values
from luoshi.desk.bulk.actions.imports import Rows, choose_lines, kept_lines, of_person
from luoshi.desk.bulk.actions.step_lines import StepChecking, run_acts
from luoshi.desk.bulk.exported_sheets import LANGUAGE, all_list_columns, find_update_step
from luoshi.desk.bulk.import_sheets import MOST_STEPS, RECORD, asked_columns, column_value
from luoshi.desk.bulk.kept_lines import KeptLine
from luoshi.desk.bulk.list_sheets import VERSION, ExportColumn
from luoshi.desk.bulk.queries import LineNow, changed_by_others, lines_now
from luoshi.desk.bulk.rules import read_stamp
from luoshi.desk.lists.views.models import ImportedRow, ImportRun
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.evidence.journal.actions.uploads import check_sent
from luoshi.evidence.received.rules import markings
from luoshi.kernel.code_lists.cache import list_cache_scope
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.step_forms import StepForm
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.steps.actions.acts import StepAct, StepBatch
from luoshi.kernel.steps.actions.refusals import refusals_journaled
from luoshi.kernel.steps.actions.steps import refusal_of_changed

REASON = "reason"  # the field of a correction that says why


class UpdateChecking(StepChecking):
    """Check the changed lines as ``take`` would; a cell that only looks changed is told apart."""

    def refused_form(
        self, form: StepForm, row: Mapping[str, object], wrong: dict[str, list[str]], unclear: dict[str, list[str]]
    ) -> CheckedRow | None:
        """Return the refused row, None if it is right; ``there``: its values are those that the record has."""
        found = super().refused_form(form, row, wrong, unclear)
        codes = {error.code for errors in form.errors.as_data().values() for error in errors}
        return replace(found, there=True) if found is not None and not wrong and codes == {"same"} else found


@dataclass(frozen=True)
class ComparedLine:
    """A line beside its record: the cells that differ, those that may be changed as raw values, and what is wrong."""

    now: LineNow
    cells: list[tuple[str, str, str]]
    given: dict[str, object]
    wrong: dict[str, list[str]]
    marked: bool


@list_cache_scope()
def try_updates(
    kind: CompiledKind, actor: Actor, rows: Rows, *, at: datetime
) -> tuple[list[CheckedRow], list[KeptLine]]:
    """Compare the lines of an exported list with their records, and check what differs. Write nothing.

    A line that does not differ is right, whoever may change its record. Queries: a bounded number for each 500 lines
    to read the records, then as ``check_steps``.
    """
    comparing = LineComparing(kind, actor, rows, timezone.localdate(at))
    compared = [comparing.compare(values) for _number, values in rows]
    sent = [
        {RECORD: values["number"], **line.given, REASON: _("Reason")}
        if isinstance(line, ComparedLine) and line.given and not line.wrong
        else {}
        for (_number, values), line in zip(rows, compared, strict=True)
    ]
    checking = UpdateChecking(kind, comparing.step, actor, at, sent)
    seen: dict[int, int] = {}
    checked, lines = [], []
    for (number, values), line, row in zip(rows, compared, sent, strict=True):
        if isinstance(line, CheckedRow):
            found, kept = line, KeptLine(number, dict(values), _lists(line.wrong))
        else:
            found = (
                _twice(seen, number, line)
                or (CheckedRow({}, {}, line.wrong, marked=line.marked) if line.wrong or line.marked else None)
                or (checking.check(row) if row else CheckedRow({}, {}, there=True))
            )
            kept = _kept(number, values, line, found)
            found = replace(found, wrong=_lists(kept.wrong))
        checked.append(found)
        lines.append(kept)
    return checked, lines


def _lists(wrong: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    return {name: list(said) for name, said in wrong.items()}


def _twice(seen: dict[int, int], number: int, line: ComparedLine) -> CheckedRow | None:
    """Return the refused row if an earlier line is about the same record."""
    if (first := seen.setdefault(line.now.record, number)) == number:
        return None
    return CheckedRow({}, {}, {"number": [_("Row %(row)d is about the same record.") % {"row": first}]})


def _kept(number: int, values: Mapping[str, object], line: ComparedLine, found: CheckedRow) -> KeptLine:
    same = found.there or not line.cells
    wrong = (
        {} if found.there else {("number" if name == RECORD else name): [*said] for name, said in found.wrong.items()}
    )
    return KeptLine(
        number,
        dict(values),
        wrong,
        {} if found.there else _lists(found.unclear),
        there=line.now.record if same and not wrong else None,
        record=line.now.record,
        version=line.now.version,
        cells=[] if same else line.cells,
    )


class LineComparing:
    """Compare lines with what an export would say of their records now."""

    def __init__(self, kind: CompiledKind, actor: Actor, rows: Rows, day: date) -> None:
        step = find_update_step(kind)
        if step is None:
            raise TypeError(f"{kind.name} has no step by which a list changes its records")
        self.kind, self.step = kind, step
        self.asked = {
            column.name: column for column in asked_columns(kind, step) if column.name not in (RECORD, REASON)
        }
        language = next((str(values[LANGUAGE]) for _number, values in rows), "")
        with override(language):
            self.now = lines_now(kind, [str(values["number"]) for _number, values in rows], actor, day)
        self.columns: list[ExportColumn] = all_list_columns(kind)
        self.others = changed_by_others([line.record for line in self.now.values()], actor)

    def compare(self, values: Mapping[str, object]) -> ComparedLine | CheckedRow:
        """Return what differs, or the refused row if the record is unknown."""
        number = str(values["number"])
        if not number:
            return CheckedRow({}, {}, {"number": [_("Say which record this line is about.")]})
        if (now := self.now.get(number)) is None:
            return CheckedRow({}, {}, {"number": [_("There is no such matter, or you may not see it.")]})
        cells, given, wrong = [], dict[str, object](), dict[str, list[str]]()
        for column in self.columns:
            words = values.get(column.name)
            if not isinstance(words, str) or column.name in ("number", VERSION) or column.passing:
                continue
            if words == now.cells.get(column.name, ""):
                continue
            shown = column.name not in self.kind.masked_fields
            cells.append((column.name, now.cells.get(column.name, "") if shown else "", words if shown else ""))
            if column.name in self.asked:
                given[column.name] = column_value(self.asked[column.name], words)
            else:
                wrong[column.name] = [_("A sheet does not change this: it is told by the record itself.")]
        marked = any(markings.in_typed(word) for _name, _old, word in cells)
        self._refuse_stale(values, now, bool(cells), wrong)
        return ComparedLine(now, cells, given, wrong, marked)

    def _refuse_stale(
        self, values: Mapping[str, object], now: LineNow, differs: bool, wrong: dict[str, list[str]]
    ) -> None:
        """Add what is wrong with the line's stamp: it is no longer of the record as it is, or cells were changed."""
        passing = [column.name for column in self.columns if column.passing]
        there = [str(values[name]) for name in passing if name in values]
        try:
            version, as_written = read_stamp(
                str(values.get(VERSION, "")), there if len(there) == len(passing) else None
            )
        except ValueError:
            wrong[VERSION] = [_("Leave this column as it was exported, or remove it.")]
            return
        if not as_written:
            changed = [name for name in passing if values[name] != now.cells.get(name, "")] or passing
            wrong |= {name: [_("A sheet does not change this: it is told by the record itself.")] for name in changed}
        other = self.others.get(now.record)
        if version is not None and differs and other is not None and other.version > version:
            said = _("%(who)s changed it at %(at)s, after this list was exported. Export it again.")
            at = timezone.localtime(other.at).strftime("%Y-%m-%d %H:%M")
            wrong["number"] = [said % {"who": other.who or _("the program"), "at": at}]


def take_updates(run: ImportRun, kind: CompiledKind, actor: Actor, reason: str, *, at: datetime) -> int:
    """Put the records of the changed lines right, all at one moment or none; return how many.

    Repeating the request does nothing. Each is put right by the same step as on its page, for the same reason.

    Raises:
        RecordError: ``incomplete``: no line is left, there are too many, or one is no longer right; ``changed``:
            somebody changed a record since the trial; ``missing``: the sheet belongs to another person.
    """
    step = find_update_step(kind)
    if step is None:
        raise RecordError("missing", _("Records of this kind are not changed by a sheet."))
    check_sent({REASON: reason}, None, actor, at=at)
    with refusals_journaled(step.name, actor, at), in_turn(), transaction.atomic():
        held = of_person(run, kind, actor)
        if held.entry_id or held.state != ImportRun.ASKED:
            return 0
        choose_lines(held, again=False)
        kept = kept_lines(held)
        if len(kept) > MOST_STEPS:
            what = _("The sheet changes more than %(most)d records.") % {"most": MOST_STEPS}
            raise RecordError("incomplete", what, remedy=_("Split it into several files."))
        done = _put_right(kind, step, actor, kept, reason, at)
        said = {"file": held.name, "sha256": held.sha256, "count": len(kept), "step": step.name, "reason": reason}
        held.entry = journal_act(kind.name, "import", actor, said, at=at)
        held.rows, held.state, held.written = "", ImportRun.DONE, len(kept)
        held.save(update_fields=["entry", "rows", "left", "count", "state", "written"])
        for row in done:
            row.run = held
        ImportedRow.objects.bulk_create(done, batch_size=500)
    return len(kept)


def _put_right(
    kind: CompiledKind, step: Step, actor: Actor, kept: Sequence[KeptLine], reason: str, at: datetime
) -> list[ImportedRow]:
    """Put each record right by what its line says, compared once more under the locks of all of them.

    Returns:
        For each its version now and its values before, not saved yet.
    """
    pks = [line.record for line in kept if line.record is not None]
    Record.lock(pks)
    records = kind.record._default_manager.select_related("unit").in_bulk(pks)
    checked, _lines = try_updates(kind, actor, [(line.number, line.values) for line in kept], at=at)
    acts = []
    for line, row in zip(kept, checked, strict=True):
        record = records.get(line.record or 0)
        if record is None:
            missing = RecordError("missing", _("There is no such matter, or you may not see it."))
            raise error_of_row(missing, line.number)
        if record.version != line.version:
            raise error_of_row(refusal_of_changed(record, line.version), line.number)
        if row.wrong or row.there:
            why = " ".join(sentence for said in row.wrong.values() for sentence in said)
            raise error_of_row(RecordError("incomplete", why or _("It is so already.")), line.number)
        acts.append(StepAct(record, {**row.values, REASON: reason}, row.standing))
    versions = run_acts(StepBatch(kind, step, actor, at, acts), [line.number for line in kept])
    return [
        ImportedRow(
            record_id=act.record.pk,
            version=versions[act.record.pk][1],
            before=json.dumps(raw_values(act.values["was"]), ensure_ascii=False),
        )
        for act in acts
    ]
