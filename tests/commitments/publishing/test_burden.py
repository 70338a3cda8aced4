"""What a plan will ask of whom in its year, before it is published."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from luoshi.commitments.detail.rules import ENDS
from luoshi.commitments.publishing.rules import Load, ReportingDemand, reckon_burden

START = date(2026, 3, 1)
UNITS = st.lists(st.integers(1, 6), max_size=4).map(tuple)
DUES = st.none() | st.dates(date(2025, 6, 1), date(2028, 6, 30))
EVERY = st.sampled_from(["", "P1W", "P1M", "P3M", "P6M", "P1Y"])


@st.composite
def rows(draw):
    rhythm = draw(st.sampled_from(list(ENDS)))
    many = draw(st.lists(st.tuples(UNITS, UNITS, DUES, EVERY), max_size=12))
    return [ReportingDemand(lead, support, due, every, rhythm) for lead, support, due, every in many]


def test_rows_of_one_day_are_one_occasion_and_as_many_cells():
    plan = [ReportingDemand((7,), (8,), date(2026, 6, 30), "", "quarters") for _ in range(5)]
    told = reckon_burden(plan, START, 2026)
    assert told.loads == (Load(7, cells=10, occasions=2, rows=5), Load(8, helps=5))
    assert told.days == ((date(2026, 3, 31), 5), (date(2026, 6, 30), 5))
    assert (told.cells, told.occasions, told.units, told.leaderless) == (10, 2, 1, 0)


def test_each_lead_of_a_group_reports_for_itself_and_who_also_supports_is_not_counted_twice():
    told = reckon_burden([ReportingDemand((1, 2, 2), (2, 3), date(2026, 10, 15), "", "nodes")], START, 2026)
    assert told.loads == (Load(1, 1, 1, 1), Load(2, 1, 1, 1), Load(3, helps=1))


def test_a_row_without_a_lead_is_told_and_asks_nothing():
    told = reckon_burden([ReportingDemand((), (3,), None, "P1M", "months")], START, 2026)
    assert (told.leaderless, told.cells, told.days) == (1, 0, ())


def test_units_above_the_limit_are_named_the_heaviest_first_and_at_it_they_are_not():
    plan = [
        ReportingDemand((1,), (), None, "", "quarters"),  # 4
        ReportingDemand((2,), (), None, "P1M", "nodes"),  # 10, from March
        ReportingDemand((3,), (), None, "P1M", "quarters"),  # 10: the quarters' ends are months' ends
        ReportingDemand((3,), (), date(2026, 5, 8), "", "nodes"),  # 1
    ]
    told = reckon_burden(plan, START, 2026)
    assert [load.unit for load in told.above(4)] == [3, 2]
    assert [load.unit for load in told.above(10)] == [3]
    assert told.above(11) == ()


def test_without_a_limit_nobody_is_above_it_and_nobody_is_said_to_be_below():
    assert reckon_burden([], START, 2026).above(None) is None


def test_a_due_date_of_another_year_is_not_of_this_years_burden():
    plan = [
        ReportingDemand((1,), (), date(2025, 12, 31), "", "nodes"),
        ReportingDemand((1,), (), date(2028, 12, 31), "", "nodes"),
    ]
    assert reckon_burden(plan, START, 2026).loads == (Load(1, rows=2),)


@given(rows(), st.dates(date(2025, 11, 1), date(2026, 12, 31)))
def test_the_sums_agree(plan, start):
    told = reckon_burden(plan, start, 2026)
    assert told.cells == sum(count for _day, count in told.days)
    assert sum(load.rows for load in told.loads) == sum(len(set(row.lead)) for row in plan)
    assert all(load.occasions <= min(load.cells, len(told.days)) for load in told.loads)
    assert {load.unit for load in told.loads} == {unit for row in plan for unit in (*row.lead, *row.support)}
    assert all(day.year == 2026 for day, _count in told.days)
    alone = [reckon_burden([row], start, 2026) for row in plan]
    assert told.cells == sum(burden.cells for burden in alone)
    assert told.occasions <= sum(burden.occasions for burden in alone)


@given(rows())
def test_a_quicker_rhythm_never_asks_less(plan):
    counts = []
    for rhythm in ENDS:
        told = reckon_burden(
            [
                ReportingDemand(commitment.lead, commitment.support, commitment.due, commitment.every, rhythm)
                for commitment in plan
            ],
            START,
            2026,
        )
        counts.append((told.cells, told.occasions))
    assert counts == sorted(counts) and [two for _one, two in counts] == sorted(two for _one, two in counts)
