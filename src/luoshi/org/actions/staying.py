"""No unit closes while something is opened in it or given to it: what is open was counted before.

On SQLite transactions that write wait for each other anyway: they are IMMEDIATE.
"""

from __future__ import annotations

from django.db import connection

from luoshi.org.statements import run

KEY = 4820004  # of PostgreSQL's advisory locks; the tree has 4820001


def units_stay() -> None:
    """From here to the transaction's end no unit is closed; said by many at once, and before units are read."""
    _wait_for("pg_advisory_xact_lock_shared")


def units_may_close() -> None:
    """From here to the transaction's end nothing is opened in a unit or given to one; what was begun is waited for."""
    _wait_for("pg_advisory_xact_lock")


def _wait_for(lock: str) -> None:
    if connection.vendor == "postgresql":
        run(f"SELECT {lock}({KEY})")
