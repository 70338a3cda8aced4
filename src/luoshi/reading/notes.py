"""Read notes and columns with units and due dates: （牵头单位：…；配合单位：…；完成时限：…）, （X牵头，Y配合）."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from luoshi.dates.phrases import find_due_phrases
from luoshi.reading.note_words import cell_kind, field_labels, note_words
from luoshi.reading.structure import Span, TableRow
from luoshi.reading.table_heads import is_remark_head
from luoshi.reading.unit_names import unit_name_ends
from luoshi.reading.words import lazy_pattern, load_lexicon_table

_ADMIN = "市县区旗州盟镇乡街道园场村社"
_EDGE = lazy_pattern(r"[（(）)】\]。\n|｜]")
_OPEN, _CLOSE = "（(【[〔［", "）)】]〕］"
# 各乡、镇政府 is one unit.
_SPLIT = lazy_pattern(
    rf"[、，,；;/／\s]+(?![{_ADMIN}、]{{1,6}}[）)])(?!(?<=各[省市县区州乡]、)[市县区州旗镇](?:人民)?政府)"
)
# 种植业股|农技推广站: a section has no station of its own, so these are two units whose cell lost what parted them.
_SECTIONS = lazy_pattern(r"(?<=[一-龥]{2}股)(?=[一-龥]{2,7}(?:[站所股队]|中心)(?:[、，,；;/／\s]|$))")
_AND = lazy_pattern(r"以及|和|及|与")
_POINTS = ' 　、，,；;。：:“”"'
_STRIP = f' 　、，,；;。：:“”"‘’{_OPEN}{_CLOSE}'
# A due date, or permanent work (长期坚持, 持续推进).
_DATED = lazy_pattern(
    r"[^，,；;]{0,12}(?:[\d一二三四五六七八九十]月|年[底末内终]|季度|半年|节前|日前|长期|持续|常态|全年|每[周月年旬天日])[^，,；;]{0,8}$"
)
_PRINTED_DAY = lazy_pattern(r"(?:\d{4}年)?\d{1,2}月\d{1,2}日")
_ENDS = tuple("。；;！!")
_KIND = lazy_pattern("乡镇|镇街|街道|园区|社区|县区|学校|企业|部门")
_KNOWN = frozenset({"lead", "hosted", "support", "due", "shared"})
# An internal section of the office, of any name: 经发办, 安监站; not （含村部）.
_NO_UNIT = frozenset("含见附略详")
_ROOM = lazy_pattern("(?![共其以])[一-龥]{1,7}(?:[局委办厅部科室处股站所院馆社队会组]|中心|集团|公司)")
_NOTE = 400  # code points: the longest bracket that is read as a note
_LONGEST = 24  # code points: a longer entry is a sentence, not a unit
_WITH = lazy_pattern("会同(?=.)")
_OWN_PART = lazy_pattern("牵头|^(?:负责落实|负责实施|(?:负责)?组织实施)$")
_STOPS = "。.；;，, 　\n"
_INNER = lazy_pattern(r"(?:牵头|负责|配合|参与|参加|协办|协助|落实|实施)[）)】〕\]](?=[，,])")
_NAME = 16  # code points before a bracket in which a unit is looked for
_DIGIT = lazy_pattern(r"\d")
# 排第一位的为牵头单位，下同: a remark on the order of names; after it the first unit leads.
_FIRST = r"(?:首位|第一位?|最前面?|首家?)[的者]?"
_LEADS_FIRST = rf"(?:(?:[排列居]|排序|位)[在于]?{_FIRST}|首位[的者]?|第一位[的者]?)(?:为|是)?牵头"
_FIRST_LEADS = lazy_pattern(_LEADS_FIRST)
_ORDER = lazy_pattern(rf"{_LEADS_FIRST}|^(?:其余|其他)的?[为是]")


@dataclass(slots=True)
class DutyNote:
    """The content of one note or table row. ``due`` is the span of its due-date words."""

    start: int
    end: int
    lead: list[str] = field(default_factory=list)
    support: list[str] = field(default_factory=list)
    due: Span | None = None
    rule: str = "note"
    doubts: list[str] = field(default_factory=list)

    @property
    def says(self) -> bool:
        return bool(self.lead or self.due)


@cache
def _starts() -> frozenset[str]:
    return frozenset(f"{_OPEN} \u3000\t工任责职分") | {word[0] for words in field_labels().values() for word in words}


def has_note_label(text: str, start: int, end: int) -> bool:
    """Check whether ``text[start:end]`` begins with a label of a note."""
    return note_words()["begins"].match(text, start, end) is not None


def begins_note(text: str, start: int, end: int) -> bool:
    """Check whether ``text[start:end]`` is entirely a note: it begins with a label, or is one bracket of units."""
    if start >= end or text[start] not in _starts():
        return False
    if note_words()["begins"].match(text, start, end):
        return True
    stop = end
    while stop > start and text[stop - 1] in "。；; 　\n":
        stop -= 1
    if stop - start < 3 or text[start] not in _OPEN or text[stop - 1] not in _CLOSE:
        return False
    found = _unlabelled(text, start + 1, stop - 1)
    # A bare date belongs to the sentence before it on its line; on a line of its own it is the paper's.
    return bool(found.lead) or (found.due is not None and dates_the_sentence_before(text, start, stop))


def dates_the_sentence_before(text: str, start: int, end: int) -> bool:
    """Check whether a bracket after a sentence holds nothing but its due date: ….（10月底前）, not （2024年1月5日）."""
    words = text[start:end].rstrip("。；; ")[1:-1].strip()
    behind = text[start - 1 : start] in _ENDS if start else False
    return behind and _DATED.match(words) is not None and not _PRINTED_DAY.fullmatch(words)


def parse_duty_note(text: str, start: int, end: int) -> DutyNote | None:
    """Return the note in ``text[start:end]``: labelled fields anywhere, or a bracket at its end (X牵头，Y配合)."""
    found = _labelled(text, start, end)
    if found is None:
        stop = _bracket_end(text, start, end)
        if stop is None:
            return None
        open_at = _opening(text, max(start, stop - _NOTE), stop)
        if open_at is None:
            return None
        found = _unlabelled(text, open_at + 1, stop - 1)
        found.start, found.end = open_at, stop
        if found.rule == "note_bare" and open_at > start and _names_end(text, start, open_at):
            return None  # a second name: 市科技局（市外专局）
        if found.rule != "note_by_verb" and text[stop:end].strip(_STOPS):
            return None  # a remark inside the sentence
    return found if found.says or found.support else None


def _bracket_end(text: str, start: int, end: int) -> int | None:
    """Return the end of the bracket that closes a sentence, or of duties before a comma: （甲牵头，乙配合），…."""
    stop = end
    while stop > start and text[stop - 1] in _STOPS:
        stop -= 1
    if stop > start and text[stop - 1] in _CLOSE:
        return stop
    inner = _INNER.search(text, start, stop)
    return inner.end() if inner else None


def _opening(text: str, start: int, stop: int) -> int | None:
    """Return where the bracket opens that closes at ``stop``: 【市财政局、各县（市）政府】."""
    close = text[stop - 1]
    opens = "（(" if close in "）)" else _OPEN[_CLOSE.index(close)]
    closes = "）)" if close in "）)" else close
    depth = 0
    for at in range(stop - 1, start - 1, -1):
        if text[at] in closes:
            depth += 1
        elif text[at] in opens:
            depth -= 1
            if not depth:
                return at
    return None


def may_close(text: str, start: int, end: int) -> bool:
    """Check whether ``text[start:end]`` ends with a bracket, which may be a note without a label."""
    return text[end - 1] in _CLOSE or (end - start > 1 and text[end - 2] in _CLOSE)


def first_leads(text: str) -> int | None:
    """Return where a text says that the first of several units leads, or None."""
    said = _FIRST_LEADS.search(text)
    return said.start() if said else None


def order_after(made: DutyNote | None, first: int | None) -> DutyNote | None:
    """Make the first unit of a note lead, if the note ends after ``first``; otherwise return it unchanged."""
    return made if made is None or first is None or made.end <= first else order_note_units(made)


def order_note_units(made: DutyNote) -> DutyNote:
    """Make the first unit of a note lead and the others support, unless the note says so itself."""
    if len(made.lead) > 1 and not made.support:
        made.lead, made.support = made.lead[:1], made.lead[1:]
    return made


def _names_end(text: str, start: int, place: int) -> bool:
    """Check whether the name of a unit ends at a position."""
    begin = max(start, place - _NAME)
    begin = max([begin, *(digit.end() for digit in _DIGIT.finditer(text, begin, place))])
    return any(stop == place for first in range(begin, place - 1) for stop, _ in unit_name_ends(text, first, place))


def _labelled(text: str, start: int, end: int) -> DutyNote | None:
    words = note_words()
    labels = list(words["label"].finditer(text, start, end))
    known = [label for label in labels if label.lastgroup in _KNOWN]
    if not known:
        return None
    found = DutyNote(known[0].start(), end)
    for index, label in enumerate(labels):
        stop = labels[index + 1].start() if index + 1 < len(labels) else end
        stop = _field_end(text, label.end(), stop)
        kind = "lead" if label.lastgroup == "hosted" else label.lastgroup
        verbs = words["verbs"].search(text, label.end(), stop) if kind == "lead" else None
        if kind == "shared" or verbs:  # 责任单位：甲牵头，乙配合
            shared = _unlabelled(text, label.end(), stop)
            found.lead += shared.lead
            found.support += shared.support
            found.due = found.due or shared.due
        elif kind in ("lead", "support"):
            dated = _dated_items(text, label.end(), stop)
            if dated:  # 牵头单位：县教育局，8月底前
                found.due = found.due or (dated[0][0], dated[-1][1])
                stop = dated[0][0]
            names, doubts = split_unit_names(text, label.end(), stop)
            target = found.lead if kind == "lead" else found.support
            target += [name for name in names if name not in target]
            found.doubts += doubts
        elif kind == "due":
            found.due = (label.end(), stop)
    return found


def _dated_items(text: str, start: int, end: int) -> list[Span]:
    """Return the last items of a list of units if they are times: 县教育局，8月底前; 县教育局、每季度."""
    found: list[Span] = []
    for left, right in reversed(_items(text, start, end)):
        item = text[left:right].strip(_STRIP)
        if item and (not _DATED.match(item) or _is_unit(item)):
            break
        if item:
            found.insert(0, (left, right))
    return found


def _field_end(text: str, start: int, stop: int) -> int:
    """Return the end of a field: at the bracket that closes the note, not at an inner one (县委宣传部（县文明办）)."""
    depth = 0
    for edge in _EDGE.finditer(text, start, stop):
        if edge[0] in "（(":
            depth += 1
        elif edge[0] in "）)" and depth:
            depth -= 1
        elif edge[0] != "。" or not depth:
            return edge.start()
    return stop


def _unlabelled(text: str, start: int, end: int) -> DutyNote:
    """Read units before 牵头, 负责, 配合, or units alone."""
    found = DutyNote(start, end, rule="note_by_verb")
    words = note_words()
    at = start
    parts: list[Span] = []
    for match in lazy_pattern(r"[，,；;\n]").finditer(text, start, end):
        parts.append((at, match.start()))
        at = match.end()
    parts.append((at, end))
    every = False  # after 各乡镇 a bare kind is a name, too: 各乡镇、街道
    waiting: list[str] = []  # names whose verb follows after a comma
    for left, right in parts:
        body = text[left:right].strip(_STRIP)
        helps, leads = words["support"].search(body), words["lead"].search(body)
        verb = helps or leads
        names_end = left + text[left:right].index(body) + (verb.start() if verb else len(body)) if body else left
        names_start = left + text[left:right].index(body) if body else left
        if _DATED.match(body) or _is_time(body):
            found.due = (found.due[0] if found.due else left, right)
            continue
        if _ORDER.search(body) or body in load_lexicon_table("duties")["none"]["words"]:
            continue
        joined = None if helps else _WITH.search(text, names_start, names_end)
        if joined:  # 规划科会同区财政局（负责）
            found.support += split_unit_names(text, joined.end(), names_end)[0]
            names_end = joined.start()
        names, _ = split_unit_names(text, names_start, names_end)
        if any(name[0] in _NO_UNIT for name in names):
            return DutyNote(start, end, rule="none")  # （含村部）, （见附件）
        every = every or any(name[0] == "各" for name in names)
        if not all(_is_unit(name) or _ROOM.fullmatch(name) or (every and _KIND.fullmatch(name)) for name in names):
            return DutyNote(start, end, rule="none")
        if not verb:
            waiting += names
            continue
        # 甲牵头，乙、丙按职责分工负责: the others support. But who carries it out leads, too: …，各县政府负责落实.
        if helps and names and waiting and not found.lead:
            found.lead, waiting = waiting, []  # 工程科，设计院配合
        second = bool(found.lead) and leads is not None and not _OWN_PART.search(leads[0])
        (found.support if helps or second else found.lead).extend(waiting + names)
        waiting = []
    if waiting and not found.lead and not found.support:
        found.lead, found.rule = waiting, "note_bare"
    elif waiting:
        found.lead += waiting
    return found


def _is_time(words: str) -> bool:
    """Check whether words open with a time before which something is due: 五一前, 国庆节前办好."""
    phrases = find_due_phrases(words, 0, len(words), year=None) if "前" in words else []
    return bool(phrases) and phrases[0].start == 0 and phrases[0].marker == "by"


def _is_unit(name: str) -> bool:
    return any(stop == len(name) for stop, _ in unit_name_ends(name, 0, len(name)))


def only_units(text: str, start: int, end: int) -> bool:
    """Check whether ``text[start:end]`` is only unit names with their duties, or says that there are none."""
    words = text[start:end].strip()
    if words in load_lexicon_table("duties")["none"]["words"] or has_note_label(text, start, end):
        return True
    if "。" in words or end - start > _LONGEST * 3:
        return False
    found = _unlabelled(text, start, end)
    return bool(found.lead or found.support) and not found.due


def _trim(item: str) -> str:
    """Return an item without the punctuation round it; brackets within a name stay: 各镇（园区）."""
    if not any(bracket in item for bracket in "（("):
        return item.strip(_STRIP)
    item = item.strip(_POINTS)
    while item and item[-1] in _CLOSE and item.count(_OPEN[_CLOSE.index(item[-1])]) < item.count(item[-1]):
        item = item[:-1].rstrip(_POINTS)
    return item


def split_unit_names(text: str, start: int, end: int) -> tuple[list[str], list[str]]:
    """Return the units in a field, without persons, and doubts: split at 、 , ; and at 和 between two units."""
    names: list[str] = []
    doubts: list[str] = []
    words = note_words()
    for item in _split(text, start, end):
        item = words["rest"].sub("", _trim(item))
        if item in ("", *load_lexicon_table("duties")["none"]["words"]) or words["people"].search(item):
            continue
        if _ORDER.search(item):
            continue
        if re.search("[×XＸ]", item) and not _is_unit(item):
            continue
        if len(item) > _LONGEST:
            doubts.append("unit_long")
            continue
        if item not in names:
            names.append(item)
    return names, doubts


def _items(text: str, start: int, end: int) -> list[Span]:
    """Return the parts of a field between 、 , ; and spaces."""
    items = []
    at = start
    for match in _SPLIT.finditer(text, start, end):
        items.append((at, match.start()))
        at = match.end()
    return [*items, (at, end)]


def _split(text: str, start: int, end: int) -> list[str]:
    out = []
    for left, right in _items(text, start, end):
        begin = left
        for both in _AND.finditer(text, left, right):
            # 人力资源和社会保障局 is one unit: the words before 和 are not.
            if any(stop == both.start() for stop, _ in unit_name_ends(text, begin, right)) and both.end() < right:
                out.append(text[begin : both.start()])
                begin = both.end()
        together = _SECTIONS.search(text, begin, right)
        if together:
            out.append(text[begin : together.start()])
            begin = together.start()
        out.append(text[begin:right])
    return out


def fill_missing_heads(rows: Sequence[TableRow]) -> list[TableRow]:
    """Return the rows; one without a head takes the nearest row's if only cells at its end are missing."""
    out: list[TableRow] = []
    heads = [row.columns if any(row.columns) else None for row in rows]
    following: list[list[str] | None] = [None] * len(rows)
    for index in range(len(rows) - 2, -1, -1):
        following[index] = heads[index + 1] or following[index + 1]
    last: list[str] | None = None
    for row, head, coming in zip(rows, heads, following, strict=True):
        last = head or last
        columns = next((some for some in (last, coming) if some and 0 <= len(some) - len(row.cells) <= 1), None)
        out.append(row if head or not columns else replace(row, columns=columns[: len(row.cells)]))
    return out


