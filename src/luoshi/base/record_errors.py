"""The error that records raise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from luoshi.base.errors import Refusal


class RecordError(Refusal):
    """A refused operation on a record, with changes that others made meanwhile.

    Attributes:
        code: a word for programs: ``refused`` (not permitted to this actor), ``incomplete`` (see ``fields``),
            ``guarded`` (a rule forbids it), ``changed`` (by someone else meanwhile), ``repeated`` (an idempotency key
    used for another request), ``missing``, ``unset`` (a parameter), ``not_computable``, ``marked`` (as a state secret),
    ``unseen`` (an invisible character).
        changes: one row for each step.
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
