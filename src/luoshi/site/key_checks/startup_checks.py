"""Refuse keys that do not belong to the database, before Django starts and before any key is made.

Django's settings contain the keys, so the check cannot use Django; it uses the database driver.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from luoshi.site.databases import parse_url, resolve_database_url
from luoshi.site.keys import FILES, KeysError, missing_key_files, print_of, read_keys

CHECKS = 'SELECT "file", "print" FROM "site_keycheck"'
DATA = "SELECT 'data', '' FROM \"org_person\" LIMIT 1"
BEFORE_CHECKS = ("secret.key", "field.keys")  # key files of every installation before databases recorded checks


class Unreachable(Exception):
    """The database cannot be queried; the reason in the driver's words."""


def refuse_others(data: Path, surroundings: Mapping[str, str]) -> None:
    """Refuse to start unless the keys are those that the database knows, or it is empty.

    Nothing is written. An unreachable database is reported later by the code that starts it, unless a key is missing:
    then it is unknown whether a new key may be made.

    Raises:
        KeysError: ``lost``, ``wrong``, ``unasked``; or from ``read_keys``.
    """
    found = read_keys(data, surroundings)
    try:
        known = stored_key_checks(resolve_database_url(surroundings))
    except Unreachable as error:
        for name in missing_key_files(found):
            raise KeysError("unasked", path=str(data / name), why=str(error)) from None
        return
    for key_file in FILES:
        prints = [print for file, print in known if file == key_file.name]
        if prints and not found[key_file.name]:
            raise KeysError("lost", path=str(data / key_file.name))
        if not set(filter(None, prints)) <= {print_of(key_file.name, key) for key in found[key_file.name].split()}:
            raise KeysError(
                "wrong", path=key_file.variable if surroundings.get(key_file.variable) else str(data / key_file.name)
            )


def stored_key_checks(url: str) -> list[tuple[str, str]]:
    """Return file and print of each key recorded in a database; for an older database, the key files it needs.

    Raises:
        Unreachable: it cannot be queried.
    """
    database = parse_url(url)
    ask = _of_sqlite if database["ENGINE"].endswith("sqlite3") else _of_postgresql
    return ask(database, "site_keycheck", CHECKS) or [
        (file, "") for _one in ask(database, "org_person", DATA) for file in BEFORE_CHECKS
    ]


def _of_sqlite(database: Mapping[str, Any], table: str, query: str) -> list[tuple[str, str]]:
    path = Path(database["NAME"])
    if not path.exists():  # connecting would create it
        return []
    try:
        with closing(sqlite3.connect(path, timeout=20)) as asked:
            there = asked.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [table]).fetchone()
            return asked.execute(query).fetchall() if there else []
    except sqlite3.Error as error:
        raise Unreachable(str(error)) from None


def _of_postgresql(database: Mapping[str, Any], table: str, query: str) -> list[tuple[str, str]]:
    import psycopg

    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    told = {name: database[key] for name, key in named.items() if database.get(key)}
    try:
        with psycopg.connect(**told, **database.get("OPTIONS", {})) as asked:
            there = asked.execute("SELECT to_regclass(%s)", [table]).fetchone()
            return asked.execute(query).fetchall() if there and there[0] else []
    except psycopg.Error as error:
        raise Unreachable(str(error).splitlines()[0]) from None
