"""Password rules and expiry. Source: sheet 09, 9.2; GB/T 22239-2019 8.1.4.1 a."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST = 128  # characters: a longer one would only burden the hasher
DIFFERENT = 6  # different characters, ignoring case
ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "!@#$%^&*()",
    *("qwertyuiop", "asdfghjkl", "zxcvbnm"),
    *("1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm"),
)
"""Common sequences: the alphabet, the digits, and the rows and columns of the keyboard."""
_RUNS = frozenset(way[n : n + 3] for row in ROWS for way in (row, row[::-1]) for n in range(len(row) - 2))


@dataclass(frozen=True)
class Weakness:
    """A reason to refuse a password, with the number or the word concerned.

    ``short``, ``long``, ``plain``, ``runs`` (too short without its repetitions and sequences), ``few`` or ``own``.
    """

    code: str
    value: int | str


@dataclass(frozen=True)
class Policy:
    """The minimum length of a password, and how many of the four character classes it must contain."""

    length: int = 10
    classes: int = 3


def count_character_classes(password: str) -> int:
    """Count the character classes in a password: lower case, upper case, digits, and all else."""
    tests = (str.islower, str.isupper, str.isdecimal)
    found = {next((n for n, test in enumerate(tests) if sign.isascii() and test(sign)), 3) for sign in password}
    return len(found)


def runs_on(password: str) -> int:
    """Count the characters that continue a repetition (aaa) or a sequence (123, ewq) of the two before them.

    Source: NIST SP 800-63B 5.1.1.2 (repetitive or sequential characters).
    """
    folded = password.casefold()
    threes = [folded[n : n + 3] for n in range(len(folded) - 2)]
    return sum(triple in _RUNS or len(set(triple)) == 1 for triple in threes)


def password_weaknesses(password: str, own: Iterable[str], policy: Policy) -> list[Weakness]:
    """List every reason against a password; empty if it is acceptable.

    Args:
        own: words known of the person that the password must not contain in any case, for instance username, name, its
            pinyin, telephone number. Words shorter than three letters, or two Chinese characters, are ignored.
    """
    found = []
    if len(password) < policy.length:
        found.append(Weakness("short", policy.length))
    if len(password) > LONGEST:
        found.append(Weakness("long", LONGEST))
    if count_character_classes(password) < policy.classes:
        found.append(Weakness("plain", policy.classes))
    if len(password) - runs_on(password) < policy.length <= len(password):
        found.append(Weakness("runs", policy.length))
    if len(set(password.casefold())) < DIFFERENT and len(password) >= policy.length:
        found.append(Weakness("few", DIFFERENT))
    folded = _folded(password)
    for word in dict.fromkeys(filter(_telling, map(_folded, own))):
        if word in folded:
            found.append(Weakness("own", word))
            break
    return found


def is_password_expired(since: datetime | None, at: datetime, days: int) -> bool:
    """Return True if a password must be changed: its owner never chose it, or chose it more than ``days`` days ago."""
    return since is None or at - since > timedelta(days=days)


def _folded(words: str) -> str:
    return "".join(words.split()).casefold()


def _telling(word: str) -> bool:
    return len(word) >= (3 if word.isascii() else 2)
