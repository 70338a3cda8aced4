"""The short code on a slip that enables an account, and how long a slip is valid.

A code is 12 of 22 characters, none of which looks like another (no 0 O Q, 1 I L, 2 Z, 5 S, 6, 8 B, U): one of 22^12 =
1.29e16, or 53.5 bits. A wrong code counts as a wrong password for that account (``locks.is_attempt_locked``): at most
20 attempts from anywhere in 15 minutes, or 5,760 in 72 hours, the longest validity of a slip. An attacker who knows the
username finds its code with probability 5,760 / 1.29e16 = 4.5e-13; for an office with 10,000 unused accounts, all
attacked all the time, it is 4.5e-9. With limits a hundred times as wide it would be 4.5e-7.

Only a keyed hash is stored (``accounts.queries.code_digest``): reading the database is not enough to try codes offline.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

ALPHABET = "ACDEFGHJKMNPRTVWXY3479"
LENGTH, GROUP = 12, 4
HOURS = (1, 4, 8, 24, 48, 72)  # the choices offered to an administrator
MOST_HOURS, USUAL_HOURS = HOURS[-1], 72


def generate_slip_code(choose: Callable[[str], str]) -> str:
    """Generate a code in its plain form; ``choose`` picks one random character, as ``secrets.choice`` does."""
    return "".join(choose(ALPHABET) for _ in range(LENGTH))


def format_slip_code(code: str) -> str:
    """Format a code for printing: ``KM4T-9XWC-3HRP``."""
    return "-".join(code[n : n + GROUP] for n in range(0, LENGTH, GROUP))


def normalize_slip_code(words: str) -> str:
    """Normalize a typed code: full width, lower case, blanks and dashes do not matter."""
    plain = unicodedata.normalize("NFKC", words).upper()
    return "".join(sign for sign in plain if sign.isalnum())[: 4 * LENGTH]


def is_valid_slip_duration(hours: int) -> bool:
    """Return True if a slip may be valid for this many hours."""
    return 1 <= hours <= MOST_HOURS
