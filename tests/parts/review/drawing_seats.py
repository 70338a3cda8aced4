"""A round whose assessors are drawn, and draws for it."""

from __future__ import annotations

from typing import Any

from calling import checked, moment, person, published_call
from reviewing import CLOSES, mark_form

from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.parts.review.models import ReviewRound, SeatDraw
from office import NOW, Office

NUMBERS = {"numbers": "3 8 12 17 25 31\n4 6", "witness": "何正"}


def prepared_draw(office: Office, projects: int = 1, size: int = 2, **more: Any) -> ReviewRound:
    """A round whose assessors are drawn, with objects and without anybody."""
    call = published_call(office)
    for number in range(projects):
        checked(office, call, title=f"项目{number}", branch="machines", leader=person(office, f"申报人{number}").number)
    given = {
        "unit": office.units["kexie"].pk,
        "title": "会评",
        "call": call.number,
        "stage": "meeting",
        "seating": "drawn",
    }
    given |= {"form": mark_form(office, size=size).number, "from_at": moment(NOW), "to_at": moment(CLOSES)}
    given |= {"seating": "drawn", "blind": "yes", "after": "no", **more}
    round_ = begin(get_kind("rounds"), office.actor("clerk"), given, at=NOW).record
    return take(round_, "gather", office.actor("clerk"), {}, at=NOW).record


def set_up(office: Office, round_: ReviewRound, size: int, branch: str = "machines") -> SeatDraw:
    """A draw whose pool is frozen."""
    given = {"unit": office.units["kexie"].pk, "title": "评审人抽取", "round": round_.number, "branch": branch}
    given |= {"size": size, "sources": "双色球六个红球；两次骰子"}
    made = begin(get_kind("seatdraws"), office.actor("supervisor"), given, at=NOW).record
    return SeatDraw.objects.get(pk=made.pk)


def drawn(office: Office, draw: SeatDraw) -> SeatDraw:
    """The draw after the numbers were entered."""
    take(draw, "draw", office.actor("supervisor"), NUMBERS, at=NOW)
    return SeatDraw.objects.get(pk=draw.pk)
