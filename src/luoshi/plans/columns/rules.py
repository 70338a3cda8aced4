"""Parses any office's own ledger: its header row, the meaning of each column, and the kind of each line below it.

The reader's words for tasks, targets, units and dates are used here too; ``lexicon/columns.toml`` adds those found only
in ledgers. An unknown column has no meaning until a person gives it one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pkgutil import get_data
from typing import Any, Literal

from luoshi.base.sheets.heads import SheetHead, normalise_column_head, read_head_at
from luoshi.plans.base.guessed_tables import StoredTable
from luoshi.reading.load.cells import Place, merged_cell_anchors
from luoshi.reading.load.draft import BAR, flatten_cell_text
from luoshi.reading.load.sheet import SheetCells, column_letter
from luoshi.reading.tables import cells_of, is_head
from luoshi.reading.words import lexicon_classes, load_lexicon_table

LOOKED = 30  # rows searched for the header
LONGEST_TITLE = 300
# Written into fields of rows, in the order in which a person is asked; the rest is kept beside the row.
TAKEN = ("task", "more", "category", "target", "due", "lead", "support")
KNOWN = ("number", "source", "leader", "person", "contact", "assigned", "progress", "problem", "following", "checked",
         "remark")  # fmt: skip
NOTED = (*KNOWN, "other")  # other: an unknown column
SEVERAL = ("lead", "support", "more")  # a sheet may have several of these columns
Kind = Literal["task", "part", "skipped", "wrong"]
SAMPLES = 3  # rows of a table shown with the question which of its columns holds the tasks


@dataclass(slots=True)
class LedgerSheetLine:
    """A line below the header.

    Attributes:
        row: of the sheet, from 0.
        why: for a skipped line blank, joined (continues the row above), total, signature, note, head; for a wrong one
            no_task.
        cells: each field's words, on one line as in the document's text; several columns of a field in order.
        level: of a heading, 1 the outermost.
        column: of a heading.
        notes: meaning, header and words of each column that is kept beside the row.
    """

    row: int
    kind: Kind
    why: str = ""
    cells: dict[str, list[tuple[Place, str]]] = field(default_factory=dict)
    title: str = ""
    level: int = 0
    column: int = 0
    notes: list[tuple[str, str, str]] = field(default_factory=list)

    def words(self, name: str) -> str:
        """Return a field's words, joining several columns."""
        return "；".join(words for _place, words in self.cells.get(name, ()) if words)


@dataclass(frozen=True, slots=True)
class GuessedTable:
    """A table of a document whose task column no known word names; tables with the same head count as one.

    Attributes:
        columns: the heads, as ``reading.model.ColumnGuess`` has them.
        task: the column read as the task: a person's answer, or else the reader's proposal; None: it has no tasks.
        rows: the first rows, a cell for each column.
    """

    columns: tuple[str, ...]
    task: int | None
    answered: bool
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def head(self) -> SheetHead:
        """The head as that of a sheet: one memory of meanings serves documents and workbooks."""
        return SheetHead(0, 0, {column: words for column, words in enumerate(self.columns) if words})

    @property
    def to_store(self) -> StoredTable:
        """The table as it is stored; ``from_stored`` reads it."""
        rows = [list(row) for row in self.rows]
        return {"columns": list(self.columns), "task": self.task, "answered": self.answered, "rows": rows}

    @classmethod
    def from_stored(cls, kept: StoredTable) -> GuessedTable:
        """Return the table from its stored form."""
        rows = tuple(tuple(row) for row in kept["rows"])
        return cls(tuple(kept["columns"]), kept["task"], kept["answered"], rows)


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((get_data("luoshi.plans", "lexicon/columns.toml") or b"").decode())


@cache
def _known() -> tuple[tuple[str, str], ...]:
    """Return words with the field they mean. On conflict a ledger's own words take precedence over the reader's."""
    found: dict[str, str] = {}
    for name, words in _table()["fields"].items():
        found |= dict.fromkeys(words, name)
    columns = load_lexicon_table("duties")["columns"]
    for name in ("lead", "support", "due"):
        for word in columns[name]:
            found.setdefault(word, name)
    for word in lexicon_classes("markers")["tasks"]:
        found.setdefault(word, "task")
    for word in lexicon_classes("markers")["targets"]:
        found.setdefault(word, "target")
    return tuple(found.items())


def column_meaning(head: str) -> str:
    """Return the field for a column with this header; "" if unknown."""
    plain = normalise_column_head(head)
    best, name = (0, 0), ""
    for word, means in _known():
        place = plain.rfind(word)
        if place >= 0 and (len(word), place + len(word)) > best:
            best, name = (len(word), place + len(word)), means
    if name == "task" and plain.endswith(lexicon_classes("markers")["other_heads"]):  # 工作单位
        return ""
    return "" if name == "other" else name


