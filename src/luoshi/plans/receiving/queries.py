"""What is known of a received workbook without asking; and what was received before."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from luoshi.base.rights.rules.rights import Actor
from luoshi.base.sheets.heads import SheetHead
from luoshi.evidence.received.rules.uploads import MEDIA
from luoshi.kernel.files.queries import kept_bytes
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.plans.base.models.conversion import Conversion
from luoshi.plans.base.models.plan import Plan, Source
from luoshi.plans.columns.models import Columns
from luoshi.plans.columns.rules import NOTED, TAKEN
from luoshi.plans.receiving.rules.tables import TaskTable, tables_in
from luoshi.reading.errors import ReadError
from luoshi.reading.load import cells

BOOKS = ("xlsx", "ods", "xls")


@dataclass(frozen=True)
class SourceWorkbook:
    """The visible sheets of a workbook, and the task tables among them."""

    sheets: tuple[cells.NamedSheet, ...]
    tables: tuple[TaskTable, ...]

    @property
    def unexplained_table(self) -> TaskTable | None:
        """The first table whose columns a person must explain."""
        return next((table for table in self.tables if table.doubt), None)


def book_of(source: Source) -> SourceWorkbook | None:
    """Return the workbook of a source; None for other documents and for a deleted file. At most four queries."""
    document = source.document
    kept = document.converted or document.evidence
    book = document.format in BOOKS or (document.converted and document.converted.media == MEDIA["xlsx"])
    data = kept_bytes(kept) if kept and book else None
    try:
        sheets = tuple(sheet for sheet in cells.read_workbook_sheets(data) if sheet.visible) if data else ()
    except ReadError:
        return None
    if not sheets:
        return None

    def taught(head: SheetHead) -> dict[int, str] | None:
        rows = Columns.objects.filter(unit=source.plan.unit_id, head=head.digest)
        known = rows.values_list("meaning", flat=True).first()
        return {int(at): name for at, name in known.items() if name in (*TAKEN, *NOTED, "")} if known else None

    return SourceWorkbook(sheets, tuple(tables_in([sheet.sheet for sheet in sheets], source.answers, taught)))


def first_asked(plan: Plan) -> int | None:
    """Return the place of the first document of a plan that has a question. One query."""
    rows = plan.sources.filter(state=Source.ASKED).order_by("place")
    return rows.values_list("place", flat=True).first()


def pending_conversions(plan: Plan) -> list[Conversion]:
    """List the files of a plan that are not converted yet, in the order received. One query."""
    rows = plan.conversions.exclude(state__in=(Conversion.DONE, Conversion.DROPPED))
    return list(rows.select_related("original", "person").order_by("pk"))


def conversion_of(plan: Plan, pk: int) -> Conversion | None:
    """Return one of a plan's files that had to be converted. One query."""
    return plan.conversions.select_related("original", "person").filter(pk=pk).first()


def received_before(
    hashes: Collection[str], papers: Collection[tuple[str, str]], actor: Actor, day: date
) -> list[Plan]:
    """List the plans readable by the actor that have one of these documents or papers, oldest first. One query.

    Args:
        hashes: SHA-256 of the files as received.
        papers: issuer and number, for each paper that states both.
    """
    same = Q(sources__document__sha256__in=hashes) | Q(conversions__original__sha256__in=hashes)
    for issuer, number in papers:
        same |= Q(issuer=issuer, mark=number)
    rows = readable_records(get_kind("plans"), actor, day).filter(same, erased=None).exclude(state="discarded")
    return list(rows.order_by("pk").distinct())  # type: ignore[arg-type]
