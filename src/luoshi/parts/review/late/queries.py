"""Which sheets came after the end of a round."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from luoshi.kernel.base.examples import Around
from luoshi.parts.review.models import Assessed, ReviewSheet


def late_sheets(assessed: int) -> list[ReviewSheet]:
    """List the sheets of an object that are kept as late, not let in. One query."""
    rows = ReviewSheet.objects.filter(assessed=assessed, state="late", erased=None)
    return list(rows.select_related("assessor").order_by("pk"))


def late_sheets_of_round(round_: int) -> list[ReviewSheet]:
    """List all sheets of a round that came late, let in or not. One query."""
    rows = ReviewSheet.objects.filter(assessed__round=round_, late_by__isnull=False, erased=None)
    rows = rows.filter(state__in=("late", "scored")).select_related("assessor", "assessed__about")
    return list(rows.order_by("scored_at", "pk"))


def takes_marks(sheet: ReviewSheet, day: date) -> bool:
    """Whether marks can still be given: none were yet, or the time for them is not over. At most two queries."""
    if sheet.state in ("asked", "accepted"):
        return True
    round_ = sheet.assessed.round
    return round_.state == "open" and (round_.to_at is None or timezone.now() <= round_.to_at)


def has_late_sheet(row: Assessed, day: date) -> bool:
    """Whether a sheet of an object is kept as late. One query."""
    return ReviewSheet.objects.filter(assessed=row.pk, state="late", erased=None).exists()


def late_assessor(record: Assessed | None, around: Around) -> str:
    """Return the number of an assessor whose sheet is kept as late, for examples; "" if there is none. One query."""
    late = late_sheets(record.pk) if record is not None else []
    return str(late[0].assessor.number) if late else ""
