"""Write the spans of holders, in the transaction of the step that changes a recognition."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db.models import Model

from luoshi.desk.ladders.queries import terms_of_holders
from luoshi.desk.ladders.rules import find_spans
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.models import Record

if TYPE_CHECKING:
    from luoshi.desk.ladders.part import Ladder


def store_rungs(part: Ladder, kind: CompiledKind, holders: Collection[int], hidden: Model | None = None) -> None:
    """Write the spans of these holders anew from all their recognitions.

    The holders are locked first: of two recognitions at the same moment the second sees the first. Five queries.

    Args:
        hidden: the sheet that is being brought in, whose rows are still out of sight.
    """
    Record.lock(holders)
    by_holder, sorts = terms_of_holders(part, kind, holders, hidden)
    spans = part.spans._default_manager
    spans.filter(**{f"{part.within}__in": [*holders]}).delete()
    spans.bulk_create(
        part.spans(
            record_id=span.record,
            from_day=span.first,
            to_day=span.last,
            free=span.free,
            **{f"{part.within}_id": holder, "was": "" if span.was is None else sorts[span.was]},
        )
        for holder, terms in by_holder.items()
        for span in find_spans(terms)
    )


def drop_rungs(part: Ladder, record: Record) -> None:
    """Delete the spans that a recognition gives, whose content is erased. One query."""
    part.spans._default_manager.filter(record=record.pk).delete()
