"""What the words of one sentence say about its role: obligation, time, figure, rule, talk."""

from __future__ import annotations

import re
from functools import cache

from luoshi.reading import cue_forms as forms
from luoshi.reading.cue_properties import CueForm, found_once
from luoshi.reading.headings import ACTOR
from luoshi.reading.words import anywhere_pattern, grouped_trie_pattern, lazy_pattern, load_lexicon_table

_OWED = ("duty", "aim", "ahead")
# What holds without asking of half of the sentences, which have none of the characters that any time is told by.
_TIMELESS = {"dated": False, "deadline": False, "recurs": False, "tense": 0}
_DIGIT = lazy_pattern("[\\d一二两三四五六七八九十百半]")


@cache
def _classes() -> tuple[re.Pattern[str], dict[str, frozenset[str]], re.Pattern[str], re.Pattern[str]]:
    words = dict(load_lexicon_table("statements"))
    verbs = words.pop("verbs")
    of: dict[str, set[str]] = {}
    for name, members in words.items():
        for word in members:
            of.setdefault(word, set()).add(name)
    return (
        lazy_pattern(anywhere_pattern(of)),
        {word: frozenset(names) for word, names in of.items()},
        lazy_pattern(
            rf"(?:在|从|面向|由)[^，,。；;]{{2,28}}?(?:上|中|内|里|区|村|社|校|道|点|地)?{grouped_trie_pattern(verbs)}"
        ),
        lazy_pattern(
            rf"(?:要|应当?|须|必须)?{grouped_trie_pattern(verbs)}(?![率度额值券型]|(?:经费|资金|费用|单位|人员|对象)[由可应须从要按])"
        ),
    )


