"""Enter the names of a sheet that no list has yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.bulk.actions.bulk import begin_many
from luoshi.desk.bulk.names.actions import remember_names
from luoshi.desk.bulk.names.queries import LookupField, find_named_rows
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.models import Record


@transaction.atomic
def enter_names(
    kind: CompiledKind,
    field: str,
    named: LookupField,
    target: CompiledKind,
    actor: Actor,
    words: Sequence[str],
    same: Mapping[str, object],
    *,
    at: datetime,
) -> list[Record]:
    """Enter each name as a new record of the list that a column names, and remember that it means this record.

    All of them or none, each as by the list's own form.

    Args:
        field: the column, ``named`` its field in the form, ``target`` the kind that it leads to.
        same: the raw values that all of them have, besides their titles.

    Raises:
        RecordError: ``incomplete``: ``fields`` are keyed by the word's position in ``words``; or the column would not
            offer what is entered.
    """
    records = begin_many(target, actor, [{**same, "title": word} for word in words], at=at)
    pks = [record.pk for record in records]
    if find_named_rows(named, pks, actor, timezone.localdate(at)).keys() != {*pks}:
        raise RecordError(
            "incomplete",
            _("Entered with these values, they could not be chosen in this column."),
            where=str(target.label),
            remedy=_("Choose other values, or enter them in their own list."),
        )
    remember_names(kind, actor, {(field, word): pk for word, pk in zip(words, pks, strict=True)})
    return records
