"""Slips with which a person enables an account opened for them: a link to scan, and a short code to type.

After either is used to choose the password, all slips of the account expire. Link and code are not stored, so
printing a slip again makes new ones and ends the former.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.errors import OrgError
from luoshi.base.rights.rules.rights import Actor
from luoshi.evidence.journal.actions.journal import journal_many
from luoshi.org.accounts import queries as accounts
from luoshi.org.accounts.actions.accounts import permit_of, refuse_alone
from luoshi.org.accounts.models import OneTimeLink
from luoshi.org.accounts.rules.slips import MOST_HOURS, format_slip_code, generate_slip_code, is_valid_slip_duration
from luoshi.org.actors.models import User
from luoshi.org.base import ports
from luoshi.org.people.actions import dual_control
from luoshi.org.people.models import Proposal
from luoshi.org.people.queries.people import goes_alone


@dataclass(frozen=True)
class PrintedSlip:
    """What is printed on a slip: the path of its link, the code in groups, and when both expire."""

    user: User
    path: str
    code: str
    until: datetime


@transaction.atomic
def print_slips(users: Collection[int], actor: Actor, *, at: datetime, hours: int) -> list[PrintedSlip]:
    """Return a new slip for each of these unused accounts, ending their former slips. For all, or for none.

    The number of statements does not depend on the number of accounts, except for guarded roles: these need a second
    person, as for a link to set a password (``issue_reset``), and each confirmed proposal permits its proposer one
    slip. In an office's first week, while nobody who could confirm has signed in, one person is enough: that person may
    open such accounts with their slips, too (``opening.open_accounts``).

    Args:
        users: ids of accounts.
        hours: 1 to 72.

    Returns:
        In the order of ``users``.

    Raises:
        TwoPersons: another person must confirm it for some of them: propose ``reset``.
        OrgError: ``refused``; ``missing``; ``slip.hours``; ``slip.used``: an account has been enabled meanwhile.
    """
    dual_control.refuse_unless_administrator(actor)
    rows = User.objects.select_for_update(of=("self",), no_key=True).select_related("person").order_by("pk")
    found = rows.in_bulk(list(users))
    if not found or len(found) < len(set(users)):
        raise OrgError("missing", _("Nobody was chosen, or one of them no longer exists."))
    for user in found.values():
        refuse_used(user)
    allowed, needs = {}, []
    day = timezone.localdate(at)
    roles = accounts.guarded_among([account.person_id for account in found.values()], day)
    alone = bool(roles and actor.person) and goes_alone(actor.person, roles, day)
    for user in found.values():
        if user.person_id in roles:
            try:
                allowed[user.pk] = {"alone": True} if alone else _allowed(user, actor, at)
            except dual_control.TwoPersons:
                needs.append(user.person_id)
    if needs:
        raise dual_control.TwoPersons(needs)
    return write_account_slips([found[pk] for pk in dict.fromkeys(users)], actor, at=at, hours=hours, more=allowed)


def refuse_used(user: User) -> None:
    """Raise OrgError if an account is already in use, or disabled."""
    if user.is_active and user.is_unused:
        return
    raise OrgError(
        "slip.used",
        _("The account %(account)s is in use or disabled: it needs no slip.") % {"account": user.username},
        remedy=_("If a password was forgotten, create a link for setting it on the person's page."),
    )


def _allowed(user: User, actor: Actor, at: datetime) -> Mapping[str, object]:
    """Return what the journal records of the second person, if a slip for a guarded account may be printed now."""
    permit = permit_of(user, actor, at)
    if permit is None:
        return refuse_alone(user, actor, None, at=at)
    Proposal.objects.filter(pk=permit.pk).update(outcome="issued")
    return {"confirmed by": permit.decider.name if permit.decider else ""}


def write_account_slips(
    users: Sequence[User],
    actor: Actor,
    *,
    at: datetime,
    hours: int,
    more: Mapping[int, Mapping[str, object]] | None = None,
) -> list[PrintedSlip]:
    """Make the slips of accounts that may have one; part of an action, within its transaction.

    Args:
        more: additions to the journal entry, by the account's id. Link and code are never among them.
    """
    if not is_valid_slip_duration(hours):
        said = _("A slip is valid for 1 to %(most)d hours.") % {"most": MOST_HOURS}
        raise OrgError("slip.hours", said, fields={"hours": [said]})
    until = at + timedelta(hours=hours)
    made = [(user, secrets.token_urlsafe(32), generate_slip_code(secrets.choice)) for user in users]
    OneTimeLink.objects.filter(user__in=[user.pk for user in users], ended=None).update(ended=at)
    links = [
        OneTimeLink(
            user=user,
            digest=accounts.hash_link_secret(secret),
            code=accounts.code_digest(user.username, code),
            until=until,
        )
        for user, secret, code in made
    ]
    first = OneTimeLink.objects.bulk_create(links)[0]
    given = {"until": until.isoformat()}
    acts = [(f"account:{user.pk}", "account.slip", {**given, **(more or {}).get(user.pk, {})}) for user in users]
    journal_many(acts, actor, at=at)
    values = {"who": actor.name}
    ports.notify_people([user.person_id for user in users], "account.slip", values, occasion=f"link:{first.pk}", at=at)
    return [
        PrintedSlip(user, reverse("reset", args=[secret]), format_slip_code(code), until) for user, secret, code in made
    ]
