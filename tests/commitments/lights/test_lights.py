"""Tables of lights: what each preset says, where it says nothing, and the same answer by Python and by the database."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import CharField, DateField, IntegerField, Value
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luoshi.commitments.lights.queries.expression import DATED, light_case
from luoshi.commitments.lights.rules import lights
from luoshi.commitments.lights.rules.lights import (
    COLOURS,
    MEASURES,
    NONE,
    OPEN,
    UNKNOWN,
    LightRule,
    LightRuleTable,
    MeasureRange,
    TooFine,
    days_past,
    find_light,
    find_table_faults,
    latest_due,
    workdays_past,
)
from luoshi.commitments.lights.rules.presets import BY_DATE, BY_NAME, PRESETS
from luoshi.dates.lateness import soon_until
from luoshi.dates.workdays import is_workday
from luoshi.org.tree.models import Unit
from office import Office

DAY = date(2026, 9, 30)
FILLED = {"near_days": 5}
PAST = {"days": days_past, "workdays": workdays_past}


def preset(name: str) -> LightRuleTable:
    return BY_NAME[name].fill_values(FILLED)


@pytest.mark.parametrize(
    ("name", "values", "colour"),
    [
        ("yinchuan", {"behind": 0}, "green"),
        ("yinchuan", {"behind": -250}, "green"),
        ("yinchuan", {"behind": 1}, OPEN),  # the source does not say
        ("yinchuan", {"behind": 999}, OPEN),
        ("yinchuan", {"behind": 1000}, "yellow"),  # both ends in
        ("yinchuan", {"behind": 3000}, "yellow"),
        ("yinchuan", {"behind": 3001}, "red"),
        ("yinchuan", {}, UNKNOWN),  # never green
        ("yinchuan_start", {"idle": 2}, "yellow"),
        ("yinchuan_start", {"idle": 3}, "red"),
        ("yinchuan_entry", {"unlisted": 1}, "yellow"),
        ("yinchuan_entry", {"unlisted": 2}, "red"),
        ("suqian", {"days": -6, "behind": 0}, NONE),
        ("suqian", {"days": -5, "behind": 0}, "blue"),
        ("suqian", {"days": -5}, "blue"),
        ("suqian", {"days": -5, "behind": 1}, "yellow"),  # the graver
        ("suqian", {"days": -40, "judged": "poor"}, "yellow"),
        ("suqian", {"days": 1, "behind": 0}, "red"),
        ("sanming", {"slips": 0, "behind": 1}, "blue"),
        ("sanming", {"slips": 1}, "orange"),
        ("sanming", {"slips": 2}, "red"),
        ("sanming", {"slips": 0, "behind": 0}, NONE),
        ("ouhai", {"met": "in_time"}, "green"),
        ("ouhai", {"met": "open", "days": 0}, "green"),
        ("ouhai", {"met": "open", "days": 1}, "red"),
        ("ouhai", {"met": "late", "days": 9}, "yellow"),
        ("longxian", {"judged": "good"}, "blue"),
        ("longxian", {}, UNKNOWN),
        ("xinhuang", {"share": 8000}, "green"),
        ("xinhuang", {"share": 7999}, "yellow"),
        ("xinhuang", {"share": 0}, "yellow"),
        ("ruihai", {"misses": 1}, "yellow"),
        ("ruihai", {"misses": 2}, "red"),
        ("guangyuan", {"outlook": "slow"}, "yellow"),
        ("guangyuan", {"outlook": "hopeless"}, "red"),
        ("guangyuan", {"outlook": "sure"}, NONE),
        ("warning", {"days": 0}, NONE),
        ("warning", {"days": 6}, "yellow"),
        ("warning", {"days": 7}, "orange"),  # said twice by the source
        ("warning", {"days": 15}, "red"),
        ("xuancheng", {"behind": 1}, "yellow"),
        ("by_date", {"workdays": -6}, "green"),
        ("by_date", {"workdays": 0}, "yellow"),
        ("by_date", {"workdays": 1}, "red"),
    ],
)
def test_a_preset_says_what_its_source_says(name: str, values: dict[str, Any], colour: str) -> None:
    assert find_light(preset(name), values).colour == colour


def test_ten_places_and_the_faults_that_their_rules_have() -> None:
    assert len({preset_table.source for preset_table in PRESETS}) == 10
    found = {
        preset_table.name: {fault.kind for fault in find_table_faults(preset(preset_table.name))}
        for preset_table in (BY_DATE, *PRESETS)
    }
    assert {name: kinds for name, kinds in found.items() if kinds} == {
        "yinchuan": {"gap"},
        "suqian": {"overlap"},
        "warning": {"overlap"},
    }
    (gap,) = find_table_faults(preset("yinchuan"))
    assert gap.where == (("behind", (1, 999)),) and gap.stops
    assert [fault.where for fault in find_table_faults(preset("warning"))] == [
        (("days", (7, 7)),),
        (("days", (15, 15)),),
    ]
    assert not any(fault.stops for fault in find_table_faults(preset("warning")))


def test_a_value_that_each_office_sets_is_asked_for_before_all_else() -> None:
    (fault,) = find_table_faults(BY_NAME["suqian"])
    assert (fault.kind, fault.names, fault.stops) == ("unset", ("near_days",), True)
    with pytest.raises(KeyError, match="near_days"):
        BY_NAME["suqian"].fill_values({})


def test_a_gap_is_told_as_large_as_it_is_and_a_rule_without_use_is_named() -> None:
    red, late = (
        LightRule("red", (MeasureRange("days", 1), MeasureRange("judged", word="poor"))),
        LightRule("red", (MeasureRange("days", 5, 3),)),
    )
    found = find_table_faults(LightRuleTable("t", (red, late)))
    assert {(fault.kind, fault.where) for fault in found} == {
        ("gap", (("days", (None, 0)), ("judged", "poor"))),
        ("gap", (("days", (None, None)), ("judged", "good"))),
        ("gap", (("days", (None, None)), ("judged", "fair"))),
        ("never", ()),
    }
    assert [fault.rules for fault in found if fault.kind == "never"] == [(late,)]
    with pytest.raises(TooFine):
        names = ("days", "behind", "share", "idle")
        find_table_faults(
            LightRuleTable(
                "t", tuple(LightRule("red", tuple(MeasureRange(name, n, n) for name in names)) for n in range(1, 30))
            )
        )


def test_of_what_was_not_measured_nothing_is_concluded() -> None:
    table = LightRuleTable(
        "t",
        (LightRule("red", (MeasureRange("behind", 1),)), LightRule("yellow", (MeasureRange("days", 1),))),
        otherwise="green",
    )
    assert find_light(table, {"days": 3}).colour == "yellow"
    assert find_light(table, {"days": 0, "behind": 0}).colour == "green"
    assert find_light(table, {"days": 0}) == lights.ShownLight(UNKNOWN, missing=("behind",))


@given(st.dates(date(2024, 1, 1), date(2027, 12, 31)), st.sampled_from(DATED), st.integers(-30, 30))
def test_the_latest_due_date_is_where_the_days_change(day: date, measure: str, least: int) -> None:
    past = PAST[measure]
    last = latest_due(measure, day, least)
    assert past(last, day) >= least and past(last + timedelta(days=1), day) < least


@given(st.dates(date(2024, 1, 1), date(2027, 12, 31)), st.integers(-40, 60))
def test_our_own_yellow_is_what_is_due_soon_elsewhere(day: date, off: int) -> None:
    due = day + timedelta(days=off)
    colour = find_light(BY_DATE, {"workdays": workdays_past(due, day)}).colour
    if due > day and is_workday(due):
        assert (colour == "yellow") == (due <= soon_until(day))


WHOLE = st.integers(-4, 4)


@st.composite
def rules(draw: Any) -> LightRule:
    when = []
    for name in draw(st.lists(st.sampled_from(list(MEASURES)), min_size=1, max_size=3, unique=True)):
        words = MEASURES[name].words
        if words:
            when.append(MeasureRange(name, word=draw(st.sampled_from(words))))
        else:
            when.append(MeasureRange(name, draw(st.none() | WHOLE), draw(st.none() | WHOLE)))
    return LightRule(draw(st.sampled_from(COLOURS)), tuple(when))


TABLES = st.builds(
    LightRuleTable,
    st.just("t"),
    st.lists(rules(), min_size=1, max_size=4).map(tuple),
    otherwise=st.sampled_from(["", NONE, "green"]),
)


@st.composite
def measured(draw: Any) -> dict[str, Any]:
    """Values of all measures, of some of them none; of a due date the date itself."""
    found: dict[str, Any] = {}
    for name, measure in MEASURES.items():
        whole = st.dates(DAY - timedelta(9), DAY + timedelta(9)) if name in DATED else st.integers(measure.low or -5, 5)
        found[name] = draw(st.none() | (st.sampled_from(measure.words) if measure.words else whole))
    return found


def kind_of(name: str) -> Any:
    return DateField() if name in DATED else CharField() if MEASURES[name].words else IntegerField()


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(TABLES, measured())
def test_the_database_gives_the_light_that_the_rules_give(
    office: Office, table: LightRuleTable, values: dict[str, Any]
) -> None:
    noted = {f"of_{name}": Value(value, output_field=kind_of(name)) for name, value in values.items()}
    case = light_case(table, {name: f"of_{name}" for name in values}, DAY)
    (shown,) = Unit.objects.annotate(**noted).annotate(light=case).values_list("light", flat=True)[:1]
    plain = {name: PAST[name](value, DAY) if name in DATED and value else value for name, value in values.items()}
    assert shown == find_light(table, plain).colour


@given(TABLES, measured())
def test_where_no_fault_was_found_there_is_always_one_colour(table: LightRuleTable, values: dict[str, Any]) -> None:
    found = find_table_faults(table)
    if any(value is None for value in values.values()):
        return
    plain = {name: days_past(value, DAY) if name in DATED else value for name, value in values.items()}
    shown = find_light(table, plain)
    inside = [
        fault.kind for fault in found if fault.where and all(_in(plain[name], part) for name, part in fault.where)
    ]
    held = {
        rule.colour
        for rule in table.rules
        if all(measure_range.holds(plain[measure_range.measure]) for measure_range in rule.when)
    }
    assert ("gap" in inside) == (shown.colour == OPEN)
    assert ("overlap" in inside) == (len(held) > 1)


def _in(value: Any, part: Any) -> bool:
    if isinstance(part, str):
        return bool(value == part)
    return (part[0] is None or value >= part[0]) and (part[1] is None or value <= part[1])
