"""Pure decisions on the figures of a year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from luoshi.kernel.base.words import words_now
from luoshi.kernel.kinds.compiled.row_edits import RowsEdit
from luoshi.lines.soil.models import SoilYear

_ = words_now(__name__)


def area_reasons(record: SoilYear, given: Mapping[str, object], at: datetime) -> list[str]:
    """Return the reasons against an area larger than what was sown, and a day before the year."""
    edit, day = given.get("areas"), given.get("day")
    lines = [line.values for line in edit.after] if isinstance(edit, RowsEdit) else []
    reasons = []
    if any(line["covered"] > line["sown"] for line in lines):
        reasons.append(_("More is served than was sown of a crop: check both."))
    if isinstance(day, date) and record.year is not None and day.year < record.year:
        reasons.append(_("The figures are of a day before the year began: check day and year."))
    return reasons


def counted_day(year: int | None, day: date | None) -> date | None:
    """Return the day for which figures of a year count: the day itself, or the year's last if it is later."""
    if day is None or year is None or day.year <= year:
        return day
    return date(max(year, 1), 12, 31)
