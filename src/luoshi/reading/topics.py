"""Track the topic of a sentence, and complete names that say too little alone."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache

from luoshi.reading.clauses import AmountPlace
from luoshi.reading.phrases import clean_phrase, entity_of_name, fit_phrase, is_act, join_phrases, shorten_phrase
from luoshi.reading.sentence_themes import NUMBERED, object_of, thing_of_heading
from luoshi.reading.titles import DocumentSubject
from luoshi.reading.words import lazy_pattern, load_lexicon_table, trie_pattern

DIGIT = re.compile(r"[\d百两三](?:(?<=\d)|分之)")  # searching for one character set takes half the time of three words
_MEASURES = (
    "面积",
    "投资",
    "费用",
    "费",
    "资金",
    "款",
    "金额",
    "额",
    "产值",
    "收入",
    "经费",
    "人数",
    "数量",
    "率",
    "支出",
    "余额",
    "补助",
)
_EARNED = frozenset({"产值", "新增产值", "销售收入", "新增销售收入", "投资", "总投资", "利税", "增加值", "销售额"})
_SPREAD = lazy_pattern(r"(?:推广|示范|应用|实施)面积$")
_OF_CROP = lazy_pattern(r"(?:种植|播种|栽培|养殖|经营|总|年){0,9}(?:面积|产量|产值|存栏|出栏|收入|销量|规模)$")
_OF_MONEY = ("费", "费用", "经费", "资金", "投资", "收入", "支出", "产值", "增加值", "补助", "奖励")
_MEASURE = lazy_pattern(
    r"(?:总产值|产值|增加值|收入|投资|经费|支出|资金|面积|用量|产量|销售额|交易额|成交额|贷款|税收|保费|人口"
    r"|人数)$"
)
LEVELS = re.compile(r"(?:国家级|省级|市级|县级|区级|省部级)(?:以上|及以上)?")

_CONDITIONS = lazy_pattern(
    r"([^，,；;。：:、\s条）)须应要具符满]{2,14}?)(?:应当?|须|必须|需|要|一般){0,9}(?:同时)?(?:具备|符合|满足)(?:以下|下列|如下)(?:基本)?条件"
)
_ARTICLE = lazy_pattern(r"\s*第[一二三四五六七八九十百]{1,5}条")


@dataclass(slots=True)
class Topic:
    """The topic of a sentence so far."""

    heading: str = ""  # the run-in heading's words
    title: DocumentSubject = field(default_factory=DocumentSubject)  # what the document is about
    dated: str = ""  # the headings above, outermost first, which may name a year
    last: str = ""  # indicator of the previous amount
    names: list[str] = field(default_factory=list)  # of the amounts so far
    counted: dict[str | None, str] = field(default_factory=dict)  # unit → the last thing counted in it
    by_unit: dict[str | None, str] = field(default_factory=dict)  # unit → the first name measured in it
    parent: str = ""  # indicator that a breakdown (其中) divides
    parted: str | None = None  # the unit of that breakdown
    listing: list[str] = field(default_factory=list)  # the things of a 分别 list
    whole: str = ""  # the last thing counted in this sentence, in any unit
    noun_right: bool = False  # the previous amount took its name from its right

    actor: str = ""  # the last counted thing that its predicate was put before
    base: str = ""  # counted in this sentence, and may have later figures as parts
    level: str = ""  # indicator of the last amount of this sentence that is not a share, growth or duration
    before: str = ""  # the last level of the previous sentence
    here: set[str | None] = field(default_factory=set)  # units counted in this sentence
    item: str = ""  # what a line of a scoring rule scores
    judged: str = ""  # what points rate: 考核得分90分以上的为优秀，75分至89分的为良好
    header: tuple[str | None, str] = (None, "")  # unit and words of the measure of a list of things
    elsewhere: bool = False  # the previous figure was of a place that its clause only named
    matter: str = ""  # the matter of a time limit: 异议, 考核结果
    themed: bool = False  # the previous name was completed by what the sentence set up
    opening: str = ""  # the first clause of the sentence, if it has no figure
    theme: str = ""  # otherwise the thing that its first figure counted
    passed: tuple[str, str] = ("", "")  # the same two of the previous sentence
    asked: str | None = None  # the bearer of the conditions here; None: not searched yet
    band: tuple[str | None, str, str, str, str] | None = None  # unit, name, measure, thing, quote of a list of bands
    outside: tuple[str, str, str, str, dict[str | None, str]] | None = None  # the state before a bracket

    def __post_init__(self) -> None:
        if type(self.title) is str:
            self.title = DocumentSubject(self.title)

    def begin(self, opening: str) -> None:
        """Begin a sentence with its first clause: keep what was counted, forget the rest."""
        self._hear(opening)
        self.band = self.outside = None
        if self.theme or (self.opening and _opens_with(self.opening)):
            self.passed = (self.opening, self.theme)
        self.opening = "" if DIGIT.search(opening) else opening
        self.theme = ""
        self.names, self.listing, self.by_unit = [], [], {}
        self.here = set()
        self.before = self.level or self.before
        self.base = self.level = ""
        self.parent, self.whole, self.noun_right = "", "", False
        self.elsewhere = False
        self.header = (None, "")

    def pass_over(self, opening: str) -> None:
        """Record a sentence without a figure."""
        self._hear(opening)
        self.passed = (opening, "")

    @property
    def older(self) -> str:
        """Return the first topic of the previous sentence, computed on demand because it is rarely needed."""
        return _opens_with(self.passed[0]) or self.passed[1]

    def _hear(self, opening: str) -> None:
        """Record the bearer of a rule's conditions, or that they have ended."""
        self.asked = None
        if "条" not in opening:
            return
        found = _CONDITIONS.search(opening) if "条件" in opening else None
        if found:
            words = found[1][found[1].rfind("的", 0, -2) + 1 :].removesuffix("同时").removesuffix("并")
            if len(words) >= 2:
                self.title.bearer, self.title.bound = words, self.dated
        elif _ARTICLE.match(opening):
            self.title.bearer = ""

    def enter_bracket(self, inside: bool) -> None:
        """Save the topic before a bracket, and restore it after."""
        if inside and self.outside is None:
            self.outside = (self.last, self.level, self.whole, self.base, dict(self.counted))
        elif not inside and self.outside is not None:
            self.last, self.level, self.whole, self.base, self.counted = self.outside
            self.outside = None


