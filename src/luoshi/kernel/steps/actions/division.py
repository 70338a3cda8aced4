"""An amount of a record divided among its rows, written by each step that changes the amount or the rows."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from luoshi.figures.shares import apportion_whole
from luoshi.figures.style import decimal_text
from luoshi.kernel.kinds.language.computed_fields import Divide
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.models import Row, row_model
from luoshi.kernel.steps.actions.acts import StepAct, StepBatch

CENT = "0.01"


def divide_among_rows(batch: StepBatch, act: StepAct) -> None:
    """Write what each row gets of the record's amount; the rows of the step are stored and the record is locked.

    Two queries for each ``Divide`` of which the step changes something; one if no row gets another amount than before.
    """
    step = batch.step
    for divide in batch.kind.every(Divide):
        if not step.begins and divide.of not in act.left and divide.rows not in step.touches:
            continue
        part = next(rows for rows in batch.kind.every(Rows) if rows.name == divide.rows)
        rows = list(row_model(part)._default_manager.filter(record=act.record.pk).order_by("place", "pk"))
        whole = act.left.get(divide.of, getattr(act.record, divide.of))
        parts = divide_amount(divide, part, whole, rows)
        changed = []
        for row, share in zip(rows, parts, strict=True):
            if getattr(row, divide.column) != share:
                setattr(row, divide.column, share)
                changed.append(row)
        if changed:
            row_model(part)._default_manager.bulk_update(changed, [divide.column])
            act.computed_from = "; ".join(filter(None, (act.computed_from, _words(part, divide, whole, rows))))


def divide_amount(divide: Divide, part: Rows, whole: Decimal | None, rows: Sequence[Row]) -> list[Decimal | None]:
    """Return what each row gets, in their order; None for all while it cannot be said."""
    weights = [getattr(row, divide.by) for row in rows]
    nothing: list[Decimal | None] = [None] * len(rows)
    if whole is None or None in weights or sum(weights) <= 0 or min(weights) < 0:
        return nothing
    if sum(weights) != part.sums.get(divide.by, sum(weights)):
        return nothing
    return list(apportion_whole(whole, weights, CENT))


def _words(part: Rows, divide: Divide, whole: Decimal | None, rows: Sequence[Row]) -> str:
    """Return the division as the journal tells it: "奖金 50000 ÷ 40 : 35 : 25"."""
    weights = [getattr(row, divide.by) for row in rows]
    numbers = " : ".join("?" if weight is None else decimal_text(weight) for weight in weights)
    return f"{part.label} {'?' if whole is None else decimal_text(whole)} ÷ {numbers}"
