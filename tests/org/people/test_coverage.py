"""The days on which a role is not held as it must be."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.org.people.rules import Gap, RoleTenure, Uncovered, role_coverage_gaps, uncovered_periods

DAY = timedelta(days=1)


def d(words: str) -> date:
    return date.fromisoformat(words)


def test_days_without_or_with_two_leaders_are_named():
    held = [
        RoleTenure("李", d("2024-01-10"), d("2024-06-30")),
        RoleTenure("王", d("2024-06-01"), d("2024-08-31")),
        RoleTenure("赵", d("2024-10-01")),
    ]
    year = d("2024-01-01"), d("2024-12-31")
    none = [Gap(d("2024-01-01"), d("2024-01-09"), 0), Gap(d("2024-09-01"), d("2024-09-30"), 0)]
    two = Gap(d("2024-06-01"), d("2024-06-30"), 2)
    assert role_coverage_gaps(held, *year, exactly=1) == [none[0], two, none[1]]
    assert role_coverage_gaps(held, *year, at_least=1) == none
    assert role_coverage_gaps([], *year, at_least=1) == [Gap(*year, 0)]
    assert role_coverage_gaps([], year[1], year[0], at_least=1) == []


def test_a_handover_without_a_day_between_does_not_split_a_gap():
    held = [RoleTenure("李", d("2024-01-01"), d("2024-06-30")), RoleTenure("王", d("2024-07-01"))]
    year = d("2024-01-01"), d("2024-12-31")
    assert role_coverage_gaps(held, *year, exactly=1) == []
    assert role_coverage_gaps(held, *year, at_least=2) == [Gap(*year, 1)]


def test_one_person_entered_twice_counts_once():
    held = [RoleTenure("李", d("2024-01-01"), d("2024-08-31")), RoleTenure("李", d("2024-03-01"), d("2024-12-31"))]
    assert role_coverage_gaps(held, d("2024-01-01"), d("2024-12-31"), exactly=1) == []


@pytest.mark.parametrize("rule", [{}, {"exactly": 1, "at_least": 1}])
def test_gaps_wants_one_of_its_two_rules(rule):
    with pytest.raises(ValueError, match="either exactly or at_least"):
        role_coverage_gaps([], d("2024-01-01"), d("2024-12-31"), **rule)


NEAR = st.dates(date(2024, 1, 1), date(2024, 3, 15))


@given(
    st.lists(st.builds(RoleTenure, st.sampled_from("李王赵"), NEAR, st.none() | NEAR), max_size=6),
    NEAR,
    NEAR,
    st.sampled_from([{"exactly": 1}, {"exactly": 2}, {"at_least": 1}, {"at_least": 2}]),
)
def test_gaps_are_what_counting_each_day_finds(held, first, last, rule):
    short = []
    for n in range((last - first).days + 1):
        day = first + n * DAY
        count = len(
            {tenure.who for tenure in held if tenure.first <= day and (tenure.last is None or day <= tenure.last)}
        )
        if count != rule["exactly"] if "exactly" in rule else count < rule["at_least"]:
            short.append((day, count))
    found = role_coverage_gaps(held, first, last, **rule)
    assert [
        (gap.first + n * DAY, gap.persons) for gap in found for n in range((gap.last - gap.first).days + 1)
    ] == short
    for here, then in pairwise(found):
        assert here.last + DAY < then.first or here.persons != then.persons


def test_days_without_a_holder_are_told_apart_by_whether_a_deputy_stood_in():
    holders = [RoleTenure("李", d("2024-01-10"), d("2024-06-30"))]
    deputies = [RoleTenure("王", d("2024-06-21"), d("2024-07-31"))]
    assert uncovered_periods(holders, deputies, d("2024-01-01"), d("2024-12-31")) == [
        Uncovered(d("2024-01-01"), d("2024-01-09"), False),
        Uncovered(d("2024-07-01"), d("2024-07-31"), True),
        Uncovered(d("2024-08-01"), d("2024-12-31"), False),
    ]
    assert uncovered_periods([RoleTenure("李", d("2023-01-01"))], deputies, d("2024-01-01"), d("2024-12-31")) == []
