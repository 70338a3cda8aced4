"""How papers write numbers and days, and which items share a paper. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from secrets import choice

MOST = 60  # items on one paper
SERIES = re.compile(r"(\D*)(\d{4})-(\d{1,9})")
WRITTEN = re.compile(r"(\D*?)[〔\[(【](\d{4})[〕\])】]第?0*(\d{1,9})号?")
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: without I, L, O and U; READ_AS maps typed ones
READ_AS = str.maketrans("OIL", "011")
CODE = 16  # characters of a code: 80 bits, so that it cannot be found by trying


def as_written(number: str) -> tuple[str, str, str]:
    """Format a record's number for papers, with its year and serial: 督2026-0003 → 督〔2026〕3号, 2026, 3.

    Source: GB/T 9704-2012, 7.2.5: the full year in these brackets, the number without 第 and without leading zeros.
    """
    found = SERIES.fullmatch(number)
    if not found:
        return number, "", ""
    serial = str(int(found[3]))
    return f"{found[1]}〔{found[2]}〕{serial}号", found[2], serial


def long_day(day: date | None) -> str:
    """Format a day for papers: 2026年3月2日, without zeros; "" for None. Source: GB/T 9704-2012, 7.3.5.4."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def group_paper_items(items: Iterable[tuple[int, int, int]], *, each: bool) -> list[list[int]]:
    """Group items by paper, in the order given.

    Args:
        items: id, lead unit and office of each.
        each: a paper for each item; else one for each unit and office, with at most ``MOST`` items.
    """
    found: dict[tuple[int, ...], list[int]] = {}
    for pk, unit, desk in items:
        found.setdefault((pk,) if each else (unit, desk), []).append(pk)
    return [some[at : at + MOST] for some in found.values() for at in range(0, len(some), MOST)]


def as_kept(number: str) -> str:
    """Normalise a typed number to its stored form: 督〔2026〕3号 → 督2026-0003; other text is unchanged."""
    typed = "".join(unicodedata.normalize("NFKC", number).split())
    found = WRITTEN.fullmatch(typed) or SERIES.fullmatch(typed)
    return f"{found[1]}{found[2]}-{int(found[3]):04}" if found else typed


def generate_paper_code() -> str:
    """Generate an unguessable code."""
    return "".join(choice(SIGNS) for _one in range(CODE))


def code_as_written(code: str) -> str:
    """Format a code in groups of four: 7K2M-9QXD-04TR-VB6N; "" for none."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def code_as_kept(typed: str) -> str:
    """Normalise a typed code to its stored form: small letters, blanks, hyphens, O for 0, I and L for 1."""
    plain = unicodedata.normalize("NFKC", typed).upper().translate(READ_AS)
    return "".join(character for character in plain if character.isalnum())
