"""Rows inside a record in the API: each with its id and its typed columns, masked where so declared."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models
from pydantic import BaseModel, Field, create_model

from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.kinds.forms.row_words import label_of, value_of
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.models import Record, Row
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.rows.queries import attach_record, rows_of_record
from luoshi.org.api.responses import ApiModel


def row_of(kind: CompiledKind, part: Rows) -> Any:
    """Return the model of a row."""
    own = {name: (_type(part, name), Field(title=label_of(part, name))) for name in part.page_columns}
    name = f"{kind.name.capitalize()}{part.name.capitalize()}"
    return create_model(f"{name}Line", __base__=ApiModel, id=(int, ...), **own)  # type: ignore[call-overload]


def list_of(kind: CompiledKind, part: Rows) -> type[BaseModel]:
    """Return the model of a page of rows."""
    name = f"{kind.name.capitalize()}{part.name.capitalize()}"
    row: Any = row_of(kind, part)
    whole = {"total": (int, ...), "limit": (int, ...), "offset": (int, ...), "rows": (list[row], ...)}
    made: type[BaseModel] = create_model(f"{name}List", __base__=ApiModel, **whole)  # type: ignore[call-overload]
    return made


def few_of(kind: CompiledKind) -> dict[str, Any]:
    """Return the part of a record's model that holds its small row sets, by name."""
    few = {part.name: (list[row_of(kind, part)], Field(title=str(part.label))) for part in _few(kind)}  # type: ignore[misc]
    if not few:
        return {}
    name = f"{kind.name.capitalize()}Inside"
    return {"rows": (create_model(name, __base__=ApiModel, **few), ...)}  # type: ignore[call-overload]


def serialize_inline_rows(record: Record) -> dict[str, Any]:
    """Return the same part of a record. One query for each row set."""
    kind = kind_of(record)
    found = {part.name: serialize_child_rows(part, record, rows_of_record(part, record)) for part in _few(kind)}
    return {"rows": found} if found else {}


def _few(kind: CompiledKind) -> list[Rows]:
    return [part for part in kind.every(Rows) if not part.large]


def serialize_child_rows(part: Rows, record: Record, found: Iterable[Row]) -> list[dict[str, Any]]:
    """Return these rows of a record for JSON. No query besides that of the rows."""
    return [
        {"id": row.pk, **{name: _value(part, row, name) for name in part.page_columns}}
        for row in attach_record([*found], record)
    ]


def _value(part: Rows, row: Row, name: str) -> Any:
    """Return a column's value for JSON: a choice by key, exact numbers as text, a link as its number."""
    value = getattr(row, name)
    if name in part.masks or isinstance(value, models.Model):
        return value_of(part, row, name)
    if value is None or isinstance(value, bool | int | str | date):
        return value
    return plain_text(value)


def _type(part: Rows, name: str) -> Any:
    column: Any = part.model._meta.get_field(name)
    if name in part.masks:
        return str
    kept: Any = str  # a link is given as its number
    if isinstance(column, models.BooleanField):
        kept = bool
    elif isinstance(column, models.IntegerField) and isinstance(column.to_python("0"), int):
        kept = int  # exact decimals stored as integers are given as text
    elif isinstance(column, models.DateField):
        kept = date
    return kept | None if column.null else kept
