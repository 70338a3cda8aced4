"""What periods owe when their duty ends, is answered late, goes to another unit: nothing missed is lost."""

from __future__ import annotations

from datetime import date

import pytest

from checked_bodies import act, body, shown, step, talks
from luoshi.base.record_errors import RecordError
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.duties.actions.acts import take_back_acts
from luoshi.kernel.duties.actions.duties import release_duty
from luoshi.kernel.duties.actions.schedule import roll_out_all
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.duties.models import Act, Duty, Occurrence
from luoshi.kernel.kinds.models import Record
from luoshi.org.orders.actions import unit_closures
from luoshi.org.orders.rules import Estate
from office import NOW, TODAY, Office

JAN, FEB, MARCH, APRIL, MAY = (date(2026, month, 1) for month in range(1, 6))


def d(month: int, day: int) -> date:
    return date(2026, month, day)


def due(record: Record) -> date | None:
    return Record.objects.get(pk=record.pk).due


def test_a_pair_that_ends_on_14_march_leaves_february_missed_and_owes_march(office: Office) -> None:
    with talks() as kind:
        one = body(office, kind, d(1, 10))
        step(office, one, "pair", d(1, 10))
        for day in (FEB, MARCH):
            list(roll_out_all(day))
        act(office, one, d(1, 20))
        step(office, one, "unpair", d(3, 14))
        assert shown(one) == [("2026-01", "met 2026-01-20"), ("2026-02", "open"), ("2026-03", "open"),
                              ("2026-04", "dropped")]  # fmt: skip
        assert Duty.objects.get(record=one.pk).ended == d(3, 14)
        list(roll_out_all(MAY))
        assert len(shown(one)) == 4


def test_what_is_owed_when_a_duty_ends_can_still_be_done_in_time_and_late(office: Office) -> None:
    with talks() as kind:
        one = body(office, kind, FEB)
        step(office, one, "pair", FEB)
        list(roll_out_all(MARCH))
        step(office, one, "unpair", d(3, 14))
        act(office, one, d(3, 25))
        act(office, one, d(3, 26), period=FEB)
        assert shown(one)[:2] == [("2026-02", "met 2026-03-26"), ("2026-03", "met 2026-03-25")]
        assert Duty.objects.get(record=one.pk).ended == d(3, 14)


def test_a_period_in_which_the_duty_only_began_is_not_owed_when_it_ends_there(office: Office) -> None:
    with talks() as kind:
        one = body(office, kind, d(3, 10))
        step(office, one, "pair", d(3, 10))
        step(office, one, "unpair", d(3, 14))
        assert shown(one) == [("2026-03", "dropped"), ("2026-04", "dropped")]
        assert due(one) is None


def test_suspended_and_back_the_month_is_owed_once_and_what_lies_between_is_not(office: Office) -> None:
    with talks() as kind:
        one = body(office, kind, FEB)
        step(office, one, "pair", FEB)
        step(office, one, "unpair", d(2, 14))
        list(roll_out_all(MARCH))
        step(office, one, "pair", d(2, 20))
        assert [name for name, state in shown(one) if state == "open"] == ["2026-02", "2026-03"]
        step(office, one, "unpair", d(2, 25))
        step(office, one, "pair", d(5, 10))
        owed = [name for name, state in shown(one) if state == "open"]
        assert owed == ["2026-02", "2026-05", "2026-06"]
        assert list(Duty.objects.filter(record=one.pk).order_by("pk").values_list("start", "ended")) == [
            (FEB, d(2, 14)), (d(2, 20), d(2, 25)), (d(5, 10), None)]  # fmt: skip


def test_released_nothing_is_owed_any_more_but_what_was_missed_was_missed(office: Office) -> None:
    with talks() as kind:
        one = body(office, kind, FEB)
        step(office, one, "pair", FEB)
        list(roll_out_all(MARCH))
        release_duty(one, "talk", d(3, 14))
        rows = Occurrence.objects.filter(duty__record=one.pk).order_by("due")
        assert [(row.due, row.dropped) for row in rows] == [
            (d(2, 28), d(3, 14)), (d(3, 31), d(3, 14)), (d(4, 30), d(3, 14))]  # fmt: skip


