"""Why a backup cannot be made, is not whole, or cannot be brought back: a code for the command line's words."""

from __future__ import annotations

import errno


class BackupError(Exception):
    """A message id of ``cli/words/*.backup.toml`` without its table, with the values of its places."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, values)
        self.code, self.values = code, values


def of_system(error: OSError, code: str, **values: object) -> BackupError:
    """What the system refused; ``why`` is the name of its error, such as ENOSPC."""
    return BackupError(code, why=errno.errorcode.get(error.errno or 0) or error.strerror or "OSError", **values)
