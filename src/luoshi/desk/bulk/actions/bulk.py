"""Open many records at once, through the stages of ``begin`` and with few statements per batch."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from luoshi.base.database.locks import units_stay
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.bulk.actions.checking import CheckedRow, check_many
from luoshi.desk.bulk.attachments.zipped_files import ZippedFiles
from luoshi.desk.bulk.import_sheets import MOST_AT_ONCE, MOST_ROWS, MOST_STEPS
from luoshi.kernel.code_lists.cache import list_cache_scope
from luoshi.kernel.conditions.queries.locks import counting_links
from luoshi.kernel.holders.queries import affected_holder_parts
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.steps.actions.acts import StepAct, StepBatch
from luoshi.kernel.steps.actions.needs import counts_others, may_change_others
from luoshi.kernel.steps.actions.refusals import JournaledRefusal, refusals_journaled
from luoshi.kernel.steps.actions.stages import opened_by, plainly_stored, run_stages


@list_cache_scope()
def begin_many(
    kind: CompiledKind,
    actor: Actor,
    rows: Sequence[Mapping[str, object]],
    *,
    at: datetime,
    numbers: Sequence[int] = (),
    step: Step | None = None,
    earlier: bool = False,
    files: ZippedFiles | None = None,
) -> list[Record]:
    """Open a record for each row, in this order: all of them or none, each with the effects that ``begin`` has.

    Args:
        rows: Raw values for the opening step's form.
        at: The moment of the act, aware.
        numbers: The number of each row in its sheet.
        step: The step that begins the records; by default the first.
        earlier: These are matters of earlier years (``StepBatch.earlier``).
        files: Those beside the sheet, which its cells name, with their content.

    Raises:
        RecordError: ``incomplete``: ``fields`` are keyed by the row's position in ``rows``, from 0. ``guarded``: a
            record created meanwhile, or an earlier row, excludes this row.
    """
    step = step or kind.cycle.first
    with refusals_journaled(step.name, actor, at), transaction.atomic():
        units_stay()
        checked = check_many(kind, actor, rows, at=at, numbers=numbers, step=step, earlier=earlier, files=files)
        if any(row.wrong for row in checked):
            raise _wrong_rows(kind, checked)
        return _open(kind, step, actor, checked, at, numbers=numbers, earlier=earlier)


def _wrong_rows(kind: CompiledKind, checked: Sequence[CheckedRow]) -> RecordError:
    wrong = {place: row.wrong for place, row in enumerate(checked) if row.wrong}
    said = {str(row): [sentence for all_of in fields.values() for sentence in all_of] for row, fields in wrong.items()}
    what = _("%(wrong)d of %(count)d rows are incomplete or wrong.") % {"wrong": len(wrong), "count": len(checked)}
    told = {"where": str(kind.label), "remedy": _("Nothing was saved. Correct it and send it again.")}
    if why := " ".join(dict.fromkeys(sentence for row in checked if row.kept for sentence in row.wrong[""])):
        return JournaledRefusal(kind.name, "incomplete", what, given={"why": why}, fields=said, **told)
    return RecordError("incomplete", what, fields=said, **told)


def open_many(
    kind: CompiledKind,
    values: Sequence[Mapping[str, object]],
    actor: Actor,
    *,
    at: datetime,
    numbers: Sequence[str] = (),
    says: Collection[str] = (),
    step: str = "",
) -> list[Record]:
    """Open a record for each set of values, in this order, as a consequence of a step; run inside its transaction.

    Form, rights and the limit for late entry are not checked: the actor of the step had to meet them. The needs of the
    opening step, duplicates and excess holders are refused as by ``begin``, and all its follow-ups happen.

    Args:
        values: The fields that the opening step sets, as program objects.
        numbers: For each record the number that it keeps from elsewhere, "" for the next in the kind's series.
        says: The values that its entry names, if the other step's entry holds everything; by default all.
        step: The opening step; "": the first.
    """
    row = kind.cycle.begin(step)
    assert row is not None, step  # written in code
    acts = [
        StepAct(
            opened_by(kind, row, actor, opened_values, at),
            {**opened_values},
            {},
            _named(opened_values, says),
            number,
        )
        for opened_values, number in zip(values, numbers or [""] * len(values), strict=True)
    ]
    return _through(StepBatch(kind, row, actor, at, acts, asked=False, bare=True))


def _named(values: Mapping[str, object], says: Collection[str]) -> dict[str, object]:
    return {name: values[name] for name in says or values if name in values}


def in_steps(kind: CompiledKind, step: Step | None = None) -> bool:
    """Return whether records of a kind may be written before they are valid: opening them only notifies people.

    By a step, by default the first.

    Any other follow-up may refuse, or write what is visible at once: then all rows are written in one transaction. The
    same holds for records that answer others' duties, that others' needs count, and that say who holds something, where
    excess holders are refused; and where what was written could not be emptied again.
    """
    step = step or kind.cycle.first
    reaches = step.answers or may_change_others(kind, step) or counts_others(step) or counting_links(kind)
    return kind.erasable and plainly_stored(kind.record) and not reaches and not affected_holder_parts(kind)


def most_rows(kind: CompiledKind, step: Step) -> int:
    """Return how many rows one sheet may have for a step."""
    if not step.begins:
        return MOST_STEPS
    return MOST_ROWS if in_steps(kind, step) else MOST_AT_ONCE


def open_hidden(
    kind: CompiledKind,
    step: Step,
    actor: Actor,
    checked: Sequence[CheckedRow],
    batch: Model,
    *,
    at: datetime,
    earlier: bool = False,
) -> list[Record]:
    """Open a hidden record for each checked row, until its import makes all of them valid.

    The import decides when to notify people, since nobody may learn of the records yet.

    Args:
        batch: The import, an ``ImportRun``.
        earlier: These are matters of earlier years (``StepBatch.earlier``).
    """
    return _open(kind, step, actor, checked, at, hidden=batch, earlier=earlier)


def _open(
    kind: CompiledKind,
    step: Step,
    actor: Actor,
    checked: Sequence[CheckedRow],
    at: datetime,
    *,
    numbers: Sequence[int] = (),
    hidden: Model | None = None,
    earlier: bool = False,
) -> list[Record]:
    acts = [
        StepAct(opened_by(kind, step, actor, row.values, at, batch=hidden), {**row.values}, row.standing)
        for row in checked
    ]
    batch = StepBatch(kind, step, actor, at, acts, bare=True, hidden=hidden, earlier=earlier)
    try:
        return _through(batch)
    except RecordError as error:
        if batch.current is None or len(acts) == 1:
            raise
        place = acts.index(batch.current)
        raise error_of_row(error, numbers[place] if numbers else place + 1) from error


def _through(batch: StepBatch) -> list[Record]:
    """Run all acts through the stages at once, or one after the other where one may exclude the next."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("records are opened in the transaction of their entries")
    if not batch.acts:
        return []
    if len(batch.acts) == 1 or (plainly_stored(batch.kind.record) and not counts_others(batch.step)):
        run_stages(batch)
        return batch.records
    for act in batch.acts:
        batch.current = act
        run_stages(replace(batch, acts=[act], current=None, known={}))
    return batch.records


def error_of_row(error: RecordError, row: int) -> RecordError:
    """Return the same refusal with the number of the row in the sheet."""
    what = _("Row %(row)d: %(why)s") % {"row": row, "why": error.what}
    if isinstance(error, JournaledRefusal):
        return JournaledRefusal(
            error.subject, error.code, what, given=error.given, where=error.where, remedy=error.remedy
        )
    return RecordError(error.code, what, where=error.where, remedy=error.remedy)