@pytest.mark.parametrize(
    ("period", "said"),
    [
        (JAN, "2026-01-01没有应做的“Monthly talk”。"),
        (FEB, "2026年2月的“Monthly talk”已于2026-02-03完成。"),
        (APRIL, "2026年4月没有应做的“Monthly talk”。"),
        (d(2, 5), "2026-02-05没有应做的“Monthly talk”。"),
    ],
)
def test_an_act_for_a_period_that_is_not_open_is_refused_and_writes_nothing(
    office: Office, period: date, said: str
) -> None:
    with talks() as kind:
        one = body(office, kind, FEB)
        step(office, one, "pair", FEB)
        act(office, one, d(2, 3))
        list(roll_out_all(MARCH))
        step(office, one, "unpair", d(3, 14))
        before = Act.objects.count()
        with pytest.raises(RecordError) as caught:
            act(office, one, d(3, 20), period=period)
        assert (caught.value.code, caught.value.what, Act.objects.count()) == ("guarded", said, before)


def test_two_acts_in_one_period_fill_no_other_and_the_second_is_no_fault(office: Office) -> None:
    with talks() as kind:
        one = body(office, kind, FEB)
        step(office, one, "pair", FEB)
        list(roll_out_all(MARCH))
        for day in (3, 20):
            act(office, one, d(2, day), period=FEB)
        assert shown(one)[:2] == [("2026-02", "met 2026-02-03"), ("2026-03", "open")]


def test_an_act_counts_on_its_business_day_whenever_it_is_entered(office: Office) -> None:
    with talks() as kind:
        one = body(office, kind, FEB)
        step(office, one, "pair", FEB)
        list(roll_out_all(MARCH))
        act(office, one, d(3, 5))
        step(office, one, "talk", d(3, 9), on=d(2, 27))
        assert shown(one)[:2] == [("2026-02", "met 2026-02-27"), ("2026-03", "met 2026-03-05")]
        entry = Entry.objects.filter(record=one.pk, step="talk").order_by("-pk")[0]
        assert list(Act.objects.filter(entry=entry).values_list("day", flat=True)) == [d(2, 27)]


def test_taken_back_after_the_duty_ended_the_period_is_owed_again(office: Office) -> None:
    with talks() as kind:
        one = body(office, kind, FEB)
        step(office, one, "pair", FEB)
        act(office, one, d(2, 3))
        step(office, one, "unpair", d(2, 14))
        (entry,) = Entry.objects.filter(record=one.pk, step="talk")
        took = Took(one, entry, {}, office.actor("clerk"), NOW, d(2, 15))
        take_back_acts(took, entry.pk)
        assert shown(one)[0] == ("2026-02", "open")


def test_a_missed_period_holds_the_due_date_until_a_later_one_is_met(office: Office) -> None:
    with talks() as kind:
        one = body(office, kind, FEB)
        step(office, one, "pair", FEB)
        assert due(one) == d(2, 28)
        list(roll_out_all(d(3, 10)))
        assert due(one) == d(2, 28)  # late, and shown so
        step(office, one, "talk", d(3, 12))
        assert due(one) == d(4, 30)  # February stays missed, and holds nothing any more
        list(roll_out_all(APRIL))
        assert due(one) == d(4, 30)
        assert shown(one)[0] == ("2026-02", "open")


def test_what_fell_due_before_a_merger_stays_the_former_units(office: Office) -> None:
    kexie, bureau = office.units["kexie"], office.units["bureau"]
    with talks() as kind:
        one = body(office, kind, FEB)
        step(office, one, "pair", FEB)
        list(roll_out_all(MARCH))
        unit_closures.merge_units([kexie], bureau, TODAY, Estate(None), office.actor("admin"), at=NOW)
        rows = Occurrence.objects.filter(duty__record=one.pk).order_by("due")
        assert list(rows.values_list("name", "unit")) == [
            ("2026-02", kexie.pk), ("2026-03", bureau.pk), ("2026-04", bureau.pk)]  # fmt: skip
        list(roll_out_all(MAY))
        assert list(rows.values_list("name", "unit"))[3:] == [("2026-05", bureau.pk), ("2026-06", bureau.pk)]


def test_a_merger_entered_late_counts_from_its_own_day(office: Office) -> None:
    kexie, bureau = office.units["kexie"], office.units["bureau"]
    with talks() as kind:
        one = body(office, kind, JAN)
        step(office, one, "pair", JAN)
        list(roll_out_all(MARCH))
        unit_closures.merge_units([kexie], bureau, FEB, Estate(None), office.actor("admin"), at=NOW)
        rows = Occurrence.objects.filter(duty__record=one.pk).order_by("due")
        assert list(rows.values_list("name", "unit"))[:2] == [("2026-01", kexie.pk), ("2026-02", bureau.pk)]
