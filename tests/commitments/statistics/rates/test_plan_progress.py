"""How a plan goes: rates exact and with what they are made of, counts that add up, what changed since a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from assigned import act, at, finished, running, verified
from ledger_rows import commitments
from luoshi.commitments.lights.actions import refresh_lights
from luoshi.commitments.statistics.rates import queries as asks
from luoshi.commitments.statistics.rates.rules import Rate, RateTotals, plan_rates
from luoshi.kernel.duties.actions.schedule import roll_out_all
from luoshi.plans.base.models.commitment import Commitment
from many_appeals import signed_in
from office import Office
from plans import published

LATE_IN_THE_YEAR = date(2026, 10, 30)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


def test_completion_is_said_against_both_bases() -> None:
    """REQUIREMENTS K, example 3: 412 approved, 305 completed, 7 cancelled with approval."""
    found = {rate.name: rate for rate in plan_rates(RateTotals(every=412, removed=7, completed=305))}
    of_all, of_rest = found["of_all"], found["of_rest"]
    assert (of_all.part, of_all.whole, of_all.percent) == (305, 412, Decimal("74.0"))
    assert (of_rest.part, of_rest.whole, of_rest.percent) == (305, 405, Decimal("75.3"))


def test_one_without_an_answer_is_no_hundred_per_cent() -> None:
    """REQUIREMENTS K, example 5: 119 of 120 are answered."""
    one = Rate("answered", 119, 120)
    assert (one.percent, one.is_met()) == (Decimal("99.2"), False)
    assert (Rate("answered", 9999, 10000).percent, Rate("answered", 9999, 10000).is_met()) == (Decimal("100.0"), False)
    assert Rate("answered", 120, 120).is_met() is True


def test_of_nothing_there_is_no_rate() -> None:
    assert [(rate.percent, rate.is_met()) for rate in plan_rates(RateTotals())] == [(None, None)] * 6


def test_due_is_the_base_of_what_is_closed() -> None:
    found = {rate.name: (rate.part, rate.whole) for rate in plan_rates(RateTotals(20, 2, 9, 10, 8, 6, 9, 40, 38))}
    assert found == {
        "closed": (8, 10), "in_time": (6, 10), "fed_back": (38, 40), "answered": (9, 10),
        "of_all": (9, 20), "of_rest": (9, 18),
    }  # fmt: skip


@pytest.fixture
def year(office: Office, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A plan at the end of October: closed in time and late, reported, extended, stopped, never answered."""
    plan = commitments(office, 7)
    rows = list(plan.commitments.filter(state="running").order_by("place"))
    closed = verified(office, finished(office, rows[0], at(9, 20)), at(9, 22))
    act(office, closed, "close_it", "leader", at(9, 25), mark="A")
    late = verified(office, finished(office, rows[1], at(10, 15)), at(10, 16))
    act(office, late, "close_it", "leader", at(10, 28), mark="A")
    finished(office, rows[2], at(10, 20))
    act(office, rows[3], "ask_extension", "clerk", at(9, 20), wish="2026-11-30", cause="雨季", progress="七成")
    act(office, rows[3], "grant", "supervisor", at(9, 24), until="2026-11-30", word_of="林分管")
    act(office, rows[4], "stop", "supervisor", at(6, 20), reason="规划调整", word_of="林分管")
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(10, 30))
    return plan


def test_what_is_counted_of_a_year(office: Office, year: Any) -> None:
    found = asks.plan_rate_totals(year, LATE_IN_THE_YEAR)
    others = Commitment.objects.filter(plan=year, state="listed").count()
    assert (found.every, found.removed, found.completed) == (7 + others, 1, 2)
    town = year.commitments.filter(state="listed", until__lte=LATE_IN_THE_YEAR).count()
    assert (found.due, found.due_closed, found.in_time, found.answered) == (6 + town, 2, 1, 3)
    assert sum(count for _state, count in asks.by_state(year, LATE_IN_THE_YEAR)) == found.every
    for parts in (
        asks.by_heading(year, LATE_IN_THE_YEAR),
        asks.plan_rates_by_unit(year, LATE_IN_THE_YEAR, LATE_IN_THE_YEAR),
    ):
        assert asks.sum_rate_parts(parts).every == found.every and asks.sum_rate_parts(parts).done == 2


@pytest.mark.parametrize("stored", [False, True])
def test_stored_lights_count_what_the_commitments_themselves_say(office: Office, year: Any, stored: bool) -> None:
    for day in (date(2026, 4, 1), date(2026, 8, 15), LATE_IN_THE_YEAR, date(2027, 1, 5)):
        if stored:
            list(refresh_lights(at(day.month, day.day) if day.year == 2026 else at(12, 31) + timedelta(days=5)))
        rows = asks.commitments_of_plan(year).order_by()
        whole = rows.aggregate(**asks.rate_aggregates(day))
        assert asks.of_whole(year, day) == whole | {"removed": rows.filter(state__in=asks.REMOVED).count()}
        by_unit = {str(row.pop("unit")): row for row in rows.values("unit").annotate(**asks.rate_aggregates(day))}
        found = asks.plan_rates_by_unit(year, day, LATE_IN_THE_YEAR)
        assert {part.key: vars(part) for part in found} == {
            key: {"key": key, "name": next(part.name for part in found if part.key == key), **row}
            for key, row in by_unit.items()
        }


