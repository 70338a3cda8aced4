"""Temporary failures outside the program: a full disk, an unwritable folder, an unreachable database.

Nobody made a mistake: the user learns what it is and when to retry, and the worker waits.
"""

from __future__ import annotations

import errno
import logging
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connections
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from luoshi.base.errors import OrgError


@dataclass(frozen=True)
class Outage:
    """A temporary failure, in words.

    Attributes:
        code: for programs: ``full``, ``unwritable``, ``away``, ``busy``.
        status: of HTTP: 507 for a full disk (RFC 4918 11.5), else 503 (RFC 9110 15.6.4).
        seconds: when to retry, for ``Retry-After``.
    """

    code: str
    status: int
    seconds: int
    said: str

    @property
    def what(self) -> str:
        return _(self.said)

    @property
    def remedies(self) -> list[str]:
        """What to do, in the active language."""
        again = _("Nothing was saved. Try again in %(seconds)d seconds.") % {"seconds": self.seconds}
        told = _("If this continues, tell the server administrator; luoshi doctor says more.")
        return [again, told]


FULL = Outage("full", 507, 300, N_("The server's disk is full: nothing can be saved."))
UNWRITABLE = Outage(
    "unwritable",
    503,
    300,
    N_("The server cannot write data at the moment: the disk or the database does not accept any."),
)
AWAY = Outage("away", 503, 30, N_("The database is not responding."))
BUSY = Outage("busy", 503, 5, N_("The database is busy."))

_OF_ERRNO = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), FULL),
    **dict.fromkeys((errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO), UNWRITABLE),
}
_OF_SQLITE = {
    sqlite3.SQLITE_FULL: FULL,
    **dict.fromkeys((sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_PERM), UNWRITABLE),
    sqlite3.SQLITE_CANTOPEN: AWAY,
    **dict.fromkeys((sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL), BUSY),
}
# PostgreSQL's SQLSTATE codes (its manual, appendix A), by the longest prefix listed here.
_OF_STATE = {
    "531": FULL,
    "53": BUSY,  # too many connections, out of memory
    "25006": UNWRITABLE,
    "58": UNWRITABLE,
    "08": AWAY,
    "57P": AWAY,
    **dict.fromkeys(("55P03", "40P01", "40001", "57014"), BUSY),
}


def outage_of(error: BaseException | None) -> Outage | None:
    """Return the outage behind an error; None if the program itself is at fault."""
    for cause in _chain(error):
        found = None
        if isinstance(cause, OSError):
            found = _of_system(cause)
        elif isinstance(cause, DatabaseError | InterfaceError):
            found = _of_database(cause)
        if found:
            return found
    return None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    for _step in range(20):
        if error is None:
            return
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _of_system(error: OSError) -> Outage | None:
    """Classify by errno. Errors other than a full disk count only in the data folder."""
    found = _OF_ERRNO.get(error.errno or 0)
    if found is UNWRITABLE and error.filename is not None:
        ours = isinstance(error.filename, str | Path) and Path(error.filename).is_relative_to(settings.DATA)
        return found if ours else None
    return found


def _of_database(error: BaseException) -> Outage | None:
    """Classify by the driver's code. Without a code from PostgreSQL, the server was unreachable."""
    driver = error.__cause__
    if isinstance(driver, sqlite3.Error):
        return _OF_SQLITE.get((getattr(driver, "sqlite_errorcode", 0) or 0) & 0xFF)
    state = getattr(driver, "sqlstate", None)
    if state is None:
        return AWAY if isinstance(error, OperationalError | InterfaceError) else None
    return next((_OF_STATE[state[:n]] for n in range(5, 1, -1) if state[:n] in _OF_STATE), None)


class Unavailable(OrgError):
    """An outage as an error for the user.

    Attributes:
        seconds: when to retry.
    """

    def __init__(self, outage: Outage) -> None:
        super().__init__(outage.code, outage.what, remedy=" ".join(outage.remedies))
        self.seconds = outage.seconds


class Untraced(logging.Filter):
    """Remove the traceback from the log line of an outage: it tells nothing, and comes with every request."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and (outage := outage_of(record.exc_info[1])):
            record.msg = f"{record.getMessage()} ({outage.code}: {_words(record.exc_info[1])})"
            record.args, record.exc_info, record.exc_text = (), None, None
        return True


def _words(error: BaseException | None) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def let_go() -> None:
    """Close this thread's connections: one that failed, or was opened to a read-only database, stays that way."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()
