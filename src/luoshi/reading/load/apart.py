"""Read a file in a process of its own: whatever its bytes do to the parser, the caller gets a Draft or a ReadError.

What else is made of such a file, pictures of its pages, is made there too.

pdfium is C++ and a PDF can make it run for ever (forms that call forms); an .xls can claim sixteen million cells; rules
on an OFD page are compared with each other. The other process has bounded time and, where the system allows, memory.
It takes about 0.1 s to start, so formats whose cost is bounded by their size (docx, xlsx, ordinary pages) do without.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import asdict
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from luoshi.reading.errors import ReadError
from luoshi.reading.load.draft import Draft
from luoshi.reading.load.limits import Limits
from luoshi.reading.model import Note

_READERS = {
    "pdf": "pdf:read",
    "xls": "oldbook:read",
    "xls.cells": "oldbook:cells",
    "ofd": "ofd:read",
    "mhtml": "webpage:read_archive",
    "html": "webpage:read_text",
}
# What is made of a file beside its text; answers a dictionary that JSON can hold.
_MAKERS = {"pdf.sizes": "pictures:sizes_of", "pdf.page": "pictures:picture_of"}
# Where the system counts what a process computes, a busy machine does not make a good file late: the other process has
# its seconds of computing, and this many times as long by the clock.
PATIENCE = 3
_BOUNDED = find_spec("resource") is not None  # not on Windows
_START = "from luoshi.reading.load.apart import serve; serve()"


def read(format: str, data: bytes, draft: Draft) -> None:
    """Read a file of one of the formats above into ``draft``.

    Raises:
        ReadError: what the reader says; ``load.too_slow`` when time ran out; ``load.damaged`` when the process died.
    """
    _take(_answered(format, data, draft.limits), draft)


def make(what: str, data: bytes, limits: Limits, **given: int) -> dict[str, Any]:
    """What one of the makers above answers.

    Raises:
        ReadError: as ``read``.
    """
    return _answered(what, data, limits, given)


def _answered(format: str, data: bytes, limits: Limits, given: dict[str, int] | None = None) -> dict[str, Any]:
    answer = (_ask if sys.executable else _answer)(format, data, limits, given)
    if "code" in answer:
        raise ReadError(answer["code"], **answer["values"])
    return answer


def _ask(format: str, data: bytes, limits: Limits, given: dict[str, int] | None = None) -> dict[str, Any]:
    said = {"format": format, "limits": asdict(limits), "size": len(data), "given": given or {}}
    order = json.dumps(said).encode() + b"\n"
    format = format.partition(".")[0]  # the file's, for the sentence
    # The same places to import from, also where the caller added to them at run time.
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    process = subprocess.Popen(
        [sys.executable, "-S", "-c", _START],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    late = threading.Event()
    made = _exchange(process, order + data, limits.seconds * (PATIENCE if _BOUNDED else 1), late)
    if late.is_set() or (_BOUNDED and process.returncode == -signal.SIGXCPU):
        raise ReadError("load.too_slow", format=format, seconds=limits.seconds)
    try:
        answer = json.loads(made) if process.returncode == 0 else None
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise ReadError("load.damaged", format=format)
    return answer


def _exchange(process: subprocess.Popen[bytes], order: bytes, seconds: int, late: threading.Event) -> bytes:
    """What the process answers; after ``seconds`` it is ended and ``late`` set.

    Its standard input stays open until the answer is there: an end of it tells the other process that we are gone,
    however we went, and it goes too.
    """

    def expire() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(seconds, expire)
    timer.daemon = True
    assert process.stdin is not None and process.stdout is not None
    try:
        timer.start()
        with contextlib.suppress(OSError):  # it died before it had read all
            process.stdin.write(order)
            process.stdin.flush()
        made = process.stdout.read()
        process.wait()
        return made
    except BaseException:
        process.kill()
        raise
    finally:
        timer.cancel()
        with contextlib.suppress(OSError):
            process.stdin.close()
        process.stdout.close()
        process.wait()


def serve() -> None:
    """The other process: an order on standard input, the answer on standard output."""
    order = json.loads(sys.stdin.buffer.readline())
    limits = Limits(**order["limits"])
    data = sys.stdin.buffer.read(order["size"])
    threading.Thread(target=_follow, daemon=True).start()
    _bound(limits)
    answer = _answer(order["format"], data, limits, order.get("given"))
    sys.stdout.buffer.write(json.dumps(answer).encode())
    sys.stdout.flush()
    os._exit(0)  # nothing of the parser's own clearing up can go wrong after the answer


def _follow() -> None:
    """Wait for the end of standard input, and end."""
    while os.read(0, 1):
        pass
    os._exit(1)


def _answer(format: str, data: bytes, limits: Limits, given: dict[str, int] | None = None) -> dict[str, Any]:
    draft = Draft(limits)
    try:
        module, _, function = (_MAKERS.get(format) or _READERS[format]).partition(":")
        called = getattr(import_module(f"luoshi.reading.load.{module}"), function)
        if format in _MAKERS:
            made: dict[str, Any] = called(data, limits, **(given or {}))
            return made
        called(data, draft)
    except ReadError as error:
        return {"code": error.code, "values": error.values}
    except MemoryError:
        return {"code": "load.too_large", "values": {"what": "memory", "limit": limits.memory}}
    return {
        "text": draft.text(),
        "pages": draft.pages,
        "sections": draft.sections,
        "joined": draft.joined,
        "unseen": draft.unseen,
        "cells": draft.cells,
        "notes": [[note.code, note.values] for note in draft.notes],
    }


def _take(answer: dict[str, Any], draft: Draft) -> None:
    draft.pieces.append(answer["text"])
    draft.size += len(answer["text"])
    draft.pages.extend(answer["pages"])
    draft.sections.extend(answer["sections"])
    draft.joined.extend((start, end) for start, end in answer["joined"])
    draft.unseen.extend(answer["unseen"])
    draft.count(answer["cells"])
    draft.notes.extend(Note(code, values) for code, values in answer["notes"])


def _bound(limits: Limits) -> None:
    """Bound memory and time of computing of this process, where the system can; past its time it is ended at once."""
    try:
        import resource
    except ImportError:  # Windows
        return
    # The softer bound alone: at the harder one an end for want of time could not be told from another.
    bounds = {resource.RLIMIT_AS: limits.memory, resource.RLIMIT_CPU: limits.seconds, resource.RLIMIT_CORE: 0}
    for what, most in bounds.items():
        _, hard = resource.getrlimit(what)
        if hard == resource.RLIM_INFINITY or hard > most:
            resource.setrlimit(what, (most, hard))
