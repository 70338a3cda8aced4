"""Open many records at once, through the stages of ``begin`` and with few statements per batch."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.database.locks import units_stay
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.bulk.queries import held_said, same_said
from luoshi.kernel.code_lists.cache import list_cache_scope
from luoshi.kernel.conditions.queries.locks import counting_links
from luoshi.kernel.holders.queries import affected_holder_parts
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.choosers import LinkField
from luoshi.kernel.kinds.forms.making import step_form
from luoshi.kernel.kinds.forms.row_forms import RowsField
from luoshi.kernel.kinds.forms.step_forms import EvidenceField
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.rights.queries.rights import Held, may_open
from luoshi.kernel.steps.actions.acts import StepAct, StepBatch
from luoshi.kernel.steps.actions.checks import fill_form, step_form_values
from luoshi.kernel.steps.actions.needs import counts_others, may_change_others
from luoshi.kernel.steps.actions.refusals import JournaledRefusal, refusals_journaled
from luoshi.kernel.steps.actions.stages import ASKING, opened_by, plainly_stored, run_stages
from luoshi.org.units.choosers import UnitField


@dataclass(frozen=True)
class CheckedRow:
    """A row as ``begin`` would see it: its values, or the errors by field ("" for the row as a whole).

    ``kept``: the row is refused for a reason whose refusal is journaled.
    """

    values: Mapping[str, Any]
    standing: Held
    wrong: Mapping[str, list[str]] = field(default_factory=dict)
    marked: bool = False  # it has a secrecy marking: none of its words may be shown again
    doubts: Sequence[str] = ()  # possible doubles: no error, but to be shown before the import
    kept: bool = False


@list_cache_scope()
def check_many(
    kind: CompiledKind, actor: Actor, rows: Iterable[Mapping[str, object]], *, at: datetime, numbers: Sequence[int] = ()
) -> list[CheckedRow]:
    """Check each row by the opening form, the right to open, its day, its needs, and existing records. Write nothing.

    Queries: one for each different unit named, two for each unit's rights, one for what the needs ask of each different
    linked record; for a kind with ``Unique`` one for every 500 rows, one for the existing records, and one per row
    where a condition says which records count.

    Args:
        numbers: The number of each row in its sheet; by default 1, 2, 3…
    """
    checking = _Checking(kind, actor, at)
    checked = [checking.check(row) for row in rows]
    if kind.every(Unique):
        checked = _same_found(kind, actor, checked, at, numbers)
    return _held_found(kind, actor, checked, at, numbers) if affected_holder_parts(kind) else checked


@list_cache_scope()
def begin_many(
    kind: CompiledKind, actor: Actor, rows: Sequence[Mapping[str, object]], *, at: datetime, numbers: Sequence[int] = ()
) -> list[Record]:
    """Open a record for each row, in this order: all of them or none, each with the effects that ``begin`` has.

    Args:
        rows: Raw values for the opening step's form.
        at: The moment of the act, aware.
        numbers: The number of each row in its sheet.

    Raises:
        RecordError: ``incomplete``: ``fields`` are keyed by the row's position in ``rows``, from 0. ``guarded``: a
            record created meanwhile, or an earlier row, excludes this row.
    """
    with refusals_journaled(kind.cycle.first.name, actor, at), transaction.atomic():
        units_stay()
        checked = check_many(kind, actor, rows, at=at, numbers=numbers)
        if any(row.wrong for row in checked):
            raise _wrong_rows(kind, checked)
        return _open(kind, actor, checked, at, numbers=numbers)


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
) -> list[Record]:
    """Open a record for each set of values, in this order, as a consequence of a step; run inside its transaction.

    Form, rights and the limit for late entry are not checked: the actor of the step had to meet them. The needs of the
    opening step, duplicates and excess holders are refused as by ``begin``, and all its follow-ups happen.

    Args:
        values: The fields that the opening step sets, as program objects.
        numbers: For each record the number that it keeps from elsewhere, "" for the next in the kind's series.
        says: The values that its entry names, if the other step's entry holds everything; by default all.
    """
    acts = [
        StepAct(
            opened_by(kind, kind.cycle.first, actor, opened_values, at),
            {**opened_values},
            {},
            _named(opened_values, says),
            number,
        )
        for opened_values, number in zip(values, numbers or [""] * len(values), strict=True)
    ]
    return _through(StepBatch(kind, kind.cycle.first, actor, at, acts, asked=False, bare=True))


def _named(values: Mapping[str, object], says: Collection[str]) -> dict[str, object]:
    return {name: values[name] for name in says or values if name in values}


class _Checking:
    """Check rows one after the other; look up equal references once."""

    def __init__(self, kind: CompiledKind, actor: Actor, at: datetime) -> None:
        self.kind, self.actor, self.at, self.step = kind, actor, at, kind.cycle.first
        if step_form(kind, self.step) is None:
            raise TypeError(f"{kind.name} opens without a form: there is nothing to bring in")
        self.found: dict[str, dict[str, Any]] = {}
        self.rights: dict[int, Held] = {}
        self.known: dict[object, Any] = {}

    def check(self, row: Mapping[str, object]) -> CheckedRow:
        """Check one row as ``begin`` would check it."""
        if self.actor.behalf:
            return CheckedRow({}, {}, {"": [_("A mandate covers only decisions on existing matters.")]})
        form = fill_form(self.kind, self.step, row, None, self.kind.record(), self.actor, self.at)
        if form is None:
            raise TypeError(f"{self.kind.name} opens without a form")
        for name, form_field in form.fields.items():
            if isinstance(form_field, EvidenceField | RowsField):
                form_field.required = False  # sheets carry no files or rows: the record's page shows them as missing
            elif isinstance(form_field, UnitField | LinkField):
                form_field.to_python = _remembering(form_field.to_python, self.found.setdefault(name, {}))  # type: ignore[assignment,method-assign]
        if not form.is_valid():
            said = {name: [str(sentence) for sentence in sentences] for name, sentences in form.errors.items()}
            return CheckedRow({}, {}, said, marked=getattr(form, "marked", False))
        values = step_form_values(form, self.step, self.kind.record)
        unit, day = values["unit"], timezone.localdate(self.at)
        if unit.pk not in self.rights:
            self.rights[unit.pk] = may_open(self.kind, self.actor, unit.pk, day, self.step)
        if not self.rights[unit.pk]:
            return CheckedRow({}, {}, {"unit": [_("You may not enter this for this unit.")]})
        return self._asked(values, self.rights[unit.pk])

    def _asked(self, values: dict[str, object], standing: Held) -> CheckedRow:
        """Check what the stages ask before anything is written."""
        act = StepAct(opened_by(self.kind, self.step, self.actor, values, self.at), values, standing)
        batch = StepBatch(self.kind, self.step, self.actor, self.at, [act], bare=True, known=self.known)
        try:
            run_stages(batch, ASKING)
        except RecordError as error:
            wrong = {name: [*said] for name, said in error.fields.items()} or {"": [error.what]}
            return CheckedRow({}, {}, wrong, kept=isinstance(error, JournaledRefusal))
        return CheckedRow(values, standing)


def _same_found(
    kind: CompiledKind, actor: Actor, checked: Sequence[CheckedRow], at: datetime, numbers: Sequence[int]
) -> list[CheckedRow]:
    """Return the rows with the duplicates found among existing records and earlier rows."""
    right = {place: row.values for place, row in enumerate(checked) if not row.wrong}
    numbers = numbers or range(1, len(checked) + 1)
    found = same_said(kind, right, actor, timezone.localdate(at), lambda place: numbers[place])
    return [
        replace(row, wrong={"": why} if (why := found.refused.get(place)) else row.wrong, doubts=found.doubts[place])
        if place in right
        else row
        for place, row in enumerate(checked)
    ]


def _held_found(
    kind: CompiledKind, actor: Actor, checked: Sequence[CheckedRow], at: datetime, numbers: Sequence[int]
) -> list[CheckedRow]:
    """Return the rows, refusing those that would leave too many holders; saving checks this again under its lock."""
    right = {place: row.values for place, row in enumerate(checked) if not row.wrong}
    numbers = numbers or range(1, len(checked) + 1)
    found = held_said(kind, right, actor, timezone.localdate(at), lambda place: numbers[place])
    return [replace(row, wrong={"": found[place]}) if place in found else row for place, row in enumerate(checked)]


def _remembering(find: Callable[[Any], Any], known: dict[str, Any]) -> Callable[[Any], Any]:
    """Return the look-up with a cache by value: the rows of a sheet mostly name the same few."""

    def found(value: Any) -> Any:
        word = str(value or "")
        if word not in known:
            try:
                known[word] = find(value)
            except ValidationError as error:
                known[word] = error
        if isinstance(known[word], ValidationError):
            raise known[word]
        return known[word]

    return found


def in_steps(kind: CompiledKind) -> bool:
    """Return whether records of a kind may be written before they are valid: opening them only notifies people.

    Any other follow-up may refuse, or write what is visible at once: then all rows are written in one transaction. The
    same holds for records that answer others' duties, that others' needs count, and that say who holds something, where
    excess holders are refused.
    """
    step = kind.cycle.first
    reaches = step.answers or may_change_others(kind, step) or counts_others(step) or counting_links(kind)
    return plainly_stored(kind.record) and not reaches and not affected_holder_parts(kind)


def open_hidden(
    kind: CompiledKind, actor: Actor, checked: Sequence[CheckedRow], batch: Model, *, at: datetime
) -> list[Record]:
    """Open a hidden record for each checked row, until its import makes all of them valid.

    The import decides when to notify people, since nobody may learn of the records yet.

    Args:
        batch: The import, an ``ImportRun``.
    """
    return _open(kind, actor, checked, at, hidden=batch)


def _open(
    kind: CompiledKind,
    actor: Actor,
    checked: Sequence[CheckedRow],
    at: datetime,
    *,
    numbers: Sequence[int] = (),
    hidden: Model | None = None,
) -> list[Record]:
    step = kind.cycle.first
    acts = [
        StepAct(opened_by(kind, step, actor, row.values, at, batch=hidden), {**row.values}, row.standing)
        for row in checked
    ]
    batch = StepBatch(kind, step, actor, at, acts, bare=True, hidden=hidden)
    try:
        return _through(batch)
    except RecordError as error:
        if batch.current is None or len(acts) == 1:
            raise
        place = acts.index(batch.current)
        raise _of_row(error, numbers[place] if numbers else place + 1) from error


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


def _of_row(error: RecordError, row: int) -> RecordError:
    """Return the same refusal with the number of the row in the sheet."""
    what = _("Row %(row)d: %(why)s") % {"row": row, "why": error.what}
    if isinstance(error, JournaledRefusal):
        return JournaledRefusal(
            error.subject, error.code, what, given=error.given, where=error.where, remedy=error.remedy
        )
    return RecordError(error.code, what, where=error.where, remedy=error.remedy)
