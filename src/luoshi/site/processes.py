"""The processes of one server on Linux: some answer pages, one does the background work, the first watches them.

Each has its own interpreter lock, so that as many requests are worked on as there are cores, and no job of the worker
slows a page. They are forked from a process that has loaded everything and has neither threads nor connections: code
and declarations are loaded once. Windows knows no fork, and macOS forbids it to programs that use its frameworks: there
one process does all.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from time import monotonic, sleep
from typing import NoReturn

log = logging.getLogger("luoshi.processes")

CAN_FORK = hasattr(os, "fork") and sys.platform != "darwin"
MOST = 10  # processes that answer pages: each holds eight connections to the database, which allows 100 as shipped
# An office on SQLite may be a single PC, whose memory others need too, and whose writers take turns anyway.
MOST_UNASKED = {"sqlite": 4}
GRACE = 15.0  # seconds for a process that was told to end: requests take up to five, a job's part some more
PAUSE = 1.0  # seconds before what died at its start is started again
_OURS = ("SIGINT", "SIGTERM", "SIGHUP")


def count_page_processes(asked: int, vendor: str) -> int:
    """Return how many processes are to answer pages; 0: all is done in this one.

    Args:
        asked: by the person who starts the server; 0: as many as there are cores and the database can serve well.
        vendor: of the database.
    """
    if not CAN_FORK:
        return 0
    return min(asked, MOST) if asked else min(available_cores(), MOST_UNASKED.get(vendor, MOST))


def available_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def keep_running(roles: Mapping[str, Callable[[], object]]) -> None:
    """Run each role in a process of its own, and start it again if it dies, until this process is told to stop.

    All end with this process, even if it is killed: what they had begun is undone by the database.

    Raises:
        KeyboardInterrupt: a signal, after all have ended.
    """
    alive, held = os.pipe()  # the children wait for its end, which comes when this process ends in whatever way
    running: dict[int, tuple[str, float]] = {}

    def start(name: str) -> None:
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _numbers())  # none is forked and then forgotten
        pid = os.fork()
        if not pid:
            os.close(held)
            _run_child(name, roles[name], alive)
        running[pid] = name, monotonic()
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

    try:
        for name in roles:
            start(name)
        while True:
            pid, status = os.waitpid(-1, 0)
            name, since = running.pop(pid, ("", 0.0))
            if name:
                log.error("the process for %s ended (status %d) and is started again", name, status)
                if monotonic() - since < PAUSE:
                    sleep(PAUSE)
                start(name)
    finally:
        _end(running)
        os.close(alive)
        os.close(held)


def _run_child(name: str, role: Callable[[], object], alive: int) -> NoReturn:
    """Do the role's work; SIGTERM ends it as Ctrl-C would, which at a terminal only the first process obeys."""
    status = 1
    try:
        signal.signal(signal.SIGTERM, _interrupt)
        for number in (signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _numbers())
        threading.Thread(target=_end_with_parent, args=(alive,), daemon=True).start()
        role()
        status = 0
    except KeyboardInterrupt:
        status = 0
    except BaseException:
        log.exception("the process for %s failed", name)
    finally:
        logging.shutdown()
        os._exit(status)  # what the first process has registered for its end is not done here


def _interrupt(_number: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


def _end_with_parent(alive: int) -> None:
    while os.read(alive, 1):
        pass
    os._exit(1)


def _end(running: Mapping[int, object]) -> None:
    """Tell all to end, and wait for them; what takes too long, or is in the way of a second signal, is killed."""
    left = set(running)
    for pid in left:
        os.kill(pid, signal.SIGTERM)
    end = monotonic() + GRACE
    try:
        while left and monotonic() < end:
            left -= {pid for pid in left if os.waitpid(pid, os.WNOHANG)[0]}
            sleep(0.02)
    finally:
        for pid in left:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _numbers() -> set[signal.Signals]:
    return {getattr(signal, name) for name in _OURS if hasattr(signal, name)}
