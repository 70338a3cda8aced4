"""Account actions: passwords, one-time links, enabling and disabling, and the journal of sign-in events."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.errors import OrgError
from luoshi.base.rights.rules.rights import PROGRAM, Actor, Role
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.org.accounts import queries as accounts
from luoshi.org.accounts.models import OldPassword, OneTimeLink
from luoshi.org.actors.models import Person, User
from luoshi.org.base import ports
from luoshi.org.people.actions import dual_control, people
from luoshi.org.people.models import Proposal
from luoshi.org.people.queries.people import who_confirms
from luoshi.org.units import actions as units
from luoshi.org.units.queries import proposed_code

FIRST_LINK_HOURS = 24
PERMIT_HOLDS = timedelta(hours=24)  # how long a confirmed reset permits its proposer to make the link


def journal_sign_in_event(
    event: str, user: User | None, actor: Actor, given: Mapping[str, object], *, at: datetime
) -> None:
    """Journal a sign-in event, for instance ``account.sign_in``. ``user`` is None if no such account exists.

    ``given`` never holds what was typed, not even the name of an account that does not exist: people type passwords
    there.
    """
    with transaction.atomic():
        journal_act(f"account:{user.pk}" if user else "account", event, actor, given, at=at)


@transaction.atomic
def change_password(user: User, new: str, actor: Actor, *, at: datetime, source: str = "") -> User:
    """Set the password that the account's owner chose. Every other session of the account ends with the old password.

    Returns:
        The account as it is now.

    Raises:
        OrgError: ``incomplete``: the password is not acceptable; the field ``new`` says why.
    """
    user = User.objects.select_for_update(of=("self",), no_key=True).select_related("person").get(pk=user.pk)
    _refuse_unless_sound(new, user)
    _set_password(user, new, at)
    journal_act(f"account:{user.pk}", "account.password", actor, {"source": source}, at=at)
    return user


def _set_password(user: User, new: str, at: datetime) -> None:
    if user.has_usable_password():
        OldPassword.objects.create(user=user, password=user.password, ended=at)
        kept = user.old_passwords.order_by("-ended", "-pk").values_list("pk", flat=True)[: settings.PASSWORDS_KEPT - 1]
        user.old_passwords.exclude(pk__in=list(kept)).delete()
    user.set_password(new)
    user.password_since = at
    user.save(update_fields=["password", "password_since"])
    user.links.filter(ended=None).update(ended=at)


def _refuse_unless_sound(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise OrgError("incomplete", _("This password is not accepted."), fields={"new": error.messages}) from error


@transaction.atomic
def set_account_active(
    user: User, allowed: bool, actor: Actor, *, at: datetime, why: str = "", proposer: Actor | None = None
) -> None:
    """Enable or disable an account. Disabling ends its sessions and tokens. Accounts are never deleted.

    Raises:
        TwoPersons: a guarded account is to be enabled, and somebody else could confirm it.
        OrgError: ``refused``.
    """
    _refuse_unless_administrator(proposer or actor)
    since = {"enabled_since": at} if allowed else {}
    changed = User.objects.filter(pk=user.pk, is_active=not allowed).update(is_active=allowed, **since)
    if changed:
        user.is_active = allowed
        user.links.filter(ended=None).update(ended=at)
        given = {"why": why, **(_second(user, actor, proposer, at) if allowed else {})}
        journal_act(f"account:{user.pk}", "account.enable" if allowed else "account.disable", actor, given, at=at)


def _second(user: User, actor: Actor, proposer: Actor | None, at: datetime) -> dict[str, Any]:
    """Return what the journal records of the second person; empty if one person may order this alone.

    A person who sets another's password gets all of that person's rights: for a guarded role this equals an
    appointment.

    Raises:
        TwoPersons: somebody else could confirm it.
    """
    day = timezone.localdate(at)
    roles, concerned = accounts.guarded_roles(user, day), [user.person_id]
    if not actor.person or (proposer is None and not roles):
        return {}
    if proposer is None and not who_confirms(actor.person, concerned, day):
        return {"alone": True}
    dual_control.authorize_rights_change(actor, proposer, roles=roles, concerned=concerned, day=day)
    return dual_control.proposer_entry_values(proposer)


def disable_unused(at: datetime) -> int:
    """Disable the accounts that nobody has signed in to for ``settings.UNUSED_DAYS``; return how many."""
    found = list(accounts.dormant_accounts(at, settings.UNUSED_DAYS))
    for user in found:
        set_account_active(
            user, False, PROGRAM, at=at, why=_("not used for %(days)s days") % {"days": settings.UNUSED_DAYS}
        )
    return len(found)


def first_link(at: datetime) -> str | None:
    """Return the path of a link that creates the first administrator, once, within a day; None if one exists."""
    if accounts.has_active_administrator(timezone.localdate(at)):
        return None
    return reverse("first", args=[_link(None, at, timedelta(hours=FIRST_LINK_HOURS), PROGRAM, {})])


def create_reset_link(username: str, at: datetime) -> str | None:
    """Return the path of a short-lived link that resets an account's password once; None if there is no such account.

    For those who may run commands on the server; on a page an administrator calls ``issue_reset``.
    """
    user = accounts.active_user_named(username)
    return _reset(user, at, PROGRAM) if user else None


@transaction.atomic
def issue_reset(user: User, actor: Actor, *, at: datetime, lost: bool = False, source: str = "") -> str:
    """Return the path of a link that resets an account's password, for an administrator to pass on.

    For a guarded account only the proposer can make it, once, within a day of the confirmation by another person.

    Args:
        lost: also remove the second factor; for a guarded account it was removed at the confirmation.

    Raises:
        TwoPersons: another person must confirm it first: propose ``reset``.
        OrgError: ``refused``; ``account.disabled``.
    """
    _refuse_order(user, actor)
    permit = permit_of(user, actor, at)
    if permit is None:
        given = refuse_alone(user, actor, None, at=at)
        if lost:
            ports.remove_factor(user, actor, at=at, source=source)
        return _reset(user, at, actor, given)
    Proposal.objects.filter(pk=permit.pk).update(outcome="issued")
    return _reset(user, at, actor, {"confirmed by": permit.decider.name if permit.decider else ""})


def permit_reset(user: User, actor: Actor, *, at: datetime, lost: bool = False, proposer: Actor | None = None) -> None:
    """Confirm that the proposer may make a link for a guarded account; remove its second factor if ``lost``.

    Raises:
        TwoPersons: nobody proposed it.
        OrgError: ``refused``; ``account.disabled``.
    """
    _refuse_order(user, proposer or actor)
    if proposer is None:
        raise dual_control.TwoPersons([user.person_id])
    refuse_alone(user, actor, proposer, at=at)
    if lost:
        ports.remove_factor(user, actor, at=at, proposer=proposer)


def _refuse_order(user: User, actor: Actor) -> None:
    """Raise OrgError ``refused`` or ``account.disabled`` if the account accepts no orders from this actor."""
    _refuse_unless_administrator(actor)
    if not user.is_active:
        raise OrgError(
            "account.disabled",
            _("The account %(account)s is disabled.") % {"account": user.username},
            remedy=_("Enable it first."),
        )


def refuse_alone(user: User, actor: Actor, proposer: Actor | None, *, at: datetime) -> dict[str, object]:
    """Return what the journal records of the second person, for a link or for removing a second factor.

    One person does it alone only if nobody else administers or audits. If the account is the only one that could
    confirm changes, only those who run the server may reset its password (``create_reset_link``): otherwise one person
    would become both.

    Raises:
        TwoPersons: another person must confirm it.
    """
    day = timezone.localdate(at)
    alone = proposer is None and actor.person and accounts.guarded_roles(user, day)
    if alone and accounts.others_in_charge(actor.person, day):
        raise dual_control.TwoPersons([user.person_id])
    return _second(user, actor, proposer, at)


def permit_of(user: User, actor: Actor, at: datetime) -> Proposal | None:
    """Return the actor's own confirmed proposal of which no link has been made yet, locked."""
    rows = accounts.account_link_proposals(user, actor.person).filter(
        outcome="confirmed", decided__gt=at - PERMIT_HOLDS
    )
    return rows.select_for_update(of=("self",), no_key=True).first()


