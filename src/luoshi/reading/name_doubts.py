"""Find reasons to doubt the name of a figure from its form alone."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from luoshi.reading.phrases import is_act
from luoshi.reading.words import anywhere_pattern, grouped_trie_pattern, load_lexicon_table

_TORN = re.compile(r"[了过有在不未已可被于为对向将把]$|^[有在不未已可被于为向将把了]")
_LITTLE = 3  # code points that say little alone
_SHORT_ACT = 4  # code points of an act without its object: 办结, 动工, 考试
_LONGEST = 24  # code points that a name rarely exceeds


@cache
def _words() -> tuple[re.Pattern[str], frozenset[str], re.Pattern[str], re.Pattern[str], frozenset[str]]:
    doubt = load_lexicon_table("aspects")["doubt"]
    lists = doubt["words"]
    foreign = frozenset(lists["foreign"])
    return (
        re.compile(anywhere_pattern([*foreign, *lists["part_of_names"]])),
        foreign,
        re.compile(f"{grouped_trie_pattern(lists['kinds'])}$"),
        re.compile(f"{grouped_trie_pattern(lists['actors'])}(?=..)"),
        frozenset(doubt["rules"]),
    )


@lru_cache(maxsize=4096)
def doubts_about_name(name: str, rule: str) -> tuple[str, ...]:
    """Return the doubts about a name by its own words; none if it is as good as most.

    Signs that begin with ``_`` only weigh and are not shown. ``rule`` is the rule that made the name.
    """
    scan, foreign, kind, actor, rarely = _words()
    doubts = []
    if len(name) <= _LITTLE or (len(name) <= _SHORT_ACT and is_act(name)):
        doubts.append("name_says_little")
        if len(name) < _LITTLE:
            doubts.append("_two")
    torn = len(name) > _LONGEST or "、" in name or _TORN.search(name)
    if torn or not foreign.isdisjoint(scan.findall(name)):
        doubts.append("name_unclear")
    if kind.search(name):
        doubts.append("name_headless")
    if actor.search(name):
        doubts.append("name_holds_actor")
    if rule in rarely:
        doubts.append("rule_rarely_right")
    return tuple(doubts)
