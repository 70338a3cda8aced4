"""Open accounts for people who hold a post, each with a slip by which its owner chooses the password.

Nobody else ever types a password: until the slip is used the account has none, and nobody can sign in to it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.errors import OrgError
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.base.rights.rules.roles import GUARDED
from luoshi.evidence.journal.actions.journal import journal_many
from luoshi.org.accounts import queries as accounts
from luoshi.org.accounts.actions import slips
from luoshi.org.accounts.rules.accounts import is_valid_username
from luoshi.org.accounts.rules.slips import USUAL_HOURS
from luoshi.org.actors.models import Person, User
from luoshi.org.people.actions import dual_control
from luoshi.org.people.queries.people import goes_alone, tenures_in_force


@transaction.atomic
def open_accounts(
    names: Mapping[int, str], actor: Actor, *, at: datetime, hours: int = USUAL_HOURS
) -> list[slips.PrintedSlip]:
    """Open an account with a slip for each of these people: for all of them, or for none.

    The number of statements does not depend on the number of people.

    Args:
        names: usernames by the person's id.
        hours: how long the slips are valid, 1 to 72.

    Returns:
        In the order of ``names``.

    Raises:
        TwoPersons, OrgError: as ``open_unused``; ``slip.hours``.
    """
    return slips.write_account_slips(open_unused(names, actor, at=at), actor, at=at, hours=hours)


@transaction.atomic
def open_unused(names: Mapping[int, str], actor: Actor, *, at: datetime) -> list[User]:
    """Open accounts without slips; these are printed later.

    Returns:
        In the order of ``names``.

    Raises:
        TwoPersons: a role is guarded, and somebody else could confirm it: propose ``open`` for each person.
        OrgError: ``refused``; ``missing``; ``incomplete``, with the errors by the person's id.
    """
    dual_control.refuse_unless_administrator(actor)
    day = timezone.localdate(at)
    found, roles = _sound(names, day)
    guarded = [pk for pk in found if not GUARDED.isdisjoint(roles[pk])]
    others = guarded and actor.person and accounts.others_with_account([actor.person, *guarded], day)
    if others and not goes_alone(actor.person, guarded, day):
        raise dual_control.TwoPersons(guarded)
    alone = {"alone": True} if actor.person else {}
    return _opened(found, actor, dict.fromkeys(guarded, alone), at)


@transaction.atomic
def confirm_opening(person: int, name: str, actor: Actor, *, at: datetime, proposer: Actor | None = None) -> User:
    """Open the account of a guarded role, as proposed. Only the proposer can make its link: ``issue_reset``.

    Raises:
        TwoPersons: nobody proposed it.
        OrgError: as ``open_accounts``.
    """
    dual_control.refuse_unless_administrator(proposer or actor)
    day = timezone.localdate(at)
    found, roles = _sound({person: name}, day)
    if proposer is None:
        raise dual_control.TwoPersons([person])
    dual_control.authorize_rights_change(actor, proposer, roles=roles[person], concerned=[person], day=day)
    (user,) = _opened(found, actor, {person: dual_control.proposer_entry_values(proposer)}, at)
    return user


def _sound(names: Mapping[int, str], day: date) -> tuple[dict[int, tuple[Person, str]], dict[int, set[Role]]]:
    """Return people with their usernames, and their roles on the day, both by id. Three queries.

    Raises:
        OrgError: ``missing``; ``incomplete``: all errors, by person.
    """
    rows = Person.objects.select_for_update(of=("self",), no_key=True)  # locked: two administrators may submit at once
    people = rows.select_related("user").order_by("pk").in_bulk(list(names))
    if len(people) < len(names) or not names:
        raise OrgError("missing", _("Nobody was chosen, or one of them no longer exists."))
    roles: dict[int, set[Role]] = {pk: set() for pk in names}
    for pk, role in tenures_in_force(day).filter(person__in=list(names)).values_list("person_id", "post__role"):
        roles[pk].add(Role(role))
    called = {pk: User.normalize_username(name.strip()) for pk, name in names.items()}
    taken = _taken(called.values())
    wrong: dict[str, list[str]] = {}
    for pk, name in called.items():
        said = _fault(people[pk], name, bool(roles[pk]), name.casefold() in taken)
        if said:
            wrong[str(pk)] = [said]
        taken.add(name.casefold())
    if wrong:
        raise OrgError("incomplete", next(iter(wrong.values()))[0], fields=wrong)
    return {pk: (people[pk], name) for pk, name in called.items()}, roles


def _taken(names: Collection[str]) -> set[str]:
    """Return which of these names, in lower case, are usernames already."""
    there = {username.casefold() for username in User.objects.values_list("username", flat=True)}
    return there & {name.casefold() for name in names}


def _fault(person: Person, name: str, holds: bool, taken: bool) -> str:
    """Return why this person cannot get an account of this name, or ""."""
    user = getattr(person, "user", None)
    if user is not None:
        words = _("%(name)s already has an account: %(account)s.")
        return words % {"name": person.name, "account": user.username}
    if not holds:
        words = _("%(name)s holds no post today. Appoint them to one first: without a post they can do nothing here.")
        return words % {"name": person.name}
    if not is_valid_username(name):
        return _("An account name has 1 to 60 letters and digits, with . @ + - _ between them and no spaces.")
    return accounts.username_taken_message(name) if taken else ""


def _opened(
    found: Mapping[int, tuple[Person, str]], actor: Actor, more: Mapping[int, Mapping[str, object]], at: datetime
) -> list[User]:
    """Create the accounts, without passwords, and journal each; ``more`` adds to its journal entry, by person."""
    users = [User(username=name, person=person) for person, name in found.values()]
    for user in users:
        user.set_unusable_password()
    try:
        with (
            transaction.atomic()
        ):  # sorted by name: two who open the same names at once wait for each other without a deadlock
            User.objects.bulk_create(sorted(users, key=lambda user: user.username))
    except IntegrityError as error:  # another administrator was faster
        raise OrgError(
            "incomplete", _("Somebody else opened one of these accounts just now."), remedy=_("Reload the page.")
        ) from error
    acts = [
        (
            f"account:{user.pk}",
            "account.open",
            {"username": user.username, "person": str(user.person), **more.get(user.person_id, {})},
        )
        for user in users
    ]
    journal_many(acts, actor, at=at)
    return users
