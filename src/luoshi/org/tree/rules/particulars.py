"""A unit's particulars besides its place: name, abbreviation and codes, with their errors and warnings."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from luoshi.base.texts.invisible_characters import first_unseen
from luoshi.codes import credit
from luoshi.codes.divisions import load_division_table, shorten_division_code
from luoshi.codes.model import CodeRemark, compact_code

LONGEST = {"code": 40, "name": 120, "short": 60, "division": 12, "credit": 18, "remark": 200, "sort": 6}  # characters
DETAILS = ("division", "credit", "remark", "sort")  # particulars without dates


@dataclass(frozen=True, slots=True)
class Particulars:
    """The particulars of a unit being founded."""

    code: str
    name: str
    short: str = ""
    division: str = ""
    credit: str = ""
    remark: str = ""
    sort: str = ""

    def faults(self) -> dict[str, list[CodeRemark]]:
        """Return the errors by field."""
        found: dict[str, list[CodeRemark]] = {}
        for field in LONGEST:
            if remarks := particular_errors(field, getattr(self, field)):
                found[field] = remarks
        return found

    def doubts(self) -> list[CodeRemark]:
        """List the warnings."""
        return [*particular_warnings("division", self.division), *particular_warnings("credit", self.credit)]


def free_code(letters: str, taken: Collection[str]) -> str:
    """Return an unused code for a new unit: its pinyin initials in capitals, with a number from 2 on if they are taken.

    Args:
        taken: used codes in lower case.
    """
    base = "".join(letter for letter in letters.upper() if letter.isalnum())[: LONGEST["code"] - 5] or "U"
    found, number = base, 1
    while found.casefold() in taken:
        number += 1
        found = f"{base}{number}"
    return found


def normalize_particular(field: str, value: str) -> str:
    """Normalize a value: strip blanks; write codes half-width and without blanks."""
    if field == "sort":
        plain = compact_code(value)
        return str(int(plain)) if plain.isascii() and plain.isdecimal() and len(plain) < 20 else plain
    return compact_code(value) if field in ("division", "credit") else " ".join(value.split())


def particular_errors(field: str, value: str) -> list[CodeRemark]:
    """List the errors of a value of this field.

    Returns:
        ``unit.missing``, ``unit.long`` (limit, length), ``unit.unseen`` (code), ``unit.code_blank``, ``unit.sort``,
        ``division.digits`` or those of ``credit.check_credit_code``; none for an empty field that may be empty.
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
    """List the warnings for a value without errors, for instance a place missing from the shipped table."""
    if not value or particular_errors(field, value):
        return []
    if field == "credit":
        return list(credit.check_credit_code(value).warnings)
    # The shipped table ends at towns: of a village's code only the town's part can be checked.
    brief = shorten_division_code(value) or "" if field == "division" else ""
    if brief and load_division_table().get(brief[:9]) is None:
        return [CodeRemark("division.unknown", {"division": value})]
    return []


def suggest_credit_code(value: str) -> str:
    """Suggest a valid credit code that differs only in easily mistaken letters; "" if there is none."""
    return credit.check_credit_code(value).suggestion or ""
