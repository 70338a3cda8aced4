"""Decide which time phrases in a statement are its due date or its recurrence, and how often."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from luoshi.dates.grammar import DIGIT, parse_small_number
from luoshi.dates.phrases import Phrase
from luoshi.reading.numerals import parse_chinese_numeral
from luoshi.reading.words import lazy_pattern, load_lexicon_table, trie_pattern


@dataclass(slots=True)
class Recurrence:
    """A recurring duty of a statement; ``times`` is the minimum number of acts in each period."""

    start: int
    end: int
    every: str
    times: int | None
    doubts: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Times:
    """The due dates (one, or one for each dated part) and recurrences of a statement."""

    dues: list[Phrase] = field(default_factory=list)
    every: list[Recurrence] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    @property
    def has_any(self) -> bool:
        return bool(self.dues or self.every)


_COMMA = lazy_pattern(r"[，,：:；;。]")
_CLAUSE_BEFORE = lazy_pattern(
    r"(?:^|[，,：:；;。、\s）)])(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|[一二三四五六七八九十]是)?"
    r"(?:力争|争取|确保)?(?:定于|拟于|计划于?|并于|请于|应于|须于|要在|[于在拟和并自从到至])?\s{0,99}$"
)
_MODAL_BEFORE = lazy_pattern("(?:[应须要可将拟务必于在到至]|请|力争|争取|确保|定于|计划){0,4}$")
_COMPARED = lazy_pattern(
    r"(?:[较比与同由]|相比|截至|截止|自|从|近|过去|原定|原定于|有效期限?为?(?:截?[至到]|延长至)?)\s*$"
)
# A period without 前 is the time of the act: 将于6月组织验收.
_BESIDE = lazy_pattern(r"\d年?[、和]\d{4}年")
_LACKED = lazy_pattern("(?:缺|迟[交报]|每(?:发生|增加|超过|少)?)$")  # 缺一次会议减1分
_DATES = ("day", "decade", "month")
_DATED = (*_DATES, "quarter", "half", "event")
_TOGETHER = ("、", "和", "及", "与")
_AT = ("于", "将在", "要在", "应在", "须在", "定在", "拟在")
_SMALL = rf"(?:[一二两三四五六七八九十]{{1,3}}|{DIGIT}{{1,3}})"
_ACT = lazy_pattern(
    rf"(?P<low>{_SMALL})(?: ?[-—~～至到]{_SMALL})? ?[余多]?"
    r"(?P<unit>场次|次(?![品生货序性])|轮(?![胎船廓岗换])|回(?![收复访头归升])|遍(?![布及])|趟|场(?![所地馆景面合])"
    r"|期(?![刊货权限间望末中])|批(?![准复发评次示])|届(?![时满次委中]))"
)
_FIGURE = lazy_pattern(
    rf"{DIGIT}|[一二两三四五六七八九十百千]{1, 20}(?:次|个|名|项|件|家|篇|场|期|人|户|天|万|成)|[百千]分之"
)
_FUNDED = lazy_pattern("按(?!每)[^，,。；;]{2,30}(?:安排|列入|列支|配套|递增|增加|筹措)")  # 每年按人均1元安排
_WEEKDAY = lazy_pattern(
    "[一二三四五六日天][一-龥](?<![一二三四五六七八九十次期轮回遍篇场个天节课堂份条小])"
)  # 每周五集中学法
_PART = lazy_pattern(r"[人户亩篇项名家每件岗]$")


@cache
def _words() -> dict[str, re.Pattern[str]]:
    duties = load_lexicon_table("duties")
    return {
        "attribute": lazy_pattern(f"一?{trie_pattern(duties['attribute']['words'])}"),
        "rates": lazy_pattern(
            rf"(?:再|可|应|各|均)?(?:{trie_pattern(duties['rates']['words'])})|{DIGIT}[\d.,]{{0,20}}(?:万|亿)?元"
            rf"|[一-龥]{{0,6}}(?:不超过|不高于|最高|最多|限额?)(?:为|达)?{DIGIT}[\d.,]{{0,20}}(?:万|亿)?元"
        ),
        "built": lazy_pattern(trie_pattern(load_lexicon_table("organisations")["buildings"]["built"])),
        "acts": lazy_pattern(trie_pattern(duties["acts"]["words"])),
    }


def sort_due_phrases(
    text: str,
    start: int,
    end: int,
    year: int | None,
    phrases: list[Phrase],
    field_of_due: bool,
    after_subject: Collection[int] = (),
) -> Times:
    """Sort the phrases of ``text[start:end]`` into due dates and recurrences.

    Args:
        field_of_due: the words are in a field for the due date, so any period counts (全年), and each of several dates.
        after_subject: the ends of subjects; a bare period after one is an adverb.
    """
    times = Times()
    rhythm = False  # whether the phrase before belongs to a recurrence
    for index, phrase in enumerate(phrases):
        if phrase.every:
            stop = phrases[index + 1].start if index + 1 < len(phrases) else end
            times.every += _recurrences(text, start, end, phrase, stop, field_of_due)
            rhythm = bool(times.every)
            continue
        elif rhythm and phrase.kind in _DATES and text[phrases[index - 1].end : phrase.start] in _TOGETHER:
            # 每年3月、9月: one recurrence
            last = times.every[-1]
            last.times = (last.times or 1) + 1
            continue
        elif field_of_due:
            if phrase.due and phrase.kind != "vague" and phrase.marker != "from":
                times.dues.append(phrase)
        elif times.every and _of_rhythm(text, phrase):
            rhythm = False
            continue
        elif _is_due(text, start, end, phrase, after_subject, year):
            if phrase.marker == "at" and phrase.kind in ("year", "day", "month"):
                times.doubts.append("period_as_due")
            times.dues.append(phrase)
        elif phrase.due is None and phrase.marker == "by" and phrase.kind != "within":
            times.doubts.append("due_open")
        rhythm = False
    if len(times.dues) > 1 and not field_of_due:
        chosen = _chosen(text, start, times.dues, after_subject)
        if len(chosen) < len(times.dues):
            times.doubts.append("several_dues")
        times.dues = chosen
    return times


def _of_rhythm(text: str, phrase: Phrase) -> bool:
    """Check whether a date behind a recurrence belongs to each period: 每两年一次，当年一季度发布; 年底算总账."""
    words = text[phrase.start : phrase.end]
    return words.startswith(("当年", "次年", "翌年")) or words in ("年底", "年末", "年终")


def _is_due(text: str, start: int, end: int, phrase: Phrase, after_subject: Collection[int], year: int | None) -> bool:
    if phrase.due is None or phrase.marker == "from" or phrase.kind in ("vague", "within"):
        return False
    if year is not None and phrase.due.year < year:
        return False
    if _words()["attribute"].match(text, phrase.end, end):
        return False
    before = text[max(start, phrase.start - 8) : phrase.start]
    if _COMPARED.search(before):
        return False
    if phrase.marker == "by":
        # 凡6月30日以前登记的: the date selects a class.
        if not text.startswith(("凡", "对"), start):
            return True
        clause = _COMMA.search(text, phrase.end, end)
        return "的" not in text[phrase.end : clause.start() if clause else end]
    if phrase.kind == "year" and _BESIDE.search(text[max(start, phrase.start - 6) : min(end, phrase.end + 6)]):
        return False  # 2021年、2022年分别达到…
    if phrase.kind == "plan" or (phrase.kind == "year" and (year is None or phrase.due.year <= year)):
        return False  # 今年, 全年, the plan's own year: the period, not a due date
    if before.endswith(_AT):
        return True
    opening = phrase.start == start or phrase.start in after_subject or _CLAUSE_BEFORE.search(before)
    return bool(opening) or (phrase.kind in _DATED and _is_milestone(text, phrase))


def has_unread_date(text: str, start: int, end: int, year: int | None, phrases: list[Phrase], times: Times) -> bool:
    """Check whether words of a date stand in a task of which neither a due date nor a recurrence was read.

    A date from which something runs, a year that is over, a comparison and an attribute (年底考核) are none.
    """
    if times.has_any or times.doubts:
        return False
    return any(
        (phrase.kind in _DATED or _is_whole_year(text, end, phrase))
        and phrase.marker != "from"
        and not (phrase.due and year is not None and phrase.due.year < year)
        and not _words()["attribute"].match(text, phrase.end, end)
        and not _COMPARED.search(text[max(start, phrase.start - 8) : phrase.start])
        for phrase in phrases
    )


def _is_whole_year(text: str, end: int, phrase: Phrase) -> bool:
    """Check for 全年 before an act without a figure: 全年完成改造任务; 全年培训900人 gives a figure its period."""
    return text.startswith("全年", phrase.start) and _FIGURE.search(text, phrase.end, end) is None


def _chosen(text: str, start: int, dues: list[Phrase], after_subject: Collection[int]) -> list[Phrase]:
    """Choose the later of two dates for one task. Dates that open clauses of their own get one record each."""
    opening: list[Phrase] = []
    for index, due in enumerate(dues):
        if _begins_part(text, start, dues, index, after_subject) or (
            opening and opening[-1] is dues[index - 1] and _is_listed(text, due, dues[index - 1])
        ):
            opening.append(due)
    days = {due.due for due in opening}
    if len(opening) == len(dues) and len(days) == len(dues):
        return dues
    return [max(dues, key=lambda due: due.due or date.min)]


def _begins_part(text: str, start: int, dues: list[Phrase], index: int, after_subject: Collection[int]) -> bool:
    """Check whether a date opens a clause, or stands in a clause of its own: 主楼6月底前封顶，附楼10月底前开工."""
    due, last = dues[index], dues[index - 1] if index else None
    before = _CLAUSE_BEFORE.search(text[max(start, due.start - 8) : due.start])
    modal = _MODAL_BEFORE.search(text, max(start, due.start - 6), due.start)
    place = modal.start() if modal else due.start
    if due.start == start or place in after_subject:
        return True
    if before and (not before[0].startswith("、") or _apart(text, due, last)):
        return True
    follows = index + 1 < len(dues) and text.startswith("、", dues[index + 1].start - 1)
    if follows and _apart(text, dues[index + 1], due):  # 覆盖率到2025年达到55%、到2027年超过65%
        return True
    if due.marker != "by" and not _is_milestone(text, due):
        return False
    # 4月开工、11月底前验收
    return last is None or _is_milestone(text, last) or _COMMA.search(text, last.end, due.start) is not None


def _is_milestone(text: str, due: Phrase) -> bool:
    """Check whether a stage of building follows a date: 3月开工."""
    return _words()["built"].match(text, due.end) is not None


def _is_listed(text: str, due: Phrase, last: Phrase) -> bool:
    """Check whether a date continues a list: 6月、9月各互查一次. 上半年、下半年各一次 is a recurrence instead."""
    return due.kind != "half" and text[last.end : due.start] in _TOGETHER


def _apart(text: str, due: Phrase, last: Phrase | None) -> bool:
    """Check whether a date after 、 has a task of its own: 一季度开工率达到60%、上半年达到85%."""
    return last is not None and due.start - last.end > 3 and "一" <= text[due.end : due.end + 1] <= "龥"


def without_whole_year(text: str, dues: list[Phrase], every: list[Recurrence]) -> list[Phrase]:
    """Return the dates of a field; 全年 beside a task that recurs (每月举办招聘会 | 全年) is no due date."""
    return [due for due in dues if not every or text[due.start : due.end] != "全年"]


def _least(words: str) -> int | None:
    """Return the number in the words, the lower of two in a row: 三四次."""
    written = parse_chinese_numeral(words)
    return int(written.value) if written else parse_small_number(words)


def merge_recurrence_counts(
    column: list[Recurrence], own: list[Recurrence], text: str, start: int, end: int
) -> list[Recurrence]:
    """Return the recurrences of a row: those of its due-date column, with the count from the task's own words.

    每年 gives only the period: 每季度督查1次 beside it means each quarter, 督查不少于2次 means twice a year.

    Args:
        own: those in the words of the task, ``text[start:end]``.
    """
    if len(column) != 1 or column[0].times is not None:
        return column or own
    if own and own[0].times and column[0].every in (own[0].every, "P1Y"):
        return own
    counts = [match for match in _ACT.finditer(text, start, end) if not _LACKED.search(text[start : match.start()])]
    return [replace(column[0], times=_least(counts[0]["low"]))] if not own and len(counts) == 1 else column


def _recurrences(text: str, start: int, end: int, phrase: Phrase, stop: int, field_of_due: bool) -> list[Recurrence]:
    """Return the recurrence of a phrase, and one more for each further count of acts behind it."""
    if phrase.every is None:
        return []
    words = _words()
    comma = _COMMA.search(text, phrase.end, end)
    if comma and text[comma.start() - 1] == "的" and text[comma.start()] in "，,":
        return []  # 每年举办活动3次以上的，给予奖励: a condition
    doubts = []
    rate = words["rates"].match(text, phrase.end, end)
    if rate and phrase.every != "P1D" and _FUNDED.match(text, phrase.end, end):
        rate = None
    if phrase.every == "P1D" or rate:
        if rate or not words["acts"].search(text, phrase.end, min(stop, phrase.end + 12)):
            return []
        doubts.append("recurrence_daily")
    if _PART.search(text[max(start, phrase.start - 1) : phrase.start]):
        doubts.append("recurrence_rate")
    made = Recurrence(phrase.start, phrase.end, phrase.every, phrase.times, doubts)
    if phrase.times is not None or field_of_due:
        return [made]
    comma = _COMMA.search(text, phrase.end, stop)
    clause = comma.start() if comma else stop
    counts = [m for m in _ACT.finditer(text, phrase.end, stop) if not _LACKED.search(text[m.start() - 4 : m.start()])]
    here = [match for match in counts if match.start() < clause]
    if not here and counts and not _FIGURE.search(text, phrase.end, clause):
        comma = _COMMA.search(text, clause + 1, stop) if clause < stop else None
        here = [match for match in counts if match.start() < (comma.start() if comma else stop)]
    if here:
        made.times = _least(here[0]["low"]) or None
        more = [match for match in counts if match.start() > here[0].end() and match["unit"] == "次"]
        return [
            made,
            *(
                Recurrence(phrase.start, phrase.end, phrase.every, _least(match["low"]), ["count_shared"])
                for match in more
            ),
        ]
    acts = words["acts"].search(text, phrase.end, clause) and not _FIGURE.search(text, phrase.end, clause)
    if acts or (phrase.every == "P1W" and _WEEKDAY.match(text, phrase.end, end)):
        made.times = 1
    return [made]
