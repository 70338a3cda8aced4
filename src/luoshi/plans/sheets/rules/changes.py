"""A plan's own ledger, edited as a workbook and returned: its editor's changes, and concurrent changes by others.

The workbook stores for each row the version it was made from and a short digest of each cell, so that the editor's
changes can be told from those made by others since.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from luoshi.reading.load.cells import merged_cell_anchors
from luoshi.reading.load.draft import flatten_cell_text
from luoshi.reading.load.sheet import SheetCells

# The columns of a ledger in the order of practice sheet 2.8. Other columns of the rows' own sheets follow.
COLUMNS = {"number": 6, "source": 14, "category": 16, "task": 42, "target": 26, "due": 13, "lead": 16, "support": 20,
           "leader": 9, "person": 9, "contact": 11, "progress": 20, "remark": 18}  # fmt: skip
FIELDS = ("category", "task", "target", "due", "lead", "support")
NOTES = ("source", "leader", "person", "contact", "progress", "remark")  # kept beside the row, see base.notes
STATE = "state"  # progress of checking: set by the program, and not imported
OWN = "other:"  # prefix for columns of an office's own sheet, see base.notes.note_key
HIDDEN = ("id", "version")
MARK = "luoshi-ledger"  # in the first cell of the hidden sheet
LOOKED = 30
Wrong = Literal["", "no_task"]


def compared_words(words: str) -> str:
    """Normalise words for comparison: programs that save workbooks change spaces and line ends."""
    return "".join(flatten_cell_text(words).split())


def cell_digest(words: str) -> str:
    """Return eight hexadecimal digits that show whether a cell has changed."""
    return hashlib.sha256(compared_words(words).encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class IssuedSheet:
    """The hidden sheet: the plan, the column headers, and version and digests of each row."""

    plan: int
    edition: int
    at: str
    heads: Mapping[str, str]  # field by the words of the header
    rows: Mapping[int, tuple[int, tuple[str, ...]]]  # version and digests of ``names`` by row id
    names: tuple[str, ...] = FIELDS  # the editable columns; absent in workbooks of earlier versions


def hidden_lines(issued: IssuedSheet) -> list[list[str]]:
    """Return the lines of the hidden sheet."""
    lines = [[MARK, "1"], ["plan", str(issued.plan)], ["edition", str(issued.edition)], ["at", issued.at]]
    lines.append(["names", *issued.names])
    lines += [["head", name, words] for words, name in issued.heads.items()]
    lines += [["row", str(pk), str(version), *digests] for pk, (version, digests) in issued.rows.items()]
    return lines


def issued_by(sheet: SheetCells) -> IssuedSheet | None:
    """Parse a hidden sheet; None if it is not ours or was altered."""
    lines = [[words.get(column, "") for column in range(max(words, default=-1) + 1)] for words in sheet.rows.values()]
    if not lines or not lines[0] or lines[0][0] != MARK:
        return None
    said = {line[0]: line[1] for line in lines if len(line) > 1}
    try:
        names = next((tuple(filter(None, line[1:])) for line in lines if line[0] == "names"), FIELDS)
        rows = {int(line[1]): (int(line[2]), tuple(line[3 : 3 + len(names)])) for line in lines if line[0] == "row"}
        heads = {line[2]: line[1] for line in lines if line[0] == "head" and len(line) > 2}
        return IssuedSheet(int(said["plan"]), int(said["edition"]), said.get("at", ""), heads, rows, names)
    except (KeyError, ValueError, IndexError):
        return None


@dataclass(slots=True)
class Returned:
    """A returned line: the sheet's row from 0, the row id if it has one, and words by field."""

    row: int
    pk: int | None
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Now:
    """A current row: its version, state and place, and what its cells would contain."""

    version: int
    state: str
    values: Mapping[str, str]


@dataclass(slots=True)
class SheetRowChange:
    """A row changed by the editor: old and new words by field; ``meanwhile``: somebody else changed it too."""

    pk: int
    row: int
    words: str
    cells: dict[str, tuple[str, str]]
    meanwhile: bool
    wrong: Wrong = ""
    state: str = ""


@dataclass(slots=True)
class Missing:
    """A row missing from the workbook; ``meanwhile``: somebody changed it since the export."""

    pk: int
    words: str
    meanwhile: bool


@dataclass(slots=True)
class New:
    """A line without a row; ``after``: the id of the row above it in the workbook."""

    row: int
    values: dict[str, str]
    after: int | None
    wrong: Wrong = ""


