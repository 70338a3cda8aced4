"""Open untrusted files in other processes: whatever the bytes do there, the caller gets an answer or a ReadError.

A parser in C can run for ever or die, a workbook of 200 kB can contain a gigabyte of cells, and Python rarely returns
memory. A worker is started once, which takes about 0.1 s, and forks for each job: the cost of a job ends with its fork,
within its limits of memory and CPU time. Where the system cannot fork, a worker takes one job and ends, with elapsed
time as its only limit.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict
from importlib import import_module
from importlib.util import find_spec
from typing import Any, TypeAlias

from luoshi.reading.errors import ReadError
from luoshi.reading.load.limits import FileLimits

# Where the system measures CPU time, a busy machine does not make a good file too slow: the other process has its
# seconds of CPU time, and this many times as long by the clock.
PATIENCE = 3
IDLE = 2  # workers kept waiting for a job
_BOUNDED = find_spec("resource") is not None  # not on Windows
_FORKS = hasattr(os, "fork")
_START = "from luoshi.reading.load.workers import serve; serve()"
_SIZE = 8  # bytes of the length prefix of the next part
_DONE = b"."
_TOO_LONG = 3  # exit status of a worker whose fork timed out

JobAnswer: TypeAlias = dict[str, Any]  # what a job returns besides bytes: JSON can represent it

_idle: list[WorkerProcess] = []
_lock = threading.Lock()
inside = False  # this is such a process, so it reads directly what others read in one


def call_in_worker(call: str, data: bytes, limits: FileLimits, given: Mapping[str, object]) -> tuple[JobAnswer, bytes]:
    """Return what ``call`` (``module:function``) returns in another process: ``function(data, limits, **given)``.

    It returns a dictionary that JSON can represent, and bytes.

    Raises:
        ReadError: as the function raised; ``load.too_slow`` on timeout; ``load.too_large`` out of memory;
            ``load.damaged`` if the process died. Their ``format`` is ``given["format"]``.
    """
    with _lock:
        worker = _idle.pop() if _idle else None
    if worker is None or worker.process.poll() is not None:
        worker = WorkerProcess()
    try:
        answer, more = worker.answer(call, data, limits, given)
    except BaseException:
        worker.end()
        raise
    with _lock:
        keep = _FORKS and len(_idle) < IDLE
        if keep:
            _idle.append(worker)
    if not keep:
        worker.end()
    if "code" in answer:
        raise ReadError(answer["code"], **answer["values"])
    return answer, more


class WorkerProcess:
    """The caller's side of a worker process."""

    def __init__(self) -> None:
        # The same import paths, including those that the caller added at run time.
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        self.process = subprocess.Popen(
            [sys.executable, "-S", "-c", _START],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=_FORKS,  # so that its fork is ended with it
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )

    def answer(
        self, call: str, data: bytes, limits: FileLimits, given: Mapping[str, object]
    ) -> tuple[JobAnswer, bytes]:
        """Return its answer to one job.

        Raises:
            ReadError: ``load.too_slow``, ``load.damaged``: the worker has ended.
        """
        order = json.dumps({"call": call, "limits": asdict(limits), "size": len(data), "given": given}).encode()
        late = threading.Event()

        def expire() -> None:
            late.set()
            self._kill()

        timer = threading.Timer(limits.seconds * (PATIENCE if _BOUNDED else 1), expire)
        timer.daemon = True
        timer.start()
        try:
            found = self._exchange(order, data)
        finally:
            timer.cancel()
        if found is not None:
            return found
        self.process.wait()
        format = str(given.get("format", "")).partition(".")[0]  # of the file, for the sentence
        if late.is_set() or self.process.returncode == _TOO_LONG:
            raise ReadError("load.too_slow", format=format, seconds=limits.seconds)
        raise ReadError("load.damaged", format=format)

    def _exchange(self, order: bytes, data: bytes) -> tuple[JobAnswer, bytes] | None:
        """Return the answer; None if the worker ended before it was complete."""
        said, told = self.process.stdin, self.process.stdout
        assert said is not None and told is not None
        try:
            with contextlib.suppress(OSError):  # it died before it had read all
                said.write(len(order).to_bytes(_SIZE, "big") + order)
                said.write(data)
                said.flush()
            sizes = told.read(2 * _SIZE)
            first, second = int.from_bytes(sizes[:_SIZE], "big"), int.from_bytes(sizes[_SIZE:], "big")
            answer, more, done = told.read(first), told.read(second), told.read(1)
        except (OSError, ValueError):  # ended by the timeout during reading
            return None
        return (json.loads(answer), more) if len(sizes) == 2 * _SIZE and done == _DONE else None

    def end(self) -> None:
        """End the worker and its fork."""
        if self.process.returncode is None:
            self._kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError, ValueError):
                pipe.close()  # type: ignore[union-attr]

    def _kill(self) -> None:
        with contextlib.suppress(OSError):
            os.killpg(self.process.pid, signal.SIGKILL) if _FORKS else self.process.kill()


