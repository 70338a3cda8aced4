"""What somebody was on a day of a record, as a condition of figures that go by that day."""

from __future__ import annotations

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet

from luoshi.kernel.duties.terms.models import Term
from luoshi.kernel.kinds.language.conditions import Beside
from luoshi.kernel.kinds.models import Record


def valid_on_its_day(said: str, records: type[Record], day: str, rows: QuerySet[Model]) -> Beside:
    """Return the condition on records that one of these rows is valid on a day of the record, not on the day asked for.

    Args:
        said: as in ``Beside``.
        day: the records' field with the day; a record without one does not meet the condition.
        rows: what is valid from ``from_day`` to ``to_day``, both included, tied to the record by an ``OuterRef``; of
            records that were renewed, former terms count, too.
    """
    on = OuterRef(day)
    valid = rows.filter(Q(to_day=None) | Q(to_day__gte=on), from_day__lte=on)
    if issubclass(rows.model, Record):
        former = Term.objects.filter(record=OuterRef("pk"), first__lte=OuterRef(on), last__gte=OuterRef(on))
        valid |= rows.filter(Exists(former))
    return Beside(said, lambda _asked: records._default_manager.filter(Exists(valid)).annotate(record=F("pk")))
