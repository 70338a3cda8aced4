"""The rows of a record, and their totals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Count, QuerySet, Sum

from luoshi.kernel.kinds.forms.row_words import lacks_of
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.models import Record, Row, row_model


def rows_of_record(part: Rows, record: Record) -> QuerySet[Any]:
    """Return the rows of a record in order; none once its content is erased."""
    return row_model(part).list_rows(record)


def rows_of_all(part: Rows, records: QuerySet[Record]) -> QuerySet[Any]:
    """Return the rows of all these records, with the records, by record number."""
    model = row_model(part)
    pointing = [field.name for field in model._meta.concrete_fields if field.is_relation]
    found = model._default_manager.filter(record__in=records.order_by().values("pk"))
    return found.select_related(*pointing).order_by("record__number", "record", "place", "pk")


def attach_record(rows: Sequence[Row], record: Record) -> list[Row]:
    """Set the record on its rows, which saves loading it again; return them as a list."""
    for row in rows:
        row.record = record
    return list(rows)


def lacking_of(part: Rows, record: Record) -> Iterator[str]:
    """Yield the shortfalls of stored rows in minimum number and sums. One query."""
    adds = {f"sum_{name}": Sum(name) for name in part.sums} | {f"known_{name}": Count(name) for name in part.sums}
    found = row_model(part)._default_manager.filter(record=record.pk).aggregate(n=Count("pk"), **adds)
    unset = {name: found["n"] - found[f"known_{name}"] for name in part.sums}
    yield from lacks_of(part, found["n"], unset, {name: found[f"sum_{name}"] or 0 for name in part.sums})
