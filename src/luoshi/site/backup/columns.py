"""Columns and their values in a database-independent form: what a backup contains, line by line.

A row is a JSON array. Numbers and booleans are JSON's own; dates and times are ISO 8601, times in UTC with
microseconds; bytes are Base64; decimals are text; a JSON value is wrapped in a list, so that it differs from NULL.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

# By Django's internal field type. Other types stop a backup: better no backup than one that lacks a column.
KINDS = {
    **dict.fromkeys(("AutoField", "BigAutoField", "SmallAutoField", "IntegerField", "BigIntegerField"), "int"),
    **dict.fromkeys(("SmallIntegerField", "PositiveIntegerField", "PositiveSmallIntegerField"), "int"),
    "PositiveBigIntegerField": "int",
    **dict.fromkeys(("CharField", "TextField", "SlugField", "GenericIPAddressField", "FileField"), "text"),
    "BooleanField": "bool",
    "DateField": "date",
    "DateTimeField": "moment",
    "BinaryField": "bytes",
    "UUIDField": "uuid",
    "DecimalField": "decimal",
    "JSONField": "json",
}


@dataclass(frozen=True)
class BackupColumn:
    """A column and its type: one of the values of ``KINDS``; ``places`` of a decimal."""

    name: str
    kind: str
    places: int = 0


def neutral_value(column: BackupColumn, value: object) -> object:
    """Convert a database value to plain form. SQLite gives text for dates and times, PostgreSQL Python's own types.

    Raises:
        ValueError: such a column cannot hold it; SQLite accepts any value in any column.
    """
    if value is None:
        return None
    kind = column.kind
    if kind == "int":
        if type(value) is not int:
            raise ValueError(value)
        return value
    if kind == "text":
        if not isinstance(value, str):
            raise ValueError(value)
        return value
    return _NEUTRAL[kind](value, column)


def _bool(value: object, _column: BackupColumn) -> bool:
    if value not in (0, 1):
        raise ValueError(value)
    return bool(value)


def _date(value: date | str, _column: BackupColumn) -> str:
    return (value if isinstance(value, date) else date.fromisoformat(value)).isoformat()


def _moment(value: datetime | str, _column: BackupColumn) -> str:
    at = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    at = at if at.tzinfo else at.replace(tzinfo=UTC)  # SQLite stores UTC without a time zone
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _bytes(value: bytes | memoryview, _column: BackupColumn) -> str:
    return b64encode(bytes(value)).decode()


def _uuid(value: UUID | str, _column: BackupColumn) -> str:
    return str(value if isinstance(value, UUID) else UUID(value))


def _decimal(value: object, column: BackupColumn) -> str:
    return str(Decimal(str(value)).quantize(Decimal(1).scaleb(-column.places)))


def _json(value: str | bytes, _column: BackupColumn) -> list[object]:
    return [json.loads(value)]


_NEUTRAL: dict[str, Callable[[Any, BackupColumn], object]] = {
    "bool": _bool,
    "date": _date,
    "moment": _moment,
    "bytes": _bytes,
    "uuid": _uuid,
    "decimal": _decimal,
    "json": _json,
}


def for_sqlite(column: BackupColumn, value: Any) -> Any:
    """Convert a plain value to the form in which Django stores it on SQLite."""
    if value is None:
        return None
    match column.kind:
        case "bool":
            return int(value)
        case "moment":
            return str(datetime.fromisoformat(value).replace(tzinfo=None))
        case "bytes":
            return b64decode(value)
        case "uuid":
            return UUID(value).hex
        case "json":
            return json.dumps(value[0])
    return value


def for_postgresql(column: BackupColumn, value: Any) -> object:
    """Convert a plain value for PostgreSQL's COPY, which reads text."""
    if value is None:
        return None
    match column.kind:
        case "bytes":
            return b64decode(value)
        case "json":
            return json.dumps(value[0])
    return value


def encode_backup_row(row: Sequence[object]) -> bytes:
    """Encode a row as a line of a backup."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def canonical_row_bytes(row: Sequence[object], columns: Sequence[BackupColumn]) -> bytes:
    """Return the row in a form that is the same on both databases: PostgreSQL reorders the keys of JSON."""
    if not any(column.kind == "json" for column in columns):
        return encode_backup_row(row)
    told = [_ordered(value) if column.kind == "json" else value for column, value in zip(columns, row, strict=True)]
    return encode_backup_row(told)


def _ordered(value: object) -> object:
    if isinstance(value, dict):
        return {key: _ordered(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return [_ordered(part) for part in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
