"""What this room refuses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from luoshi.org.base.errors import Refusal


class RecordError(Refusal):
    """What this room refuses, with what others changed meanwhile.

    Attributes:
        code: a word for programs: ``refused`` (not open to this actor), ``incomplete`` (see ``fields``), ``guarded``
            (a rule speaks against it), ``changed`` (by someone else meanwhile), ``repeated`` (a key used for another
            request), ``missing``, ``unset`` (a parameter), ``not_computable``, ``marked`` (as a state secret),
            ``unseen`` (a character that nobody sees).
        changes: one row a step.
    """

    def __init__(
        self,
        code: str,
        what: str,
        *,
        where: str = "",
        remedy: str = "",
        fields: Mapping[str, Sequence[str]] | None = None,
        changes: Sequence[Any] = (),
    ) -> None:
        super().__init__(code, what, where=where, remedy=remedy, fields=fields)
        self.changes = changes
