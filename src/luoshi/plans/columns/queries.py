"""What a unit has explained of the columns of its tables."""

from __future__ import annotations

from collections.abc import Iterable

from luoshi.base.sheets.heads import SheetHead
from luoshi.plans.columns.models import Columns
from luoshi.plans.columns.rules import NOTED, TAKEN, GuessedTable, task_of_meanings


def column_meanings(unit: int, head: SheetHead) -> dict[int, str] | None:
    """Return the meanings that a unit last gave to the columns under a header; None if it gave none. One query."""
    known = Columns.objects.filter(unit=unit, head=head.digest).values_list("meaning", flat=True).first()
    return {int(at): name for at, name in known.items() if name in (*TAKEN, *NOTED, "")} if known else None


def known_task_columns(unit: int, tables: Iterable[GuessedTable]) -> dict[tuple[str, ...], int | None]:
    """Return the task column of each of these tables that the unit has explained, by its heads. One query.

    None stands for a table without tasks; tables whose heads were never explained are left out.
    """
    heads = {table.head.digest: table.columns for table in tables}
    known = Columns.objects.filter(unit=unit, head__in=list(heads)).values_list("head", "meaning")
    return {heads[head]: task_of_meanings(meaning, len(heads[head])) for head, meaning in known}
