"""Put the lines of one item of a flattened table under the heads of that table.

A row has no fixed number of lines if it lacks a cell, has two units below each other or shares cells with the row
above. Each line is given to the column whose kind its words suit best, from left to right; the best way over all lines
of the item counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from luoshi.reading.note_words import column_kind
from luoshi.reading.notes import only_units
from luoshi.reading.structure import Span
from luoshi.reading.table_heads import is_other_head, is_remark_head, names_people, task_columns
from luoshi.reading.words import lazy_pattern, load_lexicon_table, trie_pattern

_TIME = lazy_pattern(
    r"(?:\d{4}年)?(?:\d{1,2}月|[一二三四]季度|[上下]半年|年[内底末终]|全年|长期|持续|每[年季月周]|国庆|春节|元旦|五一|汛期|暑期|十[一二]?月|[一二三四五六七八九]月)"
    r"[^，,；;。]{0,14}$"
)
_FIGURE = lazy_pattern(r"[\d.,，%％\s—\-~～至/+]{1,16}[万亿]?[^\d\s]{0,3}$")
_CHINESE = lazy_pattern("[一-鿿]")
_PERSON = lazy_pattern(r"[一-鿿]{2,4}(?:[、，, ][一-鿿]{2,4}){0,3}$")
_HELPS = lazy_pattern(r"(?:配合|协助|协办)[。；;]?$")
_SHORT = 12  # code points of a unit's name
_CLASS = 8  # Chinese characters of a class of tasks
_UNITS = ("lead", "support")
_SKIPPED = {"task": 0.8, "lead": 0.6, "due": 0.4}  # what a column without a line costs; any other:
_LITTLE = 0.2
_SECOND = 1.5  # what a second row of the same item costs


def column_kinds(columns: Sequence[str]) -> list[str]:
    """Return the content of each column by its head: ``number`` (the first), ``task``, ``class`` and others."""
    named = ["people" if names_people(head) else column_kind(head) for head in columns]
    kinds = [
        kind if kind != "other" else "remark" if is_remark_head(head) and not is_other_head(head) else "class"
        for kind, head in zip(named, columns, strict=True)
    ]
    kinds[0] = "number"
    tasks = [at for at in task_columns(columns) if kinds[at] == "class"]
    first = next((at for at, kind in enumerate(kinds) if kind in ("due", *_UNITS)), len(kinds))
    classes = [at for at in range(1, len(kinds)) if kinds[at] == "class"]
    task = next(iter(tasks), None) or max((at for at in classes if at < first), default=next(iter(classes), 0))
    if task:
        kinds[task] = "task"
    return kinds


def align_cell_rows(text: str, lines: Sequence[Span], kinds: Sequence[str], last: bool) -> list[list[Span | None]]:
    """Return the rows made by the lines of one numbered item; a cell without a line is None.

    Args:
        text: the document's text.
        lines: the lines of the item, its number first; those of the last item may run on behind the table.
        kinds: the kinds of its columns (``column_kinds``).
        last: no further item follows, so words after its times and units are not a second row, and lines that suit no
            column are left over.
    """
    placed = _place_lines(text, lines[1:], kinds, last)
    rows: list[list[Span | None]] = []
    before = len(kinds)
    for line, column in zip(lines[1:], placed, strict=False):
        if not rows or column < before:
            rows.append([lines[0], *[None] * (len(kinds) - 1)])
        cell = rows[-1][column]
        rows[-1][column] = (cell[0], line[1]) if cell else line
        before = column
    return rows


def _place_lines(text: str, lines: Sequence[Span], kinds: Sequence[str], last: bool) -> list[int]:
    """Return the column of each line along the best way; of the last item as many lines as suit."""
    width = len(kinds)
    best: list[
        dict[int, tuple[float, int]]
    ] = []  # by column: the weight of the best way up to here, and whence it came
    for line in lines:
        own = [_suits(text, line, kind) for kind in kinds]
        here: dict[int, tuple[float, int]] = {}
        for column in range(1, width):
            ways = (
                [(weight + _step(kinds, came, column, last), came) for came, (weight, _) in best[-1].items()]
                if best
                else [(_step(kinds, 0, column, last), 0)]
            )
            weight, came = max(ways)
            here[column] = (weight + own[column], came)
        best.append(here)
    ends = range(len(best)) if last else range(len(best) - 1, len(best))
    at = max(ends, key=lambda end: max(weight for weight, _ in best[end].values()), default=-1)
    if at < 0:
        return []
    column = max(best[at], key=lambda column: best[at][column][0])
    placed = []
    for index in range(at, -1, -1):
        placed.append(column)
        column = best[index][column][1]
    return placed[::-1]


def _step(kinds: Sequence[str], came: int, column: int, last: bool) -> float:
    """Return what it costs to go from one column to that of the next line."""
    if column > came:
        return -sum(_SKIPPED.get(kind, _LITTLE) for kind in kinds[came + 1 : column])
    if column == came:
        return -0.2 if kinds[column] in _UNITS else -1.0
    return -_SECOND if kinds[column] == "task" and not last else -9.0


@cache
def _none() -> frozenset[str]:
    return frozenset(load_lexicon_table("duties")["none"]["words"])


@cache
def _open_times() -> re.Pattern[str]:
    return lazy_pattern(trie_pattern(load_lexicon_table("duties")["open"]["words"]))


def _suits(text: str, line: Span, kind: str) -> float:
    """Return how well a line suits a column of that kind."""
    words = text[slice(*line)]
    size, whole = len(_CHINESE.findall(words)), words[-1] in "。；;"
    if words in _none():
        return {"due": 1.2, "people": 1.0, "lead": 0.6, "support": 0.8, "remark": 0.5}.get(kind, -0.5)
    time, units = is_time_cell(text, line), only_units(text, *line)
    if kind == "due":
        late = line[1] - line[0] <= 2 * _SHORT and _TIME.search(text, *line) is not None
        return 2.0 if time or _open_times().match(words) else 1.0 if late else -2.0
    if kind in _UNITS:
        helps = _HELPS.search(words) is not None and kind == "lead"
        return (
            (1.0 if helps else 2.0) if units else -0.2 if line[1] - line[0] <= _SHORT and not (time or whole) else -2.0
        )
    if kind == "people":
        return 1.5 if _PERSON.match(words) and not units else -2.0
    if kind == "remark":
        return 0.5 if _HELPS.search(words) else 0.2
    if kind == "task":
        return -1.0 if time or (units and size < _SHORT) else 2.0 if whole or size >= _CLASS else 0.6
    figure = _FIGURE.match(words) is not None
    return 1.0 if figure else -1.5 if whole or time or units else 0.9 if size <= _CLASS else 0.2


def is_time_cell(text: str, cell: Span) -> bool:
    """Check whether a cell begins with a time and says little more."""
    return _TIME.match(text, *cell) is not None
