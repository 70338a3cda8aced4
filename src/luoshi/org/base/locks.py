"""Locks on what no row stands for: those who must not go on side by side wait, each to the end of its transaction.

Who holds one must not wait for a row whose holder may wait for it: so it is taken before the rows or after them. On
SQLite transactions that write wait anyway: they are IMMEDIATE.
"""

from __future__ import annotations

from enum import IntEnum

from django.db import connection

from luoshi.org.base.statements import run_sql


class Lock(IntEnum):
    """What one does at a time; the values are keys of PostgreSQL's advisory locks."""

    TREE = 4820001  # orders that are each sound could together make a circle
    SERVERS = 4820002  # one process brings the database up to date
    PARAMETERS = 4820003  # two values that are each allowed could together change what is past
    CLOSING = 4820004  # no unit closes while something is opened in it
    TWINS = 4820005  # groups are joined and parted by one at a time
    DRAWS = 4820007  # what is under a check is not drawn again
    LIGHTS = 4820014  # each table of lights gets a number of its own


def acquire_lock(what: Lock) -> None:
    """Go on alone from here to the transaction's end."""
    if connection.vendor == "postgresql":
        run_sql(f"SELECT pg_advisory_xact_lock({what.value})")


def units_stay() -> None:
    """From here to the transaction's end no unit is closed; said by many at once, and before units are read."""
    if connection.vendor == "postgresql":
        run_sql(f"SELECT pg_advisory_xact_lock_shared({Lock.CLOSING.value})")


def units_may_close() -> None:
    """From here to the transaction's end nothing is opened in a unit or given to one; what was begun is waited for."""
    acquire_lock(Lock.CLOSING)
