"""Unified social credit codes, 18 characters: registering authority, kind, place, organisation, check.

Source: GB 32100-2015 and its annex; the inner check is GB 11714.
"""

from __future__ import annotations

from luoshi.codes.divisions import load_division_table
from luoshi.codes.model import CheckedCode, CodeRemark, compact_code, is_ascii_digits

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I, O, Z, S, V
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
NATIONAL = "100000"  # for an organisation registered by the state instead of a place
# Registering authority and kind of organisation. Amendments add pairs, so an unknown pair is only a warning.
KINDS = {
    "1": "1239",
    "2": "19",
    "3": "123459",
    "4": "19",
    "5": "1239",
    "6": "129",
    "7": "129",
    "8": "19",
    "9": "123",
    "A": "19",
    "N": "1239",
    "Y": "1",
}
_MISTAKEN = str.maketrans("OI", "01")


def check_character(code: str) -> str:
    """Return the 18th character that belongs to the first 17, all of ``ALPHABET``."""
    total = sum(ALPHABET.index(char) * weight for char, weight in zip(code[:17], WEIGHTS, strict=True))
    return ALPHABET[(31 - total % 31) % 31]


def inner_check_character(body: str) -> str:
    """Return the check character of the organisation code (characters 9 to 16 of the whole). Some codes violate it."""
    total = sum(int(char, 36) * weight for char, weight in zip(body[:8], INNER_WEIGHTS, strict=True))
    return {10: "X", 11: "0"}.get(rest := 11 - total % 11, str(rest))


def check_credit_code(text: str) -> CheckedCode:
    """Check a unified social credit code.

    Errors: ``credit.length``, ``credit.character``, ``credit.check``. Warnings: ``credit.kind``, ``credit.division``
    (it may have been abolished since), ``credit.inner_check``. O and I are never silently read as 0 and 1: if that
    would make the code valid, it is the suggestion.
    """
    code = compact_code(text)
    if len(code) != 18:
        return CheckedCode(code, (CodeRemark("credit.length", {"length": len(code)}),))
    for place, char in enumerate(code, 1):
        if char not in ALPHABET:
            mended = check_credit_code(code.translate(_MISTAKEN)) if char in "OI" else None
            wrong = CodeRemark("credit.character", {"character": char, "place": place})
            return CheckedCode(code, (wrong,), suggestion=mended.value if mended and mended.valid else None)
    if check_character(code) != code[17]:
        return CheckedCode(code, (CodeRemark("credit.check"),))
    return CheckedCode(code, warnings=tuple(_warnings(code)))


def _warnings(code: str) -> list[CodeRemark]:
    found = []
    if code[1] not in KINDS.get(code[0], ""):
        found.append(CodeRemark("credit.kind", {"kind": code[:2]}))
    place = code[2:8]
    if place != NATIONAL and (not is_ascii_digits(place) or load_division_table().get(place) is None):
        found.append(CodeRemark("credit.division", {"division": place}))
    if inner_check_character(code[8:16]) != code[16]:
        found.append(CodeRemark("credit.inner_check"))
    return found
