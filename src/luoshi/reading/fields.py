"""Read what a document says of itself: kind, title, issuer, number, year."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from itertools import pairwise
from typing import Literal, cast

from luoshi.reading import front_matter
from luoshi.reading.model import KINDS, Kind
from luoshi.reading.structure import DocumentFields, Outline, Span
from luoshi.reading.words import grouped_trie_pattern, lazy_pattern, lexicon_classes, load_lexicon_table

Genre = Literal["plan", "report", "rules", "opinion", "notice", "findings", "speech", "article"]

_QUOTED = lazy_pattern(r"《[^《》]{0,80}》")
_TAIL = lazy_pattern(r"[（(][^（）()]{0,30}[）)]")
# The lookbehind after the century checks what precedes a year, so a search leaps to 1 or 2, four times as fast.
_PRINTED = r"((?:19|20)(?<!\d..)\d{2})"
_YEAR = lazy_pattern(rf"{_PRINTED}\s?(?:年|[-/.—~至]\d)")
_DAY = lazy_pattern(rf"{_PRINTED}\s?[年./-]\s?\d{{1,2}}\s?[月./-]\s?\d{{1,2}}")
_BARE_YEAR = lazy_pattern(rf"{_PRINTED}(?!\d)")
_CHINESE_YEAR = lazy_pattern(r"(?:二[○〇零ＯO0]|一九)[○〇零ＯO0一二三四五六七八九]{2}(?=\s?年)")
# The number line of a brief without a document number, or of minutes: （2024年第4期　总第118期）, 〔2022〕第9次.
_ISSUE = lazy_pattern(rf"{_PRINTED}\s?(?:年\s?第?\s?\d{{1,4}}\s?期|[〕\]]\s?第\s?\d{{1,4}}\s?[次期])")
_CHINESE = {char: str(i) for i, char in enumerate("〇一二三四五六七八九")} | dict.fromkeys("○零ＯO0", "0")
_SOURCE = lazy_pattern(r"(?:来源|发布机构|作者|发文单位|发文机关|供稿)\s?[：:]\s?([^\s：:　]{2,30})")
_ISSUER_LINE = lazy_pattern(r"(.{2,40}?)(?:文件)$")
_PLACE = lazy_pattern(r"(?P<name>[\u4e00-\u9fff]{1,6}?(?:[省市县区旗]|州(?!市)))")
_EXPLAINS = lazy_pattern(r"由(?P<unit>[省市县区州旗][\u4e00-\u9fff]{2,14}?)负责(?:具体应用)?(?:的)?解释")
_OWN = lazy_pattern(r"(.{2,30}?)(?:关于|20\d\d|19\d\d|[“《])")  # the title's own subject
_ACT = "[发办函字规文通学党〔\\[（(【]"  # follows the office in a number: 科协发〔2018〕
# Page furniture with the date of the paper itself; other furniture names other papers.
_ISSUED = lazy_pattern("发布|时间|日期|更新|来源|发文")
_VIEWS = lazy_pattern(r"(?:浏览|点击|阅读)(?:次数|量|数)?\s?[：:]\s?\d+\s*$")
_BULLETIN = lazy_pattern("统计公报$|公报$")
_FUTURE = lazy_pattern("要|力争|争取|加强|推进|推动|加快|完善|强化|确保|健全|建设|开展|实施|落实|深化|组织")
_PAST = lazy_pattern("了|已|同比|取得|获得|比上年|去年|截至|近年来|以来")
_REPORTED = lazy_pattern("会议|指出|强调|讲话中|记者|召开")
_GREETING = lazy_pattern(r"(?:同志们|各位|尊敬的|朋友们|老师们)[^。\n]{0,40}[：:，,！!]")
_RULES = lazy_pattern(r"第[一二三四五六七八九十]{1,3}条")
# It calls itself a rule, or gives and takes points.
_RULES_NAMED = lazy_pattern(
    "(?:制定|制订|订立)本(?:办法|细则|规定|制度|规则|章程|公约)|本(?:办法|细则|规定|制度|规则)(?:所称|适用)"
)
_SCORED = lazy_pattern(r"[得扣加计]\d{1,2}(?:\.\d)?分")
_DEPUTIES = lazy_pattern("各位(?:代表|委员)[：:，,！!]")
# An opening that reports, though most of what follows is told without a mark of the past.
_TOLD_FIRST = lazy_pattern(
    r"做了(?:以下|如下)|(?:检查|督查|审计|巡察)中?发现|存在(?:以下|如下)"
    r"|(?:19|20)\d\d年(?:上半年|第?[一二三四]季度|前三季度|1[—－~～至-]\d{1,2}月)[，,][^。\n]{0,80}(?:同比|同期|完成|新)"
)
_LINE = lazy_pattern(r"\S(?:[^\n\r]*\S)?")
_LOOK = 20_000  # code points; the kind shows in the first pages


@cache
def _endings() -> re.Pattern[str]:
    words = lexicon_classes("fields")
    return lazy_pattern(grouped_trie_pattern(word for kind in KINDS for word in words[kind]))


@cache
def _kind_of() -> dict[str, Kind]:
    words = lexicon_classes("fields")
    return {word: kind for kind in KINDS for word in words[kind]}


def named_kind(title: str) -> tuple[Kind, str] | None:
    """Return the kind that a title names and the word that names it. The last word counts; quoted titles do not."""
    outer = _TAIL.sub("", _QUOTED.sub("《》", re.sub(r"\s", "", title)))
    found = list(_endings().finditer(outer))
    if not found:
        return None
    # A word in the middle is only the subject: 关于工作总结的通知 is a notice, 计划生育志 is not a plan.
    last = found[-1]
    if last.end() < len(outer) - 4:
        return None
    both = next((m for m in found if m.group() in ("总结", "小结", "汇报", "回顾")), None)
    if both and both is not last and re.search("[和及与暨、]", outer[both.end() : last.start()]):
        return "report", both.group()  # 上半年总结和下半年打算 mainly reports on the past
    return _kind_of()[last.group()], last.group()


def classify_genre(text: str, about: DocumentFields) -> Genre:
    """Return the genre of the paper, a finer distinction than its kind.

    A notice that only passes on another paper (关于印发…要点的通知) has the genre of that paper. A title is ignored if
    the caller gives another kind.
    """
    words = lexicon_classes("fields")
    bare = re.sub(r"\s", "", about.title or "")
    named = named_kind(bare) if bare else None
    if named and named[0] != about.kind:
        named = None
    if named and named[0] == "notice":
        inner = re.search(r"(?:印发|转发|下发|发布|公布)(.{1,200})的(?:通知|公告|函)", bare)
        handed = named_kind(inner.group(1).strip("《》")) if inner else None
        if handed and handed[0] != "notice":
            named = handed
    if named and named[0] == "opinion":
        return "rules" if named[1] in words["rules"] else "opinion"
    if named and named[1] == "纪要":
        return "article"  # minutes record what was said and decided
    if named and named[0] == "notice":
        return "findings" if named[1] in words["findings"] or "情况的通报" in bare else "notice"
    if named:
        return cast(Genre, named[0])
    if about.kind == "opinion":
        return "rules" if len(_RULES.findall(text[:_LOOK])) >= 3 else "opinion"
    # The genre is unknown: judge each sentence for itself rather than take all of it for a report.
    return "article" if about.kind == "report" and about.kind_guessed else cast(Genre, about.kind)


def _kind_by_text(text: str) -> Kind:
    part = text[:_LOOK]
    if len(_RULES.findall(part)) >= 3 or _RULES_NAMED.search(part) or len(_SCORED.findall(part)) >= 4:
        return "opinion"
    if _DEPUTIES.search(part[:300]):
        return "report"
    if _GREETING.search(part[:300]):
        return "speech"
    future, past = len(_FUTURE.findall(part)), len(_PAST.findall(part))
    if _REPORTED.search(part[:300]):
        return "article"
    if future > 3 * past:
        return "report" if _TOLD_FIRST.search(part[:200]) else "plan"
    return "report" if past else "article"


def read_document_fields(
    text: str, outline: Outline, year: int | None = None, issuer: str | None = None, kind: Kind | None = None
) -> DocumentFields:
    """Return what the document says of itself.

    ``year``, ``issuer`` and ``kind`` are known to the caller; they override the text. The year is the one the document
    speaks from: the year in the title of a plan or report, else that of its number or date.
    """
    title = "".join(map(str.strip, text[slice(*outline.title)].split("\n"))) if outline.title else None
    named = named_kind(title) if title else None
    guessed = not (kind or named)
    kind = kind or (named[0] if named else _kind_by_text(text))
    stamp = _number(text, outline)
    number = re.sub(r"\s", "", stamp["number"]) if stamp else None
    own_year = year or _year(text, outline, title, kind, stamp)
    told = own_year or _year_told(text, outline)
    issuer = issuer or _issuer(text, outline, title, kind, number)
    return DocumentFields(kind, title, issuer, number, told, guessed, told is not None and not own_year)


def _near(text: str, outline: Outline) -> Span:
    """Return the head of the text: up to some lines past the title, or its first lines."""
    stop = outline.title[1] if outline.title else 0
    return 0, min(len(text), stop + 200)


def _number(text: str, outline: Outline) -> re.Match[str] | None:
    """Return the number line of the head; a number inside a sentence is another paper's."""
    start, stop = _near(text, outline)
    for line in _LINE.finditer(text, start, stop):
        if front_matter.is_number(text, *line.span()):
            return front_matter.NUMBER.match(text, *line.span())
    return None


