"""Compute the paragraph numbers that Word does not store. Source: ECMA-376-1, 17.9."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from luoshi.reading.load.list_numerals import format_list_number

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = W + "val"
_SLOT = re.compile(r"%([1-9])")
_LEVELS = 9
_CHAIN = 20  # maximum chain of styles or lists that refer to each other; a longer one is a cycle


def number_attribute(element: etree._Element | None, default: int) -> int:
    """Return the w:val of an element as a number; ``default`` if it is missing or not a number."""
    value = element.get(VAL, "").strip() if element is not None else ""
    return int(value) if re.fullmatch(r"-?[0-9]{1,9}", value) else default


@dataclass(slots=True)
class ListLevel:
    """How one level of a list counts and is formatted."""

    start: int = 1
    style: str = "decimal"
    pattern: str = ""
    plain: bool = False  # all numbers in it as digits, 第一章 → 1 (w:isLgl)
    restart: int | None = None  # level (from 1) whose use restarts it; 0 never; None any higher level


@dataclass(slots=True)
class _List:
    levels: dict[int, ListLevel] = field(default_factory=dict)
    styles: dict[str, int] = field(default_factory=dict)  # paragraph style → level
    link: str = ""  # the numbering style whose list this one refers to


@dataclass(slots=True)
class _ListUse:
    """A w:num: a list with the overrides of this use."""

    list: str
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, ListLevel] = field(default_factory=dict)


class Numbering:
    """Gives each numbered paragraph its number, in document order.

    All w:nums of one w:abstractNum share their count, as in Word.
    """

    def __init__(self, part: etree._Element | None, styled_lists: dict[str, str]) -> None:
        """
        Args:
            part: the root of numbering.xml, None when the document has none.
            styled_lists: numbering style → w:num it points to.
        """
        self._lists: dict[str, _List] = {}
        self._uses: dict[str, _ListUse] = {}
        self._styled = styled_lists
        self._counts: dict[str, list[int | None]] = {}
        self._started: set[tuple[str, int]] = set()
        for element in part if part is not None else ():
            if element.tag == W + "abstractNum":
                self._lists[element.get(W + "abstractNumId", "")] = _read_list(element)
            elif element.tag == W + "num":
                target = element.find(W + "abstractNumId")
                use = _ListUse(target.get(VAL, "") if target is not None else "")
                for change in element.iterfind(W + "lvlOverride"):
                    at = _index(change)
                    if (start := change.find(W + "startOverride")) is not None:
                        use.starts[at] = number_attribute(start, 1)
                    if (level := change.find(W + "lvl")) is not None:
                        use.levels[at] = _read_level(level)
                self._uses[element.get(W + "numId", "")] = use

    def level_of_style(self, use: str, style: str) -> int | None:
        """Return the level of a paragraph style in a list."""
        _, found = self._list(use)
        return found.styles.get(style) if found else None

    def number(self, use: str, depth: int) -> str | None:
        """Return the number of the next paragraph at this level (from 0): ``""`` for a bullet, None for no list."""
        name, found = self._list(use)
        depth = max(0, min(depth, _LEVELS - 1))
        if found is None or (level := self._level(use, found, depth)) is None:
            return None
        counts = self._counts.setdefault(name, [None] * _LEVELS)
        starts = self._uses[use].starts
        if depth in starts and (use, depth) not in self._started:
            self._started.add((use, depth))
            counts[depth] = starts[depth]
        else:
            count = counts[depth]
            counts[depth] = level.start if count is None else count + 1
        for deeper in range(depth + 1, _LEVELS):
            below = self._level(use, found, deeper)
            if below is None or below.restart is None or 0 < depth + 1 <= below.restart:
                counts[deeper] = None
        return self._text(use, found, level, counts)

    def _text(self, use: str, found: _List, level: ListLevel, counts: list[int | None]) -> str:
        if level.style == "bullet":
            return ""

        def slot(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            shown = self._level(use, found, at) or ListLevel()
            count = counts[at]
            if count is None:  # a skipped level shows its first number
                count = counts[at] = shown.start
            return format_list_number(count, "decimal" if level.plain and shown.style != "none" else shown.style)

        return _SLOT.sub(slot, level.pattern)

    def _level(self, use: str, found: _List, depth: int) -> ListLevel | None:
        return self._uses[use].levels.get(depth) or found.levels.get(depth)

    def _list(self, use: str) -> tuple[str, _List | None]:
        """Return the list behind a w:num, following links through numbering styles."""
        name = self._uses[use].list if use in self._uses else ""
        for _ in range(_CHAIN):
            found = self._lists.get(name)
            if found is None or not found.link or found.levels:
                return name, found
            target = self._styled.get(found.link, "")
            name = self._uses[target].list if target in self._uses else ""
        return name, None


def _index(element: etree._Element) -> int:
    value = element.get(W + "ilvl", "")
    return int(value) if re.fullmatch("[0-8]", value) else 0


def _read_list(element: etree._Element) -> _List:
    found = _List()
    link = element.find(W + "numStyleLink")
    if link is not None:
        found.link = link.get(VAL, "")
    for level in element.iterfind(W + "lvl"):
        at = _index(level)
        found.levels[at] = _read_level(level)
        style = level.find(W + "pStyle")
        if style is not None:
            found.styles.setdefault(style.get(VAL, ""), at)
    return found


def _read_level(element: etree._Element) -> ListLevel:
    # A custom numFmt may be inside mc:AlternateContent; its fallback comes last.
    styles = list(element.iter(W + "numFmt"))
    text = element.find(W + "lvlText")
    legal = element.find(W + "isLgl")
    restart = element.find(W + "lvlRestart")
    return ListLevel(
        start=number_attribute(element.find(W + "start"), 0 if element.find(W + "start") is None else 1),
        style=styles[-1].get(VAL, "decimal") if styles else "decimal",
        pattern=text.get(VAL, "")[:200] if text is not None else "",
        plain=legal is not None and legal.get(VAL, "1") not in {"0", "false", "off"},
        restart=None if restart is None else number_attribute(restart, 0),
    )


def join_number_and_text(number: str, text: str) -> str:
    """Join number and words on one line: with a space between 1. and 5亿元, without one between 一、 and 总体要求."""
    if not number or not text:
        return number or text
    close = number[-1].isascii() and number[-1].isalnum()
    return f"{number} {text}" if close or (number[-1] in ".．" and text[0].isdigit()) else number + text
