"""Sheets of figures come in, are taken back, and what lines count is kept; and what must hold after a kill."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

from faults.sending import Form, Said, key, who
from luoshi.facts.base.models.fact import Fact
from luoshi.facts.countings.actions import adopt_figures, keep_due
from luoshi.facts.countings.models import Counting
from luoshi.facts.indicators.models import Definition
from luoshi.facts.supplies.actions import import_supplies
from luoshi.facts.supplies.models import Supply, Value
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.org.tree.models import Unit
from office import NOW

LATER = NOW + timedelta(days=100)
SHEETS, LINES = 4, 70  # values: more than one record of a source holds
YEAR = 2025


def ready() -> None:
    """An indicator that sheets tell each day, activities of two months, and their counting."""
    desk, of = who("supervisor"), Unit.objects.get(code="desk")
    said = {"title": "来访人数", "code": "visits", "unit": of.pk, "measure": "人次", "nature": "flow", "period": "day"}
    begin(get_kind("indicators"), desk, said, at=NOW)
    for at in range(4):
        given = {"sort": "lecture", "place": f"场地{at}", "unit": Unit.objects.get(code="kexie").pk, "attendance": 10}
        begin(get_kind("activities"), desk, {**given, "held": date(2026, 1 + at % 2, 3)}, at=NOW)
    adopt_figures(["activities.events", "activities.attendance"], "month", of, desk, at=NOW)


def _titles(sheet: int) -> list[str]:
    return [f"日报{sheet}（1）", f"日报{sheet}（2）"]


def bring(sheet: int, said: Said) -> str:
    """Tell a sheet, unless it was told: it bears no key of its own, so its title says it."""
    there = Supply.objects.filter(title__in=_titles(sheet)).order_by("pk")
    if not there:
        first = date(YEAR, 1, 1) + timedelta(days=100 * (sheet % 2))
        rows: list[Any] = [
            (
                at + 2,
                {"code": "visits", "unit": "kexie", "period": str(first + timedelta(days=at)), "value": str(sheet)},
            )
            for at in range(LINES)
        ]
        import_supplies(rows, f"日报{sheet}", Unit.objects.get(code="desk"), who("supervisor"), at=LATER)
    return " ".join(str(supply.entry_id) for supply in there.all())


def take_back(sheet: int, said: Said) -> str:
    one = Supply.objects.get(title=_titles(sheet)[0])
    once = key("take_back", sheet)
    return str(take(one, "take_back", who("supervisor"), {"reason": "登记有误"}, at=LATER, once=once).entry.pk)


def keep(said: Said) -> str:
    for _kept in keep_due(LATER):
        pass
    return " ".join(str(counting.done) for counting in Counting.objects.order_by("pk"))


def of_figures() -> list[Form]:
    return [partial(bring, 0), partial(bring, 1), keep, partial(bring, 2), partial(take_back, 2), partial(bring, 3)]


def whole() -> Iterator[str]:
    """What is not whole: a sheet told by half, what was taken back and counts, a month kept without values."""
    for sheet in range(SHEETS):
        if Supply.objects.filter(title__in=_titles(sheet)).count() not in (0, len(_titles(sheet))):
            yield f"{_titles(sheet)}: one came without the other"
    for supply in Supply.objects.all():
        told = Fact.objects.filter(entry=supply.entry_id) if supply.entry_id else Fact.objects.none()
        if supply.state == "told" and told.count() != Value.objects.filter(record=supply.pk).count():
            yield f"{supply}: not all of its values were told"
        if supply.state == "taken_back" and supply.entry_id is not None:
            yield f"{supply}: taken back, and it still counts"
    for counting in Counting.objects.exclude(done=None).select_related("indicator"):
        if (
            counting.indicator
            and not Fact.objects.filter(indicator=counting.indicator.indicator_id, ended=None).exists()
        ):
            yield f"{counting}: kept, and without values"


def figures() -> dict[str, Any]:
    """The values that count, as they can be compared."""
    names = dict(Definition.objects.values_list("indicator", "title"))
    rows = Fact.objects.filter(ended=None, indicator__in=[pk for pk in names if pk]).values_list(
        "indicator", "period", "value"
    )
    return {"figures": sorted((names[of], period, str(value)) for of, period, value in rows)}
