"""What an account may be called, and what it is called where the name is taken."""

from __future__ import annotations

import re
from collections.abc import Collection

LONGEST = 60  # of the column
_FITS = re.compile(rf"[\w.@+-]{{1,{LONGEST}}}")


def is_valid_username(username: str) -> bool:
    """Whether an account may be called so: letters of any script, digits and ``. @ + - _``."""
    return _FITS.fullmatch(username) is not None


def suggest_free_username(wanted: str, taken: Collection[str]) -> str:
    """The name itself, or with the first number from 2 on that makes it free: ``lihua``, ``lihua2``, ``lihua3``.

    Args:
        taken: names in small letters. Two that differ in capitals alone would be mistaken for each other.
    """
    base = wanted[: LONGEST - 4] or "user"
    found, number = base, 1
    while found.casefold() in taken:
        number += 1
        found = f"{base}{number}"
    return found
