"""Find what the words of one sentence say about its role: obligation, time, figure, rule, talk."""

from __future__ import annotations

import re
from functools import cache

from luoshi.reading import cue_forms as forms
from luoshi.reading.cue_properties import CueForm, found_once
from luoshi.reading.headings import ACTOR
from luoshi.reading.words import anywhere_pattern, grouped_trie_pattern, lazy_pattern, load_lexicon_table

_OWED = ("duty", "aim", "ahead")
# The values for half of the sentences, which have none of the characters of any time.
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
        # Text in brackets does not concern the sentence: （节假日除外，以公告为准）.
        words = text[self.begin : end]
        self.words = forms.ASIDE.sub("", words) or words if "（" in words or "(" in words else words
        self.classes: set[str] = set()
        for word in signals.findall(self.words):
            self.classes |= of[word]
        if self._has_false_cues():
            self.classes = set(self.at)
        figure = forms.FIGURE.search(self.words)
        # Every sentence needs these three; on demand each would cost 0.3 µs more.
        self.colon = text[end - 1] in "：:"  # ends in a colon
        self.owed = not self.classes.isdisjoint(_OWED)  # presents something as owed or in the future
        # Presents something as done: 了, 已 (but not 已建成的…), 荣获.
        self.done = "done" in self.classes or ("already" in self.classes and self._has(forms.ALREADY))
        words = self.words
        some = "年" in words or "月" in words or "前" in words or "次" in words or "末" in words
        if not (some or "每" in words or "季" in words or "定" in words):
            self.__dict__.update(_TIMELESS)
        if not ("的" in words or "凡" in words or "者" in words):
            self.__dict__["_case"] = None
        # 抓好以下几项工作 counts nothing.
        self.figure = figure is not None and (figure.group()[0].isdecimal() or not self.announces)

    # One expression each: searched anywhere, or with ``opens`` at the start of the words.
    asked_for = CueForm(forms.ASKED_FOR)  # a one-time demand on each unit, or a rate to reach
    dated = CueForm(forms.DATED)  # a single date: 10月底前, 到2025年, 今年
    purpose = CueForm(forms.PURPOSE, opens=True)  # states why the paper was made: 为…，制定本办法
    acts = CueForm(forms.ACTING)  # calls for action, in a sentence that opens a series
    shows = CueForm(forms.SHOWN)  # describes the situation, in a sentence that opens a series
    once = CueForm(forms.ONCE)  # means this one year or occasion
    limits = CueForm(forms.LIMIT, needs=("不", "最"))  # sets a permanent limit: 任期不得超过两届
    handled = CueForm(
        forms.HANDLED, needs=("资金", "经费", "基金", "拨", "付", "预", "专", "实行")
    )  # sets permanent rules for money: 资金由财政局实行报账制
    term = CueForm(forms.TERM, needs=("内",))  # gives a step a time limit in days, whenever it falls
    from_to = CueForm(forms.FROM_TO, needs=("由", "从"))  # from one number to another
    only = CueForm(forms.ONLY, needs=("仅", "有"))  # a small number, or a remainder: 仅1.6名, 尚有3家
    dosed = CueForm(
        forms.DOSE, needs=("亩", "公顷", "平方米", "株", "穴", "距", "播", "用种量", "水层", "覆土")
    )  # describes a technique with its dose per area: 每亩施纯氮9公斤
    defines_it = CueForm(forms.BE, True, ("是",))  # the first clause equates two things: 科技投入是战略性投资
    few = CueForm(forms.FEW, opens=True)  # speaks of some, many, a few: an observation, not an order
    replies = CueForm(forms.REPLY, opens=True)  # only promises to handle what was said: 对这些问题，我们将…
    this_year = CueForm(forms.THIS_YEAR)  # names the current year, but not a past part of it
    result = CueForm(forms.RESULT)  # names a result: 获批组建, 出台了《办法》
    capped = CueForm(forms.CAPPED)  # sets a ceiling: 每个单位限报2项
    sets_up = CueForm(forms.SETS_UP)  # ends in the purpose of the paper: 现制定如下方案
    opens_list = CueForm(forms.OPENS_LIST)  # ends by announcing a list: …做了以下工作
    forbids = CueForm(forms.FORBIDS, opens=True)  # opens with a ban
    last_year = CueForm(forms.LAST_YEAR, opens=True)  # opens with a past year
    cites = CueForm(forms.CITES, opens=True)  # cites findings of others
    ought_to_be = CueForm(forms.OUGHT_TO_BE)  # says what someone must be or have: 申报单位应为县级学会
    formula = CueForm(forms.FORMULA, needs=("解释", "起"))  # is the closing formula of a paper: 由…负责解释，自…起施行

    @found_once
    def at(self) -> dict[str, int]:
        """Return the position of the first word of each class."""
        places: dict[str, int] = {}
        signals, of, _, _ = _classes()
        for found in signals.finditer(self.words):
            word = found.group()
            if word == "将" and forms.TAKES.match(self.words, found.start()):
                continue
            if word == "不足" and _DIGIT.match(self.words, found.end()):
                continue  # 不足60分 is a bound, not a deficiency
            if word == "应" and forms.DUE_COUNT.match(self.words, found.start()):
                continue  # 应评41家 counts
            if word == "要" and self._of_old and found.start() < self._of_old:
                continue
            if word == "以下" and forms.BELOW.search(self.words, max(0, found.start() - 8), found.start()):
                continue  # 百亩以下 is a bound, not an announcement
            if word in forms.GRANTED and forms.OF.match(self.words, found.end()):
                continue  # 对新获批的平台 only selects
            for name in of[word]:
                places.setdefault(name, found.start())
        return places

    def _has_false_cues(self) -> bool:
        """Check whether the sentence may contain words that only look like cues, by their positions."""
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
        """Return the end of the words about a past obligation; 0 if there are none."""
        if "duty" not in self.classes or "要" not in self.words:
            return 0
        found = forms.OF_OLD.search(self.words)
        return found.end() if found else 0

    @found_once
    def chooses(self) -> bool:
        """Check whether the best so many are to be chosen: 择优立项40项."""
        return "择优" in self.words and forms.CHOOSES.search(self.words) is not None

    def has_any(self, *names: str) -> bool:
        """Check whether the sentence contains a word of one of the classes."""
        return not self.classes.isdisjoint(names)

    @found_once
    def verb_first(self) -> bool:
        """Check whether the words begin like an instruction."""
        return _classes()[3].match(self.words) is not None

    @found_once
    def unit_acts(self) -> bool:
        """Check whether a unit is named first and then its action: 县科协新建…, 县教育局要办好…."""
        unit = forms.UNIT_FIRST.match(self.words)
        return unit is not None and _classes()[3].match(self.words, unit.end()) is not None

    @found_once
    def deadline(self) -> bool:
        """Check whether a day is named by which something must be done."""
        words = self.words  # finding the characters takes a fifth of the search that it saves
        return ("年" in words or "前" in words or "末" in words) and forms.DEADLINE.search(words) is not None

    @found_once
    def recurs(self) -> bool:
        """Check whether something recurs: 每年, 定期, 按月."""
        words = self.words
        some = "年" in words or "每" in words or "月" in words or "季" in words or "定期" in words
        return some and forms.RECUR.search(words) is not None

    @property
    def condition(self) -> bool:
        """Check whether the sentence gives a consequence for a case: 逾期不报的，予以通报."""
        return self._case is not None

    @found_once
    def by_whom(self) -> bool:
        """Check whether the sentence gives a permanent competence: 由…任免."""
        return "由" in self.words and self._has(forms.BY_WHOM)

    @found_once
    def judges(self) -> bool:
        """Check whether the sentence argues: A是B的关键"""
        return "judge" in self.classes or (("是" in self.words or "乃" in self.words) and self._has(forms.COPULA))

    @found_once
    def announces(self) -> bool:
        """Check whether the sentence only announces what follows: 以下三点, 做到“六抓”."""
        return "announce" in self.classes or self._has(forms.ANNOUNCED)

    @found_once
    def duty_note(self) -> bool:
        """Check whether the sentence names who is responsible: （责任单位：…）."""
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
        """Check whether the words begin with an act of the plan, not with a grant."""
        return self.verb_first and not self.words.startswith(forms.GIVES)

    @found_once
    def ought(self) -> bool:
        """Check whether the case is only followed by what should be done: 条件成熟的学会，要一步到位."""
        return (
            self._has(forms.OUGHT) and not self.has_any("never", "bound") and not self.words.startswith(("凡", "连续"))
        )

    @found_once
    def grants(self) -> bool:
        """Check whether an amount is given or taken in each case, not allotted once or beside another target."""
        found = forms.GRANT.search(self.words) if self.figure or "折" in self.words else None
        if not found or self.done:
            return False
        before = max(self.words.rfind("，", 0, found.start()), self.words.rfind(",", 0, found.start()), 0)
        if any(char.isdecimal() for char in self.words[:before]) and not forms.GRANT.search(self.words[:before]):
            return False
        return self.recurs or not self._has(forms.ALLOTS)

    @found_once
    def aims_at(self) -> bool:
        """Check whether a target is named before a colon and given after it."""
        return "目标" in self.words[:16] and forms.AIMS_AT.match(self.words) is not None

    @found_once
    def contact(self) -> bool:
        """Check whether the sentence gives contact details."""
        opening = self.text[self.start : self.start + 12]  # no label is longer
        labelled = "：" in opening or ":" in opening
        return labelled and forms.CONTACT.match(self.text, self.start, self.end) is not None

    @found_once
    def ruled(self) -> bool:
        """Check whether the sentence cites a rule: 该区规定，…; 按照《…办法》，…"""
        return (
            ("规定" in self.words or "《" in self.words)
            and self._has(forms.RULED)
            and (self.recurs or self.has_any("bound", "never"))
        )

    @found_once
    def repeats_acts(self) -> bool:
        """Check whether an act is repeated so many times: 每半年至少听取一次."""
        return self.recurs and (self.has_any("bound", "never") or self._has(forms.ACTS))

    @found_once
    def argues(self) -> bool:
        """Check whether the sentence reasons, compares or asks."""
        return self.asks or self._has(forms.ARGUES)

    @found_once
    def asks(self) -> bool:
        """Check whether the sentence is a question."""
        return self.words.rstrip('”"』」').endswith(("？", "?"))

    @found_once
    def actor_called(self) -> bool:
        """Check whether a person or unit, or nobody, is named before the first 要, 应, 必须: 各乡镇必须…, 要…"""
        at = self.at.get("duty", 0)
        return at == 0 or ACTOR.search(self.words[:at]) is not None or self.words[0] == "各"

    @found_once
    def actor_first(self) -> bool:
        """Check whether a unit comes before the recurrence: 县政府督查室每季度汇总一次."""
        at = self.words.find("每")
        return 0 < at < 24 and ACTOR.search(self.words[:at]) is not None

    @found_once
    def rated(self) -> bool:
        """Check whether a floor or ceiling for each is set: 按人均不低于2元."""
        return self.has_any("bound", "never") and self._has(forms.RATED)

    @found_once
    def praises(self) -> bool:
        """Check whether the sentence only praises: 取得明显成效."""
        return "praise" in self.classes or self._has(forms.PRAISE) or self._has(forms.ONWARD)

    @found_once
    def own_year(self) -> bool:
        """Check whether the year of the document is printed."""
        return self.year is not None and f"{self.year}年" in self.words

    @found_once
    def tense(self) -> int:
        """Return the tense of its years: -1 all before the document's, 1 one after it or a target year, 0 none."""
        words = self.words
        if self.year is None or "年" not in words or not ("20" in words or "19" in words):
            return 0
        if "由2" in words or "从2" in words or "由1" in words or "从1" in words:
            words = forms.START.sub("", words)
        years = [(bool(to), int(year)) for to, year in forms.YEARS.findall(words)]
        if any(year > self.year or (to and year >= self.year) for to, year in years):
            return 1
        return -1 if years and all(year < self.year for _, year in years) else 0
