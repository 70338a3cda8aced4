"""Accounts: who administers, which links still open, what is known of a person that their password must not hold."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from luoshi.org.accounts.models import OneTimeLink
from luoshi.org.accounts.rules import slips
from luoshi.org.accounts.rules.accounts import is_valid_username
from luoshi.org.actors.models import Person, Tenure, User
from luoshi.org.actors.queries import current_placements
from luoshi.org.base.pinyin import pinyin_syllables
from luoshi.org.people.models import Proposal
from luoshi.org.people.queries.people import filter_people, tenures_in_force
from luoshi.org.rights.rules.rights import Role
from luoshi.org.rights.rules.roles import GUARDED
from luoshi.org.tree.models import Unit, own_order


def has_active_administrator(day: date) -> bool:
    """Whether someone who may sign in holds an administrator's post on that day."""
    holding = Tenure.objects.filter(start__lte=day, until__gt=day, post__start__lte=day, post__until__gt=day)
    return holding.filter(post__role=Role.ADMINISTRATOR, person__user__is_active=True).exists()


def guarded_roles(user: User, day: date) -> frozenset[Role]:
    """The guarded roles that an account's person holds or deputises in on a day, also while it is stopped."""
    rows = tenures_in_force(day).filter(person=user.person_id, post__role__in=GUARDED)
    return frozenset(Role(role) for role in rows.values_list("post__role", flat=True))


def others_in_charge(person: int, day: date) -> bool:
    """Whether anybody but this person administers or audits on a day, also one whose account is stopped."""
    rows = tenures_in_force(day).filter(post__role__in=[Role.ADMINISTRATOR, Role.AUDITOR])
    return rows.exclude(person=person).exists()


def reset_link_proposals(user: User, proposer: int) -> QuerySet[Proposal]:
    """What this person proposed about a reset link for an account, newest first."""
    rows = Proposal.objects.filter(act="reset", concerns=user.person_id, proposer=proposer)
    return rows.select_related("decider").order_by("-pk")


def account_link_proposals(user: User, proposer: int) -> QuerySet[Proposal]:
    """What this person proposed that lets them make a link for an account: to set its password anew, or to open it."""
    rows = Proposal.objects.filter(act__in=["reset", "open"], concerns=user.person_id, proposer=proposer)
    return rows.select_related("decider").order_by("-pk")


def account_opening_proposals(person: int) -> QuerySet[Proposal]:
    """What waits for a second person to open this person's account."""
    return Proposal.objects.filter(act="open", concerns=person, outcome="")


def others_with_account(people: Iterable[int], day: date) -> bool:
    """Whether anybody but these has an account, a stopped one too, and administers or audits on a day."""
    rows = tenures_in_force(day).filter(post__role__in=[Role.ADMINISTRATOR, Role.AUDITOR], person__user__isnull=False)
    return rows.exclude(person__in=list(people)).exists()


def all_usernames() -> set[str]:
    """The names of all accounts, in small letters, with those that wait for a second person. Two queries."""
    waiting = Proposal.objects.filter(act="open", outcome="").values_list("given", flat=True)
    names = [*User.objects.values_list("username", flat=True), *(str(proposal["username"]) for proposal in waiting)]
    return {name.casefold() for name in names}


def without_account(day: date, unit: str = "") -> QuerySet[Person]:
    """The people who hold a post on a day and have no account, by unit in its own order, each with ``now``.

    Args:
        unit: a unit's name, code or id; its people and those of all units beneath it.
    """
    rows = filter_people(day, unit=unit, standing="held").filter(user=None)
    first = tenures_in_force(day).filter(person=OuterRef("pk")).order_by("deputy", "pk")
    by_unit = [Subquery(first.values(column)[:1]) for column in own_order("post__unit__")]
    return rows.order_by(*by_unit, "initials", "pk")


def account_enabling_proposals(person: int) -> QuerySet[Proposal]:
    """What waits for a second person to let this person's account sign in again."""
    return Proposal.objects.filter(act="enable", concerns=person, outcome="")


