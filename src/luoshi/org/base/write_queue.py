"""Lets writers of this process go on in the order in which they came, no more at once than help each other.

SQLite has one writer at a time, and who waits for it looks again after ever longer sleeps: whoever has just written
comes first again, and with eight threads that write without pause some waited for more than ten seconds.

On PostgreSQL only who writes the same row waits. But one Python runs one thread at a time: eight that are all in the
middle of a step take turns a few milliseconds each, hold their rows the longer, and some come last again and again.
With few at once each step is short, and the longest wait comes near the usual one (``bench/application.py steps``).
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections

PATIENCE = 20  # seconds, as long as SQLite itself is waited for: then one goes on, and the database decides
AT_ONCE = {"sqlite": 1, "postgresql": 2}


class _Turns:
    """So many may go on; the others in the order in which they came."""

    def __init__(self, at_once: int) -> None:
        self.guard = threading.Lock()
        self.free = at_once
        self.waiting: deque[threading.Lock] = deque()

    def wait(self) -> bool:
        """Wait for a turn; whether it came."""
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
        return True  # it was handed on in this very moment

    def over(self) -> None:
        """Hand the turn on to who waits longest; it is never free for whoever is quickest."""
        with self.guard:
            if self.waiting:
                self.waiting.popleft().release()
            else:
                self.free += 1


_TURNS = {vendor: _Turns(at_once) for vendor, at_once in AT_ONCE.items()}


@contextmanager
def in_turn() -> Iterator[None]:
    """Go round a transaction that will write. Nothing waits within a transaction that has begun: it has its turn."""
    base = connections[DEFAULT_DB_ALIAS]
    turns = _TURNS.get(base.vendor)
    if turns is None or base.in_atomic_block or not turns.wait():
        yield
        return
    try:
        yield
    finally:
        turns.over()
