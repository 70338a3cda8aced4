"""Pinyin initials of Chinese names, for searching by typing: ylxkx finds 云岭县科协."""

from __future__ import annotations

import unicodedata
from functools import cache
from itertools import islice, product
from types import ModuleType

LENGTH = 250  # the column's length


@cache
def _readings() -> ModuleType:
    """Load the dictionary of readings: 55 MB, only in processes that name a unit or a person."""
    import pypinyin

    return pypinyin


def load_readings() -> None:
    """Load the dictionary now, before a transaction that would hold up others for the half second that it takes."""
    _readings()


def pinyin_initials(words: str) -> str:
    """Return the first letters of the readings in lower case; keep other letters and digits, drop blanks."""
    known = _readings()
    return _plain("".join(known.lazy_pinyin(words, style=known.Style.FIRST_LETTER)))


def pinyin_syllables(name: str) -> str:
    """Return a name in full syllables of the usual readings; all else unchanged."""
    return "".join(_readings().lazy_pinyin(name))


def pinyin_slug(name: str) -> str:
    """Return a name in full syllables, lower-case letters and digits only: 柯干事 is ``keganshi``; "" if none is left.

    It uses the usual reading, which may be wrong for a surname (曾 zēng): people correct it.
    """
    read = unicodedata.normalize("NFKD", _plain(pinyin_syllables(name)))
    return "".join(letter for letter in read if letter.isascii() and letter.isalnum())


def name_initials(name: str) -> str:
    """Return the initials of a person's name in every reading, blank-separated, the usual one first: 曾云 is ``cy zy``.

    A surname often has a reading of its own (单 shàn, 查 zhā, 仇 qiú), and no list of surnames is complete; so every
    reading finds the name. As many as the column holds, none cut.
    """
    known = _readings()
    first = known.Style.FIRST_LETTER
    each = [[_plain(reading) for reading in known.pinyin(sign, style=first, heteronym=True)[0]] for sign in name]
    found = " ".join(
        dict.fromkeys([pinyin_initials(name), *("".join(initials) for initials in islice(product(*each), LENGTH))])
    )
    return found if len(found) <= LENGTH else found[: LENGTH + 1].rpartition(" ")[0]


def _plain(read: str) -> str:
    return "".join(letter for letter in read if letter.isalnum()).lower()
