"""Which values of a period are there, and whether it is owed."""

from __future__ import annotations

from datetime import date

from luoshi.kernel.code_lists.queries import items_in_force
from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.rows.queries import rows_of_record


def is_period_owed(record: Record, duty: str, until: date) -> bool:
    """Whether the record still owes a duty for the period that ends on a day. One query."""
    owed = Occurrence.objects.filter(duty__record=record.pk, duty__name=duty, last=until)
    return owed.filter(settled=None, dropped=None).exists()


def is_complete(record: Record, rows: Rows, must: str, until: date, day: date) -> bool:
    """Whether all values that are owed are there for the period that ends on a day: told, or missing in the source.

    Owed are the items that the list says are (``must``), as it stands on ``day``; without any, nothing is complete.
    """
    listed = rows.model._meta.get_field("item").code_list
    owed = {item.code for item in items_in_force(listed, record.unit_id, day) if item.values.get(must)}
    return bool(owed) and owed <= set(rows_of_record(rows, record).filter(until=until).values_list("item", flat=True))
