"""Whether facilities are open today, for their pages and for the public."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, Light
from luoshi.kernel.base.words import words, words_now
from luoshi.kernel.kinds.language.public import DailyFact
from luoshi.lines.outreach.models import ClosedDay, OpeningTime
from luoshi.lines.outreach.rules import ClosedSpan, DayOpen, WeeklyTime, opening_on

_, _now = words(__name__), words_now(__name__)

WEEK = 7


def opening_days(pks: Collection[int], days: Collection[date]) -> dict[int, dict[date, DayOpen]]:
    """Return for each of these facilities that has opening times whether it is open on each day. Two queries."""
    times: dict[int, list[WeeklyTime]] = defaultdict(list)
    for pk, weekday, opens, closes in OpeningTime.objects.filter(record__in=pks).values_list(
        "record_id", "weekday", "opens", "closes"
    ):
        times[pk].append(WeeklyTime(int(weekday), opens, closes))
    closings: dict[int, list[ClosedSpan]] = defaultdict(list)
    rows = ClosedDay.objects.filter(record__in=times, first__lte=max(days), last__gte=min(days)).order_by("first")
    for pk, first, last, reason in rows.values_list("record_id", "first", "last", "reason"):
        closings[pk].append(ClosedSpan(first, last, reason))
    return {pk: {day: opening_on(day, times[pk], closings[pk]) for day in days} for pk in times}


def day_words(told: DayOpen) -> str:
    """Return what is said of a day: the times, or that it is closed, with the reason."""
    if told.hours:
        return _now("open %(hours)s") % {"hours": ", ".join(f"{opens}–{closes}" for opens, closes in told.hours)}
    return _now("closed: %(reason)s") % {"reason": told.reason} if told.reason else _now("closed")


def opening_words(pks: Collection[int], day: date) -> dict[int, str]:
    """Return what is said of a day, by facility; those without opening times are left out. Two queries."""
    return {pk: day_words(told[day]) for pk, told in opening_days(pks, [day]).items()}


TODAY = DailyFact(_("Today"), opening_words)


def week_cards(record: Any, actor: object, day: date) -> list[dict[str, object]]:
    """Build the card that says on which of the coming days it is open. Two queries."""
    days = [day + timedelta(past) for past in range(WEEK)]
    told = opening_days([record.pk], days).get(record.pk)
    if told is None or record.state != "open":
        return []
    heads = [DataColumn(_now("Day")), DataColumn("", "date"), DataColumn(_now("Open"), "light")]
    rows = []
    for place, on in enumerate(days):
        weekday = _now("today") if place == 0 else date_format(on, "l")
        light = Light("done" if told[on].hours else "none", day_words(told[on]))
        cells = [DataCell(weekday, head=True), DataCell(on.isoformat(), kind="date"), DataCell("", light=light)]
        rows.append(DataRow(on.isoformat(), weekday, cells))
    title = _now("Open this week")
    return [
        {"id": "opening", "title": title, "count": None, "more": None,
         "table": DataTable(title, heads, rows, Empty(""))}
    ]  # fmt: skip
