"""Account queries: who administers, which links are open, which words a person's password must not contain."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from luoshi.base.rights.rules.rights import Role
from luoshi.base.rights.rules.roles import GUARDED
from luoshi.base.texts.pinyin import pinyin_syllables
from luoshi.org.accounts.models import OneTimeLink
from luoshi.org.accounts.rules import slips
from luoshi.org.accounts.rules.accounts import is_valid_username
from luoshi.org.actors.models import Person, Tenure, User
from luoshi.org.actors.queries import current_placements
from luoshi.org.people.models import Proposal
from luoshi.org.people.queries.people import filter_people, tenures_in_force
from luoshi.org.tree.models import Unit, own_order


def has_active_administrator(day: date) -> bool:
    """Return True if a person who may sign in holds an administrator's post on that day."""
    holding = Tenure.objects.filter(start__lte=day, until__gt=day, post__start__lte=day, post__until__gt=day)
    return holding.filter(post__role=Role.ADMINISTRATOR, person__user__is_active=True).exists()


def guarded_roles(user: User, day: date) -> frozenset[Role]:
    """Return the guarded roles that an account's person holds or deputises in on a day, even if it is disabled."""
    rows = tenures_in_force(day).filter(person=user.person_id, post__role__in=GUARDED)
    return frozenset(Role(role) for role in rows.values_list("post__role", flat=True))


def others_in_charge(person: int, day: date) -> bool:
    """Return True if anybody but this person administers or audits on a day, even with a disabled account."""
    rows = tenures_in_force(day).filter(post__role__in=[Role.ADMINISTRATOR, Role.AUDITOR])
    return rows.exclude(person=person).exists()


def reset_link_proposals(user: User, proposer: int) -> QuerySet[Proposal]:
    """Return this person's proposals of a reset link for an account, newest first."""
    rows = Proposal.objects.filter(act="reset", concerns=user.person_id, proposer=proposer)
    return rows.select_related("decider").order_by("-pk")


def account_link_proposals(user: User, proposer: int) -> QuerySet[Proposal]:
    """Return this person's proposals that permit a link for an account: to reset its password, or to open it."""
    rows = Proposal.objects.filter(act__in=["reset", "open"], concerns=user.person_id, proposer=proposer)
    return rows.select_related("decider").order_by("-pk")


def account_opening_proposals(person: int) -> QuerySet[Proposal]:
    """Return the proposals to open this person's account that wait for a second person."""
    return Proposal.objects.filter(act="open", concerns=person, outcome="")


def others_with_account(people: Iterable[int], day: date) -> bool:
    """Return True if anybody else with an account, even a disabled one, administers or audits on a day."""
    rows = tenures_in_force(day).filter(post__role__in=[Role.ADMINISTRATOR, Role.AUDITOR], person__user__isnull=False)
    return rows.exclude(person__in=list(people)).exists()


def all_usernames() -> set[str]:
    """Return all usernames in lower case, including those that wait for a second person. Two queries."""
    waiting = Proposal.objects.filter(act="open", outcome="").values_list("given", flat=True)
    names = [*User.objects.values_list("username", flat=True), *(str(proposal["username"]) for proposal in waiting)]
    return {name.casefold() for name in names}


def without_account(day: date, unit: str = "") -> QuerySet[Person]:
    """Return the people who hold a post on a day and have no account, by unit in its own order, each with ``now``.

    Args:
        unit: a unit's name, code or id; limits to people of its subtree.
    """
    rows = filter_people(day, unit=unit, standing="held").filter(user=None)
    first = tenures_in_force(day).filter(person=OuterRef("pk")).order_by("deputy", "pk")
    by_unit = [Subquery(first.values(column)[:1]) for column in own_order("post__unit__")]
    return rows.order_by(*by_unit, "initials", "pk")


def account_enabling_proposals(person: int) -> QuerySet[Proposal]:
    """Return the proposals to enable this person's account that wait for a second person."""
    return Proposal.objects.filter(act="enable", concerns=person, outcome="")


def root_units(day: date) -> QuerySet[Unit]:
    """Return the root units of the tree on a day."""
    rows = current_placements(day)
    beneath = rows.filter(depth__gt=0).values("unit")
    return Unit.objects.filter(pk__in=rows.filter(depth=0).values("unit")).exclude(pk__in=beneath).order_by("pk")


def open_links(at: datetime) -> QuerySet[OneTimeLink]:
    """Return the links that are neither used, replaced nor expired, and whose account is not disabled."""
    useful = Q(user=None) | Q(user__is_active=True)
    return OneTimeLink.objects.filter(useful, ended=None, until__gt=at).select_related("user__person")


