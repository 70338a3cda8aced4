"""Keep what a person confirmed about the columns of a kind's sheets, for all who may import them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from luoshi.base.rights.rules.rights import Actor
from luoshi.base.sheets.tables import SheetTable
from luoshi.desk.bulk.columns.proposals import list_import_fields
from luoshi.desk.bulk.columns.queries import step_key
from luoshi.desk.bulk.import_sheets import asked_columns
from luoshi.desk.lists.views.models import ColumnMeaning
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.steps import Step


@transaction.atomic
def remember_columns(
    kind: CompiledKind, step: Step, actor: Actor, table: SheetTable, meaning: Mapping[int, str], *, at: datetime
) -> ColumnMeaning:
    """Keep what the columns of a table are; the journal says so, unless the same was confirmed before.

    Callers must have checked that the actor may import sheets for this step.

    Args:
        meaning: the field's name by the column's place; other columns are left out.
    """
    headed = [column for column in table.columns if column.parts]
    columns = [[column.name, meaning.get(column.place, "")] for column in headed]
    known = {"kind": kind.name, "step": step_key(kind, step), "heads": table.digest}
    before = ColumnMeaning.objects.select_for_update(no_key=True).filter(**known).first()
    if before is not None and before.columns == columns:
        return before
    stored, _new = ColumnMeaning.objects.update_or_create(
        kind=kind.name,
        step=step_key(kind, step),
        heads=table.digest,
        defaults={"columns": columns, "person_id": actor.person, "at": at},
    )
    with override(settings.LANGUAGE_CODE):
        labels = {field.name: field.label for field in list_import_fields(asked_columns(kind, step))}
    said = [f"{column.label} → {labels.get(name, '—')}" for column, (_head, name) in zip(headed, columns, strict=True)]
    journal_act(kind.name, "import.columns", actor, {"columns": said, "step": step.name}, at=at)
    return stored
