"""A page of a long list of records: its ids by an index first, then what is shown of these few records."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import IntegerField, QuerySet, Subquery

from luoshi.base.database.row_types import AnyRows
from luoshi.base.forms.shapes import PAGE
from luoshi.desk.lists.queries.listing import load_list_rows
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.models import Record

COUNTED = 1000  # rows that are counted; to count 100,000 takes longer than everything else of a page
LAST = "last"  # the page parameter of the last page
FARTHEST = 10**7  # the highest page number that is read as one


@dataclass(frozen=True)
class RowCount:
    """How many rows a list has; ``more``: there are more than this, which were not counted."""

    number: int
    more: bool = False

    def __str__(self) -> str:
        return f"{self.number:,}+" if self.more else str(self.number)

    @classmethod
    def up_to(cls, found: int, most: int = COUNTED) -> RowCount:
        """Return the count of a statement that stopped after ``most + 1`` rows."""
        return cls(min(found, most), found > most)


class RecordPaginator(Paginator[Record]):
    """Pages of a list of records, counted no further than ``COUNTED`` or the requested page.

    A page takes three statements: the ids, the records with what a list shows, and, unless all are on one page, the
    count. Pages nearer to the end are read from there, if the end is known.

    Attributes:
        counted: how many rows there are, as far as known. ``count`` has one row more if there are more.
    """

    def __init__(
        self, kind: CompiledKind, rows: QuerySet[Record], to_count: QuerySet[Record] | None = None, size: int = PAGE
    ) -> None:
        """Make the pages of a list.

        Args:
            kind: with the columns that are shown.
            rows: the list as the actor may read it, in its order.
            to_count: the same rows in any order, if they are counted sooner so.
        """
        super().__init__(rows, size)
        self._kind, self._rows, self._to_count = kind, rows, rows if to_count is None else to_count
        self._first: list[int] = []  # the ids of the first page, if it was requested
        self.counted = RowCount(0)

    def get_page(self, number: float | str | None) -> Page[Record]:
        """Return the requested page, or the nearest that there is; ``LAST`` is counted exactly."""
        words = str(number)
        asked = FARTHEST if words == LAST else min(int(words), FARTHEST) if words.isdecimal() else 1
        if asked == 1:
            self._first = list(self._ids()[: self.per_page + 1])
        if asked == 1 and len(self._first) <= self.per_page:
            self._keep_count(len(self._first), None)
        elif 0 < asked < FARTHEST:
            most = max(COUNTED, asked * self.per_page)
            self._keep_count(self._ids_to_count()[: most + 1].count(), most)
        else:
            self._keep_count(self._ids_to_count().count(), None)
        return super().get_page(asked or self.num_pages)

    def page(self, number: int | str) -> Page[Record]:
        """Return a page; callers use ``get_page``, which counts."""
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        after = min(first + self.per_page, self.count)
        if number == 1 and self._first:
            ids = self._first[: self.per_page]
        elif not self.counted.more and self.count - after < first:
            ids = list(self._ids().reverse()[self.count - after : self.count - first])[::-1]
        else:
            ids = list(self._ids()[first:after])
        return Page(self._load(ids), number, self)

    def _ids(self) -> QuerySet[Record, int]:
        return self._rows.values_list("pk", flat=True)

    def _ids_to_count(self) -> QuerySet[Record, int]:
        return self._to_count.order_by().values_list("pk", flat=True)

    def _keep_count(self, found: int, most: int | None) -> None:
        self.count = found
        self.counted = RowCount(found) if most is None else RowCount.up_to(found, most)

    def _load(self, ids: list[int]) -> list[Record]:
        """Return these records in this order. One query; none without ids."""
        rows: AnyRows = load_list_rows(self._kind, self._kind.record._default_manager.all())
        found = rows.order_by().in_bulk(ids)
        return [found[pk] for pk in ids if pk in found]


class CappedCount(Subquery):
    """The number of rows of a query, counted no further than ``COUNTED`` and one more."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()
    empty_result_set_value = 0

    def __init__(self, rows: AnyRows) -> None:
        super().__init__(rows.order_by().values("pk")[: COUNTED + 1])
