"""People and their accounts: enter, correct, reveal contact details for a reason. They are never deleted."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from luoshi.base.errors import OrgError
from luoshi.base.forms.fields import Undecrypted
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.base.texts.pinyin import name_initials
from luoshi.codes.contact import check_mobile_number, check_telephone_number
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.org.actors.models import Person, User
from luoshi.org.people.actions.dual_control import refuse_unless_administrator
from luoshi.org.people.actions.posts import appoint_to_post, set_up_post

__all__ = [
    "appoint_to_post",
    "correct_person",
    "enter_person",
    "may_view_contact",
    "open_account",
    "reveal_contact",
    "set_up_post",
]


@transaction.atomic
def enter_person(name: str, actor: Actor, *, at: datetime, phone: str = "", email: str = "") -> Person:
    """Enter a person. The journal records only the name."""
    refuse_unless_administrator(actor)
    person = Person.objects.create(
        name=name, initials=name_initials(name), phone=_telephone(phone), email=email.strip()
    )
    journal_act(f"person:{person.pk}", "person.enter", actor, {"name": name}, at=at)
    return person


@transaction.atomic
def correct_person(person: Person, name: str, phone: str, email: str, actor: Actor, *, at: datetime) -> Person:
    """Correct a person's name and contact details. The journal records both names, and that the rest changed."""
    refuse_unless_administrator(actor)
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    old = person.name, person.phone, person.email
    person.name, person.phone, person.email = name, _telephone(phone), email.strip()
    person.initials = name_initials(name)
    person.save(update_fields=["name", "phone", "email", "initials"])
    changed = [
        word
        for word, before, after in zip(("name", "phone", "email"), old, (name, person.phone, person.email), strict=True)
        if before != after
    ]
    given = {"old": old[0], "new": name, "changed": changed}
    journal_act(f"person:{person.pk}", "person.correct", actor, given, at=at)
    return person


def _telephone(words: str) -> str:
    """Normalize a telephone number. Raise OrgError if it is neither a mobile nor a fixed-line number."""
    if isinstance(words, Undecrypted):
        return words
    if not words.strip():
        return ""
    for found in (check_mobile_number(words), check_telephone_number(words)):
        if not found.errors:
            return found.value
    wrong = _(
        "This is not a telephone number: enter 11 digits for a mobile phone, or area code and number for a landline."
    )
    raise OrgError("incomplete", wrong, fields={"phone": [wrong]})


def may_view_contact(actor: Actor) -> bool:
    """Return True if the actor may see how to reach people: any role but outside, because they work together."""
    return not actor.roles <= {Role.OUTSIDE}


def reveal_contact(person: Person, actor: Actor, reason: str, *, at: datetime) -> dict[str, str]:
    """Return a person's telephone and e-mail unmasked. Each attempt is journaled with its reason, even if refused.

    Raises:
        OrgError: ``refused``, or ``incomplete`` without a reason.
    """
    if not may_view_contact(actor):
        with transaction.atomic():
            journal_act(f"person:{person.pk}", "person.look_refused", actor, {"reason": reason}, at=at)
        raise OrgError("refused", _("Only those who work with these people see their contact data."), where=person.name)
    if not reason.strip():
        why = _("Enter the reason for looking.")
        raise OrgError("incomplete", why, where=person.name, fields={"reason": [why]})
    with transaction.atomic():
        given = {"reason": reason.strip(), "fields": ["phone", "email"]}
        journal_act(f"person:{person.pk}", "person.look", actor, given, at=at)
    return {"phone": person.phone, "email": person.email}


@transaction.atomic
def open_account(person: Person, username: str, password: str | None, actor: Actor, *, at: datetime) -> User:
    """Create an account for a person. The password must be changed at the first sign-in.

    Raises:
        OrgError: refused; ``incomplete``: the username is taken.
    """
    refuse_unless_administrator(actor)
    try:
        with transaction.atomic():
            user = User.objects.create_user(username, password, person=person)
    except IntegrityError:
        if not User.objects.filter(username=username).exists():
            raise
        taken = _("The account name %(account)s is already taken.") % {"account": username}
        raise OrgError("incomplete", taken, fields={"username": [taken]}) from None
    journal_act(f"account:{user.pk}", "account.open", actor, {"username": username, "person": str(person)}, at=at)
    return user
