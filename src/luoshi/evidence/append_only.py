"""Database triggers: some make tables append-only, some renew a token whenever a table changes.

Migrations lose triggers when SQLite rebuilds a table, so triggers are not part of migrations: one idempotent function
installs them after every migrate and after a restore, and ``doctor`` and ``serve`` check that they exist.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.utils import CursorWrapper


@dataclass(frozen=True)
class AppendOnlyTable:
    """An append-only table; ``unless`` is the one UPDATE that is allowed, as SQL on OLD and NEW."""

    table: str
    unless: str = ""


# Allowed updates: emptying a payload with an entry that says so; closing a dated row's validity; taking an act back.
_EMPTIED = (
    "NEW.entry_id = OLD.entry_id AND OLD.data IS NOT NULL AND NEW.data IS NULL AND NEW.salt IS NULL "
    "AND OLD.erased_by_id IS NULL AND NEW.erased_by_id IS NOT NULL"
)
_ENDED = (
    "NEW.id = OLD.id AND NEW.unit_id = OLD.unit_id AND NEW.start = OLD.start AND NEW.until = OLD.until "
    "AND NEW.known_from = OLD.known_from AND NEW.known_to < OLD.known_to{more}"
)
_TAKEN_BACK = (
    "NEW.id = OLD.id AND NEW.duty_id = OLD.duty_id AND NEW.entry_id = OLD.entry_id AND NEW.day = OLD.day "
    "AND COALESCE(NEW.period, '0001-01-01') = COALESCE(OLD.period, '0001-01-01') "
    "AND OLD.taken_back_id IS NULL AND NEW.taken_back_id IS NOT NULL"
)
KEPT = [
    AppendOnlyTable("records_entry"),
    AppendOnlyTable("records_payload", _EMPTIED),
    AppendOnlyTable("records_seal"),
    AppendOnlyTable("records_witness"),
    AppendOnlyTable("records_act", _TAKEN_BACK),
    AppendOnlyTable("records_document"),
    AppendOnlyTable("records_span"),
    AppendOnlyTable("records_listversion"),
    AppendOnlyTable("records_term"),
    AppendOnlyTable(
        "org_placement", _ENDED.format(more=" AND NEW.ancestor_id = OLD.ancestor_id AND NEW.depth = OLD.depth")
    ),
    AppendOnlyTable("org_unitname", _ENDED.format(more=" AND NEW.name = OLD.name AND NEW.short = OLD.short")),
]  # lines of work declare their own
MARKED = ["org_unit", "org_unitname", "org_placement"]  # any change of their rows renews the token in UnitsMark
_MARK = "org_unitsmark"  # the table of UnitsMark


def install_append_triggers(using: str = DEFAULT_DB_ALIAS, **_: object) -> None:
    """Install every trigger again for the tables that exist. Also a receiver of ``post_migrate``."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for function, body in _BODIES.items():
                cursor.execute(
                    f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
                )
        for trigger in _wanted(connection.vendor):
            if trigger.table in tables and (trigger.function != _MARKS or _MARK in tables):
                on = f" ON {trigger.table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {trigger.name}{on}")
                cursor.execute(trigger.make)
    if _MARK in tables:  # renew the token: rows may have changed while the triggers were missing
        apps.get_model("org.UnitsMark")._default_manager.using(using).update_or_create(
            pk=1, defaults={"token": uuid4()}
        )


