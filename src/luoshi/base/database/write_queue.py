"""Let writers proceed in order of arrival, and only a few at once.

SQLite has one writer at a time, and waiting writers retry after ever longer sleeps: the one that has just written comes
first again, and with eight threads writing without pause some waited for more than ten seconds. Of each process one
writer at a time is in line; those of several processes take turns by locked files beside the database.

On PostgreSQL only writers of the same row wait. But Python runs one thread at a time: eight threads in the middle of a
step take turns of a few milliseconds, hold their rows longer, and some come last again and again. With few at once each
step is short, and the longest wait is close to the usual one (``bench/application.py steps``).
"""

from __future__ import annotations

import os
import sys
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

if sys.platform != "win32":
    import fcntl

PATIENCE = 20  # seconds, as long as SQLite's own timeout: then the writer proceeds, and the database decides
AT_ONCE = {"sqlite": 1, "postgresql": 2}
SHORT, LONG = 0.0002, 0.01  # seconds between two looks at a lock of another process, at first and at last


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


class ProcessTurn:
    """One writer at a time among the processes that use a database file, none of them again and again.

    Whoever holds the first file is next and waits for the second alone: the process that has just written competes
    again for the first only. The locks end with their process, however it ends. Where there are none (Windows), and
    where no file can be made, the database alone decides.

    Args:
        path: of the database.
    """

    def __init__(self, path: str) -> None:
        self._next = _open_lock(f"{path}-next")
        self._turn = _open_lock(f"{path}-turn")

    def acquire(self) -> bool:
        """Wait for the turn, at most ``PATIENCE``; return True if it came. Of one process, one thread at a time."""
        end = monotonic() + PATIENCE
        if not _lock(self._next, end):
            return False
        try:
            return _lock(self._turn, end)
        finally:
            _unlock(self._next)

    def release(self) -> None:
        """Leave the turn to another process."""
        _unlock(self._turn)

    def close(self) -> None:
        """Close the files, which ends their locks if this process alone has opened them."""
        for file in (self._next, self._turn):
            if file >= 0:
                os.close(file)


def _open_lock(path: str) -> int:
    """Open a file to be locked; -1 if that is not possible here."""
    if sys.platform == "win32":
        return -1
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        return -1


def _lock(file: int, end: float) -> bool:
    if sys.platform == "win32" or file < 0:
        return True
    pause = SHORT
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if monotonic() > end:
                return False
            sleep(pause)
            pause = min(pause * 1.2, LONG)
        except OSError:  # a file system without such locks
            return True
        else:
            return True


def _unlock(file: int) -> None:
    if sys.platform != "win32" and file >= 0:
        fcntl.flock(file, fcntl.LOCK_UN)


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
        with _among_processes(base):
            yield
    finally:
        turns.over()


@contextmanager
def _among_processes(base: BaseDatabaseWrapper) -> Iterator[None]:
    """Wait for the other processes that write into the same file; PostgreSQL has rows to wait for."""
    turn = _process_turn(str(base.settings_dict["NAME"])) if base.vendor == "sqlite" else None
    if turn is None or not turn.acquire():
        yield
        return
    try:
        yield
    finally:
        turn.release()


_PROCESS_TURNS: dict[str, ProcessTurn] = {}  # by path


def _forget_turns() -> None:
    """Let a forked process open its own files: it would share the locks of those that it inherits."""
    for turn in _PROCESS_TURNS.values():
        turn.close()
    _PROCESS_TURNS.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_turns)


def _process_turn(path: str) -> ProcessTurn | None:
    """Return the turn of a database's file; None if it is in memory."""
    if path not in _PROCESS_TURNS and os.path.exists(path):
        _PROCESS_TURNS[path] = ProcessTurn(path)
    return _PROCESS_TURNS.get(path)
