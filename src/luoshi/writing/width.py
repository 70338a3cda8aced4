"""Lay out text in terminal columns, where a Chinese character takes two."""

from __future__ import annotations

import re
import shutil
import unicodedata
from functools import lru_cache

USUAL = re.compile(
    "[\x20-\x7e\u3001-\u3011\u4e00-\u9fff\uff01-\uff60]*"
)  # other than ASCII: two columns and three bytes
UNSAFE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
CLOSING = "，。、；：！？）】》”’%,.;:!?)]"  # may not begin a line


def terminal_safe_text(words: str) -> str:
    """Return ``words`` on one line without characters that could steer a terminal, hide or reverse text."""
    return UNSAFE.sub("", re.sub(r"\s+", " ", words)).strip()


def display_width(words: str) -> int:
    """Return the number of columns of ``words``."""
    if words.isascii() and words.isprintable():
        return len(words)
    if USUAL.fullmatch(words):
        return len(words) + (len(words.encode()) - len(words)) // 2
    return sum(_columns(char) for char in words)


@lru_cache(maxsize=8192)  # official prose has some thousand characters; asking Unicode takes ten times as long
def _columns(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def terminal_columns() -> int:
    """Return the columns of the terminal, 80 where there is none."""
    return max(shutil.get_terminal_size().columns, 40)


def pad_to_columns(words: str, width: int, *, right: bool = False) -> str:
    """Pad ``words`` with spaces to ``width`` columns, optionally flush right."""
    room = " " * max(width - display_width(words), 0)
    return room + words if right else words + room


def cut_to_columns(words: str, width: int) -> str:
    """Cut ``words`` to at most ``width`` columns, with … where text is missing."""
    if display_width(words) <= width:
        return words
    kept, used = [], 0
    for char in words:
        used += _columns(char)
        if used > width - 1:
            break
        kept.append(char)
    return "".join(kept) + "…" if width > 0 else ""


def wrap_to_columns(words: str, width: int) -> list[str]:
    """Break into lines of at most ``width`` columns (at least 4): at spaces, between 汉字, not before 。"""
    width = max(width, 4)
    lines: list[str] = []
    line, used, last = "", 0, 0  # last: where the last word or character that may begin a line starts
    for token in re.findall(r"[\x21-\x7e]+|\s+|[^\x21-\x7e\s]", words):
        size = display_width(token)
        if token.isspace():
            token, size = (" ", 1) if line else ("", 0)
        elif used + size > width and line:
            kept = ""
            if token in CLOSING and len(line) > 1:  # no line begins with 。
                kept = line[last:] if last and display_width(line[last:]) + size <= width else line[-1]
            lines.append(line[: len(line) - len(kept)].rstrip())
            line, used, last = kept, display_width(kept), 0
        while size > width:  # one very long word
            lines.append(line + token[: width - used])
            token, line, used = token[width - used :], "", 0
            size = display_width(token)
        if token not in CLOSING and token != " ":  # noqa: S105  a piece of text
            last = len(line)
        line, used = line + token, used + size
    return [*lines, line.rstrip()] if line.strip() or not lines else lines
