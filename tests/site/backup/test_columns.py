"""A value comes back from a backup as it was, through either database."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps

from luoshi.site.backup.columns import (
    KINDS,
    BackupColumn,
    canonical_row_bytes,
    encode_backup_row,
    for_postgresql,
    for_sqlite,
    neutral_value,
)

pytestmark = pytest.mark.database("sqlite")  # what no database knows

SHANGHAI = timezone(timedelta(hours=8))
ONE = UUID("12345678-1234-5678-1234-567812345678")
# Kind; as SQLite gives it, as PostgreSQL does; as it stands in the file; as SQLite gets it, as PostgreSQL does.
VALUES: list[tuple[str, Any, Any, Any, Any, Any]] = [
    ("int", 2**62, 2**62, 2**62, 2**62, 2**62),
    ("text", "落实\u2028\t", "落实\u2028\t", "落实\u2028\t", "落实\u2028\t", "落实\u2028\t"),
    ("bool", 1, True, True, 1, True),
    ("date", "2026-03-20", date(2026, 3, 20), "2026-03-20", "2026-03-20", "2026-03-20"),
    (
        "moment",
        "2026-03-20 02:00:00",
        datetime(2026, 3, 20, 10, tzinfo=SHANGHAI),
        "2026-03-20T02:00:00.000000+00:00",
        "2026-03-20 02:00:00",
        "2026-03-20T02:00:00.000000+00:00",
    ),
    (
        "moment",
        "2026-03-20 02:00:00.000001",
        datetime(2026, 3, 20, 2, 0, 0, 1, tzinfo=UTC),
        "2026-03-20T02:00:00.000001+00:00",
        "2026-03-20 02:00:00.000001",
        "2026-03-20T02:00:00.000001+00:00",
    ),
    ("bytes", b"\0\xff", memoryview(b"\0\xff"), "AP8=", b"\0\xff", b"\0\xff"),
    ("uuid", ONE.hex, ONE, str(ONE), ONE.hex, str(ONE)),
    ("decimal", 12.5, "12.50", "12.50", "12.50", "12.50"),
    ("json", '{"b": [1.5, null], "a": "落实"}', '{"b": [1.5, null], "a": "落实"}', [{"b": [1.5, None], "a": "落实"}],
     json.dumps({"b": [1.5, None], "a": "落实"}), json.dumps({"b": [1.5, None], "a": "落实"})),
    ("json", "null", "null", [None], "null", "null"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "sqlite", "postgresql", "kept", "to_sqlite", "to_postgresql"), VALUES)
def test_a_value_is_kept_alike_from_both_and_brought_back(
    kind: str, sqlite: Any, postgresql: Any, kept: Any, to_sqlite: Any, to_postgresql: Any
) -> None:
    column = BackupColumn("x", kind, 2)
    assert neutral_value(column, sqlite) == neutral_value(column, postgresql) == kept
    read = json.loads(encode_backup_row([kept]))[0]
    assert (for_sqlite(column, read), for_postgresql(column, read)) == (to_sqlite, to_postgresql)


@pytest.mark.parametrize("kind", sorted(set(KINDS.values())))
def test_nothing_stays_nothing(kind: str) -> None:
    column = BackupColumn("x", kind)
    assert (neutral_value(column, None), for_sqlite(column, None), for_postgresql(column, None)) == (None, None, None)


@pytest.mark.parametrize(
    ("kind", "value"),
    [("int", "7"), ("int", 7.0), ("text", b"x"), ("text", 7), ("bool", 2), ("bool", "t"), ("date", "gestern"),
     ("date", 20260320), ("moment", "2026-13-01 00:00:00"), ("uuid", "x"), ("decimal", "x"), ("json", "{")],
)  # fmt: skip
def test_what_a_column_cannot_hold_is_refused_not_made_to_fit(kind: str, value: Any) -> None:
    with pytest.raises((ValueError, TypeError, ArithmeticError)):
        neutral_value(BackupColumn("x", kind, 2), value)


def test_rows_are_alike_whatever_order_a_database_gives_to_keys_of_json() -> None:
    columns = [BackupColumn("a", "int"), BackupColumn("b", "json")]
    one, two = [1, [{"x": {"q": 1.0, "p": 2}, "a": 1}]], [1, [{"a": 1, "x": {"p": 2, "q": 1}}]]
    assert (
        canonical_row_bytes(one, columns)
        == canonical_row_bytes(two, columns)
        != canonical_row_bytes([1, [{"a": 2}]], columns)
    )


def test_every_column_of_every_model_is_of_a_kind_that_backups_know() -> None:
    unknown = [
        f"{model._meta.db_table}.{field.column}: {kept.get_internal_type()}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_concrete_fields
        if (kept := _end(field)).get_internal_type() not in KINDS
    ]
    assert unknown == []


def _end(field: Any) -> Any:
    return _end(field.target_field) if field.remote_field else field
