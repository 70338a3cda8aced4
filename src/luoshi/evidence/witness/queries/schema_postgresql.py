"""The schema of a PostgreSQL database from its catalogue, and of temporary tables that the models make.

Names of the catalogue are qualified, so that a function or view that somebody placed before them is never used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.module_loading import import_string

from luoshi.evidence import append_only
from luoshi.evidence.witness import triggers
from luoshi.evidence.witness.rules.schema import Schema

FIRST = 16384  # objects of the server's installation have smaller ids
INITDB = 1000  # transactions of the server's installation have smaller ids
# Settings by which a database or a role changes the meaning of statements.
SETTINGS = (
    "search_path", "session_replication_role", "row_security", "check_function_bodies", "default_tablespace",
    "session_preload_libraries", "local_preload_libraries", "default_transaction_read_only", "datestyle",
    "bytea_output", "transform_null_equals", "backslash_quote", "standard_conforming_strings", "ignore_system_indexes",
    "synchronous_commit", "client_encoding", "default_transaction_isolation", "extra_float_digits", "timezone",
    "intervalstyle", "xmlbinary", "array_nulls", "lo_compat_privileges", "fsync", "full_page_writes",
)  # fmt: skip

# Each query returns names of things with their definitions. {0}: the id of the namespace. A temporary table differs in
# its persistence.
_OF_TABLES = (
    """
    SELECT CASE c.relkind WHEN 'r' THEN 'table' WHEN 'S' THEN 'sequence' WHEN 'v' THEN 'view' WHEN 'c' THEN 'type'
           WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table' ELSE 'relation' END || ' ' || c.relname,
      concat_ws(' ', c.relkind, CASE WHEN c.relpersistence = 'u' THEN 'unlogged' END, c.relrowsecurity,
        c.relforcerowsecurity, c.relreplident, c.relispartition, c.reloptions, c.reloftype, c.reltablespace,
        CASE WHEN c.relkind = 'S' THEN (SELECT concat_ws(' ', s.seqtypid::regtype, s.seqstart, s.seqincrement,
          s.seqmin, s.seqmax, s.seqcycle) FROM pg_catalog.pg_sequence s WHERE s.seqrelid = c.oid) END)
    FROM pg_catalog.pg_class c WHERE c.relnamespace = {0} AND c.relkind NOT IN ('i', 'I', 't')
    """,
    """
    SELECT 'column ' || c.relname || '.' || a.attname,
      concat_ws(' ', pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
        pg_catalog.pg_get_expr(d.adbin, d.adrelid),
        CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation::text END, a.attislocal,
        a.attinhcount)
    FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
    JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE c.relnamespace = {0} AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
    """,
    """
    SELECT 'constraint ' || c.relname || '.' || o.conname,
      concat_ws(' ', o.contype, pg_catalog.pg_get_constraintdef(o.oid, true), o.convalidated, o.condeferrable,
        o.condeferred)
    FROM pg_catalog.pg_constraint o JOIN pg_catalog.pg_class c ON c.oid = o.conrelid
    WHERE c.relnamespace = {0} AND o.contype NOT IN ('t', 'n')
    """,
    """
    SELECT 'index ' || i.relname,
      concat_ws(' ', pg_catalog.pg_get_indexdef(x.indexrelid, 0, true), x.indisunique, x.indisprimary, x.indisvalid,
        x.indisready, x.indislive, x.indimmediate, x.indisexclusion, x.indisreplident)
    FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
    JOIN pg_catalog.pg_class c ON c.oid = x.indrelid WHERE c.relnamespace = {0}
    """,
    """
    SELECT 'trigger ' || c.relname || '.' || t.tgname,
      concat_ws(' ', pg_catalog.pg_get_triggerdef(t.oid, true), t.tgenabled, t.tgdeferrable)
    FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
    WHERE c.relnamespace = {0} AND NOT t.tgisinternal
    """,
    """
    SELECT 'foreign keys of table ' || c.relname, string_agg(p.proname || t.tgenabled::text, ' ' ORDER BY p.proname)
    FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
    JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid
    WHERE c.relnamespace = {0} AND t.tgisinternal GROUP BY c.relname
    """,
    """
    SELECT 'rule ' || c.relname || '.' || r.rulename, pg_catalog.pg_get_ruledef(r.oid, true) || r.ev_enabled::text
    FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class c ON c.oid = r.ev_class WHERE c.relnamespace = {0}
    """,
    """
    SELECT 'policy ' || c.relname || '.' || p.polname, p.polcmd::text
    FROM pg_catalog.pg_policy p JOIN pg_catalog.pg_class c ON c.oid = p.polrelid WHERE c.relnamespace = {0}
    """,
    """
    SELECT 'child ' || i.inhrelid::regclass || ' of ' || i.inhparent::regclass, '' FROM pg_catalog.pg_inherits i
    JOIN pg_catalog.pg_class c ON c.oid IN (i.inhrelid, i.inhparent) WHERE c.relnamespace = {0}
    """,
    """
    SELECT 'function ' || x.oid::regprocedure, concat_ws(' ', l.lanname, x.prokind, x.prosecdef, x.provolatile,
      x.proisstrict, x.prorettype::regtype, x.proconfig, x.prosrc)
    FROM pg_catalog.pg_proc x JOIN pg_catalog.pg_language l ON l.oid = x.prolang WHERE x.pronamespace = {0}
    """,
    """
    SELECT 'statistics ' || s.stxname, '' FROM pg_catalog.pg_statistic_ext s WHERE s.stxnamespace = {0}
    """,
)
# What only the real schema or the whole database has; of the server's own namespaces, what was not installed with it.
_IN = "({0} = {{0}} OR (x.oid >= " + str(FIRST) + " AND {0} IN ('pg_catalog'::regnamespace, 'pg_toast'::regnamespace)))"
_BESIDE = (
    f"""
    SELECT 'function ' || x.oid::regprocedure, x.prosrc FROM pg_catalog.pg_proc x
    JOIN pg_catalog.pg_language l ON l.oid = x.prolang
    WHERE x.pronamespace = 'pg_catalog'::regnamespace AND (x.oid >= {FIRST}
      OR l.lanname NOT IN ('internal', 'c') AND x.xmin::text::bigint > {INITDB})
    """,
    f"""
    SELECT 'relation ' || x.oid::regclass, '' FROM pg_catalog.pg_class x
    WHERE x.oid >= {FIRST} AND x.relnamespace = 'pg_catalog'::regnamespace
    """,
    f"""
    SELECT 'type ' || x.oid::regtype, x.typtype::text FROM pg_catalog.pg_type x
    WHERE {_IN.format("x.typnamespace")} AND x.typrelid = 0
    AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_type e WHERE e.typarray = x.oid)
    """,
    f"SELECT 'operator ' || x.oid::regoperator, '' FROM pg_catalog.pg_operator x WHERE {_IN.format('x.oprnamespace')}",
    f"""
    SELECT 'cast ' || x.castsource::regtype || ' as ' || x.casttarget::regtype, '' FROM pg_catalog.pg_cast x
    WHERE x.oid >= {FIRST}
    """,
    *(
        f"SELECT '{word} ' || x.{name}, '' FROM pg_catalog.{table} x WHERE {_IN.format(f'x.{space}')}"
        for word, table, name, space in (
            ("collation", "pg_collation", "collname", "collnamespace"),
            ("conversion", "pg_conversion", "conname", "connamespace"),
            ("operator class", "pg_opclass", "opcname", "opcnamespace"),
            ("operator family", "pg_opfamily", "opfname", "opfnamespace"),
            ("text search configuration", "pg_ts_config", "cfgname", "cfgnamespace"),
            ("text search dictionary", "pg_ts_dict", "dictname", "dictnamespace"),
            ("text search parser", "pg_ts_parser", "prsname", "prsnamespace"),
            ("text search template", "pg_ts_template", "tmplname", "tmplnamespace"),
        )
    ),
    # Built-in objects that somebody changed: sums, comparisons and casts then mean something else.
    *(
        f"SELECT 'built-in {word} ' || {name}, '' FROM pg_catalog.{table} x "
        f"WHERE {key} < {FIRST} AND x.xmin::text::bigint > {INITDB}"
        for word, table, name, key in (
            ("aggregate", "pg_aggregate", "x.aggfnoid::regprocedure", "x.aggfnoid::oid"),
            ("operator", "pg_operator", "x.oid::regoperator", "x.oid"),
            ("cast", "pg_cast", "x.castsource::regtype || ' as ' || x.casttarget::regtype", "x.oid"),
            ("support function", "pg_amproc", "x.amproc::oid::regprocedure", "x.oid"),
            ("member of an operator family", "pg_amop", "x.amopopr::regoperator", "x.oid"),
            ("operator class", "pg_opclass", "x.opcname", "x.oid"),
            ("type", "pg_type", "x.oid::regtype", "x.oid"),
            ("function", "pg_proc", "x.oid::regprocedure", "x.oid"),
        )
    ),
    # Flags that make the server ignore objects that the catalogue still lists.
    *(
        f"SELECT '{word} of table ' || c.relname, '' FROM pg_catalog.pg_class c "
        f"WHERE c.relnamespace = {{0}} AND c.relkind = 'r' AND {off}"
        for word, off in (
            (
                "switched off triggers",
                "NOT c.relhastriggers AND EXISTS (SELECT 1 FROM pg_catalog.pg_trigger t WHERE t.tgrelid = c.oid)",
            ),
            (
                "switched off checks",
                "c.relchecks <> (SELECT count(*) FROM pg_catalog.pg_constraint o "
                "WHERE o.conrelid = c.oid AND o.contype = 'c')",
            ),
            (
                "switched off indexes",
                "NOT c.relhasindex AND EXISTS (SELECT 1 FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid)",
            ),
            (
                "switched off rules",
                "NOT c.relhasrules AND EXISTS (SELECT 1 FROM pg_catalog.pg_rewrite r WHERE r.ev_class = c.oid)",
            ),
        )
    ),
    "SELECT 'publication ' || x.pubname, '' FROM pg_catalog.pg_publication x",
    "SELECT 'default rights to ' || x.defaclobjtype::text || ' of ' || pg_catalog.pg_get_userbyid(x.defaclrole), "
    "x.defaclacl::text FROM pg_catalog.pg_default_acl x",
    "SELECT 'event trigger ' || x.evtname, x.evtenabled::text FROM pg_catalog.pg_event_trigger x",
    f"SELECT 'extension ' || x.extname, '' FROM pg_catalog.pg_extension x WHERE x.oid >= {FIRST}",
    f"SELECT 'language ' || x.lanname, '' FROM pg_catalog.pg_language x WHERE x.oid >= {FIRST}",
    "SELECT 'foreign data wrapper ' || x.fdwname, '' FROM pg_catalog.pg_foreign_data_wrapper x",
    """
    SELECT 'subscription ' || x.subname, '' FROM pg_catalog.pg_subscription x
    WHERE x.subdbid = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
    """,
    f"""
    SELECT 'schema ' || x.nspname, '' FROM pg_catalog.pg_namespace x
    WHERE x.oid >= {FIRST} AND x.oid <> {{0}} AND x.nspname !~ '^pg_(toast_)?temp_'
    """,
    """
    SELECT 'right to write: ' || c.relname || ' for ' ||
      CASE g.grantee WHEN 0 THEN 'everybody' ELSE pg_catalog.pg_get_userbyid(g.grantee)::text END,
      string_agg(g.privilege_type, ' ')
    FROM pg_catalog.pg_class c, pg_catalog.aclexplode(c.relacl) g
    WHERE c.relnamespace = {0} AND g.grantee <> c.relowner AND g.privilege_type NOT IN ('SELECT', 'USAGE', 'REFERENCES')
    GROUP BY c.relname, g.grantee
    """,
    """
    SELECT 'right to write: ' || c.relname || '.' || a.attname, string_agg(g.privilege_type, ' ')
    FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid, pg_catalog.aclexplode(a.attacl) g
    WHERE c.relnamespace = {0} AND g.grantee <> c.relowner AND g.privilege_type IN ('INSERT', 'UPDATE')
    GROUP BY c.relname, a.attname
    """,
    """
    SELECT 'owner of table ' || c.relname, pg_catalog.pg_get_userbyid(c.relowner)::text FROM pg_catalog.pg_class c
    WHERE c.relnamespace = {0} AND c.relkind = 'r' AND (NOT pg_catalog.pg_has_role(c.relowner, 'USAGE')
      OR c.relowner <> (SELECT e.relowner FROM pg_catalog.pg_class e
        WHERE e.relnamespace = {0} AND e.relname = 'records_entry'))
    """,
    """
    SELECT 'setting ' || split_part(s.one, '=', 1), s.one FROM (
      SELECT unnest(x.setconfig) AS one FROM pg_catalog.pg_db_role_setting x
      WHERE x.setdatabase IN (0, (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()))
      AND x.setrole IN (0, (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = session_user))
    ) s WHERE lower(split_part(s.one, '=', 1)) = ANY ('{SETTINGS}'::text[])
    """.replace("{SETTINGS}", "{{" + ",".join(SETTINGS) + "}}"),
)


def described(base: BaseDatabaseWrapper) -> Schema:
    """Return everything in the schema of our tables, and whatever in the database affects it."""
    base.ensure_connection()
    with transaction.atomic():
        name, space = base.connection.execute(
            "SELECT pg_catalog.quote_ident(n.nspname), n.oid FROM pg_catalog.pg_namespace n "
            "WHERE n.nspname = pg_catalog.current_schema()"
        ).fetchone()
        return _asked(base, (*_OF_TABLES, *_BESIDE), space, (name,))


def made(base: Any, found: Iterable[type[models.Model]], further: Iterable[str], migrated: bool = False) -> Schema:
    """Return the schema that these models and statements make, as temporary tables that are rolled back at once.

    Args:
        migrated: As migrations make it, not the models alone.
    """
    base.ensure_connection()
    raw = base.connection
    with transaction.atomic():
        try:
            (own,) = raw.execute("SELECT pg_catalog.quote_ident(pg_catalog.current_schema())").fetchone()
            raw.execute("SELECT pg_catalog.set_config('search_path', 'pg_temp', true)")
            for function in _functions():
                raw.execute(function)
            with base.schema_editor(atomic=False) as editor:
                for model in found:
                    editor.create_model(model)
                    for link in model._meta.local_many_to_many if migrated else ():
                        _widen_key(editor, link.remote_field.through)
                for statement in further:
                    editor.execute(statement.replace("EXECUTE FUNCTION ", "EXECUTE FUNCTION pg_temp."), params=None)
            name, space = raw.execute(
                "SELECT pg_catalog.quote_ident(n.nspname), n.oid FROM pg_catalog.pg_namespace n "
                "WHERE n.oid = pg_catalog.pg_my_temp_schema()"
            ).fetchone()
            return _asked(base, _OF_TABLES, space, (name, "pg_temp", own))
        finally:
            transaction.set_rollback(True)


def _widen_key(editor: Any, through: Any) -> None:
    """Give a many-to-many table the key type that migrations give it: they ignore the app's own default."""
    wanted: Any = import_string(settings.DEFAULT_AUTO_FIELD)(verbose_name="ID", primary_key=True, auto_created=True)
    own = through._meta.pk
    if through._meta.auto_created and type(own) is not type(wanted):
        wanted.set_attributes_from_name(own.name)
        wanted.model = through
        editor.alter_field(through, own, wanted)


def _functions() -> Iterator[str]:
    own = [(name, "", body) for name, body in append_only.append_trigger_functions().items()]
    for name, path, body in (*own, (triggers.FUNCTION, triggers.PATH, triggers.BODY)):
        yield f"CREATE FUNCTION pg_temp.{name}() RETURNS trigger LANGUAGE plpgsql {path} AS $${body}$$"


def _asked(base: BaseDatabaseWrapper, queries: Iterable[str], space: int, names: Iterable[str]) -> Schema:
    """Return the results of the queries, without the names of the namespaces.

    Only the catalogue's namespace is in the search path, so that no object made by others is used in its place.
    """
    raw, found = base.connection, {}
    (path,) = raw.execute("SELECT pg_catalog.current_setting('search_path')").fetchone()
    raw.execute("SELECT pg_catalog.set_config('search_path', 'pg_catalog', true)")
    for query in queries:
        for thing, definition in raw.execute(query.format(space)).fetchall():
            found[_bare(thing, names)] = _bare(definition or "", names)
    raw.execute("SELECT pg_catalog.set_config('search_path', %s, true)", (path,))
    return found


def _bare(text: str, names: Iterable[str]) -> str:
    for name in names:
        text = text.replace(f"{name}.", "")
    return text
