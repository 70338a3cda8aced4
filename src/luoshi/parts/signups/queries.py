"""Which units let people sign up, by which ways they are reached, and whether a code is the right one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.core import signing
from django.db.models import Count, Q
from django.utils.crypto import constant_time_compare, salted_hmac

from luoshi.org.accounts.queries import root_units
from luoshi.org.tree.models import Unit
from luoshi.parts.signups.models import MAIL, SMS, SignUp
from luoshi.parts.signups.rules import MINUTES, code_as_kept
from luoshi.records.declaring.office import office
from luoshi.records.messages.queries.channels import mail_is_on, notices_are_on
from luoshi.records.parameters.queries.parameters import parameter_values, values_by_unit

VALUES = office(__name__).values
OPEN, CONSENT, AT_ONCE = (VALUES[f"signups.{key}"] for key in ("open", "consent", "at_once"))
MOST = 200  # that wait at a unit: from then on one more is taken of each address, so that no machine fills the list
_SALT = "luoshi.signups"


def signup_code_channels() -> list[str]:
    """How a code reaches somebody here: by e-mail, by text message; a demonstration shows it on the page."""
    if settings.DEMO:
        return [MAIL]
    found = [MAIL] if mail_is_on() else []
    return [*found, SMS] if notices_are_on() and "{phone}" in settings.APPRISE_URL else found


def open_units(day: date) -> dict[Unit, str]:
    """The units where people sign up on a day, with what each tells them about personal information.

    Those that opened it and say what they tell; where it was opened for all, the topmost. Five queries at most.
    """
    if not signup_code_channels():
        return {}
    latest = values_by_unit(OPEN, day)
    pks = {unit for unit, so in latest.items() if so and unit is not None}
    if latest.get(None):
        pks |= {unit.pk for unit in root_units(day)}
    told = parameter_values(CONSENT, pks, day) if pks else {}
    return {unit: str(told[unit.pk]) for unit in Unit.objects.filter(pk__in=told).order_by("pk")}


def at_once(unit: Unit, day: date) -> bool:
    """Whether an account is opened without a look. Two queries."""
    return bool(parameter_values(AT_ONCE, [unit.pk], day).get(unit.pk))


def is_full(unit: Unit, source: str) -> bool:
    """Whether so many wait at a unit that nobody more is taken from this address. One query.

    However many wait, who comes from another address is taken: those of some close it for nobody else.
    """
    waiting = SignUp.objects.filter(unit=unit, state="asked")
    counts = waiting.aggregate(all=Count("pk"), here=Count("pk", filter=Q(source=source)))
    return bool(counts["here"] >= settings.SIGNUPS_OF_ADDRESS or (counts["here"] and counts["all"] >= MOST))


def print_of(text: str) -> str:
    """By what a contact or an address is known again, and not found out without the office's secret key."""
    return salted_hmac(_SALT, text, algorithm="sha256").hexdigest()[:32]


def seal_signup(given: dict[str, Any], key: str, code: str) -> str:
    """What was typed, with the keyed hash of the code that is on its way: it goes along with the page, nothing is kept.

    The code itself is in it nowhere; it cannot be found out without the office's secret key.
    """
    return signing.dumps({**given, "key": key, "hash": _hash(key, code)}, salt=_SALT, compress=True)


def unseal_signup(text: str) -> dict[str, Any] | None:
    """What was sealed; None: it is not of here, or its time is over."""
    try:
        found: dict[str, Any] = signing.loads(text, salt=_SALT, max_age=MINUTES * 60)
    except signing.BadSignature:
        return None
    return found


def is_signup_code_right(found: dict[str, Any], typed: str) -> bool:
    """Whether a code is the one that was sent."""
    return constant_time_compare(_hash(found["key"], code_as_kept(typed)), found["hash"])


def signed_up(key: str) -> SignUp | None:
    """Who signed up with this code already. One query."""
    return SignUp.objects.filter(key=key).first()


def _hash(key: str, code: str) -> str:
    return salted_hmac(_SALT, f"{key}:{code}", algorithm="sha256").hexdigest()
