"""Split the subjects and times of one statement into records."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from luoshi.dates.phrases import Phrase, find_due_phrases
from luoshi.reading.dues import Recurrence, Times, has_unread_date, sort_due_phrases
from luoshi.reading.model import Assignment, TextHeading, TextStatement
from luoshi.reading.notes import DutyNote
from luoshi.reading.subjects import ActingSubject
from luoshi.reading.words import lazy_pattern

_COMMA = lazy_pattern("[，,]")
# A line under a heading that says what is to be done about it; 建设内容 only describes it.
_MEASURE = lazy_pattern(r"\s{0,8}(?:[一-龥]{0,4}(?:措施|任务|目标)|(?:承诺|工作|任务|整改)(?:内容|要求|事项))[：:]")
_SEVERAL = 12  # subjects with parts of their own; a longer sentence is a list of names


def set_times(record: Assignment, times: Times, text: str) -> None:
    """Give a record the due date and the recurrence that it lacks."""
    if times.dues and record.due is None:
        due = times.dues[-1]
        record.due, record.phrase = due.due, text[due.start : due.end]
        if due.open:
            record.doubts.append("due_open")
    if times.every and record.every is None:
        every = times.every[0]
        record.every, record.times = every.every, every.times
        record.phrase = record.phrase or text[every.start : every.end]
        record.doubts += every.doubts
    record.doubts += times.doubts


def dated_parts(text: str, times: Times, acting: list[ActingSubject]) -> list[tuple[Phrase | None, Recurrence | None]]:
    """Return the due dates and recurrences of a statement, each for a record of its own."""
    every = times.every
    if len(every) > 1 and acting:
        # 实行月报告、季通报制度，各单位每月报送，督查室每季度通报: the announced periods are then assigned to subjects.
        later = Counter(recurrence.every for recurrence in every if recurrence.start > acting[0].start)
        every = [
            recurrence
            for recurrence in every
            if recurrence.start > acting[0].start or text[recurrence.start] == "每" or not later[recurrence.every]
        ]
    if len(times.dues) == 1 and every and _until(text, times.dues[0], every[0]):
        return [(times.dues[0], recurrence) for recurrence in every]
    return [*((due, None) for due in times.dues), *((None, recurrence) for recurrence in every)] or [(None, None)]


def _until(text: str, due: Phrase, every: Recurrence) -> bool:
    """Check whether a date only says how long a recurrence continues: 到2025年，每年培训…."""
    return due.end <= every.start and len(text[due.end : every.start].strip(" ，,")) < 3


def opens_clause(text: str, start: int, place: int) -> bool:
    """Check whether only signs, digits and short words (并, 原则上) come before a position in its clause."""
    start = max(start, place - 40)
    clause = max(start, max(text.rfind(sign, start, place) for sign in "，,：:；;。、）) ") + 1)
    return place - clause < 2 or text.startswith(("原则上", "今后", "并于", "要在", "力争", "确保"), clause)


def first_comma(text: str, start: int, end: int, times: Mapping[int, int]) -> int:
    """Return the end of the first clause that contains more than a time."""
    position = start
    while comma := _COMMA.search(text, position, end):
        if times.get(position) != comma.start():
            return comma.start()
        position = comma.end()
    return end


def headings_under(headings: Sequence[TextHeading], words: Sequence[str]) -> set[int]:
    """Return the headings with one of the words in their titles, and those below them."""
    found: set[int] = set()
    level = 0
    for number, heading in enumerate(headings):
        if level and heading.level > level:
            found.add(number)
        elif any(word in heading.title for word in words):
            found.add(number)
            level = heading.level
        else:
            level = 0
    return found


def measures_above(text: str, statements: Sequence[TextStatement], governed: Sequence[int]) -> list[int]:
    """Return which statements above a note are what is to be done: 整改措施：…；… above 责任单位：….

    Of several such lines (整改目标：…, 整改措施：…) the heading is the task, and none is returned.

    Args:
        governed: the statements between the note and the heading, the last first.
    """
    found: defaultdict[int, list[int]] = defaultdict(list)
    line, past = 0, 0  # where the line of a statement begins, and the end of the statement before it
    for before in reversed(governed):
        start = statements[before].start
        line = max(text.rfind("\n", past, start) + 1, line)  # from there only: a line may hold thousands of statements
        past = statements[before].end
        if statements[before].role in ("task", "norm") and _MEASURE.match(text, line):
            found[line].append(before)
    return next(iter(found.values())) if len(found) == 1 else []


def pair_subjects_with_times(
    text: str, leading: Sequence[ActingSubject], parts: Sequence[tuple[Phrase | None, Recurrence | None]]
) -> list[tuple[ActingSubject | None, Phrase | None, Recurrence | None]]:
    """Return who owes what by when: each subject of a sentence with its own times, or with none.

    Without two leading subjects, each time applies to the whole sentence. 甲负责主体，乙负责资金，均于5月底前到位
    applies to both.
    """
    if not 1 < len(leading) <= _SEVERAL:
        return [(None, due, every) for due, every in parts]
    out: list[tuple[ActingSubject | None, Phrase | None, Recurrence | None]] = []
    for due, every in parts:
        time = every or due
        if time is None:
            continue
        everyone = text[max(0, time.start - 2) : time.start].strip("于在")[-1:] in ("均", "都")
        out += [
            (subject, due, every)
            for subject in (leading if everyone else [_nearest(leading, text, time.start, time.end)])
        ]
    named = {id(subject) for subject, _, _ in out}
    out += [(subject, None, None) for subject in leading if id(subject) not in named]
    return sorted(out, key=lambda share: share[0].start if share[0] else 0)


def _nearest(leading: Sequence[ActingSubject], text: str, place: int, end: int) -> ActingSubject:
    """Return the subject of a time at ``place``, from the leading subjects in order.

    It is the subject right after the time (年终由督查室汇总), else the last one before it, else the first.
    """
    at = bisect_right(leading, place, key=lambda subject: subject.start)
    if at < len(leading) and not text[end : leading[at].start].strip("由请，, "):
        return leading[at]
    return leading[max(at - 1, 0)]


def supporting_units(acting: Sequence[ActingSubject], mine: ActingSubject) -> list[str]:
    """Return who supports a subject: its own, and those named after it up to the next leader: 甲牵头，乙、丙配合."""
    support = list(mine.support)
    for subject in acting[acting.index(mine) + 1 :]:
        if subject.lead:
            break
        support += subject.support
    return support


def unique_in_order(values: Sequence[str]) -> list[str]:
    """Return the values in order, without repetitions."""
    return list(dict.fromkeys(values))


def times_of_note(text: str, made: DutyNote, year: int | None) -> Times:
    """Return the times in a note's due-date field, where any period counts."""
    if made.due is None:
        return Times()
    phrases = find_due_phrases(text, *made.due, year=year)
    times = sort_due_phrases(text, *made.due, year, phrases, True)
    if has_unread_date(text, *made.due, year, phrases, times):
        times.doubts.append("date_unread")
    return times


def leads_of(acting: Sequence[ActingSubject]) -> list[str]:
    """Return the units that lead among the subjects of a statement."""
    return [name for subject in acting for name in subject.lead]


def words_of_times(text: str, due: Phrase | None, every: Recurrence | None) -> str | None:
    """Return the words of a record's due date and recurrence, or None if it has neither."""
    words = [text[part.start : part.end] for part in (due, every) if part]
    return " ".join(words) or None
