"""How a run ends before its time: signals in the command's process, signals and orphanhood in its workers."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, NoReturn, TypeVar

T = TypeVar("T")

ENDING = ("SIGTERM", "SIGHUP", "SIGBREAK")  # a supervisor, a closed terminal, a closed console of Windows
GRACE = 5.0  # seconds that an orphaned worker has to put away what it was writing


class Stopped(KeyboardInterrupt):
    """A signal that ends the run as Ctrl-C does."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


_own = False  # whether this process is the command's, not one that calls ``main`` for a part of its work


def claim_signal_handling() -> None:
    """This process is the command's. Until ``install_signal_handlers`` a signal ends it on the spot, as there is
    nothing to put away."""
    global _own
    _own = True
    if signal.getsignal(signal.SIGINT) == signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def install_signal_handlers() -> None:
    """From here on signals end the run by ``Stopped``: what was begun is put away, what is written is whole."""
    for number in _numbers(("SIGINT", *ENDING)) if _own else ():
        if signal.getsignal(number) == signal.SIG_DFL:  # one that is ignored, as under nohup, stays so
            signal.signal(number, _stop)


def restore_default_signals() -> None:
    """The run is over: a signal that comes now ends the process on the spot again."""
    for number in _numbers(("SIGINT", *ENDING)) if _own else ():
        if signal.getsignal(number) == _stop:
            signal.signal(number, signal.SIG_DFL)


def exit_status_of_signal(error: KeyboardInterrupt) -> int:
    """The exit status of a run that ended so: 128 and the signal's number, as shells count."""
    return 128 + (error.number if isinstance(error, Stopped) else signal.SIGINT)


def _stop(number: int, frame: object) -> NoReturn:
    raise Stopped(number)


def _numbers(names: tuple[str, ...]) -> Iterator[int]:
    return (getattr(signal, name) for name in names if hasattr(signal, name))


@contextlib.contextmanager
def block_signals() -> Iterator[None]:
    """Keep signals back, here and in processes and threads that are started meanwhile (POSIX).

    A worker that Ctrl-C meets before ``prepare_pool_worker`` has run would show a traceback.
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
    """Unwinds a worker's job, so that it removes its half-written file and ends the programs that it started."""


_busy = False


def prepare_pool_worker() -> None:
    """Prepare a worker: its parent alone answers Ctrl-C, and it does not outlive its parent, however that ended."""
    for number in _numbers(("SIGINT", "SIGHUP", "SIGBREAK")):
        signal.signal(number, signal.SIG_IGN)
    if sys.platform != "win32":
        signal.signal(signal.SIGTERM, _end)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, *_numbers(ENDING)})
    threading.Thread(target=_follow, daemon=True).start()


def run_worker_job(do: Callable[[Any], T], job: Any) -> T:
    """Do a job in a worker, so that SIGTERM ends it cleanly."""
    global _busy
    _busy = True
    try:
        return do(job)
    except _End:
        os._exit(1)  # all is put away; nobody waits for what comes after
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