def missing_append_triggers(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Return the names of triggers that are missing or differ from their definition.

    On SQLite, ``recursive_triggers`` is also listed if it is off: REPLACE would then bypass the triggers. On PostgreSQL
    the trigger's function is compared, not its condition.
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        there = _THERE[connection.vendor](cursor)
        loose = connection.vendor == "sqlite" and not _pragma(cursor, "recursive_triggers")
    gone = [
        trigger.name
        for trigger in _wanted(connection.vendor)
        if there.get(trigger.name) != (trigger.make if connection.vendor == "sqlite" else _BODIES[trigger.function])
    ]
    return gone + ["recursive_triggers"] * loose


def append_trigger_statements(vendor: str) -> Iterator[str]:
    """Return the statements that create every trigger."""
    return (trigger.make for trigger in _wanted(vendor))


def append_trigger_functions() -> dict[str, str]:
    """Return the functions that the triggers call on PostgreSQL, with their bodies."""
    return dict(_BODIES)


@dataclass(frozen=True)
class _Trigger:
    table: str
    name: str
    make: str
    function: str  # that it calls on PostgreSQL; on SQLite the trigger contains its body


def _wanted(vendor: str) -> Iterator[_Trigger]:
    """Yield every trigger that should exist."""
    keeps, marks = (_keeps_on_sqlite, _marks_on_sqlite) if vendor == "sqlite" else (_keeps, _marks)
    for kept in KEPT:
        yield from (_Trigger(kept.table, name, make, _APPEND_ONLY) for name, make in keeps(kept).items())
    for table in MARKED:
        yield from (_Trigger(table, name, make, _MARKS) for name, make in marks(table).items())


def _keeps_on_sqlite(kept: AppendOnlyTable) -> dict[str, str]:
    whens = {"update": f" WHEN ({kept.unless}) IS NOT TRUE" if kept.unless else "", "delete": ""}
    return {
        (name := f"{kept.table}_no_{event}"): f"CREATE TRIGGER {name} BEFORE {event.upper()} ON {kept.table}{when} "
        f"BEGIN SELECT RAISE(ABORT, '{kept.table} is append-only'); END"
        for event, when in whens.items()
    }


def _keeps(kept: AppendOnlyTable) -> dict[str, str]:
    whens = {
        "update": f"FOR EACH ROW WHEN (({kept.unless}) IS NOT TRUE)" if kept.unless else "FOR EACH ROW",
        "delete": "FOR EACH ROW",
        "truncate": "FOR EACH STATEMENT",
    }
    return {
        (name := f"{kept.table}_no_{event}"): f"CREATE TRIGGER {name} BEFORE {event.upper()} ON {kept.table} {how} "
        f"EXECUTE FUNCTION {_APPEND_ONLY}()"
        for event, how in whens.items()
    }


def _marks_on_sqlite(table: str) -> dict[str, str]:
    return {
        (name := f"{table}_marks_{event}"): f"CREATE TRIGGER {name} AFTER {event.upper()} ON {table} "
        f"BEGIN UPDATE {_MARK} SET token = lower(hex(randomblob(16))); END"
        for event in ("insert", "update", "delete")
    }


def _marks(table: str) -> dict[str, str]:
    name = f"{table}_marks"  # per statement: per row, thousands of units would write as many versions of one row
    return {
        name: f"CREATE TRIGGER {name} AFTER INSERT OR UPDATE OR DELETE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {_MARKS}()"
    }


def _there_on_sqlite(cursor: CursorWrapper) -> dict[str, str]:
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    return dict(cursor.fetchall())


def _there_on_postgresql(cursor: CursorWrapper) -> dict[str, str]:
    cursor.execute(
        "SELECT tgname, prosrc FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid "
        "WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    )
    return dict(cursor.fetchall())


def _pragma(cursor: CursorWrapper, name: str) -> int:
    cursor.execute(f"PRAGMA {name}")
    return int(cursor.fetchone()[0])


_APPEND_ONLY = "luoshi_append_only"
_MARKS = "luoshi_marks_units"
_BODIES = {
    _APPEND_ONLY: " BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME "
    "USING ERRCODE = 'integrity_constraint_violation'; END ",
    _MARKS: f" BEGIN UPDATE {_MARK} SET token = gen_random_uuid(); RETURN NULL; END ",
}
_THERE = {"sqlite": _there_on_sqlite, "postgresql": _there_on_postgresql}
