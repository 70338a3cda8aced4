"""The schema of a SQLite database, and of one in memory in which the models' tables are created."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

from luoshi.evidence.witness.rules.schema import Schema, table_parts

OWN = frozenset({"sqlite_sequence", "sqlite_stat1", "sqlite_stat2", "sqlite_stat3", "sqlite_stat4"})  # SQLite's tables


def described(base: BaseDatabaseWrapper) -> Schema:
    """Return every table, index, view and trigger of the file, as SQLite keeps it."""
    rows = base.connection.execute("SELECT type, name, tbl_name, sql FROM main.sqlite_master").fetchall()
    return {
        f"{sort} {name}": f"{table}\n{table_parts(str(sql)) if sort == 'table' else sql}"
        for sort, name, table, sql in rows
        if name not in OWN
    }


def made(base: Any, found: Iterable[type[models.Model]], further: Iterable[str], migrated: bool = False) -> Schema:
    """Return the schema that these models and statements make in memory; migrations make the same."""
    scratch = ConnectionHandler({"default": {"ENGINE": base.settings_dict["ENGINE"], "NAME": ":memory:"}})["default"]
    scratch.ensure_connection()
    with closing(scratch):
        scratch.disable_constraint_checking()
        with scratch.schema_editor() as editor:
            for model in found:
                editor.create_model(model)
            for statement in further:
                editor.execute(statement, params=None)
        return described(scratch)