def hash_link_secret(secret: str) -> str:
    """Return the stored hash of a link's secret. A plain hash is enough: the secret is random and too long to guess."""
    return hashlib.sha256(secret.encode()).hexdigest()


def code_digest(username: str, code: str) -> str:
    """Return the stored hash of a slip's code: an HMAC of username and code under the office's secret key.

    The code is shorter than a link's secret: with a plain hash, an attacker with many machines could find it in time.
    """
    words = f"{username}:{slips.normalize_slip_code(code)}"
    return salted_hmac("luoshi.slip", words, algorithm="sha256").hexdigest()


def slip_of(username: str, code: str) -> OneTimeLink | None:
    """Return the slip of this account with this code, even an expired one. One query."""
    rows = OneTimeLink.objects.filter(user__username=username, code=code_digest(username, code))
    return rows.select_related("user__person").first()


def any_link(secret: str) -> OneTimeLink | None:
    """Return the link with this secret, even an expired one. One query."""
    return OneTimeLink.objects.filter(digest=hash_link_secret(secret)).select_related("user__person").first()


def kept_link(pk: int | None) -> OneTimeLink | None:
    """Return the link with this id, even an expired one. One query."""
    return OneTimeLink.objects.filter(pk=pk or 0).select_related("user").first()


def never_used(day: date, unit: str = "") -> QuerySet[User]:
    """Return the accounts of people with a post that may sign in but were never enabled, by unit in its own order.

    Each has ``slip``, the expiry of its latest open slip.

    Args:
        unit: as in ``without_account``.
    """
    people = filter_people(day, unit=unit, standing="held")
    rows = User.objects.filter(is_active=True, last_login=None, password__startswith=UNUSABLE_PASSWORD_PREFIX)
    first = tenures_in_force(day).filter(person=OuterRef("person")).order_by("deputy", "pk")
    slip = OneTimeLink.objects.filter(user=OuterRef("pk"), ended=None).order_by("-pk").values("until")[:1]
    by_unit = [Subquery(first.values(column)[:1]) for column in own_order("post__unit__")]
    rows = rows.filter(person__in=people.values("pk")).annotate(slip=Subquery(slip)).select_related("person")
    return rows.order_by(*by_unit, "person__initials", "person")


def guarded_among(people: Iterable[int], day: date) -> set[int]:
    """Return those of these people who hold or deputise in a guarded role on a day. One query."""
    rows = tenures_in_force(day).filter(person__in=list(people), post__role__in=GUARDED)
    return set(rows.values_list("person_id", flat=True))


def dormant_accounts(at: datetime, days: int) -> QuerySet[User]:
    """Return the accounts that may sign in but have not for this many days; those never signed in to are left out.

    For an account that was disabled and enabled again, the days count from the enabling.
    """
    before = at - timedelta(days=days)
    enabled = Q(enabled_since=None) | Q(enabled_since__lt=before)
    return User.objects.filter(enabled, is_active=True, last_login__lt=before).order_by("pk")


def own_words(user: User) -> list[str]:
    """List what a password of this account must not contain: username, name and its pinyin, telephone number."""
    person = user.person
    digits = re.sub(r"\D", "", person.phone)
    return [user.username, person.name, pinyin_syllables(person.name), digits, digits[-8:]]


def no_account(username: str) -> str:
    """Return the sentence why a username is invalid or taken, or "". One query."""
    username = User.normalize_username(username.strip())
    if not is_valid_username(username):
        return _("An account name has 1 to 60 letters and digits, with . @ + - _ between them and no spaces.")
    return username_taken_message(username) if User.objects.filter(username__iexact=username).exists() else ""


def username_taken_message(username: str) -> str:
    """Return the sentence that this username is taken."""
    return _("The account name %(account)s is already taken.") % {"account": username}


def journal_subjects_of(person: int) -> list[str]:
    """List the journal's subjects for a person and their account. One query."""
    users = User.objects.filter(person=person).values_list("pk", flat=True)
    return [f"person:{person}", *(f"account:{pk}" for pk in users)]


def has_post_inside(person: int, day: date) -> bool:
    """Return True if a person has a post, also as deputy, now or later: administrators keep such accounts. One query.

    A future post counts: otherwise others could enable the account before its owner takes up the post.
    """
    return Tenure.objects.filter(person=person, until__gt=day).exists()


def active_user_named(username: str) -> User | None:
    """Return the account of this name, with its person; None if there is none or it is disabled. One query."""
    return User.objects.filter(username=username, is_active=True).select_related("person").first()
