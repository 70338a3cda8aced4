"""Somebody from outside, whose account stands by an entry of a register, and the page of their slip."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.parts.registers.models import Person
from office import Office


def furnish(office: Office) -> None:
    """The entry, with the account "guest"."""
    at = timezone.now()
    clerk = office.actor("clerk", timezone.localdate(at))
    given = {"title": "幻外人", "unit": str(office.units["kexie"].pk)}
    one = begin(get_kind("persons"), clerk, given, at=at).record
    take(one, "invite", clerk, {"username": "guest"}, at=at)
    office.people["guest"] = Person.objects.get(pk=one.pk).as_person


def entry() -> Any:
    """The entry of who signs in as "guest"."""
    return Person.objects.get(as_person__user__username="guest")


def pages() -> list[tuple[Any, ...]]:
    """The entry with its account, and the slip."""
    one = entry()
    return [
        ("slip", "clerk", f"/access/{one.pk}/slip/"),
        ("detail", "clerk", f"/persons/{one.pk}/"),
        ("home", "guest", "/"),
    ]
