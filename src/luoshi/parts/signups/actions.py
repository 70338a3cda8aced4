"""Sends codes, takes sign-ups, and opens accounts for those accepted."""

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

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.desk.bulk.actions.bulk import open_many
from luoshi.evidence.journal.actions.uploads import check_sent
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.messages import mail, notices
from luoshi.kernel.steps.actions.steps import take
from luoshi.org.accounts.actions import slips
from luoshi.org.accounts.queries import no_account
from luoshi.org.actors.models import Person, User
from luoshi.org.tokens.actions.spacing import keep_spaced
from luoshi.org.tree.models import Unit
from luoshi.parts.signups import queries
from luoshi.parts.signups.models import MAIL, SMS, SignUp
from luoshi.parts.signups.rules import MINUTES, generate_signup_code

_ = words_now(__name__)

HOURS = 72  # validity of the link sent with the acceptance
WAIT = 5  # seconds to wait for a turn: a slow mail server must not block all other pages
_SENDING = BoundedSemaphore(2)
log = logging.getLogger("luoshi.signups")
# Senders of short messages to a contact; they raise if sending fails.
CARRIERS: dict[str, Callable[[str, str, str], object]] = {
    MAIL: lambda to, subject, words: mail.send_mail_message(settings.MAIL_URL, to, subject, words),
    SMS: lambda to, subject, words: notices.send_notice(settings.APPRISE_URL, Person(phone=to), subject, words),
}


def ask_code(given: Mapping[str, Any], *, source: str, at: datetime) -> tuple[str, str]:
    """Send a code to a contact; return the sealed input for the page, and in a demonstration the code.

    Nothing is stored, and the response is the same for known and unknown contacts.

    Args:
        source: the address of the request.

    Raises:
        RecordError: ``marked``: the input has a secrecy marking; ``unsent``: sending failed.
        TooSoon: the rate limit of this contact or address is reached.
    """
    check_sent({name: given[name] for name in ("name", "belongs", "purpose")}, None, PROGRAM, at=at)
    key, code = uuid4().hex, generate_signup_code()
    if not settings.DEMO:
        to, asking = f"code-to:{queries.print_of(given['contact'])}", f"code-from:{queries.print_of(source)}"
        keep_spaced({to: settings.CODES_PER_DAY, asking: settings.CODES_OF_ADDRESS}, at=at)
        words = _("Your code is %(code)s. It is valid for %(n)d minutes. If you did not ask for it, do nothing.")
        _carry(str(given["way"]), str(given["contact"]), words % {"code": code, "n": MINUTES})
    return queries.seal_signup(dict(given), key, code), code if settings.DEMO else ""


def _carry(way: str, to: str, words: str) -> None:
    if not _SENDING.acquire(timeout=WAIT):
        raise RecordError(
            "busy",
            _("Too many messages are being sent right now."),
            remedy=_("Try again in a few minutes, or call the office."),
        )
    try:
        CARRIERS[way](to, _("Luoshi: signing up"), words)
    except Exception as error:
        log.warning("a message to sign up did not leave: %s", type(error).__name__)
        raise RecordError(
            "unsent",
            _("The message could not be sent just now."),
            remedy=_("Check the address, try again in a few minutes, or call the office."),
        ) from error
    finally:
        _SENDING.release()


def sign_up(found: Mapping[str, Any], unit: Unit, *, source: str, at: datetime) -> tuple[SignUp, str]:
    """Take a sign-up with a verified contact; return it, and the path to choose a password if accepted at once.

    Repeating the request returns the first sign-up.

    Raises:
        RecordError: ``guarded``: they wait already, or too many do; ``refused``: the input may not be stored.
    """
    if (there := queries.signed_up(found["key"])) is not None:
        return there, ""
    day = timezone.localdate(at)
    came_from = queries.print_of(source)
    if queries.is_full(unit, came_from):
        what = _("Too many people who signed up from the same network are waiting for acceptance.")
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


def _entered(row: Mapping[str, object], at: datetime) -> Any:
    try:
        return open_many(get_kind("signups"), [row], PROGRAM, at=at, says=("title", "unit", "way", "agreed"))[0]
    except RecordError as error:  # the only constraint: one waiting sign-up per contact
        said = _("Somebody with this contact has already signed up and is waiting for acceptance.")
        raise RecordError("guarded", said, remedy=_("The office tells you by the same channel.")) from error


def _free(number: str) -> str:
    """Return an unused account name from the sign-up's number: z20260001."""
    name = "z" + "".join(digit for digit in number if digit.isascii() and digit.isdecimal())
    return next(
        candidate for candidate in chain([name], (f"{name}-{again}" for again in count(2))) if not no_account(candidate)
    )


def _slip(one: Any, at: datetime) -> slips.PrintedSlip:
    user = User.objects.get(person=one.entry.as_person_id)
    return slips.write_account_slips([user], PROGRAM, at=at, hours=HOURS)[0]


def accept_signup(took: Took[SignUp]) -> None:
    """Enter an accepted person in the register, unless they are there, and open an account for the entry.

    If a person accepted, the link is sent after commit; if that fails, the entry's page prints a slip.
    """
    one = took.record
    entry: Any = took.given.get("entry")
    if entry is None:
        reached = {"email" if one.way == MAIL else "phone": one.contact}
        row = {"title": one.title, "unit": one.unit, **reached}
        entry = open_many(get_kind("persons"), [row], took.actor, at=took.at, says=("title", "unit"))[0]
    step, given = "invite" if took.actor.person else "join", {"username": took.given["username"]}
    entry = take(entry, step, took.actor, given, at=took.at, within=True).record
    took.set_fields(entry=entry)
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
            return  # the entry's page shows that the account is not enabled, and prints a slip
