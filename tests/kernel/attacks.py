"""What an administrator of the database does with sqlite3 or psql at hand, and how verify must tell of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from entries import run
from luoshi.evidence.witness.tables import table_shapes
from luoshi.kernel.kinds.models import Record

FORGED_IMPORT = (
    "INSERT INTO records_importrun (id, name, sha256, count, rows, at, state, written, said, kind, person_id, told, "
    'step, earlier, files, layout, "left") '
    "SELECT 900, 'x', '', 1, '', opened, 'writing', 1, '', kind, opener_id, 0, '', false, '', '', '' "
    "FROM records_record WHERE id = {record}",
    "UPDATE records_record SET batch_id = 900 WHERE id = {record}",
)


@dataclass(frozen=True)
class Attack:
    """Statements, and what one of the findings must hold: its code, and words among its values."""

    name: str
    statements: tuple[str, ...]
    code: str
    words: str = ""

    def __str__(self) -> str:
        return self.name


def carry_out(attack: Attack) -> None:
    """Do it: ``{record}``: the id of a record; ``{json}`` and the like: a table, column and row with such a value."""
    places = {"record": str(Record.objects.order_by("pk").values_list("pk", flat=True)[0])}
    for statement in attack.statements:
        if "{json" in statement:
            places |= dict(zip(("json_table", "json_key", "json_column", "json_row"), _holding("json"), strict=True))
        sql = statement
        for place, value in places.items():
            sql = sql.replace(f"{{{place}}}", value)
        with connection.cursor() as cursor:
            cursor.execute(sql)


def _holding(sort: str) -> tuple[str, str, str, str]:
    for shape in table_shapes().values():
        for column, its in shape.columns:
            if its == sort:
                with connection.cursor() as cursor:
                    cursor.execute(f'SELECT min("{shape.key}") FROM {shape.table} WHERE "{column}" IS NOT NULL')
                    (key,) = cursor.fetchone()
                if key is not None:
                    return shape.table, shape.key, column, f"'{key}'"
    raise LookupError(sort)


def unguarded() -> None:
    """No constraint and no append-only trigger holds, as for who owns the database; DDL waits for no row."""
    from entries import lift

    if connection.vendor == "postgresql":
        run("SET CONSTRAINTS ALL IMMEDIATE")
        lift()
        run("SET session_replication_role = replica")
    else:
        lift()
        run("PRAGMA defer_foreign_keys = ON")


def _change(name: str, column: str, to: str, table: str = "records_record", code: str = "row_changed") -> Attack:
    key = {"records_seal": "number", "records_payload": "entry_id"}.get(table, "id")
    where = f"{key} = (SELECT min({key}) FROM {table} WHERE {column} IS NOT NULL)"
    if table == "records_record":
        where = "id = {record}"
    return Attack(name, (f"UPDATE {table} SET {column} = {to} WHERE {where}",), code, column)


def _json(name: str, to: str) -> Attack:
    change = f"UPDATE {{json_table}} SET {{json_column}} = {to} WHERE {{json_key}} = {{json_row}}"
    return Attack(name, (change,), "row_changed")


_MODS = "SET LOCAL allow_system_table_mods = on"


def _schema(name: str, *statements: str, how: str = "foreign", words: str = "evil") -> Attack:
    return Attack(name, statements, f"schema_{how}", words)


BOTH = [
    Attack("a record out of sight by no import", ("UPDATE records_record SET batch_id = 990 WHERE id = {record}",),
            "unseen"),
    Attack("a forged import hides a record", FORGED_IMPORT, "row_put_in", "records_importrun"),
    Attack(
        "a tenure taken away", ("DELETE FROM org_tenure WHERE id = (SELECT max(id) FROM org_tenure)",), "row_gone",
            "org_tenure"
    ),
    _change("a password of another", "password", "'x'", "org_user"),
    _change("a post of another name", "title", "'x'", "org_post"),
    _change("a title", "title", "'x'"),
    _change("a due date moved", "due", "'2030-01-01'"),
    Attack("a witness taken away",
            ("DELETE FROM records_witness WHERE id = (SELECT min(id) FROM records_witness)",), "row_"),
    Attack("how tables are compared taken away", ("DELETE FROM records_watching",), "watching"),
    Attack(
        "a key of no record",
        (
            "INSERT INTO records_uniquekey (id, record_id, rule, digest, apart, place, sole) "
            "SELECT 900, {record}, 'x', 'x', '', peaks, {yes} FROM records_sealing",
        ),
        "row_put_in",
        "records_uniquekey",
    ),
    Attack(
        "a request that was never made",
        (
            "INSERT INTO records_once (id, person_id, key, asked, at) SELECT 900, (SELECT min(id) FROM org_person), "
            "'00000000000000000000000000000000', '', opened FROM records_record WHERE id = {record}",
        ),
        "row_put_in",
        "records_once",
    ),
    Attack(
        "an edit that nobody made",
        (
            "INSERT INTO ledger_edit (id, plan_id, person_id, at, name, before, after, undone) "
            "SELECT 900, {record}, (SELECT min(id) FROM org_person), opened, 'x', '{}', '{}', {no} "
            "FROM records_record WHERE id = {record}",
        ),
        "row_put_in",
        "ledger_edit",
    ),
    _schema("a view", "CREATE VIEW evil AS SELECT * FROM records_record"),
    _schema("a table", "CREATE TABLE evil (id integer)"),
    _schema("an index", "CREATE INDEX evil ON records_record (title)"),
    _schema("a column", "ALTER TABLE records_record ADD COLUMN evil integer", how="", words="records_record"),
    _schema("a unique index gone", "DROP INDEX record_of_number", how="gone", words="record_of_number"),
    _schema(
        "a unique index that is none",
        "DROP INDEX record_of_number",
        "CREATE INDEX record_of_number ON records_record (kind, number) WHERE NOT (number = '')",
        how="other",
        words="record_of_number",
    ),
    _schema("a plain index gone", "DROP INDEX records_by_decider", how="gone", words="records_by_decider"),
    _schema("a column with another name", "ALTER TABLE records_message RENAME COLUMN code TO evil", how="",
            words="records_message"),
    _schema("a table with another name", "ALTER TABLE records_lease RENAME TO evil", how="gone",
            words="records_lease"),
    _schema("a table gone", "DROP TABLE records_lease", how="gone", words="records_lease"),
    _schema("a view in a table's place", "ALTER TABLE records_lease RENAME TO evil",
            "CREATE VIEW records_lease AS SELECT * FROM evil", how="gone", words="table records_lease"),
    _schema("the index of the search gone", "DROP TABLE records_grams", how="gone", words="records_grams"),
    Attack("a compared table gone", ("DROP TABLE records_hold",), "schema_gone", "records_hold"),
]  # fmt: skip

SQLITE = [
    _change("half a unit", "unit_id", "unit_id + 0.5"),
    _change("half an opener", "opener_id", "opener_id + 0.5"),
    _change("a quarter of a version", "version", "version + 0.25"),
    _change("bytes for a number", "number", "CAST(number AS BLOB)"),
    _change("bytes for a title", "title", "CAST(title AS BLOB)"),
    _change("a moment with a T", "opened", "replace(opened, ' ', 'T')"),
    _change("a moment with its zone", "opened", "opened || '+00:00'"),
    _change("a moment as a number", "opened", "1773795723"),
    _change("a moment that is none", "opened", "'yesterday'"),
    _change("text that is no UTF-8", "title", "CAST(X'ff' AS TEXT)"),
    _change("text for a number", "unit_id", "'x' || unit_id"),
    Attack("half out of sight", ("UPDATE records_record SET batch_id = 0.5 WHERE id = {record}",), "unseen"),
    _change("a day without dashes", "start", "replace(start, '-', '') || 'x'", "org_tenure"),
    _change("a day with its hour", "start", "start || ' 00:00:00'", "org_tenure"),
    _change("a truth of two", "is_active", "2", "org_user"),
    _json("bytes for JSON", "CAST({json_column} AS BLOB)"),
    _json("JSON of another spelling", "' ' || {json_column}"),
    _json("JSON null", "'null'"),
    _change("an act's moment with a T", "at", "replace(at, ' ', 'T')", "records_entry", "row_odd"),
    _change("bytes for what an act says", "data", "CAST(data AS BLOB)", "records_payload", "row_odd"),
    _change("text for a leaf", "leaf", "lower(hex(leaf))", "records_seal", "row_odd"),
    _change("half of who acted", "person_id", "person_id + 0.5", "records_entry", "row_odd"),
    _change("a token with dashes", "token", "token || '-'", "org_unitsmark", "row_odd"),
    Attack(
        "bytes for a witness", ("UPDATE records_witness SET rows = CAST(rows AS BLOB) WHERE id = "
        "(SELECT min(id) FROM records_witness)",), "witness"
    ),
    Attack("bytes for how tables are compared", ("UPDATE records_watching SET shapes = CAST(shapes AS BLOB)",),
            "watching"),
    Attack(
        "a message to nobody",
        ("UPDATE records_record SET decider_id = 990 WHERE id = {record}",), "orphan", "records_record"
    ),
    _schema("a trigger", "CREATE TRIGGER evil AFTER INSERT ON records_record BEGIN "
            "UPDATE records_record SET title = 'x' WHERE id = NEW.id; END"),
    _schema("a trigger on a view", "CREATE VIEW evils AS SELECT 1 AS a",
            "CREATE TRIGGER evil INSTEAD OF INSERT ON evils "
            "BEGIN SELECT 1; END"),
    _schema("a guard that lets all through", "DROP TRIGGER IF EXISTS records_seal_no_update",
            "CREATE TRIGGER records_seal_no_update BEFORE UPDATE ON records_seal WHEN 0 BEGIN SELECT 1; END",
            how="other", words="records_seal_no_update"),
    _schema("a column gone", "ALTER TABLE records_lease DROP COLUMN since", how="other", words="records_lease"),
    _schema("an index of fewer columns", "DROP INDEX records_of_batch",
            "CREATE INDEX records_of_batch ON records_record (batch_id)", how="other", words="records_of_batch"),
    _schema("a table of another engine", "CREATE VIRTUAL TABLE evil USING fts5(x)"),
]  # fmt: skip
POSTGRESQL = [
    _change("a moment without end", "opened", "'infinity'"),
    _change("a day before our era", "start", "'0044-03-15 BC'", "org_tenure"),
    _json("JSON null", "'null'::jsonb"),
    Attack(
        "an act without end",
        ("UPDATE records_entry SET at = 'infinity' WHERE id = (SELECT min(id) FROM records_entry)",),
        "entry_altered",
    ),
    _schema("a function in the way of the catalogue's", "CREATE FUNCTION to_jsonb(records_record) RETURNS jsonb "
            "LANGUAGE sql AS 'SELECT ''{}''::jsonb'", words="to_jsonb"),
    _schema("a trigger", "CREATE FUNCTION evil() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.title := ''x''; "
            "RETURN NEW; END'",
            "CREATE TRIGGER evil BEFORE INSERT ON records_record FOR EACH ROW EXECUTE FUNCTION evil()",
            words="trigger records_record.evil"),
    _schema("a rule", "CREATE RULE evil AS ON DELETE TO records_record DO INSTEAD NOTHING"),
    _schema("row security", "ALTER TABLE records_record ENABLE ROW LEVEL SECURITY", how="other",
            words="records_record"),
    _schema("a policy", "CREATE POLICY evil ON records_record USING (false)"),
    _schema("a child", "CREATE TABLE evil () INHERITS (records_record)", words="child"),
    Attack("a row of a child", ("CREATE TABLE evil () INHERITS (records_record)",
           "INSERT INTO evil SELECT * FROM records_record WHERE id = {record}"), "row_put_in", "records_record"),
    _schema("a guard switched off", "ALTER TABLE org_unit DISABLE TRIGGER ALL", how="other", words="org_unit"),
    _schema("a guard only for replicas", "ALTER TABLE org_unit ENABLE REPLICA TRIGGER org_unit_marks", how="other",
            words="org_unit_marks"),
    _schema("a guard that lets all through", "CREATE OR REPLACE FUNCTION luoshi_append_only() RETURNS trigger "
            "LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'", how="other", words="luoshi_append_only"),
    _schema("notes that note nothing", "CREATE OR REPLACE FUNCTION luoshi_notes_rows() RETURNS trigger "
            "LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'", how="other", words="luoshi_notes_rows"),
    _schema("a guard with a condition", "DROP TRIGGER IF EXISTS records_seal_no_update ON records_seal",
            "CREATE TRIGGER records_seal_no_update BEFORE UPDATE ON records_seal FOR EACH ROW WHEN (false) "
            "EXECUTE FUNCTION luoshi_append_only()", how="other", words="records_seal_no_update"),
    _schema("a foreign key gone",
            "ALTER TABLE records_record DROP CONSTRAINT records_record_unit_id_36cc45cd_fk_org_unit_id",
            how="gone", words="constraint records_record.records_record_unit_id"),
    _schema("a check gone", "ALTER TABLE records_span DROP CONSTRAINT span_forward", how="gone",
            words="span_forward"),
    _schema("a primary key gone", "ALTER TABLE records_hold DROP CONSTRAINT records_hold_pkey CASCADE", how="gone",
            words="records_hold_pkey"),
    _schema("another type", "DROP TRIGGER IF EXISTS luoshi_notes_records_record_update ON records_record",
            "ALTER TABLE records_record ALTER version TYPE numeric", how="other", words="records_record.version"),
    _schema("a value that may lack", "ALTER TABLE records_record ALTER title DROP NOT NULL", how="other",
            words="records_record.title"),
    _schema("a default", "ALTER TABLE records_record ALTER title SET DEFAULT 'x'", how="other",
            words="records_record.title"),
    _schema("a collation", "DROP TRIGGER IF EXISTS luoshi_notes_records_record_update ON records_record",
            "ALTER TABLE records_record ALTER title TYPE varchar(200) COLLATE \"C\"", how="other",
            words="records_record.title"),
    _schema("an index that is not valid", "UPDATE pg_index SET indisvalid = false WHERE indexrelid = "
            "'records_by_decider'::regclass", how="other", words="records_by_decider"),
    _schema("an index that is not unique", "UPDATE pg_index SET indisunique = false WHERE indexrelid = "
            "'record_of_number'::regclass", how="other", words="record_of_number"),
    _schema("a table that is not logged", "ALTER TABLE records_lease SET UNLOGGED", how="other",
            words="records_lease"),
    _schema("an event trigger", "CREATE FUNCTION evil() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
            "CREATE EVENT TRIGGER evil ON ddl_command_end EXECUTE FUNCTION evil()", words="event trigger evil"),
    _schema("an operator", "CREATE FUNCTION evil(bigint, text) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
            "CREATE OPERATOR = (LEFTARG = bigint, RIGHTARG = text, FUNCTION = evil)", words="operator"),
    _schema("a cast", "CREATE CAST (bigint AS date) WITH INOUT", words="cast bigint as date"),
    _schema("a domain", "CREATE DOMAIN evil AS text"),
    _schema("an enumeration", "CREATE TYPE evil AS ENUM ('a')"),
    _schema("a composite type", "CREATE TYPE evil AS (a integer)"),
    _schema("a collation of its own", "CREATE COLLATION evil FROM \"C\""),
    _schema("a schema", "CREATE SCHEMA evil"),
    _schema("a materialised view", "CREATE MATERIALIZED VIEW evil AS SELECT 1 AS a"),
    _schema("a sequence", "CREATE SEQUENCE evil"),
    _schema("ids that go backwards", "ALTER SEQUENCE records_entry_id_seq INCREMENT -1 MINVALUE -1000", how="other",
            words="records_entry_id_seq"),
    _schema("statistics", "CREATE STATISTICS evil ON kind, state FROM records_record"),
    _schema("a function among the server's own",
            "CREATE FUNCTION pg_catalog.evil() RETURNS integer LANGUAGE sql AS 'SELECT 1'"),
    _schema("a function of the server's changed", "CREATE OR REPLACE FUNCTION pg_catalog.quote_nullable(anyelement) "
            "RETURNS text LANGUAGE sql AS 'SELECT ''x''::text'", words="quote_nullable"),
    _schema("sums that are means", _MODS, "UPDATE pg_aggregate SET aggfinalfn = 'numeric_poly_avg'::regproc "
            "WHERE aggfnoid = 'pg_catalog.sum(bigint)'::regprocedure", words="built-in aggregate sum(bigint)"),
    _schema("earlier days that are later", _MODS, "UPDATE pg_operator SET oprcode = 'date_ge'::regproc "
            "WHERE oid = 'pg_catalog.<(date,date)'::regoperator", words="built-in operator <(date,date)"),
    _schema("a cast that nobody asks for", _MODS, "UPDATE pg_cast SET castcontext = 'i' "
            "WHERE castsource = 'numeric'::regtype AND casttarget = 'bigint'::regtype", words="numeric as bigint"),
    _schema("triggers passed over", _MODS, "UPDATE pg_class SET relhastriggers = false WHERE relname = 'facts_fact'",
            words="switched off triggers of table facts_fact"),
    _schema("checks passed over", _MODS, "UPDATE pg_class SET relchecks = 0 WHERE relname = 'facts_fact'",
            words="switched off checks of table facts_fact"),
    _schema("all carried out", "CREATE PUBLICATION evil FOR ALL TABLES", words="publication evil"),
    _schema("rights to what comes", "ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO PUBLIC", words="default rights"),
    _schema("acts that no disk has", "ALTER ROLE ALL SET synchronous_commit = off", words="synchronous_commit"),
    _schema("a path of a role", "ALTER ROLE CURRENT_USER SET search_path = evil, public", words="search_path"),
    _schema("no triggers for a database", "ALTER ROLE ALL SET session_replication_role = replica",
            words="session_replication_role"),
    _schema("a right to write", "CREATE ROLE proof_evil", "GRANT UPDATE ON records_record TO proof_evil",
            words="records_record"),
    _schema("another owner", "CREATE ROLE proof_evil", "ALTER TABLE records_hold OWNER TO proof_evil",
            words="records_hold"),
    _schema("a rule in a table's place", "ALTER TABLE records_lease RENAME TO evil",
            "CREATE VIEW records_lease AS SELECT * FROM evil", words="view records_lease"),
    _schema("a table among the server's own", "SET LOCAL allow_system_table_mods = on",
            "CREATE TABLE pg_catalog.evil (id bigint)"),
]  # fmt: skip


def attacks() -> Iterator[Attack]:
    """Every one that this database knows."""
    yes, no = ("true", "false") if connection.vendor == "postgresql" else ("1", "0")
    for attack in [*BOTH, *(POSTGRESQL if connection.vendor == "postgresql" else SQLITE)]:
        told = tuple(statement.replace("{yes}", yes).replace("{no}", no) for statement in attack.statements)
        yield Attack(attack.name, told, attack.code, attack.words)