def find_sheet_head(sheet: SheetCells) -> SheetHead | None:
    """Find the likeliest header: of the first rows the one with most known columns, preferably with tasks."""
    best: tuple[int, int] = (0, 0)
    found: SheetHead | None = None
    covered = merged_cell_anchors(sheet)
    for row in sorted(sheet.rows)[:LOOKED]:
        line = BAR.join(flatten_cell_text(words) or "-" for _column, words in sorted(sheet.rows[row].items()))
        head = head_at(sheet, row, covered)
        if not is_head(line, cells_of(line, 0, len(line))) and len(head.words) < 3:
            continue
        names = {column_meaning(words) for words in head.words.values() if len(normalise_column_head(words)) <= 24} - {
            ""
        }
        if any(len(normalise_column_head(words)) > 40 for words in head.words.values()):
            continue  # a row of tasks, whatever its words
        score = (len(names) + 3 * ("task" in names), -row)
        if len(names) >= 2 and score > best:
            best, found = score, head
    return found


def head_at(sheet: SheetCells, first: int, covered: Mapping[Place, Place] | None = None) -> SheetHead:
    """Return the header that begins at a row; see ``read_head_at``."""
    return read_head_at(sheet, first, lambda words: bool(column_meaning(words)), covered)


def recognise_columns(sheet: SheetCells, head: SheetHead) -> dict[int, str]:
    """Return the meaning of each column. Each field has one column, except units and further words."""
    found = {
        column: column_meaning(words.split(" ")[-1]) or column_meaning(words) for column, words in head.words.items()
    }
    tasks = [column for column, name in found.items() if name == "task"]
    if not tasks:
        names = _table()["task"]["otherwise"]
        tasks = [column for column,
                 words in head.words.items() if any(name in normalise_column_head(words) for name in names)
                 and found[column] in ("", "problem")][:1]  # fmt: skip
        found |= dict.fromkeys(tasks, "task")
    if len(tasks) > 1:
        _one_task(sheet, head, tasks, found)
    if not tasks and (alone := [column for column, name in found.items() if name == "target"]):
        found[alone[0]] = "task"  # 目标任务 and the like: the target itself is the task
    taken: set[str] = set()
    for column in sorted(
        found, key=lambda one: (-len(normalise_column_head(head.words[one])) if found[one] == "due" else 0, one)
    ):
        name = found[column]
        if name in TAKEN and name not in SEVERAL:
            if name in taken:
                found[column] = ""
            taken.add(name)
    return {column: name or "other" for column, name in found.items()}


def meanings_with_task(columns: Sequence[str], task: int | None) -> dict[int, str]:
    """Return the meaning of each column if a person named the one for the task, or said that there is none.

    The heads decide on the others, so that a workbook with this head need not be asked about either.
    """
    found: dict[int, str] = {}
    for column, words in enumerate(columns):
        name = "task" if column == task else column_meaning(words)
        taken = name in TAKEN and name not in SEVERAL and name in found.values()
        found[column] = name if name and not taken and (name != "task" or column == task) else "other"
    return found


def task_of_meanings(meanings: Mapping[str, str], width: int) -> int | None:
    """Return the column that was explained as the task's among ``width`` columns; None: the table has no tasks."""
    return next((int(column) for column, name in meanings.items() if name == "task" and int(column) < width), None)


def _one_task(sheet: SheetCells, head: SheetHead, tasks: Sequence[int], found: dict[int, str]) -> None:
    """Choose one of several possible task columns; the others become its category, target or further words.

    The order of the reader's words decides, except for a cell merged over several rows: 重点任务 above 具体措施.
    """
    order = lexicon_classes("markers")["tasks"]

    def rank(column: int) -> tuple[bool, int, int]:
        words = normalise_column_head(head.words[column])
        over = sum(bottom > top > head.last and left == column for top, left, bottom, _r in sheet.merged)
        return bool(over), next((at for at, word in enumerate(order) if word in words), len(order)), column

    best = min(tasks, key=rank)
    targets, more = lexicon_classes("markers")["targets"], _table()["task"]["more"]
    for column in tasks:
        words = normalise_column_head(head.words[column])
        if column == best:
            continue
        if rank(column)[0] and "category" not in found.values():
            found[column] = "category"
        elif any(word in words for word in targets) and "target" not in found.values():
            found[column] = "target"
        else:
            found[column] = "more" if any(word in words for word in more) else ""


