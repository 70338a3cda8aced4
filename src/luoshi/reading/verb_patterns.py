"""Recognise actions as opposed to things: words that are only verbs and their manner."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from luoshi.reading.phrases import is_act
from luoshi.reading.words import load_lexicon_table, trie_pattern


@cache
def manner_pattern() -> re.Pattern[str]:
    """Return the pattern for words of manner and time before a verb, any number of them: 首次, 年内牵头."""
    lists = load_lexicon_table("quantities")
    return re.compile(f"(?:{trie_pattern([*lists['deeds']['manner'], *lists['theme']['manner']])})*")


@cache
def verb_pattern() -> re.Pattern[str]:
    """Return the pattern for any verb in office papers, including those that are also nouns."""
    lists = load_lexicon_table("quantities")
    some = [*lists["indicator"]["verb"], *lists["indicator"]["strong"], *lists["act"]["does"], *lists["theme"]["opens"]]
    return re.compile(trie_pattern([*some, *lists["deeds"]["verb"]]))


@cache
def strong_verb_pattern() -> re.Pattern[str]:
    """Return the pattern for a verb that is never a noun."""
    return re.compile(trie_pattern(load_lexicon_table("quantities")["indicator"]["strong"]))


def behind_manner(words: str, at: int = 0) -> int:
    """Return the end of the words of manner at a position; the position itself if there are none."""
    found = manner_pattern().match(words, at)
    return found.end() if found else at


@lru_cache(maxsize=4096)
def only_acts(name: str) -> bool:
    """Check whether a name is only verbs and their manner: 首次认定, 择优推荐."""
    at = behind_manner(name)
    if len(name) - at < 2:
        return False
    if is_act(name[at:]):
        return True
    while at < len(name):
        found = verb_pattern().match(name, at)
        if not found:
            return False
        at = found.end()
    return True


@lru_cache(maxsize=4096)
def object_only(name: str) -> str:
    """Strip the leading verbs of a name if three code points remain: 申报高新技术企业 → 高新技术企业."""
    for _ in range(3):
        found = verb_pattern().match(name)
        if not found or len(name) - found.end() < 3:
            break
        name = name[found.end() :]
    return name


@lru_cache(maxsize=4096)
def opens_with_verb(words: str) -> bool:
    """Check whether words open with a verb: after a counted thing they are its action, not another noun."""
    found = verb_pattern().match(words, behind_manner(words))
    return found is not None and len(words) - found.end() >= 2
