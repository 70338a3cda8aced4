"""Words of time without a date of their own: 寒假前, 月底前, 农历正月内, 年中前后. Data: ``lexicon/duties.toml``."""

from __future__ import annotations

import re
from functools import cache

from luoshi.reading.words import lazy_pattern, load_lexicon_table, trie_pattern

_LUNAR = (
    r"(?:(?:农历|阴历)(?:十?[一二]|[三四五六七八九十])月|(?:农历|阴历)?(?:正|腊)月)"
    r"(?:初[一二三四五六七八九十]|二?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[上中下]旬)?"
)
_EDGE = (
    r"(?:结束|开始|到来|来临)?(?:前[后夕]|期间|[之以][前后内]|前(?![后往期沿景])|后(?![期续勤备])|内(?![容部外涝])"
    r"|里|中(?![心学小央高]))"
)


@cache
def _at_subject() -> re.Pattern[str]:
    names = trie_pattern(load_lexicon_table("duties")["local_times"]["names"])
    return lazy_pattern(rf"[于在]?(?:{_LUNAR}|{names})(?:{_EDGE})?[，,]?")


@cache
def _bounded() -> re.Pattern[str]:
    names = trie_pattern(load_lexicon_table("duties")["local_times"]["names"])
    return lazy_pattern(rf"(?:(?<![每\d一二三四五六七八九十上下本当全])[于在]?(?:{_LUNAR}|{names})){_EDGE}(?!的)")


def local_time_end(text: str, start: int, end: int) -> int | None:
    """Return the end of words of time without a date at ``start``, with a comma behind them, or None."""
    found = _at_subject().match(text, start, end)
    return found.end() if found else None


def strip_local_times(phrase: str) -> str:
    """Strip words of time that say before, within or after what: 县科协寒假前新建科普馆 → 县科协新建科普馆."""
    return _bounded().sub("", phrase)
