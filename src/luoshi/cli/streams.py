"""The standard streams as one finds them: closed, full, or with nobody left at the other end."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys
from collections.abc import Iterator
from typing import TextIO

from luoshi.cli.atomic_files import PlaceError, system_error_name

CODES = {
    errno.ENOSPC: "out.stdout_full",
    errno.EDQUOT: "out.stdout_full",
    errno.EFBIG: "out.stdout_full",
    errno.EBADF: "out.stdout_closed",
}


class Gone(Exception):
    """Nobody reads our standard output any more, as in ``| head``: no error, but no reason to go on."""


class _Shut(io.TextIOBase):
    """Standard output that was closed before we began: what is written to it must not pass for written."""

    def write(self, words: str, /) -> int:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))


def prepare_streams() -> None:
    """Make the streams safe to use, whatever the caller has closed; a terminal that lacks a character shows "?"."""
    if sys.platform != "win32":
        _hold()
    if sys.stdout is None:
        sys.stdout = _Shut()
    if sys.stderr is None:  # print(file=None) would put errors among the results
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _hold() -> None:
    """Keep the numbers of closed streams taken: the next file opened would get them, and a worker write into it."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)


def write_stdout_bytes(data: bytes) -> None:
    """Results to standard output: UTF-8 in a pipe whatever the system's code page is, text on a terminal.

    Raises:
        Gone: nobody reads on.
        PlaceError: it is closed or full.
    """
    with _minded():
        if sys.stdout.isatty() or not hasattr(sys.stdout, "buffer"):
            sys.stdout.write(data.decode("utf-8"))
        else:
            sys.stdout.flush()
            sys.stdout.buffer.write(data)


def print_line(words: str) -> None:
    """Words for people and a line end to standard output, at once: who starts a service reads its link in a log.

    Raises as ``write_stdout_bytes``.
    """
    with _minded():
        sys.stdout.write(words + "\n")
        sys.stdout.flush()


def flush_stdout() -> None:
    """Make sure that all is out: what waits in the buffer may be what finds no room. Raises as
    ``write_stdout_bytes``."""
    if not isinstance(sys.stdout, _Shut):
        with _minded():
            sys.stdout.flush()


def has_stdout() -> bool:
    """Whether there is a standard output at all."""
    return not isinstance(sys.stdout, _Shut)


def print_error_line(words: str) -> None:
    """A line on standard error. Never raises: where this fails there is nobody to tell."""
    try:
        print(words, file=sys.stderr, flush=True)
    except OSError:
        _silence(sys.stderr)


@contextlib.contextmanager
def _minded() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        _silence(sys.stdout)
        # Windows says "invalid argument" of a pipe that has lost its reader.
        if isinstance(error, BrokenPipeError) or (sys.platform == "win32" and error.errno == errno.EINVAL):
            raise Gone from None
        code = CODES.get(error.errno or 0, "out.stdout_failed")
        raise PlaceError(code, why=system_error_name(error)) from None


def _silence(stream: TextIO) -> None:
    """Lose what is still in the buffer, or Python complains of it once more while it ends."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, stream.fileno())
        finally:
            os.close(nowhere)