@atexit.register
def end_all() -> None:
    """End the idle workers."""
    with _lock:
        waiting, _idle[:] = list(_idle), []
    for worker in waiting:
        worker.end()


def _forget() -> None:
    """Forget the caller's workers in a fork of it: they are not ours."""
    global _lock
    _lock = threading.Lock()
    for worker in _idle:
        worker.process.returncode = 0
        for pipe in (worker.process.stdin, worker.process.stdout):
            with contextlib.suppress(OSError, ValueError):
                pipe.close()  # type: ignore[union-attr]
    _idle.clear()


if _FORKS:
    os.register_at_fork(after_in_child=_forget)


# ---- the other process


def serve() -> None:
    """Take jobs from standard input until it ends.

    Its end means that the caller is gone, for whatever reason.
    """
    while head := _taken(_SIZE):
        order = json.loads(_taken(int.from_bytes(head, "big")))
        module, _, function = order["call"].partition(":")
        called = getattr(import_module(module), function)  # here, so that it is imported once
        if not _FORKS:
            _work(called, order)
            _give(_DONE)
            os._exit(0)
        child = os.fork()
        if not child:
            _bound(FileLimits(**order["limits"]))
            _work(called, order)
            os._exit(0)  # the parser's own cleanup cannot fail after the answer
        _, status = os.waitpid(child, 0)
        if status:
            os._exit(_TOO_LONG if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU else 1)
        _give(_DONE)
    os._exit(0)


def _work(called: Callable[..., tuple[JobAnswer, bytes]], order: dict[str, Any]) -> None:
    global inside
    inside = True
    limits = FileLimits(**order["limits"])
    try:
        data = _taken(order["size"])
        if len(data) < order["size"]:
            os._exit(1)
        threading.Thread(target=_follow, daemon=True).start()
        answer, more = called(data, limits, **order["given"])
    except ReadError as error:
        answer, more = {"code": error.code, "values": error.values}, b""
    except MemoryError:
        answer, more = {"code": "load.too_large", "values": {"what": "memory", "limit": limits.memory}}, b""
    except BaseException:
        os._exit(1)
    told = json.dumps(answer).encode()
    _give(len(told).to_bytes(_SIZE, "big") + len(more).to_bytes(_SIZE, "big") + told)
    _give(more)


def _taken(size: int) -> bytes:
    """Read so many bytes of standard input, unbuffered, leaving the rest to the next reader. Fewer at its end."""
    pieces = []
    while size and (piece := os.read(0, min(size, 1 << 20))):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def _give(data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(1, view) :]


def _follow() -> None:
    """Wait until the caller has gone, then end."""
    if _FORKS:
        poller = select.poll()
        poller.register(0, 0)  # only its end: the bytes are the worker's
        poller.poll()
    else:
        os.read(0, 1)
    os._exit(1)


def _bound(limits: FileLimits) -> None:
    """Limit memory and CPU time of this process, where the system can; it is killed when time is up."""
    import resource

    # Only the soft limit: after the hard one a timeout could not be told from another end.
    bounds = {resource.RLIMIT_AS: limits.memory, resource.RLIMIT_CPU: limits.seconds, resource.RLIMIT_CORE: 0}
    for what, most in bounds.items():
        _, hard = resource.getrlimit(what)
        if hard == resource.RLIM_INFINITY or hard > most:
            resource.setrlimit(what, (most, hard))
