"""Read who and when in headings: 一、县发改局牵头工作（3项）, （一）2025年重点任务, 3.上半年完成主体工程."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from luoshi.dates.phrases import find_due_phrases
from luoshi.reading.dues import sort_due_phrases
from luoshi.reading.heading_tree import heading_parents
from luoshi.reading.model import TextHeading
from luoshi.reading.notes import DutyNote, split_unit_names
from luoshi.reading.subjects import find_subjects
from luoshi.reading.unit_names import begins_with_verb, unit_name_ends
from luoshi.reading.words import grouped_trie_pattern, lazy_pattern, load_lexicon_table

_PRINTED = lazy_pattern(r"((?:19|20)(?<!\d..)\d\d)年")
_NEXT = lazy_pattern(r"明年|来年|下一?年度?|次年")
_OF_ONE_YEAR = lazy_pattern(r"\s?((?:19|20)\d\d)年度?(?![至到—\-－~～、和\d])")
_SPACE = lazy_pattern(r"\s*")
_TITLE = load_lexicon_table("duties")["titles"]
# 由县发改局牵头的工作（3项）: the units, a verb, what they lead.
_LED = lazy_pattern(
    rf"(?:由)?(?P<units>.{{2,60}}?){grouped_trie_pattern(_TITLE['verbs'])}的?"
    rf"(?:[一-龥]{{0,6}}{grouped_trie_pattern(_TITLE['matters'])})?\s?(?:[（(][共计]{{0,2}}\d{{1,3}}[项件个条][）)])?[：:]?$"
)
_UNITS = lazy_pattern(r"(?P<units>.{2,60}?)\s?[（(][共计]{0,2}\d{1,3}[项件个条][）)][：:]?$")


def years_of(headings: Sequence[TextHeading], year: int | None) -> list[int | None]:
    """Return the year that months and quarters under each heading mean: 2020年打算 in a report of 2019 changes it."""
    stack: list[tuple[int, int | None]] = []
    out: list[int | None] = []
    for heading in headings:
        while stack and stack[-1][0] >= heading.level:
            stack.pop()
        here = stack[-1][1] if stack else year
        printed = _PRINTED.search(heading.title)
        if printed:
            here = int(printed[1])
        elif year is not None and _NEXT.search(heading.title):
            here = year + 1
        stack.append((heading.level, here))
        out.append(here)
    return out


def title_note(text: str, heading: TextHeading, year: int | None) -> DutyNote | None:
    """Return the units that a title says lead what stands under it, or who does what by when in a title of an act."""
    start = _SPACE.match(text, heading.start + len(heading.marker), heading.end).end()  # type: ignore[union-attr]
    end = heading.end
    led = _LED.match(text, start, end) or _UNITS.match(text, start, end)
    if led:
        names, doubts = split_unit_names(text, *led.span("units"))
        if names and all(_is_office(name) for name in names):
            return DutyNote(heading.start, end, names, rule="heading", doubts=doubts)
    phrases = find_due_phrases(text, start, end, year=year)
    times = sort_due_phrases(text, start, end, year, phrases, False)
    # 上半年完成主体工程 dates an act, 下半年打算 names a part.
    if not times.dues or not any(due.marker == "by" or _acts(text, due.end, end) for due in times.dues):
        return None
    acting = find_subjects(text, start, end, {phrase.start: phrase.end for phrase in phrases}, None)
    leads = [name for subject in acting for name in subject.lead]
    supports = [name for subject in acting for name in subject.support]
    return DutyNote(heading.start, end, leads, supports, (times.dues[0].start, times.dues[-1].end), "heading")


def _acts(text: str, at: int, end: int) -> bool:
    """Check whether a verb follows a time, perhaps after a comma."""
    at += text[at : at + 1] in ("，", ",")
    return at < end and begins_with_verb(text, at, end)


def _is_office(name: str) -> bool:
    return any(stop == len(name) and kind == "unit" for stop, kind in unit_name_ends(name, 0, len(name)))


def yearly_parts(text: str, headings: Sequence[TextHeading], ahead: Sequence[bool]) -> dict[int, DutyNote]:
    """Return for the headings that divide a plan by years their due date: 2025年重点任务, 2026年重点任务.

    Args:
        ahead: for each heading, whether what stands under it is still to be done.
    """
    parents = heading_parents(headings)
    parts: defaultdict[tuple[int | None, int], dict[int, tuple[str, TextHeading]]] = defaultdict(dict)
    for number, heading in enumerate(headings):
        found = _OF_ONE_YEAR.match(heading.title)
        if found and ahead[number]:
            parts[parents[number], heading.level][number] = found[1], heading
    notes = {}
    for some in parts.values():
        if len({year for year, _ in some.values()}) > 1:
            for number, (year, heading) in some.items():
                start = text.index(year, heading.start)
                notes[number] = DutyNote(heading.start, heading.end, due=(start, start + len("2025年")), rule="heading")
    return notes
