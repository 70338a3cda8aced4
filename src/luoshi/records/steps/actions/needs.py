"""The needs of a step, asked inside its transaction while all that they reach stands still."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from luoshi.records.base.errors import RecordError
from luoshi.records.conditions.queries.asked import answers
from luoshi.records.conditions.queries.locks import counted, lock_linked
from luoshi.records.conditions.queries.needs import only_need, reasons, said
from luoshi.records.kinds.declaration import RIGHT, Kind
from luoshi.records.kinds.models import Record
from luoshi.records.kinds.rows import Rows
from luoshi.records.kinds.rules import Step
from luoshi.records.rows.actions import refuse_lacking
from luoshi.records.steps.actions.refusals import Kept


def refuse_unmet(
    kind: Kind, record: Record, step: Step, values: Mapping[str, Any], given: Mapping[str, Any], day: date
) -> None:
    """Refuse a step that is not one of such records, or whose needs are not met. No query where it has none.

    Args:
        record: locked; for a step that begins one as it will be.
        values: its fields as the step leaves them.
        given: the cleaned values of the step's form.
        day: the business day of the act.

    Raises:
        RecordError: ``guarded``, with the words of each need, or with what is unset where it is not known; journaled
            where one of the needs says so.
    """
    only = only_need(step)
    needs = [*([only] if only is not None else []), *step.needs]
    acts = kind.cycle.all_steps if step.name == RIGHT else (step,)  # an act that is moved moves what it answered
    answered = {(link,) for act in acts for one in act.answers if (link := one.rpartition(".")[0])}
    over = [*counted(kind), *answered]
    if not needs and not over:
        return
    lock_linked(needs, record, values, over)
    if not (unmet := reasons(needs, record, values, given, day, step.given)):
        return
    why = " ".join(said(one) for one in unmet)
    if any(one.need.kept for one in unmet):
        subject = kind.name if step.begins else record
        raise Kept(subject, "guarded", why, where=str(record), given={"why": why})
    raise RecordError("guarded", why, where=str(record))


def refuse_lacking_rows(
    record: Record, step: Step, values: Mapping[str, Any], given: Mapping[str, Any], day: date
) -> None:
    """Refuse a step that asks of such records for sums of rows, or a least number, where they do not hold.

    No query where no rows ask it of some records alone; else one for all their conditions, and one for each that holds.

    Args:
        record: written, with the rows as the step leaves them; ``values``: its fields as the step leaves them.

    Raises:
        RecordError: ``guarded``.
    """
    some = [
        (part, part.where) for part in record.declared.every(Rows) if part.where is not None and part.demanded_by(step)
    ]
    told = answers([where for _part, where in some], record, day, values=values, given=given)
    refuse_lacking(record, [part for (part, _where), so in zip(some, told, strict=True) if so])
