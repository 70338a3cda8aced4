"""What stands around the lines of a sheet; without openpyxl, which is imported only where a sheet is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

Written = str | int | Decimal | date | datetime | None  # what a cell of a sheet may hold
HEAD_ROW = 3


@dataclass(frozen=True)
class WorkbookHead:
    """The text around a list: title, origin, columns with their widths, footer.

    Attributes:
        columns: label, and width in characters.
        name: of the sheet; if empty, the title.
        frozen: how many columns stay in view.
        printed: how many columns are printed; 0 for all.
        page: the words of the footer for the number of a page, in Excel's codes.
    """

    title: str
    origin: str
    columns: Sequence[tuple[str, int]]
    foot: str = ""
    name: str = ""
    frozen: int = 0
    printed: int = 0
    page: str = "&P / &N"