def test_somebody_reads_a_whole_plan_only_with_every_commitment_of_it(office: Office, year: Any) -> None:
    assert asks.reads_all(year, office.actor("supervisor"), LATE_IN_THE_YEAR)
    assert not asks.reads_all(year, office.actor("clerk"), LATE_IN_THE_YEAR)


def test_what_recurs_has_the_periods_of_the_plans_year_in_its_base(office: Office) -> None:
    plan = published(office, "云岭县2026年工作要点\n县科协每季度召开联席会议1次。\n")
    one = running(office, plan, "联席会议", at(3, 2))
    for month, quarter in ((3, "2026-01-01"), (6, "2026-04-01"), (9, "2026-07-01")):
        given = {"words": "已召开。", "obstacles": "无", "following": "继续", "period": quarter}
        one = act(office, one, "report", "clerk", at(month, 25), **given)
    later = date(2027, 10, 20)
    assert list(roll_out_all(later))
    found = [asks.plan_rate_totals(plan, day) for day in (LATE_IN_THE_YEAR, date(2027, 1, 5), later)]
    # Of each quarter the report and the meeting.
    assert [(total.fed_back, total.owed) for total in found] == [(2 * 3, 2 * 3), (2 * 3, 2 * 4), (2 * 3, 2 * 4)]


def test_what_changed_since_a_day(office: Office, year: Any) -> None:
    actor = office.actor("supervisor", LATE_IN_THE_YEAR)
    found = asks.changed_since(year, date(2026, 10, 16), LATE_IN_THE_YEAR, actor)
    assert {name: change.count for name, change in found.items()} == {"late": 0, "done": 1, "closed": 1}
    found = asks.changed_since(year, date(2026, 9, 1), LATE_IN_THE_YEAR, actor)
    # What is overdue by its own date since then was late before: its reports are missing from the spring on.
    assert (found["late"].count, found["done"].count, found["closed"].count) == (0, 3, 2)
    found = asks.changed_since(year, date(2026, 3, 30), LATE_IN_THE_YEAR, actor)
    assert found["late"].count == 4
    assert asks.moved_since(year, date(2026, 9, 1), LATE_IN_THE_YEAR, actor)[0] == 1
    assert asks.moved_since(year, date(2026, 10, 1), LATE_IN_THE_YEAR, actor)[0] == 0


def test_the_page_says_rates_with_their_bases_and_names_who_is_missing(office: Office, year: Any) -> None:
    page = signed_in(office, "supervisor", "en").get(f"/plans/{year.pk}/progress/?since=2026-09-01").content.decode()
    found = asks.plan_rate_totals(year, LATE_IN_THE_YEAR)
    assert f"Answered 3/{found.due} = " in page and "target 100% not met" in page
    missing = asks.unanswered_commitments(year, LATE_IN_THE_YEAR, office.actor("supervisor", LATE_IN_THE_YEAR))
    assert missing.count and all(row.number in page for row in missing.rows)
    assert f"2/{found.every - 1}" in page and "2026-11-30" in page


def test_the_order_of_units_is_the_trees_whoever_does_better(office: Office, year: Any) -> None:
    before = [rate.name for rate in asks.plan_rates_by_unit(year, LATE_IN_THE_YEAR, LATE_IN_THE_YEAR)]
    Commitment.objects.filter(plan=year, unit=office.units["kexie"]).update(state="closed")
    assert [rate.name for rate in asks.plan_rates_by_unit(year, LATE_IN_THE_YEAR, LATE_IN_THE_YEAR)] == before


def test_whoever_may_not_read_the_plan_finds_nothing(office: Office, year: Any) -> None:
    assert signed_in(office, "outside", "en").get(f"/plans/{year.pk}/progress/").status_code == 404
    assert signed_in(office, "auditor", "en").get(f"/plans/{year.pk}/progress/").status_code == 200


@pytest.mark.parametrize("since", ["", "x", "2026-13-01", "9999-12-31"])
def test_a_day_that_is_none_is_a_week_ago(office: Office, year: Any, since: str) -> None:
    assert signed_in(office, "auditor", "en").get(f"/plans/{year.pk}/progress/?since={since}").status_code == 200


@pytest.mark.parametrize("count", [3, 12])
def test_12_rows_need_no_more_queries_than_3(office: Office, count: int, django_assert_max_num_queries: Any) -> None:
    plan = commitments(office, count)
    client = signed_in(office, "supervisor", "en")
    client.get("/mine/")
    with django_assert_max_num_queries(33):
        assert client.get(f"/plans/{plan.pk}/progress/?since=2026-01-01").status_code == 200
