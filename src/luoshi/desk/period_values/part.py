"""The part of a kind whose records report values by period.

PeriodValues("values", _("Figures of each year"), every="P1Y")
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from luoshi.base.forms.fields import Fixed
from luoshi.base.record_errors import RecordError
from luoshi.desk.period_values.actions import drop_former_values
from luoshi.desk.period_values.queries import is_complete, is_period_owed
from luoshi.desk.period_values.rules import period_end, period_start, value_fault
from luoshi.kernel.kinds.compiled.kind import CheckedPart, CompiledKind
from luoshi.kernel.kinds.compiled.row_edits import RowsEdit
from luoshi.kernel.kinds.language.conditions import PERIODS
from luoshi.kernel.kinds.language.names import Label
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.stages import Stage
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.steps.actions.acts import StepAct, StepBatch


@dataclass(frozen=True)
class PeriodValues(CheckedPart):
    """Rows with the values that a record reports for periods that are over: an item, its period, and the value.

    A row has the columns ``item`` (a ``Listed``), ``until`` (the last day of the period), ``value`` (``Fixed``, may be
    empty), ``missing`` (yes: the source does not have it) and ``source``. A value entered again replaces the former.

    Attributes:
        name: the ``Rows`` of the kind with the values, added one by one.
        label: what they are together, as the card on the record's page is called.
        every: the period: P1M, P3M, P6M or P1Y.
        unit: the text column of the list with the unit of each item; ``must``: the yes-column with those that are owed,
            which the card marks where they were not reported.
        owes: the duty of the kind (``Owed(every=…, following=…)``) that is met for a period once all these are there.
        by: the field of the record whose value says which items it reports, with ``needed``: the text column of the
            list that names these values by word or code ("全部": all). Other items are voluntary.
        assessed: who assesses the record in a round of review sees the values of the last period before it, and gives
            no marks while one that is owed is not there: it is named, and the record has no rank.
    """

    name: str
    label: Label
    every: str = "P1Y"
    unit: str = ""
    must: str = ""
    owes: str = ""
    by: str = ""
    needed: str = ""
    assessed: bool = False

    def rows(self, kind: CompiledKind) -> Rows | None:
        """Return the rows in which the values stand; None if the kind has none of this name."""
        return next((rows for rows in kind.every(Rows) if rows.name == self.name), None)

    def faults(self, kind: CompiledKind) -> Iterator[str]:
        """Yield unknown rows and periods, and columns that are missing or of another type."""
        said = f"period values {self.name}"
        if self.every not in PERIODS:
            yield f"{said}: every={self.every} is no calendar period: {', '.join(PERIODS)}"
        rows = self.rows(kind)
        if rows is None:
            yield f"{said}: the kind has no rows {self.name}"
            return
        columns: dict[str, Any] = {column.name: column for column in rows.model._meta.concrete_fields}
        listed: Any = getattr(columns.get("item"), "code_list", None)
        if listed is None:
            yield f"{said}: {self.name}.item takes no code of a list"
        else:
            named = [name for name in (self.unit, self.must, self.needed) if name and name not in listed.columns]
            yield from (f"{said}: the list {listed.name} has no column {name}" for name in named)
        for name, sort in (("until", models.DateField), ("value", Fixed), ("missing", models.BooleanField)):
            if not isinstance(columns.get(name), sort):
                yield f"{said}: {self.name}.{name} is no {sort.__name__}"
        if isinstance(columns.get("value"), Fixed) and not columns["value"].null:
            yield f"{said}: {self.name}.value may be empty (null=True): the source may lack it"
        if bool(self.by) is not bool(self.needed):
            yield f"{said}: by= says whose value decides, needed= the column that names it: say both"
        if self.by and not hasattr(kind.fields.get(self.by), "code_list"):
            yield f"{said}: {self.by} takes no codes of a list"
        if self.assessed and not self.must:
            yield f"{said}: assessed, but no column says which items are owed (must)"
        if self.owes:
            yield from (f"{said}: {fault}" for fault in self._duty_faults(kind))
        for step in kind.cycle.all_steps:
            if self.name in {*step.rows, *step.ends}:
                yield f"{said}: {step.name} edits them otherwise: values are added one by one (adds)"

    def _duty_faults(self, kind: CompiledKind) -> Iterator[str]:
        duty = kind.duties_by_name.get(self.owes)
        if duty is None or duty.every != self.every or duty.following is None:
            yield f"owes={self.owes} is no duty with every={self.every} and following"
        if not self.must:
            yield f"owes={self.owes}, but no column says which items are owed (must)"
        for step in kind.cycle.all_steps:
            if self.name in step.adds and self.owes not in step.answers:
                yield f"{step.name} does not say that it answers {self.owes}"

    def stages(self, step: Step) -> tuple[Stage, ...]:
        """Check what is entered, let it replace the former value of its item and period, and see what is complete."""
        if self.name not in step.adds:
            return ()
        return (CHECK, REPLACE, COMPLETE) if self.owes else (CHECK, REPLACE)


def _entered(batch: StepBatch, part: PeriodValues) -> Iterator[tuple[StepAct, RowsEdit]]:
    for act in batch.iterate_acts():
        edit = act.values.get(part.name)
        if isinstance(edit, RowsEdit) and edit.after:
            yield act, edit


def check_values(batch: StepBatch) -> None:
    """Refuse a value of what is no period or of one that is not over, and a row without a value or with two answers.

    Raises:
        RecordError: ``guarded``.
    """
    for part in batch.kind.every(PeriodValues):
        for act, edit in _entered(batch, part):
            given = edit.after[0].values
            until = given["until"]
            fault = value_fault(part.every, until, given["value"], bool(given["missing"]), batch.day)
            if not fault:
                continue
            words = {
                "period": _("%(until)s is not the last day of a period: %(end)s is."),
                "open": _("The period up to %(until)s is not over yet: its value is not known."),
                "empty": _("Enter the value, or tick that the source does not have it. An empty value is no 0."),
                "both": _("There is a value, and it is ticked that the source does not have it: it is one of the two."),
            }
            said = {"until": until, "end": period_end(part.every, until)}
            raise RecordError("guarded", words[fault] % said, where=str(act.record))


def replace_values(batch: StepBatch) -> None:
    """Drop the former values of the items and periods that were entered."""
    for part in batch.kind.every(PeriodValues):
        rows = part.rows(batch.kind)
        for act, edit in _entered(batch, part) if rows is not None else ():
            given = edit.after[0].values
            drop_former_values(act.record, rows, given["item"], given["until"], edit.ids)  # type: ignore[arg-type]


def find_completed(batch: StepBatch) -> None:
    """Note for which periods all values that are owed are there now: the duty is met by these, not by each value."""
    for part in batch.kind.every(PeriodValues):
        rows, found = part.rows(batch.kind), set[tuple[int, date]]()
        for act, edit in _entered(batch, part) if rows is not None and part.owes else ():
            until = edit.after[0].values["until"]
            completed = act.took.completes.setdefault(part.owes, [])
            if (act.record.pk, until) in found or not is_period_owed(act.record, part.owes, until):
                continue
            found.add((act.record.pk, until))
            if is_complete(part, act.record, rows, until, batch.day):  # type: ignore[arg-type]
                completed.append(period_start(part.every, until))


CHECK, REPLACE = Stage("guard", check_values), Stage("rows", replace_values)
COMPLETE = Stage("journal", find_completed)
