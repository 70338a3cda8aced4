"""Verification codes, and normalised contacts. Pure."""

from __future__ import annotations

import re
import unicodedata
from secrets import randbelow

from luoshi.codes.contact import check_mobile_number

DIGITS = 6
MINUTES = 15  # validity of a code
_MAIL = re.compile(r"[^@\s<>\"',;:]{1,64}@[^@\s<>\"',;:]{1,180}\.[A-Za-z]{2,24}")


def generate_signup_code() -> str:
    """Generate an unguessable six-digit code."""
    return f"{randbelow(10**DIGITS):0{DIGITS}}"


def code_as_kept(typed: str) -> str:
    """Normalise a typed code: full-width digits, blanks."""
    return "".join(unicodedata.normalize("NFKC", typed).split())


def parse_signup_contact(typed: str) -> tuple[str, str]:
    """Return the channel of a contact, "mail" or "sms", and its normalised form; ("", "") if it is neither."""
    plain = unicodedata.normalize("NFKC", typed).strip()
    if _MAIL.fullmatch(plain):
        name, _at, host = plain.rpartition("@")
        return "mail", f"{name}@{host.lower()}"
    number = check_mobile_number(plain)
    return ("sms", number.value) if number.valid else ("", "")
