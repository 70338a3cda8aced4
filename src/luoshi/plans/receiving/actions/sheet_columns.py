"""A person's answer about the columns of a workbook's sheet; then it is read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.plans.base.models.plan import Plan, Source
from luoshi.plans.columns.actions import store_column_meanings
from luoshi.plans.receiving.actions.receiving import read_later, read_short_sources
from luoshi.plans.receiving.rules.tables import WORDS, TaskTable
from luoshi.plans.rows.actions.editing import lock_editable_plan


def answer_columns(
    plan: Plan, place: int, table: TaskTable, meant: Mapping[int, str] | None, actor: Actor, *, at: datetime
) -> Source:
    """Store what the columns of a doubtful sheet mean, or that it is no table; then read it.

    Args:
        table: the sheet and its header, as they were shown.
        meant: the meaning of each column; None: the sheet is read as words.

    Raises:
        RecordError: ``missing``; ``refused`` if the actor may not change the plan; ``changed`` if the document has no
            open question any more.
    """
    with transaction.atomic():
        plan = lock_editable_plan(plan, actor, at)
        source = (
            plan.sources.select_related("document__evidence", "document__converted", "plan").filter(place=place).first()
        )
        if source is None:
            raise RecordError("missing", _("The plan has no such document."), where=str(plan))
        if source.state != Source.ASKED:
            raise RecordError("changed", _("Somebody has already answered this question."), where=source.document.name)
        columns = {str(column): name for column, name in (meant or {}).items()}
        answer: object = {"head": table.head.first, "columns": columns} if meant else WORDS
        source.answers = {**source.answers, str(table.sheet): answer}
        source.state = Source.WAITING
        source.save(update_fields=["answers", "state"])
        if meant:
            store_column_meanings(plan.unit_id, table.head, meant, at)
        journal_act(plan, "row.columns", actor, {"name": source.document.name}, at=at)
        read_later.enqueue(source.pk)
    read_short_sources(plan, at)
    source.refresh_from_db(fields=["state"])
    return source
