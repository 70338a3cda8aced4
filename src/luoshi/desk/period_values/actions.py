"""Replace a former value of the same item and period by the one that was entered."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.rows.queries import rows_of_record


def drop_former_values(record: Record, rows: Rows, item: str, until: date, kept: Collection[int]) -> None:
    """Delete the values of an item and period but the kept ones; the entries by which they came still say them."""
    rows_of_record(rows, record).filter(item=item, until=until).exclude(pk__in=kept).delete()
