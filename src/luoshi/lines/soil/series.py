"""The series of a monitoring point on its page: mean moisture by month, with the gaps and why there are any."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty
from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.base.words import words_now
from luoshi.lines.soil import queries
from luoshi.lines.soil.models import SoilPoint, SoilSample
from luoshi.lines.soil.rules import one_decimal

_ = words_now(__name__)

MONTHS = 36  # at most so many rows, the newest


def point_series(point: SoilPoint, actor: Actor, day: date) -> list[dict[str, object]]:
    """Build the card with a row for each month from the first reading to the last, newest first. One query."""
    found = queries.series_of_point(point.pk, actor, day)
    if not found:
        return []
    by_month: dict[tuple[int, int], list[SoilSample]] = {}
    for sample in found:
        assert sample.taken is not None
        by_month.setdefault((sample.taken.year, sample.taken.month), []).append(sample)
    months = list(_months_between(min(by_month), max(by_month)))[-MONTHS:]
    rows = [_month_row(month, by_month.get(month, [])) for month in reversed(months)]
    heads = [
        DataColumn(_("Month")),
        DataColumn(_("Readings"), "number"),
        DataColumn(_("Moisture, mean (%)"), "number"),
        DataColumn(_("Missing readings explained")),
    ]
    title = _("Readings by month")
    return [
        {"id": "series", "title": title, "count": None, "more": None, "table": DataTable(title, heads, rows, Empty(""))}
    ]


def _months_between(first: tuple[int, int], last: tuple[int, int]) -> Iterator[tuple[int, int]]:
    for place in range(first[0] * 12 + first[1] - 1, last[0] * 12 + last[1]):
        yield place // 12, place % 12 + 1


def _month_row(month: tuple[int, int], samples: list[SoilSample]) -> DataRow:
    name = f"{month[0]}-{month[1]:02}"
    read = [sample for sample in samples if sample.sort == "reading"]
    moist = [Fraction(sample.moisture) for sample in read if sample.moisture is not None]
    mean = sum(moist, Fraction(0)) / len(moist) if moist else None
    why = "; ".join(sample.why for sample in samples if sample.sort == "gap")
    return DataRow(
        name,
        name,
        [
            DataCell(name, _("Month"), head=True),
            DataCell(str(len(read)), _("Readings"), "number"),
            DataCell(
                "—" if mean is None else one_decimal(mean),
                _("Moisture, mean (%)"),
                "number",
                share=None if mean is None else int(mean),
            ),
            DataCell(why or ("" if read else _("no reading")), _("Missing readings explained")),
        ],
    )
