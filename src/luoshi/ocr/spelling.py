"""Put right what the recogniser takes for one another in Chinese text: the width of marks, dashes, brackets."""

from __future__ import annotations

import re
from collections.abc import Sequence

from luoshi.reading.load.layout import is_wide

_WIDE_MARKS = str.maketrans("():;,!?", "（）：；，！？")
_CLOCK, _THOUSANDS = re.compile(r"(?<!\d)\d{1,2}:\d{2}(?!\d)"), re.compile(r"\d,\d{3}(?!\d)")
_PAGE_NUMBER = re.compile(r"[一—\-–－~]{1,3}\d{1,4}[一—\-–－~]{1,3}")
_RANGE, _PER_MILLE = re.compile(r"(?<=\d)一(?=\d)"), re.compile(r"(?:(?<=\d)|^)%[0oO](?![\d.])")
_DOCUMENT_NUMBER = re.compile(r"[\[(（【〔〈]((?:19|20)\d\d)[\])）】〕〉](?=\d{1,4}号)")


def spell_line(characters: Sequence[str]) -> list[str]:
    """Return the characters of a line as they are written in Chinese documents; their count stays the same.

    Of two that are one the second is empty.
    """
    text = list(characters)
    line = "".join(text)
    if len(line) != len(text):
        return text
    kept = {at for plain in (_CLOCK, _THOUSANDS) for found in plain.finditer(line) for at in range(*found.span())}
    opened: list[str] = []
    for at, char in enumerate(text):
        if char in "():;,!?" and at not in kept:
            wide = opened[-1] == "（" if char == ")" and opened else _stands_in_chinese(text, at)
            text[at] = char.translate(_WIDE_MARKS) if wide else char
        if text[at] in "(（":
            opened.append(text[at])
        elif text[at] in ")）" and opened:
            opened.pop()
    line = "".join(text)
    for number in _DOCUMENT_NUMBER.finditer(line):
        text[number.start()], text[number.end() - 1] = "〔", "〕"
    for dash in _RANGE.finditer(line):  # 3—5; no figure has a 一 between its digits
        text[dash.start()] = "—"
    for sign in _PER_MILLE.finditer(line):  # ‰, which the recogniser does not know
        text[sign.start()], text[sign.start() + 1] = "‰", ""
    return text


def is_page_number(text: str) -> bool:
    """Whether a line at the foot or head of a page is its number between dashes, which are often read as 一."""
    return _PAGE_NUMBER.fullmatch(text) is not None


def spell_page_number(characters: Sequence[str]) -> list[str]:
    """Return the characters of a page number, its dashes as dashes."""
    return [char if char.isdigit() else "—" for char in characters]


def _stands_in_chinese(text: Sequence[str], at: int) -> bool:
    before = text[at - 1] if at else ""
    after = text[at + 1] if at + 1 < len(text) else ""
    if (before and is_wide(before)) or (after and is_wide(after)):
        return True
    # In brackets beside figures or at an end of the line: by what the line is written in.
    return sum(map(is_wide, text)) * 3 >= len(text)