@dataclass(slots=True)
class SheetChanges:
    """All differences, in the workbook's order."""

    changed: list[SheetRowChange] = field(default_factory=list)
    new: list[New] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    unchanged: int = 0
    gone: int = 0  # rows that others merged away or dropped, untouched by the editor
    unknown: int = 0  # rows of the plan that are not in the workbook

    @property
    def wrong_rows(self) -> list[SheetRowChange | New]:
        lines: list[SheetRowChange | New] = [*self.changed, *self.new]
        return [line for line in lines if line.wrong]

    @property
    def changed_count(self) -> int:
        """The number of rows concerned."""
        return len(self.changed) + len(self.new) + len(self.missing)

    @property
    def conflicting_rows(self) -> list[SheetRowChange]:
        """Rows that both the editor and somebody else changed."""
        return [change for change in self.changed if change.meanwhile]

    @property
    def digest(self) -> str:
        """The digest of all of it: a confirmation applies to exactly these changes.

        New rows say nothing of the plan's contents. With its number of other rows included, they cannot be confirmed
        twice.
        """
        said = [[c.pk, sorted(c.cells.items()), c.meanwhile] for c in self.changed]
        new = [[n.row, sorted(n.values.items()), n.after] for n in self.new]
        missing = [[m.pk, m.meanwhile] for m in self.missing]
        return hashlib.sha256(repr([said, new, missing, self.unknown if new else 0]).encode()).hexdigest()


def returned_in(sheet: SheetCells, issued: IssuedSheet) -> list[Returned] | None:
    """Return the lines below a returned sheet's header; None if no header has the row ids."""
    for first in sorted(sheet.rows)[:LOOKED]:
        heads = {flatten_cell_text(words): column for column, words in sheet.rows[first].items()}
        columns = {name: heads[words] for words, name in issued.heads.items() if words in heads}
        if "id" in columns and "task" in columns:
            break
    else:
        return None
    known = set(columns.values())
    columns |= {OWN + words: at for words, at in heads.items() if words and at not in known}  # the editor's own columns
    covered, found = merged_cell_anchors(sheet), []
    for row in sorted(row for row in sheet.rows if row > first):
        values = {}
        for name, column in columns.items():
            top, left = covered.get((row, column), (row, column))
            own = name in HIDDEN or top <= first
            values[name] = flatten_cell_text(sheet.rows.get(row if own else top, {}).get(column if own else left, ""))
        said = values.pop("id")
        values.pop("version", None)
        if any(values[name] for name in values if name not in ("number", STATE)):
            pk = int(said) if said.isascii() and said.isdigit() and len(said) < 19 else None
            found.append(Returned(row, pk, values))
    return found


def compare_returned_lines(
    lines: Sequence[Returned], issued: IssuedSheet, now: Mapping[int, Now], shown: frozenset[str]
) -> SheetChanges:
    """Compare the editor's changes with the exported workbook and the current rows.

    Args:
        now: the plan's rows, without those merged away.
        shown: the states of rows that a ledger contains.
    """
    out = SheetChanges(unknown=len(now.keys() - issued.rows.keys()))
    met: set[int] = set()
    above: int | None = None
    for line in lines:
        own = [name for name in line.values if name.startswith(OWN) and name not in issued.names]
        values = {name: line.values[name] for name in (*issued.names, *own) if name in line.values}
        if line.pk is None or line.pk not in issued.rows or line.pk in met:
            wrong: Wrong = "" if values.get("task") else "no_task"
            if any(values.values()):
                out.new.append(New(line.row, values, above, wrong))
            continue
        met.add(line.pk)
        here = now.get(line.pk)
        if here is None:
            out.gone += 1
            continue
        above = line.pk
        version, digests = issued.rows[line.pk]
        cells = {}
        for name, held in [*zip(issued.names, digests, strict=False), *((name, cell_digest("")) for name in own)]:
            if (
                name in values
                and cell_digest(values[name]) != held
                and compared_words(values[name]) != compared_words(here.values.get(name, ""))
            ):
                cells[name] = (here.values.get(name, ""), values[name])
        if not cells:
            out.gone += here.state not in shown
            out.unchanged += here.state in shown
            continue
        wrong = "no_task" if "task" in cells and not values["task"] else ""
        out.changed.append(
            SheetRowChange(line.pk, line.row, here.values["task"], cells, here.version != version, wrong, here.state)
        )
    for pk, (version, _digests) in issued.rows.items():
        here = now.get(pk)
        if pk not in met and here is not None and here.state in shown:
            out.missing.append(Missing(pk, here.values["task"], here.version != version))
    return out