def root_units(day: date) -> QuerySet[Unit]:
    """The units that stand under no other on a day."""
    rows = current_placements(day)
    beneath = rows.filter(depth__gt=0).values("unit")
    return Unit.objects.filter(pk__in=rows.filter(depth=0).values("unit")).exclude(pk__in=beneath).order_by("pk")


def open_links(at: datetime) -> QuerySet[OneTimeLink]:
    """The links that have neither been used nor replaced nor run out, and whose account may sign in."""
    useful = Q(user=None) | Q(user__is_active=True)
    return OneTimeLink.objects.filter(useful, ended=None, until__gt=at).select_related("user__person")


def hash_link_secret(secret: str) -> str:
    """What is kept of a link's secret. A plain hash will do: the secret is random, and longer than can be tried."""
    return hashlib.sha256(secret.encode()).hexdigest()


def code_digest(username: str, code: str) -> str:
    """What is kept of a slip's code: an HMAC under the office's secret key, of the account's name with it.

    The code is shorter than a link's secret: of a plain hash, somebody with many machines could find it in the time.
    """
    words = f"{username}:{slips.normalize_slip_code(code)}"
    return salted_hmac("luoshi.slip", words, algorithm="sha256").hexdigest()


def slip_of(username: str, code: str) -> OneTimeLink | None:
    """The slip of this account with this code, also one that is over. One query."""
    rows = OneTimeLink.objects.filter(user__username=username, code=code_digest(username, code))
    return rows.select_related("user__person").first()


def any_link(secret: str) -> OneTimeLink | None:
    """The link with this secret, also one that is over. One query."""
    return OneTimeLink.objects.filter(digest=hash_link_secret(secret)).select_related("user__person").first()


def kept_link(pk: int | None) -> OneTimeLink | None:
    """The link with this id, also one that is over. One query."""
    return OneTimeLink.objects.filter(pk=pk or 0).select_related("user").first()


def never_used(day: date, unit: str = "") -> QuerySet[User]:
    """The accounts that may sign in and never were enabled, of those who hold a post, by unit in its own order.

    Each with ``slip``, up to when its last one holds that is not over.

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
    """Those of these people who hold or deputise in a guarded role on a day. One query."""
    rows = tenures_in_force(day).filter(person__in=list(people), post__role__in=GUARDED)
    return set(rows.values_list("person_id", flat=True))


def dormant_accounts(at: datetime, days: int) -> QuerySet[User]:
    """The accounts that may sign in and have not done so for so many days; one that never did is not among them.

    One that was stopped and enabled again has as many days from then on.
    """
    before = at - timedelta(days=days)
    enabled = Q(enabled_since=None) | Q(enabled_since__lt=before)
    return User.objects.filter(enabled, is_active=True, last_login__lt=before).order_by("pk")


def own_words(user: User) -> list[str]:
    """What a password of this account must not hold: account, name and its pinyin, the telephone's number."""
    person = user.person
    digits = re.sub(r"\D", "", person.phone)
    return [user.username, person.name, pinyin_syllables(person.name), digits, digits[-8:]]


def no_account(username: str) -> str:
    """Why no account can be called so, in words; "": one can. One query."""
    username = User.normalize_username(username.strip())
    if not is_valid_username(username):
        return _("An account is called by 1 to 60 letters and digits, and . @ + - _ between them; no blanks.")
    return username_taken_message(username) if User.objects.filter(username__iexact=username).exists() else ""


def username_taken_message(username: str) -> str:
    """That an account of this name is there."""
    return _("The account %(account)s is taken.") % {"account": username}


def journal_subjects_of(person: int) -> list[str]:
    """The subjects under which the journal speaks of a person and their account. One query."""
    users = User.objects.filter(person=person).values_list("pk", flat=True)
    return [f"person:{person}", *(f"account:{pk}" for pk in users)]


def has_post_inside(person: int, day: date) -> bool:
    """Whether a person holds or deputises in a post on a day, or will: their account is the administrators'. One query.

    One to come counts: who could enable the account before its owner would have the post with it.
    """
    return Tenure.objects.filter(person=person, until__gt=day).exists()


def active_user_named(username: str) -> User | None:
    """The account of this name, with its person; None where there is none, or it is stopped. One query."""
    return User.objects.filter(username=username, is_active=True).select_related("person").first()
