"""What a password must be, and for how long it holds. Source: sheet 09, 9.2; GB/T 22239-2019 8.1.4.1 a."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST = 128  # characters: a longer one would only keep the hasher busy
DIFFERENT = 6  # characters, capitals taken as small letters
ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "!@#$%^&*()",
    *("qwertyuiop", "asdfghjkl", "zxcvbnm"),
    *("1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm"),
)
"""What fingers and heads run along: alphabet, digits, and the rows and columns of the keyboard."""
_RUNS = frozenset(way[n : n + 3] for row in ROWS for way in (row, row[::-1]) for n in range(len(row) - 2))


@dataclass(frozen=True)
class Weakness:
    """Why a password is refused, with the number or the word it is about.

    ``short``, ``long``, ``plain``, ``runs`` (too short without what only repeats or runs on), ``few`` or ``own``.
    """

    code: str
    value: int | str


@dataclass(frozen=True)
class Policy:
    """How long a password must be at least, and how many of the four classes of characters it must hold."""

    length: int = 10
    classes: int = 3


def count_character_classes(password: str) -> int:
    """How many of the classes it holds: small letters, capitals, digits, and all else."""
    tests = (str.islower, str.isupper, str.isdecimal)
    found = {next((n for n, test in enumerate(tests) if sign.isascii() and test(sign)), 3) for sign in password}
    return len(found)


def runs_on(password: str) -> int:
    """How many characters can be foretold from the two before them: three alike (aaa), or three in a row (123, ewq).

    Source: NIST SP 800-63B 5.1.1.2 (repetitive or sequential characters).
    """
    folded = password.casefold()
    threes = [folded[n : n + 3] for n in range(len(folded) - 2)]
    return sum(triple in _RUNS or len(set(triple)) == 1 for triple in threes)


def password_weaknesses(password: str, own: Iterable[str], policy: Policy) -> list[Weakness]:
    """Every reason against a password, none where it will do.

    Args:
        own: what is known of the person, none of which it may hold in any case of letters, for instance account, name,
            its pinyin, telephone number. Words shorter than three letters, or two Chinese characters, say nothing.
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
    """Whether a password must be changed: never chosen by its owner, or chosen more than so many days ago."""
    return since is None or at - since > timedelta(days=days)


def _folded(words: str) -> str:
    return "".join(words.split()).casefold()


def _telling(word: str) -> bool:
    return len(word) >= (3 if word.isascii() else 2)