class Cues:
    """The cues of one sentence. ``begin`` is where its words begin after a marker."""

    def __init__(self, text: str, start: int, end: int, year: int | None = None) -> None:
        signals, of, _, _ = _classes()
        marker = forms.MARKER.match(text, start, end)
        self.text, self.start, self.end, self.year = text, start, end, year
        self.begin = marker.end() if marker else start
        # What stands in brackets says nothing of the sentence: （节假日除外，以公告为准）.
        words = text[self.begin : end]
        self.words = forms.ASIDE.sub("", words) or words if "（" in words or "(" in words else words
        self.classes: set[str] = set()
        for word in signals.findall(self.words):
            self.classes |= of[word]
        if self._misled():
            self.classes = set(self.at)
        figure = forms.FIGURE.search(self.words)
        # Three that are asked of every sentence: found out on demand each would cost 0.3 µs more.
        self.colon = text[end - 1] in "：:"  # it ends in a colon
        self.owed = not self.classes.isdisjoint(_OWED)  # something is told as owed or ahead
        # Something is told as over: 了, 已 (but not 已建成的…), 荣获.
        self.done = "done" in self.classes or ("already" in self.classes and self._has(forms.ALREADY))
        words = self.words
        some = "年" in words or "月" in words or "前" in words or "次" in words or "末" in words
        if not (some or "每" in words or "季" in words or "定" in words):
            self.__dict__.update(_TIMELESS)
        if not ("的" in words or "凡" in words or "者" in words):
            self.__dict__["_case"] = None
        # 抓好以下几项工作 counts nothing.
        self.figure = figure is not None and (figure.group()[0].isdecimal() or not self.announces)

    # Found by one expression each: anywhere in the words, or with opens where they begin.
    asked_for = CueForm(forms.ASKED_FOR)  # so much is asked of each unit once, or a rate is to be reached
    dated = CueForm(forms.DATED)  # a date falls once: 10月底前, 到2025年, 今年
    purpose = CueForm(forms.PURPOSE, opens=True)  # the sentence says why the paper was made: 为…，制定本办法
    acts = CueForm(forms.ACTING)  # the words call for action, for a sentence that opens a series
    shows = CueForm(forms.SHOWN)  # the words show how things are, for a sentence that opens a series
    once = CueForm(forms.ONCE)  # this one year or occasion is meant
    limits = CueForm(forms.LIMIT, needs=("不", "最"))  # a standing limit is set: 任期不得超过两届
    handled = CueForm(
        forms.HANDLED, needs=("资金", "经费", "基金", "拨", "付", "预", "专", "实行")
    )  # it says how money is handled for good: 资金由财政局实行报账制
    term = CueForm(forms.TERM, needs=("内",))  # a step must be taken within so many days, whenever it falls
    from_to = CueForm(forms.FROM_TO, needs=("由", "从"))  # from so much to so much
    only = CueForm(forms.ONLY, needs=("仅", "有"))  # so few there are, or so many are left: 仅1.6名, 尚有3家
    dosed = CueForm(
        forms.DOSE, needs=("亩", "公顷", "平方米", "株", "穴", "距", "播", "用种量", "水层", "覆土")
    )  # a technique says how much goes on each measure of ground: 每亩施纯氮9公斤
    defines_it = CueForm(
        forms.BE, True, ("是",)
    )  # the first clause says that one thing is another: 科技投入是战略性投资
    few = CueForm(forms.FEW, opens=True)  # it speaks of some, of many, of a few: an observation, no order
    replies = CueForm(forms.REPLY, opens=True)  # it only promises to deal with what was said: 对这些问题，我们将…
    this_year = CueForm(forms.THIS_YEAR)  # the current year is named, and not what is over of it
    result = CueForm(forms.RESULT)  # a result is named: 获批组建, 出台了《办法》
    capped = CueForm(forms.CAPPED)  # a ceiling is set: 每个单位限报2项
    sets_up = CueForm(forms.SETS_UP)  # it ends in what the paper was made for: 现制定如下方案
    opens_list = CueForm(forms.OPENS_LIST)  # the sentence ends in what announces a list: …做了以下工作
    forbids = CueForm(forms.FORBIDS, opens=True)  # it opens with a ban
    last_year = CueForm(forms.LAST_YEAR, opens=True)  # it opens with a year that is over
    cites = CueForm(forms.CITES, opens=True)  # it tells what others found
    ought_to_be = CueForm(forms.OUGHT_TO_BE)  # it says what someone must be or have: 申报单位应为县级学会
    formula = CueForm(
        forms.FORMULA, needs=("解释", "起")
    )  # it is the closing formula of a paper: 由…负责解释，自…起施行

    @found_once
    def at(self) -> dict[str, int]:
        """Where the first word of each class stands."""
        places: dict[str, int] = {}
        signals, of, _, _ = _classes()
        for found in signals.finditer(self.words):
            word = found.group()
            if word == "将" and forms.TAKES.match(self.words, found.start()):
                continue
            if word == "不足" and _DIGIT.match(self.words, found.end()):
                continue  # 不足60分 is a bound, no lack
            if word == "应" and forms.DUE_COUNT.match(self.words, found.start()):
                continue  # 应评41家 counts
            if word == "要" and self._of_old and found.start() < self._of_old:
                continue
            if word == "以下" and forms.BELOW.search(self.words, max(0, found.start() - 8), found.start()):
                continue  # 百亩以下 is a bound, no announcement
            if word in forms.GRANTED and forms.OF.match(self.words, found.end()):
                continue  # 对新获批的平台 says which are meant
            for name in of[word]:
                places.setdefault(name, found.start())
        return places

    def _misled(self) -> bool:
        """Whether the sentence may hold words that only look like cues: told by where each stands."""
        words = self.words
        return (
            ("将" in words and forms.TAKES.search(words) is not None)
            or "不足" in words
            or ("以下" in words and "announce" in self.classes)
            or ("应" in words and forms.DUE_COUNT.search(words) is not None)
            or ("的" in words and "done" in self.classes)
            or ("要" in words and bool(self._of_old))
        )

    @found_once
    def _of_old(self) -> int:
        """Where the words end that tell how something had to be done in the past; 0 where none do."""
        if "duty" not in self.classes or "要" not in self.words:
            return 0
        found = forms.OF_OLD.search(self.words)
        return found.end() if found else 0

    @found_once
    def chooses(self) -> bool:
        """Whether the best so many are to be chosen: 择优立项40项."""
        return "择优" in self.words and forms.CHOOSES.search(self.words) is not None

    def any(self, *names: str) -> bool:
        """Whether the sentence holds a word of one of the classes."""
        return not self.classes.isdisjoint(names)

    @found_once
    def verb_first(self) -> bool:
        """Whether the words begin as an instruction does."""
        return _classes()[3].match(self.words) is not None

    @found_once
    def unit_acts(self) -> bool:
        """Whether a unit is named first and then what it does: 县科协新建…, 县教育局要办好…."""
        unit = forms.UNIT_FIRST.match(self.words)
        return unit is not None and _classes()[3].match(self.words, unit.end()) is not None

    @found_once
    def deadline(self) -> bool:
        """Whether a day is named by which something is to be done."""
        words = self.words  # to look for the characters takes a fifth of the search that they spare
        return ("年" in words or "前" in words or "末" in words) and forms.DEADLINE.search(words) is not None

    @found_once
    def recurs(self) -> bool:
        """Whether something comes again: 每年, 定期, 按月."""
        words = self.words
        some = "年" in words or "每" in words or "月" in words or "季" in words or "定期" in words
        return some and forms.RECUR.search(words) is not None

    @property
    def condition(self) -> bool:
        """Whether a consequence is laid down for a case: 逾期不报的，予以通报."""
        return self._case is not None

    @found_once
    def by_whom(self) -> bool:
        """Whether a standing competence is laid down: 由…任免."""
        return "由" in self.words and self._has(forms.BY_WHOM)

    @found_once
    def judges(self) -> bool:
        """Whether the sentence argues: A是B的关键"""
        return "judge" in self.classes or (("是" in self.words or "乃" in self.words) and self._has(forms.COPULA))

    @found_once
    def announces(self) -> bool:
        """Whether the sentence only announces what follows: 以下三点, 做到“六抓”."""
        return "announce" in self.classes or self._has(forms.ANNOUNCED)

    @found_once
    def duty_note(self) -> bool:
        """Whether it names who is responsible: （责任单位：…）."""
        return forms.DUTY_NOTE.match(self.text, self.start, self.end) is not None

    def _has(self, pattern: re.Pattern[str]) -> bool:
        return pattern.search(self.words) is not None

    @found_once
    def _case(self) -> int | None:
        words = self.words
        found = forms.CONDITION.search(words) or forms.CASE.match(words)
        found = found or forms.CASE_WITHIN.search(words) or forms.PENALTY.search(words)
        return found.start() if found else None

    @found_once
    def leads(self) -> bool:
        """Whether the words begin with an act of the plan, not with what is given to whom."""
        return self.verb_first and not self.words.startswith(forms.GIVES)

    @found_once
    def ought(self) -> bool:
        """Whether the case is only followed by what ought to be done: 条件成熟的学会，要一步到位."""
        return self._has(forms.OUGHT) and not self.any("never", "bound") and not self.words.startswith(("凡", "连续"))

    @found_once
    def grants(self) -> bool:
        """Whether so much is given or taken for each case, and not allotted once or beside another goal."""
        found = forms.GRANT.search(self.words) if self.figure or "折" in self.words else None
        if not found or self.done:
            return False
        before = max(self.words.rfind("，", 0, found.start()), self.words.rfind(",", 0, found.start()), 0)
        if any(char.isdecimal() for char in self.words[:before]) and not forms.GRANT.search(self.words[:before]):
            return False
        return self.recurs or not self._has(forms.ALLOTS)

    @found_once
    def aims_at(self) -> bool:
        """Whether a goal is named before a colon and told behind it."""
        return "目标" in self.words[:16] and forms.AIMS_AT.match(self.words) is not None

    @found_once
    def contact(self) -> bool:
        """Whether it is where to call or to write."""
        opening = self.text[self.start : self.start + 12]  # no label is longer
        labelled = "：" in opening or ":" in opening
        return labelled and forms.CONTACT.match(self.text, self.start, self.end) is not None

    @found_once
    def ruled(self) -> bool:
        """Whether a rule is told: 该区规定，…; 按照《…办法》，…"""
        return (
            ("规定" in self.words or "《" in self.words)
            and self._has(forms.RULED)
            and (self.recurs or self.any("bound", "never"))
        )

    @found_once
    def repeats_acts(self) -> bool:
        """Whether an act comes again so many times: 每半年至少听取一次."""
        return self.recurs and (self.any("bound", "never") or self._has(forms.ACTS))

    @found_once
    def argues(self) -> bool:
        """Whether the sentence reasons, compares or asks."""
        return self.asks or self._has(forms.ARGUES)

    @found_once
    def asks(self) -> bool:
        """Whether it is a question."""
        return self.words.rstrip('”"』」').endswith(("？", "?"))

    @found_once
    def actor_called(self) -> bool:
        """Whether someone is named, or no one, before the first 要, 应, 必须: 各乡镇必须…, 要…"""
        at = self.at.get("duty", 0)
        return at == 0 or ACTOR.search(self.words[:at]) is not None or self.words[0] == "各"

    @found_once
    def actor_first(self) -> bool:
        """Whether a unit stands before what comes again: 县政府督查室每季度汇总一次."""
        at = self.words.find("每")
        return 0 < at < 24 and ACTOR.search(self.words[:at]) is not None

    @found_once
    def rated(self) -> bool:
        """Whether a floor or ceiling for each is laid down: 按人均不低于2元."""
        return self.any("bound", "never") and self._has(forms.RATED)

    @found_once
    def praises(self) -> bool:
        """Whether it only says how well things went: 取得明显成效."""
        return "praise" in self.classes or self._has(forms.PRAISE) or self._has(forms.ONWARD)

    @found_once
    def own_year(self) -> bool:
        """Whether the year of the document is printed."""
        return self.year is not None and f"{self.year}年" in self.words

    @found_once
    def tense(self) -> int:
        """What its years say: -1 all before the document's, 1 one after it or to be reached, 0 nothing."""
        words = self.words
        if self.year is None or "年" not in words or not ("20" in words or "19" in words):
            return 0
        if "由2" in words or "从2" in words or "由1" in words or "从1" in words:
            words = forms.START.sub("", words)
        years = [(bool(to), int(year)) for to, year in forms.YEARS.findall(words)]
        if any(year > self.year or (to and year >= self.year) for to, year in years):
            return 1
        return -1 if years and all(year < self.year for _, year in years) else 0
