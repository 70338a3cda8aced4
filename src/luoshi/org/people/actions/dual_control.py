"""Who may change rights: an administrator and, where one person is not enough, a second who confirms."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.utils.translation import gettext as _

from luoshi.base.errors import OrgError
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.base.rights.rules.roles import needs_two
from luoshi.org.actors.models import Person
from luoshi.org.people.queries.people import goes_alone, in_role, settled_role_holders, who_confirms


class TwoPersons(OrgError):
    """Everything else is valid, but this needs a second person; ``concerned``: the people whose rights would change."""

    def __init__(self, concerned: Iterable[int]) -> None:
        super().__init__(
            "two_persons",
            _("This needs two persons: one proposes it, another confirms it."),
            remedy=_(
                "Propose it; another administrator confirms it, or an auditor if there is no other administrator."
            ),
        )
        self.concerned = tuple(concerned)


def refuse_unless_administrator(actor: Actor) -> None:
    """Raise OrgError ``refused`` unless the actor is an administrator or the program itself."""
    if Role.ADMINISTRATOR not in actor.roles and actor.person:
        raise OrgError("refused", _("Only an administrator can change units and people."))


def authorize_rights_change(
    actor: Actor,
    proposer: Actor | None,
    *,
    roles: Iterable[Role],
    concerned: Collection[int],
    day: date,
    alone: bool = False,
) -> None:
    """Authorize a change of rights. Call it last in an action's transaction, after all other checks.

    Args:
        proposer: who proposed it, if the actor now confirms it.
        roles: the roles of the changed posts.
        concerned: the people whose rights change.
        alone: the caller records it as made by one person for now, which is allowed in an office's first week.

    Raises:
        TwoPersons: the actor may not do it alone.
        OrgError: ``refused``: the actor may not confirm it.
    """
    if not actor.person:
        return
    if proposer is None:
        if needs_two(roles, concerned, actor.person) and not (alone and goes_alone(actor.person, concerned, day)):
            raise TwoPersons(concerned)
    elif actor.person not in who_confirms(proposer.person, concerned, day):
        raise OrgError(
            "refused",
            _("You cannot confirm this: you proposed it, it concerns you, or another administrator must confirm it."),
        )


def first_auditor(role: Role, person: int, actor: Actor, day: date) -> bool:
    """Return True if the only administrator appoints the first auditor: nobody could confirm anything yet."""
    alone = role is Role.AUDITOR and person != actor.person
    return (
        alone
        and settled_role_holders(Role.ADMINISTRATOR, day) == {actor.person}
        and not settled_role_holders(Role.AUDITOR, day)
    )


def keep_an_administrator(roles: Iterable[Role], actor: Actor, day: date) -> None:
    """Raise OrgError ``administrator.last`` if a change would leave no administrator."""
    if Role.ADMINISTRATOR in roles and actor.person and not in_role(Role.ADMINISTRATOR, day):
        raise OrgError(
            "administrator.last",
            _("There would be no administrator from %(day)s on.") % {"day": day},
            remedy=_("Appoint another administrator first."),
        )


def proposer_entry_values(proposer: Actor | None) -> dict[str, str]:
    """Return what the journal records of the proposer."""
    return {"proposed by": proposer.name} if proposer else {}


def names_of_people(people: Iterable[int]) -> list[str]:
    """List the names of these people."""
    return list(Person.objects.filter(pk__in=list(people)).order_by("pk").values_list("name", flat=True))
