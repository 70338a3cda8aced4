"""Eight are made chair of one body at once: one is, the others are told who; and bodies apart do not wait."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from faults.threads import EIGHT, at_once, of
from held_kinds import SEATS, body, held_kinds, person, seat, seated, seats
from linked.models import Pair, Seat
from luoshi.desk.bulk.actions.bulk import begin_many
from luoshi.kernel.kinds.language.parts import Number
from luoshi.kernel.steps.actions.steps import take
from office import NOW, Office

# Numbers by a step that none of these takes: no series that one waits for keeps them apart.
UNNUMBERED = seats(Number("席{year}-{n}", at="renew"))


@pytest.fixture
def unnumbered() -> Iterator[None]:
    with held_kinds(seats=UNNUMBERED):
        yield


@pytest.mark.usefixtures("unnumbered")
def test_of_eight_that_are_made_chair_at_once_one_is(real_office: Office) -> None:
    tea = body(real_office.units["kexie"])
    people = [person(tea.unit, f"会员{number}") for number in range(EIGHT)]
    found = at_once(lambda number: seated(real_office, tea, people[number], "2026-03-01", of=UNNUMBERED))
    assert of(found) == {"done": 1, "guarded": EIGHT - 1}
    assert Seat.objects.count() == 1


@pytest.mark.usefixtures("unnumbered")
def test_of_eight_that_come_back_at_once_by_a_step_one_does(real_office: Office) -> None:
    tea = body(real_office.units["kexie"])
    every = [seat(tea, person(tea.unit, f"会员{n}"), NOW.date(), state="refused") for n in range(EIGHT)]
    found = at_once(lambda number: take(every[number], "again", real_office.actor("clerk"), {}, at=NOW))
    assert of(found) == {"done": 1, "guarded": EIGHT - 1}
    assert Seat.objects.filter(state="open").count() == 1


@pytest.mark.usefixtures("unnumbered")
def test_of_eight_pairs_in_one_record_one_is_made(real_office: Office) -> None:
    tea = body(real_office.units["kexie"])
    clerk = real_office.actor("clerk")

    def joined(number: int) -> object:
        row = {"member": f"干部{number}", "from_day": "2026-03-01", "card": ""}
        return take(tea, "join", clerk, {"pairs": [row]}, at=NOW)

    assert of(at_once(joined)) == {"done": 1, "guarded": EIGHT - 1}
    assert Pair.objects.count() == 1


@pytest.mark.usefixtures("unnumbered")
def test_eight_in_bodies_of_their_own_are_all_made(real_office: Office) -> None:
    bodies = [body(real_office.units["kexie"], f"协会{number}") for number in range(EIGHT)]
    who = person(bodies[0].unit, "陈素芬")
    found = at_once(lambda number: seated(real_office, bodies[number], who, "2026-03-01", of=UNNUMBERED))
    assert of(found) == {"done": EIGHT}


def test_sheets_and_single_ones_that_come_at_once_do_not_wait_in_a_circle(real_office: Office) -> None:
    """With numbers of one series: who begins a seat takes what is held first, and then its number."""
    clerk = real_office.actor("clerk")
    bodies = [body(real_office.units["kexie"], f"协会{number}") for number in range(EIGHT)]
    who = person(bodies[0].unit, "陈素芬")

    def entered(number: int) -> object:
        if number % 2:
            return seated(real_office, bodies[number // 2], who, "2026-03-01")
        said = {"title": "任职", "unit": str(who.unit_id), "person": who.number, "post": "chair"}
        rows = [{**said, "body": item.number, "from_day": f"202{number}-01-01"} for item in bodies[number // 2 :]]
        return begin_many(SEATS, clerk, rows, at=NOW)

    with held_kinds():
        assert {*of(at_once(entered))} <= {"done", "guarded", "incomplete"}  # a sheet says it of its rows
    assert Seat.objects.filter(body=bodies[0]).count() == 1
