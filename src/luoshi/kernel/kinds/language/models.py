"""What declarations know about the models of records and rows."""

from __future__ import annotations

from typing import Any, ClassVar, Protocol


class RecordModel(Protocol):
    """A record, as its model makes it (``kernel.kinds.models.Record``)."""

    _meta: ClassVar[Any]

    @property
    def reference(self) -> str:
        """The record's name in the journal."""
        ...


class RowModel(Protocol):
    """A row inside a record (``kernel.kinds.models.Row``)."""

    _meta: ClassVar[Any]

    @property
    def pk(self) -> Any:
        """Its id."""
        ...
