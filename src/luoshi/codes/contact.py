"""Normalise, check and mask telephone numbers, email addresses, bank cards and names.

Source: the numbering plan in use. No list of network prefixes is kept, because they change too often.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

from luoshi.codes.model import CheckedCode, CodeRemark, compact_code, is_ascii_digits

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_AMONG = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")
_FIXED = re.compile(r"0(?:10|2[0-9])-?[2-9][0-9]{7}(?:-[0-9]{1,6})?|0[3-9][0-9]{2}-?[2-9][0-9]{6,7}(?:-[0-9]{1,6})?")
_SERVICE = re.compile(r"[48]00[0-9]{7}|1[0-9]{2,4}")
_DOTS = re.compile("[\u2022.\u30fb\uff0e\u2027]")
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|·(?!$)){1,24}")


def check_mobile_number(text: str) -> CheckedCode:
    """Check a mobile number: 11 digits without the country code. Error: ``mobile.form``."""
    number = re.sub(r"^(?:\+|00)86", "", compact_code(text).replace("-", ""))
    return CheckedCode(number, () if _MOBILE.fullmatch(number) else (CodeRemark("mobile.form"),))


def mask_mobile(number: str) -> str:
    """Mask a mobile number as ``138****5678``; mask all of it if it is not a mobile number."""
    return number[:3] + "****" + number[-4:] if _MOBILE.fullmatch(number) else "*" * len(number)


def mask_mobiles(words: str) -> str:
    """Mask each mobile number in the words as ``mask_mobile`` does. A longer run of digits is not a mobile number."""
    return _AMONG.sub(lambda found: mask_mobile(found[0]), words)


def check_telephone_number(text: str) -> CheckedCode:
    """Check a fixed or service number (0971-…, 010-…, 400…, 12345). Error: ``telephone.form``."""
    number = compact_code(text)
    bare = number.replace("-", "")
    ok = _FIXED.fullmatch(number) or _SERVICE.fullmatch(bare)
    return CheckedCode(number, () if ok else (CodeRemark("telephone.form"),))


def check_postcode(text: str) -> CheckedCode:
    """Check a postcode: six digits, not all zero. Error: ``postcode.form``."""
    code = compact_code(text)
    return CheckedCode(
        code, () if is_ascii_digits(code) and len(code) == 6 and code != "000000" else (CodeRemark("postcode.form"),)
    )


def check_email_address(text: str) -> CheckedCode:
    """Check for one @ between two parts without blanks; only a sent message proves more. Error: ``email.form``."""
    address = text.strip()
    name, at, host = address.partition("@")
    ok = name and at and host and "@" not in host and not any(char.isspace() for char in address)
    return CheckedCode(address, () if ok else (CodeRemark("email.form"),))


def mask_email(address: str) -> str:
    """Mask an address as ``z***@x.cn``; mask all of it if there is no @."""
    name, at, host = address.partition("@")
    return f"{name[0]}***@{host}" if name and at else "*" * len(address)


def bank_card(text: str) -> CheckedCode:
    """Check a card number of 13 to 19 digits. Errors: ``card.form``, ``card.check`` (Luhn)."""
    number = compact_code(text).replace("-", "")
    if not is_ascii_digits(number) or not 13 <= len(number) <= 19:
        return CheckedCode(number, (CodeRemark("card.form"),))
    doubled = [int(char) * (1 + place % 2) for place, char in enumerate(reversed(number))]
    ok = sum(value - 9 * (value > 9) for value in doubled) % 10 == 0
    return CheckedCode(number, () if ok else (CodeRemark("card.check"),))


def mask_bank_card(number: str) -> str:
    """Show only the last four digits; mask all if there are no more than four."""
    return "*" * (len(number) - 4) + number[-4:] if len(number) > 4 else "*" * len(number)


def person_name(text: str) -> CheckedCode:
    """Check a personal name of 2 to 25 characters; ``·`` is its only dot. Error: ``name.form``.

    There is no list of allowed characters, because people also have rare ones in their names.
    """
    name = _DOTS.sub("·", unicodedata.normalize("NFC", text.strip()))
    if not any(char.isascii() and char.isalpha() for char in name):
        name = re.sub(r"\s+", "", name)  # 李　明, spaced so that names align in a column
    spaced = name.replace(" ", "").replace("-", "").replace("'", "")
    return CheckedCode(name, () if _NAME.fullmatch(spaced) and len(name) <= 25 else (CodeRemark("name.form"),))


@cache
def _compound_surnames() -> frozenset[str]:
    text = (files(__package__) / "data" / "surnames.toml").read_text(encoding="utf-8")
    return frozenset(tomllib.loads(text)["compound"])


def mask_name(name: str) -> str:
    """Mask a name as ``张*``, ``欧阳**``: the surname, and a star for each further character."""
    kept = 2 if len(name) > 2 and name[:2] in _compound_surnames() else 1
    return name[:kept] + "*" * (len(name) - kept)
