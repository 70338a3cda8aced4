"""The only error of the reader: a message id with values. The caller turns it into a sentence."""

from __future__ import annotations


class ReadError(Exception):
    """A file cannot be read. ``code`` is the message id (``load.encrypted``); ``values`` fill in its sentence."""

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values
