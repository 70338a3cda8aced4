"""Pure decisions on the figures of a year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from luoshi.kernel.base.words import words_now
from luoshi.kernel.kinds.compiled.row_edits import RowsEdit
from luoshi.lines.soil.models import SoilYear, YearArea

_ = words_now(__name__)

GREENS = ("vegetable", "fruit")  # crops


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


def green_areas(areas: Iterable[YearArea]) -> tuple[Decimal | None, Decimal | None]:
    """Return how much of vegetables and fruit was sown and how much served, in mu; None where none was told."""
    found = [area for area in areas if area.crop in GREENS]
    if not found:
        return None, None
    return sum((Decimal(area.sown) for area in found), Decimal(0)), sum(
        (Decimal(area.covered) for area in found), Decimal(0)
    )


def counted_day(year: int | None, day: date | None) -> date | None:
    """Return the day for which figures of a year count: the day itself, or the year's last if it is later."""
    if day is None or year is None or day.year <= year:
        return day
    return date(max(year, 1), 12, 31)
