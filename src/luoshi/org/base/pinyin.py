"""Pinyin initials of Chinese names, by which people type them: 云岭县科协 is found by ylxkx."""

from __future__ import annotations

import unicodedata
from functools import cache
from itertools import islice, product
from types import ModuleType

LENGTH = 250  # of the column


@cache
def _readings() -> ModuleType:
    """The dictionary of readings: 55 MB that only those pay who name a unit or a person."""
    import pypinyin

    return pypinyin


def pinyin_initials(words: str) -> str:
    """The first letters of the characters' readings in lower case; other letters and digits as they are, blanks out."""
    known = _readings()
    return _plain("".join(known.lazy_pinyin(words, style=known.Style.FIRST_LETTER)))


def pinyin_syllables(name: str) -> str:
    """A name in whole syllables of the usual reading, all else as it is."""
    return "".join(_readings().lazy_pinyin(name))


def pinyin_slug(name: str) -> str:
    """A name in whole syllables, small Latin letters and digits alone: 柯干事 is ``keganshi``; "" where none is left.

    The usual reading, which of a surname need not be the right one (曾 zēng): it is for people to correct.
    """
    read = unicodedata.normalize("NFKD", _plain(pinyin_syllables(name)))
    return "".join(letter for letter in read if letter.isascii() and letter.isalnum())


def name_initials(name: str) -> str:
    """The initials of a person's name in every reading, blank-separated, the usual one first: 曾云 is ``cy zy``.

    A surname is often not read as the character alone (单 shàn, 查 zhā, 仇 qiú), and no list of surnames is whole; so
    whichever reading one types finds the name. As many as the column holds, none cut.
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
