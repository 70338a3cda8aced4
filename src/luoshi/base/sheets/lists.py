"""Lists as workbooks: written row by row in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import IO, Any

from django.utils import timezone

from luoshi.writing.sheet_heads import WorkbookHead, Written

MOST_LINES = 1_000_000  # Excel ends at 1,048,576


def write_list(
    file: IO[bytes],
    head: WorkbookHead,
    lines: Iterable[Sequence[Written]],
    *,
    prepare: Callable[[Any, Any], None] | None = None,
    more: Sequence[tuple[WorkbookHead, Iterable[Sequence[Written]]]] = (),
) -> int:
    """Write an .xlsx file with filters, for printing on A4 landscape, in which no text is taken for a formula.

    Rows are not kept in memory.

    Args:
        prepare: changes the workbook and its first sheet before the first row is written.
        more: further sheets with the same layout.

    Returns:
        The number of lines in the first sheet.
    """
    from luoshi.writing.workbook import write_workbook

    sheets = [(sheet_head, ((line, (), False) for line in of)) for sheet_head, of in ((head, lines), *more)]
    return write_workbook(file, sheets, timezone.get_current_timezone(), prepare)
