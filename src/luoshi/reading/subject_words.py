"""Words that identify subjects, and where a predicate opens. Data: ``lexicon/*.toml``."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from luoshi.reading.unit_names import by_first
from luoshi.reading.words import grouped_trie_pattern, lazy_pattern, load_lexicon_table, trie_pattern

_MODAL = r"(?:[要应须将可]|应当|必须|负责|牵头|定期|主动|积极|及时|并){0,3}"
# 推荐数, 完成率, 科学技术: the verb is part of a noun.
_NOUN = lazy_pattern(r"[数率额量费者函]|面[^向对临]|总[数量额]|比例|限额|书(?!面)|(?<=科学)(?:技术|普及|素质|研究|院)")


class SubjectWords(NamedTuple):
    """The words of subjects: tuples for starts and ends, expressions where the words have a grammar."""

    predicate: dict[str, tuple[str, ...]]
    modal: tuple[str, ...]
    permitted: re.Pattern[str]
    reported: re.Pattern[str]
    speech: re.Pattern[str]  # what a unit that only speaks does
    objects: re.Pattern[str]  # verbs before the name of a unit, which make it their object
    people: re.Pattern[str]
    no_group: tuple[str, ...]
    building: tuple[str, ...]
    built: re.Pattern[str]
    support: re.Pattern[str]
    joined: re.Pattern[str]
    countable: tuple[str, ...]
    lead_in: re.Pattern[str]  # list numbers, 请, 由, and whatever else may come before a subject


@cache
def load_subject_words() -> SubjectWords:
    """Return the words that identify subjects, ready for use."""
    duties, organisations = load_lexicon_table("duties"), load_lexicon_table("organisations")
    helps = trie_pattern(duties["none"]["after_support"])
    verbs = {word for words in duties["predicate"].values() for word in words} | set(duties["names"]["verbs"])
    return SubjectWords(
        predicate=by_first(verbs),
        modal=tuple(duties["predicate"]["modal"]),
        permitted=lazy_pattern(trie_pattern(duties["permitted"]["words"])),
        reported=lazy_pattern(trie_pattern(duties["reported"]["words"])),
        speech=lazy_pattern(
            rf"(?:还|并|也|特别|明确|同时|一致){{0,2}}{grouped_trie_pattern(duties['reported']['speech'])}[，,：:]?"
        ),
        objects=lazy_pattern(
            rf"{grouped_trie_pattern(duties['objects']['verbs'])}{{1,2}}"
            rf"(?={grouped_trie_pattern(duties['objects']['heads'])}.)"
        ),
        people=lazy_pattern(trie_pattern([*organisations["people"]["words"], *organisations["people"]["ends"]])),
        building=tuple(organisations["buildings"]["ends"]),
        built=lazy_pattern(
            f"(?:新馆|项目|工程)?[将要]?(?:全部|全面|如期|力争|确保|正式|主体)?(?:{trie_pattern(organisations['buildings']['built'])})"
        ),
        no_group=(*organisations["groups"]["not"], *organisations["people"]["ends"]),
        support=lazy_pattern(rf"(?:[要应须等]|予以|给予|积极|密切|协同|做好|按职责分?工?|分工){{0,3}}(?:{helps})"),
        joined=lazy_pattern(f"{_MODAL}(?:会同|商(?!务|会|家|议|定|讨)|协同|协调|联合(?!会))"),
        countable=tuple(organisations["countable"]["words"]),
        lead_in=lazy_pattern(
            r"第[一二三四五六七八九十百零\d]{1,6}条"
            r"|[（(]?[一二三四五六七八九十\d]{1,3}(?:[）)]|[、.．](?!\d(?!\d?月|\d{3}年)))"
            r"|[①-⑳]|[一二三四五六七八九十]{1,2}是|(?P<by>(?:[要应须]|分别|具体|统一|交|改)?由)|(?P<join>会同|协同)|请"
            r"|建议|要求|责成|委托|希望|望(?=各)|倡议|恳请|号召|同意|同时|并且?(?!非)|其中|今后|为此|原则上|力争|争取|确保"
            r"|[于在](?=[\d一二三四五六七八九十])|[，,　\s]|[—·•●○◆◇★☆▲△※■□▪◎]{1,2}"
        ),
    )


def find_predicate_end(text: str, start: int, end: int) -> int | None:
    """Return the end of the verb, adverb or preposition that opens a predicate at ``start``, or None."""
    some = load_subject_words().predicate.get(text[start]) if start < end else None
    if not some or not text.startswith(some, start, end):
        return None
    stop = start + len(next(word for word in some if text.startswith(word, start, end)))
    return None if _NOUN.match(text, stop, end) else stop
