"""The part of a kind whose records pass gates in order.

Gates("reviews", _("Reviews before signing"), before="sign", by="sort", needed="needed")
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.desk.gates.queries import gates_of_record, passed_gates
from luoshi.desk.gates.rules import GateFault, open_gates, passing_fault, taking_back_fault
from luoshi.kernel.kinds.compiled.kind import CheckedPart, CompiledKind
from luoshi.kernel.kinds.compiled.row_edits import RowsEdit
from luoshi.kernel.kinds.language.names import Label, NameList
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.stages import Stage
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.steps.actions.acts import StepBatch


@dataclass(frozen=True)
class Gates(CheckedPart):
    """An ordered list of checks: each is passed by a row, the next one only, and all of them before certain steps.

    The list is the one in force when the record began.

    Attributes:
        name: the ``Rows`` of the kind in which passed gates are entered, one by one; a row that ended was taken back.
        label: what they are together, as the card on the record's page and refusals call it.
        before: the steps that are refused while a gate is open.
        by: the field of the record whose values say which gates it has, with ``needed``: the text column of the list
            that names these values by word or code ("全部": all). Items that do not name its value are voluntary.
        gate: the rows' column with the gate, a ``Listed``; ``day``: the one with the day on which it was passed.
    """

    name: str
    label: Label
    before: NameList = NameList(None)
    by: str = ""
    needed: str = ""
    gate: str = "gate"
    day: str = "day"

    def rows(self, kind: CompiledKind) -> Rows | None:
        """Return the rows in which passed gates stand; None if the kind has none of this name."""
        return next((rows for rows in kind.every(Rows) if rows.name == self.name), None)

    def faults(self, kind: CompiledKind) -> Iterator[str]:
        """Yield unknown rows, columns and steps, and steps by which the order could be evaded."""
        rows = self.rows(kind)
        if rows is None:
            yield f"gates {self.name}: the kind has no rows {self.name}"
            return
        columns: dict[str, Any] = {column.name: column for column in rows.model._meta.concrete_fields}
        listed = getattr(columns.get(self.gate), "code_list", None)
        if listed is None:
            yield f"gates {self.name}: {self.name}.{self.gate} takes no code of a list, which gives their order"
        elif self.needed and self.needed not in listed.columns:
            yield f"gates {self.name}: the list {listed.name} has no column {self.needed}"
        if not isinstance(columns.get(self.day), models.DateField):
            yield f"gates {self.name}: {self.name}.{self.day} is no day"
        if bool(self.by) is not bool(self.needed):
            yield f"gates {self.name}: by= says whose value decides, needed= the column that names it: say both"
        if self.by and not hasattr(kind.fields.get(self.by), "code_list"):
            yield f"gates {self.name}: {self.by} takes no codes of a list"
        if rows.ends and not rows.begins_open:
            yield f"gates {self.name}: one would be passed and taken back at once: say begins_open=True of the rows"
        for name in self.before:
            step = kind.cycle.by_name.get(name)
            if step is None or step.begins:
                yield f"gates {self.name}: {name} is no step after the beginning"
        for step in kind.cycle.all_steps:
            if self.name in step.rows:
                yield f"gates {self.name}: {step.name} edits them all at once: they are passed one by one (adds)"

    def stages(self, step: Step) -> tuple[Stage, ...]:
        """Check the order where a gate is passed or taken back, and that all are passed where that is required."""
        passes = {self.name} & {*step.adds, *step.ends}
        return ((ORDER,) if passes else ()) + ((PASSED,) if step.name in self.before else ())


def check_order(batch: StepBatch) -> None:
    """Refuse a gate that is not the next one, and to take back one that is not the last.

    Raises:
        RecordError: ``guarded``.
    """
    for part in batch.kind.every(Gates):
        rows = part.rows(batch.kind)
        for act in batch.iterate_acts():
            edit = act.values.get(part.name)
            if rows is None or not isinstance(edit, RowsEdit) or not edit.after:
                continue
            gates, passed = gates_of_record(part, rows, act.record), passed_gates(part, rows, act.record)
            gate = str(edit.after[0].values.get(part.gate) or "")
            if part.name in batch.step.ends:
                fault = taking_back_fault([*gates], passed, gate)
            else:
                fault = passing_fault([*gates], passed, gate, edit.after[0].values.get(part.day))
            if fault is not None:
                raise _refused(act.record, part, rows, fault, gate, passed)


def check_passed(batch: StepBatch) -> None:
    """Refuse a step of ``before`` while a gate is open, and name each that is.

    Raises:
        RecordError: ``guarded``.
    """
    for part in batch.kind.every(Gates):
        rows = part.rows(batch.kind)
        if rows is None or batch.step.name not in part.before:
            continue
        for act in batch.iterate_acts():
            gates = gates_of_record(part, rows, act.record)
            if left := open_gates([*gates], passed_gates(part, rows, act.record)):
                said = {"label": part.label, "gates": "、".join(gates[gate] for gate in left)}
                raise RecordError(
                    "guarded",
                    _("%(label)s: not passed yet: %(gates)s.") % said,
                    where=str(act.record),
                    remedy=_("Pass “%(gate)s” next.") % {"gate": gates[left[0]]},
                )


def _refused(
    record: Record, part: Gates, rows: Rows, fault: GateFault, gate: str, passed: dict[str, date | None]
) -> RecordError:
    gates = gates_of_record(part, rows, record)
    codes = [*gates]
    said = {
        "gate": gates.get(gate, gate),
        "other": gates[fault.gate],
        "n": codes.index(fault.gate) + 1,
        "all": len(codes),
        "day": passed.get(fault.gate),
    }
    words = {
        "order": _("“%(other)s”, gate %(n)d of %(all)d, comes first: “%(gate)s” cannot be passed yet."),
        "day": _("“%(other)s” was passed on %(day)s: “%(gate)s” cannot have been passed before that."),
        "back": _("“%(other)s” has been passed after “%(gate)s”: only the last gate can be taken back."),
    }
    return RecordError("guarded", words[fault.code] % said, where=str(record))


ORDER, PASSED = Stage("guard", check_order), Stage("guard", check_passed)
