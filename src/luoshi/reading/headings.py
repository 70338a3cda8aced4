"""Decide which marked lines and leads are headings, and at which level."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache

from luoshi.reading.amount_words import is_unit_misread, unit_spellings
from luoshi.reading.cue_forms import DUTY_NOTE
from luoshi.reading.markers import Marker
from luoshi.reading.notes import begins_note
from luoshi.reading.unit_names import begins_with_verb
from luoshi.reading.words import grouped_trie_pattern, lazy_pattern, lexicon_classes

_END = lazy_pattern(r"[。；;！？!?：:]")
_STOP = lazy_pattern(r"[。；;！？!?]")
_LEAD = 60  # a title longer than this is a sentence
_LINE = 90  # the same limit for a line of its own
_PARENS = lazy_pattern(r"[（(][^）)\n]{0,60}[）)]")
_DUE = lazy_pattern(
    r"(?:\d{1,2}月(?:\d{1,2}日|[上中下]旬|底|末|份)?|\d日|年底|年末|月底)(?:之?前|以前|起)|到20\d\d年|"
    r"20\d\d年底|^\d{1,2}月"
)
_NUMBER = lazy_pattern(r"\d[\d.,，]{0,15}\s?")
_SCALE = frozenset("余多万亿")
_COUNTED = ("count", "measure", "share")
_UNIT = 4  # code points: no unit of the lexicon that a title might hold is longer
# A time of the year that opens a clause; with a verb behind it, it dates an act (上半年启动改造, not 上半年工作回顾).
_TIMED = lazy_pattern(
    r"(?:^|[，,])(?:20\d\d年|今年|本年度)?(?:[上下]半年|全年|年内|[一二三四]季度末?)内?(?:要|力争|确保)?"
)
# A lead that names an actor is a sentence: 县财政局要落实经费. One that names a matter is not: 厕所革命要见底.
ACTOR = lazy_pattern(
    r"(?:局|办|委|厅|部|院|组|室|处|科|队|会|站|所|中心|部门|单位|乡镇|街道|政府|企业|公司|学校|我们|大家|同志|"
    r"干部|领导|党员|人员|专家|各[县市区村地级方]|者)(?:[都也还就先]|同样)?$"
)
_CALLS = frozenset(("要", "应", "须", "必须", "应当"))
_SENTENCES = 4  # so many sentences in a series make its short leads sentences too
_SAME = 2  # shared pairs of characters that show that a lead and its sentence have the same subject
_CALL = 14  # a longer call is a task
_SPACE = lazy_pattern(r"\s*")
_CLOSERS = "”’」』）)》】\"'"


@dataclass(slots=True)
class Lead:
    """A marker and the words after it that may be a title."""

    marker: Marker
    title: tuple[int, int]
    end: int  # includes the mark that closes the title
    verdict: int  # 2 certainly a heading, 1 likely, 0 unlikely, -1 no
    rule: str
    doubts: list[str] = field(default_factory=list)


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = lexicon_classes("markers")
    # Masks come before the modals they contain, so that 主要 is matched whole.
    starts = "".join(sorted({word[0] for word in (*words["masks"], *words["modals"])}))
    modal = lazy_pattern(
        rf"(?=[{starts}])(?:{grouped_trie_pattern(words['masks'])}|(?P<modal>{grouped_trie_pattern(words['modals'])}))"
    )
    subject = lazy_pattern(grouped_trie_pattern(words["subjects"]))
    return modal, subject


def has_figure(text: str, start: int, end: int) -> bool:
    """Check whether a number with a unit stands in ``text[start:end]``: 80张, 2.4万; not 2024年, 8月, 5G."""
    return any(_counts(text, found.end(), end) for found in _NUMBER.finditer(text, start, end))


def _counts(text: str, at: int, end: int) -> bool:
    """Check whether a unit or 余, 多, 万, 亿 begins at a position. A lookup: compiling all units would take 20 ms."""
    if text[at : min(at + 1, end)] in _SCALE:
        return True
    for stop in range(min(at + _UNIT, end), at, -1):
        unit = unit_spellings().get(text[at:stop])
        if unit is not None and not text[stop - 1].isascii():
            return (unit.kind in _COUNTED or unit.name == "天") and not is_unit_misread(text[at:stop], text, stop, end)
    return text[at : min(at + 1, end)] == "%"


def title_likeness(text: str, start: int, end: int) -> int:
    """Rate how much the words are like a title: 2 certainly, 1 likely, 0 unlikely, -1 not at all.

    Signs of a sentence are a due date, a figure, an obligation, a subject, or its length.
    """
    words = text[start:end].strip() if end - start <= _LINE else ""
    if "（" in words or "(" in words:
        words = _PARENS.sub("", words).strip()
    if not words or len(words) > _LEAD:
        return -1
    if words[-1] in "，,、的" or _DUE.search(words) or dates_an_act(words):
        return -1
    modals, subject = _patterns()
    modal = None
    for found in modals.finditer(words):
        if found.lastgroup:
            modal = found
            break
    if modal:
        perfect = modal["modal"] == "了"
        if perfect and len(words) <= 16 and not has_figure(words, 0, len(words)):
            return 1
        if modal["modal"] in _CALLS and _is_call(words, modal):
            return 0  # 要加强领导, 厕所革命要见底: a title unless its series says otherwise
        return -1
    if has_figure(words, 0, len(words)):
        return 0 if len(words) <= 20 and not subject.match(words) else -1
    if subject.match(words) and len(words) > 8:
        return -1
    commas = words.count("，") + words.count(",")
    if commas:
        return 1 if len(words) <= 32 else 0
    return 2 if len(words) <= 20 else 1 if len(words) <= 32 else 0


def dates_an_act(words: str) -> bool:
    """Check whether a time of the year and a verb open a clause."""
    return any(
        timed.end() < len(words) and begins_with_verb(words, timed.end(), len(words))
        for timed in _TIMED.finditer(words)
    )


def _is_call(words: str, modal: re.Match[str]) -> bool:
    """Check whether a short call names a matter, and neither an actor nor a figure."""
    if len(words) > _CALL or has_figure(words, 0, len(words)) or "，" in words or "," in words:
        return False
    return not ACTOR.search(words[: modal.start()])


def lead_of(text: str, marker: Marker, line: tuple[int, int], follows: bool) -> Lead | None:
    """Judge the words after a marker and return them as a possible heading, or None.

    ``line`` is the whole line; ``follows`` says that an unmarked paragraph comes next. Source: GUIDE, "Headings".
    """
    stop = line[1]
    after = marker.after
    if marker.family == "square":
        return _square(text, marker, stop)
    if after >= stop:
        return None
    if marker.family == "dash":
        return _dash(text, marker, stop)
    if marker.family == "article":
        return _article(text, marker, stop)
    ending = _END.search(text, after, min(stop, after + _LINE))
    if ending and text[ending.start()] in "：:":
        by_colon = _colon(text, marker, ending.start(), stop, follows)
        if by_colon:
            return by_colon
        ending = _STOP.search(text, ending.end(), min(stop, after + _LINE))
    if ending is None:
        return _whole_line(text, marker, stop)
    mark, close = ending.start(), ending.end()
    while close < stop and text[close] in _CLOSERS:
        close += 1
    if text[mark] != "。":
        return None
    score = title_likeness(text, after, mark)
    if close >= stop:  # the sentence fills the whole line
        if marker.inline or not follows:
            return None
        return Lead(marker, (after, mark), close, min(score, 1) or -1, "lead_paragraph")
    begin = _SPACE.match(text, close, stop).end()  # type: ignore[union-attr]
    if not follows and begins_note(text, begin, stop):
        return None  # 2.新增托育床位80张。（牵头单位：县卫健局）: a task and its note, for no text of its own follows
    doubts = ["heading_like_sentence"] if score == 0 else []
    return Lead(marker, (after, mark), close, score, "run_in", doubts)


def _square(text: str, marker: Marker, stop: int) -> Lead | None:
    inside = (marker.start + 1, marker.end - 1)
    if title_likeness(text, *inside) < 0 or DUTY_NOTE.match(text, marker.start, marker.end):
        return None
    if marker.inline and begins_note(text, marker.start, marker.end):
        return None
    return Lead(marker, inside, marker.end, 2, "square")


def _dash(text: str, marker: Marker, stop: int) -> Lead | None:
    """Return the lead after a dash, only if more text runs on behind it: ``——综合实力稳中有进。地区生产总值…``."""
    ending = _END.search(text, marker.after, min(stop, marker.after + _LINE))
    if ending is None or text[ending.start()] not in "。：:" or stop - ending.end() < 10:
        return None
    score = title_likeness(text, marker.after, ending.start())
    return Lead(marker, (marker.after, ending.start()), ending.end(), score, "run_in") if score > 0 else None


def _article(text: str, marker: Marker, stop: int) -> Lead | None:
    """Return the title of 第三条, which opens a part only if it has one: 第三条　申报条件, 第三条 【申报条件】."""
    if text[marker.after] in "【（(":
        close = next((i for i in range(marker.after, min(stop, marker.after + 30)) if text[i] in "】）)"), 0)
        if close and title_likeness(text, marker.after + 1, close) >= 1:
            return Lead(marker, (marker.after + 1, close), close + 1, 2, "article_title")
        return None
    if stop - marker.after <= 20 and not _END.search(text, marker.after, stop):
        return Lead(marker, (marker.after, stop), stop, 2, "article_title")
    return None


def _whole_line(text: str, marker: Marker, stop: int) -> Lead | None:
    if marker.inline or stop - marker.after > _LINE or text[stop - 1] in "，,、":
        return None
    doubts = [] if title_likeness(text, marker.after, stop) >= 0 else ["heading_like_sentence"]
    return Lead(marker, (marker.after, stop), stop, 2, "numbered_line", doubts)


def _colon(text: str, marker: Marker, colon: int, stop: int, follows: bool) -> Lead | None:
    """Return a lead closed by a colon. ``①有规模：…`` opens a part; ``2.3月底前：…`` is a dated task."""
    if "。" in text[marker.after : colon]:
        return None
    length = colon - marker.after
    score = title_likeness(text, marker.after, colon)
    if score < 1 or length > 20:
        return None
    if colon + 1 >= stop:  # nothing follows on the line: the next lines are the part
        doubts = [] if follows else ["heading_before_list"]
        return Lead(marker, (marker.after, colon), colon + 1, score, "colon_line", doubts)
    if stop - colon < 8 or length < 2:
        return None
    return Lead(marker, (marker.after, colon), colon + 1, min(score, 1), "colon_lead")


def select_headings(leads: list[Lead | None], markers: list[Marker], text: str, line_ends: list[int]) -> list[Lead]:
    """Return the leads that are headings.

    A run-in lead must have a sentence of its own before its series continues. A doubtful lead is decided like the
    others of its series.
    """
    series: dict[int, Counter[bool]] = {}
    calls: Counter[int] = Counter()  # number of leads of a series that call for something: 经费要保障。
    dashes = sum(lead is not None and lead.marker.family == "dash" for lead in leads)
    key_of: list[int] = []
    last: dict[str, int] = {}
    for index, (lead, marker) in enumerate(zip(leads, markers, strict=True)):
        if marker.number == 1 or marker.style not in last:
            last[marker.style] = index
        key = last[marker.style]
        key_of.append(key)
        if key not in series:
            series[key] = Counter()
        votes = series[key]
        if lead and index + 1 < len(markers) and lead.end > markers[index + 1].start:
            lead.verdict = -1  # another part begins before its words end
        if lead and lead.rule in ("run_in", "colon_lead"):
            empty = _empty(index, lead, markers, line_ends[index], text)
            if empty:
                lead.verdict = -1
        if lead is None or lead.verdict < 0:
            votes[False] += 1
        elif lead.verdict == 2:
            votes[True] += 1
        elif lead.verdict == 0 and lead.rule == "run_in" and not has_figure(text, *lead.title):
            calls[key] += 1
    chosen = []
    for index, lead in enumerate(leads):
        if lead is None or lead.verdict < 0:
            continue
        votes = series[key_of[index]]
        if lead.marker.family == "dash" and dashes < 2:
            continue
        called = lead.verdict == 0 and (text.startswith("要", lead.title[0]) or calls[key_of[index]] > 1)
        if lead.verdict == 0 and votes[False] >= votes[True] + called:
            continue
        if lead.verdict == 1 and votes[False] > 2 * votes[True] + 1:
            continue
        numbered = votes[False] >= _SENTENCES and votes[False] > 2 * votes[True]
        if lead.rule == "run_in" and numbered and not _goes_on(text, lead, line_ends[index]):
            continue  # 8.建成县殡仪馆新馆。 among numbered tasks is a task, too
        if lead.verdict == 1 and votes[False] > votes[True]:
            lead.doubts.append("heading_against_series")
        chosen.append(lead)
    return chosen


def _goes_on(text: str, lead: Lead, line_end: int) -> bool:
    """Check whether the sentence after a lead has the same subject: （一）培育高新技术企业。新增高新技术企业18家。"""
    start, end = lead.title
    stop = _STOP.search(text, lead.end, line_end)
    behind = text[lead.end : min(stop.start() if stop else line_end, lead.end + _LINE)]
    return sum(text[at : at + 2] in behind for at in range(start, end - 1)) >= _SAME


def _empty(index: int, lead: Lead, markers: list[Marker], line_end: int, text: str) -> bool:
    """Check whether nothing stands between the lead and the next marker of its series, or the end of the line."""
    if _SPACE.match(text, lead.end, line_end).end() >= line_end:  # type: ignore[union-attr]
        return True
    after = markers[index + 1] if index + 1 < len(markers) else None
    if after is None or after.start >= line_end or after.style != lead.marker.style:
        return False
    return _SPACE.match(text, lead.end, after.start).end() >= after.start  # type: ignore[union-attr]
