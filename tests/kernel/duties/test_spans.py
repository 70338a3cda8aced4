"""Duties that are owed while something holds of the record begin and end with the steps after which it does."""

from __future__ import annotations

from datetime import date

import pytest

from checked_bodies import MONTHLY, act, body, shown, step, talks
from luoshi.kernel.duties.actions.schedule import roll_out_all
from luoshi.kernel.duties.models import Duty, Occurrence, Parameter
from luoshi.kernel.kinds.language.conditions import Is, Owes
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter as Value
from office import FOUNDED, Office

MONTHS, SHARE = Value("bodies.months", "Months", int), Value("bodies.share", "Share", int)


def d(month: int, day: int, year: int = 2026) -> date:
    return date(year, month, day)


def spans(record: Record, name: str = "talk") -> list[tuple[date, date | None]]:
    return list(Duty.objects.filter(record=record.pk, name=name).order_by("pk").values_list("start", "ended"))


def sets(value: Value, text: str) -> None:
    Parameter.objects.create(name=value.name, value=text, start=FOUNDED, source="县规定")


def test_it_begins_with_the_state_and_ends_with_it_on_the_business_day(office: Office) -> None:
    with talks() as kind:
        one = body(office, kind, d(1, 5))
        assert spans(one) == []
        step(office, one, "pair", d(3, 20), on=d(1, 10))
        assert spans(one) == [(d(1, 10), None)]
        assert [name for name, _state in shown(one)] == ["2026-01", "2026-02", "2026-03", "2026-04"]  # the past too
        step(office, one, "talk", d(3, 21))
        assert spans(one) == [(d(1, 10), None)]
        step(office, one, "close", d(3, 22), on=d(2, 14))
        assert spans(one) == [(d(1, 10), d(2, 14))]
        assert shown(one) == [("2026-01", "open"), ("2026-02", "open"), ("2026-03", "met 2026-03-21"),
                              ("2026-04", "dropped")]  # fmt: skip


def test_what_a_record_owes_from_its_beginning_is_there_with_it_and_its_due_date(office: Office) -> None:
    with talks(Owed("yearly", "Yearly look", every="P1Y")) as kind:
        one = body(office, kind, d(3, 5))
        assert shown(one, "yearly") == [("2026", "open"), ("2027", "open")]
        assert Record.objects.get(pk=one.pk).due == d(12, 31)
        step(office, one, "close", d(5, 5))
        assert spans(one, "yearly") == [(d(3, 5), d(5, 5))]
        assert shown(one, "yearly") == [("2026", "dropped"), ("2027", "dropped")]  # it began within the year


def test_what_cannot_be_told_begins_nothing_and_ends_nothing(office: Office) -> None:
    with talks(Owed("talk", "Talk", every="P1M", where=Is(sort="farm"))) as kind:
        one = body(office, kind, d(1, 5))
        step(office, one, "talk", d(1, 6), sort="")
        assert spans(one) == []
        step(office, one, "talk", d(1, 7), sort="farm")
        step(office, one, "talk", d(1, 8), sort="")
        assert spans(one) == [(d(1, 7), None)]
        step(office, one, "talk", d(1, 9), sort="society")
        assert spans(one) == [(d(1, 7), d(1, 9))]


def test_one_at_a_day_of_the_record_follows_that_day(office: Office) -> None:
    with talks(Owed("renewal", "Renewal", at="to_day")) as kind:
        one = body(office, kind, d(1, 5))
        assert spans(one, "renewal") == []  # an empty end is no end
        step(office, one, "size", d(1, 6), to_day=d(6, 30))
        assert Record.objects.get(pk=one.pk).due == d(6, 30)
        step(office, one, "size", d(1, 7))
        step(office, one, "size", d(2, 8), to_day=d(6, 30, 2027))
        rows = Occurrence.objects.filter(duty__record=one.pk).order_by("pk").values_list("due", "dropped")
        assert list(rows) == [(d(6, 30), d(2, 8)), (d(6, 30, 2027), None)]
        assert Record.objects.get(pk=one.pk).due == d(6, 30, 2027)
        step(office, one, "size", d(3, 1), to_day=None)
        assert (Record.objects.get(pk=one.pk).due, Duty.objects.filter(record=one.pk, ended=None).count()) == (None, 0)


