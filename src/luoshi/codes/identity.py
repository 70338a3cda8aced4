"""Check, decode and mask citizens' identity numbers.

Source: GB 11643-1999; the check is ISO 7064 MOD 11-2. Keep the numbers encrypted and compare them by
    ``fingerprint_identity_number``.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import date
from typing import Literal

from luoshi.codes.divisions import load_division_table
from luoshi.codes.model import CheckedCode, CodeRemark, compact_code, is_ascii_digits

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
# Counties are created and abolished, so only the first two digits are checked against a list. 81–83: residence permits
# of people from Hong Kong, Macao and Taiwan; 91: permanent residents, since 2023.
_REGIONS = ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83), (91, 91))
PROVINCES = frozenset(str(code) for first, last in _REGIONS for code in range(first, last + 1))
_WITHOUT_TABLE = frozenset({"71", "81", "82", "83", "91"})


def check_character(number: str) -> str:
    """Return the 18th character that belongs to the first 17 digits."""
    return CHECKS[sum(int(char) * weight for char, weight in zip(number[:17], WEIGHTS, strict=True)) % 11]


def widen_identity_number(text: str) -> str | None:
    """Widen an old number of 15 digits, met only in old lists, to 18 characters; None if ``text`` is not one."""
    old = compact_code(text)
    if len(old) != 15 or not is_ascii_digits(old):
        return None
    longer = old[:6] + "19" + old[6:]
    return longer + check_character(longer)


def check_identity_number(text: str, *, today: date) -> CheckedCode:
    """Check an identity number of the current form.

    Errors: ``identity.length``, ``identity.character``, ``identity.check``, ``identity.province``, ``identity.date``
    (no such day), ``identity.future``. Warning: ``identity.county`` (unknown now, but it may have existed then). An old
    number of 15 digits is an error, with its longer form as the suggestion.
    """
    number = compact_code(text)
    if len(number) != 18:
        return CheckedCode(
            number, (CodeRemark("identity.length", {"length": len(number)}),), suggestion=widen_identity_number(number)
        )
    if not is_ascii_digits(number[:17]) or (number[17] != "X" and not is_ascii_digits(number[17])):
        return CheckedCode(number, (CodeRemark("identity.character"),))
    errors = []
    if check_character(number) != number[17]:
        errors.append(CodeRemark("identity.check"))
    if number[:2] not in PROVINCES:
        errors.append(CodeRemark("identity.province", {"province": number[:2]}))
    born = identity_birth_date(number)
    if born is None:
        errors.append(CodeRemark("identity.date", {"date": number[6:14]}))
    elif born > today:
        errors.append(CodeRemark("identity.future", {"date": number[6:14]}))
    warnings: tuple[CodeRemark, ...] = ()
    if not errors and number[:2] not in _WITHOUT_TABLE and not _known_county(number[:6]):
        warnings = (CodeRemark("identity.county", {"county": number[:6]}),)
    return CheckedCode(number, tuple(errors), warnings)


def _known_county(code: str) -> bool:
    return not code.endswith("00") and load_division_table().get(code) is not None


def identity_birth_date(number: str) -> date | None:
    """Return the date of birth in a number of 18 characters, None where there is no such day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def identity_sex(number: str) -> Literal["male", "female"]:
    """Return ``male`` if the 17th digit is odd, else ``female``."""
    return "male" if int(number[16]) % 2 else "female"


def age_in_years(born: date, today: date) -> int:
    """Return full years by the calendar. A person born on 29 February ages on 1 March in common years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def mask_identity_number(number: str) -> str:
    """Mask a number for lists and prints: show the first three and the last two characters."""
    return _hide(number, 3, 2)


def mask_for_handler(number: str) -> str:
    """Mask a number for the person handling the matter, after a logged click: show the first six and the last four."""
    return _hide(number, 6, 4)


def _hide(number: str, first: int, last: int) -> str:
    if len(number) <= first + last:
        return "*" * len(number)
    return number[:first] + "*" * (len(number) - first - last) + number[-last:]


def fingerprint_identity_number(number: str, key: bytes) -> str:
    """Return a keyed hash for finding duplicates. A plain hash could be reversed by trying all numbers."""
    return hmac.new(key, compact_code(number).encode(), hashlib.sha256).hexdigest()
