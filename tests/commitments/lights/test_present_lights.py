"""Stored lights: counts by them equal those found anew, over midnight and after every change of input or rule."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from full import FULL
from light_columns import DAY, FILLED, columns
from luoshi.commitments.lights.actions import refresh_lights
from luoshi.commitments.lights.derived_rows import INPUTS, OF_COMMITMENT, OF_RECORD
from luoshi.commitments.lights.models import CurrentLight, LightTable
from luoshi.commitments.lights.queries import light_status, outdated_lights
from luoshi.commitments.lights.queries.current_lights import Used
from luoshi.commitments.lights.queries.due_status import late_condition, late_date_case
from luoshi.commitments.lights.queries.measures import FACTS
from luoshi.commitments.lights.queries.present_lights import (
    PresentLights,
    count_by_light,
    ids_with_light,
    list_wrong_rows,
    with_all_codes,
)
from luoshi.commitments.lights.rules.due_status import classify_matter
from luoshi.commitments.lights.rules.json import to_json
from luoshi.commitments.lights.rules.light_changes import DAYS, NEVER, light_basis, next_change
from luoshi.commitments.lights.rules.light_status import reckon_stand
from luoshi.commitments.lights.rules.lights import LightRule, LightRuleTable, MeasureRange
from luoshi.commitments.lights.rules.measures import MeasureFacts
from luoshi.commitments.lights.rules.presets import BY_DATE
from luoshi.dates import lateness, workdays
from luoshi.dates.workdays import WorkdayCalendar
from luoshi.evidence import append_only
from luoshi.kernel.kinds.models import Record
from luoshi.plans.base import states as at
from luoshi.plans.base.models.commitment import Commitment
from office import Office
from plans import published

CODES = ("matter", "stand", "light")
OTHER = LightRuleTable("own", (LightRule("red", (MeasureRange("days", -3),)),), "办公室", "green")


def refresh(day: date) -> None:
    list(refresh_lights(timezone.make_aware(datetime.combine(day, time(9)))))


def found_anew(day: date) -> Counter[tuple[Any, ...]]:
    """The same counts by the conditions in SQL alone, over all commitments."""
    rows = with_all_codes(Commitment.objects.order_by(), light_status.tables_in_use(day), day)
    return Counter(rows.values_list("unit", *CODES))


def counted(day: date) -> Counter[tuple[Any, ...]]:
    return count_by_light(CurrentLight.objects.all(), day, "unit", *CODES)


@pytest.fixture
def some(office: Office) -> list[Commitment]:
    return list(published(office).commitments.order_by("pk"))


@settings(
    max_examples=60 if FULL else 12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(columns(), min_size=3, max_size=3), st.integers(0, 9), st.sampled_from(sorted(FILLED)))
def test_stored_lights_equal_those_found_anew(
    some: list[Commitment], values: list[dict[str, Any]], later: int, name: str
) -> None:
    for commitment, of_one in zip(some, values, strict=False):
        Commitment.objects.filter(pk=commitment.pk).update(**of_one)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("luoshi.commitments.lights.queries.present_lights.tables_in_use", lambda _day: filled(name))
        patch.setattr("luoshi.commitments.lights.actions.tables_in_use", lambda _day: filled(name))
        patch.setattr(light_status, "tables_in_use", lambda _day: filled(name))
        patch.setattr(light_status, "tables_of", lambda desks, _day: dict.fromkeys(desks, Used(FILLED[name])))
        refresh(DAY)
        for day in (DAY, DAY + timedelta(later), DAY - timedelta(1)):
            assert counted(day) == found_anew(day)
        check_late(DAY + timedelta(later))
        CurrentLight.objects.filter(pk=some[0].pk).update(outdated=True)
        for few in (outdated_lights.FEW, 0):  # one by one, or by a statement with the rules in it
            patch.setattr(outdated_lights, "FEW", few)
            assert counted(DAY + timedelta(later)) == found_anew(DAY + timedelta(later))
            check_late(DAY + timedelta(later))
            check_ids(DAY + timedelta(later))


def check_late(day: date) -> None:
    """The late ones by unit are those that the dates of the commitments themselves say."""
    missed: dict[int, list[tuple[date, int]]] = {}
    rows = Commitment.objects.filter(late_condition(day)).annotate(missed=late_date_case(day))
    for unit, on, pk in rows.values_list("unit", "missed", "pk"):
        missed.setdefault(unit, []).append((on, pk))
    present = PresentLights(CurrentLight.objects.all(), day)
    assert present.count_late_by_unit() == {unit: (len(of), min(of)[0]) for unit, of in missed.items()}
    assert present.list_first_late(2) == {unit: [pk for _on, pk in sorted(of)[:2]] for unit, of in missed.items()}


def check_ids(day: date) -> None:
    anew = with_all_codes(Commitment.objects.order_by(), light_status.tables_in_use(day), day)
    rows = list(anew.values_list("unit", "pk", "light", "stand"))
    unit = rows[0][0]
    for code, place in (("late", 2), ("missing", 3)):
        found = Record.objects.filter(pk__in=ids_with_light(Q(unit=unit), code, day)).values_list("pk", flat=True)
        assert set(found) == {row[1] for row in rows if row[0] == unit and row[place] == code}, code


def filled(name: str) -> list[tuple[LightRuleTable, None]]:
    return [(FILLED[name], None)]


@settings(max_examples=300 if FULL else 60, deadline=None)
@given(columns(), st.integers(-4, 4), st.sampled_from(sorted(set(FILLED) - {"ruihai"})))
def test_until_its_next_change_a_light_is_the_same(values: dict[str, Any], off: int, name: str) -> None:
    table, day = FILLED[name], DAY + timedelta(off)
    facts = MeasureFacts(**{key: value for key, value in values.items() if key != "done_work"}, misses=0)
    dates = (facts.pressing, facts.report_due, facts.binds, facts.until)
    until = next_change(table, facts.state, dates, facts.begins, day)

    def codes(on: date) -> tuple[str, str, str]:
        stand = reckon_stand(table, facts, on)
        return classify_matter(facts, on).code, stand.code, stand.light

    assert day < until
    for ahead in range(min((until - day).days, 40)):
        assert codes(day + timedelta(ahead)) == codes(day)


def test_a_light_holds_past_midnight_until_a_date_comes(some: list[Commitment]) -> None:
    Commitment.objects.update(pressing=DAY + timedelta(30), binds=DAY + timedelta(30), report_due=None)
    refresh(DAY)
    holding = CurrentLight.objects.filter(outdated=False)
    assert holding.count() == len(some)
    until = holding.values_list("light_until", flat=True)[0]
    assert until
    assert DAY < until < DAY + timedelta(30)
    for day in (until - timedelta(1), until, DAY + timedelta(40)):
        assert counted(day) == found_anew(day)
    refresh(until)
    assert CurrentLight.objects.filter(outdated=False, light_until__gt=until).count() == len(some)
    assert counted(until) == found_anew(until)
    assert counted(DAY) == found_anew(DAY)  # the clock is set back
    refresh(DAY)
    assert counted(DAY) == found_anew(DAY)


def test_a_changed_rule_counts_at_once(some: list[Commitment], office: Office) -> None:
    Record.objects.filter(kind="commitments").update(state=at.RUNNING)
    Commitment.objects.update(pressing=DAY + timedelta(20), binds=DAY + timedelta(20), report_due=None)
    refresh(DAY)
    before = counted(DAY)
    entry = some[0].entries.order_by("pk")[0]
    LightTable.objects.create(start=DAY, version=1, name="own", source="办公室", rules=to_json(OTHER), entry=entry)
    everything_red = replace_rule(OTHER)
    LightTable.objects.create(
        unit=some[0].desk, start=DAY, version=2, name="own", source="办公室", rules=to_json(everything_red), entry=entry
    )
    assert counted(DAY) == found_anew(DAY) != before
    assert counted(DAY - timedelta(1)) == found_anew(DAY - timedelta(1))
    refresh(DAY)
    assert not CurrentLight.objects.filter(outdated=True).exists()
    assert counted(DAY) == found_anew(DAY)


def replace_rule(table: LightRuleTable) -> LightRuleTable:
    return LightRuleTable(table.name, (LightRule("red", (MeasureRange("days", -300),)),), table.source, "green")


def test_a_moved_holiday_counts_at_once(some: list[Commitment], monkeypatch: pytest.MonkeyPatch) -> None:
    Record.objects.filter(kind="commitments").update(state=at.RUNNING)
    Commitment.objects.update(pressing=DAY, binds=DAY, report_due=None)
    day = DAY + timedelta(1)
    refresh(day)  # the first day of a holiday: not late yet
    before = counted(day)
    known = workdays.load_workday_calendar()
    worked = WorkdayCalendar(known.listed | {day: (False, "国庆节")}, known.years)
    monkeypatch.setattr(workdays, "load_workday_calendar", lambda: worked)
    monkeypatch.setattr("luoshi.commitments.lights.rules.light_changes.load_workday_calendar", lambda: worked)
    lateness.soon_until.cache_clear()
    assert counted(day) == found_anew(day) != before
    refresh(day)
    assert counted(day) == found_anew(day)
    lateness.soon_until.cache_clear()


@pytest.mark.parametrize("column", [*OF_COMMITMENT, *INPUTS, *OF_RECORD])
def test_each_input_marks_the_light_as_outdated_and_each_copy_follows(some: list[Commitment], column: str) -> None:
    refresh(DAY)
    one = some[0]
    other = {
        "unit_id": some[0].desk_id,
        "state": at.SUSPENDED,
        "opened": timezone.now(),
        "outlook": "slow",
        "judged": "fair",
    }
    value = other.get(column, getattr(some[1], column))
    table = Record if column in OF_RECORD else Commitment
    table._base_manager.filter(pk=one.pk).update(**{column: value})
    row = CurrentLight._base_manager.get(pk=one.pk)
    assert row.outdated
    assert CurrentLight.objects.filter(outdated=True).count() == 1
    if column not in INPUTS:
        assert getattr(row, column) == value


def test_all_inputs_of_a_light_are_watched() -> None:
    assert {*FACTS} <= {name.removesuffix("_id") for name in (*OF_COMMITMENT, *INPUTS, *OF_RECORD)}


def test_lost_triggers_are_found_and_laid_again_with_the_rows(some: list[Commitment]) -> None:
    refresh(DAY)
    on = "" if connection.vendor == "sqlite" else " ON records_record"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER ledger_currentlight_moves{on}")
    Record.objects.filter(pk=some[0].pk).update(state=at.CLOSED)
    assert append_only.missing_append_triggers() == ["ledger_currentlight_moves"]
    append_only.install_append_triggers()
    assert append_only.missing_append_triggers() == []
    assert counted(DAY) == found_anew(DAY)
    assert CurrentLight.objects.get(pk=some[0].pk).state == at.CLOSED


def test_wrong_rows_are_named(some: list[Commitment]) -> None:
    assert list_wrong_rows(DAY) == []
    refresh(DAY)
    assert list_wrong_rows(DAY) == list_wrong_rows(DAY + timedelta(400)) == []
    changed, copied, gone = some[:3]
    CurrentLight.objects.filter(pk=changed.pk).update(light="off")
    CurrentLight.objects.filter(pk=copied.pk).update(outdated=True, state=at.CLOSED)
    CurrentLight.objects.filter(pk=gone.pk).delete()
    assert list_wrong_rows(DAY) == [changed.pk, copied.pk, gone.pk]
    CurrentLight.objects.filter(pk=changed.pk).update(outdated=True)  # then nobody counts by it
    assert list_wrong_rows(DAY) == [copied.pk, gone.pk]


def test_the_first_of_each_light_come_by_date_whether_stored_or_not(
    some: list[Commitment], monkeypatch: pytest.MonkeyPatch
) -> None:
    Record.objects.filter(kind="commitments").update(state=at.RUNNING)
    for ahead, commitment in enumerate(some):
        Commitment.objects.filter(pk=commitment.pk).update(
            pressing=DAY + timedelta(60 - ahead), binds=DAY + timedelta(60 - ahead), report_due=None
        )
    refresh(DAY)
    latest_first = [commitment.pk for commitment in reversed(some)]
    for outdated, few in (([], 200), (latest_first[:1], 200), (latest_first[:1], 0), (latest_first, 200)):
        monkeypatch.setattr(outdated_lights, "FEW", few)
        CurrentLight.objects.filter(pk__in=outdated).update(outdated=True)
        found = PresentLights(CurrentLight.objects.all(), DAY).list_first(["late", "steady"], 2)
        assert {light: [commitment.pk for commitment in listed] for light, listed in found.items()} == {
            "late": [],
            "steady": latest_first[:2],
        }


def test_what_is_over_never_changes_and_nothing_is_looked_at_for_ever() -> None:
    assert next_change(BY_DATE, at.CLOSED, [DAY], None, DAY) == NEVER
    assert next_change(BY_DATE, at.RUNNING, [None], None, DAY) == DAY + timedelta(DAYS + 1)
    assert next_change(BY_DATE, at.RUNNING, [], 2027 * 12 + 1, date(2026, 12, 3)) == date(2027, 1, 1)
    assert light_basis(BY_DATE) != light_basis(OTHER)
