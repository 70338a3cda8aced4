"""The error of a wrong command line."""

from __future__ import annotations


class UsageError(Exception):
    """The command line is wrong: a message id with values."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values
