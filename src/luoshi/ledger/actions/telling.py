"""Tells people whom no relation of a commitment's rights reaches: those of a unit no longer with it, or not yet."""

from __future__ import annotations

from collections.abc import Collection

from luoshi.ledger.actions.standing import day_of
from luoshi.ledger.queries.progress import posts_of
from luoshi.org.models import Unit
from luoshi.org.rules.rights import Role
from luoshi.records.actions.journal import named_post
from luoshi.records.actions.messages import send
from luoshi.records.models import Entry, Record


def tell_posts(code: str, posts: Collection[int], record: Record, entry: Entry, unit: Unit | None = None) -> None:
    """Say a declared sentence to these posts, save the acting one; ``unit``: whom it speaks of, else who leads it."""
    values = {
        "who": entry.by or (entry.person.name if entry.person else ""),
        "unit": str(unit or record.unit),
        "due": record.due.isoformat() if record.due else "",
    }
    about = f":{unit.pk}" if unit else ""
    to = set(posts) - {named_post(entry.actor)}
    send(code, values, posts=to, record=record, occasion=f"entry:{entry.pk}:{code}{about}", at=entry.at)


def people_of(unit: int, entry: Entry) -> set[int]:
    """The posts of a unit's head and clerks that somebody holds on the day of an entry."""
    held = posts_of(unit, day_of(entry)).filter(role__in=(Role.HEAD, Role.CLERK))
    return set(held.values_list("pk", flat=True))
