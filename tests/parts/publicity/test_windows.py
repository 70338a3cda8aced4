"""The days of publicity and what is declared about it; answers and objections at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils.translation import override
from granted import PART, answers, does, grants, lasts, moving, objects, published, until
from hypothesis import given as samples
from hypothesis import strategies as some

from declared_lines import declared
from faults.threads import at_once, of
from luoshi.codes.contact import mask_name
from luoshi.dates.time_limits import count_limit_after
from luoshi.dates.workdays import is_workday
from luoshi.kernel.kinds.language.parts import Protected, stars
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.parameters.rules import parse_day_limit
from luoshi.parts.publicity.models import Objection, Posting
from luoshi.parts.publicity.rules import last_day, stopped_days
from office import Office


@pytest.fixture(autouse=True)
def _declared() -> Iterator[None]:
    with declared(Line("grants", "Grants", (grants().declaration,))), override("en"):
        yield


def test_days_are_counted_from_the_day_after_and_the_last_moves_behind_the_break() -> None:
    thursday = date(2026, 9, 24)
    assert last_day(thursday, 5, workdays=False) == date(2026, 9, 29)
    assert last_day(thursday, 7, workdays=False) == date(2026, 10, 8)  # 1 October and all up to the 7th are off
    assert last_day(thursday, 1, workdays=True) == date(2026, 9, 28)  # 25 to 27 September are off
    stops = [(date(2026, 9, 28), date(2026, 9, 30)), (date(2026, 9, 29), date(2026, 10, 2))]
    assert last_day(thursday, 9, workdays=False, stops=stops) == date(2026, 10, 8)
    assert last_day(thursday, 7, workdays=True, stops=stops) == date(2026, 10, 15)
    assert stopped_days(thursday, date(2026, 10, 8), stops) == 5  # a day with two open objections is one
    assert last_day(thursday, 7, workdays=False, stops=[(thursday, None)]) is None


DAY = some.dates(date(2024, 1, 1), date(2026, 12, 1))
STOP = some.tuples(some.integers(0, 40), some.integers(0, 15))


@samples(DAY, some.integers(1, 40), some.booleans(), some.lists(STOP, max_size=4))
def test_so_many_days_run_however_objections_lie(
    posted: date, count: int, workdays: bool, given: list[tuple[int, int]]
) -> None:
    first = posted + timedelta(days=1)
    stops = [(first + timedelta(days=at), first + timedelta(days=at + long)) for at, long in given]
    last = last_day(posted, count, workdays, stops)
    assert last is not None and is_workday(last)
    days = [posted + timedelta(days=number) for number in range(1, (last - posted).days + 1)]
    ran = [day for day in days if not any(a <= day <= b for a, b in stops) and (is_workday(day) or not workdays)]
    assert len(ran) >= count and last in ran
    if workdays:
        assert len(ran) == count
    else:  # what is more was added because the last day was not worked
        assert all(not is_workday(day) for day in ran[count - 1 : -1])
    if not stops:
        assert last == count_limit_after(posted, count, "workday" if workdays else "day").day


@pytest.mark.django_db(transaction=True)
def test_answered_at_once_by_eight_the_clock_is_that_of_all(
    real_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = moving(real_office, monkeypatch)
    lasts(house, "5日")
    one = published(house)
    raised = [objects(house, one, date(2026, 9, 25)) for _each in range(8)]
    at_once(lambda number: answers(house, raised[number], date(2026, 9, 28)))
    assert until(one) == last_day(date(2026, 9, 24), 5, False, [(date(2026, 9, 25), date(2026, 9, 28))])


@pytest.mark.django_db(transaction=True)
def test_taken_down_while_eight_object_each_is_in_time_or_refused(
    real_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = moving(real_office, monkeypatch)
    lasts(house, "5日")
    one, day = published(house), date(2026, 9, 25)

    def press(number: int) -> Any:
        if number == 3:
            return does(house, one, "back", day, "supervisor")
        return objects(house, one, day)

    told = of(at_once(press))
    posting = Posting.objects.get()
    assert posting.ended == day and told["done"] == 1 + Objection.objects.count()
    assert told.get("done", 0) + told.get("guarded", 0) + told.get("incomplete", 0) == 8


def test_a_limit_is_read_as_laws_write_it() -> None:
    for text, count, unit in (("7日", 7, "day"), ("10个工作日", 10, "workday"), ("5 working days", 5, "workday"),
                              ("3", 3, "day"), ("１５天", 15, "day")):  # fmt: skip
        assert (parse_day_limit(text).count, parse_day_limit(text).unit) == (count, unit)
    for text in ("0", "七", "-1日", "7小时", "99999", ""):
        with pytest.raises(ValueError, match="no number of days"):
            parse_day_limit(text)


def test_a_declaration_that_could_not_work_is_refused_at_the_start() -> None:
    hidden = Protected({"amount": stars}, "desk")
    named = Protected({"amount": mask_name}, "desk")
    for part, words in (
        (replace(PART, state="posted"), "no state posted"),
        (replace(PART, then="refund"), "no step from published"),
        (replace(PART, then=""), "no step waits"),
        (replace(PART, shows="worth"), "no field worth"),
        (replace(PART, reads="world"), "neither unit nor office"),
    ):
        with pytest.raises(ValueError, match=words):
            grants(part)
    with pytest.raises(ValueError, match="never shown"):
        grants(PART, hidden, columns="sort")
    grants(PART, named, columns="sort")
    with pytest.raises(ValueError, match="no number"):
        grants(PART, prefix="")
