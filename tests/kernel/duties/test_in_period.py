"""A duty of each month or year is met by an act in it: what is done later is made up, and stays missed for ever."""

from __future__ import annotations

from collections import Counter
from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.utils.translation import override

from checked_bodies import act, body, step, talks
from linked.models import Body
from luoshi.base.record_errors import RecordError
from luoshi.dates.errors import DateError
from luoshi.desk.lists.pages.duty_facts import duty_facts
from luoshi.kernel.duties.actions.duties import draft_duty
from luoshi.kernel.duties.actions.schedule import roll_out_all
from luoshi.kernel.duties.models import Duty, Occurrence
from luoshi.kernel.duties.queries.duties import duties_of_record
from luoshi.kernel.duties.queries.grid import count_period_states, due_counts, duty_grid, falling_due, missed_count
from luoshi.kernel.duties.rules.due import DutyAct, move_due_date
from luoshi.kernel.duties.rules.duties import DutyRule, Every, occurrences_until
from luoshi.kernel.duties.rules.periods import ADDITIONAL, Stretch, fills_its_own, period_of
from luoshi.kernel.duties.rules.states import occurrence_states, surplus_act_days
from luoshi.kernel.kinds.compiled.faults import duty_faults
from luoshi.kernel.kinds.language.duties import Owed
from office import Office

OCTOBER, SUNDAY = date(2026, 10, 1), date(2026, 11, 1)
END, NEW_YEAR = date(2025, 12, 31), date(2026, 1, 2)  # 1 to 3 January 2026 are off


def d(month: int, day: int) -> date:
    return date(2026, month, day)


@pytest.mark.parametrize(
    ("rule", "start", "act", "state"),
    [
        (Every("P1Y", in_period=True), date(2025, 1, 1), DutyAct(NEW_YEAR, date(2025, 1, 1)), "met_late"),
        (Every("P1Y"), date(2025, 1, 1), DutyAct(NEW_YEAR, date(2025, 1, 1)), "met"),  # a report has a deadline
        (Every("P1M", in_period=True), OCTOBER, DutyAct(SUNDAY, OCTOBER), "met_late"),
        (Every("P1M", in_period=True), OCTOBER, DutyAct(d(10, 31), OCTOBER), "met"),
        (Every("P1M", 5, following=True, in_period=True), OCTOBER, DutyAct(d(11, 5), OCTOBER), "met"),
    ],
)
def test_days_off_lengthen_a_deadline_and_no_period(rule: DutyRule, start: date, act: DutyAct, state: str) -> None:
    dues = occurrences_until(rule, start, date(2026, 11, 30))[:1]
    (stood,) = occurrence_states(dues, [act], date(2026, 12, 1), soon_working_days=5)
    assert (stood.state, stood.missed) == (state, state == "met_late")


def test_not_done_it_is_missed_on_the_first_day_after_it_though_that_is_off() -> None:
    dues = occurrences_until(Every("P1Y", in_period=True), date(2025, 1, 1), END)
    assert [occurrence_states(dues, [], day, soon_working_days=5)[0].state for day in (END, date(2026, 1, 1))] == [
        "due_today",
        "missed",
    ]


def test_more_time_asked_for_in_time_is_a_deadline_and_asked_for_later_heals_nothing() -> None:
    (due,) = occurrences_until(Every("P1Y", in_period=True), date(2025, 1, 1), END)
    in_time, too_late = (
        move_due_date(due, date(2026, 1, 16), date(2025, 12, 30)),
        move_due_date(due, date(2026, 1, 16), NEW_YEAR),
    )
    assert [item.is_missed(date(2026, 1, 18)) for item in (in_time, too_late)] == [False, True]  # the 18th is a Sunday
    assert too_late.is_missed(date(2026, 1, 1))


def test_an_act_beyond_what_is_needed_or_on_a_day_that_owes_nothing_is_additional() -> None:
    dues = occurrences_until(Every("P1M", times=2, in_period=True), d(9, 1), d(10, 31))
    acts = [
        DutyAct(d(9, 3)),
        DutyAct(d(9, 20)),
        DutyAct(d(9, 28)),
        DutyAct(d(10, 2), d(9, 1)),
        DutyAct(d(10, 5)),
        DutyAct(d(11, 9)),
    ]
    assert surplus_act_days(dues, acts, d(12, 1)) == [d(9, 28), d(10, 2), d(11, 9)]
    assert surplus_act_days(dues, acts, d(9, 30)) == [d(9, 28)]


def test_additional_is_said_where_an_older_period_is_open_and_never_of_one_that_is_open() -> None:
    september = Stretch(d(9, 1), d(9, 30), "2026-09", d(9, 30))
    done, still = (Stretch(OCTOBER, d(10, 31), "2026-10", d(10, 31), is_open) for is_open in (False, True))
    for own in ([done], []):
        assert period_of([september, *own], d(10, 20), None) == (None, "choose")
        assert period_of([september, *own], d(10, 20), ADDITIONAL) == (None, "")
    assert period_of([september, still], d(10, 20), ADDITIONAL) == (None, "fills")
    assert fills_its_own([still], d(10, 20)) and not fills_its_own([september, done], d(10, 20))


@pytest.fixture
def of_october(office: Office) -> Any:
    """Talks of September in time, of October on the Sunday after it, two in November."""
    with talks() as kind:
        one = body(office, kind, d(9, 1))
        step(office, one, "pair", d(9, 1))
        for day in (d(9, 30), d(10, 31), SUNDAY, d(11, 30)):
            list(roll_out_all(day))
            if day == d(9, 30):
                act(office, one, day)
            elif day == SUNDAY:
                act(office, one, day, period=OCTOBER)
            elif day == d(11, 30):
                act(office, one, d(11, 12))
                act(office, one, d(11, 26))
        yield one


