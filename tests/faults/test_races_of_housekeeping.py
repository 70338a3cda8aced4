"""Several at once at records of housekeeping: a numbered copy has one holder, a budget line is kept."""

from __future__ import annotations

from collections import Counter
from time import sleep
from typing import Any
from uuid import uuid4

import pytest

from faults.threads import EIGHT, at_once, of
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.housekeeping.models import PaperCopy, Trip
from luoshi.parts.funds import queries
from office import NOW, TODAY, Office

LINGERS = 0.5  # seconds, in which another comes as far also where the machine has much to do
PAPER = {"paper": "云办〔2026〕12号", "serial": "3"}


def test_a_copy_that_comes_out_again_while_it_is_handed_to_another_has_one_holder(real_office: Office) -> None:
    who = real_office.actor("supervisor")
    values = PAPER | {"owner": str(real_office.posts["head"])}
    earlier = [begin(get_kind("copies"), who, values, at=NOW, once=uuid4()).record]
    take(earlier[0], "take_back", who, {}, at=NOW, once=uuid4(), seen=earlier[0].version)
    back = PaperCopy.objects.get()

    def press(number: int) -> object:
        if number % 2:
            return begin(get_kind("copies"), who, values, at=NOW, once=uuid4())
        return take(back, "out_again", who, {"reason": "登记有误"}, at=NOW, once=uuid4(), seen=back.version)

    said: Counter[str] = of(at_once(press))
    assert said["done"] == 1
    assert PaperCopy.objects.filter(state="issued").count() == 1
    assert sum(said.values()) == EIGHT


def test_of_eight_journeys_settled_at_once_none_goes_beyond_the_line(
    real_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lingering(*said: Any, **more: Any) -> Any:
        found = lowest(*said, **more)
        sleep(LINGERS / 5)
        return found

    lowest = queries.lowest_line_balance
    monkeypatch.setattr(queries, "lowest_line_balance", lingering)
    clerk, head, who = (real_office.actor(person_key) for person_key in ("clerk", "head", "supervisor"))
    unit = str(real_office.units["kexie"].pk)
    budget = {"title": "公务用车经费", "sort": "cars", "way": "budget", "from_day": "2026-01-01", "unit": unit}
    fund = begin(get_kind("funds"), who, {**budget, "uses": [{"use": "cars"}]}, at=NOW).record
    take(fund, "allot", who, {"year": TODAY.year, "sum": "1000.00", "basis": "云财〔2026〕1号"}, at=NOW)
    given = {"title": "送展品到青石镇", "day": TODAY.isoformat(), "unit": unit}
    trips = [begin(get_kind("trips"), clerk, given, at=NOW).record for _ in range(EIGHT)]
    for trip in trips:
        take(trip, "approve", head, {}, at=NOW)
        take(trip, "use", who, {"km": "86.5"}, at=NOW)
    assert of(at_once(lambda number: take(trips[number], "settle", who, {"cost": "600.00"}, at=NOW))) == {
        "done": 1,
        "guarded": EIGHT - 1,
    }
    assert Trip.objects.filter(state="settled").count() == 1
