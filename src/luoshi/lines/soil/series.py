"""The series of a monitoring point on its page: drawn as lines, and by month, with the gaps and why there are any."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty
from luoshi.base.rights.rules.rights import Actor
from luoshi.figures.style import decimal_text
from luoshi.kernel.base.words import words_now
from luoshi.lines.soil import queries
from luoshi.lines.soil.models import SoilPoint, SoilSample
from luoshi.lines.soil.plots import FLOOR, HEIGHT, LEFT, RIGHT, WIDTH, SeriesGap, SeriesValue, draw_series
from luoshi.lines.soil.rules import one_decimal

_ = words_now(__name__)

MONTHS = 36  # at most so many rows, the newest
MOST = 120  # at most so many values of a line, the newest
ITEMS = ("moisture", "harvest", "ph", "om", "tn", "n", "p", "k")


def point_series(point: SoilPoint, actor: Actor, day: date) -> list[dict[str, object]]:
    """Build the cards of what was read: lines, and a row for each month from first to last. At most three queries."""
    found = queries.series_of_point(point, actor, day)
    if not found:
        return []
    return [*_chart_cards(point, found, day), _month_card(found)]


def _chart_cards(point: SoilPoint, found: list[SoilSample], day: date) -> list[dict[str, object]]:
    values = {item: _values_of(item, found) for item in ITEMS}
    if not any(len(told) > 1 for told in values.values()):
        return []
    explained = {sample.pk: sample.why for sample in found if sample.sort == "gap"}
    gaps = [SeriesGap(*gap) for gap in queries.gaps_of_point(point.pk, explained, day)]
    labels = {field.name: str(field.verbose_name) for field in SoilSample._meta.concrete_fields}
    plots = [
        {"label": labels[item], "words": _in_words(labels[item], told, shown), "plot": draw_series(told, shown)}
        for item, told, shown in ((item, told, _gaps_beside(told, gaps)) for item, told in values.items())
        if len(told) > 1
    ]
    return [{"id": "charts", "title": _("Series"), "template": "soil/series.html", "plots": plots,
             "width": WIDTH, "height": HEIGHT, "left": LEFT, "right": WIDTH - RIGHT, "floor": FLOOR}]  # fmt: skip


def _values_of(item: str, found: list[SoilSample]) -> list[SeriesValue]:
    """Return the newest values of an item, by day; of phosphorus with the method, since two cannot be compared."""
    told = [
        SeriesValue(sample.taken, value, sample.method if item == "p" else "")
        for sample in found
        if sample.taken is not None and (value := getattr(sample, item)) is not None
    ]
    return told[-MOST:]


def _gaps_beside(values: list[SeriesValue], gaps: list[SeriesGap]) -> list[SeriesGap]:
    """Return the gaps beside the values shown: none before the first of them, if earlier ones are left out."""
    return gaps if len(values) < MOST else [gap for gap in gaps if gap.day >= values[0].day]


def _in_words(label: str, values: list[SeriesValue], gaps: list[SeriesGap]) -> str:
    said = _(
        "%(label)s: %(n)d values from %(first)s to %(last)s, between %(low)s and %(high)s; gaps: %(gaps)d, of which "
        "%(open)d nobody explained."
    )
    numbers = [reading.value for reading in values]
    return said % {
        "label": label, "n": len(values), "first": values[0].day, "last": values[-1].day,
        "low": decimal_text(min(numbers)), "high": decimal_text(max(numbers)), "gaps": len(gaps),
        "open": sum(not gap.why for gap in gaps),
    }  # fmt: skip


def _month_card(found: list[SoilSample]) -> dict[str, object]:
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
    return {
        "id": "series", "title": title, "count": None, "more": None, "table": DataTable(title, heads, rows, Empty(""))
    }  # fmt: skip


def _months_between(first: tuple[int, int], last: tuple[int, int]) -> Iterator[tuple[int, int]]:
    for place in range(first[0] * 12 + first[1] - 1, last[0] * 12 + last[1]):
        yield place // 12, place % 12 + 1


def _month_row(month: tuple[int, int], samples: list[SoilSample]) -> DataRow:
    name = f"{month[0]}-{month[1]:02}"
    read = [sample for sample in samples if sample.sort != "gap"]
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
