"""The short code on a slip by which somebody enables their account, and for how long a slip holds.

A code is 12 of 22 characters of which none looks like another (no 0 O Q, 1 I L, 2 Z, 5 S, 6, 8 B, U), so one of
22^12 = 1.29e16, 53.5 bits. A wrong one counts as a wrong password at that account (``locks.locked``): from anywhere at
most 20 in 15 minutes, 5,760 in the longest time that a slip holds, 72 hours. So somebody who knows the account's name
finds its code with a chance of 5,760 / 1.29e16 = 4.5e-13; for an office of 10,000 unused accounts, all attacked all the
time, it is 4.5e-9. Limits that an office sets a hundred times as wide would leave 4.5e-7.
Only a keyed hash is kept (``accounts.queries.code_digest``): who reads the database alone cannot try codes at home.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

ALPHABET = "ACDEFGHJKMNPRTVWXY3479"
LENGTH, GROUP = 12, 4
HOURS = (1, 4, 8, 24, 48, 72)  # from which an administrator chooses
MOST_HOURS, USUAL_HOURS = HOURS[-1], 72


def generate_slip_code(choose: Callable[[str], str]) -> str:
    """A code in its plain form; ``choose`` picks one character at random, as ``secrets.choice`` does."""
    return "".join(choose(ALPHABET) for _ in range(LENGTH))


def format_slip_code(code: str) -> str:
    """A code as it is printed: ``KM4T-9XWC-3HRP``."""
    return "-".join(code[n : n + GROUP] for n in range(0, LENGTH, GROUP))


def normalize_slip_code(words: str) -> str:
    """What was typed in its plain form: full width, small letters, blanks and dashes do not matter."""
    plain = unicodedata.normalize("NFKC", words).upper()
    return "".join(sign for sign in plain if sign.isalnum())[: 4 * LENGTH]


def is_valid_slip_duration(hours: int) -> bool:
    """Whether a slip may hold for so many hours."""
    return 1 <= hours <= MOST_HOURS
