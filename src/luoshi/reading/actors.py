"""Split a counted noun from its action: 项目|晋级省赛."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from luoshi.reading.phrases import REMARK, SPACE, whole_verbs
from luoshi.reading.words import lazy_pattern, load_lexicon_table, trie_pattern


@cache
def _actors() -> re.Pattern[str]:
    lists = load_lexicon_table("quantities")
    verbs = [*lists["counted"]["predicative"], *lists["indicator"]["verb"], *lists["indicator"]["strong"]]
    return re.compile(
        rf"(?P<noun>[^的与和为对向给将把]{{0,8}}?(?:{trie_pattern(lists['counted']['heads'])}"
        rf"|[站馆室校院所厂店队社园]))(?:(?:\d{{1,2}}月|年|月"
        rf"|季度)[底初末中]?前?|至今|目前)?(?={trie_pattern(verbs)})(?P<does>.{{2,16}}?)(?:$|[；;。，,]|\d)"
    )


_DONE = lazy_pattern(
    r"了(?!解)|(?<![通超经])过|^(?:已经?|均|都|全部|共同|也)|^按(?:要求|规定|时)|^(?:面|向|面向)[^，,]{2,4}(?=公开|免费|开放)"
)
_TILL = lazy_pattern(r"^(?:(?:20\d\d年)?\d{0,2}月?[底初]?前?|至今|目前)")


@lru_cache(maxsize=4096)
def split_actor_action(right: str) -> tuple[str, str]:
    """Split words into a counted noun and its action: 项目晋级省赛 → 项目, 晋级省赛; "" for no action."""
    right = REMARK.sub("", SPACE.sub("", right))
    found = _actors().match(right)
    if not found:
        return "", ""
    does = _DONE.sub("", _TILL.sub("", found["does"])).rstrip("的、和")
    return found["noun"], "" if does in whole_verbs() else does
