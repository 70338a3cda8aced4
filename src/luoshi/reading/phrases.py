"""Phrases beside a figure, cut down to the words that name something."""

from __future__ import annotations

import re
from functools import cache

from luoshi.reading.words import table, trie

LONG = 14  # code points: beyond this a phrase is cut behind its last verb or 的
_SPACE = re.compile(r"[\s“”\"'’‘]+")
_REMARK = re.compile(r"[（(][^（）()]*[)）]?|[【】]")
_TIME = re.compile(
    r"(?:截[至止])?(?:到(?=\d))?(?:(?:20|19)\d\d年?度?|[二一][〇○零九]..年?度?)?年?(?:\d{1,2}月?[—\-～~至]\d{1,2}月|\d{1,2}月份?|上半年|下半年|第?[一二三四]季度|前三季度)?(?:\d{1,2}[日号])?(?:初|中旬?|上旬|下旬|底|末)?(?:以?前|为止|以来|止)?"
)
_YEARS = re.compile(
    r"(?:近|今后|未来|过去)[\d一二两三四五十]+年(?:来|内|间)?|每(?:个)?(?:季度|年度?|月|周|半年|天|日|[两二三四五]个?[年月])|[\d一二两三四五]+年(?:来|内|间)"
)
_MARKER = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.、．](?!\d)|[①-⑳]|第[一二三四五六七八九十百]{1,5}条)\s*"
)
_HAVE = re.compile(r"有(?![效机限关色线偿望序利害毒])")


# One-character words that open a predicate, where they are not part of a noun.
_PREDICATE = (
    r"(?<![重主需])要(?![素件闻])|可(?![持再研视])|(?<![供适响反])应(?![急用届])|以(?![上下内外及])|(?<![应针])对(?![口外接象照])"
    r"|在(?![建职校岗孵线籍册编])|为(?![主])|[由被按向](?!导)|均(?!衡)|已|将|未(?!来)|于"
)


@cache
def _words() -> dict[str, re.Pattern[str]]:
    lists = table("quantities")["indicator"]
    reverse = [word[::-1] for word in lists["tail"]]
    return {
        "lead": re.compile(f"(?:{trie(lists['lead'])})+"),
        "tail": re.compile(f"(?:{trie(reverse)})+"),
        "verb": re.compile(trie(lists["verb"])),
        "predicate": re.compile(f"{trie(lists['predicate'])}|{_PREDICATE}"),
    }


def strip_tail(phrase: str) -> str:
    """A phrase without the connectives and bound words at its end."""
    found = _words()["tail"].match(phrase[::-1])
    return phrase[: len(phrase) - found.end()] if found else phrase


def strip_lead(phrase: str) -> str:
    """A phrase without times, connectives and modals at its start."""
    lead = _words()["lead"]
    for _ in range(4):
        size = len(phrase)
        found = _TIME.match(phrase)
        if found and found[0] and not found[0][-1].isdigit():
            phrase = phrase[found.end() :]
        found = lead.match(phrase)
        if found:
            phrase = phrase[found.end() :]
        found = _HAVE.match(phrase)
        if found:
            phrase = phrase[1:]
        phrase = phrase.lstrip("、，,的/：:")
        if len(phrase) == size:
            break
    return phrase


def clean(phrase: str) -> str:
    """The words of a phrase that name something: no times, modals, bound words, brackets, quotes."""
    phrase = _SPACE.sub("", _REMARK.sub("", phrase))
    phrase = _MARKER.sub("", phrase)
    phrase = _YEARS.sub("", phrase)
    return strip_lead(strip_tail(phrase)).strip("、，,：:")


def shorten(phrase: str, limit: int = LONG) -> str:
    """A phrase cut to its last object: behind the last verb, then behind 的 where that leaves enough."""
    if len(phrase) <= limit:
        return phrase
    for found in reversed(list(_words()["verb"].finditer(phrase))):
        rest = phrase[found.end() :]
        if len(rest) >= 4:
            phrase = rest
            break
    if len(phrase) > limit:
        cut = phrase.rfind("的", 0, len(phrase) - 3)
        if cut > 0:
            phrase = phrase[cut + 1 :]
    if len(phrase) > limit + 6:
        pause = max(phrase.rfind("、", 0, -4), phrase.rfind("和", 0, -4))
        phrase = phrase[pause + 1 :] if pause > 0 else phrase[-(limit + 2) :]
    return phrase


def counted(right: str) -> str:
    """The noun that follows a figure (28家|企业), with its predicate where it is short."""
    right = _SPACE.sub("", _REMARK.sub("", right))
    start = 1 if right[:1] not in "被获入列通达未没" else 20
    found = _words()["predicate"].search(right, start)
    if found:
        right = right[: found.start()]
    return right[:16].removesuffix("中").strip("的、，和与及")


def entity(name: str) -> str:
    """The thing a name counts: the name without the verbs it begins with (申报高新技术企业 → 高新技术企业)."""
    verb = _words()["verb"]
    for _ in range(2):
        found = verb.match(name)
        if not found or len(name) - found.end() < 2:
            break
        name = name[found.end() :]
    return name


def split_items(phrase: str) -> list[str]:
    """The things a phrase lists before 分别: 甲、乙和丙 → 甲, 乙, 丙; 一、二、三等奖 → 一等奖, 二等奖, 三等奖."""
    items = [item for item in re.split(r"[、和与及]", phrase) if item]
    if len(items) > 1 and len(items[0]) == 1 and len(items[-1]) > 2:
        rest = items[-1][1:]
        items = [item + rest for item in items[:-1]] + [items[-1]]
    return items
