"""Choose the column of tasks in tables whose heads name none: by an earlier answer, else by what the columns hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from luoshi.reading.aligned_cells import is_time_cell
from luoshi.reading.model import ColumnGuess
from luoshi.reading.note_words import column_kind
from luoshi.reading.notes import only_units
from luoshi.reading.table_heads import is_remark_head, lists_people, lists_tasks, task_columns
from luoshi.reading.words import lazy_pattern

if TYPE_CHECKING:
    from luoshi.reading.structure import Span, TableRow

ColumnAnswers = Mapping[tuple[str, ...], int | None]

_SAMPLE = 60  # rows of a table that are looked at
_SHOWN = 3  # … and shown to the person who is asked
_NAMED = 3  # Chinese characters of a task's name, at least
_SAID = 6  # … of words that a person should be asked about
_TIME_LONGEST = 10  # code points of a date: 6月底前, 2026年12月31日
_WIDE = 12  # … of what is a sentence or the name of a thing to do rather than a class
_NUMBERS = frozenset({"序号", "编号", "号", "项次"})
_PLACE = lazy_pattern("(?:村|镇|乡|县|市|区|街道|地区|地名)(?:名称?)?$")  # heads of places that figures are given for
_ROWS = 3  # of a table without a head
_PERSON = lazy_pattern(r"[一-鿿]{2,3}(?:[、，, ][一-鿿]{2,3})*|[/—－-]")
_CHINESE = lazy_pattern("[一-鿿]")
_BLANKS = lazy_pattern(r"\s+")
# A cell of a figure: at most two words about it (不低于, 亿元) beside the number.
_FIGURE = lazy_pattern(r"[^\d一-鿿]*(?:[一-鿿]{0,3}[-−–+＋]?\d[\d.,，%％\s—\-~～至/]*[一-鿿]{0,3}[%％]?[）)]?)?")


def choose_task_columns(text: str, rows: Sequence[TableRow], answers: ColumnAnswers) -> list[ColumnGuess]:
    """Set ``task`` of the rows whose heads name no task or were answered, and return what to ask, once for each head.

    Args:
        text: the document's text.
        rows: its table rows.
        answers: what a person said of a head (without blanks): the column of its tasks, or None for no tasks.
    """
    tables: dict[tuple[str, ...], list[TableRow]] = {}
    for row in rows:
        tables.setdefault(tuple(_BLANKS.sub("", head) for head in row.columns), []).append(row)
    found = []
    for heads, own in tables.items():
        columns = [_Column(text, head, [row.cells[at] for row in own[:_SAMPLE]]) for at, head in enumerate(heads)]
        _name_kinds(columns, own)
        head = own[0].head
        if head is None:
            continue
        answered = heads in answers and (answers[heads] is None or answers[heads] in range(len(heads)))
        if answered:
            task = answers[heads]
        elif task_columns(heads) or lists_people(heads):
            continue
        else:
            task = _longest(columns, own[0].title)
            if task is None and not _is_puzzling(columns):
                continue
        for row in own:
            row.task, row.chosen = task, "answered" if answered else "guessed"
        first = tuple(tuple(text[a:b] for a, b in row.cells) for row in own[:_SHOWN])
        found.append(ColumnGuess(*head, heads, task, answered, first))
    return sorted(found, key=lambda guess: guess.start)


def _name_kinds(columns: Sequence[_Column], rows: Sequence[TableRow]) -> None:
    """Set the kinds of columns that hold units, times or persons where no head says so, behind the longest one.

    Two rows are too few to tell a column from chance if there is no head at all.
    """
    headed = rows[0].head is not None
    if any(column.named == "lead" for column in columns) or (not headed and len(rows) < _ROWS):
        return
    longest = max(range(len(columns)), key=lambda at: columns[at].words)
    kinds = ["other" if at <= longest else column.kind for at, column in enumerate(columns)]
    if "lead" in kinds or (not headed and "due" in kinds):
        for row in rows:
            row.kinds = tuple(kinds)


class _Column:
    """What one column of a table holds, by its head and by its cells."""

    def __init__(self, text: str, head: str, cells: Sequence[Span]) -> None:
        filled = [cell for cell in cells if cell[0] < cell[1]]
        sizes = sorted(len(_CHINESE.findall(text[a:b])) for a, b in filled)
        half = len(filled) // 2
        self.words = sum(sizes)
        self.median = sizes[half] if sizes else 0
        self.named = column_kind(head)
        self.numbers = head in _NUMBERS
        self.figures = sum(_FIGURE.fullmatch(text, a, b) is not None for a, b in filled) > half
        self.times = sum(b - a <= _TIME_LONGEST and is_time_cell(text, (a, b)) for a, b in filled) > half
        self.place = _PLACE.search(head) is not None
        self.units = not (self.figures or self.place) and sum(only_units(text, a, b) for a, b in filled) > half
        self.persons = sum(_PERSON.fullmatch(text, a, b) is not None for a, b in filled) > half
        self.remark = is_remark_head(head)

    @property
    def kind(self) -> str:
        """What the cells hold: units, times or persons."""
        if self.named != "other" or self.remark or not self.words:
            return self.named
        return "due" if self.times else "lead" if self.units else "people" if self.persons else "other"

    @property
    def assigns(self) -> bool:
        """Whether the column says who or when."""
        return self.named != "other" or self.units or self.times

    @property
    def may_be_task(self) -> bool:
        return not (self.assigns or self.figures or self.remark) and self.median >= _NAMED


def _longest(columns: Sequence[_Column], title: str) -> int | None:
    """Return the longest column that may hold the task; None for a table that assigns nothing to anyone."""
    fitting = [at for at, column in enumerate(columns) if column.may_be_task]
    if not fitting:
        return None
    best = max(fitting, key=lambda at: columns[at].words)
    if any(column.assigns for column in columns):
        return best
    return best if columns[best].median >= _WIDE and lists_tasks(title) else None


def _is_puzzling(columns: Sequence[_Column]) -> bool:
    """Check whether a table without figures has words that will be read as nothing."""
    return (
        not any(column.figures and not column.numbers for column in columns)
        and max(column.median for column in columns) >= _SAID
    )
