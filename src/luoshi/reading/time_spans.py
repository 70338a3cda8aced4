"""Find the period of a figure (gold/GUIDE.md, "period")."""

from __future__ import annotations

import re
from dataclasses import dataclass

from luoshi.reading.model import Aspect, QuantityRole, StatementRole
from luoshi.reading.reported_times import YEAR, is_multi_year, months_of_facts, survey_month, year_of_facts
from luoshi.reading.structure import DocumentFields
from luoshi.reading.time_expressions import collapse_year_span, in_turn, in_year, latest_named_year, of_year
from luoshi.reading.words import lazy_pattern

_COUNT = r"[一二两三四五六七八九十]|\d{1,2}"
_TIME = re.compile(
    r"(?=[\d一二两三四五六七八九十上前下去明今本当全“\"近过最后未用力争在年期X×])"  # most characters begin none,
    r"(?=[^年月季五末，,。；;：:]{0,14}[年月季五末])(?:"  # and most others are far from any time sign
    r"(?P<y1>(?:19|20)\d\d)年?\s*[—\-－–~～至]{1,2}\s*(?P<y2>(?:19|20)\d\d)年"
    r"|(?P<year>(?:19|20)\d\d)年度?(?:(?P<m1>\d{1,2})月?[—\-－~～至](?P<m2>\d{1,2})月|(?P<half>上半年)|"
    r"(?P<month>\d{1,2})月|(?P<end>年?[末底]))?"
    r"|(?P<n1>\d{1,2})月?[—\-－~～至](?P<n2>\d{1,2})月"
    r"|\d{1,2}月(?:[上中下]旬|\d{1,2}日)[—\-－~～至到](?P<upto>\d{1,2})月"
    r"|(?P<alone>\d{1,2})月(?:份|底|末|\d{1,2}日)"
    r"|(?P<firsthalf>(?<!下)上半年)|(?P<q3>前三季度)|(?P<q1>(?<!第)一季度)|(?<!第)(?P<quarter>[二三四])季度(?!末|[之以]?前)"
    r"|(?P<lastend>(?:去|上)年[底末])|(?P<last>(?:去|上一?)年(?:度)?(?!同期|增|提|减|下降|"
    r"同|以来))|(?P<next>明年|下一?年度)"
    r"|(?P<now>今年(?!\d)|本年度?|当年|全年)|(?P<start>年初(?=下达|安排|预算|确定|计划|拨付))"
    r"|[“\"]?十(?P<plan>[一二三四五六])五[”\"]?(?P<planend>末)?(?P<plantime>期间|时期|以来)?"
    rf"|(?:(?<!历时)(?<!长达)近|过去|最近|(?<!学)前)(?P<past>{_COUNT})年|(?<![\d第])(?P<back>{_COUNT})年来"
    rf"|(?:今后|未来|用|力争|争取|在)?(?P<within>{_COUNT})年(?:左右)?(?:的)?(?:内|时间|之内)"
    rf"|(?:今后|未来)(?P<coming>{_COUNT})年|(?<![\d第年每隔近前])(?P<total>[两三四五]|\d)年(?=累计|统筹|共|翻|总|新[增建]|建成|培育|培训|引进|投入)"
    r"|(?<![一二两三四五六七八九十几多数半\d])(?P<inyear>年内)"
    r"|(?P<yearend>(?<!上)年末(?!前)|期末(?=拥有|共有|实有|有|在|存))"
    r"|(?P<masked>XX年|20\*\*年|××年))"
)
_SIGN = re.compile("[年月季五末]")  # each expression has one of these
_MAYBE = re.compile(r"[年月季五]")
_DIGITS = dict(zip("一二两三四五六七八九十", (1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10), strict=True))
# A time that is compared with is not the time of the figure.
_COMPARED = re.compile(r"(?:比|较|同比|以|自|由|从|按|至今|依据|根据|是|为|相当于|达到?|高于|低于|占)$")
# A time that only selects an amount (今年下达的4200万元) applies to that one alone.
_OF_ONE = re.compile(r"^[^，,；;。\d]{0,10}的约?\d[^，,；;。]*(?<!中)[，,；;。]")
_FROM = lazy_pattern(r"(?:由|从)$")
_SINCE = re.compile(r"^[^，,；;。]{0,24}以来|^[^，,；;。]{0,6}至今")
_DUE = lazy_pattern(r"^(?:[上中下]旬|[底末初])?(?:之?前|以前)")
_YEARBOOK = re.compile(r"总结|工作报告|公报|年鉴|年报|述职")
_LOOKS_BACK = re.compile(r"(?:总结|回顾)了?((?:19|20)\d\d)年|过去的?一年|(?:^|[，,。])(?:去年|一年来)")
_OPENING = re.compile(r"^[^，,；;。]{0,6}?((?:19|20)\d\d)年(?:以来)?[，,]|^(?:去年)")
_OPENING_YEAR = re.compile(r"\s*(?:在)?((?:19|20)\d\d)年(?:度|以来|，|,|全|我|共|各)")
_UNTIL = lazy_pattern(r"到((?:19|20)\d\d)年")
# The past, without a year.
_OF_OLD = lazy_pattern(r"(?:以前|过去(?!的|[一二两三四五\d])|从前)(?![^。]{0,200}(?:现在|如今|目前))")
# In a bulletin, stocks are those at the end of the year; events of the year are not.
_THERE = lazy_pattern(r"实有|共有|在册|分布$")
_STOCKS = frozenset({"level", "per", "share", "ratio", "difference"})
_STILL = lazy_pattern(r"现有|目前|如今|现在|截[至止]|至今")


