"""Eight are made chair of one body at once: one is, the others are told who; and bodies apart do not wait."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from faults.threads import EIGHT, at_once, of
from held_kinds import body, held_kinds, person, seat, seated, seats
from linked.models import Pair, Seat
from luoshi.records.kinds.parts import Number
from luoshi.records.steps.actions.steps import take
from office import NOW, Office

# Numbers by a step that none of these takes: no series that one waits for keeps them apart.
UNNUMBERED = seats(Number("职{year}-{n}", at="renew"))


@pytest.fixture(autouse=True)
def _kinds() -> Iterator[None]:
    with held_kinds(seats=UNNUMBERED):
        yield


def test_of_eight_that_are_made_chair_at_once_one_is(real_office: Office) -> None:
    tea = body(real_office.units["kexie"])
    people = [person(tea.unit, f"会员{number}") for number in range(EIGHT)]
    found = at_once(lambda number: seated(real_office, tea, people[number], "2026-03-01", of=UNNUMBERED))
    assert of(found) == {"done": 1, "guarded": EIGHT - 1}
    assert Seat.objects.count() == 1


def test_of_eight_that_come_back_at_once_by_a_step_one_does(real_office: Office) -> None:
    tea = body(real_office.units["kexie"])
    every = [seat(tea, person(tea.unit, f"会员{n}"), NOW.date(), state="refused") for n in range(EIGHT)]
    found = at_once(lambda number: take(every[number], "again", real_office.actor("clerk"), {}, at=NOW))
    assert of(found) == {"done": 1, "guarded": EIGHT - 1}
    assert Seat.objects.filter(state="open").count() == 1


def test_of_eight_pairs_in_one_record_one_is_made(real_office: Office) -> None:
    tea = body(real_office.units["kexie"])
    clerk = real_office.actor("clerk")

    def joined(number: int) -> object:
        row = {"member": f"干部{number}", "from_day": "2026-03-01", "card": ""}
        return take(tea, "join", clerk, {"pairs": [row]}, at=NOW)

    assert of(at_once(joined)) == {"done": 1, "guarded": EIGHT - 1}
    assert Pair.objects.count() == 1


def test_eight_in_bodies_of_their_own_are_all_made(real_office: Office) -> None:
    bodies = [body(real_office.units["kexie"], f"协会{number}") for number in range(EIGHT)]
    who = person(bodies[0].unit, "陈素芬")
    found = at_once(lambda number: seated(real_office, bodies[number], who, "2026-03-01", of=UNNUMBERED))
    assert of(found) == {"done": EIGHT}
