"""The room's one error: a message id with values. The caller turns it into a sentence."""

from __future__ import annotations


class DateError(Exception):
    """A question about days that has no answer. ``code`` names what is wrong, ``values`` fills the sentence."""

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values
