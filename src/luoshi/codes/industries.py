"""Industries of GB/T 4754-2017: the section (门类, a letter) that a code of two to four digits belongs to.

The full table of classes is not shipped; the user imports it. Source: GB/T 4754-2017 with amendment 1 of 2019.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from luoshi.codes.model import CheckedCode, CodeRemark, compact_code, is_ascii_digits


@dataclass(frozen=True, slots=True)
class IndustrySection:
    """A section: its letter, its name, and the first and last of its divisions (大类)."""

    letter: str
    name: str
    first: int
    last: int


@cache
def industry_sections() -> tuple[IndustrySection, ...]:
    """Return the twenty sections, A to T."""
    rows = tomllib.loads((files(__package__) / "data" / "industries.toml").read_text(encoding="utf-8"))["section"]
    return tuple(IndustrySection(row["letter"], row["name"], *row["divisions"]) for row in rows)


def section_of(code: str) -> IndustrySection | None:
    """Return the section of a code, with or without its letter (``A0111``, ``0111``, ``01``), or None."""
    bare = compact_code(code)
    if len(bare) == 1:
        return next((section for section in industry_sections() if section.letter == bare), None)
    number = bare[1:] if bare[:1].isalpha() else bare
    if not is_ascii_digits(number) or not 2 <= len(number) <= 4:
        return None
    return next((section for section in industry_sections() if section.first <= int(number[:2]) <= section.last), None)


def check_industry_code(text: str) -> CheckedCode:
    """Check a code and drop its letter. Errors: ``industry.form``, ``industry.unknown``, ``industry.letter``."""
    code = compact_code(text)
    letter, number = (code[0], code[1:]) if code[:1].isalpha() else ("", code)
    if not is_ascii_digits(number) or not 2 <= len(number) <= 4:
        return CheckedCode(code, (CodeRemark("industry.form"),))
    section = section_of(number)
    if section is None:
        return CheckedCode(number, (CodeRemark("industry.unknown", {"division": number[:2]}),))
    if letter and letter != section.letter:
        return CheckedCode(number, (CodeRemark("industry.letter", {"letter": letter, "right": section.letter}),))
    return CheckedCode(number)
