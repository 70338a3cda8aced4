"""Detect classified documents. The product is for unclassified work only and must refuse them.

Source: GB/T 9704-2012, 7.2.2 (marking and term, top left of the first page).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_GRADE = "(绝密|机密|秘密)"
_TERM = r"(?:[0-9〇一二三四五六七八九十]{1,3}(?:年|个月|月|天|日)|长期|至.{0,12})"
# With its star, a marking counts anywhere in the head of a document.
_STARRED = re.compile(_GRADE + "[★☆⋆*＊]")
# Without it, only as a whole line: beside the copy number, the urgency and the words 密级 or 等级.
_ALONE = re.compile(
    rf"(?:(?:No\.?|№|份号:?|编号:?)?\d{{0,8}})?(?:(?:密级|秘密等级|保密等级)[:|｜]?)?[\[(【]?{_GRADE}[\])】]?{_TERM}?"
    r"(?:特急|加急|急件|平急|特提)?(?:\d{0,8})"
)
# A character illegible or skipped: □密, 机□★1年, □□★长期, 机★1年; a whole line, for 机 and 绝 begin other words too.
_UNCLEAR = re.compile(
    rf"(?:(?:No\.?|№)?\d{{0,8}})?(?:□密|[绝机秘]□|[绝机秘密□]{{1,3}}(?:[★☆⋆*＊□]{_TERM}?|{_TERM})|[绝机秘密□]{{1,3}}[★☆⋆*＊])"
)
_SPACES = re.compile(r"\s+")
_FOLD = str.maketrans("（）：０１２３４５６７８９", "():0123456789")

HEAD = 20  # lines of the document searched for a marking
SECTION = 3  # lines of every later page, sheet or attachment


def secrecy_marking(lines: Iterable[str]) -> str | None:
    """Return the secrecy grade marked on one of these lines, or None."""
    for line in lines:
        words = _SPACES.sub("", line[:400]).translate(_FOLD)
        found = _STARRED.search(words) or (len(words) <= 40 and _ALONE.fullmatch(words)) or None
        if found:
            return found[1]
    return None


def looks_marked(line: str) -> bool:
    """Check whether a short line may be a marking of which a character is illegible, shown as □.

    For recognised text, where a marking that is missed would be worse than a question to a person.
    """
    words = _SPACES.sub("", line).translate(_FOLD)
    return len(words) <= 16 and _UNCLEAR.fullmatch(words) is not None


def head_lines(text: str, start: int, count: int) -> list[str]:
    """Return the first ``count`` lines with words from ``start`` on, within 8,000 characters."""
    lines = (line for line in text[start : start + 8000].splitlines() if line.strip())
    return [line for line, _ in zip(lines, range(count), strict=False)]
