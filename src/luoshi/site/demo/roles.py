"""The roles of the demonstration, with their accounts without a password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.utils.translation import gettext_lazy as _

from luoshi.base.rights.rules.rights import Role
from luoshi.org.actors.models import ROLES, Tenure, User

# What to try in each role, in the order in which an appeal passes through them.
TRY: dict[Role, object] = {
    Role.SUPERVISOR: _(
        "Receives documents, corrects and publishes their plans, sends tasks out, chases and checks them; assigns "
        "appeals."
    ),
    Role.CLERK: _(
        "Accepts matters for a unit, reports and answers with evidence, asks for extensions, or returns what is not "
        "the unit's task. One of them records for a leader."
    ),
    Role.HEAD: _("Sees what their own unit owes, and can answer like the clerk. One of them is away and has a deputy."),
    Role.LEADER: _(
        "One screen, also as one printed sheet: what is late in the field and why. Closes what has been checked."
    ),
    Role.AUDITOR: _("Reads everything and changes nothing; verifies and exports the journal."),
    Role.ADMINISTRATOR: _("Maintains units, people, posts and values; as administrator cannot read appeals."),
    Role.COLLECTOR: _("Sees units and people, but no appeals of others."),
    Role.OUTSIDE: _("Sees only the path to their own unit: no people, no appeals of others."),
}


@dataclass(frozen=True)
class Entrant:
    """A person whom a visitor can be."""

    account: str
    name: str
    post: str


@dataclass(frozen=True)
class Entrance:
    """A role with what to try in it, and its people."""

    label: str
    words: str
    people: tuple[Entrant, ...]


def demo_accounts() -> Any:
    """Return the accounts that visitors can use: enabled ones without a password."""
    found = User.objects.filter(is_active=True, password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return found.select_related("person")


def demo_entrances(day: date) -> list[Entrance]:
    """Return the roles held on a day, with their people. One query."""
    held = Tenure.objects.filter(start__lte=day, until__gt=day, deputy=False, person__user__in=demo_accounts())
    by_role: dict[str, list[Entrant]] = {}
    for tenure in held.select_related("person__user", "post__unit").order_by("post"):
        entrant = Entrant(tenure.person.user.username, tenure.person.name, f"{tenure.post.unit} {tenure.post.title}")
        by_role.setdefault(tenure.post.role, []).append(entrant)
    return [
        Entrance(str(ROLES[role]), str(words), tuple(by_role[role])) for role, words in TRY.items() if role in by_role
    ]