def sheet_lines(sheet: SheetCells, head: SheetHead, columns: Mapping[int, str]) -> Iterator[LedgerSheetLine]:
    """Yield each line below the header, with merged cells filled downwards; a blank category repeats the one above."""
    covered = merged_cell_anchors(sheet)
    names = {normalise_column_head(words.split(" ")[-1]) for words in head.words.values()}
    used = sorted({column for row in sheet.rows.values() for column in row})
    category, depth = "", 0
    for row in sorted(row for row in sheet.rows if row > head.last):
        own = {column: plain for column, words in sheet.rows[row].items() if (plain := _flat(words))}
        line = _apart(row, own, sheet, columns, names, used)
        if line is None:
            line = LedgerSheetLine(row, "task", cells=_cells(row, sheet, covered, columns))
            line.notes = _notes(row, sheet, covered, head, columns)
            said = line.words("category")
            if not any(line.words(name) for name in TAKEN if name != "category"):
                line.kind, line.why = ("part", "") if said and said != category else ("skipped", "blank")
                line.title, line.column = said, next((c for c, name in columns.items() if name == "category"), 0)
                line.level = depth + 1
            elif not line.words("task"):
                line.kind, line.why = "wrong", "no_task"
            elif said and said != category:
                category = said
                column = next(column for column, name in columns.items() if name == "category")
                yield LedgerSheetLine(row, "part", title=said[:LONGEST_TITLE], level=depth + 1, column=column)
        elif line.kind == "part":
            depth = line.level
        if line.kind == "part":
            category = line.title if line.level > depth else ""
        yield line


def _cells(
    row: int, sheet: SheetCells, covered: Mapping[Place, Place], columns: Mapping[int, str]
) -> dict[str, list[tuple[Place, str]]]:
    found: dict[str, list[tuple[Place, str]]] = {}
    for column, name in sorted(columns.items()):
        if name in TAKEN and (words := _filled(row, column, sheet, covered)):
            found.setdefault(name, []).append(((row, column), words))
    return found


def _notes(
    row: int, sheet: SheetCells, covered: Mapping[Place, Place], head: SheetHead, columns: Mapping[int, str]
) -> list[tuple[str, str, str]]:
    """Return the cells of columns without a field or a header: nothing that was typed is lost."""
    headless = {column: "other" for column in sheet.rows[row] if column not in head.words}
    return [
        (name, head.words.get(column, column_letter(column)), words)
        for column, name in sorted({**columns, **headless}.items())
        if name in NOTED and (words := _filled(row, column, sheet, covered))
    ]


def _filled(row: int, column: int, sheet: SheetCells, covered: Mapping[Place, Place]) -> str:
    top, left = covered.get((row, column), (row, column))
    return _flat(sheet.rows.get(top, {}).get(left, "")) if left == column else ""


_flat = lru_cache(maxsize=64)(flatten_cell_text)  # each cell is examined several times, and merged ones recur


def _apart(
    row: int,
    own: Mapping[int, str],
    sheet: SheetCells,
    columns: Mapping[int, str],
    names: set[str],
    used: Sequence[int],
) -> LedgerSheetLine | None:
    """Return the line as a heading or a skipped line; None if it is a row of the ledger."""
    words = load_lexicon_table("sheets")["lines"]
    if not own:
        return LedgerSheetLine(row, "skipped", "blank")
    first, said = next(iter(sorted(own.items())))
    plain = "".join(said.split())
    if len(own) > 1 and all(normalise_column_head(text) in names for text in own.values()):
        return LedgerSheetLine(row, "skipped", "head")
    if plain.startswith(tuple(words["totals"])) and len(plain) <= 8:
        return LedgerSheetLine(row, "skipped", "total")
    if plain.startswith(tuple(words["signatures"])) and "task" not in {columns.get(column) for column in own}:
        return LedgerSheetLine(row, "skipped", "signature")
    if len(own) > 1:
        return None
    wide = next(
        (right for top, left, bottom, right in sheet.merged if (top, left) == (row, first) and bottom == row), first
    )
    across = sum(first <= column <= wide for column in used) * 2 > len(used)
    if plain.startswith((*words["signatures"], *words["notes"])) and (across or columns.get(first) != "task"):
        return LedgerSheetLine(row, "skipped", "signature" if plain.startswith(tuple(words["signatures"])) else "note")
    if across or (columns.get(first, "") in ("", "number", "category") and first == used[0]):
        if re.fullmatch(r"[\d.、()（）]{1,6}", plain):
            return LedgerSheetLine(row, "skipped", "blank")
        if len(said) > LONGEST_TITLE:
            return LedgerSheetLine(row, "skipped", "note")
        level = 2 if plain[:1] in "（(" else 1
        return LedgerSheetLine(row, "part", title=said, level=level, column=first)
    return None
