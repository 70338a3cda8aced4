"""Nobody decides their own matter: not as deputy of who decides, not with many others at once, not by a program."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import override

from housekeeping_office import House
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.kernel.kinds.models import Record
from luoshi.org.people.actions import people
from office import FOUNDED, Office
from programs import program

ASKED = {"title": "关于科普经费的请示", "seal": "office", "copies": "2"}


@pytest.fixture
def house(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    def clock(at: Any) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: at)

    made = House(office, clock)
    made.on(2026, 9, 21)
    with override("en"):
        yield made


def asked_by(house: House, who: str) -> Record:
    return house.opens(who, "seals", **ASKED, unit=house.office.units["kexie"].name)


@pytest.mark.control("business", "who asked does not approve as deputy of who approves; another does")
def test_a_deputy_does_not_approve_what_they_asked_for(house: House) -> None:
    office = house.office
    people.appoint_to_post(
        office.people["clerk"], office.posts["head"], FOUNDED, PROGRAM, at=timezone.now(), deputy=True
    )
    own, others = asked_by(house, "clerk"), asked_by(house, "head")
    assert "You entered it yourself" in house.presses("clerk", own, "approve", 403)
    house.presses("clerk", others, "approve")
    assert (house.state(own), house.state(others)) == ("requested", "approved")
    house.presses("leader", own, "approve")
    assert house.state(own) == "approved"


@pytest.mark.control("business", "nor among many at once, nor by a program")
def test_neither_many_at_once_nor_a_program_gets_round_it(house: House) -> None:
    own, others = asked_by(house, "head"), asked_by(house, "clerk")
    rows = [str(record_opened.pk) for record_opened in (own, others)]
    for sent in ({"step": "approve", "row": rows}, {"step": "approve", "row": rows, "go": "1", "confirm": "1"}):
        house.client("head").post("/seals/bulk/", sent)
    head = program(house.office, "head", at=timezone.now())
    assert head.post(f"seals/{own.pk}/steps/approve", {"seen": 1}).status_code == 403
    assert house.state(own) == "requested"
    assert head.post(f"seals/{others.pk}/steps/approve", {"seen": others.version}).status_code == 200
