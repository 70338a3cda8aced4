"""What is said of a unit besides its place: its name, abbreviation and codes, and what speaks against them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from luoshi.codes import credit
from luoshi.codes.divisions import load_division_table, shorten_division_code
from luoshi.codes.model import CodeRemark, compact_code
from luoshi.org.base.invisible_characters import first_unseen

LONGEST = {"code": 40, "name": 120, "short": 60, "division": 12, "credit": 18, "remark": 200, "sort": 6}  # characters
DETAILS = ("division", "credit", "remark", "sort")  # what has no dates


@dataclass(frozen=True, slots=True)
class Particulars:
    """A unit as it is founded."""

    code: str
    name: str
    short: str = ""
    division: str = ""
    credit: str = ""
    remark: str = ""
    sort: str = ""

    def faults(self) -> dict[str, list[CodeRemark]]:
        """What cannot be, by field."""
        found: dict[str, list[CodeRemark]] = {}
        for field in LONGEST:
            if remarks := particular_errors(field, getattr(self, field)):
                found[field] = remarks
        return found

    def doubts(self) -> list[CodeRemark]:
        """What asks for a second look."""
        return [*particular_warnings("division", self.division), *particular_warnings("credit", self.credit)]


def free_code(letters: str, taken: Collection[str]) -> str:
    """A code for a new unit: its pinyin initials in capitals, with the first number from 2 on that makes it free.

    Args:
        taken: codes in small letters.
    """
    base = "".join(letter for letter in letters.upper() if letter.isalnum())[: LONGEST["code"] - 5] or "U"
    found, number = base, 1
    while found.casefold() in taken:
        number += 1
        found = f"{base}{number}"
    return found


def normalize_particular(field: str, value: str) -> str:
    """A value in its plain form: no blanks round it, codes half-width and without blanks."""
    if field == "sort":
        plain = compact_code(value)
        return str(int(plain)) if plain.isascii() and plain.isdecimal() and len(plain) < 20 else plain
    return compact_code(value) if field in ("division", "credit") else " ".join(value.split())


def particular_errors(field: str, value: str) -> list[CodeRemark]:
    """Why a value of this field cannot be right.

    Returns:
        ``unit.missing``, ``unit.long`` (limit, length), ``unit.unseen`` (code), ``unit.code_blank``,
        ``unit.sort``, ``division.digits`` or those of ``credit.check``; none for an empty field that may be empty.
    """
    if not value:
        return [CodeRemark("unit.missing")] if field in ("code", "name") else []
    if field == "credit":
        return list(credit.check_credit_code(value).errors)
    if field == "sort":
        return (
            [] if value.isascii() and value.isdecimal() and len(value) <= LONGEST[field] else [CodeRemark("unit.sort")]
        )
    if field == "division":
        return [] if shorten_division_code(value) else [CodeRemark("division.digits")]
    if len(value) > LONGEST[field]:
        return [CodeRemark("unit.long", {"limit": LONGEST[field], "length": len(value)})]
    if unseen := first_unseen(value):
        return [CodeRemark("unit.unseen", {"code": unseen.code})]
    if field == "code" and any(sign.isspace() for sign in value):
        return [CodeRemark("unit.code_blank")]
    return []


def particular_warnings(field: str, value: str) -> list[CodeRemark]:
    """What asks for a second look in a value without errors: a place that the shipped table does not know, and more."""
    if not value or particular_errors(field, value):
        return []
    if field == "credit":
        return list(credit.check_credit_code(value).warnings)
    # The shipped table ends at towns: of a village's code only the town's part can be known.
    brief = shorten_division_code(value) or "" if field == "division" else ""
    if brief and load_division_table().get(brief[:9]) is None:
        return [CodeRemark("division.unknown", {"division": value})]
    return []


def suggest_credit_code(value: str) -> str:
    """A credit code that passes and differs by letters easily mistaken; empty where there is none."""
    return credit.check_credit_code(value).suggestion or ""
