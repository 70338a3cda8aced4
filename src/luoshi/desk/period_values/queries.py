"""Which values of a period are there, and whether it is owed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from luoshi.desk.gates.queries import items_for_record
from luoshi.kernel.code_lists.queries import Listing
from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.rows.queries import rows_of_record

if TYPE_CHECKING:
    from luoshi.desk.period_values.part import PeriodValues


def is_period_owed(record: Record, duty: str, until: date) -> bool:
    """Whether the record still owes a duty for the period that ends on a day. One query."""
    owed = Occurrence.objects.filter(duty__record=record.pk, duty__name=duty, last=until)
    return owed.filter(settled=None, dropped=None).exists()


def items_to_report(part: PeriodValues, rows: Rows, record: Record, day: date) -> list[Listing]:
    """List the items that a record reports, as the list stands on a day: all, or those for its own value of ``by``."""
    column: Any = rows.model._meta.get_field("item")
    return items_for_record(column.code_list, part.by, part.needed, record, day)


def is_complete(part: PeriodValues, record: Record, rows: Rows, until: date, day: date) -> bool:
    """Whether all values that are owed are there for the period that ends on a day: told, or missing in the source.

    Owed are the items that the list says are (``must``), as it stands on ``day``; without any, nothing is complete.
    """
    owed = {item.code for item in items_to_report(part, rows, record, day) if item.values.get(part.must)}
    return bool(owed) and owed <= set(rows_of_record(rows, record).filter(until=until).values_list("item", flat=True))


def lacking_values(part: PeriodValues, rows: Rows, record: Record, until: date, day: date) -> list[str]:
    """Name the items that are owed for the period that ends on a day and have no value: not reported, or missing."""
    known = rows_of_record(rows, record).filter(until=until, missing=False).values_list("item", flat=True)
    there = set(known)
    return [
        item.word
        for item in items_to_report(part, rows, record, day)
        if item.values.get(part.must) and item.code not in there
    ]
