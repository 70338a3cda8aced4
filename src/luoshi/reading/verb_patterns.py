"""What is done rather than what there is: words that are nothing but verbs and their manner."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from luoshi.reading.phrases import is_act
from luoshi.reading.words import load_lexicon_table, trie_pattern


@cache
def manner_pattern() -> re.Pattern[str]:
    """Words of manner and time before a verb, as many as there are: 首次, 年内牵头."""
    lists = load_lexicon_table("quantities")
    return re.compile(f"(?:{trie_pattern([*lists['deeds']['manner'], *lists['theme']['manner']])})*")


@cache
def verb_pattern() -> re.Pattern[str]:
    """Any verb of offices' papers, those among them that are nouns too."""
    lists = load_lexicon_table("quantities")
    some = [*lists["indicator"]["verb"], *lists["indicator"]["strong"], *lists["act"]["does"], *lists["theme"]["opens"]]
    return re.compile(trie_pattern([*some, *lists["deeds"]["verb"]]))


@cache
def strong_verb_pattern() -> re.Pattern[str]:
    """A verb that is never a noun."""
    return re.compile(trie_pattern(load_lexicon_table("quantities")["indicator"]["strong"]))


def behind_manner(words: str, at: int = 0) -> int:
    """Where the words of manner end that stand at a place; the place itself where none stands."""
    found = manner_pattern().match(words, at)
    return found.end() if found else at


@lru_cache(maxsize=4096)
def only_acts(name: str) -> bool:
    """Whether a name is nothing but verbs and their manner: 首次认定, 择优推荐."""
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
    """A name without the verbs that it opens with, if three code points stay: 申报高新技术企业 → 高新技术企业."""
    for _ in range(3):
        found = verb_pattern().match(name)
        if not found or len(name) - found.end() < 3:
            break
        name = name[found.end() :]
    return name


@lru_cache(maxsize=4096)
def opens_with_verb(words: str) -> bool:
    """Whether words open with a verb: behind a counted thing they say what it does and are no noun of their own."""
    found = verb_pattern().match(words, behind_manner(words))
    return found is not None and len(words) - found.end() >= 2
