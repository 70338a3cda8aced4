"""For which period an act counts: that of its day, and while an older one is open somebody must say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from checked_bodies import act, body, shown, step, talks
from luoshi.base.record_errors import RecordError
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.conditions.queries.evaluation import evaluate_conditions
from luoshi.kernel.duties.actions.duties import follow_step
from luoshi.kernel.duties.actions.schedule import roll_out_all
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.duties.queries.periods import open_periods, owed_periods
from luoshi.kernel.duties.rules.periods import Stretch, countable_periods, must_choose, period_key, period_of
from luoshi.kernel.kinds.language.duties import Owed
from office import Office

YEAR = 2026


def month(number: int, is_open: bool = True) -> Stretch:
    first = date(YEAR, number, 1)
    last = date(YEAR + number // 12, number % 12 + 1, 1) - timedelta(days=1)
    return Stretch(first, last, period_key(first, last), last, is_open)


JAN, FEB, MARCH = (date(YEAR, number, 1) for number in (1, 2, 3))
REPORT = replace(month(3), due=date(YEAR, 4, 5), opens=date(YEAR, 4, 1), closes=date(YEAR, 4, 30))


@pytest.mark.parametrize(
    ("owed", "on", "named", "answer"),
    [
        ([month(3)], date(YEAR, 3, 14), None, (MARCH, "")),
        ([month(2, False), month(3)], date(YEAR, 3, 14), None, (MARCH, "")),
        ([month(2), month(3)], date(YEAR, 3, 14), None, (None, "choose")),
        ([month(2), month(3)], date(YEAR, 3, 14), FEB, (FEB, "")),
        ([month(2), month(3, False)], date(YEAR, 3, 14), MARCH, (MARCH, "")),  # a second act is fine
        ([month(2, False), month(3)], date(YEAR, 3, 14), FEB, (None, "not_owed")),  # met
        ([month(3)], date(YEAR, 3, 14), JAN, (None, "not_owed")),
        ([month(3), month(4)], date(YEAR, 3, 14), date(YEAR, 4, 1), (None, "not_owed")),  # not begun
        ([month(2)], date(YEAR, 3, 1), None, (None, "choose")),
        ([], date(YEAR, 3, 14), None, (None, "")),
        ([month(3)], date(YEAR, 2, 28), None, (None, "")),
        ([REPORT], date(YEAR, 4, 3), None, (MARCH, "")),  # a report on the month before
        ([REPORT, month(4)], date(YEAR, 5, 3), None, (None, "choose")),
    ],
)
def test_the_days_own_period_or_the_one_named(owed, on, named, answer):
    assert period_of(owed, on, named) == answer


MONTHS = st.lists(st.builds(month, st.integers(1, 12), st.booleans()), unique_by=lambda one: one.first, max_size=12)
DAYS = st.dates(date(YEAR, 1, 1), date(YEAR, 12, 31))


@given(MONTHS, DAYS)
def test_what_can_be_chosen_is_never_refused_and_nothing_else_is_taken(owed, on):
    offered = {period.first for period in countable_periods(owed, on)}
    for period in owed:
        taken, refused = period_of(owed, on, period.first)
        assert (taken == period.first and not refused) == (period.first in offered)
    chosen, refused = period_of(owed, on, None)
    assert (refused == "choose") == must_choose(owed, on) == any(period.open and period.last < on for period in owed)
    assert chosen is None or (chosen in offered and chosen.month == on.month)


def test_open_periods_are_those_begun_that_nobody_met_in_one_query(office: Office) -> None:
    day = date(YEAR, 3, 14)
    with talks(Owed("contact", "Contact", every="P1M")) as kind:
        one = body(office, kind, JAN)
        step(office, one, "pair", JAN)
        list(roll_out_all(day))
        act(office, one, date(YEAR, 1, 20))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            found = open_periods(one.pk, ["talk"], day)
        assert len(asked) == 1
        assert [(period.first, period.last, period.name, period.due) for period in found] == [
            (FEB, date(YEAR, 2, 28), "2026-02", date(YEAR, 2, 28)),
            (MARCH, date(YEAR, 3, 31), "2026-03", date(YEAR, 3, 31)),
        ]
        assert [period.first for period in open_periods(one.pk, ["talk", "contact"], day)] == [JAN, FEB, MARCH]
        act(office, one, date(YEAR, 3, 5))
        assert [(period.first, period.open) for period in owed_periods(one.pk, ["talk"], day)] == [
            (FEB, True),
            (MARCH, False),
        ]


def test_a_step_answers_the_period_that_was_named_and_refuses_one_that_is_not_open(office: Office) -> None:
    day = date(YEAR, 3, 14)
    with talks() as kind:
        one = body(office, kind, FEB)
        step(office, one, "pair", FEB)
        list(roll_out_all(day))
        entry = Entry.objects.filter(record=one.pk).latest("pk")
        took = Took(one, entry, {}, office.actor("clerk"), entry.at, day, period=FEB)
        follow_step(took, kind.cycle.by_name["talk"], evaluate_conditions)
        assert shown(one)[0] == ("2026-02", "met 2026-03-14")
        with pytest.raises(RecordError, match="2026年2月"):
            follow_step(took, kind.cycle.by_name["talk"], evaluate_conditions)