def _parted(text: str, start: int, end: int) -> DutyNote | None:
    """Read a cell of units that separates them itself: 甲牵头，乙配合; 甲 with 协办：乙 below."""
    label = note_words()["label"].search(text, start, end)
    if label and label.lastgroup in ("lead", "support"):
        found = _labelled(text, label.start(), end) or DutyNote(start, end)
        names, doubts = split_unit_names(text, start, label.start())
        found.lead, found.doubts = names + found.lead, doubts + found.doubts
        return found
    if note_words()["verbs"].search(text, start, end):
        found = _unlabelled(text, start, end)
        return found if found.lead else None
    return None


def row_note(text: str, row: TableRow) -> DutyNote | None:
    """Return the content of a table row's columns of units and due dates."""
    found = DutyNote(row.start, row.end, rule="table")
    for at, ((left, right), head) in enumerate(zip(row.cells, row.columns, strict=False)):
        kind = cell_kind(row, at) if left < right else "other"
        if kind in ("due", "lead", "support") and at in row.carried:
            found.doubts.append("cell_joined")
        if kind not in ("due", "lead", "support"):
            # A remark may only say who helps: 各乡镇农业中心配合.
            if (
                left < right
                and is_remark_head(head)
                and note_words()["support"].search(text[left:right].rstrip("。；;"))
            ):
                found.support += _unlabelled(text, left, right).support
            continue
        if kind == "due":
            found.due = (left, right)
            continue
        part = _parted(text, left, right) if kind == "lead" else None
        if part:
            found.lead += part.lead
            found.support += part.support
            doubts = part.doubts
        else:
            names, doubts = split_unit_names(text, left, right)
            (found.support if kind == "support" else found.lead).extend(names)
        found.doubts += doubts
    return found if found.lead or found.support or found.due else None