class _Inside:
    """Check whether a position lies in one of several spans, which are sorted and disjoint."""

    def __init__(self, spans: list[Span]) -> None:
        self.starts, self.ends = [start for start, _ in spans], [end for _, end in spans]

    def __contains__(self, place: int) -> bool:
        at = bisect_right(self.starts, place) - 1
        return at >= 0 and place < self.ends[at]


def _year(text: str, outline: Outline, title: str | None, kind: Kind, stamp: re.Match[str] | None) -> int | None:
    own = _own_year(title) if title else None
    stamped = int(stamp["year"]) if stamp and stamp["year"].isdecimal() else None
    if kind in ("notice", "opinion") and stamped:
        return stamped
    if title and _BULLETIN.search(
        _TAIL.sub("", title)
    ):  # a bulletin on a year is published in the next year and speaks from there
        given = stamped or _given_year(text, outline) or _signed_year(text)
        if given:
            return given
    if own or stamped:
        return own or stamped
    issue = _ISSUE.search(text, *_near(text, outline))
    if issue:
        return int(issue.group(1))
    signed = _signed_year(text)
    if signed:
        return signed
    for start, end in outline.noise[:8]:
        found = _YEAR.search(text, start, end)
        if found and _ISSUED.search(text, start, end):
            return int(found.group(1))
    return _given_year(text, outline)


