"""Valid usernames, and a suggestion if a name is taken."""

from __future__ import annotations

import re
from collections.abc import Collection

LONGEST = 60  # the column's length
_FITS = re.compile(rf"[\w.@+-]{{1,{LONGEST}}}")


def is_valid_username(username: str) -> bool:
    """Return True if this is a valid username: letters of any script, digits and ``. @ + - _``."""
    return _FITS.fullmatch(username) is not None


def suggest_free_username(wanted: str, taken: Collection[str]) -> str:
    """Return the name, with the first number from 2 on that makes it unused: ``lihua``, ``lihua2``, ``lihua3``.

    Args:
        taken: names in lower case. Two names that differ only in case would be mistaken for each other.
    """
    base = wanted[: LONGEST - 4] or "user"
    found, number = base, 1
    while found.casefold() in taken:
        number += 1
        found = f"{base}{number}"
    return found
