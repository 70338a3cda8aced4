"""The reader's one error: a message id with values. The caller turns it into a sentence."""

from __future__ import annotations


class ReadError(Exception):
    """A file that cannot be read. ``code`` names what is wrong (``load.encrypted``), ``values`` fills the sentence."""

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values
