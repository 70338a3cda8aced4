"""Find the structure of a text: title, headings, table rows, body, page furniture."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from types import MappingProxyType

from luoshi.reading import front_matter
from luoshi.reading.column_guess import ColumnAnswers, choose_task_columns
from luoshi.reading.cues import Cues
from luoshi.reading.headings import Lead, lead_of, select_headings
from luoshi.reading.levels import assign_heading_levels
from luoshi.reading.markers import Marker, drop_false_runs, inline_markers, marker_at
from luoshi.reading.model import TextHeading
from luoshi.reading.noise import noise_lines
from luoshi.reading.notes import has_note_label
from luoshi.reading.structure import Outline, Span, TableRow, Tables
from luoshi.reading.tables import find_table_rows
from luoshi.reading.words import grouped_trie_pattern, lazy_pattern, lexicon_classes

# A line begins and ends with a character other than space; any kind of line break separates lines. A bullet is not part
# of the line.
_LINE = lazy_pattern(
    r"(?:[●○■□◆◇▪▫•▲△►▶❖✓✔][^\S\n\r\x0b\x0c\x85\u2028\u2029]*)?(?P<words>\S(?:[^\n\r\x0b\x0c\x85\u2028\u2029]*\S)?)"
)
_BULLET = frozenset("●○■□◆◇▪▫•▲△►▶❖✓✔")
_MARKABLE = frozenset("第其一二三四五六七八九十（(【—―–") | {
    chr(code)
    for first, last in (("①", "⑳"), ("⑴", "⒇"), ("㈠", "㈩"), ("Ⅰ", "Ⅹ"))
    for code in range(ord(first), ord(last) + 1)
}
_BARE_LONGEST = 30
_ACT = 6  # code points: 重点工作 names a part, 更新科普画廊 is an act
_PUNCTUATED = lazy_pattern(r"^\d|[。；;！？!?：:…|｜\t]|[，,、]$|^[（(].*[）)]$")
# 技术下沉：把实验室搬到田头, alone on its line or followed by 。 and a paragraph; only two alike are headings.
_PAIRED = lazy_pattern(r"[^。；;！？!?：:，,|｜\t（）()\d]{2,12}[：:][^。；;！？!?：:|｜\t\d]{3,20}")
_ATTACHED = lazy_pattern(r"附\s?件\s?[\d一二三四五六七八九十]{0,3}\s?[：:]?$")
_ADDRESSED = lazy_pattern("同志|代表|委员|领导|来宾|朋友|各位|人民政府|单位|部门|科协|学会")
_KEYS = lazy_pattern(rf"{grouped_trie_pattern(lexicon_classes('markers')['keys'])}\s*[：:]")


@dataclass(slots=True)
class _OutlineLines:
    spans: list[Span]
    noise: list[bool]
    kinds: list[str]  # "body", "noise", "title", "number", "row", "head", "furniture"
    markers: list[Marker | None] = field(default_factory=list)

    def next(self, index: int) -> int | None:
        """Return the next line that is not page furniture."""
        for after in range(index + 1, min(len(self.spans), index + 30)):
            if not self.noise[after]:
                return after
        return None


def build_outline(text: str, columns: ColumnAnswers = MappingProxyType({})) -> Outline:
    """Return the outline of a text; every span indexes ``text``. Linear in the text's length.

    A line is one of: title, number line, table row, page furniture, or body. The part of a body line before its first
    own sentence may be a heading. ``columns`` are answers to earlier guesses (``choose_task_columns``). Source:
    gold/GUIDE.md, "headings".
    """
    spans = [found.span("words") for found in _LINE.finditer(text)]
    lines = _OutlineLines(spans, noise_lines(text, spans), ["body"] * len(spans))
    for index, noisy in enumerate(lines.noise):
        if noisy:
            lines.kinds[index] = "noise"
    table = find_table_rows(text, spans, lines.noise)
    for index in table.taken:
        lines.kinds[index] = "row"
    for index in table.heads:
        lines.kinds[index] = "head"
    lines.markers = [
        marker_at(text, start, end)
        if (text[start] in _MARKABLE or text[start].isdecimal()) and lines.kinds[i] == "body"
        else None
        for i, (start, end) in enumerate(spans)
    ]
    title = front_matter.find_title(text, spans, lines.kinds, [marker is not None for marker in lines.markers])
    leads = _leads(text, lines)
    leads += _row_leads(text, table)
    leads.sort(key=lambda lead: lead.marker.start)
    taken = {lead.marker.start for lead in leads}
    bare = sorted(_bare(text, lines, taken) + _paired(text, lines), key=lambda heading: heading.start)
    resets = [start for (start, end), kind in zip(spans, lines.kinds, strict=True) if kind == "paper"]
    headings = assign_heading_levels(leads, bare, text, resets)
    starts = {heading.start for heading in headings}
    rows = [row for row in table.rows if not _is_heading_row(row, starts)]
    noise = [span for span, kind in zip(spans, lines.kinds, strict=True) if kind == "noise"]
    guesses = choose_task_columns(text, rows, columns)
    heads = [spans[index] for index in sorted(table.heads)]
    return Outline(title, headings, rows, _blocks(lines, headings), noise, guesses, heads)


def _leads(text: str, lines: _OutlineLines) -> list[Lead]:
    markers: list[Marker] = []
    line_of: list[int] = []
    for index, (start, end) in enumerate(lines.spans):
        if lines.kinds[index] != "body":
            continue
        first = lines.markers[index]
        found = [first] if first else []
        found += inline_markers(text, start, end)
        markers += found
        line_of += [index] * len(found)
    starts = {marker.start: line for marker, line in zip(markers, line_of, strict=True)}
    markers = drop_false_runs(markers, text)
    line_of = [starts[marker.start] for marker in markers]
    kept = {marker.start for marker in markers}
    for index, marker in enumerate(lines.markers):
        if marker and marker.start not in kept:
            lines.markers[index] = None
    attached = _attachments(text, lines)
    leads = [
        None if line in attached else lead_of(text, marker, lines.spans[line], _follows(text, lines, line))
        for marker, line in zip(markers, line_of, strict=True)
    ]
    chosen = select_headings(leads, markers, text, [lines.spans[line][1] for line in line_of])
    listed_at = dict(zip((marker.start for marker in markers), line_of, strict=True))
    deep: dict[str, int] = {}  # a style that first appears later is deeper
    for marker in markers:
        deep.setdefault(marker.style, len(deep))
    listed = [_listed(text, lines, lead, listed_at[lead.marker.start], deep) for lead in chosen]
    votes: Counter[str] = Counter()  # in a style where most have a body, one without is a part's last line, cut off
    for lead, item in zip(chosen, listed, strict=True):
        votes[lead.marker.style] += {True: 1, False: 0, None: -1}[item]
    return [
        lead
        for lead, item in zip(chosen, listed, strict=True)
        if not (item and _is_sentence(text, lead))
        and (item is None or votes[lead.marker.style] < 0 or (item is False and votes[lead.marker.style] == 0))
    ]


def _listed(text: str, lines: _OutlineLines, lead: Lead, index: int, deep: dict[str, int]) -> bool | None:
    """Check whether a numbered line without an end mark is a list item that says what to do. None if it has a body.

    A body is text of its own below it, before the next line of its level or a higher one; a duty note does not count.
    Source: gold/GUIDE.md, "Headings".
    """
    if lead.rule != "numbered_line" or text[lines.spans[index][1] - 1] in "：:":
        return None
    noted, after = False, lines.next(index)
    while after is not None and lines.kinds[after] == "body" and has_note_label(text, *lines.spans[after]):
        noted, after = True, lines.next(after)
    if after is not None and lines.kinds[after] != "body":
        return None
    marker = lines.markers[after] if after is not None else None
    if after is not None and marker is None and not noted:
        return None  # a note closes the item; the text after it belongs to the part
    if marker is not None and deep[marker.style] > deep[lead.marker.style] and not _is_sentence(text, lead):
        return None
    cues = Cues(text, *lead.title)
    acts = cues.verb_first and lead.title[1] - lead.title[0] >= _ACT
    return acts or cues.figure or cues.dated or cues.recurs


def _is_sentence(text: str, lead: Lead) -> bool:
    """Check whether a line is a sentence whatever the rest of its series is: 软件安装率达到98%以上，每学期排查一次."""
    return "heading_like_sentence" in lead.doubts and any(comma in text[slice(*lead.title)] for comma in "，,")


def _follows(text: str, lines: _OutlineLines, index: int) -> bool:
    """Check whether the next line is a paragraph without a marker, or begins a deeper series."""
    after = lines.next(index)
    if after is None or lines.kinds[after] != "body":
        return False
    here, there = lines.markers[index], lines.markers[after]
    if there is None:
        start, end = lines.spans[after]
        ended = text[end - 1] in "。；;！!？?"
        return ended and end - start > 10 and not text.startswith(("附件", "联系", "抄送"), start)
    return here is not None and there.style != here.style and (there.number == 1 or _runs_on(lines, index, there))


def _runs_on(lines: _OutlineLines, index: int, there: Marker) -> bool:
    """Check whether the series below a line counts on from the part above it: 3. …, 二、…, 4. …"""
    here = lines.markers[index]
    for before in range(index - 1, max(-1, index - 30), -1):
        marker = lines.markers[before]
        if marker is not None and marker.style == there.style:
            return marker.number + 1 == there.number
        if marker is not None and here is not None and marker.style == here.style:
            return False  # the series below is the one around it
    return False


def _attachments(text: str, lines: _OutlineLines) -> set[int]:
    """Return the lines of a list of attachments: 附件：1.… and the numbered names below it."""
    listed: set[int] = set()
    open_list = False
    for index, (start, end) in enumerate(lines.spans):
        if lines.kinds[index] == "noise":
            continue
        if text.startswith(("附件：", "附件:", "附：", "附:"), start):
            open_list = True
            listed.add(index)
        elif open_list and lines.markers[index] is not None and text[end - 1] not in "。；;：:":
            listed.add(index)
        else:
            open_list = False
    return listed


def _row_leads(text: str, table: Tables) -> list[Lead]:
    """Return the headings of a table's parts: rows with a single filled cell that begins with a marker."""
    leads = []
    for row in table.rows:
        filled = [(a, b) for a, b in row.cells if b > a]
        if len(filled) != 1:
            continue
        marker = marker_at(text, *filled[0])
        lead = lead_of(text, marker, filled[0], True) if marker else None
        if lead and lead.verdict >= 0:
            leads.append(lead)
    return leads


