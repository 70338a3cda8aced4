"""Database triggers: some make tables append-only, some renew a token whenever a table changes, some derive rows.

Migrations lose triggers when SQLite rebuilds a table, so triggers are not part of migrations: one idempotent function
installs them after every migrate and after a restore, and ``doctor`` and ``serve`` check that they exist.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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


@dataclass(frozen=True)
class DerivingTrigger:
    """A statement that runs for each row after an event, as SQL on NEW that both databases take.

    Attributes:
        event: "INSERT", or "UPDATE OF" some columns.
        when: the rows for which it runs, as SQL on NEW; "": all.
    """

    name: str
    table: str
    event: str
    statement: str
    when: str = ""


@dataclass(frozen=True)
class DerivedTable:
    """A table whose rows are derived from other tables by triggers, so that no writer can forget them.

    Attributes:
        needs: all tables that the statements name.
        renew: statements that derive all rows again. They run if a trigger was missing when it is installed.
    """

    table: str
    needs: tuple[str, ...]
    triggers: tuple[DerivingTrigger, ...]
    renew: tuple[str, ...]


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
    AppendOnlyTable("records_recognisedtext"),
    AppendOnlyTable("records_documentfile"),
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
DERIVED: list[DerivedTable] = []  # rooms above add theirs


def install_append_triggers(using: str = DEFAULT_DB_ALIAS, **_: object) -> None:
    """Install every trigger again for the tables that exist. Also a receiver of ``post_migrate``."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    missing = set(missing_append_triggers(using))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for function, body in append_trigger_functions().items():
                cursor.execute(
                    f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
                )
        for trigger in _wanted(connection.vendor):
            if tables.issuperset(trigger.needs):
                _drop(trigger, cursor, connection.vendor)
                cursor.execute(trigger.make)
        for derived in DERIVED:
            if tables.issuperset(derived.needs) and not missing.isdisjoint(
                trigger.name for trigger in derived.triggers
            ):
                for statement in derived.renew:
                    cursor.execute(statement)
    if _MARK in tables:  # renew the token: rows may have changed while the triggers were missing
        apps.get_model("org.UnitsMark")._default_manager.using(using).update_or_create(
            pk=1, defaults={"token": uuid4()}
        )


def drop_deriving_triggers(using: str = DEFAULT_DB_ALIAS, *, plan: Sequence[object] = (), **_: object) -> None:
    """Drop the triggers that derive rows before migrations run. A receiver of ``pre_migrate``.

    SQLite renames no table while a trigger names one that is just being rebuilt.
    """
    connection = connections[using]
    if plan and connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for trigger in _derives(connection.vendor):
                _drop(trigger, cursor, connection.vendor)


def _drop(trigger: _Trigger, cursor: CursorWrapper, vendor: str) -> None:
    on = f" ON {trigger.table}" if vendor == "postgresql" else ""
    cursor.execute(f"DROP TRIGGER IF EXISTS {trigger.name}{on}")


def missing_append_triggers(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Return the names of triggers that are missing or differ from their definition.

    On SQLite, ``recursive_triggers`` is also listed if it is off: REPLACE would then bypass the triggers. On PostgreSQL
    the trigger's function is compared, not its condition.
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        there = _THERE[connection.vendor](cursor)
        loose = connection.vendor == "sqlite" and not _pragma(cursor, "recursive_triggers")
    bodies = append_trigger_functions()
    gone = [
        trigger.name
        for trigger in _wanted(connection.vendor)
        if there.get(trigger.name) != (trigger.make if connection.vendor == "sqlite" else bodies[trigger.function])
    ]
    return gone + ["recursive_triggers"] * loose


def append_trigger_statements(vendor: str) -> Iterator[str]:
    """Return the statements that create every trigger."""
    return (trigger.make for trigger in _wanted(vendor))


def append_trigger_functions() -> dict[str, str]:
    """Return the functions that the triggers call on PostgreSQL, with their bodies."""
    derived = (trigger for table in DERIVED for trigger in table.triggers)
    return _BODIES | {_function(trigger): f" BEGIN {trigger.statement}; RETURN NULL; END " for trigger in derived}


@dataclass(frozen=True)
class _Trigger:
    table: str
    name: str
    make: str
    function: str  # that it calls on PostgreSQL; on SQLite the trigger contains its body
    needs: frozenset[str]  # tables without which it cannot be installed


def _wanted(vendor: str) -> Iterator[_Trigger]:
    """Yield every trigger that should exist."""
    keeps, marks = (_keeps_on_sqlite, _marks_on_sqlite) if vendor == "sqlite" else (_keeps, _marks)
    for kept in KEPT:
        alone = frozenset({kept.table})
        yield from (_Trigger(kept.table, name, make, _APPEND_ONLY, alone) for name, make in keeps(kept).items())
    for table in MARKED:
        needs = frozenset({table, _MARK})
        yield from (_Trigger(table, name, make, _MARKS, needs) for name, make in marks(table).items())
    yield from _derives(vendor)


def _derives(vendor: str) -> Iterator[_Trigger]:
    """Yield the triggers of derived tables."""
    for derived in DERIVED:
        for trigger in derived.triggers:
            when = f" WHEN ({trigger.when})" if trigger.when else ""
            make = f"CREATE TRIGGER {trigger.name} AFTER {trigger.event} ON {trigger.table}"
            if vendor == "sqlite":
                make += f"{when} BEGIN {trigger.statement}; END"
            else:
                make += f" FOR EACH ROW{when} EXECUTE FUNCTION {_function(trigger)}()"
            yield _Trigger(trigger.table, trigger.name, make, _function(trigger), frozenset(derived.needs))


def _function(one: DerivingTrigger) -> str:
    return f"luoshi_{one.name}"


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
