"""Who holds a post or is paired: too many and twice are refused, vacancies are found with their days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from django.utils import timezone

from held_kinds import BODIES, FILL, POSTS, SEATS, body, held_kinds, person, seat, seated
from linked.models import Body, Pair, Seat
from luoshi.base.record_errors import RecordError
from luoshi.desk.bulk.actions.bulk import begin_many, check_many, in_steps
from luoshi.kernel.conditions.queries.locks import counting_links, linked_ids
from luoshi.kernel.holders.queries import Open, VacancySpan, held_of, open_of, open_ones
from luoshi.kernel.holders.rules import Vacancy, find_vacancies
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import take
from office import NOW, TODAY, Office

SINCE = date(2026, 1, 1)


@pytest.fixture(autouse=True)
def kind() -> Iterator[CompiledKind]:
    with held_kinds() as found:
        yield found


@pytest.fixture
def tea(office: Office) -> Body:
    return body(office.units["kexie"])


def stepped(office: Office, of: Any, step: str, who: str = "clerk", **given: str) -> Any:
    return take(of, step, office.actor(who), given, at=NOW).record


def test_a_second_chair_is_refused_by_name_and_last_day_and_nothing_of_it_stays(office: Office, tea: Body) -> None:
    first, second = person(tea.unit, "陈素芬"), person(tea.unit, "李国栋")
    seated(office, tea, first, "2026-01-01", "2026-03-14")
    with pytest.raises(RecordError) as refused:
        seated(office, tea, second, "2026-03-14")
    said = f"{refused.value}"
    assert refused.value.code == "guarded" and refused.value.where == tea.number
    assert "陈素芬" in said and "2026-03-14" in said and "2026-01-01" in said
    assert Seat.objects.count() == 1
    seated(office, tea, second, "2026-03-15")
    seated(office, tea, first, "2026-03-15", post="deputy")
    seated(office, tea, second, "2026-03-15", post="deputy")  # nothing says how many deputies there may be
    assert Seat.objects.count() == 4


def test_who_may_not_see_the_other_seat_learns_that_there_is_one_and_not_who(office: Office, tea: Body) -> None:
    seat(tea, person(tea.unit, "陈素芬"), SINCE, unit=office.units["bureau"])
    with pytest.raises(RecordError) as refused:
        seated(office, tea, person(tea.unit, "李国栋"), "2026-03-14")
    assert "陈素芬" not in str(refused.value) and "2026-01-01" in str(refused.value)


def test_nobody_holds_the_same_thing_twice_at_a_time(office: Office, tea: Body) -> None:
    one = person(tea.unit, "陈素芬")
    seated(office, tea, one, "2026-01-01", post="deputy")
    with pytest.raises(RecordError, match="陈素芬"):
        seated(office, tea, one, "2026-02-01", post="deputy")
    seated(office, body(tea.unit), one, "2026-02-01", post="deputy")
    seated(office, tea, one, "2026-02-01")
    assert Seat.objects.count() == 3


def test_a_step_that_brings_one_back_moves_one_or_renews_one_is_refused_too(office: Office, tea: Body) -> None:
    other = body(tea.unit, "云岭县果业协会")
    chair, struck, away = (person(tea.unit, name) for name in ("陈素芬", "李国栋", "周明远"))
    seat(tea, chair, SINCE)
    refused, elsewhere = seat(tea, struck, SINCE, state="refused"), seat(other, away, SINCE)
    old = seat(tea, away, date(2025, 1, 1), date(2025, 12, 31))
    for item, step, given in (
        (refused, "again", {}),
        (elsewhere, "move", {"body": tea.number, "post": "chair"}),
        (old, "renew", {"from_day": "2026-06-01", "to_day": ""}),
    ):
        with pytest.raises(RecordError, match="陈素芬"):
            stepped(office, item, step, **given)
    stepped(office, elsewhere, "move", body=tea.number, post="deputy")
    assert Seat.objects.get(pk=elsewhere.pk).body_id == tea.pk


def test_a_step_locks_what_it_leaves_and_what_it_comes_to(office: Office, tea: Body) -> None:
    other = body(tea.unit, "云岭县果业协会")
    one = seat(tea, person(tea.unit, "陈素芬"), SINCE)
    assert linked_ids([], one, {}, counting_links(SEATS)) == [tea.pk]
    assert linked_ids([], one, {"body": other}, counting_links(SEATS)) == [tea.pk, other.pk]


def test_what_a_merger_made_twice_may_be_ended_one_by_one(office: Office, tea: Body) -> None:
    one, other = (seat(tea, person(tea.unit, name), SINCE) for name in ("陈素芬", "李国栋"))
    stepped(office, one, "leave", to_day="2026-03-14")
    with pytest.raises(RecordError):
        stepped(office, one, "leave", to_day="2026-03-20")
    stepped(office, other, "end")
    assert Seat.objects.get(pk=one.pk).to_day == date(2026, 3, 14)


def test_rows_inside_a_record_are_held_to_the_same(office: Office, tea: Body) -> None:
    stepped(office, tea, "join", pairs=[{"member": "老陈", "from_day": "2026-01-01", "card": ""}])
    new = {"pairs": [{"member": "小李", "from_day": "2026-03-15", "card": ""}]}
    with pytest.raises(RecordError, match="老陈"):
        stepped(office, tea, "join", **new)
    stood = Pair.objects.get()
    both = [{"id": stood.pk, "to_day": "2026-03-14"}, *new["pairs"]]
    stepped(office, tea, "pairs", pairs=both)
    again = [{"id": pair.pk} for pair in Pair.list_rows(tea)]
    with pytest.raises(RecordError, match="小李"):
        stepped(office, tea, "pairs", pairs=[*again, {**new["pairs"][0], "from_day": "2026-05-01"}])
    assert [(pair.member, pair.to_day) for pair in Pair.list_rows(tea)] == [("老陈", date(2026, 3, 14)), ("小李", None)]


def test_of_a_sheet_with_two_chairs_of_one_body_nothing_comes_in(office: Office, tea: Body) -> None:
    other, people = body(tea.unit), [person(tea.unit, name) for name in ("陈素芬", "李国栋")]

    def row(at: Body, who: Any) -> dict[str, str]:
        given = {"title": "任职", "unit": str(tea.unit_id), "body": at.number, "person": who.number, "post": "chair"}
        return {**given, "from_day": "2026-01-01"}

    clerk, rows = office.actor("clerk"), [row(tea, people[0]), row(other, people[0]), row(tea, people[1])]
    told = check_many(SEATS, clerk, rows, at=NOW, numbers=[2, 3, 4])
    assert [[*told_row.wrong] for told_row in told] == [
        [],
        [],
        [""],
    ]  # the sheet's page marks the row before anything is written
    assert "第 2 行" in told[2].wrong[""][0] and "2 人" in told[2].wrong[""][0]
    with pytest.raises(RecordError) as refused:
        begin_many(SEATS, clerk, rows, at=NOW, numbers=[2, 3, 4])
    assert refused.value.fields == {"2": told[2].wrong[""]}
    assert Seat.objects.count() == 0
    assert not in_steps(SEATS)  # all of it in one transaction: nobody holds anything out of sight
    begin_many(SEATS, office.actor("clerk"), [row(tea, people[0]), row(other, people[1])], at=NOW)
    assert Seat.objects.count() == 2
    (alone,) = check_many(SEATS, clerk, [row(tea, people[1])], at=NOW)
    assert "陈素芬" in alone.wrong[""][0]  # who holds it already is named
    ended = {**row(tea, people[1]), "from_day": "2025-01-01", "to_day": "2025-12-31"}
    assert check_many(SEATS, clerk, [ended], at=NOW)[0].wrong == {}


def _open(found: list[Open]) -> list[tuple[Any, ...]]:
    return [(vacancy.title, vacancy.vacancy, vacancy.days, vacancy.late) for vacancy in found]


def test_vacancies_have_their_days_and_are_overdue_only_where_the_office_says_when(office: Office) -> None:
    unit = office.units["kexie"]
    bodies = {name: body(unit, name) for name in ("从来没有", "走了", "将来", "在任", "已撤销", "只有副职", "没有日期")}
    who = person(unit, "陈素芬")
    seat(bodies["走了"], who, SINCE, date(2026, 3, 14))
    seat(bodies["将来"], who, SINCE, date(2026, 3, 1))
    seat(bodies["将来"], who, date(2026, 4, 2))
    seat(bodies["在任"], who, SINCE, date(2026, 3, 20))
    seat(bodies["在任"], who, SINCE, state="refused")
    seat(bodies["只有副职"], who, SINCE, post="deputy")
    seat(bodies["没有日期"], who, None)
    seat(bodies["没有日期"], None, SINCE)
    Body.objects.filter(pk=bodies["已撤销"].pk).update(closed=NOW, state="ended")
    supervisor, today = office.actor("supervisor"), VacancySpan(TODAY, TODAY)
    found = open_ones(BODIES, POSTS, supervisor, TODAY, today)
    gone, never = Vacancy(date(2026, 3, 15), None, 1), Vacancy(TODAY, None, 1)
    assert _open(found) == [
        ("只有副职", Vacancy(SINCE, None, 1), 79, None),
        ("将来", Vacancy(date(2026, 3, 2), date(2026, 4, 1), 1), 19, None),
        ("走了", gone, 6, None),
        ("从来没有", never, 1, None),
        ("没有日期", never, 1, None),
    ]
    assert open_ones(BODIES, POSTS, office.actor("stranger"), TODAY, today) == []
    set_value(FILL, None, "18", SINCE, "云科协〔2026〕3号", office.actor("admin"), at=NOW)
    late = [vacancy.title for vacancy in open_ones(BODIES, POSTS, supervisor, TODAY, today) if vacancy.late]
    assert late == ["只有副职", "将来"]
    later = VacancySpan(date(2026, 4, 2), date(2026, 4, 2))
    assert {vacancy.title for vacancy in open_ones(BODIES, POSTS, supervisor, TODAY, later)} == {
        "只有副职", "走了", "从来没有", "在任", "没有日期"
    }  # fmt: skip
    march = VacancySpan(date(2026, 3, 1), date(2026, 4, 30))
    assert {vacancy.title: vacancy.days for vacancy in open_ones(BODIES, POSTS, supervisor, TODAY, march)} == {
        "只有副职": 120, "走了": 47, "从来没有": 42, "没有日期": 42, "在任": 41, "将来": 31,
    }  # fmt: skip
    assert [
        vacancy.title for vacancy in open_ones(BODIES, POSTS, supervisor, TODAY, VacancySpan(SINCE, date(2026, 3, 2)))
    ] == [
        "只有副职",
        "将来",
    ]
    assert open_ones(BODIES, POSTS, supervisor, TODAY, VacancySpan(TODAY, TODAY, office.units["bureau"].pk)) == []


def test_terms_that_were_renewed_were_held(office: Office, tea: Body) -> None:
    one = seated(office, tea, person(tea.unit, "陈素芬"), "2025-01-01", "2025-12-31")
    stepped(office, one, "renew", from_day="2026-01-11", to_day="2026-12-31")
    assert open_of(tea, POSTS, date(2025, 6, 1), held_of(tea, POSTS)) == []
    assert [
        (vacancy.vacancy, vacancy.days) for vacancy in open_of(tea, POSTS, date(2026, 1, 5), held_of(tea, POSTS))
    ] == [(Vacancy(date(2026, 1, 1), date(2026, 1, 10), 1), 5)]
    span = VacancySpan(date(2025, 6, 1), date(2026, 3, 1))
    assert [vacancy.days for vacancy in open_ones(BODIES, POSTS, office.actor("clerk"), TODAY, span)] == [10]
    with pytest.raises(RecordError, match="2025-12-31"):
        seated(office, tea, person(tea.unit, "李国栋"), "2025-03-01", "2025-03-31")


def test_what_the_database_leaves_out_has_no_vacancy(office: Office) -> None:
    """Of many bodies at random the same vacancies as where each is looked at alone."""
    drawn, unit, clerk = Random(7), office.units["kexie"], office.actor("clerk")
    people = [person(unit, name) for name in ("陈素芬", "李国栋", "周明远")]
    days = [SINCE + timedelta(days=number) for number in range(0, 120, 9)]
    for number in range(40):
        opened = NOW + timedelta(days=drawn.choice((-60, 0, 20)))
        closed = opened + timedelta(days=30) if number % 5 == 0 else None
        one = body(unit, f"协会{number:02}", opened=opened, closed=closed)
        for _ in range(drawn.randrange(4)):
            first, last = sorted(drawn.sample(days, 2))
            post = drawn.choice(("chair", "chair", "deputy"))
            seat(one, drawn.choice(people), first, drawn.choice((last, None)), post=post)
    for first, last in [*zip(days, days, strict=True), *((days[at], days[at + 3]) for at in range(10))]:
        found = open_ones(BODIES, POSTS, clerk, TODAY, VacancySpan(first, last))
        expected = set()
        for record in Body.objects.all():
            chairs = [who for who in held_of(record, POSTS) if who.role == "chair"]
            every = [timezone.localdate(record.opened), *(who.first for who in held_of(record, POSTS))]
            ends = timezone.localdate(record.closed) - timedelta(days=1) if record.closed else None
            some = find_vacancies(chairs, 1, min(every), ends, first=first, last=last)
            expected |= {(record.pk, vacancy) for vacancy in some}
        assert {(vacancy.record, vacancy.vacancy) for vacancy in found} == expected and len(found) == len(expected)
