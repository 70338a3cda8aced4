"""Numbered markers: 一、 （一） 1. ① 一是 第一， 第一章 第三条 【】, at a line's start or after a sentence's end."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from luoshi.reading.words import lexicon_classes

_CN = "一二三四五六七八九十"
_DIGIT = {char: i for i, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "两": 2}
_CIRCLED = {chr(base + i): i + 1 for base, count in ((0x2460, 20), (0x2474, 20), (0x3220, 10)) for i in range(count)}
_ROMAN = {char: i + 1 for i, char in enumerate("ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ")}

_MARK = rf"""(?:
  (?P<chapter>第[{_CN}百零〇\d]{{1,5}}(?:章|节|编|部分))
| (?P<article>第[{_CN}百零〇\d]{{1,6}}条)
| (?P<ordinal>[第其][{_CN}]{{1,3}}(?:阶段|步)?[，,、：:])
| (?P<cn>[{_CN}]{{1,3}}[ \u3000]?[、．.])
| (?P<pcn>[（(][ \u3000]?[{_CN}]{{1,3}}[ \u3000]?[）)][、．.]?)
| (?P<dec>\d{{1,2}}(?:[.．]\d{{1,2}}){{1,3}}(?=[\s　]))
| (?P<num>\d{{1,3}}[ \u3000]?(?:[.．、](?=\d{{1,2}}月|\d{{4}}年)|[.．、](?!\d)))
| (?P<pnum>[（(]\d{{1,3}}[）)][、．.]?)
| (?P<hnum>\d{{1,2}}[）)])
| (?P<circled>[①-⑳⑴-⒇㈠-㈩][、．.]?)
| (?P<roman>[Ⅰ-Ⅹ](?:[、．.]|(?=[ \u3000])))
| (?P<run>[{_CN}]{{1,3}}是)
| (?P<verb>[{_CN}]{{1,2}}[\u4e00-\u9fff])
| (?P<square>【[^】\n]{{1,30}}】)
| (?P<dash>(?<![^\s])[—―–]{{1,3}})
)[ \u3000\t]*"""
_FIRST = rf"[第其{_CN}（(\d①-⑳⑴-⒇㈠-㈩Ⅰ-Ⅹ【—―–]"  # the first characters of any marker
_AT = re.compile(_MARK, re.X)
_INLINE = re.compile(rf"[。；;：:！？!?”][ \u3000\t]{{0,4}}(?={_FIRST})" + _MARK, re.X)
_MEASURES = frozenset(lexicon_classes("markers")["measures"])
_NUMERALS = frozenset(_CN + "百零〇")
_RUNS = frozenset({"run", "verb", "ordinal"})


@dataclass(slots=True)
class Marker:
    """One marker: ``start`` to ``end`` as printed, ``after`` where the words begin. ``style`` identifies its series."""

    start: int
    end: int
    after: int
    style: str
    family: str
    number: int
    inline: bool


def parse_ordinal(digits: str) -> int:
    """Return the value of a short Arabic or Chinese ordinal (``十二`` → 12); 0 if it is none."""
    if digits.isdecimal():
        return int(digits)
    total = unit = 0
    for char in digits:
        if char == "十":
            total, unit = total + (unit or 1) * 10, 0
        elif char == "百":
            total, unit = total + (unit or 1) * 100, 0
        else:
            unit = _DIGIT.get(char, 0)
    return total + unit


def _marker(found: re.Match[str], inline: bool) -> Marker:
    family = found.lastgroup or ""
    start, end = found.span(family)
    style, number = _style(family, found.group(family))
    return Marker(start, end, found.end(), style, "run" if family in _RUNS else family, number, inline)


@lru_cache(maxsize=4096)  # documents number their parts alike, so nearly all are cached
def _style(family: str, words: str) -> tuple[str, int]:
    """Return the series that a marker belongs to, and its number in it."""
    if family == "dash":
        number, style = 0, family
    elif family in ("circled", "roman"):
        number = _CIRCLED.get(words[0]) or _ROMAN.get(words[0], 0)
        style = family + ("p" if words[0] >= "⑴" else "")
    elif family == "square":
        number, style = 0, family
    elif family == "dec":
        parts = re.split("[.．]", words)
        number, style = int(parts[-1]), f"dec{len(parts)}"
    else:
        digits = (
            words[:-1] if family == "verb" else "".join(char for char in words if char in _NUMERALS or char.isdecimal())
        )
        number = parse_ordinal(digits)
        style = family + _tail(family, words)
    return style, number


def _tail(family: str, words: str) -> str:
    if family in ("chapter", "verb"):
        return words[-1]
    if family in ("num", "cn"):
        return "、" if words[-1] == "、" else "."
    return words[0] if family == "ordinal" else ""


def marker_at(text: str, start: int, end: int) -> Marker | None:
    """Return the marker at ``start``, or None."""
    found = _AT.match(text, start, end)
    return _marker(found, False) if found else None


def inline_markers(text: str, start: int, end: int) -> list[Marker]:
    """Return the markers inside a line that follow the end of a sentence, in order."""
    return [
        _marker(found, True)
        for found in _INLINE.finditer(text, start, end)
        # 8:30—17:30） is an hour, not a marker.
        if not (found.lastgroup == "hnum" and text[found.start() - 1 : found.start()].isdecimal())
    ]


def drop_false_runs(markers: list[Marker], text: str) -> list[Marker]:
    """Keep 一抓, 一比 … only if the run continues: 一般, 一些 are words, not markers.

    Two are enough from 一 on; an excerpt that begins in the middle (四抓, 五抓, 六抓) needs three in a row.
    """
    numbers: dict[str, set[int]] = defaultdict(set)
    for marker in markers:
        if marker.style.startswith("verb"):
            numbers[marker.style].add(marker.number)
    real = {
        style
        for style, seen in numbers.items()
        if style[4:] not in _MEASURES and ({1, 2} <= seen or any({n, n + 1, n + 2} <= seen for n in seen))
    }
    return [marker for marker in markers if not marker.style.startswith("verb") or marker.style in real]
