"""Find names of units and places in a text: 县科协, 市财政局, 各乡镇（街道）科协, 平棠经开区管委会.

Chinese text has no spaces, so a name is found from its end: a run of characters without a sign, verb or particle, up to
the last unit ending in it. The words are in ``lexicon/organisations.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from luoshi.reading.words import anywhere_pattern, lazy_pattern, load_lexicon_table, trie_pattern

_ORGANISE = "组织"
_GLUED = ("处在", "处于", "科协", "所向", "所在", "所有")  # endings that a cut after them (科|协同) only seems to free
_OFFICES = ("办事处", "秘书处")  # before 于: 街道办事处|于6月底前
LONGEST = 30  # code points of a name
_ADMIN = "市县区旗州盟镇乡街道园场村社"
# Brackets that belong to a name contain only kinds of places: 各乡镇（街道）科协, 各县（市、区）.
_BRACKET = lazy_pattern(rf"[（(][{_ADMIN}、]{{1,7}}[）)]")


@dataclass(frozen=True, slots=True)
class PrintedUnitName:
    """A name of a unit or a place, as printed."""

    start: int
    end: int
    kind: Literal["unit", "place"]
    proper: bool  # names one unit, not a class of them (各乡镇, 有关部门)


def _guarded(words: dict[str, list[str]]) -> str:
    """Return a pattern of characters, each with those that must not come before or after it."""
    parts = []
    for word, (before, after) in words.items():
        left = f"(?<![{re.escape(before)}])" if before else ""
        right = f"(?![{re.escape(after)}])" if after else ""
        parts.append(f"{left}{word}{right}")
    return "|".join(parts)


def by_first(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Group words by their first character, longest first: a lookup at a position then needs no expression."""
    out: dict[str, list[str]] = {}
    for word in words:
        out.setdefault(word[0], []).append(word)
    return {char: tuple(sorted(some, key=len, reverse=True)) for char, some in out.items()}


@cache
def _verbs() -> dict[str, tuple[str, ...]]:
    duties = load_lexicon_table("duties")
    keep = set(duties["names"]["verbs"])
    kinds = ("verb", "adverb", "modal", "preposition")
    return by_first(word for kind in kinds for word in duties["predicate"][kind] if len(word) > 1 and word not in keep)


@cache
def _openings() -> re.Pattern[str]:
    """Return the first two characters of any verb: they occur at one place in twelve, which saves most lookups."""
    words = [word for some in _verbs().values() for word in some]
    first, second = ("".join(sorted({word[at] for word in words})) for at in (0, 1))
    return lazy_pattern(f"[{first}](?=[{second}])")


@cache
def _compounds() -> dict[str, tuple[str, ...]]:
    return by_first(load_lexicon_table("organisations")["compounds"]["words"])


@cache
def _signs() -> re.Pattern[str]:
    """Return the pattern for signs, digits and particles, which no name contains."""
    lexicon = load_lexicon_table("organisations")
    starts = "和与" + "".join(sorted(lexicon["cut"]))
    joined = lexicon["joined"]
    # One look at the character first, because most characters cut nothing.
    return lazy_pattern(
        rf"[，。；：！？,;:!?\s|｜《》【】〔〕\[\]“”\"'‘’…—\-－~～/／0-9０-９]"
        rf"|(?=[、（(）){starts}])(?:、(?![{_ADMIN}、]{{1,6}}[）)])"
        rf"|[（(](?![{_ADMIN}、]{{1,7}}[）)])|(?<![{_ADMIN}])[）)]"
        rf"|(?:(?<!共)和(?!谐|平)|(?<!参)与)(?:(?<=[{joined['after']}][和与])|(?!{trie_pattern(joined['words'])}))"
        rf"|{_guarded(lexicon['cut'])})"
    )


def begins_with_verb(text: str, start: int, stop: int) -> bool:
    """Check for a verb at ``start`` that begins no name; this alone tells most clauses from names."""
    words = _verbs().get(text[start])
    if not words or not text.startswith(words, start, stop):
        return False
    names = _compounds().get(text[start])
    return not names or not text.startswith(names, start, stop)


def _cut(text: str, start: int, stop: int) -> tuple[int, int] | None:
    """Return start and end of the first thing that no name contains: a sign, a digit, a particle or a verb."""
    sign = _signs().search(text, start, stop)
    last = sign.start() if sign else stop
    for opening in _openings().finditer(text, start, stop):
        place = opening.start()
        if place >= last:
            break
        if begins_with_verb(text, place, stop):
            words = _verbs()[text[place]]
            return place, place + len(next(word for word in words if text.startswith(word, place, stop)))
    return sign.span() if sign else None


@cache
def _endings() -> re.Pattern[str]:
    lexicon = load_lexicon_table("organisations")
    sure = [word for words in lexicon["endings"].values() for word in words]
    short = "".join(sorted({word[0] for word in (*lexicon["single"], *lexicon["place"])}))
    starts = "".join(sorted({word[0] for word in sure} | set(short)))
    # Searching a statement takes 2.5 µs, instead of 5.4 if each place tried the long endings and then each short one.
    return lazy_pattern(
        rf"(?=[{starts}])(?:(?P<sure>{anywhere_pattern(sure, 4)})(?![长员门])"
        rf"|(?=[{short}])(?:(?P<office>{_guarded(lexicon['single'])})|(?P<place>{_guarded(lexicon['place'])})))"
    )


@cache
def _bare() -> re.Pattern[str]:
    return lazy_pattern(trie_pattern(load_lexicon_table("organisations")["bare"]["words"]))


