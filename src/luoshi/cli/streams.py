"""The standard streams in any condition: closed, full, or without a reader."""

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
    """Nobody reads standard output any more, as in ``| head``: no error, but no reason to continue."""


class _Shut(io.TextIOBase):
    """Standard output that was closed at the start: writing to it must fail."""

    def write(self, words: str, /) -> int:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))


def prepare_streams() -> None:
    """Make the streams safe to use, even if the caller closed them; a terminal shows "?" for missing characters."""
    if sys.platform != "win32":
        _hold()
    if sys.stdout is None:
        sys.stdout = _Shut()
    if sys.stderr is None:  # print(file=None) would mix errors into the results
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _hold() -> None:
    """Keep the descriptors of closed streams occupied: else the next file would get one, and a worker write into it."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)


def write_stdout_bytes(data: bytes) -> None:
    """Write results to standard output: UTF-8 in a pipe whatever the system's code page, text on a terminal.

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
    """Print a line and flush it: somebody who starts a service reads its link in a log.

    Raises as ``write_stdout_bytes``.
    """
    with _minded():
        sys.stdout.write(words + "\n")
        sys.stdout.flush()


def flush_stdout() -> None:
    """Flush standard output: buffered data may be what no longer fits. Raises as ``write_stdout_bytes``."""
    if not isinstance(sys.stdout, _Shut):
        with _minded():
            sys.stdout.flush()


def has_stdout() -> bool:
    """Return True if there is a standard output at all."""
    return not isinstance(sys.stdout, _Shut)


def print_error_line(words: str) -> None:
    """Print a line on standard error. Never raises: if this fails, nobody can be told."""
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
        # Windows reports "invalid argument" for a pipe without a reader.
        if isinstance(error, BrokenPipeError) or (sys.platform == "win32" and error.errno == errno.EINVAL):
            raise Gone from None
        code = CODES.get(error.errno or 0, "out.stdout_failed")
        raise PlaceError(code, why=system_error_name(error)) from None


def _silence(stream: TextIO) -> None:
    """Discard the buffer, or Python complains about it again at exit."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, stream.fileno())
        finally:
            os.close(nowhere)
