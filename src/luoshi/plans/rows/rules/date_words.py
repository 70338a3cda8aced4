"""Date words in a row that were not read as its due date, and the days that they may mean."""

from __future__ import annotations

import re
from datetime import date

from luoshi.dates.phrases import Phrase, find_due_phrases

# Words that name a day only to those on the spot, and that ``dates.phrases`` does not know.
_LOCAL = re.compile(
    r"(?:[本下][个]?周[一二三四五六日天]?|[本下]星期[一二三四五六日天]|(?<![\d年本下])月[底末]|农历[\d正腊冬一二三四五六七八九十]{1,2}月|年中|"
    r"[寒暑]假|学期[末内]|(?<![\u4e00-\u9fff])[节汛])(?:开始|结束|到来)?(?:之前|以前|前|内)"
)
# A half-year or a quarter by itself dates only an act to be done: 上半年完成招标, not 上半年增长5%.
_ACT = re.compile(
    r"(?:全部|全面|基本|正式|力争|确保)?(?:完成|建成|启动|开工|竣工|投用|印发|出台|报送|上报|提交|举办|召开|实现)"
)
_PARTS_OF_YEAR = frozenset({"day", "decade", "month", "quarter", "half"})
_SHORT = re.compile(r"[日天周月]内?$|工作日内$")


def _dates_an_act(phrase: Phrase, words: str) -> bool:
    if phrase.kind == "vague":
        return False
    if phrase.kind == "within":
        return bool(_SHORT.search(words[phrase.start : phrase.end]))
    if phrase.kind in ("half", "quarter") and phrase.marker == "at":
        return bool(_ACT.match(words, phrase.end))
    return phrase.marker == "by" and phrase.kind != "year"


def has_date_words(words: str) -> bool:
    """Check whether words say by when something is due, whatever day that is.

    尽快 and 持续推进 name no day, and a year alone is mostly the year of the plan: both are no date words.
    """
    if _LOCAL.search(words):
        return True
    return any(_dates_an_act(phrase, words) for phrase in find_due_phrases(words, 0, len(words), year=None))


def names_time(words: str, year: int) -> bool:
    """Check whether words name a day, month, quarter or half-year of this year or a later one, or a local day.

    Wider than ``has_date_words``: 上半年增长5% counts, because before publishing a person looks once more.
    """
    if has_date_words(words):
        return True
    return any(
        phrase.kind in _PARTS_OF_YEAR and phrase.marker != "from" and phrase.due is not None and phrase.due.year >= year
        for phrase in find_due_phrases(words, 0, len(words), year=year)
    )


def days_named(words: str, year: int) -> list[date]:
    """Return the days that date words name, each once, in their order.

    Args:
        year: the plan's, for words that name none.
    """
    named = [phrase.due for phrase in find_due_phrases(words, 0, len(words), year=year) if phrase.due]
    return list(dict.fromkeys(named))


def days_meant(words: str, year: int) -> list[date]:
    """Return the days that date words may mean: those that they name, and the end of the plan's year."""
    return list(dict.fromkeys([*days_named(words, year), date(year, 12, 31)]))