def _is_heading_row(row: TableRow, headings: set[int]) -> bool:
    filled = [span for span in row.cells if span[1] > span[0]]
    return len(filled) == 1 and filled[0][0] in headings


def _bare(text: str, lines: _OutlineLines, taken: set[int]) -> list[TextHeading]:
    """Return the unmarked set-off lines that open a part: short, unpunctuated, followed by a paragraph or a series."""
    found: list[TextHeading] = []
    first = min(taken, default=len(text))
    for index, (start, end) in enumerate(lines.spans):
        if lines.kinds[index] != "body" or lines.markers[index] is not None or not 2 <= end - start <= _BARE_LONGEST:
            continue
        if _PUNCTUATED.search(text[start:end]) or front_matter.is_signature(text, start, end):
            continue
        if front_matter.is_person(text, start, end):
            continue
        if _opens_inner(text, lines, index):
            lines.kinds[index] = "paper"
            continue
        after = lines.next(index)
        if after is None or lines.kinds[after] != "body":
            continue
        a, b = lines.spans[after]
        above = next((i for i in range(index - 1, max(-1, index - 4), -1) if not lines.noise[i]), None)
        before, behind = lines.markers[above] if above is not None else None, lines.markers[after]
        if before and behind and before.start in taken and before.style == behind.style:
            continue  # the only content of the part above, not a part of its own
        if start < first and text[b - 1] in "：:" and _ADDRESSED.search(text, a, b):
            continue  # names the speaker or the addressees
        opens = a in taken or (text[b - 1] in "。；;！？!?：:" and b - a > 10)
        opens = opens or (_bulleted(text, a) and not _bulleted(text, start))
        if opens and not _between_short(text, lines, index):
            found.append(TextHeading(start, end, "", 0, text[start:end], "bare_line", ["bare_heading"]))
    # A lone line that would hold all the numbered parts is not a part, but a second title, a slogan or a name.
    return [] if len(found) == 1 and found[0].start < first < len(text) else found


