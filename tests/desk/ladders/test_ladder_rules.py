"""On which rung a holder stands on each day, and what is a rise: the rule alone."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from luoshi.desk.ladders.rules import DAY, RungTerm, find_spans

BASE = date(2024, 1, 1)
DAYS = st.integers(0, 400).map(lambda n: BASE + timedelta(n))
TERMS = st.lists(st.tuples(st.integers(1, 3), DAYS, st.none() | DAYS), max_size=7).map(
    lambda rows: [RungTerm(place, *row) for place, row in enumerate(rows, 1)]
)


def best(terms: list[RungTerm], day: date) -> int:
    """The highest rung on a day, 0: none."""
    return max((term.rung for term in terms if term.is_valid(day)), default=0)


@given(TERMS, DAYS)
def test_each_day_has_the_highest_rung_that_is_valid(terms: list[RungTerm], day: date) -> None:
    rungs = {term.record: term.rung for term in terms}
    there = [span for span in find_spans(terms) if span.first <= day and (span.last is None or day <= span.last)]
    assert len(there) <= 1
    assert sum(rungs[span.record] for span in there) == best(terms, day)


@given(TERMS)
def test_what_was_and_since_when_it_stood_lower_is_that_of_the_days_before(terms: list[RungTerm]) -> None:
    rungs = {term.record: term.rung for term in terms}
    for span in find_spans(terms):
        assert (rungs[span.was] if span.was else 0) == best(terms, span.first - DAY)
        before = [day for day in earlier(span.first) if best(terms, day) >= rungs[span.record]]
        assert span.free == (before[0] + DAY if before else None)


@given(TERMS, st.randoms())
def test_the_order_in_which_they_were_entered_changes_nothing(terms: list[RungTerm], random: object) -> None:
    shuffled = [*terms]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert find_spans(shuffled) == find_spans(terms)


def earlier(day: date) -> list[date]:
    """The days before a day, the last one first."""
    return [day - timedelta(n) for n in range(1, (day - BASE).days + 1)]


def test_both_border_days_are_valid_and_a_renewal_begins_at_once() -> None:
    first = RungTerm(1, 3, date(2023, 3, 21), date(2026, 3, 20))
    again = RungTerm(2, 3, date(2026, 3, 21), date(2029, 3, 20))
    spans = find_spans([again, first])
    assert [(span.record, span.first, span.last) for span in spans] == [(1, *first[2:]), (2, *again[2:])]
    assert spans[1].free == again.first  # nothing lay between: a renewal
    assert spans[0].free is None


def test_falling_back_is_no_rise_and_coming_back_late_has_a_gap() -> None:
    small = RungTerm(1, 1, date(2024, 1, 1), None)
    high = RungTerm(2, 3, date(2024, 2, 1), date(2024, 6, 30))
    later = RungTerm(3, 3, date(2024, 9, 1), None)
    spans = find_spans([small, high, later])
    assert [(span.record, span.was) for span in spans] == [(1, None), (2, 1), (1, 2), (3, 1)]
    assert spans[2].free == date(2024, 7, 1)
    assert spans[3].free == date(2024, 7, 1)
    assert spans[1].free is None
