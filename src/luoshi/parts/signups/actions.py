"""Sends codes, takes who signed up, and opens the accounts of those who are accepted."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import chain, count
from threading import BoundedSemaphore
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from luoshi.org.accounts.actions import slips
from luoshi.org.accounts.queries import no_account
from luoshi.org.actors.models import Person, User
from luoshi.org.rights.rules.rights import PROGRAM
from luoshi.org.tokens.actions.spacing import keep_spaced
from luoshi.org.tree.models import Unit
from luoshi.parts.signups import queries
from luoshi.parts.signups.models import MAIL, SMS, SignUp
from luoshi.parts.signups.rules import MINUTES, generate_signup_code
from luoshi.records.base.errors import RecordError
from luoshi.records.base.words import words_now
from luoshi.records.duties.actions.took import Took
from luoshi.records.journal.actions.uploads import check_sent
from luoshi.records.kinds.registry import get_kind
from luoshi.records.many.actions.bulk import open_many
from luoshi.records.messages import mail, notices
from luoshi.records.steps.actions.steps import take

_ = words_now(__name__)

HOURS = 72  # for which the link holds that comes with the acceptance
WAIT = 5  # seconds that one waits for their turn: a slow server of mail must not hold up the pages of all others
_SENDING = BoundedSemaphore(2)
log = logging.getLogger("luoshi.signups")
# What carries a few words to somebody of whom only the contact is known. It raises where it did not leave.
CARRIERS: dict[str, Callable[[str, str, str], object]] = {
    MAIL: lambda to, subject, words: mail.send_mail_message(settings.MAIL_URL, to, subject, words),
    SMS: lambda to, subject, words: notices.send_notice(settings.APPRISE_URL, Person(phone=to), subject, words),
}


def ask_code(given: Mapping[str, Any], *, source: str, at: datetime) -> tuple[str, str]:
    """Send a code to the contact that was typed; what goes along with the page, and in a demonstration the code.

    Nothing is kept, whoever is reached by it: what is answered tells nobody whether somebody is known here.

    Args:
        source: the address from which it is asked for.

    Raises:
        RecordError: ``marked``: what was typed is not to be kept here; ``unsent``: it did not leave.
        TooSoon: as many went to this contact, or at the asking of this address, as may just now.
    """
    check_sent({name: given[name] for name in ("name", "belongs", "purpose")}, None, PROGRAM, at=at)
    key, code = uuid4().hex, generate_signup_code()
    if not settings.DEMO:
        to, asking = f"code-to:{queries.print_of(given['contact'])}", f"code-from:{queries.print_of(source)}"
        keep_spaced({to: settings.CODES_PER_DAY, asking: settings.CODES_OF_ADDRESS}, at=at)
        words = _("Your code is %(code)s. It holds for %(n)d minutes. If you did not ask for it, do nothing.")
        _carry(str(given["way"]), str(given["contact"]), words % {"code": code, "n": MINUTES})
    return queries.seal_signup(dict(given), key, code), code if settings.DEMO else ""


def _carry(way: str, to: str, words: str) -> None:
    if not _SENDING.acquire(timeout=WAIT):
        raise RecordError(
            "busy", _("Too many messages leave just now."), remedy=_("Try again in a few minutes, or call the office.")
        )
    try:
        CARRIERS[way](to, _("Luoshi: signing up"), words)
    except Exception as error:
        log.warning("a message to sign up did not leave: %s", type(error).__name__)
        raise RecordError(
            "unsent",
            _("The message could not be sent just now."),
            remedy=_("Look whether the address is right, try again in a few minutes, or call the office."),
        ) from error
    finally:
        _SENDING.release()


def sign_up(found: Mapping[str, Any], unit: Unit, *, source: str, at: datetime) -> tuple[SignUp, str]:
    """Take somebody whose contact is proved; with the path where they choose a password, where no look is needed.

    Sent again, what was taken is given back.

    Raises:
        RecordError: ``guarded``: they wait already, or too many do; ``refused``: what is sent is not to be kept.
    """
    if (there := queries.signed_up(found["key"])) is not None:
        return there, ""
    day = timezone.localdate(at)
    came_from = queries.print_of(source)
    if queries.is_full(unit, came_from):
        what = _("Too many who signed up from the same network wait to be accepted just now.")
        raise RecordError("guarded", what, remedy=_("Try again tomorrow, or call the office."))
    row = {
        "title": found["name"],
        "unit": unit,
        **{name: found[name] for name in ("contact", "way", "belongs", "purpose", "consent", "key")},
        "source": came_from,
        "agreed": day,
    }
    try:
        with transaction.atomic():
            made = _entered(row, at)
            path = ""
            if queries.at_once(unit, day):
                given = {"username": _free(made.number)}
                made = take(made, "admit", PROGRAM, given, at=at, within=True).record
                path = _slip(made, at).path
    except IntegrityError:
        there = queries.signed_up(found["key"])
        if there is None:
            raise
        return there, ""
    return made, path


def _entered(row: Mapping[str, Any], at: datetime) -> Any:
    try:
        return open_many(get_kind("signups"), [row], PROGRAM, at=at, says=("title", "unit", "way", "agreed"))[0]
    except RecordError as error:  # the one rule there is: somebody waits once
        said = _("Who is reached by this has signed up already, and waits to be accepted.")
        raise RecordError("guarded", said, remedy=_("The office tells you by the same way.")) from error


def _free(number: str) -> str:
    """A name that no account has, of the number under which somebody signed up: z20260001."""
    name = "z" + "".join(digit for digit in number if digit.isascii() and digit.isdecimal())
    return next(
        candidate for candidate in chain([name], (f"{name}-{again}" for again in count(2))) if not no_account(candidate)
    )


def _slip(one: Any, at: datetime) -> slips.PrintedSlip:
    user = User.objects.get(person=one.entry.as_person_id)
    return slips.write_account_slips([user], PROGRAM, at=at, hours=HOURS)[0]


def accept_signup(took: Took[SignUp]) -> None:
    """Enter who was accepted in the register, unless they are there, and open an account that stands by the entry.

    Who is of the office has the link sent to them once all is committed; where that fails a slip is printed from the
    page of the entry.
    """
    one = took.record
    entry: Any = took.given.get("entry")
    if entry is None:
        reached = {"email" if one.way == MAIL else "phone": one.contact}
        row = {"title": one.title, "unit": one.unit, **reached}
        entry = open_many(get_kind("persons"), [row], took.actor, at=took.at, says=("title", "unit"))[0]
    step, given = "invite" if took.actor.person else "join", {"username": took.given["username"]}
    entry = take(entry, step, took.actor, given, at=took.at, within=True).record
    took.set(entry=entry)
    if took.actor.person:
        took.write()
        made, to, way = _slip(one, took.at), str(one.contact), one.way
        transaction.on_commit(lambda: _tell(made, way, to))


def _tell(made: slips.PrintedSlip, way: str, to: str) -> None:
    if settings.DEMO or not settings.ADDRESS or way not in queries.signup_code_channels():
        return
    with translation.override(settings.LANGUAGE_CODE):
        words = _("You were accepted. Your account is %(account)s. Choose a password here until %(until)s: %(link)s")
        until = timezone.localtime(made.until).strftime("%Y-%m-%d %H:%M")
        said = words % {"account": made.user.username, "until": until, "link": settings.ADDRESS + made.path}
        try:
            _carry(way, to, said)
        except RecordError:
            return  # the page of the entry says that the account is not enabled, and prints a slip