def _opens_with(opening: str) -> str:
    return entity_of_name(shorten_phrase(clean_phrase(opening), 12))


@cache
def _general() -> re.Pattern[str]:
    words = load_lexicon_table("quantities")["topic"]["general"]
    return re.compile(f"(?:{trie_pattern(word[::-1] for word in words)})")


@cache
def status_words() -> re.Pattern[str]:
    return re.compile(f"(?:不|未|已|被)?(?:{trie_pattern(load_lexicon_table('quantities')['topic']['standing'])})")


@lru_cache(maxsize=4096)
def status_end(name: str) -> int:
    """Return the end of the status word (竣工, 应评) that opens a name; -1 if there is none."""
    found = status_words().match(name)
    return found.end() if found else -1


@lru_cache(maxsize=4096)
def only_stands(name: str) -> bool:
    """Check whether a name is only a status word."""
    return status_words().fullmatch(name) is not None


@lru_cache(maxsize=4096)
def _before_measure(name: str) -> int:
    """Return the start of the measure word that ends a name; -1 if there is none."""
    found = _general().match(name[::-1])
    return len(name) - found.end() if found else -1


def is_general_measure(name: str) -> bool:
    """Check whether a name ends with a measure word: 年营业收入."""
    return _before_measure(name) >= 0


