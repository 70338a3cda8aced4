"""Queries for sign-ups: open units, channels, and verification of codes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.core import signing
from django.db.models import Count, Q
from django.utils.crypto import constant_time_compare, salted_hmac

from luoshi.desk.declarations.office import office
from luoshi.kernel.messages.queries.channels import mail_is_on, notices_are_on
from luoshi.kernel.parameters.queries.parameters import parameter_values, values_by_unit
from luoshi.org.accounts.queries import root_units
from luoshi.org.tree.models import Unit
from luoshi.parts.signups.models import MAIL, SMS, SignUp
from luoshi.parts.signups.rules import MINUTES, code_as_kept

VALUES = office(__name__).values
OPEN, CONSENT, AT_ONCE = (VALUES[f"signups.{key}"] for key in ("open", "consent", "at_once"))
MOST = 200  # waiting at a unit; beyond it, one more per address is taken, so that no script can fill the list
_SALT = "luoshi.signups"


def signup_code_channels() -> list[str]:
    """List the channels for codes: e-mail, text message; a demonstration shows the code on the page."""
    if settings.DEMO:
        return [MAIL]
    found = [MAIL] if mail_is_on() else []
    return [*found, SMS] if notices_are_on() and "{phone}" in settings.APPRISE_URL else found


def open_units(day: date) -> dict[Unit, str]:
    """Return the units open for sign-ups on a day, with their consent wordings.

    Units that opened it and have a wording; if it is open for all, the root units. At most five queries.
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
    """Whether an account is opened without review. Two queries."""
    return bool(parameter_values(AT_ONCE, [unit.pk], day).get(unit.pk))


def is_full(unit: Unit, source: str) -> bool:
    """Whether no more sign-ups from this address are taken at a unit. One query.

    Another address is always accepted, so that no address can block the others.
    """
    waiting = SignUp.objects.filter(unit=unit, state="asked")
    counts = waiting.aggregate(all=Count("pk"), here=Count("pk", filter=Q(source=source)))
    return bool(counts["here"] >= settings.SIGNUPS_OF_ADDRESS or (counts["here"] and counts["all"] >= MOST))


def print_of(text: str) -> str:
    """Return a keyed hash that recognises a contact or an address without revealing it."""
    return salted_hmac(_SALT, text, algorithm="sha256").hexdigest()[:32]


def seal_signup(given: dict[str, object], key: str, code: str) -> str:
    """Sign the input with a keyed hash of the code; it travels with the page, nothing is stored.

    The code itself is not in it, and cannot be derived without the office's secret key.
    """
    return signing.dumps({**given, "key": key, "hash": _hash(key, code)}, salt=_SALT, compress=True)


def unseal_signup(text: str) -> dict[str, object] | None:
    """Return the signed input; None if it is invalid or expired."""
    try:
        found: dict[str, object] = signing.loads(text, salt=_SALT, max_age=MINUTES * 60)
    except signing.BadSignature:
        return None
    return found


def is_signup_code_right(found: dict[str, Any], typed: str) -> bool:
    """Whether a code is the one that was sent."""
    return constant_time_compare(_hash(found["key"], code_as_kept(typed)), found["hash"])


def signed_up(key: str) -> SignUp | None:
    """Return the sign-up made with this code, if any. One query."""
    return SignUp.objects.filter(key=key).first()


def _hash(key: str, code: str) -> str:
    return salted_hmac(_SALT, f"{key}:{code}", algorithm="sha256").hexdigest()