def _year_told(text: str, outline: Outline) -> int | None:
    """Return the year that sentences name most often, for a paper whose year nothing else gives."""
    furniture = _Inside(outline.noise)
    years = [
        int(found.group(1))
        for found in _YEAR.finditer(text, 0, min(len(text), 3000))
        if not _aimed(text, found.start()) and found.start() not in furniture
    ]
    head = years[:6]
    return max(head, key=lambda y: (head.count(y), y)) if head else None


def _given_year(text: str, outline: Outline) -> int | None:
    """Return the year of the date under the title."""
    start, stop = _near(text, outline)
    for line in _LINE.finditer(text, outline.title[1] if outline.title else start, stop):
        a, b = line.span()
        if b - a > 60 or text[b - 1] in "。：:":
            return None
        found = _DAY.search(text, a, b)
        if found:
            return int(found.group(1))
    return None


def _aimed(text: str, at: int) -> bool:
    """Check whether a year is only looked forward or back to: 到2025年, 自2008年; 截至2011年8月20日 is its own."""
    if text.startswith(("截至", "截止"), max(0, at - 2)):
        return False
    return (at > 0 and text[at - 1] in "到至自从于〔[") or text.startswith(("底前", "年底", "末"), at + 5)


def _signed_year(text: str) -> int | None:
    for line in reversed(text[-400:].splitlines()):
        words = line.strip()
        if words and front_matter.is_date(words, 0, len(words)):
            found = _BARE_YEAR.search(words)
            if found:
                return int(found.group(1))
            return _written_year(words)
    return None