def test_grid_counts_and_page_call_a_talk_of_the_sunday_after_made_up_and_october_missed(of_october: Body) -> None:
    today, states = d(12, 1), ["met", "met_late", "met", "open"]
    assert [cell.state for cell in duty_grid([of_october.pk], "talk", today, today).cells[of_october.pk]] == states
    found = count_period_states(Body.objects.all(), "talk", d(9, 1), d(11, 1), today)
    assert found == {(d(9, 1),): Counter(met=1), (OCTOBER,): Counter(met_late=1), (d(11, 1),): Counter(met=1)}
    assert missed_count(found[OCTOBER,]) == 1 and missed_count(found[d(11, 1),]) == 0
    heads = due_counts(Body.objects.all(), ["talk"], OCTOBER, d(10, 31), today)
    assert heads == {"talk": Counter(met_late=1)}
    assert (
        falling_due([of_october.pk], ["talk"], OCTOBER, d(10, 31), today).of(of_october.pk, "talk").state == "met_late"
    )
    (owing,) = duties_of_record(of_october, today)
    assert [stood.state for stood in owing.standings] == ["met", "met_late", "met", "not_yet"]
    assert owing.additional == (d(11, 26),)
    with override("en"):
        facts = duty_facts([owing])
        words = [(fact.text, fact.light and fact.light.label, fact.note) for fact in facts]
    assert words[0][0] == "2 of 4 done in time, 1 missed, 1 of them made up"
    assert ("2026-10-31", "Done", "made up on 2026-11-01") in words
    light = next(fact.light for fact in facts if fact.text == "2026-10-31")
    assert light is not None and (light.code, light.why) == ("done", "missed, made up")  # red is for what is late now
    assert words[-1] == ("2026-11-26", None, "additional: does not count for a period")


def test_what_is_not_done_is_missed_in_the_grid_while_days_are_off(office: Office) -> None:
    with talks() as kind:
        one = body(office, kind, d(10, 1))
        step(office, one, "pair", d(10, 1))
        list(roll_out_all(SUNDAY))
        cells = duty_grid([one.pk], "talk", d(10, 1), SUNDAY).cells[one.pk]
        assert [cell.state for cell in cells] == ["missed"]


BACK = date(2025, 6, 1)


class _Set:
    """A value that is set, or is not."""

    read = str

    def __init__(self, day: date | None) -> None:
        self.day, self.name = day, "bodies.back"

    def of(self, unit: int, day: date) -> date:
        if self.day is None:
            raise RecordError("unset", "not set", where=self.name)
        return self.day


@pytest.mark.parametrize(
    ("began", "back", "names", "start"),
    [
        (date(2024, 5, 6), BACK, ["2025-06", "2025-07"], BACK),
        (date(2025, 8, 3), BACK, ["2025-08", "2025-09"], date(2025, 8, 3)),
        (date(2024, 5, 6), None, ["2026-01", "2026-02"], d(1, 10)),
        (d(2, 1), BACK, ["2026-01", "2026-02"], d(1, 10)),
        (None, BACK, ["2026-01", "2026-02"], d(1, 10)),
    ],
)
def test_what_began_before_it_was_entered_is_owed_as_far_back_as_the_office_says(
    office: Office, began: date | None, back: date | None, names: list[str], start: date
) -> None:
    of_body = Owed("talk", "Talk", every="P1M", since_day="to_day", back=_Set(back), where=None)
    with talks(of_body) as kind:
        one = Body(kind=kind.name, to_day=began, unit=office.units["kexie"])
        duty, rows = draft_duty(one, "talk", d(1, 10), d(1, 10), first=True)
        assert (duty.start, [row.name for row in rows][:2]) == (start, names)
        again, _rows = draft_duty(one, "talk", d(1, 10), d(1, 10))  # taken up again it is owed from then on
        assert again.start == d(1, 10)


def test_a_duty_that_says_no_period_and_no_day_stops_the_start() -> None:
    assert list(_faults(Owed("talk", "Talk", every="months"))) == [
        "duty talk: every=months is no period: P1M, P3M, P1Y, or a value of the office"
    ]
    back = Owed("talk", "Talk", every="P1M", since_day="sort", back=_Set(BACK))
    assert list(_faults(back)) == ["duty talk: since_day sort is no day"]
    with pytest.raises(ValueError, match="say since_day with back"):
        Owed("talk", "Talk", every="P1M", since_day="to_day")
    with pytest.raises(DateError):
        DutyRule.from_json({"kind": "every", "every": "P1M", "in_period": "yes"})


def _faults(duty: Owed) -> list[str]:
    with talks() as kind:
        return list(duty_faults(duty, kind))


def test_an_office_that_comes_up_to_date_keeps_its_periods_as_periods_and_its_reports_as_deadlines(
    office: Office,
) -> None:
    with talks() as kind:
        one = body(office, kind, d(1, 1))
        step(office, one, "pair", d(1, 1))
        Duty.objects.update(rule={"kind": "every", "every": "P1M", "share": 100})
        Occurrence.objects.update(in_period=False)
        Occurrence.objects.filter(first=d(2, 1)).update(due=d(3, 5))  # moved by a person
        import_module("luoshi.kernel.migrations.0013_in_period").mark_periods(apps, None)
        found = dict(Occurrence.objects.order_by("first").values_list("name", "in_period"))
        assert found == {"2026-01": True, "2026-02": False}
        assert Duty.objects.filter(rule__in_period=True).count() == 1
