"""Read the head and the foot of a paper: title, number line, signature, date."""

from __future__ import annotations

import re
from functools import cache

from luoshi.reading.structure import Span
from luoshi.reading.words import grouped_trie_pattern, lazy_pattern, lexicon_classes

# 芦科协发〔2017〕9号; the brackets are often wrong, and 第 is common.
NUMBER = lazy_pattern(
    r"[（(]?(?P<number>[\u4e00-\u9fffA-Z]{0,20}\s?[〔\[（(【﹝［]\s?(?P<year>\d{4}|[xX×*○]{2,4}|"
    r"\d\d[×*xX]{2})\s?[〕\]）)】﹞］]\s?第?\s?[\d×*xX]{1,5}\s?[号期])"
    r"(?:\s?印发)?[）)]?"
)
DATE = lazy_pattern(
    r"(?:[12]\d{3}|[二一][○〇零ＯO0一二三四五六七八九]{3}|[xX×*\d]{4}|"
    r"[xX×*]{2})\s?年\s?[\d一二三四五六七八九十xX×*]{1,3}\s?月"
    r"(?:\s?[\d一二三四五六七八九十xX×*]{1,3}\s?日)?(?:印发)?"
)
_FIRST = 14  # lines that may contain the title
_ENDS = "。；;：:，,、！!？?"
_BRACKETED = lazy_pattern(r"[（(][^（()）]*[）)]$")
_PARTS = lazy_pattern(r"[^\s\u3000、，,]+")
_NAMED = lazy_pattern("关于|《|“|(?:19|20)\\d{2}")  # found in the title of a paper but not in its letterhead
_PERSON = lazy_pattern(
    r"[\u4e00-\u9fff、]{0,14}(?:书记|[省市县区乡镇局厅科处部院会组社]长|主任|主席|理事长|校长|专员|记者|同志)"
    r"(?:[\s\u3000]+[\u4e00-\u9fff×XＸ○某*]{1,2}[\s\u3000]*[\u4e00-\u9fff×XＸ○某*]{0,2}|[\u4e00-\u9fff][×XＸ○某*]{1,2})$"
)
_FURNITURE = lazy_pattern(
    r"(?:附件|附录|附表|附)\s?[\d一二三四五六七八九十]{0,3}\s?[：:]?$|签发人|[特加急平]{2}$|\d{6}$|(?:绝密|"
    r"机密|秘密)|.{2,30}文件$|[总第\d年 ]{0,8}第?\s?\d{1,4}\s?期$"
)


@cache
def _names() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = lexicon_classes("fields")
    kinds = [word for kind in ("plan", "report", "opinion", "notice", "speech", "article") for word in words[kind]]
    ends = lazy_pattern(rf"{grouped_trie_pattern(kinds)}(?:全文|稿|选登|摘要|（[^（）]{{1,20}}）|\([^()]{{1,20}}\))*$")
    return ends, lazy_pattern(
        rf"[^，,、。；;：:]{{0,40}}{grouped_trie_pattern(words['units'])}(?<![大格布全变困结]局)$"
    )


def names_a_paper(words: str) -> bool:
    """Check whether the words end like a title, in the name of a kind of paper."""
    match = _names()[0].search(words[-40:])
    return match is not None


def is_date(text: str, start: int, end: int) -> bool:
    """Check whether the whole line is a date."""
    found = DATE.match(text, start, end)
    return found is not None and found.end() >= end


def is_number(text: str, start: int, end: int) -> bool:
    """Check whether the whole line is a document number, also in brackets or with 印发."""
    found = NUMBER.match(text, start, end)
    return found is not None and found.end() >= end


def is_unit(text: str, start: int, end: int) -> bool:
    """Check whether the line is only the name of an office."""
    return end - start <= 40 and _names()[1].match(text[start:end]) is not None


# Printing office and date, the last line of a paper: 县政府办公室　2022年2月21日印发. Source: GB/T 9704-2012, 7.4.2.
_IMPRINT = lazy_pattern(r"[^。；;，,\n]{2,60}(?:19|20)\d\d年\d{1,2}月\d{1,2}日\s?印发$")


def is_signature(text: str, start: int, end: int) -> bool:
    """Check whether the line belongs to a signature: an office's name, a date, or several of them side by side."""
    return (
        is_date(text, start, end)
        or is_unit(text, start, end)
        or (text[end - 1] == "发" and _IMPRINT.match(text, start, end) is not None)
        or bool(signed_by(text, start, end))
    )


def is_person(text: str, start: int, end: int) -> bool:
    """Check whether the line is only a post and a name: 县长　王××."""
    return end - start <= 24 and _PERSON.match(text, start, end) is not None


def signed_by(text: str, start: int, end: int) -> list[str]:
    """Return the offices in a line that contains only them and a date; else an empty list.

    Several offices are separated by spaces or 、; one alone counts too. ``2022年6月28日`` may follow.
    """
    if end - start > 120:
        return []
    units: list[str] = []
    for part in _PARTS.finditer(text, start, end):
        words = part.group()
        if is_unit(words, 0, len(words)):
            units.append(words)
        elif not units or not is_date(words, 0, len(words)):
            return []
    return units


def find_title(text: str, spans: list[Span], kinds: list[str], marked: list[bool]) -> Span | None:
    """Find the title among the first lines, and mark title and number lines in ``kinds``.

    The title is the first unpunctuated line that names a kind of paper, else the first unpunctuated line with a
    paragraph below. A title on two lines is one span.
    """
    candidates: list[int] = []
    for index, (start, end) in enumerate(spans[:_FIRST]):
        if kinds[index] == "noise" or (kinds[index] in ("row", "head") and not candidates):
            continue
        if is_number(text, start, end):
            kinds[index] = "number"
            continue
        if kinds[index] != "body" or marked[index] or end - start > 80:
            break
        if _FURNITURE.match(text, start, end) or is_signature(text, start, end):
            continue
        if text[end - 1] in _ENDS or "。" in text[start:end]:
            break
        if not _BRACKETED.match(text, start, end):
            candidates.append(index)
    papers = [i for i in candidates if names_a_paper(text[slice(*spans[i])])]
    # A letterhead names a kind of paper too (督查通报, 政务督查专报), but the title has the subject.
    named = next((i for i in papers if _NAMED.search(text, *spans[i])), papers[0] if papers else None)
    if named is None:
        named = next((i for i in candidates if spans[i][1] - spans[i][0] >= 6), None)
    if named is None:
        return None
    kinds[named] = "title"
    start = spans[named][0]
    above = named - 1
    if above in candidates and _broken(text[slice(*spans[above])]):
        kinds[above] = "title"
        start = spans[above][0]
    for index in range(named + 1, min(len(spans), _FIRST)):
        if kinds[index] == "body" and is_number(text, *spans[index]):
            kinds[index] = "number"
    return start, spans[named][1]


def _broken(line: str) -> bool:
    """Check whether a line above the named one is the first half of the title."""
    return "关于" in line or line.endswith(("和", "与", "及", "的")) or (line.count("《") > line.count("》"))
