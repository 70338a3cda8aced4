"""What a declaration of bookings cannot be, and how whole days become a slot."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.registry import get_kind
from luoshi.parts.slots.part import Booked
from luoshi.parts.slots.rules import format_slot


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        (Booked("purpose", "from_at", "to_at"), "booked: purpose is no link to the things of one kind"),
        (Booked("thing", "used_on", "to_at"), "booked: used_on is no moment: say days=True for whole days"),
        (Booked("thing", "used_on", "to_at", days=True), "booked: to_at is no day"),
        (Booked("thing", "from_at", "to_at", within="from_day model"), "booked: model of thing is no day"),
        (Booked("thing", "from_at", "to_at", within="from_day"), "booked: within= names two days"),
        (Booked("thing", "from_at", "to_at", used="purpose"), "booked: purpose holds no exact number of hours"),
        (
            Booked("thing", "from_at", "to_at", where=Is(thing__state="bookable")),
            "booked: where= reads something else than the record's own fields",
        ),
    ],
)
def test_a_declaration_that_cannot_work_says_why(part: Booked, fault: str) -> None:
    (found,) = part.faults(get_kind("bookings"))
    assert found.startswith(fault)


def test_whole_days_are_booked_to_the_end_of_the_last() -> None:
    part = Booked("thing", "from_day", "to_day", days=True)
    with timezone.override(ZoneInfo("Asia/Shanghai")):
        moments = part.moments({"thing": object(), "from_day": date(2026, 12, 31), "to_day": date(2027, 1, 1)})
        assert moments is not None
        assert format_slot(*moments, timezone.get_current_timezone()) == "2026-12-31 – 2027-01-01"
        assert part.moments({"thing": None, "from_day": date(2026, 12, 31), "to_day": None}) is None