def prefix_general_name(place: AmountPlace, topic: Topic, name: str) -> str:
    """Prefix a general word (面积, 总额) with its thing."""
    at = _before_measure(name)
    if 0 <= at <= 1 or (at == 2 and is_act(name[:2])):
        if _SPREAD.match(name) and (thing_of_heading(topic.heading) or topic.title):
            return join_phrases(thing_of_heading(topic.heading) or topic.title, name)
        if name in _EARNED and topic.whole in (topic.counted.get("人"), topic.counted.get("名")):
            return name
        thing = topic.whole if not topic.whole.endswith(_MEASURES) else topic.base or _measured(topic.whole)
        thing = thing or subject_of_clauses(place, topic, 8) or (_whole_of(topic) if not at else "")
        if thing.endswith(("比重", "比例", "占比", "率")):
            return name
        if thing and "元以上" not in thing and thing not in name and not (set(thing) >= set(name)):
            return join_phrases(fit_phrase(thing, 8), name)
    return name


def _measured(name: str) -> str:
    """Return the thing of a measure: 黄桃种植面积 → 黄桃."""
    thing = _OF_CROP.sub("", name)
    return thing if 2 <= len(thing) < len(name) else ""


def _whole_of(topic: Topic) -> str:
    """Return what the previous sentence measured, else the subject of the document."""
    measured = _MEASURE.search(topic.before)
    return topic.before[: measured.start()] if measured and measured.start() >= 3 else topic.title


def subject_of_clauses(place: AmountPlace, topic: Topic, limit: int) -> str:
    """Return the topic of the earlier clauses."""
    if topic.whole:
        return fit_phrase(topic.whole, limit)
    for clause in reversed(re.split(r"[，,；;：:。]", place.earlier.rstrip("，,；;：:"))):
        clause = NUMBERED.sub("", clause)
        if DIGIT.search(clause):
            continue
        words = object_of(clause) or entity_of_name(shorten_phrase(clean_phrase(clause), limit + 4))
        cut = words.find("由", 2)
        words = words[:cut] if cut > 0 and words[cut : cut + 2] != "由于" else words
        if len(words) >= 2:
            return fit_phrase(words, limit + 2)
    return ""


def last_enumerated_things(earlier: str, count: int) -> list[str]:
    """Return the last list of ``count`` things in the earlier clauses: 由甲、乙、丙三部分构成."""
    for clause in reversed(re.split(r"[，,；;：:。]", earlier)):
        items = re.split(r"[、和]", clause)
        if len(items) == count and not DIGIT.search(clause):
            first = clean_phrase(items[0])
            found = re.search(r"(?:由|包括|分为|含|以)(.{2,})$", first)
            last = re.split(r"[两三四五六七八九十]{1,9}(?:个|项|类|部分|方面)", items[-1])[0].removesuffix("的")
            level = LEVELS.match(last)
            rest = last[level.end() :] if level else ""
            things = [found[1] if found else first, *items[1:-1]]
            return [*(thing + rest if thing.endswith("级") else thing for thing in things), last]
    return []


@lru_cache(maxsize=4096)
def join_qualifier_and_head(qualifier: str, whole: str) -> str:
    """Return the name of a part: the qualifier before the head of the whole, without the whole's own level."""
    if not qualifier or qualifier in whole:
        return whole
    if qualifier.endswith(("配套", "自筹")) and _MEASURE.search(whole):
        return qualifier + "资金"
    if qualifier.endswith(_OF_MONEY) and qualifier[0] != "每":
        return qualifier
    measure = _MEASURE.search(whole)
    if (
        measure
        and measure.start()
        and len(qualifier) >= 2
        and not LEVELS.match(qualifier)
        and status_end(qualifier) < 0
    ):
        return qualifier if qualifier.endswith(measure[0]) else qualifier + measure[0]
    found = LEVELS.match(whole)
    if found:
        whole = whole[found.end() :]
    return qualifier + fit_phrase(whole, 10)
