"""How a matter stands towards its dates: by the rules, by counting days, and by the database, from one table."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from full import FULL
from luoshi.base.lateness import date_standing_case, describe_due_distance
from luoshi.commitments.lights.queries.due_status import matter_case, standing_so
from luoshi.commitments.lights.queries.measures import facts_of
from luoshi.commitments.lights.rules.due_status import MATTERS, classify_matter
from luoshi.commitments.lights.rules.measures import MeasureFacts
from luoshi.dates import workdays
from luoshi.dates.lateness import DATES, is_late_on_day, lateness_date_bounds, lateness_on_day
from luoshi.dates.workdays import WorkdayCalendar, count_workdays_late, previous_work
from luoshi.plans.base import states as at
from luoshi.plans.base.models.commitment import Commitment
from office import Office
from plans import published

FRIDAY = date(2026, 9, 11)
STATES = (*at.OPEN, at.STANDING, *at.ENDED)
# Around the National Day of 2026 (1 to 7 October off, Saturday the 10th worked) and that of 2025.
DAYS = st.dates(date(2025, 9, 20), date(2025, 10, 20)) | st.dates(date(2026, 9, 20), date(2026, 10, 20))
SOME = st.none() | DAYS


@given(DAYS, DAYS)
def test_a_date_is_late_when_a_working_day_has_passed_behind_it(due: date, day: date) -> None:
    assert (
        is_late_on_day(due, day, in_period=True)
        is (lateness_on_day(due, day, in_period=True).code == "late")
        is (due < day)
    )
    found = lateness_on_day(due, day)
    assert is_late_on_day(due, day) is (found.code == "late") is (count_workdays_late(due, day) > 0)
    assert (found.code == "passed") is (due < day and count_workdays_late(due, day) == 0)
    assert found.days == (day - due).days
    standing_so_far = [row.code for row in DATES if _within(due, lateness_date_bounds((row.code,), day))]
    assert standing_so_far == [found.code]


def test_a_distance_that_was_found_before_follows_a_changed_calendar(monkeypatch: pytest.MonkeyPatch) -> None:
    due, day, known = date(2026, 9, 30), date(2026, 10, 8), workdays.load_workday_calendar()
    before = lateness_on_day(due, day)
    worked = WorkdayCalendar(known.listed | {date(2026, 10, 1): (False, "国庆节")}, known.years)
    monkeypatch.setattr(workdays, "load_workday_calendar", lambda: worked)
    assert lateness_on_day(due, day).workdays == before.workdays + 1
    monkeypatch.undo()
    assert lateness_on_day(due, day) == before


def _within(due: date, bounds: tuple[date | None, date | None]) -> bool:
    first, end = bounds
    return (first is None or due >= first) and (end is None or due < end)


@st.composite
def columns(draw: Any) -> dict[str, Any]:
    done = draw(SOME)
    return {
        "state": draw(st.sampled_from(STATES)),
        **{name: draw(SOME) for name in ("pressing", "report_due", "binds", "until", "first_due")},
        **{name: draw(st.booleans()) for name in ("pressing_in_period", "report_due_in_period")},
        "done": done,
        "done_work": done and previous_work(done),
        "returned": draw(st.integers(0, 1)),
    }


@pytest.fixture
def some(office: Office) -> list[int]:
    return list(published(office).commitments.order_by("pk").values_list("pk", flat=True)[:3])


@settings(
    max_examples=300 if FULL else 60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(columns(), min_size=3, max_size=3), DAYS, st.sampled_from([row.code for row in MATTERS]))
def test_rules_and_database_agree(some: list[int], values: list[dict[str, Any]], day: date, code: str) -> None:
    for pk, value in zip(some, values, strict=True):
        Commitment.objects.filter(pk=pk).update(**value)
    rows = Commitment.objects.filter(pk__in=some).order_by("pk")
    decided = {row.pk: classify_matter(facts_of(row, day, ()), day).code for row in rows}
    assert dict(rows.annotate(found=matter_case(day)).values_list("pk", "found")) == decided
    asked = rows.filter(standing_so(day, code)).values_list("pk", flat=True)
    assert list(asked) == [pk for pk, found in decided.items() if found == code]
    dates = {row.pk: lateness_on_day(row.pressing, day).code if row.pressing else "" for row in rows}
    assert dict(rows.annotate(found=date_standing_case("pressing", day)).values_list("pk", "found")) == dates


@pytest.mark.parametrize(
    ("values", "day", "code"),
    [
        ({"state": at.RUNNING, "binds": FRIDAY, "pressing": FRIDAY}, FRIDAY, "today"),
        ({"state": at.RUNNING, "binds": FRIDAY, "pressing": FRIDAY}, FRIDAY + timedelta(1), "passed"),
        ({"state": at.RUNNING, "binds": FRIDAY, "pressing": FRIDAY}, FRIDAY + timedelta(2), "passed"),
        ({"state": at.RUNNING, "binds": FRIDAY, "pressing": FRIDAY}, FRIDAY + timedelta(3), "late"),
        ({"state": at.LISTED, "until": FRIDAY, "pressing": None}, FRIDAY + timedelta(3), "unsent"),
        ({"state": at.REPORTED, "binds": FRIDAY, "done": FRIDAY}, FRIDAY + timedelta(9), "made"),
        ({"state": at.REPORTED, "binds": FRIDAY, "done": FRIDAY + timedelta(2)}, FRIDAY + timedelta(9), "made"),
        ({"state": at.CLOSED, "binds": FRIDAY, "done": FRIDAY + timedelta(3)}, FRIDAY + timedelta(9), "made_late"),
        ({"state": at.RUNNING, "binds": None, "report_due": FRIDAY}, FRIDAY + timedelta(3), "unreported"),
        ({"state": at.ISSUED, "pressing": FRIDAY}, FRIDAY + timedelta(3), "unsigned"),
        ({"state": at.SUSPENDED, "binds": FRIDAY}, FRIDAY + timedelta(9), "paused"),
    ],
)
def test_what_counts_as_late(values: dict[str, Any], day: date, code: str) -> None:
    assert classify_matter(MeasureFacts(**values), day).code == code


@pytest.mark.parametrize(
    ("due", "day", "said"),
    [
        (date(2026, 9, 30), date(2026, 10, 12), "逾期 4 个工作日（12 天）"),  # vector 13 of sheet 10
        (date(2026, 9, 30), date(2026, 10, 7), "已到期，下一工作日起计逾期"),
        (date(2026, 9, 30), date(2026, 9, 30), "今天到期"),
        (date(2026, 9, 30), date(2026, 9, 29), "距到期还有 1 个工作日"),
        (date(2026, 10, 7), date(2026, 10, 5), "距到期还有 2 天（均为非工作日）"),
    ],
)
def test_one_way_of_counting_in_words(due: date, day: date, said: str) -> None:
    from django.utils.translation import override

    one = lateness_on_day(due, day)
    with override("zh-hans"):
        assert describe_due_distance(one.workdays, one.days) == said