@cache
def _class() -> re.Pattern[str]:
    lexicon = load_lexicon_table("organisations")
    return lazy_pattern(rf"(?:{trie_pattern(lexicon['every']['words'])})+")


@cache
def _generic() -> frozenset[str]:
    lexicon = load_lexicon_table("organisations")["endings"]
    return frozenset(lexicon["generic"]) | {
        "企业",
        "公司",
        "学校",
        "医院",
        "大学",
        "学院",
        "中学",
        "小学",
        "银行",
        "基地",
        "实验室",
        "社区",
        "园区",
        "联盟",
        "中心",
        "乡镇",
        "街道",
        "集团",
    }


@cache
def _classes() -> frozenset[str]:
    return frozenset(load_lexicon_table("organisations")["classes"]["always"])


@cache
def _bare_classes() -> frozenset[str]:
    return frozenset(load_lexicon_table("organisations")["classes"]["bare"])


@cache
def _prefix_verbs() -> re.Pattern[str]:
    verbs = [word for word in load_lexicon_table("duties")["names"]["verbs"] if len(word) > 1]
    return lazy_pattern(f"{trie_pattern(verbs)}|[报送交](?!社)")


def next_ending(text: str, start: int, stop: int) -> int | None:
    """Return the position of the first word that could end a name: the cheap check before the expensive one."""
    match = _endings().search(text, start, stop)
    return match.start() if match else None


def bare_kind(text: str, start: int, stop: int) -> int | None:
    """Return the end of a kind of unit that begins at ``start`` without a name: 专委会 in 各分会、专委会."""
    match = _endings().match(text, start, stop)
    return match.end() if match and match.lastgroup == "sure" else None


def unit_name_ends(text: str, start: int, stop: int, classes: bool = False) -> list[tuple[int, str]]:
    """Return the possible ends, before the next cut, of a name that begins at ``start``, with kinds; shortest first.

    With ``classes`` also words for many units without 各 before them (企业, 参赛企业), of kind "class".
    """
    cut = _cut(text, start, min(stop, start + LONGEST))
    last = cut[0] if cut else min(stop, start + LONGEST)
    return _ends(text, start, last, classes) if last - start > 1 else []


def _ends(text: str, start: int, last: int, classes: bool = False) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for match in _endings().finditer(text, start, last):
        kind = match.lastgroup or ""
        end = match.end()
        glued = end == last and kind != "sure" and text.startswith(_GLUED, end - 1)
        if _inside(text, start, end) or (glued and not text.endswith(_OFFICES, start, end)):
            continue
        if not _names(text, start, match.start(), end, kind):
            if classes and text.endswith(_ORGANISE, start, end) and text[start : end - 2] in _bare_classes():
                found.append((end - 2, "class"))  # 由学会|组织实施
            if classes and (text[match.start() : end] in _classes() or text[start:end] in _bare_classes()):
                found.append((end, "class"))
            continue
        if kind == "sure" and text.startswith(_ORGANISE, end - 2) and end - match.start() > 2:
            found.append((end - 2, "unit"))  # 市科协|组织自查
        found.append((bracketed_name_end(text, end, last), "place" if kind == "place" else "unit"))
    return found


def _inside(text: str, start: int, end: int) -> bool:
    """Check whether a bracket is open at ``end``."""
    opened = max(text.rfind("（", start, end), text.rfind("(", start, end))
    return opened >= 0 and text.find("）", opened, end) < 0 and text.find(")", opened, end) < 0


def _names(text: str, start: int, body: int, end: int, kind: str) -> bool:
    """Check whether the words before an ending make it a name."""
    classed = _class().match(text, start, end)
    if classed:
        # 各 alone before a one-character ending is also one: 各局, 各县.
        return classed.end() < end
    if kind != "sure":
        return body - start >= 1
    bare = _bare().match(text, start, end)
    if bare and bare.end() == end:
        return True
    if text[body:end] in _classes():
        return False
    length = body - start
    return length >= 2 if text[body:end] in _generic() else length >= 1


def bracketed_name_end(text: str, end: int, stop: int) -> int:
    """Return the end of a name including the bracket of places after it: 各县（市、区）."""
    if end < stop and text[end] in "（(":
        match = _BRACKET.match(text, end, stop)
        if match:
            return match.end()
    return end


def find_unit_names(text: str, start: int, end: int) -> list[PrintedUnitName]:
    """Return the names of units and places in ``text[start:end]``, in order, the longest at each place.

    A class of units (各乡镇, 有关部门) is included, with ``proper`` False.
    """
    found: list[PrintedUnitName] = []
    position = start
    while position < end:
        cut = _cut(text, position, end)
        last = cut[0] if cut else end
        if last - position >= 2:
            begin = _begin(text, max(position, last - 3 * LONGEST), last)
            names = _ends(text, begin, last)
            if names:
                stop, kind = names[-1]
                if stop - begin <= LONGEST:
                    proper = _class().match(text, begin, stop) is None
                    found.append(PrintedUnitName(begin, stop, "place" if kind == "place" else "unit", proper))
        position = cut[1] if cut else end
    return found


def _begin(text: str, start: int, last: int) -> int:
    """Return where a name begins in a run: after a verb that is not part of it (组织|市科协)."""
    while (verb := _prefix_verbs().match(text, start, last)) and last - verb.end() >= 2:
        ending = _endings().match(text, verb.end(), last)
        if ending and ending.lastgroup != "place":  # 组织部, 促进中心
            break
        start = verb.end()
    return start
