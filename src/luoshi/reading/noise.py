"""Page furniture of web copies and print: navigation, source lines, page numbers. Kept, never deleted."""

from __future__ import annotations

import re
from functools import cache

from luoshi.reading.structure import Span
from luoshi.reading.words import alternatives, lexicon

# A document's own sentence may hold any of the words; furniture stands in short lines without a sentence's end.
_LONGEST = 160
_PAGE = re.compile(
    r"(?:[-—–―－]\s?\d{1,4}\s?[-—–―－]|第\s?\d{1,4}\s?页(?:[\s，,/]*共\s?\d{1,4}\s?页)?|"
    r"\d{1,4}\s?/\s?\d{1,4})$"
)
_CRUMBS = re.compile(r"[^>》»→〉\n，。；]{1,20}(?:\s*(?:>{1,2}|»|→|›|＞)\s*[^>》»→〉\n，。；]{1,30}){2,}")
_STAMP = re.compile(r"(?:19|20)\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?|\s*[|　 ].*)$")
_TOOLS = re.compile(r"(?:[【\[][^】\]\n]{1,12}[】\]]\s*){2,}$")


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = lexicon("noise")
    hint = alternatives([*words["leads"], *words["phrases"]])
    lead = re.compile(rf"[【\[（(]?{alternatives(words['leads'])}\s?[：:]")
    return re.compile(hint), lead, re.compile(alternatives(words["phrases"])), re.compile(alternatives(words["weak"]))


def is_noise(text: str, start: int, end: int) -> bool:
    """Whether the line from ``start`` to ``end`` (trimmed) is page furniture."""
    if end - start > _LONGEST:
        return False
    if _PAGE.match(text, start, end) or _STAMP.match(text, start, end) or _TOOLS.match(text, start, end):
        return True
    hint, lead, phrases, weak = _patterns()
    if text[end - 1] in "。；;":
        return bool(lead.match(text, start, end)) and end - start <= 40
    if _CRUMBS.match(text, start, end):
        return True
    if not hint.search(text, start, end):
        return False
    if lead.match(text, start, end) or phrases.search(text, start, end):
        return True
    return len(set(weak.findall(text, start, end))) >= 3


def noise_lines(text: str, lines: list[Span]) -> list[bool]:
    """Return for each line whether it is page furniture. Linear in the text."""
    return [is_noise(text, start, end) for start, end in lines]
