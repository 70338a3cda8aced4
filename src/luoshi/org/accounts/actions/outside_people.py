"""Accounts of people from outside, who hold no post and have only the rights that records give them.

The keeper of such a person's register entry opens and disables their account; the register decides who may do that.
The accounts of people who hold a post belong to the administrators.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.errors import OrgError
from luoshi.base.rights.rules.rights import Actor
from luoshi.base.texts.pinyin import name_initials
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.org.accounts import queries as accounts
from luoshi.org.accounts.actions import slips
from luoshi.org.actors.models import Person, User


@transaction.atomic
def invite_outside_person(
    name: str, username: str, actor: Actor, *, at: datetime, phone: str = "", email: str = ""
) -> User:
    """Enter a person who holds no post, with an account that a slip enables; until then nobody can sign in to it.

    Args:
        username: the account's name.
        phone, email: where notifications are sent.

    Raises:
        OrgError: ``incomplete``: the username is invalid or taken.
    """
    username = User.normalize_username(username.strip())
    if why := accounts.no_account(username):
        raise OrgError("incomplete", why, fields={"username": [why]})
    person = Person.objects.create(name=name, initials=name_initials(name), phone=phone, email=email)
    user = User(username=username, person=person)
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:  # another request was faster
        why = accounts.username_taken_message(username)
        raise OrgError("incomplete", why, fields={"username": [why]}) from error
    journal_act(f"person:{person.pk}", "person.enter", actor, {"name": name}, at=at)
    given = {"username": username, "person": str(person), "outside": True}
    journal_act(f"account:{user.pk}", "account.open", actor, given, at=at)
    return user


def update_outside_contact(person: Person, phone: str, email: str, *, at: datetime) -> None:
    """Change the telephone and e-mail of a person from outside; do nothing for a person who holds a post."""
    if not accounts.has_post_inside(person.pk, timezone.localdate(at)):
        Person.objects.filter(pk=person.pk).update(phone=phone, email=email)


@transaction.atomic
def print_slip(user: User, actor: Actor, *, at: datetime, hours: int) -> slips.PrintedSlip:
    """Return a slip by which a person from outside enables their account; it ends any former slip.

    Raises:
        OrgError: ``outside``: they hold a post; ``slip.used``: the account is enabled already; ``slip.hours``.
    """
    user = User.objects.select_for_update(of=("self",), no_key=True).select_related("person").get(pk=user.pk)
    _refuse_inside(user.person, at)
    slips.refuse_used(user)
    return slips.write_account_slips([user], actor, at=at, hours=hours)[0]


@transaction.atomic
def set_outside_account_active(user: User, allowed: bool, actor: Actor, *, at: datetime, why: str = "") -> None:
    """Enable or disable the account of a person from outside; disabling ends their sessions at once.

    Raises:
        OrgError: ``outside``: they hold a post.
    """
    _refuse_inside(user.person, at)
    since = {"enabled_since": at} if allowed else {}
    if User.objects.filter(pk=user.pk, is_active=not allowed).update(is_active=allowed, **since):
        user.links.filter(ended=None).update(ended=at)
        given, subject = {"why": why}, f"account:{user.pk}"
        journal_act(subject, "account.enable" if allowed else "account.disable", actor, given, at=at)


@transaction.atomic
def erase_outside_person(person: int, words: str, actor: Actor, *, at: datetime) -> None:
    """Erase a person from outside: name, account and contact go for good; only the fact that they existed stays.

    The caller that erases their register entry also empties the journal of them: see ``journal_subjects_of``.

    Args:
        words: the text that replaces their name.

    Raises:
        OrgError: ``outside``: they hold a post.
    """
    one = Person.objects.select_for_update(no_key=True).get(pk=person)
    _refuse_inside(one, at)
    for user in User.objects.filter(person=one):
        set_outside_account_active(user, False, actor, at=at)
        user.refresh_from_db()
        user.username = f"erased-{user.pk}"
        user.set_unusable_password()
        user.save(update_fields=["username", "password"])
        user.old_passwords.all().delete()
    one.name, one.initials, one.phone, one.email = words, "", "", ""
    one.save(update_fields=["name", "initials", "phone", "email"])


def _refuse_inside(person: Person, at: datetime) -> None:
    if accounts.has_post_inside(person.pk, timezone.localdate(at)):
        raise OrgError(
            "outside",
            _("%(name)s holds a post here: an administrator must do this.") % {"name": person.name},
            remedy=_("Do this on the person’s page under People."),
        )
