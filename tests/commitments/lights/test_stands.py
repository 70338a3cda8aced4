"""How a commitment stands: the same by the rules and by the database, for each preset; and the sheets' examples."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from full import FULL
from light_columns import DAY, DECEMBER, FILLED, JANUARY, columns
from luoshi.commitments.lights.models import LightTable
from luoshi.commitments.lights.queries.current_lights import tables_of
from luoshi.commitments.lights.queries.due_status import late_condition
from luoshi.commitments.lights.queries.expression import light_case
from luoshi.commitments.lights.queries.light_status import (
    NEEDED,
    StandReader,
    by_tables,
    progress_states,
    with_stands,
)
from luoshi.commitments.lights.queries.measures import annotate_measures, commitment_light, facts_of
from luoshi.commitments.lights.queries.present_lights import count_by_light
from luoshi.commitments.lights.rules.json import from_json, to_json
from luoshi.commitments.lights.rules.light_status import CODES, Stand, reckon_stand
from luoshi.commitments.lights.rules.lights import COLOURS, MEASURES, NONE, LightRule, LightRuleTable, MeasureRange, Set
from luoshi.commitments.lights.rules.measures import MeasureFacts, expected_progress, reckon_measures
from luoshi.commitments.lights.rules.presets import BY_DATE, BY_NAME
from luoshi.plans.base import states as at
from luoshi.plans.base.models.commitment import Commitment
from office import Office
from plans import published


@pytest.fixture
def one(office: Office) -> Commitment:
    return published(office).commitments.order_by("pk")[0]


@settings(
    max_examples=120 if FULL else 25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(columns(), st.sampled_from([DAY, DAY + timedelta(4)]))  # the second within a week off
def test_rules_and_database_agree_on_each_preset(one: Commitment, values: dict[str, Any], day: date) -> None:
    rows = Commitment.objects.filter(pk=one.pk)
    rows.update(**values)
    one.refresh_from_db()
    for table in FILLED.values():
        marked, fields = annotate_measures(rows, table, day)
        colour = marked.annotate(light=light_case(table, fields, day)).values_list("light", flat=True)[0]
        assert colour == commitment_light(one, table, day).colour, table.name
        found = by_tables(rows, [(table, None)], day).values_list("stand", flat=True)[0]
        stand = reckon_stand(table, facts_of(one, day, table.measures), day)
        assert found == stand.code, table.name
        light = by_tables(rows, [(table, None)], day, page_lights=True).values_list("light", flat=True)[0]
        assert light == stand.light, table.name
        assert rows.filter(late_condition(day)).exists() is (light == "late"), table.name


RUNS = MeasureFacts(
    state=at.RUNNING, pressing=date(2026, 12, 31), binds=date(2026, 12, 31), begins=JANUARY, ends=DECEMBER
)


@pytest.mark.parametrize(
    ("reached", "behind", "code"),
    [
        (9167, -1, "green"),  # 91.7 % at the end of November, 宣城
        (9166, 0, "green"),
        (9165, 1, "open"),  # 0–10 points: the source says nothing
        (8166, 1000, "yellow"),  # 10–30 points, both ends in, 银川
        (6166, 3000, "yellow"),
        (6165, 3001, "red"),
    ],
)
def test_what_is_reached_against_the_months_that_are_over(reached: int, behind: int, code: str) -> None:
    day, facts = date(2026, 11, 30), replace(RUNS, reached=reached)
    assert expected_progress(JANUARY, DECEMBER, day) == 9166
    assert reckon_measures(facts, day)["behind"] == behind
    assert reckon_stand(BY_NAME["yinchuan"], facts, day).code == code


def test_without_a_report_there_is_no_light_and_never_green() -> None:
    asked = replace(RUNS, report_due=date(2026, 3, 31), pressing=date(2026, 3, 31), reached=10_000)
    said = reckon_stand(BY_DATE, asked, date(2026, 4, 1))
    assert said == Stand("missing", (("report", "2026-03-31"), ("workdays", 1), ("days", 1)), light="late")
    assert reckon_stand(BY_NAME["xuancheng"], asked, date(2026, 4, 1)).code == "missing"
    over = replace(asked, binds=date(2026, 3, 31))
    red = Stand("red", (("workdays", 3), ("days", 3)), note="overdue", light="late")
    assert reckon_stand(BY_DATE, over, date(2026, 4, 3)) == red


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"state": at.LISTED}, "grey"),
        ({"begins": JANUARY + 12}, "grey"),
        ({"state": at.SUSPENDED}, "paused"),
        ({"state": at.REPORTED, "pressing": None, "done": date(2026, 6, 1)}, "back"),
        ({"state": at.CLOSED, "done": date(2026, 12, 31)}, "done_in_time"),
        ({"state": at.CLOSED, "done": date(2027, 1, 1)}, "done_in_time"),  # New Year's Day: late from the 4th on
        ({"state": at.CLOSED, "done": date(2027, 1, 4)}, "done_late"),
        ({"state": at.LISTED, "until": date(2026, 9, 29)}, "unsent"),
        ({"state": at.REFUSED, "until": date(2026, 9, 30)}, "grey"),
        ({"state": at.CANCELLED}, "ended"),
        ({"pressing": None}, "unknown"),
        ({"pressing": None, "reported": DAY}, "clear"),
        ({"pressing": None, "reported": DAY, "state": at.REPORTED}, "back"),
    ],
)
def test_what_has_no_colour_says_why(values: dict[str, Any], code: str) -> None:
    assert reckon_stand(BY_DATE, replace(RUNS, **values), DAY).code == code


BOUNDS = st.none() | st.integers(-5000, 5000) | st.builds(Set, st.just("near_days"), st.integers(-3, 3))


@st.composite
def tables(draw: Any) -> LightRuleTable:
    rules = []
    for colour in draw(st.lists(st.sampled_from(COLOURS), max_size=5)):
        when = []
        for name in draw(st.lists(st.sampled_from(sorted(MEASURES)), max_size=3)):
            words = MEASURES[name].words
            made = (
                MeasureRange(name, word=draw(st.sampled_from(words)))
                if words
                else MeasureRange(name, draw(BOUNDS), draw(BOUNDS))
            )
            when.append(made)
        rules.append(LightRule(colour, tuple(when), draw(st.text(max_size=5))))
    return LightRuleTable(
        draw(st.text(max_size=5)), tuple(rules), draw(st.text(max_size=5)), draw(st.sampled_from(["", NONE]))
    )


@given(tables())
def test_a_table_comes_back_from_json_as_it_was(table: LightRuleTable) -> None:
    assert from_json(to_json(table)) == table


@pytest.mark.parametrize(
    "wrong", [None, {}, {**to_json(BY_DATE), "otherwise": "pink"}, {**to_json(BY_DATE), "rules": [{"colour": "pink"}]},
              {**to_json(BY_DATE), "rules": [{"colour": "red", "note": "", "when": [{"measure": "luck"}]}]}],
)  # fmt: skip
def test_what_is_no_table_is_refused(wrong: Any) -> None:
    with pytest.raises(ValueError, match="no "):
        from_json(wrong)


def put(office: Office, name: str, unit: str | None, start: date, version: int) -> LightTable:
    from luoshi.evidence.journal.models import Entry

    entry = Entry.objects.order_by("pk")[0]
    table = FILLED[name]
    at_unit = office.units[unit] if unit else None
    return LightTable.objects.create(
        unit=at_unit, start=start, version=version, name=name, source="x", rules=to_json(table), entry=entry
    )


def test_the_nearest_table_in_force_holds(office: Office) -> None:
    desk, other = office.units["desk"].pk, office.units["society"].pk

    def names(day: date) -> list[str]:
        found = tables_of([desk, other], day)
        return [found[desk].table.name, found[other].table.name]

    assert names(DAY) == ["by_date", "by_date"]
    put(office, "warning", None, date(2026, 1, 1), 1)
    assert names(DAY) == ["warning", "warning"]
    put(office, "ruihai", "county", date(2026, 2, 1), 2)
    put(office, "suqian", "desk", date(2026, 9, 30), 3)
    assert names(DAY) == ["suqian", "ruihai"]
    assert names(date(2026, 9, 29)) == ["ruihai", "ruihai"]
    assert names(date(2026, 1, 31)) == ["warning", "warning"]


def test_lists_use_the_table_of_each_desk(office: Office, one: Commitment, django_assert_max_num_queries: Any) -> None:
    rows = Commitment.objects.order_by("pk")
    rows.update(state=at.RUNNING, pressing=date(2026, 9, 20), binds=date(2026, 12, 31))
    put(office, "warning", "desk", date(2026, 2, 1), 1)
    put(office, "ruihai", "kexie", date(2026, 2, 1), 2)
    Commitment.objects.filter(pk=one.pk).update(desk=office.units["kexie"])
    with django_assert_max_num_queries(5):
        found = {row.pk: row.stand for row in with_stands(rows, DAY)}
    assert set(found.values()) == {"orange", "green"} and found[one.pk] == "green"
    assert {pk: said.code for pk, said in progress_states(list(rows), DAY).items()} == found
    assert count_by_light(rows, DAY, "light") == {("late",): len(found)}  # its day has passed, whatever the colour
    rows.update(pressing=date(2026, 12, 31), outlook="slow")
    put(office, "guangyuan", "desk", date(2026, 2, 2), 3)
    assert count_by_light(rows, DAY, "light") == {("soon",): len(found) - 1, ("steady",): 1}
    assert set(found.values()) <= set(CODES)


def test_a_long_list_tells_each_commitment_as_it_is_told_alone(office: Office) -> None:
    """What stands alike is decided once; a desk's own table, and missed dates, are never another's."""
    rows = list(published(office).commitments.order_by("pk"))
    put(office, "ruihai", "kexie", date(2026, 2, 1), 1)
    for at_row, row in enumerate(rows):
        Commitment.objects.filter(pk=row.pk).update(
            state=at.RUNNING, desk=office.units["kexie" if at_row % 2 else "desk"], pressing=date(2026, 9, 1)
        )
    fresh = list(Commitment.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk"))
    alone = [progress_states([commitment], DAY)[commitment.pk] for commitment in fresh]
    columns_of = list(Commitment.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk").values_list(*NEEDED))
    along = StandReader(DAY)
    assert [*along.of(columns_of[:1]), *along.of(columns_of[1:])] == alone and len(set(alone)) > 1
