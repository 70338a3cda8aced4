"""Errors of making, checking and restoring backups: a code for the command line's messages."""

from __future__ import annotations

import errno


class BackupError(Exception):
    """A message id in ``cli/words/*.backup.toml`` without its table, with its values."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, values)
        self.code, self.values = code, values


def of_system(error: OSError, code: str, **values: object) -> BackupError:
    """Return a BackupError for a system error; ``why`` is its name, such as ENOSPC."""
    return BackupError(code, why=errno.errorcode.get(error.errno or 0) or error.strerror or "OSError", **values)
