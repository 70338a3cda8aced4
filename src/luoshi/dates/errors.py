"""The error of the ``dates`` package: a message id with values. The caller turns it into a sentence."""

from __future__ import annotations


class DateError(Exception):
    """A question about dates has no answer. ``code`` is the message id; ``values`` fill in its sentence."""

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values