def _bulleted(text: str, start: int) -> bool:
    """Check whether a bullet precedes the words of a line."""
    before = text[max(0, start - 4) : start].rstrip(" \t\u3000")
    return bool(before) and before[-1] in _BULLET


def _opens_inner(text: str, lines: _OutlineLines, index: int) -> bool:
    """Check whether the line is the title of a paper that is passed on: it follows a signature or 附件."""
    if index == 0 or not front_matter.names_a_paper(text[slice(*lines.spans[index])]):
        return False
    start, end = lines.spans[index - 1]
    return front_matter.is_signature(text, start, end) or _ATTACHED.match(text, start, end) is not None


def _paired(text: str, lines: _OutlineLines) -> list[TextHeading]:
    """Return the unmarked leads of two words joined by a colon, if the text has at least two alike."""
    found: list[TextHeading] = []
    runs = {True: 0, False: 0}
    for index, (start, end) in enumerate(lines.spans):
        if lines.kinds[index] != "body" or lines.markers[index] is not None:
            continue
        lead = _PAIRED.match(text, start, end)
        if lead is None or _KEYS.match(text, start, end):
            continue
        alone = lead.end() >= end
        if alone:
            after = lines.next(index)
            if after is None or lines.kinds[after] != "body" or lines.markers[after] is not None:
                continue
            a, b = lines.spans[after]
            if text[b - 1] not in "。；;！!？?”" or b - a <= end - start:
                continue
        elif text[lead.end()] != "。" or end - lead.end() < 20:
            continue
        runs[alone] += 1
        stop = end if alone else lead.end() + 1
        found.append(TextHeading(start, stop, "", 0, lead.group(), "paired_line" if alone else "paired_lead"))
    return [heading for heading in found if runs[heading.rule == "paired_line"] > 1]


def _between_short(text: str, lines: _OutlineLines, index: int) -> bool:
    """Check whether the line above is a short unmarked body line too: a flattened list, not a heading."""
    if index == 0 or lines.kinds[index - 1] != "body" or lines.markers[index - 1] is not None:
        return False
    start, end = lines.spans[index - 1]
    return end - start <= 8 and text[end - 1] not in "。；;！!？?：:"


def _blocks(lines: _OutlineLines, headings: list[TextHeading]) -> list[Span]:
    """Return the remaining body lines, cut at headings."""
    blocks: list[Span] = []
    at = 0
    for (start, end), kind in zip(lines.spans, lines.kinds, strict=True):
        if kind in ("noise", "title", "number", "row"):
            continue
        begin = start
        while at < len(headings) and headings[at].start < end:
            heading = headings[at]
            at += 1
            if heading.start < start:
                continue
            if heading.start > begin:
                blocks.append((begin, heading.start))
            begin = heading.end
        if begin < end:
            blocks.append((begin, end))
    return blocks
