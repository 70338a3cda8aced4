"""Refuses keys that are not those of the database, before Django starts and before any key is made.

Django's settings hold the keys, so it cannot be asked: the driver is.
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
BEFORE_CHECKS = ("secret.key", "field.keys")  # what every installation had before databases kept checks


class Unreachable(Exception):
    """The database cannot be asked; the reason in the driver's words."""


def refuse_others(data: Path, surroundings: Mapping[str, str]) -> None:
    """Go on only with the keys that the database knows, or where it holds nothing yet.

    Nothing is written. A database that cannot be reached is told of by whoever then starts it, unless a key is missing:
    then nobody knows whether a new one may be made.

    Raises:
        KeysError: ``lost``, ``wrong``, ``unasked``; or ``read_keys`` raises it.
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
    """File and print of each key that a database knows; of one that is older than that, of the keys that it needs.

    Raises:
        Unreachable: it cannot be asked.
    """
    database = parse_url(url)
    ask = _of_sqlite if database["ENGINE"].endswith("sqlite3") else _of_postgresql
    return ask(database, "site_keycheck", CHECKS) or [
        (file, "") for _one in ask(database, "org_person", DATA) for file in BEFORE_CHECKS
    ]


def _of_sqlite(database: Mapping[str, Any], table: str, query: str) -> list[tuple[str, str]]:
    path = Path(database["NAME"])
    if not path.exists():  # to ask SQLite for it would make it
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