def _own_year(title: str) -> int | None:
    """Return the year in a title, in digits or written out: 2023年工作要点, 二〇二三年工作要点."""
    found = _YEAR.search(title)
    return int(found.group(1)) if found else _written_year(title)


def _written_year(words: str) -> int | None:
    found = _CHINESE_YEAR.search(words)
    return int("".join(_CHINESE[char] for char in found.group())) if found else None


def _issuer(text: str, outline: Outline, title: str | None, kind: Kind, number: str | None) -> str | None:
    """Return the issuer, by the surest sign available.

    The signs in order: the signature; the letterhead; the name under the title; the title's own subject; the letters of
    the number; the page's source line (not for an article, which others write); the body that explains a rule.
    """
    lines = [line.strip() for line in text[-600:].splitlines() if line.strip()]
    for above, line in pairwise(lines):
        if front_matter.is_date(line, 0, len(line)):
            signed = front_matter.signed_by(above, 0, len(above))
            if signed:
                return "、".join(signed)
    headed = _headed(text, outline)
    if headed:
        return headed
    source = None
    if kind != "article":
        named = (_SOURCE.search(text, *span) for span in outline.noise[:6])
        source = next((found.group(1) for found in named if found and _is_full(found.group(1))), None)
    place = _PLACE.match(re.sub(r"^(?:关于|在|(?:19|20)\d\d年度?)", "", title or ""))
    if title:
        own = _OWN.match(title)
        if own and front_matter.is_unit(own.group(1), 0, len(own.group(1))):
            # The page has the full name where the title shortens it: 河口县科技局, 河口县科学技术局.
            return source if source and source[:2] == own.group(1)[:2] else own.group(1)
        if place and "政府工作报告" in title and title.startswith(place["name"] + "政府"):
            return place["name"] + "人民政府"
    if place and number:
        codes: dict[str, str] = load_lexicon_table("fields")["codes"]
        office = next((codes[code] for code in codes if re.match(code + _ACT, number[1:])), None)
        if office and number[0] in place["name"]:
            return place["name"] + office
    if source:
        return source
    explains = _EXPLAINS.search(text) if place else None
    if place and explains and explains["unit"][0] == place["name"][-1]:
        # 由市科协负责解释 in a paper of 河口市: the office of that place, with its short form expanded.
        unit = place["name"][:-1] + explains["unit"]
        return unit[:-2] + "科学技术协会" if unit.endswith("科协") else unit
    return None


def _headed(text: str, outline: Outline) -> str | None:
    """Return the offices in the letterhead or in the line under the title."""
    start, stop = _near(text, outline)
    top = outline.title[0] if outline.title else 0
    for line in _LINE.finditer(text, start, stop):
        a, b = line.span()
        if outline.title and top <= a < outline.title[1]:
            continue
        found = _ISSUER_LINE.match(text, a, b)
        if found and front_matter.is_unit(found.group(1), 0, len(found.group(1))):
            return found.group(1)
        words = _VIEWS.sub("", text[a:b]).rstrip()
        units = front_matter.signed_by(words, 0, len(words))
        if units and all(_is_full(unit) for unit in units):
            return "、".join(units)
        if a >= top and (text[b - 1] in "：:。" or b - a > 60):
            break
    return None


def _is_full(unit: str) -> bool:
    """Check whether the name of a unit includes its place: 河口县科技局, not 局办公室 or 市科协."""
    return unit[0] not in "局市县区省厅本我各" and front_matter.is_unit(unit, 0, len(unit))