def times_in(words: str) -> list[re.Match[str]]:
    """Return every time expression in some words, in order."""
    sign = _SIGN.search(words)
    if not sign or not _MAYBE.search(words, sign.start()):
        return []
    return list(_TIME.finditer(words, max(0, sign.start() - 32)))  # it begins shortly before its first sign


def _starts(found: re.Match[str]) -> bool:
    """Check whether a time may be that of a figure's starting value: 由上年末的|38%."""
    return any(found[name] for name in ("year", "plan", "last", "lastend", "quarter", "q1", "firsthalf"))


def _number(word: str) -> int:
    return _DIGITS[word] if word in _DIGITS else int(word)


@dataclass(slots=True)
class DocumentTimes:
    """What a document has said so far about the period of its figures."""

    about: DocumentFields
    visited: str | None = None  # the month of an inspection or survey; applies to the end of the document
    cut_off: str | None = None  # the cut-off month of figures; applies to its part
    looking_back: int | None = None  # a year at the start of a sentence; applies to its paragraph, or part
    issued: str | None = None  # the month of the document's date
    horizon: str | None = None  # the year that a multi-year plan has named under this heading: 到2025年
    ranges: bool = False  # plans for several years, by its title or by such a year
    part: str = ""  # the headings above, outermost first
    headed: str | None = None  # the year in them
    facts: int | None = None  # the year that the document reports on
    months: str | None = None  # its months, where the title names them
    bulletin: bool = False  # its stocks are those at the end of the year, once it says so
    yearbook: bool = False  # reports on a whole year

    def __post_init__(self) -> None:
        """Derive the times that the fields give."""
        self.ranges = is_multi_year(self.about)
        self.facts = year_of_facts(self.about)
        self.months = months_of_facts(self.about)
        self.bulletin = "公报" in (self.about.title or "")
        self.yearbook = bool(_YEARBOOK.search(self.about.title or ""))

    def enter(self, part: str, new_paragraph: bool) -> None:
        """Begin a statement under the headings ``part``."""
        if part != self.part:
            if self.bulletin:
                self.cut_off = None
            if part.split(" ", 1)[0] != self.part.split(" ", 1)[0]:
                self.looking_back = None
                if self.visited:
                    self.cut_off = None
            self.part, self.horizon = part, None
            named = YEAR.search(part) if "年" in part else None
            self.headed = named[1] if named else None
        elif new_paragraph and self.looking_back and self.about.kind != "speech":
            self.looking_back = None

    def hear(self, words: str, role: StatementRole) -> None:
        """Record what a statement says about the time of later ones."""
        if self.about.kind == "plan" and role != "fact":
            until = _UNTIL.search(words) if "到" in words else None
            if until and (not self.about.year or int(until[1]) > self.about.year):
                self.ranges, self.horizon = True, until[1]
        if role not in ("fact", "context"):
            return
        found = survey_month(words, self.about) if "月" in words or "截" in words else None
        if found:
            if found[1]:
                self.cut_off = found[0]
            else:
                self.visited = found[0]
        if self.yearbook:
            self.visited = None
            if not (self.bulletin and found and found[1] and found[0].endswith("-12")):
                self.cut_off = self.cut_off if self.bulletin else None
        if self.looking_back and _STILL.search(words):
            self.looking_back = None
        back = (
            (_LOOKS_BACK.search(words) or (_OPENING.match(words) if role == "fact" else None))
            if "年" in words
            else None
        )
        if back and not _STILL.search(words):
            year = self.about.year
            self.looking_back = int(back[1]) if back[1] else year - 1 if year else None

    def period(
        self,
        words: str,
        statement: StatementRole,
        role: QuantityRole,
        kind: Aspect = "level",
        *,
        base: bool = False,
        reached: bool = False,
        times: list[re.Match[str]] | None = None,
    ) -> str | None:
        """Return the period of a figure: ``2016``, ``2020-01/2020-09``, ``2012-06``, ``year``, ``5y`` or None.

        Args:
            words: the sentence up to the figure, up to a window.
            statement: the statement's role.
            role: the figure's role.
            kind: its aspect.
            base: the figure is the start of a change (由…提高到…).
            reached: it is the end of such a change.
            times: what ``times_in`` found in the words, if the caller has it.
        """
        if role in ("norm", "other"):
            return None
        if times is None:
            times = times_in(words)
        named = self._named_in(words, times, role, kind, base, reached) if times else None
        if named is not None:
            return named or None
        facts = self.facts
        if base:
            if not facts:
                return None
            if statement == "task" and self.about.kind not in ("plan", "report"):
                return str(facts) if re.search(r"目前|现在|现有", words[-20:]) else str(facts - 1)
            return str(facts if self.about.kind == "plan" or statement == "task" else facts - 1)
        if self.headed:
            return self.headed
        if role == "target":
            # In a multi-year plan: each of the years.
            again = self.ranges and "每年" in words[max(map(words.rfind, "；;")) + 1 :]
            return None if again and self.about.kind == "plan" else self._of_target(statement, facts)
        if self.about.kind == "article":
            if _OF_OLD.search(words[-48:]):
                return None
            if self.issued and _STILL.search(words):
                return self.issued
        if self.bulletin and kind in _STOCKS and facts and not self.cut_off and _THERE.search(words + self.part):
            return f"{facts}-12"
        if self.looking_back:
            return str(self.looking_back)
        return self.cut_off or self.visited or self.months or (str(facts) if facts else None)

    def is_past(self, words: str) -> bool:
        """Check whether the words before a figure open with a year before the document's own: not a target."""
        found = _OPENING_YEAR.match(words) if self.about.year else None
        return bool(found and self.about.year and int(found[1]) < self.about.year)

    def _of_target(self, statement: StatementRole, facts: int | None) -> str | None:
        about = self.about
        if about.kind == "plan":
            return self.horizon if self.ranges else "year"
        if statement == "fact":
            return str(facts) if facts else None
        if self.months:
            return str(facts)
        if about.kind == "report" and facts and about.year:
            late = facts == about.year or "政府工作报告" not in (about.title or "")
            return str(max(facts + 1, about.year) if late else about.year)
        if about.kind == "opinion" and not YEAR.search(about.title or ""):
            return None  # it continues, and so do its targets
        return str(about.year) if about.year else None

    def _named_in(
        self, words: str, times: list[re.Match[str]], role: QuantityRole, kind: Aspect, base: bool, reached: bool
    ) -> str | None:
        """Return the period in the words before a figure, the nearest first; "" for one that cannot be determined."""
        if kind == "growth" and reached and role == "actual":
            years = [found["year"] for found in times if found["year"] and found.end() <= len(words)]
            if len(years) == 2 and years[0] < years[1]:
                return f"{years[0]}/{years[1]}"
        if "分别" in words and len(times) > 1 and (own := in_turn(words, times)):
            return own
        for found in reversed(times):
            if found.end() > len(words) or self._has_passed(found, role, base):
                continue
            lead = words[max(0, found.start() - 6) : found.start()]
            rest = words[found.end() :]
            if base:
                if _FROM.search(lead) and _starts(found) and len(rest) <= 12:
                    return collapse_year_span(self._named_period(found, role, kind), end=True)
                if _DUE.match(rest) or found["alone"] or found["now"]:
                    continue
            if (found["year"] or found["plan"]) and re.search(r"[比较][^，,；;。]{0,3}$", lead):
                told = self._against(found, rest, role, kind)
                if told:
                    return told
                continue
            if found["year"] and role == "actual" and _SINCE.match(rest):
                return self._since(found["year"], base, reached, kind)
            if _COMPARED.search(lead) and not (found["plan"] and not _FROM.search(lead)):
                continue
            if found["now"] and lead.endswith(("上年", "去年")):
                continue  # 比上年全年还多4家
            if (found["now"] or found["year"] or found["last"] or found["start"]) and _OF_ONE.match(rest):
                continue
            if role == "target" and found["now"] and rest and found["now"] != "全年":
                return None  # 去年12所未达标，今年要确保达标率100%: the earlier topic ends here
            if kind == "increase" and (found["alone"] or found["end"]) and found[0][-1] in "末底" and role == "actual":
                if found["end"]:
                    return found["year"]  # 截至2022年底，比上年净增|213人: a moment, and the change in its year
                if self.months:
                    continue
            if found["now"] == "当年" and (this := latest_named_year(times, found)):
                return this
            named = self._named_period(found, role, kind)
            if named is None:
                continue
            if "/" in named and (base or (reached and kind != "growth")) and "-" not in named:
                first, last = named.split("/")
                return str(int(first) - 1) if base else last
            return named
        return None

    def _has_passed(self, found: re.Match[str], role: QuantityRole, base: bool) -> bool:
        """Check whether a time no longer applies, or never applied, to a later figure."""
        year = self.about.year
        if not found["year"] or not year:
            return False
        if base and int(found["year"]) > year:
            return True  # 到2025年，由|38%|提高到60%: the starting value is the present one
        # 8月前兑现2016年度资助资金|136万元
        return role == "target" and int(found["year"]) < year and self.about.kind != "article"

    def _now(self) -> str | None:
        facts = self.facts
        return self.cut_off or self.visited or (str(facts) if facts else None)

    def _since(self, year: str, base: bool, reached: bool, kind: Aspect) -> str:
        facts = self.facts
        if base or not facts or str(facts) <= year:
            return year
        return str(facts) if reached and kind != "growth" else f"{year}/{facts}"

    def _against(self, found: re.Match[str], rest: str, role: QuantityRole, kind: Aspect) -> str | None:
        """Return the period of a figure after 较2009年末: the earlier one, or the growth since; None: unknown."""
        if role != "actual" or re.search(r"[，,；;。]", rest):
            return None
        then = self._named_period(found, role, kind)
        if found["plan"]:
            then = collapse_year_span(then, end=True)
        if rest.endswith("的") or not then:
            return then
        now = self._now()
        if then.endswith("-12") and now and now[:4] == str(int(then[:4]) + 1):
            then = then if len(now) > 4 else ""  # 比2020年末净增|51家: that is in 2021
        spans = kind in ("growth", "increase") or (kind == "difference" and _CHANGED.search(rest))
        return f"{then}/{now}" if spans and then and now and now > then else None

    def _named_period(self, found: re.Match[str], role: QuantityRole, kind: Aspect) -> str | None:
        if found["masked"]:
            return ""
        if found["inyear"]:
            return str(self.about.year) if role == "target" and self.ranges and self.about.year else None
        if found["y1"]:
            return f"{found['y1']}/{found['y2']}"
        if found["year"]:
            return found["year"] if role == "target" else in_year(int(found["year"]), found)
        if found["within"] or found["coming"] or found["total"]:
            span = _number(found["within"] or found["coming"] or found["total"])
            return f"{span}y" if role == "target" else None
        if found["plan"]:
            start = 1966 + 5 * (_number(found["plan"]) + 10 - 3)
            late = found["planend"] or (role == "target" and not found["plantime"])
            return str(start + 4) if late else f"{start}/{start + 4}"
        return self._relative(found, role, kind)

    def _relative(self, found: re.Match[str], role: QuantityRole, kind: Aspect) -> str | None:
        """Return a period that needs the document's year."""
        year = self.about.year
        if year is None:
            return None
        facts = self.facts or year
        if found["last"]:
            return str(year - 1)
        if found["lastend"]:
            return f"{year - 1}-12"
        if found["next"]:
            return str(year + 1)
        if found["past"] or found["back"]:
            span = _number(found["past"] or found["back"] or "")
            last = facts if YEAR.search(self.about.title or "") and self.about.kind != "plan" else year - 1
            return f"{last - span + 1}/{last}" if role == "actual" and span > 1 else None
        if role == "target":
            told = found["quarter"] or found["q1"] or found["firsthalf"]
            return of_year(year, found, kind) if told and kind == "share" and self.about.kind != "plan" else None
        if found["now"]:
            return str(year if self.about.kind == "plan" and found["now"] != "全年" else facts)
        return of_year(facts, found, kind)


_CHANGED = lazy_pattern(r"提高|提升|上升|下降|降低|回落|增加|减少|扩大|收窄")


def since_base(period: str | None, base: str | None) -> str | None:
    """Return the span of a growth or multiple, from its base year (从2014年的48亿元增加到…，增长1.3倍)."""
    if not period or len(period) != 4:
        return period
    spans = base and len(base) == 4 and int(base) < int(period) - 1
    return f"{base}/{period}" if spans else period
