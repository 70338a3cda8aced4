"""Several sign up at once: the last seat goes once, one person takes one seat, a seat that comes free goes once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from faults.threads import EIGHT, at_once, of
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin
from luoshi.lines.registrations.actions import SignUpValues, cancel_own, sign_up
from luoshi.lines.registrations.models import ActivityRegistration
from luoshi.lines.registrations.queries import seat_offer
from office import NOW, TODAY, Office


def planned(office: Office, seats: int) -> Any:
    given = {
        "unit": office.units["kexie"].pk,
        "sort": "lecture",
        "place": "白鹭社区",
        "planned": TODAY + timedelta(9),
        "seats": seats,
    }
    return begin(get_kind("activities"), office.actor("clerk"), given, at=NOW, step="plan").record


def signing(activity: Any, number: int, name: str = "") -> ActivityRegistration:
    given: SignUpValues = {
        "name": name or f"幻{number}",
        "contact": "13800138000",
        "minor": bool(number % 2) and not name,
        "guardian": "幻监护",
        "key": f"{activity.pk:016x}{number:016x}",
    }
    return sign_up(activity, "告知", given, source=f"192.0.2.{number}", at=NOW)


def test_the_last_seat_goes_once(real_office: Office) -> None:
    activity = planned(real_office, 1)
    found = of(at_once(lambda number: signing(activity, number)))
    assert found == {"done": 1, "guarded": EIGHT - 1}
    assert seat_offer(activity).taken == ActivityRegistration.objects.count() == 1


def test_of_three_seats_three_are_taken_from_the_page_and_by_the_desk(real_office: Office) -> None:
    activity, clerk = planned(real_office, 3), real_office.actor("clerk")

    def act(number: int) -> Any:
        if number % 2:
            return signing(activity, number)
        given = {"activity": activity.number, "name": f"幻{number}", "contact": "", "minor": "", "consents": []}
        return begin(get_kind("registrations"), clerk, given, at=NOW, step="enter")

    assert of(at_once(act)) == {"done": 3, "guarded": EIGHT - 3}
    assert seat_offer(activity).taken == 3


def test_one_person_who_presses_often_takes_one_seat(real_office: Office) -> None:
    activity = planned(real_office, 5)
    found = of(at_once(lambda number: signing(activity, number, "王小明")))
    assert found == {"done": 1, "guarded": EIGHT - 1} and seat_offer(activity).taken == 1
    same = of(at_once(lambda number: signing(activity, 99, "李小红")))  # one page, sent eight times
    assert same == {"done": EIGHT} and seat_offer(activity).taken == 2


def test_a_seat_that_comes_free_goes_once(real_office: Office) -> None:
    activity = planned(real_office, 1)
    mine = signing(activity, 0)

    def act(number: int) -> Any:
        return cancel_own(mine, at=NOW) if number == 0 else signing(activity, number)

    at_once(act)
    assert seat_offer(activity).taken <= 1
    assert ActivityRegistration.objects.get(pk=mine.pk).state == "cancelled"