def test_a_value_says_the_months_of_each_period_and_the_share_of_the_first(office: Office) -> None:
    sets(MONTHS, "3")
    sets(SHARE, "50")
    with talks(Owed("talk", "Talk", every=MONTHS, share=SHARE)) as kind:
        early, late = body(office, kind, d(2, 10)), body(office, kind, d(2, 20))
        assert [name for name, _state in shown(early)] == ["2026-Q1", "2026-Q2"]
        assert [name for name, _state in shown(late)] == ["2026-Q2"]


def test_while_the_value_is_unset_it_stands_without_a_date_and_names_it(office: Office) -> None:
    with talks(Owed("talk", "Talk", every=MONTHS, share=SHARE), Owed("help", "Help", since=MONTHS)) as kind:
        one = body(office, kind, d(2, 10))
        assert list(Duty.objects.filter(record=one.pk).values_list("unset", "laid")) == [("bodies.months", None)] * 2
        assert shown(one) == []


def test_since_the_last_act_the_next_is_owed_at_once(office: Office) -> None:
    sets(MONTHS, "36")
    with talks(Owed("talk", "Talk", since=MONTHS)) as kind:
        one = body(office, kind, d(2, 10))
        step(office, one, "talk", d(5, 20))
        rows = Occurrence.objects.filter(duty__record=one.pk).order_by("due").values_list("due", "settled")
        assert list(rows) == [(d(2, 10, 2029), d(5, 20)), (d(5, 20, 2029), None)]
        assert Record.objects.get(pk=one.pk).due == d(5, 20, 2029)


def test_who_holds_it_on_the_first_day_else_first_within_it(office: Office) -> None:
    first, second = office.posts["clerk"], office.posts["head"]
    with talks() as kind:
        one = body(office, kind, d(1, 1))
        step(office, one, "pair", d(1, 1))
        step(office, one, "talk", d(1, 10), owner=first)
        step(office, one, "talk", d(1, 20), owner=second)
        rows = Occurrence.objects.filter(duty__record=one.pk).order_by("first").values_list("name", "holder")
        assert list(rows) == [("2026-01", first.pk), ("2026-02", None)]
        list(roll_out_all(d(2, 1)))
        assert list(rows.all()) == [("2026-01", first.pk), ("2026-02", second.pk), ("2026-03", None)]


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({}, "one of rule, every, since and at"),
        ({"every": "P1M", "at": "to_day"}, "one of rule, every, since and at"),
        ({"rule": lambda record, on: {}, "where": Is(state="paired")}, "asked by nobody"),
        ({"at": "until"}, "no field until"),
        ({"every": "P1M", "where": Is(part_of__sort="farm")}, "names only the record's state and its own fields"),
        ({"every": "P1M", "where": ~Owes("talk")}, "names only the record's state and its own fields"),
        ({"every": "P1M", "holder": "pairs"}, "nothing that is held is called pairs"),
    ],
)
def test_a_duty_that_cannot_be_is_refused_at_the_start(said: dict[str, object], fault: str) -> None:
    with pytest.raises(ValueError, match=fault), talks(Owed("look", "Look", **said)):  # type: ignore[arg-type]
        pass


def test_an_act_in_an_unowed_month_is_kept_and_fills_nothing(office: Office) -> None:
    with talks() as kind:
        one = body(office, kind, d(1, 5))
        step(office, one, "talk", d(1, 6))
        assert (MONTHLY.by_spans, shown(one)) == (True, [])
        step(office, one, "pair", d(2, 1))
        act(office, one, d(1, 20))
        assert shown(one) == [("2026-02", "open"), ("2026-03", "open")]
