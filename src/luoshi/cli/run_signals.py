"""Early ends of a run: signals in the command's process; signals and a lost parent in its workers."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import NoReturn, TypeVar

J = TypeVar("J")
T = TypeVar("T")

ENDING = ("SIGTERM", "SIGHUP", "SIGBREAK")  # a supervisor, a closed terminal, a closed Windows console
GRACE = 5.0  # seconds for an orphaned worker to clean up what it was writing


class Stopped(KeyboardInterrupt):
    """A signal that ends the run like Ctrl-C."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


_own = False  # whether this process runs the command, rather than calling ``main`` as part of other work


def claim_signal_handling() -> None:
    """Declare this process to be the command's. Until ``install_signal_handlers`` a signal ends it at once.

    Before that there is nothing to clean up.
    """
    global _own
    _own = True
    if signal.getsignal(signal.SIGINT) == signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def install_signal_handlers() -> None:
    """From now on signals raise ``Stopped``: unfinished files are removed, written ones are complete."""
    for number in _numbers(("SIGINT", *ENDING)) if _own else ():
        if signal.getsignal(number) == signal.SIG_DFL:  # an ignored signal, as under nohup, stays ignored
            signal.signal(number, _stop)


def restore_default_signals() -> None:
    """After the run: signals end the process at once again."""
    for number in _numbers(("SIGINT", *ENDING)) if _own else ():
        if signal.getsignal(number) == _stop:
            signal.signal(number, signal.SIG_DFL)


def exit_status_of_signal(error: KeyboardInterrupt) -> int:
    """Return the exit status of a run ended by a signal: 128 plus the signal's number, as shells count."""
    return 128 + (error.number if isinstance(error, Stopped) else signal.SIGINT)


def _stop(number: int, frame: object) -> NoReturn:
    raise Stopped(number)


def _numbers(names: tuple[str, ...]) -> Iterator[int]:
    return (getattr(signal, name) for name in names if hasattr(signal, name))


@contextlib.contextmanager
def block_signals() -> Iterator[None]:
    """Block signals, here and in processes and threads started meanwhile (POSIX).

    A worker that gets Ctrl-C before ``prepare_pool_worker`` has run would print a traceback.
    """
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, *_numbers(ENDING)})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _End(BaseException):
    """Unwinds a worker's job, so that it removes its partial file and ends the programs that it started."""


_busy = False


def prepare_pool_worker() -> None:
    """Prepare a worker: only its parent handles Ctrl-C, and the worker ends with its parent, however that ended."""
    for number in _numbers(("SIGINT", "SIGHUP", "SIGBREAK")):
        signal.signal(number, signal.SIG_IGN)
    if sys.platform != "win32":
        signal.signal(signal.SIGTERM, _end)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, *_numbers(ENDING)})
    threading.Thread(target=_follow, daemon=True).start()


def run_worker_job(do: Callable[[J], T], job: J) -> T:
    """Do a job in a worker, so that SIGTERM ends it cleanly."""
    global _busy
    _busy = True
    try:
        return do(job)
    except _End:
        os._exit(1)  # everything is cleaned up; nobody waits for the rest
    finally:
        _busy = False


def _end(number: int, frame: object) -> None:
    if _busy:
        raise _End
    os._exit(1)


def _follow() -> None:
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is None:
        return
    parent.join()
    if sys.platform != "win32":
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(GRACE)
    os._exit(1)
