"""Let writers of this process proceed in order of arrival, and only a few at once.

SQLite has one writer at a time, and waiting writers retry after ever longer sleeps: the one that has just written comes
first again, and with eight threads writing without pause some waited for more than ten seconds.

On PostgreSQL only writers of the same row wait. But Python runs one thread at a time: eight threads in the middle of a
step take turns of a few milliseconds, hold their rows longer, and some come last again and again. With few at once each
step is short, and the longest wait is close to the usual one (``bench/application.py steps``).
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections

PATIENCE = 20  # seconds, as long as SQLite's own timeout: then the writer proceeds, and the database decides
AT_ONCE = {"sqlite": 1, "postgresql": 2}


class _Turns:
    """A fair semaphore: the others proceed in order of arrival."""

    def __init__(self, at_once: int) -> None:
        self.guard = threading.Lock()
        self.free = at_once
        self.waiting: deque[threading.Lock] = deque()

    def wait(self) -> bool:
        """Wait for a turn; return True if it came."""
        with self.guard:
            if self.free:
                self.free -= 1
                return True
            mine = threading.Lock()
            mine.acquire()
            self.waiting.append(mine)
        if mine.acquire(timeout=PATIENCE):
            return True
        with self.guard:
            if mine in self.waiting:
                self.waiting.remove(mine)
                return False
        return True  # it was handed over at this very moment

    def over(self) -> None:
        """Hand the turn to the one that has waited longest; it never goes to the fastest."""
        with self.guard:
            if self.waiting:
                self.waiting.popleft().release()
            else:
                self.free += 1


_TURNS = {vendor: _Turns(at_once) for vendor, at_once in AT_ONCE.items()}


@contextmanager
def in_turn() -> Iterator[None]:
    """Wrap a transaction that will write. Code inside an open transaction does not wait: it already has its turn."""
    base = connections[DEFAULT_DB_ALIAS]
    turns = _TURNS.get(base.vendor)
    if turns is None or base.in_atomic_block or not turns.wait():
        yield
        return
    try:
        yield
    finally:
        turns.over()
