"""Find who must do what by when: from notes, table columns, the subjects of sentences, and time phrases.

Source: the labelling guide, "duties" and the settled cases after it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from luoshi.dates.phrases import Phrase, find_due_phrases
from luoshi.reading import notes
from luoshi.reading.dues import (
    Times,
    has_unread_date,
    merge_recurrence_counts,
    sort_due_phrases,
    without_whole_year,
)
from luoshi.reading.duty_parts import (
    dated_parts,
    first_comma,
    headings_under,
    leads_of,
    measures_above,
    opens_clause,
    pair_subjects_with_times,
    set_times,
    supporting_units,
    times_of_note,
    unique_in_order,
    words_of_times,
)
from luoshi.reading.heading_duties import title_note, yearly_parts, years_of
from luoshi.reading.heading_tree import heading_parents
from luoshi.reading.model import Assignment, TextHeading, TextStatement
from luoshi.reading.notes import DutyNote
from luoshi.reading.structure import DocumentFields, Outline
from luoshi.reading.subjects import ActingSubject, find_subjects, goes_on, place_stems
from luoshi.reading.words import lazy_pattern, load_lexicon_table

# Each alternative begins with one character, not with a set, so the search knows where it may begin.
_HINT_TIME = lazy_pattern(
    r"月|年|季|旬|每|周|节|日[前内]|工作日|五划?期?[”\"]?末|规划?期?[”\"]?末|前[，,]|学期?前|汛期"
)
_HINT_NOTE = lazy_pattern(
    r"牵头|责任|配合|负责|承办|主办|协办|主责|时限|期限|落实单位|实施单位|协同|参与|参加单位|完成时间|时间节点|分工|【"
)
_ITEM = lazy_pattern(r"\s*(?:[一二三四五六七八九十]是|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.、．]|[①-⑳])")
_ABOUT_THE_PAGE = ("page_furniture", "head_line")
_LATE = 20  # code points: a subject further on is rarely right
_CONDITIONS = lazy_pattern("(?:条件|情形)(?:之一)?(?:的)?[：:]")
_ENDS_CLAUSE = ("；", ";")


@dataclass(slots=True)
class _Carried:
    """What one clause passes on to the next after ；."""

    lead: list[str] = field(default_factory=list)
    support: list[str] = field(default_factory=list)
    due: Phrase | None = None


_NOTHING = _Carried()


def find_assignments(
    text: str, outline: Outline, statements: Sequence[TextStatement], fields: DocumentFields
) -> list[Assignment]:
    """Return the assignments of a document in order. Offsets are those of ``text``.

    A task with words of a date from which no date was read gets a doubt; nothing else about the statements changes.
    """
    return _AssignmentReader(text, outline, statements, fields).read()


class _AssignmentReader:
    def __init__(
        self, text: str, outline: Outline, statements: Sequence[TextStatement], fields: DocumentFields
    ) -> None:
        self.text = text
        self.outline = outline
        self.statements = statements
        self.fields = fields
        self.rows = rows = {row.start: row for row in notes.fill_missing_heads(outline.rows)}
        # Cached by row, because one cell may hold thousands of statements. The functions do not refer to the reader: it
        # would hold itself, and with it the document, until the garbage collector runs.
        self.first = first = notes.first_leads(text)
        self.row_note = note = cache(
            lambda start: notes.order_after(notes.row_note(text, rows[start]), first) if start in rows else None
        )
        self.row_times = cache(lambda start, year: times_of_note(text, note(start) or DutyNote(0, 0), year))
        self.years = years_of(outline.headings, fields.year)
        self.stems = place_stems(text)
        conditions = load_lexicon_table("duties")["eligibility"]["headings"]
        self.conditions = headings_under(outline.headings, conditions)
        self.announced = [found.start() for found in _CONDITIONS.finditer(text)]  # few documents list conditions
        self.out: list[Assignment] = []
        self.listed = False  # inside a list of conditions
        self.kept: set[tuple[object, ...]] = set()
        self.dropped: set[int] = set()  # ids of records in ``out``
        self.heading_notes: dict[int, DutyNote] = {}
        self.parents = heading_parents(outline.headings)
        self.made: dict[tuple[int, int], list[Assignment]] = {}
        self.under: dict[int | None, list[int]] = {}
        for index, statement in enumerate(statements):
            self.under.setdefault(statement.heading, []).append(index)

    def read(self) -> list[Assignment]:
        noted, whole = self._notes()
        carried = _NOTHING
        for index, statement in enumerate(self.statements):
            if index in whole:
                carried = _NOTHING
                continue
            if carried is not _NOTHING and not self._continues(index):
                carried = _NOTHING
            self.listed = bool(self.announced) and self._lists_conditions(statement)
            if statement.role in ("task", "norm") or (index in noted and noted[index].rule == "note_added"):
                carried = self._statement(statement, noted.get(index), carried)
            else:
                carried = _NOTHING
        made = [record for record in self.out if id(record) not in self.dropped]
        return sorted(made, key=lambda record: (record.start, record.end))

    def _lists_conditions(self, statement: TextStatement) -> bool:
        """Check whether a statement announces conditions (符合下列条件：) or is an item of such a list."""
        at = bisect_left(self.announced, statement.start)
        if at < len(self.announced) and self.announced[at] < statement.end:
            return True
        return self.listed and _ITEM.match(self.text, statement.start, statement.end) is not None

    def _continues(self, index: int) -> bool:
        before, statement = self.statements[index - 1], self.statements[index]
        return (
            self.text.endswith(_ENDS_CLAUSE, before.start, before.end)
            and "\n" not in self.text[before.end : statement.start]
        )

    def _year(self, statement: TextStatement) -> int | None:
        return self.years[statement.heading] if statement.heading is not None else self.fields.year

    # Notes

    def _notes(self) -> tuple[dict[int, DutyNote], set[int]]:
        """Return the note that covers each statement, and which statements are notes; record the headings' notes."""
        noted: dict[int, DutyNote] = {}
        whole: dict[int, DutyNote] = {}
        rest: set[int] = set()  # further parts of notes that were cut at ；
        index = 0
        while index < len(self.statements):
            statement, last = self.statements[index], index
            if (
                statement.row is None
                and statement.rule not in _ABOUT_THE_PAGE  # 时间：2021-05-08 above an article is its publication date
                and notes.begins_note(self.text, statement.start, statement.end)
            ):
                while last + 1 < len(self.statements) and self._same_note(last + 1):
                    last += 1
                made = self._note(statement.start, self.statements[last].end)
                if made:
                    whole[index] = made
                    rest.update(range(index + 1, last + 1))
            index = last + 1
        headings = self.outline.headings
        ahead = [self._ahead(number) for number in range(len(headings))]
        yearly = yearly_parts(self.text, headings, ahead) if self.fields.kind != "report" else {}
        for number, heading in enumerate(headings):
            made = self._note(heading.start, heading.end) or yearly.get(number)
            if made is None and ahead[number]:
                made = title_note(self.text, heading, self.years[number])
            if made and (made.lead or ahead[number]):
                self._note_record(heading, made, self.years[number])
                if made.lead:
                    self.heading_notes[number] = made
                    for index in self.under.get(number, ()):
                        noted.setdefault(index, made)
        notes_under = Counter(self.statements[index].heading for index in whole)
        for index, made in whole.items():
            self._place(index, made, whole, noted, notes_under[self.statements[index].heading] == 1)
        return noted, set(whole) | rest

    def _note(self, start: int, end: int) -> DutyNote | None:
        if not (notes.may_close(self.text, start, end) or _HINT_NOTE.search(self.text, start, end)):
            return None
        return notes.order_after(notes.parse_duty_note(self.text, start, end), self.first)

    def _ahead(self, number: int) -> bool:
        """Check whether the text below a heading is still to be done, so that a date in its title is a due date."""
        under = self.under.get(number, ())
        return not under or any(self.statements[index].role == "task" for index in under)

    def _same_note(self, index: int) -> bool:
        """Check whether a statement is a further field of the note before it: 牵头单位：甲；|配合单位：乙。"""
        statement, before = self.statements[index], self.statements[index - 1]
        if not notes.has_note_label(self.text, statement.start, statement.end):
            return False
        between = self.text[before.end : statement.start]
        below = "\n" in between and not between.strip() and self.text[before.start] not in "（(【["
        return below or self._continues(index)

    def _place(
        self, index: int, made: DutyNote, whole: dict[int, DutyNote], noted: dict[int, DutyNote], alone: bool
    ) -> None:
        """Attach a note to its heading, or to the statements before it; ``alone``: it is the heading's only note."""
        statement = self.statements[index]
        if made.support and not made.lead:
            made.lead = self._led_above(statement.heading)
        governed = []
        for before in range(index - 1, -1, -1):
            if before in whole or self.statements[before].heading != statement.heading:
                break
            governed.append(before)
        dates = not made.lead and notes.dates_the_sentence_before(self.text, statement.start, statement.end)
        for before in governed if made.says and not dates else ():
            noted.setdefault(before, made)
        heading = self.outline.headings[statement.heading] if statement.heading is not None else None
        paragraph = self.text.rfind("\n", 0, statement.start) + 1
        if governed and not self.text[paragraph : statement.start].strip():  # on a line of its own
            paragraph = self.text.rfind("\n", 0, self.statements[governed[0]].start) + 1
        in_paragraph = [before for before in governed if self.statements[before].start >= paragraph]
        if in_paragraph and (dates or not made.says):
            made.rule = "note_added"  # completes what a sentence says itself
            for before in in_paragraph[:1] if dates else in_paragraph:
                noted[before] = made
            return
        below = heading is not None and heading.start < paragraph
        measures = measures_above(self.text, self.statements, governed) if below else []
        for before in measures:
            self._note_record(self.statements[before], made, self._year(statement))
            noted[before] = made
        if measures:
            return
        alone = alone and _ITEM.match(self.text, paragraph) is None  # 4.新建科普馆3所。（…） has a note of its own
        if heading is not None and (heading.start >= paragraph or not in_paragraph or alone):
            self._note_record(heading, made, self._year(statement))
        elif in_paragraph:
            first = self.statements[in_paragraph[-1]]
            if len(in_paragraph) == 1:
                made.rule = "note_placed"
            spread = ["note_spread"] if len(in_paragraph) > 1 else []
            self._note_record(first, made, self._year(statement), spread)
            for before in reversed(in_paragraph[:-1]):  # one record for each of several clauses: …；…。（牵头单位：…）
                if not self._continues(before):
                    break
                self._note_record(self.statements[before], made, self._year(statement), spread)
            for before in in_paragraph:
                noted[before] = made
        elif not governed:
            self._note_record(statement, made, self._year(statement), ["note_alone"])

    def _led_above(self, number: int | None) -> list[str]:
        """Return the units of the nearest heading above that names who leads."""
        while number is not None:
            if number in self.heading_notes:
                return list(self.heading_notes[number].lead)
            number = self.parents[number]
        return []

    def _note_record(
        self, place: TextHeading | TextStatement, made: DutyNote, year: int | None, doubts: Sequence[str] = ()
    ) -> None:
        times = times_of_note(self.text, made, year)
        dates: list[Phrase | None] = [*times.dues]
        for due in dates or [None]:  # 时限：3月底前完成一半，9月底前全部完成
            record = Assignment(
                place.start,
                place.end,
                list(made.lead),
                list(made.support),
                None,
                None,
                None,
                made.rule,
                doubts=[*made.doubts, *doubts],
            )
            set_times(record, replace(times, dues=[due] if due else []), self.text)
            self._add(record)

    # Statements

    def _statement(self, statement: TextStatement, noted: DutyNote | None, carried: _Carried) -> _Carried:
        text, start, end = self.text, statement.start, statement.end
        year = self._year(statement)
        phrases = find_due_phrases(text, start, end, year=year) if _HINT_TIME.search(text, start, end) else []
        row = statement.row[0] if statement.row and statement.row[0] in self.rows else None
        table_note = None if row is None else self.row_note(row)
        own = self._note(start, end) if table_note is None else None
        if own and own.support and not own.lead:
            own.lead = self._led_above(statement.heading)
        if own and own.rule == "note":
            phrases = [phrase for phrase in phrases if phrase.end <= own.start]
        spans = {phrase.start: phrase.end for phrase in phrases}
        acting = find_subjects(text, start, own.start if own else end, spans, self.stems)
        if not (phrases or acting or own or noted or table_note) and carried is _NOTHING:
            return _NOTHING  # like half of all statements
        stops = {subject.end for subject in acting}
        times = sort_due_phrases(text, start, end, year, phrases, False, stops) if phrases else Times()
        if table_note and row is not None:
            return self._read_row(statement, table_note, times, self.row_times(row, year))
        lead = [name for subject in acting for name in subject.lead]
        support = [name for subject in acting for name in subject.support]
        rule = acting[0].rule if acting else "time"
        doubts = [doubt for subject in acting for doubt in subject.doubts]
        if own:
            lead, support, rule = own.lead or lead, own.support or support, own.rule
            doubts += own.doubts
            if own.due:
                times = times_of_note(text, own, year)
        elif noted and noted.rule == "note_added":
            support = support or list(noted.support)
            if noted.due and not times.dues:
                times = replace(times_of_note(text, noted, year), every=times.every)
        elif noted and not lead and times.has_any and noted.rule != "note_placed":
            lead, support, rule = list(noted.lead), list(noted.support), "note_inherited"
            self._drop_undated(statement)
        elif noted and noted.rule == "note_placed":
            self._merge(statement, noted, times)
            return _NOTHING
        if not lead and (self.listed or statement.heading in self.conditions):
            times.every.clear()
        if not lead and carried.lead and not support and goes_on(text, start, end, spans):
            lead, support, rule = list(carried.lead), list(carried.support), "carried"
            doubts.append("subject_carried")
        if (
            not times.has_any
            and carried.due
            and not acting
            and not _ITEM.match(text, start, end)
            and (lead or statement.role == "task")
        ):
            times.dues = [carried.due]
            if carried.due.kind not in ("year", "plan"):  # 到2025年，…；… is usually a list of targets
                doubts.append("due_carried")
        unread = statement.role == "task" and has_unread_date(text, start, end, year, phrases, times)
        if unread and not lead:
            statement.doubts.append("date_unread")
        elif unread:
            doubts.append("date_unread")
        if statement.doubts and not own and rule not in ("time", "note_inherited"):
            doubts += statement.doubts
        if rule == "subject" and acting[0].start > start + _LATE:
            doubts.append("subject_guessed")
        if not lead and any(not opens_clause(text, start, every.start) for every in times.every):
            doubts.append("no_unit")  # the words before it may name the doer: 检测站每季度…
        if lead or times.has_any:
            self._records(statement, lead, support, acting, times, rule, doubts)
        first = not acting or (len(acting) == 1 and acting[0].start <= first_comma(text, start, end, spans))
        due = times.dues[-1] if len(times.dues) == 1 else None
        return _Carried(lead if first else [], support if first else [], due) if (first and lead) or due else _NOTHING

    def _read_row(self, statement: TextStatement, made: DutyNote, times: Times, column: Times) -> _Carried:
        if made.due:
            times.every = merge_recurrence_counts(column.every, times.every, self.text, statement.start, statement.end)
            if column.dues and not any(due.marker == "by" for due in times.dues):  # the task's own date is the nearer
                times.dues = without_whole_year(self.text, column.dues, times.every)
            times.doubts += column.doubts
        self._records(statement, made.lead, made.support, [], times, "table", list(made.doubts))
        return _NOTHING

    def _drop_undated(self, statement: TextStatement) -> None:
        """Drop the record that a note behind the paragraph made without a time: the sentence names its own."""
        here = self.made.get((statement.start, statement.end), [])
        for record in [record for record in here if record.due is None and record.every is None]:
            here.remove(record)
            self.dropped.add(id(record))

    def _merge(self, statement: TextStatement, noted: DutyNote, times: Times) -> None:
        """Add the statement's own times to the record already made from the note behind it."""
        if not noted.due and len(times.dues) + len(times.every) > 1:
            self._drop_undated(statement)
            self._records(statement, noted.lead, noted.support, [], times, "note_placed", list(noted.doubts))
            return
        for record in self.made.get((statement.start, statement.end), ()):
            if record.rule == "note_placed":
                if times.every and record.phrase == "全年":
                    record.due = record.phrase = None
                set_times(record, times, self.text)

    def _records(
        self,
        statement: TextStatement,
        lead: list[str],
        support: list[str],
        acting: list[ActingSubject],
        times: Times,
        rule: str,
        doubts: list[str],
    ) -> None:
        """Add one record, or one for each recurrence or each dated part of the statement."""
        doubts = [*doubts, *times.doubts]
        leading = [subject for subject in acting if subject.lead] if lead == leads_of(acting) else []
        for subject, due, every in pair_subjects_with_times(self.text, leading, dated_parts(self.text, times, acting)):
            record = Assignment(
                statement.start,
                statement.end,
                list(subject.lead) if subject else lead,
                supporting_units(acting, subject) if subject else support,
                due.due if due else None,
                every.every if every else None,
                every.times if every else None,
                rule,
                words_of_times(self.text, due, every),
                unique_in_order(
                    [*doubts, *(["due_open"] if due and due.open else []), *(every.doubts if every else [])]
                ),
            )
            if subject and due is None and every is None:
                record.doubts.append("several_leads")  # some of the doers may only be mentioned
            self._add(record)

    def _add(self, record: Assignment) -> None:
        """Keep a record that has content, once."""
        record.lead, record.support = unique_in_order(record.lead), unique_in_order(record.support)
        if not record.lead and record.due is None and record.every is None:
            return
        key = (record.start, record.end, *record.lead, record.due, record.every, record.times)
        if key in self.kept:
            return
        self.kept.add(key)
        self.made.setdefault((record.start, record.end), []).append(record)
        self.out.append(record)
