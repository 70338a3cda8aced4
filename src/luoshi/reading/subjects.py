"""Find who acts in a sentence: units that are its subjects, and units after 由 and 会同.

A subject comes at the start of a clause, after at most a time, a marker or 请, and a predicate follows it. A unit
anywhere else (支持学会…, 市科协网站, 县委书记) is not a subject.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from luoshi.reading.local_times import local_time_end
from luoshi.reading.note_words import REST
from luoshi.reading.subject_words import find_predicate_end, load_subject_words
from luoshi.reading.unit_names import bare_kind, begins_with_verb, next_ending, unit_name_ends
from luoshi.reading.words import lazy_pattern, load_lexicon_table

# A sign or a space with following spaces, or 、 after some verbs; one set first, so that the search leaps to it.
_CLAUSE = lazy_pattern(r"[，,：:；;\s、](?:(?<!、)\s*|(?<=牵头、|负责、|配合、))")
_BY = lazy_pattern(r"由(?<![自理事]由)(?![于来此衷])")
_JOIN = lazy_pattern(r"、|以及|和(?!谐)|及(?!时)|与")
_REST = lazy_pattern(REST)
# What 的 ends is not a predicate: 由市科协主管的学会 (but 由市科技局牵头的会商机制 says who leads); 企业租用设备的，….
_ATTRIBUTE = lazy_pattern(r"(?!牵头|负责)[^，。；,;的]{0,4}的|主管")
_CASE = lazy_pattern(r"[^，,。；;：:]{0,40}的[，,]")
_ALIAS = lazy_pattern(r"[（(][^（）()，,。；;\n]{1,20}[）)]")
_OPEN, _CLOSE = '“"‘「', '”"’」'
_HELPER = lazy_pattern("各?(?:配合|协办|协同|参与|协助)")
_NOT_FIRST = lazy_pattern(r"报(?![社业])|送|交(?![通警投])|向(?!阳)|[给抓每凡]|同一|单[个户]|任[何一]|某|[下驻进入]村")
# The first characters of whatever may come before a subject.
_LEADS = frozenset(
    "第（(0123456789①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
    "一二三四五六七八九十要应须分具统交改由会协请建责委同并其今为原力争确于在希望倡恳号，, \u3000\t—·•●○◆◇★☆▲△※■□▪◎"
)
_BINDING = lazy_pattern("应(?!用)|须|必须|要")
_PLACED = lazy_pattern("[省市县区州镇乡村][^级内域]")
_MOST_NAMES = 60
# Groups without a known ending: 各级融媒体平台要…, 各学部应…; not 各项工作要…, 各级干部要….
_GROUP = lazy_pattern(
    r"(?:各级?(?![项类种方位个环条自地级])|有关|相关|所有)[一-龥]{1,10}?"
    r"(?=(?<![主重必需首])要(?![求素点])|应(?![用急对])|必须|须|务必|负责(?![人同])|每)"
    r"|各?(?:村|社区|村社|村居|村组)[“\"‘]?两委[”\"’]?(?:班子)?(?=[要应须每负牵做抓加开组建把对在])"
    r"|被[一-龥]{2,3}(?:单位|企业|学会|部门|机构)(?=要|应|须|必须)"
    r"|全[市县区省州](?:科协|教育|卫生|农业|科技|宣传)系统(?=要|应|须|必须)"
)
_FROM_DAY = lazy_pattern("自[^，,。；;的]{2,16}起")  # 各单位自印发之日起30日内…
_EXTRA = frozenset("（(等")  # first characters of 等 and of another name in brackets
_LEVELS = lazy_pattern(
    r"[省市县区州]{1,2}(?:、[省市县区州镇乡]{1,2}){1,3}(?=[^、，,。；;]{2})|各[省市县区州乡]、[市县区州旗镇](?=(?:人民)?政府|党委)"
)
_WHOLE_PLACE = lazy_pattern("全[市县区省州国](?!各)")
_GROWS = lazy_pattern(r"[要应]?(?:从|达|实现|增|净增|保持|发展到|突破|超过|力争|争取)|均[要应]?达|开课|参")
_WORKS = lazy_pattern("(?:科协|学会|工会|协会|政府|党委|中心|[局委办部厅])$")
_COUNTED = lazy_pattern(r"(?!凡|每)[一-龥“”]{0,16}\d{1,4}[家个]")
_COUNTS = lazy_pattern(r"\d[家个]")
_GROUPS = lazy_pattern("各|被|有关|相关|所有|两委|系统")
_OWED = 26  # code points before 的 and the unit that owes it
_OWNER = lazy_pattern(
    r"[^，,。；;：:、\s]{2,24}的(?P<unit>(?:责任|牵头|承办|主办|实施)单位)(?=要|应|须|必须|务必|[于在]\d|\d{1,2}月)"
)
_BOUND = lazy_pattern("[须要应]|必须|均[须要应]")
# A case has a subject of its own; 对后三位的单位下发督办函 has the last one, unless it is a penalty.
_CONDITION = lazy_pattern(
    r"[凡因如若获未]|逾期|连续|经|(?!对)[^，,。；;]{0,40}的[，,]|对[^，,。；;]{0,40}的[，,](?:取消|扣)"
)


@dataclass(slots=True)
class ActingSubject:
    """Units that act from ``start`` on."""

    start: int
    end: int
    lead: list[str] = field(default_factory=list)
    support: list[str] = field(default_factory=list)
    rule: str = "subject"
    doubts: list[str] = field(default_factory=list)


class _Clauses:
    """The clauses of one statement, read from left to right."""

    def __init__(self, text: str, end: int, times: Mapping[int, int], stems: re.Pattern[str] | None) -> None:
        self.text, self.end, self.times, self.stems = text, end, times, stems
        self.after_times = set(times.values())
        self.found: list[ActingSubject] = []
        self.counts = self.special = False

    def read(self, start: int) -> list[ActingSubject]:
        text, end = self.text, self.end
        taken = at = start
        self.counts = _COUNTS.search(text, start, end) is not None
        # Subjects without a known ending.
        self.special = self.counts or self.stems is not None or _GROUPS.search(text, start, end) is not None
        by = self._by(start)
        ending: int | None = start - 1
        while at < end:
            if ending is not None and ending < at:
                ending = next_ending(text, at, end)
            if ending is None and not self.special and by is None:
                break  # no further name ends
            clause = _CLAUSE.search(text, max(at, taken), end)
            if at >= taken and (self.special or (ending is not None and ending < (clause.start() if clause else end))):
                subject = self._opening_subject(at)
                if subject:
                    self.found.append(subject)
                    taken = subject.end
                    if clause and clause.start() < taken:
                        clause = _CLAUSE.search(text, taken, end)
            # 由 may stand inside the clause: 评审结果由评审办公示.
            stop = clause.start() if clause else end
            while by is not None and by < stop:
                subject = self._subject(by + 1, "by") if by >= taken else None
                if subject:
                    self.found.append(subject)
                    taken = subject.end
                by = self._by(by + 1)
            if not clause:
                break
            at = clause.end()
        return self.found

    def _by(self, start: int) -> int | None:
        if self.text.find("由", start, self.end) < 0:
            return None
        by = _BY.search(self.text, start, self.end)
        return by.start() if by else None

    def _opening_subject(self, at: int) -> ActingSubject | None:
        """Return the subject that opens the clause at ``at``, after times, markers and 请."""
        text, end, lead_in = self.text, self.end, load_subject_words().lead_in
        position, mode = at, ""
        for _ in range(6):
            if position in self.times:
                position = self.times[position]
                continue
            local = local_time_end(text, position, end)
            if local:
                position = local
                continue
            if position >= end or text[position] not in _LEADS:
                break
            opening = lead_in.match(text, position, end)
            if not opening:
                break
            mode = opening.lastgroup or mode
            position = opening.end()
        if position < end and begins_with_verb(text, position, end) and not self.counts:
            return None
        subject = self._subject(position, mode)
        if subject is None and self.counts and (position == at or position in self.after_times):
            # 年检不合格的4家学会须…: a class that the sentence itself describes
            described = _COUNTED.match(text, at, end)
            kind = bare_kind(text, described.end(), end) if described else None
            if kind and _BOUND.match(text, kind, end):
                return ActingSubject(at, kind, [text[at:kind]], rule="subject", doubts=["subject_described"])
        return subject or self._group(position) or self._owner(position)

    def _owner(self, start: int) -> ActingSubject | None:
        """Return who is named by what it owes: 慢序时项目的|责任单位要倒排工期."""
        owner = _OWNER.match(self.text, start, self.end) if "的" in self.text[start : start + _OWED] else None
        if not owner:
            return None
        return ActingSubject(start, owner.end(), [owner["unit"]], doubts=["subject_described"])

    def _group(self, start: int) -> ActingSubject | None:
        """Return a group of units without a known ending: 各级融媒体平台要…, 各村“两委”要…."""
        text, end = self.text, self.end
        if start >= end or text[start] not in "各有相所村社全被":
            return None
        group = _GROUP.match(text, start, end)
        if not group or group[0].endswith(load_subject_words().no_group):
            return None
        return ActingSubject(start, group.end(), [group[0]], doubts=["subject_described"])

    def _subject(self, start: int, mode: str) -> ActingSubject | None:
        text, end, said = self.text, self.end, load_subject_words()
        if start >= end or _NOT_FIRST.match(text, start, end):
            return None
        names, stop, doubts = self._list(start, by=mode == "by")
        if not names or said.permitted.match(text, stop, end):
            return None
        if said.reported.match(text, stop, end):
            return None
        speech = None if mode == "by" else said.speech.match(text, stop, end)
        if speech:
            return self._subject(speech.end(), "spoken") if mode != "spoken" else None
        if said.objects.match(text, start, stop):
            return None
        if (_ATTRIBUTE if mode == "by" else _CASE).match(text, stop, end):
            return None
        subject = ActingSubject(start, stop, rule="by_whom" if mode == "by" else "subject", doubts=doubts)
        if mode != "by" and names[-1].endswith(said.building) and self._is_of_buildings(stop):
            return None
        helping = said.support.match(text, stop, end)
        if mode == "join" or (helping and self.found) or all(_HELPER.match(name) for name in names):
            subject.support = names
        else:
            subject.lead = names
        joined = said.joined.match(text, stop, end)
        if joined and subject.lead:
            others, after, more = self._list(joined.end(), anything=True)
            if others and said.reported.match(text, after, end):
                return None
            if others:
                (subject.lead if joined[0].endswith("联合") else subject.support).extend(others)
                subject.end = after
                subject.doubts += more
        return subject

    def _is_of_buildings(self, stop: int) -> bool:
        """Check whether the predicate is one of buildings, after at most a time: 县科技馆6月底前封顶."""
        if self.text.startswith("每", stop):
            return False  # 实验室每年对外开放…
        stop = self.times.get(stop, stop)
        return load_subject_words().built.match(self.text, stop, self.end) is not None

    def _list(self, start: int, anything: bool = False, by: bool = False) -> tuple[list[str], int, list[str]]:
        """Return the names joined by 、 and 和 from ``start``, the end of the last, and doubts.

        Unless ``anything`` may follow, a list without a predicate behind it has no names.
        """
        text, end = self.text, self.end
        names: list[str] = []
        doubts: list[str] = []
        at = start
        while at < end and len(names) < _MOST_NAMES:
            quoted = text[at] in _OPEN
            begin = at + 1 if quoted else at
            # 市、县（区）科协 is one name
            levels = _LEVELS.match(text, begin, end) if "、" in text[begin + 1 : begin + 3] else None
            choice = self._choose(levels.end() - 1 if levels else begin, anything, by)
            if choice is None and names and text[start] == "各":
                choice = self._sibling_end(begin, anything)
            if choice is None and self.stems is not None:
                stem = self.stems.match(text, begin, end)
                if stem and self._has_predicate(stem.end(), anything):
                    choice = stem.end()
                elif names and not quoted:
                    # A further place in a list, named nowhere else in the text: 丹阳、句容和丹徒争创…
                    choice = next((begin + n for n in (2, 3) if begin + n < end and self._predicate(begin + n)), None)
                    if choice is not None:
                        doubts.append("subject_guessed")
            if choice is None:
                return [], start, []
            names += _apart(text[begin:choice])
            stop = choice + 1 if choice < end and text[choice] in _CLOSE else choice
            stop = self._behind(stop)
            join = _JOIN.match(text, stop, end)
            if not join or (anything and self._choose(join.end(), True) is None):
                return names, stop, doubts
            at = join.end()
        return [], start, []

    def _sibling_end(self, begin: int, anything: bool) -> int | None:
        """Return the end of a kind that shares the 各 of the list: 各镇、街道要…, 各分会、专委会每年…."""
        stop = bare_kind(self.text, begin, self.end)
        return stop if stop and self._has_predicate(stop, anything) else None

    def _choose(self, begin: int, anything: bool, by: bool = False) -> int | None:
        """Return the end of the name at ``begin``: the longest that a predicate or another name follows."""
        text = self.text
        found = unit_name_ends(text, begin, self.end, classes=True)
        whole = found and _WHOLE_PLACE.match(text, begin, self.end)
        for stop, kind in reversed(found):
            if (
                text.endswith("组织", begin, stop)
                and text[begin] not in "各基有"
                and _WORKS.search(text, begin, stop - 2)
                and self._predicate(stop)
            ):
                continue  # 由市科协|组织核实, but 各级科协组织要…
            if whole and (kind == "class" or _GROWS.match(text, stop, self.end)):
                continue  # 全县高新技术企业要发展到40户
            # 企业应当建立科协组织 binds enterprises; 参赛企业增加到35家 only counts them.
            bound = (
                stop in self.times
                or _BINDING.match(self.text, stop, self.end)
                or _JOIN.match(self.text, stop, self.end)
            )
            if kind == "class" and (anything or not (bound or by)):
                continue
            if not anything and kind == "unit" and self._is_counted_kind(begin, stop):
                continue
            if self._has_predicate(stop, anything or by):
                return stop
        return None

    def _is_counted_kind(self, begin: int, stop: int) -> bool:
        """Check whether the words are a kind that the plan counts, not an actor: 科普示范基地增加到20个."""
        text = self.text
        if not text.endswith(load_subject_words().countable, begin, stop) or stop in self.times:
            return False
        named = (
            text[begin] in "各有相所" or text[begin - 1 : begin] in tuple(_OPEN) or _PLACED.search(text, begin, stop)
        )
        return not named and not _BINDING.match(text, stop, self.end)

    def _has_predicate(self, stop: int, anything: bool) -> bool:
        text, end = self.text, self.end
        if stop < end and text[stop] in _CLOSE:
            stop += 1
        if load_subject_words().people.match(text, stop, end):
            return False
        stop = self._behind(stop)
        return anything or bool(_JOIN.match(text, stop, end)) or self._predicate(stop)

    def _behind(self, stop: int) -> int:
        """Return the position after another name in brackets and after 等部门."""
        if stop >= self.end or self.text[stop] not in _EXTRA:
            return stop
        for extra in (_ALIAS, _REST):
            more = extra.match(self.text, stop, self.end)
            stop = more.end() if more else stop
        return stop

    def _predicate(self, stop: int) -> bool:
        """Check whether a predicate opens at ``stop``: a verb, adverb, preposition, time, or a colon with words."""
        text, end, said = self.text, self.end, load_subject_words()
        if stop in self.times:
            return True
        if stop < end and text[stop] in "：:":
            return stop + 1 < end and not text.endswith(("单位", "部门", "科室"), 0, stop)
        if _FROM_DAY.match(text, stop, end):
            return True
        local = local_time_end(text, stop, end)
        opens = find_predicate_end(text, local or stop, end)
        if opens is None and local is None:
            other = said.permitted.match(text, stop, end)
            opens = other.end() if other else None
        return opens is not None and not text.startswith("的", opens)


def _apart(name: str) -> list[str]:
    """Return the units of a name without signs: 各镇各有关部门 → 各镇, 各有关部门; 各级各部门 is one."""
    second = name.find("各", 2)
    if name[0] != "各" or second < 0 or not any(stop == second for stop, _ in unit_name_ends(name[:second], 0, second)):
        return [name]
    return [name[:second], name[second:]]


def find_subjects(
    text: str, start: int, end: int, times: Mapping[int, int], stems: re.Pattern[str] | None
) -> list[ActingSubject]:
    """Return the subjects of ``text[start:end]``, in order.

    Args:
        times: start → end of each time phrase.
        stems: places that the document names without 市 or 县 (扬中 of 扬中市).
    """
    if stems and not stems.search(text, start, end):
        stems = None
    return _Clauses(text, end, times, stems).read(start)


def goes_on(text: str, start: int, end: int, times: Mapping[int, int]) -> bool:
    """Check whether a clause without a subject may continue with the last one: it opens with a predicate."""
    said = load_subject_words()
    position = start
    while position < end:
        lead_in = said.lead_in.match(text, position, end)
        after = times.get(position) or local_time_end(text, position, end) or (lead_in.end() if lead_in else position)
        if after <= position:
            break
        position = after
    return find_predicate_end(text, position, end) is not None and not _CONDITION.match(text, position, end)


# Matched backwards from 市 and 县: matching forwards would try every sign and space and take four times as long.
_PLACE = lazy_pattern(r"[市县](?![场级民直属委政])(?<=[一-龥]{2}.)(?:(?<=[、，,。；;\s]...)|(?<=^...))")


def place_stems(text: str) -> re.Pattern[str] | None:
    """Match the bare names of places that the text names with 市 or 县, as in a list: 扬中 of 扬中市."""
    verbs = _verbs()
    stems = {text[match.start() - 2 : match.start()] for match in _PLACE.finditer(text)}
    stems = {stem for stem in stems if stem not in verbs and not set(stem) & set("各全本我的和在有等与省市县区到")}
    return lazy_pattern("|".join(sorted(stems))) if stems else None


@cache
def _verbs() -> frozenset[str]:
    return frozenset(word for words in load_lexicon_table("duties")["predicate"].values() for word in words)
