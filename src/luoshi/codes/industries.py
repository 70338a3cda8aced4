"""Industries of GB/T 4754-2017: the section (门类, a letter) that a code of two to four digits belongs to.

The full table of classes is not shipped: the user imports it. Source: GB/T 4754-2017 with amendment 1 of 2019.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from luoshi.codes.model import Checked, Remark, compact, digits


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its letter, its name, and the first and last of its divisions (大类)."""

    letter: str
    name: str
    first: int
    last: int


@cache
def sections() -> tuple[Section, ...]:
    """The twenty sections, A to T."""
    rows = tomllib.loads((files(__package__) / "data" / "industries.toml").read_text(encoding="utf-8"))["section"]
    return tuple(Section(row["letter"], row["name"], *row["divisions"]) for row in rows)


def section_of(code: str) -> Section | None:
    """The section of a code, with or without its letter (``A0111``, ``0111``, ``01``); None where there is none."""
    bare = compact(code)
    if len(bare) == 1:
        return next((one for one in sections() if one.letter == bare), None)
    number = bare[1:] if bare[:1].isalpha() else bare
    if not digits(number) or not 2 <= len(number) <= 4:
        return None
    return next((one for one in sections() if one.first <= int(number[:2]) <= one.last), None)


def check(text: str) -> Checked:
    """An industry's code without its letter. Errors: ``industry.form``, ``industry.unknown``, ``industry.letter``."""
    code = compact(text)
    letter, number = (code[0], code[1:]) if code[:1].isalpha() else ("", code)
    if not digits(number) or not 2 <= len(number) <= 4:
        return Checked(code, (Remark("industry.form"),))
    section = section_of(number)
    if section is None:
        return Checked(number, (Remark("industry.unknown", {"division": number[:2]}),))
    if letter and letter != section.letter:
        return Checked(number, (Remark("industry.letter", {"letter": letter, "right": section.letter}),))
    return Checked(number)
