"""Locks on what no row represents; conflicting transactions wait, each until the other ends.

To avoid deadlocks, the holder of such a lock must not wait for a row whose holder may wait for the lock: take it
before all rows or after them. On SQLite, writing transactions wait anyway: they are IMMEDIATE.
"""

from __future__ import annotations

from enum import IntEnum

from django.db import connection

from luoshi.base.database.statements import run_sql


class Lock(IntEnum):
    """What only one transaction does at a time; the values are keys of PostgreSQL's advisory locks."""

    TREE = 4820001  # orders that are each valid could together make a cycle
    SERVERS = 4820002  # one process upgrades the database
    PARAMETERS = 4820003  # two values that are each allowed could together change the past
    CLOSING = 4820004  # no unit closes while something is opened in it
    TWINS = 4820005  # groups are joined and split by one transaction at a time
    DRAWS = 4820007  # what is being checked is not drawn again
    LIGHTS = 4820014  # each table of lights gets its own number


def acquire_lock(what: Lock) -> None:
    """Wait for a lock and hold it until the transaction ends. SQLite needs none: it has one writer at a time."""
    if connection.vendor == "postgresql":
        run_sql(f"SELECT pg_advisory_xact_lock({what.value})")


def units_stay() -> None:
    """Prevent the closing of units until the transaction ends. Shared by many; call it before reading units."""
    if connection.vendor == "postgresql":
        run_sql(f"SELECT pg_advisory_xact_lock_shared({Lock.CLOSING.value})")


def units_may_close() -> None:
    """Prevent opening or assigning anything in a unit until the transaction ends; wait for what was begun."""
    acquire_lock(Lock.CLOSING)
