"""Who acts in a sentence: units that stand as its subjects, and units behind 由 and 会同.

A subject stands where a clause begins, behind a time, a marker or 请 at most, and a predicate follows it; a unit
anywhere else (支持学会…, 市科协网站, 县委书记) is none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from luoshi.reading.units_of_text import bracketed, ends
from luoshi.reading.words import table, trie

_CLAUSE = re.compile(r"[，,：:；;]\s*|\s+")
_BY = re.compile(r"(?<![自理事])由(?![于来此衷])")
_JOIN = re.compile(r"、|以及|和(?!谐)|及(?!时)|与")
_REST = re.compile(r"等(?:有关|相关|多个|各)?(?:部门和单位|部门单位|部门|单位|科室|处室|学会)?")
_OPEN, _CLOSE = '“"‘「', '”"’」'
_ATTRIBUTE = re.compile(r"[^，。；,;的]{0,4}的|组成|主管[^，]|任(?!务)|担任")
_HELPERS = ("配合", "协办", "协同", "参与", "协助")
_MOST_NAMES = 60


@dataclass(slots=True)
class Subject:
    """Units that act from ``start`` on."""

    start: int
    end: int
    lead: list[str] = field(default_factory=list)
    support: list[str] = field(default_factory=list)
    rule: str = "subject"
    doubts: list[str] = field(default_factory=list)


@cache
def _words() -> dict[str, re.Pattern[str]]:
    duties, organisations = table("duties"), table("organisations")
    every_ending = trie(word for words in organisations["endings"].values() for word in words)
    helps = trie(duties["none"]["after_support"])
    predicate = {word for words in duties["predicate"].values() for word in words}
    names = set(duties["names"]["verbs"])
    return {
        # 推荐数, 完成率: the verb is part of a noun.
        "predicate": re.compile(rf"{trie(predicate | names)}(?![数率额量费者书函])"),
        "counted": re.compile(
            rf"(?!凡|每)[一-龥“”]{{0,16}}\d{{1,4}}[家个](?:{every_ending})"
            r"(?=[须要应]|必须|均[须要应])"
        ),
        "not_first": re.compile(r"[报送交向给抓](?!社)"),
        "permitted": re.compile(trie(duties["permitted"]["words"])),
        "reported": re.compile(trie(duties["reported"]["words"])),
        "people": re.compile(trie(organisations["people"]["words"])),
        "support": re.compile(rf"(?:[要应须等]|积极|密切|协同|做好|按职责分?工?|分工){{0,3}}(?:{helps})"),
        "with": re.compile("会同|商(?!务|会|家|议)|协同|协调|联合(?!会)"),
        "lead_in": re.compile(
            r"第[一二三四五六七八九十百零\d]{1,6}条|[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．](?!\d)|[①-⑳]|[一二三四五六七八九十]{1,2}是"
            r"|(?P<by>(?:[要应须]|分别|具体|统一|交|改)?由)|(?P<join>会同|协同)|请|建议|要求|责成|委托|同时|并且?(?!非)|其中|今后"
            r"|原则上|力争|争取|确保|[于在](?=[\d一二三四五六七八九十])|[，,　\s]"
        ),
        "phase": re.compile(r"(?:阶段|期间|时|前|后|起|，|,)"),
    }


def subjects(text: str, start: int, end: int, times: Mapping[int, int], stems: re.Pattern[str] | None) -> list[Subject]:
    """The subjects of ``text[start:end]``, in order.

    Args:
        times: where phrases of time begin, and where they end.
        stems: places that the document names without 市 or 县 (扬中 of 扬中市).
    """
    words = _words()
    found: list[Subject] = []
    at, taken = start, start
    while at < end:
        if at >= taken:
            position, mode = at, ""
            for _ in range(6):
                if position in times:
                    position = times[position]
                    continue
                lead_in = words["lead_in"].match(text, position, end)
                if not lead_in:
                    break
                mode = lead_in.lastgroup or mode
                position = lead_in.end()
            subject = _subject(text, position, end, mode, times, stems, found)
            # 年检不合格的4家学会须…: a class that the sentence itself describes
            described = (
                None if subject or position not in (at, *times.values()) else words["counted"].match(text, at, end)
            )
            if described:
                subject = Subject(at, described.end(), [described[0]], doubts=["subject_described"])
            if subject:
                found.append(subject)
                taken = subject.end
        clause = _CLAUSE.search(text, max(at, taken), end)
        # 由 may stand inside the clause: 评审结果由评审办公示.
        stop = clause.start() if clause else end
        for by in _BY.finditer(text, max(at, taken), stop):
            if by.start() < taken:
                continue
            subject = _subject(text, by.end(), end, "by", times, stems, found)
            if subject:
                found.append(subject)
                taken = subject.end
        if not clause:
            break
        at = clause.end()
    return found


def _subject(
    text: str,
    start: int,
    end: int,
    mode: str,
    times: Mapping[int, int],
    stems: re.Pattern[str] | None,
    before: list[Subject],
) -> Subject | None:
    if start >= end:
        return None
    words = _words()
    if words["not_first"].match(text, start, end):
        return None
    names, stop, doubts = _list(text, start, end, times, stems)
    if not names:
        return None
    if words["permitted"].match(text, stop, end):
        return None
    if mode == "by" and (_ATTRIBUTE.match(text, stop, end) or words["reported"].match(text, stop, end)):
        return None
    subject = Subject(start, stop, rule="by_whom" if mode == "by" else "subject", doubts=doubts)
    helping = words["support"].match(text, stop, end)
    if (
        mode == "join"
        or (helping and before)
        or all(name.startswith(("配合", "协办", "协同", "参与")) for name in names)
    ):
        subject.support = names
    else:
        subject.lead = names
    joined = words["with"].match(text, stop, end)
    if joined and subject.lead:
        others, after, more = _list(text, joined.end(), end, times, stems, anything=True)
        if others:
            (subject.lead if joined[0] == "联合" else subject.support).extend(others)
            subject.end = after
            subject.doubts += more
    return subject


def _list(
    text: str,
    start: int,
    end: int,
    times: Mapping[int, int],
    stems: re.Pattern[str] | None,
    anything: bool = False,
) -> tuple[list[str], int, list[str]]:
    """Names joined by 、 and 和 from ``start``, where the last ends, and doubts; none unless a predicate follows."""
    names: list[str] = []
    doubts: list[str] = []
    at = start
    while len(names) < _MOST_NAMES:
        quoted = at < end and text[at] in _OPEN
        begin = at + 1 if quoted else at
        choice = _choose(text, begin, end, times, anything)
        if choice is None and stems is not None:
            stem = stems.match(text, begin, end)
            if stem and _follows(text, stem.end(), end, times, anything):
                choice = stem.end()
        if choice is None and names and stems is not None and not quoted:
            # A third place in a list of places that the text names nowhere else: 丹阳、句容和丹徒争创…
            for length in (2, 3):
                if begin + length < end and _predicate(text, begin + length, end, times):
                    choice = begin + length
                    doubts.append("subject_guessed")
                    break
        if choice is None:
            return [], start, []
        names.append(text[begin:choice])
        stop = choice + 1 if choice < end and text[choice] in _CLOSE else choice
        rest = _REST.match(text, stop, end)
        if rest and not text.startswith("等级", stop):
            stop = rest.end()
        join = _JOIN.match(text, stop, end)
        if not join or (anything and not _choose(text, join.end(), end, times, True)):
            return names, stop, doubts
        at = join.end()
    return [], start, []


def _choose(text: str, begin: int, end: int, times: Mapping[int, int], anything: bool) -> int | None:
    """The end of the name at ``begin``: the longest that a predicate or another name follows."""
    for stop, _ in reversed(ends(text, begin, end)):
        stop = bracketed(text, stop, end)
        if _follows(text, stop, end, times, anything):
            return stop
    return None


def _follows(text: str, stop: int, end: int, times: Mapping[int, int], anything: bool) -> bool:
    if stop < end and text[stop] in _CLOSE:
        stop += 1
    if _words()["people"].match(text, stop, end):
        return False
    rest = _REST.match(text, stop, end)
    if rest:
        stop = rest.end()
    if anything:
        return True
    return bool(_JOIN.match(text, stop, end)) or _predicate(text, stop, end, times)


def _predicate(text: str, stop: int, end: int, times: Mapping[int, int]) -> bool:
    """Whether a predicate opens at ``stop``: a verb, an adverb, a preposition, a time, or a colon with words behind."""
    if stop in times:
        return True
    if stop < end and text[stop] in "：:":
        return stop + 1 < end and not text.endswith(("单位", "部门", "科室"), 0, stop)
    opens = _words()["predicate"].match(text, stop, end) or _words()["permitted"].match(text, stop, end)
    return opens is not None and not text.startswith("的", opens.end())


_CONDITION = re.compile(r"[对凡因如若获未]|逾期|连续|经|[^，,。；;]{0,40}的[，,]")


def goes_on(text: str, start: int, end: int) -> bool:
    """Whether a clause without a subject of its own may go on with the last one: it opens with a predicate."""
    words = _words()
    position = start
    while (lead_in := words["lead_in"].match(text, position, end)) and lead_in.end() > position:
        position = lead_in.end()
    return bool(words["predicate"].match(text, position, end)) and not _CONDITION.match(text, position, end)
