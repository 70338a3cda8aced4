"""The usual order of records, newest first, such that an index gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.db.models import Expression, F
from django.db.models.sql import Query

from luoshi.kernel.kinds.models import Record

if TYPE_CHECKING:
    from django.db.models.expressions import Col


class RecordId(F):
    """The id of a record as the table of all records has it.

    The model of a kind has the id too, as its link to that table, and Django sorts by the link. No index has it beside
    the day of opening: SQLite then sorts 100,000 rows for one page, which takes ten times as long.
    """

    def __init__(self) -> None:
        # No column's name: Django takes an F of the name of a selected column for that column.
        super().__init__("the id of the record")

    def resolve_expression(
        self,
        query: Query | None = None,
        allow_joins: bool = True,
        reuse: set[str] | None = None,
        summarize: bool = False,
        for_save: bool = False,
    ) -> Expression:
        """Return the column of the id in the same table as ``opened``, wherever the query has that.

        Of rows that have copies of a record's columns, such as its light, it is their own key.
        """
        if query is None or query.model is None or not issubclass(query.model, Record):
            return F("pk").resolve_expression(query, allow_joins, reuse, summarize, for_save)
        opened = F("opened").resolve_expression(query, allow_joins, reuse, summarize, for_save)
        return Record._meta.pk.get_col(cast("Col", opened).alias)


NEWEST = ("-opened", RecordId().desc())  # the index (kind, -opened, -id)
