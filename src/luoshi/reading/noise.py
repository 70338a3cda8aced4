"""Recognise page furniture of web copies and print: navigation, source lines, page numbers. Nothing is deleted."""

from __future__ import annotations

import re
from functools import cache

from luoshi.reading.structure import Span
from luoshi.reading.words import grouped_trie_pattern, lazy_pattern, lexicon_classes

# A document's own sentence may contain any of the words; furniture is in short lines without an end mark.
_LONGEST = 160
_PAGE = lazy_pattern(
    r"(?:[-—–―－]\s?\d{1,4}\s?[-—–―－]|第\s?\d{1,4}\s?页(?:[\s，,/]*共\s?\d{1,4}\s?页)?|"
    r"\d{1,4}\s?/\s?\d{1,4})$"
)
_CRUMBS = lazy_pattern(r"[^>》»→〉\n，,。；;]{1,20}(?:\s{0,9}(?:>{1,2}|»|→|›|＞)\s{0,9}[^>》»→〉\n，,。；;]{1,30}){2,}")
_STAMP = lazy_pattern(r"(?:19|20)\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?|\s*[|　 ].*)$")
_OPENS_TAIL = lazy_pattern(
    r"[【\[]?(?:相关(?:推荐|阅读|链接|文章|新闻|信息|附件下载|稿件|内容)|推荐阅读|热门推荐|延伸阅读|热点新闻|猜你喜欢|最新文章|"
    r"热门文章|上一[篇条]|下一[篇条])[】\]]?\s*(?:[：:]|$)"
)
_TAIL_LONGEST = 60
_OPENINGS = frozenset(
    "-—–―－第【[相推热延猜最上下图左右资▲△◀◁▶▷↑↓（(本特记通"
)  # the first characters of the whole-line forms, besides digits
_BLANKS, _COLON = lazy_pattern(r"\s+"), lazy_pattern("[：:]")
_LABEL_LONGEST = 16
_DIVIDED = lazy_pattern("[>»→›＞]")  # arrows of a breadcrumb
_TOOLS = lazy_pattern(r"(?:[【\[][^】\]\n]{1,12}[】\]]\s{0,9}){2,20}$")
# Below or beside a picture: 图为…, 图片说明：…, 图2：2016年各村水费收缴率（%）.
_CAPTION = lazy_pattern(
    r"[▲△◀◁▶▷↑↓]?\s?(?:[上下左右]?图为|[上下左右]图[：:]|图片(?:说明|来源)?[：:]|图注[：:]?|资料图)"
    r"|图\s?\d{1,2}(?:[-—.．]\d{1,2})?(?![\d、个张幅页])[^。；;！？]{0,50}$"
)
# Who wrote, took or sent it: （记者 李明 摄）, 本报记者 王芳 报道, （图片由县融媒体中心提供）.
_CREDIT = lazy_pattern(
    r"[（(](?:本报|本网|特约)?(?:记者|通讯员|图片|照片|供图|供稿|摄影|图文|文图|文[/／：:]|图[/／：:])[^（）()。；;\n]{0,40}[）)]$"
    r"|(?:本报|本网|特约)?(?:记者|通讯员)[\s：:][一-龥\s/／：:]{2,24}(?:摄影?|报道|供图|文[/／]图)?$"
)
_CAPTION_LONGEST = 80


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    words = lexicon_classes("noise")
    hint = grouped_trie_pattern([*words["leads"], *words["phrases"]])
    lead = lazy_pattern(rf"[【\[（(]?{grouped_trie_pattern(words['leads'])}\s?[：:]")
    return (
        lazy_pattern(hint),
        lead,
        lazy_pattern(grouped_trie_pattern(words["phrases"])),
        lazy_pattern(grouped_trie_pattern(words["weak"])),
        lazy_pattern(rf"(?:[【\[]?{grouped_trie_pattern(words['buttons'])}[】\]]?[\s|｜/·]{{0,9}}){{2,20}}$"),
        lazy_pattern(
            rf"(?:{grouped_trie_pattern(words['counters'])}(?:量|次?数|人[数次])?[\s：:]{{0,4}}\d{{1,9}}[万次人+]{{0,2}}[\s|｜]{{0,9}}){{1,6}}$"
        ),
    )


def is_noise(text: str, start: int, end: int) -> bool:
    """Check whether the trimmed line from ``start`` to ``end`` is page furniture."""
    if end - start > _LONGEST:
        return False
    # Most lines match none of these; one look each decides.
    if (text[start] in _OPENINGS or text[start].isdecimal()) and any(
        form.match(text, start, end) for form in (_PAGE, _STAMP, _TOOLS, _OPENS_TAIL, _CREDIT)
    ):
        return True
    if end - start <= _CAPTION_LONGEST and text[start] in _OPENINGS and _CAPTION.match(text, start, end):
        return True
    hint, lead, phrases, weak, buttons, counters = _patterns()
    if text[end - 1] in "。；;":
        return end - start <= 40 and lead.match(text, start, end) is not None
    if buttons.match(text, start, end) or counters.match(text, start, end):
        return True
    divided = _DIVIDED.search(text, start, end) is not None
    if divided and _CRUMBS.match(text, start, end):
        return True
    if not hint.search(text, start, end):
        return False
    if lead.match(text, start, end) or phrases.search(text, start, end):
        return True
    return len(set(weak.findall(text, start, end))) >= 3


def noise_lines(text: str, lines: list[Span]) -> list[bool]:
    """Return for each line whether it is page furniture. Linear in the text.

    A list of further reading continues, one title a line, until a sentence comes.
    """
    found = []
    listing = False
    for start, end in lines:
        noisy = is_noise(text, start, end)
        if noisy:
            listing = listing or _OPENS_TAIL.match(text, start, end) is not None
        elif listing:
            listing = noisy = end - start <= _TAIL_LONGEST and text[end - 1] not in "。；;！!？?：:"
        found.append(noisy)
    return found


@cache
def _labels() -> frozenset[str]:
    words = lexicon_classes("noise")
    return frozenset((*words["leads"], *words["labels"]))


def labels_page(text: str, start: int, end: int) -> bool:
    """Check whether words say what a page is about, as a cell or with a colon: 索引号, 文　　号, 发布机构：…."""
    words = _BLANKS.sub("", text[start : min(end, start + _LABEL_LONGEST)])
    return _COLON.split(words, maxsplit=1)[0] in _labels()
