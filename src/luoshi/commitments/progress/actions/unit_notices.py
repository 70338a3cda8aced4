"""Notifies people whom no relation of a commitment reaches: those of a former unit, or of a unit not yet involved."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from luoshi.base.rights.rules.rights import Role
from luoshi.commitments.progress.queries import posts_of
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.messages.actions.messages import send_message
from luoshi.org.tree.models import Unit


def tell_posts(code: str, posts: Collection[int], took: Took[Record], unit: Unit | None = None) -> None:
    """Send a declared message to these posts, except the acting one.

    ``unit``: the unit it names; default: the lead unit.
    """
    record = took.record
    values = {
        "who": took.actor.name,
        "unit": str(unit or record.unit),
        "due": record.due.isoformat() if record.due else "",
    }
    about = f":{unit.pk}" if unit else ""
    occasion = f"entry:{took.entry.pk}:{code}{about}"
    send_message(code, values, posts=set(posts) - {took.seat}, record=record, occasion=occasion, at=took.at)


def people_of(unit: int, day: date) -> set[int]:
    """Return the posts of a unit's head and clerks that are held on a day."""
    held = posts_of(unit, day).filter(role__in=(Role.HEAD, Role.CLERK))
    return set(held.values_list("pk", flat=True))
