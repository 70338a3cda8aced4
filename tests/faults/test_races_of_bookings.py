"""Several at once at one thing: exactly one has the slot, and no two slots overlap."""

from __future__ import annotations

from faults.threads import EIGHT, at_once, of
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import take
from luoshi.lines.sharing.models import Booking
from luoshi.parts.slots.models import BookedSlot
from office import NOW, Office
from sharing_office import add_firms, at, book, share_thing


def test_of_bookings_of_one_slot_at_the_same_moment_exactly_one_stands(real_office: Office) -> None:
    firms = add_firms(real_office)
    thing = share_thing(real_office, firms[0])
    who = ("clerk", "stranger")

    def booked(number: int) -> object:
        first = at(2026, 4, 1, 9 + number % 2)  # two hours from nine or from ten: they overlap
        return book(real_office, thing, firms[1], first, at(2026, 4, 1, 11 + number % 2), who[number % 2])

    assert of(at_once(booked)) == {"done": 1, "guarded": EIGHT - 1}
    assert Booking.objects.count() == BookedSlot.objects.count() == 1


def test_of_two_moves_into_one_slot_exactly_one_stands(real_office: Office) -> None:
    firms = add_firms(real_office)
    thing, actor = share_thing(real_office, firms[0]), real_office.actor("clerk")
    bookings = [book(real_office, thing, firms[1], at(2026, 4, day, 9), at(2026, 4, day, 11)) for day in (1, 2)]
    moved = {"from_at": "2026-04-05T09:00", "to_at": "2026-04-05T11:00"}
    assert of(at_once(lambda number: take(bookings[number], "move", actor, moved, at=NOW), 2)) == {
        "done": 1,
        "guarded": 1,
    }
    slots = list(BookedSlot.objects.order_by("from_at"))
    assert len(slots) == 2 and slots[0].to_at <= slots[1].from_at
    assert get_kind("bookings").name == slots[0].record.kind