def _reset(user: User, at: datetime, actor: Actor, given: Mapping[str, object] | None = None) -> str:
    return reverse("reset", args=[_link(user, at, reset_until(at) - at, actor, given or {})])


def reset_until(at: datetime) -> datetime:
    """Return the expiry of a password link that is made now."""
    return at + timedelta(minutes=settings.RESET_MINUTES)


@transaction.atomic
def _link(user: User | None, at: datetime, holds: timedelta, actor: Actor, given: Mapping[str, object]) -> str:
    OneTimeLink.objects.filter(user=user, ended=None).update(ended=at)
    secret = secrets.token_urlsafe(32)
    link = OneTimeLink.objects.create(user=user, digest=accounts.hash_link_secret(secret), until=at + holds)
    subject, event = (f"account:{user.pk}", "account.reset_link") if user else ("account", "account.first_link")
    journal_act(subject, event, actor, {"until": (at + holds).isoformat(), **given}, at=at)
    if user:
        second = given.get("confirmed by", "")
        code = "reset_two" if second else "reset" if actor.person else "reset_program"
        values = {"who": actor.name, "second": second}
        ports.notify_people(user.person_id, f"account.{code}", values, occasion=f"link:{link.pk}", at=at)
    return secret


@transaction.atomic
def reset_password(link: OneTimeLink, new: str, *, at: datetime, source: str = "") -> User:
    """Set an account's password by its link, which then expires. The first link of an account also enables it.

    Raises:
        OrgError: ``link.over``; ``incomplete``: the password is not acceptable.
    """
    user = _taken(link, at).user
    if user is None:
        raise _over()
    owner, unused = Actor(user.person_id, user.person.name), user.is_unused
    code = "account.enabled" if unused else "account.reset_done"
    ports.notify_people(user.person_id, code, {}, occasion=f"link:{link.pk}:done", at=at)
    if unused:
        journal_act(f"account:{user.pk}", "account.activate", owner, {"source": source}, at=at)
    return change_password(user, new, owner, at=at, source=source)  # which also ends the account's links


