"""Name the figures of a table whose rows are places: the column and the title of the table say what is counted."""

from __future__ import annotations

import re
from functools import cache

from luoshi.reading.words import grouped_trie_pattern, lazy_pattern, load_lexicon_table

_PLACE = lazy_pattern(
    r"[一-龥“”]{1,12}(?:[镇乡村县区市州旗局所站场园校院办]|街道|社区|办事处|中心|公司|开发区|支队|大队|中队|分局|单位)$"
)
_TOTALS = frozenset({"合计", "总计", "小计", "共计", "全县", "全市", "全区", "全镇", "全乡", "全省", "平均"})
_PLACES_HEAD = lazy_pattern(
    r"乡镇|镇街|街镇|[县区市][县区市]|地区|辖区|片区|街道|单位|部门|[所站]别|[村镇所站县区](?:名称?)?$"
)
_NOISE = lazy_pattern(r"(?:19|20)\d\d年度?|[（(][^（）()]*[）)]|\s")
_OF_WHICH = lazy_pattern(r"^其中[：:]?")
_DONE_SHARE = lazy_pattern(r"^(?:完成|占)")
_SHARE_ENDS = ("率", "比例", "比重", "占比")
_TITLE_OPENS = lazy_pattern(
    r"^(?:附[件表]?\s?\d{0,2}\s?[：:]?)?(?:\d[\d—\-~至月年度]*)?(?:各|部分|全[县市区省镇乡])?(?:[乡镇街县区市道所]{1,4}|[（(]?街道[）)]?)?(?=[一-龥]{2})"
)
_LONGEST = 16  # code points of what a title says is counted


@cache
def _words() -> dict[str, re.Pattern[str]]:
    column = load_lexicon_table("aspects")["column"]
    return {
        "growth": re.compile(rf"(?:{grouped_trie_pattern(column['growth'])}|率|幅度|±|%|％)+"),
        "rank": re.compile(grouped_trie_pattern(column["rank"])),
        "bare": re.compile(rf"(?:{grouped_trie_pattern([*column['plain'], *column['bare']])})*"),
        "general": re.compile(grouped_trie_pattern(load_lexicon_table("quantities")["topic"]["general"])),
        # bounded: a title, at most 40 signs
        "ends": re.compile(rf"(?:{grouped_trie_pattern(column['title_ends'])})+$"),
    }


def names_place(label: str, head: str) -> bool:
    """Check whether a row is one of a list of places or offices, or their total."""
    return label in _TOTALS or (_PLACES_HEAD.search(head) is not None and _PLACE.match(label) is not None)


def scope_of_row(label: str) -> str | None:
    """Return the place that the row of this label speaks of; None for all of them."""
    return None if label in _TOTALS else label


def thing_of_title(title: str) -> str:
    """Return what a table counts by its title: 2021年社区长者食堂建设任务分配表 → 社区长者食堂建设."""
    words = _NOISE.sub("", title)
    words = _TITLE_OPENS.sub("", words, count=1)
    return _words()["ends"].sub("", words)[-_LONGEST:]


def name_of_column(head: str, before: list[str], title: str) -> str:
    """Return what the figures under a head measure.

    Args:
        head: the column's head.
        before: the names of the columns before it in the row.
        title: the title of the table, or of the paper.
    """
    patterns = _words()
    words = _NOISE.sub("", head).strip("：:、/")
    last = before[-1] if before else thing_of_title(title)
    if _OF_WHICH.match(words):
        words = _OF_WHICH.sub("", words)
        return words if words[-2:] in last or len(words) > len(last) else words + last
    if patterns["growth"].fullmatch(words):
        return last
    if patterns["rank"].search(words):
        of = patterns["rank"].sub("", words)
        return (of or last) + "位次"
    if _DONE_SHARE.match(words) and ("%" in head or "％" in head):
        return last + words + ("" if words.endswith(_SHARE_ENDS) else "比例")
    thing = thing_of_title(title)
    if patterns["bare"].fullmatch(words) or (len(words) >= 3 and thing.endswith(words)):
        return thing or words
    if before and patterns["general"].fullmatch(words):
        return before[0] + words
    return words
