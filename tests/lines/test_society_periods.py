"""Yearly inspections: made up after the year they count missed for ever, and how far back they are owed is a value."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.utils.translation import override

from housekeeping_office import House, ten
from luoshi.dates.lateness import LATE
from luoshi.desk.figures.queries.figures import FigureSpan, compute_figures
from luoshi.desk.lists.pages.record_fragments import record_light
from luoshi.desk.lists.queries.inbox import due_filter
from luoshi.desk.lists.queries.listing import due_light_code, due_stands, late_rows
from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.duties.queries.grid import duty_grid
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.parameters.queries.owed_since import BACK
from luoshi.kernel.steps.actions.steps import begin
from office import Office

INSPECTIONS = get_kind("inspections")
SOCIETIES = get_kind("societies")


@pytest.fixture
def house(office: Office, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> Iterator[House]:
    settings.DATA = tmp_path
    made = House(office, lambda at: monkeypatch.setattr("django.utils.timezone.now", lambda: at))
    made.on(2026, 3, 20)
    with override("en"):
        yield made


def farm(office: Office, founded: date, entered: date, title: str = "幻村稻谷协会") -> Any:
    clerk, unit = office.actor("clerk", entered), office.units["kexie"].pk
    given = {"title": title, "sort": "enterprise", "unit": unit}
    of = begin(get_kind("organisations"), clerk, given, at=ten(entered)).record
    given = {"organisation": of.number, "sort": "farm", "founded": founded, "unit": unit}
    return begin(SOCIETIES, clerk, given, at=ten(entered)).record


def inspected(office: Office, record: Any, on: date, **more: Any) -> None:
    given = {"body": record.number, "on": on.isoformat(), **more}
    begin(INSPECTIONS, office.actor("clerk", on), given, at=ten(on))


def periods(record: Any) -> list[str]:
    rows = Occurrence.objects.filter(duty__record=record.pk, duty__name="inspection", dropped=None)
    return list(rows.order_by("first").values_list("name", flat=True))


def test_an_inspection_of_2_january_is_made_up_for_the_year_before_on_every_page(house: House) -> None:
    record = farm(house.office, date(2025, 2, 3), date(2025, 2, 3))
    house.on(2026, 1, 1)  # a day off
    assert "0 of 1 done in time, 1 missed" in house.reads("clerk", "/who-is-due/?year=2025")
    house.on(2026, 1, 2)  # another
    inspected(house.office, record, date(2026, 1, 2), for_period="2025-01-01")
    house.on(2026, 6, 1)
    due = house.reads("clerk", "/who-is-due/?year=2025")
    assert "0 of 1 done in time, 1 missed, 1 of them made up" in due and "2026-01-02" in due
    page = house.reads("clerk", record.get_absolute_url())
    assert "made up on 2026-01-02" in page and "1 missed, 1 of them made up" in page
    span = FigureSpan(date(2026, 1, 1), date(2026, 12, 31))
    figures = compute_figures(INSPECTIONS, ["inspections"], span, house.office.actor("clerk"), date(2026, 6, 1))
    assert figures[()]["inspections"].exact == 1  # counted on its own day


def test_while_days_are_off_lists_home_page_grid_and_who_is_due_say_alike_that_a_year_was_missed(house: House) -> None:
    record = farm(house.office, date(2025, 2, 3), date(2025, 2, 3))
    for day, stood in ((date(2025, 12, 31), "soon"), (date(2026, 1, 1), "late")):
        house.on(day.year, day.month, day.day)
        fresh, late = SOCIETIES.record.fresh(record.pk), stood == "late"
        assert (due_light_code(fresh, day), record_light(fresh, day).code) == (stood, stood)
        for rows in (late_rows(SOCIETIES, day), due_filter("late", day), due_stands(day, LATE)):
            assert Record.objects.filter(rows, pk=record.pk).exists() is late
        assert Record.objects.filter(due_filter("soon", day), pk=record.pk).exists() is not late
        assert (duty_grid([record.pk], "inspection", day, day).cells[record.pk][0].state == "missed") is late
        assert (record.title in house.reads("clerk", "/societies/?due=late")) is late
        assert ("1 missed" in house.reads("clerk", "/who-is-due/?year=2025")) is late
        page = house.reads("clerk", record.get_absolute_url())
        assert ("its period is over" in page) is late and ("due today" in page) is not late


def test_a_deadline_on_a_day_before_days_off_is_late_from_the_next_working_day_on_in_lists(house: House) -> None:
    record = farm(house.office, date(2025, 2, 3), date(2025, 2, 3))
    Record.objects.filter(pk=record.pk).update(due_in_period=False)  # as of a date that is no end of a period
    found = [Record.objects.filter(due_filter("late", date(2026, 1, day)), pk=record.pk).exists() for day in (1, 3, 4)]
    assert found == [False, False, True]  # Sunday the 4th is worked
    fresh = SOCIETIES.record.fresh(record.pk)
    assert [due_light_code(fresh, date(2026, 1, day)) for day in (1, 3, 4)] == ["soon", "soon", "late"]


def test_an_office_that_comes_up_to_date_knows_which_dates_end_a_period(house: House) -> None:
    record = farm(house.office, date(2025, 2, 3), date(2025, 2, 3))
    assert SOCIETIES.record.fresh(record.pk).due_in_period
    Record.objects.update(due_in_period=False)
    import_module("luoshi.kernel.migrations.0016_due_in_period").mark_ends(apps, None)
    assert list(Record.objects.filter(due_in_period=True)) == [Record.objects.get(pk=record.pk)]


def test_founded_in_2024_and_entered_in_2026_it_owes_from_entry_on_and_says_so(house: House) -> None:
    record = farm(house.office, date(2024, 5, 6), date(2026, 3, 20))
    assert periods(record)[0] == "2026"
    page = house.reads("clerk", record.get_absolute_url())
    assert "owed from its entry on 2026-03-20 on" in page and "Day from which periods are owed" in page


def test_it_owes_as_far_back_as_the_office_sets(house: House) -> None:
    admin = house.office.actor("admin")
    set_value(BACK, None, "2025-01-01", date(2026, 1, 1), "云科协〔2026〕1号", admin, at=ten(date(2026, 1, 5)))
    record = farm(house.office, date(2024, 5, 6), date(2026, 3, 20))
    assert periods(record)[:2] == ["2025", "2026"]
    assert "0 of 1 done in time, 1 missed" in house.reads("clerk", "/who-is-due/?year=2025")
    assert "owed from 2025-01-01 on, as the office set" in house.reads("clerk", record.get_absolute_url())
    inspected(house.office, record, date(2026, 3, 19), for_period="2025-01-01")
    house.on(2026, 3, 21)
    assert "1 of them made up" in house.reads("clerk", "/who-is-due/?year=2025")