@transaction.atomic
def create_first_administrator(
    link: OneTimeLink, unit: str, name: str, username: str, password: str, *, at: datetime, source: str = ""
) -> User:
    """Create the first administrator: a root unit if there is none, the person, their post, and an account.

    Raises:
        OrgError: ``link.over``, also if somebody administers already; ``incomplete`` by field.
    """
    day = timezone.localdate(at)
    if _taken(link, at).user is not None or accounts.has_active_administrator(day):
        raise _over()
    link.ended = at
    link.save(update_fields=["ended"])
    if User.objects.filter(username=username).exists():
        taken = _("The account name %(account)s is already taken.") % {"account": username}
        raise OrgError("incomplete", taken, fields={"username": [taken]})
    _refuse_unless_sound(password, User(username=username, person=Person(name=name)))
    root = accounts.root_units(day).first() or units.establish_unit(
        unit, proposed_code(unit), None, day, PROGRAM, at=at
    )
    person = people.enter_person(name, PROGRAM, at=at)
    post = people.set_up_post(root, _("Administrator"), Role.ADMINISTRATOR, day, PROGRAM, at=at)
    people.appoint_to_post(person, post, day, PROGRAM, at=at)
    user = people.open_account(person, username, password, PROGRAM, at=at)
    user.password_since = at  # just chosen by its owner
    user.save(update_fields=["password_since"])
    journal_act(f"account:{user.pk}", "account.first", PROGRAM, {"source": source}, at=at)
    return user


def _taken(link: OneTimeLink, at: datetime) -> OneTimeLink:
    """Return the link, locked: of two people who follow it at once only one succeeds."""
    found = accounts.open_links(at).select_for_update(of=("self",), no_key=True).filter(pk=link.pk).first()
    if found is None:
        raise _over()
    return found


def _over() -> OrgError:
    return OrgError("link.over", _("This link is no longer valid."), remedy=_("Ask for a new one."))


def _refuse_unless_administrator(actor: Actor) -> None:
    if Role.ADMINISTRATOR not in actor.roles and actor.person:
        raise OrgError("refused", _("Only an administrator can do this."))
