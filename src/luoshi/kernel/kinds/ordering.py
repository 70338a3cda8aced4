"""The usual order of records, newest first, such that an index gives it."""

from __future__ import annotations

from typing import Any

from django.db.models import F

from luoshi.kernel.kinds.models import Record


class RecordId(F):
    """The id of a record as the table of all records has it.

    The model of a kind has the id too, as its link to that table, and Django sorts by the link. No index has it beside
    the day of opening: SQLite then sorts 100,000 rows for one page, which takes ten times as long.
    """

    def __init__(self) -> None:
        super().__init__("opened")

    def resolve_expression(self, query: Any = None, *args: Any, **kwargs: Any) -> Any:
        """Return the column of the id in the same table as ``opened``, wherever the query has that.

        Of rows that have copies of a record's columns, such as its light, it is their own key.
        """
        if not issubclass(query.model, Record):
            return F("pk").resolve_expression(query, *args, **kwargs)
        opened: Any = super().resolve_expression(query, *args, **kwargs)
        return Record._meta.pk.get_col(opened.alias)


NEWEST = ("-opened", RecordId().desc())  # the index (kind, -opened, -id)
