"""Write which rows a transaction changed, before it commits; adopt the existing rows when comparison begins."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.evidence.journal.actions.seals import seal_all, sign_tree
from luoshi.evidence.journal.queries.seals import guard_reading
from luoshi.evidence.journal.queries.verified import last_verified
from luoshi.evidence.journal.rules.proof import IntegrityFinding
from luoshi.evidence.witness import triggers
from luoshi.evidence.witness.models import Watching
from luoshi.evidence.witness.queries.differences import row_differences
from luoshi.evidence.witness.queries.rows import (
    ONE,
    AdoptedShapes,
    WatchingError,
    adopted_fingerprint,
    adopted_shapes,
    current_rows,
    is_witnessed,
    rows_in_key_order,
    witness_mac,
)
from luoshi.evidence.witness.queries.schema import described_digest
from luoshi.evidence.witness.queries.schema import list_schema_differences as schema_differences
from luoshi.evidence.witness.rules.rows import (
    Plain,
    RowKey,
    Shape,
    column_tags,
    mac_of_values,
    row_mac,
    shapes_fingerprint,
)
from luoshi.evidence.witness.tables import table_shapes

PIECE = 1000  # rows per witness
NAMED = 100  # differences that the entry of an adoption lists
Said = tuple[str, RowKey, str, str, str]  # table, key, MAC before, MAC after, tags
_ID = {
    "sqlite": "SELECT coalesce(max(id), 0) + 1 FROM records_witness",
    "postgresql": "SELECT nextval('records_witness_id_seq')",
}
_INSERT = "INSERT INTO records_witness (id, entry_id, adopts, shapes, rows, mac) VALUES (%s, %s, %s, %s, %s, %s)"


def write_witness(base: BaseDatabaseWrapper) -> None:
    """Write a witness of the rows that the open transaction changed. ``base``: its connection.

    Three statements at most, which bypass Django's cursor, since this is part of every commit.
    """
    if not is_witnessed(base):
        return
    noted, entries, number = triggers.touched_rows(base)
    if not noted:
        triggers.forget_transaction(base)
        return
    with base.wrap_database_errors:
        said = list(_said(base, noted))
        for first in range(0, len(said), PIECE):
            piece = said[first : first + PIECE]
            _write(base, piece, max(entries, default=None), adopts=False, number=number if first == 0 else None)
    triggers.forget_transaction(base)


def _said(base: BaseDatabaseWrapper, noted: triggers.Touched) -> Iterator[Said]:
    key, all_shapes = settings.JOURNAL_KEY, table_shapes()
    keys = defaultdict[str, list[RowKey]](list)
    for table, pk in noted:
        keys[table].append(pk)
    found = current_rows(base, {all_shapes[table]: some for table, some in keys.items()})
    for (table, row_key), was in noted.items():
        shape = all_shapes[table]
        before, after = _plain(shape, was), found.get((table, row_key))
        if before != after:
            yield (
                table,
                row_key,
                row_mac(key, shape, before) if before is not None else "",
                row_mac(key, shape, after) if after is not None else "",
                column_tags(key, shape, after) if after is not None else "",
            )


def _plain(shape: Shape, was: triggers.Noted) -> list[Plain] | None:
    if was is None:
        return None
    return shape.of(was) if isinstance(was, dict) else shape.sqlite_values(was)


def _write(
    base: BaseDatabaseWrapper, said: Iterable[Said], entry: int | None, *, adopts: bool, number: int | None = None
) -> None:
    by_table: dict[str, list[list[RowKey]]] = {}
    for table, key, before, after, told in said:
        by_table.setdefault(table, []).append([key, before, after, told])
    all_shapes = table_shapes()
    named = json.dumps({table: all_shapes[table].id for table in by_table}, separators=(",", ":"))
    rows = json.dumps(by_table, separators=(",", ":"))
    if number is None:
        number = base.connection.execute(_ID[base.vendor]).fetchone()[0]
    made = witness_mac(settings.JOURNAL_KEY, number, entry, adopts, named, rows)
    insert = _INSERT if base.vendor == "postgresql" else _INSERT.replace("%s", "?")
    base.connection.execute(insert, (number, entry, adopts, named, rows, made))


def adopt_all_rows(at: datetime, *, before: Mapping[str, object]) -> None:
    """Adopt all existing rows as the basis of later comparisons, in one journaled act. Other writes wait for it.

    Waiting entries are sealed first, with or without a MAC: earlier versions wrote none.

    Args:
        before: The findings of a comparison just before, for the entry: no change is adopted silently.
    """
    was = adopted_shapes()
    if was is None:
        seal_all(trusting=True)
        sign_tree()
    all_shapes = table_shapes()
    key, base = settings.JOURNAL_KEY, connection
    base.ensure_connection()
    with transaction.atomic():
        if base.vendor == "postgresql":
            tables = ", ".join(all_shapes)
            base.connection.execute(f"LOCK TABLE {tables} IN SHARE MODE")
        triggers.create_triggers(base, all_shapes.values())
        given = {"tables": sorted(all_shapes), "before": dict(before)}
        entry = journal_act("journal", "journal.adopt", PROGRAM, given, at=at)
        for shape in all_shapes.values():
            for some in rows_in_key_order(base, shape, PIECE):
                said = [
                    (shape.table, pk, "", row_mac(key, shape, plain), column_tags(key, shape, plain))
                    for pk, plain in some
                ]
                _write(base, said, entry.pk, adopts=True)
        _begin(entry.pk, was, all_shapes)
        triggers.forget_transaction(base)
    is_witnessed(base, anew=True)


def _begin(entry: int, was: AdoptedShapes | None, now: Mapping[str, Shape]) -> None:
    every = [*(was.ever.values() if was else ()), *now.values()]
    said = {
        "now": [shape.id for shape in now.values()],
        "ever": {shape.id: [shape.table, shape.key, shape.columns] for shape in every},
    }
    row = Watching(pk=ONE, fingerprint=shapes_fingerprint(now.values()), since_id=entry)
    row.shapes = json.dumps(said, separators=(",", ":"), sort_keys=True)
    row.mac = mac_of_values(settings.JOURNAL_KEY, "watching", row.fingerprint, row.since_id, row.shapes)
    row.save()


def migrate_witnessed(at: datetime, *, foreign: bool = False) -> None:
    """Migrate the tables to this version. Rows already under comparison are compared before and adopted again after.

    Args:
        foreign: Migrate even if the key is another: nothing is compared then and all triggers are removed, which
            verification reports.

    Raises:
        WatchingError: The key is another.
    """
    connection.ensure_connection()
    compared = bool(adopted_fingerprint(connection))
    if compared and foreign and not _ours():
        remove_triggers()
        compared = False
    before = before_migrating() if compared else {}
    call_command("migrate", verbosity=0, interactive=False)
    if compared:  # even if no columns changed: a migration may have changed rows
        adopt_all_rows(at, before=before)


def _ours() -> bool:
    try:
        adopted_shapes()
    except WatchingError:
        return False
    return True


def brought_back() -> None:
    """Recreate the triggers on newly created tables, as in the version that compared them.

    Raises:
        WatchingError: The key is another.
    """
    if found := adopted_shapes():
        connection.ensure_connection()
        triggers.create_triggers(connection, found.now.values())
    is_witnessed(connection, anew=True)


def remove_triggers() -> None:
    """Remove the triggers before tables are rebuilt or dropped: until they are created again, nothing is witnessed."""
    connection.ensure_connection()
    triggers.take_off(connection)
    triggers.forget_transaction(connection)
    connection.luoshi_watched = False  # type: ignore[attr-defined]


def before_migrating() -> dict[str, object]:
    """Compare all rows as the previous version left them, and remove the triggers.

    Return the findings for ``adopt_all_rows``.

    Raises:
        WatchingError: The key is another.
    """
    if adopted_shapes() is None:
        return {}
    found = _differing()
    remove_triggers()
    return _named(found)


def _differing() -> list[IntegrityFinding]:
    return [finding for finding in guard_reading("rows", row_differences) if finding is not None and finding.is_broken]


def _named(found: Sequence[IntegrityFinding]) -> dict[str, object]:
    """Return a summary of the findings, for the entry of an adoption."""
    return {
        "found": len(found),
        "first": [[finding.code, *map(str, finding.values.values())] for finding in found[:NAMED]],
    }


def after_migrating(at: datetime, before: Mapping[str, object]) -> None:
    """Adopt all rows if they never were, or if the tables changed: then compare them first.

    Raises:
        WatchingError: The key is another.
    """
    connection.ensure_connection()
    was = adopted_shapes()
    if was is None:
        adopt_all_rows(at, before=before)
    elif adopted_fingerprint(connection) != shapes_fingerprint(table_shapes().values()):
        adopt_all_rows(at, before=before or _named(_differing()))
    elif triggers.missing_triggers(connection, table_shapes().values()):
        triggers.create_triggers(connection, table_shapes().values())
    is_witnessed(connection, anew=True)


def schema_at_start(at: datetime) -> list[str]:
    """Return and journal what in the schema differs from the migrations; what the start recreates is still reported.

    If the last verification found the same schema intact, nothing more is queried.
    """
    if described_digest() == last_verified(at).schema:
        return []
    found = [f"{difference.thing} ({difference.how})" for difference in schema_differences()]
    if found:
        with transaction.atomic():
            given = {"count": len(found), "things": found[:NAMED]}
            journal_act("journal", "journal.schema", PROGRAM, given, at=at)
    return found
