"""Lets writers of this process wait for SQLite in the order in which they came.

SQLite has one writer at a time, and who waits for it looks again after ever longer sleeps: whoever has just written
comes first again, and with eight threads that write without pause some waited for more than ten seconds. PostgreSQL
needs none of this: there only who writes the same row waits.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections

PATIENCE = 20  # seconds, as long as SQLite itself is waited for: then one goes on, and the database decides

_guard = threading.Lock()
_waiting: deque[threading.Lock] = deque()
_taken = [False]


@contextmanager
def in_turn() -> Iterator[None]:
    """Go round a transaction that will write. Nothing waits on PostgreSQL, nor within a transaction that has begun."""
    base = connections[DEFAULT_DB_ALIAS]
    if base.vendor != "sqlite" or base.in_atomic_block or not _wait():
        yield
        return
    try:
        yield
    finally:
        with _guard:
            if _waiting:
                _waiting.popleft().release()  # the turn is handed on, never free for whoever is quickest
            else:
                _taken[0] = False


def _wait() -> bool:
    """Wait for the turn; whether it came."""
    with _guard:
        if not _taken[0]:
            _taken[0] = True
            return True
        mine = threading.Lock()
        mine.acquire()
        _waiting.append(mine)
    if mine.acquire(timeout=PATIENCE):
        return True
    with _guard:
        if mine in _waiting:
            _waiting.remove(mine)
            return False
    return True  # it was handed on in this very moment
