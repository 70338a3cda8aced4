"""What tests of figures share: indicators that are defined, values that are told, and what counts of them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.evidence.journal.models import Entry
from luoshi.facts.base.models.fact import Fact
from luoshi.facts.fact_store.actions import tell_facts
from luoshi.facts.fact_store.rules import FactKey, FactValue
from luoshi.facts.indicators.models import Definition
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from office import NOW, Office


def defined(office: Office, title: str, who: str = "supervisor", **values: Any) -> Definition:
    """An indicator of the supervision office."""
    given = {"title": title, "unit": office.units["desk"].pk, "measure": "个", "nature": "flow", "period": "month"}
    return begin(get_kind("indicators"), office.actor(who), {**given, **values}, at=NOW).record  # type: ignore[return-value]


def act(office: Office, one: Definition, step: str, who: str = "supervisor", **given: Any) -> Definition:
    return take(one, step, office.actor(who), given, at=NOW).record  # type: ignore[return-value]


def entry(office: Office, who: str = "clerk", at: datetime = NOW) -> Entry:
    """An entry by which values are told."""
    return journal_act("test", "told", office.actor(who), {}, at=at)


def told(office: Office, indicator: int, unit: str, period: int, value: int | str, *, by: Entry | None = None) -> Entry:
    made = by or entry(office)
    tell_facts([FactValue(FactKey(indicator, office.units[unit].pk, period), Decimal(value))], made, repeats=True)
    return made


def counting() -> dict[tuple[int, str, int], Decimal | None]:
    """The facts that count: value by indicator, unit and period."""
    rows = Fact.objects.filter(ended=None).select_related("unit")
    return {(row.indicator_id, row.unit.name, row.period): row.value for row in rows}
