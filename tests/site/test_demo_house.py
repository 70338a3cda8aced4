"""The housekeeping of the demonstration: every kind shows something, and one night of the next break is empty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.utils.translation import override

import luoshi.lines
from demonstration import small
from luoshi.kernel.kinds.registry import get_kind, kinds_of_line, list_lines
from luoshi.lines.housekeeping.queries import budget_lines, copies_out, roster_alarms
from luoshi.org.actors.models import Person
from luoshi.org.actors.queries import actor_of
from luoshi.parts.registers.models import FormerValue
from luoshi.site.demo import county_builder
from luoshi.site.demo.playing import unreached_states
from worlds import world

LINES = {path.parent.name for path in Path(luoshi.lines.__path__[0]).glob("*/line.py")}
WITH_PLANS = {"assess", "instructions", "outreach", "soil"}  # their demonstrations name plans, or begin before all else
SEPTEMBER = date(2026, 9, 21)


def made(today: date) -> None:
    with patch.object(county_builder, "load_county", small):
        assert county_builder.build_demo_county(today)


september = world("september", lambda: made(SEPTEMBER))


@pytest.fixture(autouse=True)
def _at_home(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.DATA = tmp_path
    with override("en"):
        yield


def test_each_kind_shows_something_and_one_night_is_empty(september: None) -> None:
    house(SEPTEMBER)


def house(today: date) -> None:
    desk = actor_of(Person.objects.get(name="杜明川"), today)
    said = [words for _label, words in roster_alarms(desk, today)]
    assert len(said) == 1 and ", 1 empty: " in said[0] and said[0].endswith("Night shift")
    copies = copies_out(get_kind("copies").record._default_manager.all())
    assert copies[0][1] == "3 issued, 2 returned, 1 open"
    assert "289.60 of 3000.00 yuan left (90.3 % used); warning: 90 % reached" in str(
        budget_lines(get_kind("trips").record._default_manager.filter(day__year=today.year))
    )
    for name in ("shifts", "seals", "trips", "services"):
        states = set(get_kind(name).record._default_manager.values_list("state", flat=True))
        assert len(states) > 1, name


def test_the_registers_have_entries_and_one_was_called_otherwise(september: None) -> None:
    for name, least in (("places", 3), ("organisations", 4), ("persons", 3)):  # lines enter more of them
        assert get_kind(name).record._default_manager.count() >= least, name
    renamed = get_kind("organisations").record._default_manager.get(title="云岭县猕猴桃产业合作社")
    assert [known_name.value for known_name in FormerValue.objects.filter(record=renamed.pk)] == [
        "云岭县猕猴桃专业合作社"
    ]


def test_contracts_are_there_in_every_state_and_one_ends_soon(september: None) -> None:
    records = get_kind("contracts").record._default_manager
    assert Counter(records.values_list("state", flat=True)) == {
        "performing": 3,
        "signed": 7,  # agreements with partners and on patents among them
        **dict.fromkeys(("drafted", "settled", "assessed", "filed", "broken", "abandoned"), 1),
    }
    amounts = records.exclude(amount=None).order_by("amount").values_list("amount", flat=True)
    assert [int(amount) for amount in amounts] == [12_000, 20_000, 50_000, 60_000, 80_000]  # not what signing says
    ends = records.filter(state="signed").order_by("to_day").values_list("to_day", flat=True)[0]
    assert 0 < (ends - SEPTEMBER).days <= 60


def test_each_kind_has_a_record_in_each_state_and_a_function_soon_ends(september: None) -> None:
    states(SEPTEMBER)


def states(today: date) -> None:
    """Whatever the tables say, the records are there in the end; the others need the plans (``test_demo``)."""
    shown = [line for line in list_lines() if line.name in LINES - WITH_PLANS]
    kinds = [kind for line in shown for kind in kinds_of_line(line)]
    assert len(shown) == len(LINES - WITH_PLANS) and len(kinds) > 25
    assert {kind.name: missing for kind in kinds if (missing := unreached_states(kind))} == {}
    running = get_kind("functions").record._default_manager.get(state="running")
    assert (running.to_day - today).days == 25


@pytest.mark.full
@pytest.mark.parametrize(
    ("today", "shows"), [(date(2026, 10, 3), house), (date(2026, 11, 21), house), (date(2026, 1, 12), states),
                         (date(2026, 11, 21), states)],
)  # fmt: skip
def test_so_it_is_on_whatever_day_it_is_made(db: None, today: date, shows: Callable[[date], None]) -> None:
    made(today)
    shows(today)
