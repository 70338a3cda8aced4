"""Ask the administrators for units that are missing: in the rows of a plan, or in a sheet of records."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.org.base.ports import notify_people
from luoshi.org.people.queries.people import in_role
from luoshi.org.tree.models import Unit


def request_units(names: Iterable[str], whose: Unit | None, actor: Actor, *, at: datetime) -> None:
    """Notify every administrator of the missing units, each once a day, in the running transaction.

    Args:
        whose: the unit that needs them.
    """
    wanted, day = list(names), timezone.localdate(at)
    people = in_role(Role.ADMINISTRATOR, day) if wanted else ()
    for name in wanted:
        values = {"who": actor.name, "unit": " / ".join(filter(None, [str(whose or ""), name]))}
        occasion = f"wanted:{whose.pk if whose else ''}:{day}:{name}"[:100]
        notify_people(people, "units.wanted", values, occasion=occasion, at=at)
