"""Keep the term that a renewal replaces."""

from __future__ import annotations

from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.duties.terms.models import Term
from luoshi.kernel.kinds.language.names import split_names
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of


def keep_term(took: Took[Record], step: Step) -> None:
    """Keep the record's term before a step renews it; no query if the step does not renew."""
    part = kind_of(took.record).validity
    if part is None or step.name not in split_names(part.renews):
        return
    first, last = (took.was.get(name, getattr(took.record, name)) for name in (part.first, part.last))
    if first is not None and last is not None:
        Term.objects.create(record_id=took.record.pk, first=first, last=last, entry=took.entry)
