"""Due dates are laid out a year ahead, day after day, each once."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appeal_factory import appeal
from checked_bodies import act, body, shown, step, talks
from luoshi.dates.time_limits import shift_months
from luoshi.kernel.duties.actions import schedule
from luoshi.kernel.duties.actions.schedule import lay_out, roll_out_all
from luoshi.kernel.duties.models import Duty, Occurrence
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.steps.actions.steps import take
from office import NOW, TODAY, Office

ASKED = {"title": "建议增设科普活动室", "words": "周末孩子没有去处", "channel": "hotline", "speaker": "王小明"}
BEFORE = TODAY - timedelta(days=1)
MONTHLY = {"kind": "every", "every": "P1M"}


def monthly(office: Office, record: Record | None = None, **more: object) -> Duty:
    return Duty.objects.create(
        record=record, name="report", unit=office.units["kexie"], rule=MONTHLY, start=TODAY, laid=BEFORE, **more
    )


def dues(duty: Duty) -> list[date]:
    return list(Occurrence.objects.filter(duty=duty).order_by("due").values_list("due", flat=True))


def test_a_monthly_duty_has_its_dates_for_a_year_and_one_more_each_month(office: Office) -> None:
    duty = monthly(office)
    for _ in range(2):
        list(roll_out_all(TODAY))
    first = dues(duty)
    assert len(first) == 12 and first[0] == date(2026, 3, 31) and max(first) <= shift_months(TODAY, 12)
    for months in (1, 2, 3):
        list(roll_out_all(shift_months(TODAY, months)))
    assert dues(duty)[:12] == first and len(dues(duty)) == 15


def test_broken_off_and_begun_again_it_does_the_rest(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "CHUNK", 1)
    duties = [monthly(office) for _ in range(3)]
    list(islice(roll_out_all(TODAY), 1))
    assert [len(dues(duty)) for duty in duties] == [12, 0, 0]
    list(roll_out_all(TODAY))
    assert [len(dues(duty)) for duty in duties] == [12, 12, 12]


def test_an_ended_duty_gets_no_more_dates_and_a_records_next_date_is_kept(office: Office) -> None:
    given = {**ASKED, "unit": office.units["desk"].pk}
    record = appeal(office, **given)
    grade = {"grade": "ordinary", "unit": office.units["kexie"].pk}
    take(record, "assign", office.actor("supervisor"), grade, at=NOW)
    running, ended = monthly(office, record), monthly(office, ended=TODAY)
    list(roll_out_all(TODAY))
    assert (len(dues(running)), dues(ended)) == (12, [])
    assert Record.objects.get(pk=record.pk).due == date(2026, 3, 31)


def test_what_falls_due_in_three_years_stands_in_the_table_from_the_first_day(office: Office) -> None:
    far = {"kind": "dates", "dates": ["2026-06-30", "2028-12-31"]}
    duty = Duty.objects.create(name="report", unit=office.units["kexie"], rule=far, start=TODAY)
    for months in (0, 12):
        lay_out([duty], shift_months(TODAY, months))
    assert dues(duty) == [date(2026, 6, 30), date(2028, 12, 31)]


def test_what_nobody_laid_out_is_there_before_something_is_done_or_ends(office: Office) -> None:
    with talks() as kind:
        first, second = (body(office, kind, date(2026, 1, 1), title=f"协会{number}") for number in range(2))
        for item in (first, second):
            step(office, item, "pair", date(2026, 1, 1))
        act(office, first, date(2026, 4, 5))
        step(office, second, "unpair", date(2026, 3, 14))
        owed = [("2026-01", "open"), ("2026-02", "open"), ("2026-03", "open")]
        assert shown(first) == [*owed, ("2026-04", "met 2026-04-05"), ("2026-05", "open")]
        assert shown(second) == [*owed, ("2026-04", "dropped")]


def test_a_day_with_nothing_to_do_is_one_query(office: Office) -> None:
    with talks() as kind:
        step(office, body(office, kind, TODAY), "pair", TODAY)
        with CaptureQueriesContext(connection) as asked:
            assert list(roll_out_all(TODAY)) == []
        assert len(asked) == 1


@pytest.mark.parametrize("count", [2, 6])
def test_more_entries_need_no_more_statements(office: Office, count: int) -> None:
    with talks() as kind:
        for number in range(count):
            step(office, body(office, kind, TODAY, title=f"协会{number}"), "pair", TODAY)
        with CaptureQueriesContext(connection) as asked:
            list(roll_out_all(date(2026, 4, 1)))
        assert len(asked) <= 14
