"""Masked columns of rows, in plain words for whoever may see them."""

from __future__ import annotations

from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.kinds.fields import DisplayField
from luoshi.kernel.kinds.forms.row_words import label_of, value_of
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.models import Record, row_model
from luoshi.kernel.kinds.registry import kind_of


def row_column_field(record: Record, path: str) -> DisplayField:
    """Return a masked column of all rows of a record, "visits.income", each after its row's first column. One query."""
    name, _dot, column = path.partition(".")
    part = next(rows for rows in kind_of(record).every(Rows) if rows.name == name)
    rows = row_model(part).list_rows(record)
    first = next((column for column in part.page_columns if column not in part.masks), "")
    told = [(value_of(part, row, first) if first else "", plain_text(getattr(row, column))) for row in rows]
    words = "; ".join(" ".join(filter(None, pair)) for pair in told if pair[1])
    return DisplayField(path, f"{part.label}: {label_of(part, column)}", words)
