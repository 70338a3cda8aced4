"""The tables of a sheet as an office made it: titles above, heads on several lines, totals and notes between. Pure.

Several tables may stand below each other or side by side. Each line of a table is a row, or it is left out for a reason
that a person sees.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from luoshi.base.sheets.heads import head_parts, last_head_row
from luoshi.base.sheets.workbooks import read_cell_text
from luoshi.figures.units import is_known, split_unit_size
from luoshi.reading.load.cells import Place, merged_cell_anchors
from luoshi.reading.load.sheet import CellValue, SheetCells, SheetValues
from luoshi.reading.words import load_lexicon_table

LONGEST_HEAD = 40  # characters of a head
SHORT_TOTAL, NAMED_TOTAL = 8, 20  # characters of 合计, and of 青石镇小计
TOTALS = ("total", "subtotal", "sum")
MOST_TABLES = 50  # of a sheet
SIDES = (2, 3, 4)  # how often the same heads may stand side by side
MOST_COLUMNS = 200
FEW_KNOWN = 6  # of the first head every sixth column must be known, of a later one every third
LeftOut = Literal["", "total", "note", "signature", "heading", "head", "blank"]
Knows = Callable[[str], bool]
_BRACKETED = re.compile(r"[(（\[【]([^()（）\[\]【】]{1,20})[)）\]】]")
_BEHIND = re.compile(r"(?<=.)(?:[/／]|[,，、]?单位[:：])([^/／,，、:：]{1,12})$")
_ABOVE = re.compile(r"单位\s*[:：]\s*([^\s,，、;；()（）]{1,8})")
_SENTENCE = re.compile("[。；]|[:：].")
_PART_NUMBER = re.compile(r"[(（]?[一二三四五六七八九十]{1,3}[)）、.．]")
_COLUMN_NUMBER = re.compile(r"[(（]?\d{1,2}[)）]?|[甲乙丙丁戊]|[A-Z]")


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: its place in the sheet from 0, and the words above it, from the top line of the head to the lowest.

    A column with values but without a head has no words.
    """

    place: int
    parts: tuple[str, ...]

    @property
    def label(self) -> str:
        """The words as people read them."""
        return " ".join(self.parts)

    @property
    def name(self) -> str:
        """The words in the form in which they are compared and remembered, with their unit."""
        return "/".join(fold_words(part) for part in self.parts)

    @property
    def unit(self) -> str:
        """The unit of measure that the head says, the lowest line first; "" if none."""
        return next((unit for part in reversed(self.parts) if (unit := unit_in_head(part))), "")


@dataclass(frozen=True, slots=True)
class TableLine:
    """A line below the head: its number from 1, its values by column, and why it is left out; "" for a row.

    ``repeated``: the columns whose value stands in a cell that is merged from a line above.
    """

    number: int
    cells: Mapping[int, CellValue]
    why: LeftOut = ""
    repeated: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A table of a sheet.

    Attributes:
        sheet: the name of the sheet.
        title: the line above it.
        first: the number of the first row of its head, from 1.
        unit: the unit in a line above the head (单位：万元); it counts for columns that say none.
    """

    sheet: str
    title: str
    first: int
    columns: tuple[TableColumn, ...]
    rows: tuple[TableLine, ...]
    unit: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of the heads in their order: by it, the meaning of the columns is remembered."""
        heads = "\x1f".join(column.name for column in self.columns if column.parts)
        return hashlib.sha256(heads.encode()).hexdigest()


def fold_words(words: str) -> str:
    """Return words for comparison: half width, without case, blanks and the mark of a needed column."""
    return re.sub(r"[\s*_]", "", unicodedata.normalize("NFKC", words)).casefold()


def unit_in_head(words: str) -> str:
    """Return the unit of measure in a head: 面积（亩）, 金额/万元, 金额（单位：万元）; "" if there is none."""
    said = [*_BRACKETED.findall(words), *_BEHIND.findall(words.strip())]
    for bracketed in reversed(said):
        unit = re.sub(r"^.*单位[:：]?", "", bracketed).strip()
        if is_unit_of_measure(unit):
            return unit
    return ""


def without_unit(words: str) -> str:
    """Return the words of a head without what stands in brackets and without its unit."""
    plain = _BRACKETED.sub("", words).strip()
    behind = _BEHIND.search(plain)
    plain = plain[: behind.start()] if behind and is_unit_of_measure(behind[1]) else plain
    return plain or words


def is_unit_of_measure(words: str) -> bool:
    """Whether these words are a unit of measure or a count word, with a size or without: 亩, 万元, 人, 万."""
    found = split_unit_size(words) if words else None
    return found is not None and (is_known(found.base) if found.base else bool(found.word))


def find_tables(sheet: SheetValues, knows: Knows, resembles: Knows | None = None) -> list[SheetTable]:
    """Return the tables of a sheet in their order; those with the same heads are one table.

    Args:
        knows: whether the words of a head, folded and without brackets, name a column.
        resembles: whether they are like such words; such heads are believed only at the beginning of a table.
    """
    grid = _Grid(sheet)
    heads = list(_find_heads(grid, _named_by(knows), _named_by(resembles or knows)))
    found: dict[str, SheetTable] = {}
    for at, (first, last) in enumerate(heads):
        above = heads[at - 1][1] if at else -1
        below = heads[at + 1][0] if at + 1 < len(heads) else None
        for table in _tables_at(grid, (above, first, last, below), knows):
            same = found.get(table.digest)
            found[table.digest] = replace(same, rows=same.rows + table.rows) if same else table
    return list(found.values())


class _Grid:
    """The values of a sheet, its words and its merged cells, by row and column from 0."""

    def __init__(self, sheet: SheetValues) -> None:
        self.name = sheet.name
        self.values: dict[int, dict[int, CellValue]] = {}
        self.cells = SheetCells(merged=sheet.merged)
        for number, line in sheet.lines:
            words = {column: text for column, value in enumerate(line) if (text := read_cell_text(value))}
            if words:
                self.cells.rows[number - 1] = words
                self.values[number - 1] = {column: line[column] for column in words}
        self.rows = sorted(self.cells.rows)
        self.covered: Mapping[Place, Place] = merged_cell_anchors(self.cells)
        self.columns = sorted({column for words in self.cells.rows.values() for column in words})
        self.wide = {
            (top, left): right for top, left, bottom, right in sheet.merged if right > left and top == bottom
        }  # fmt: skip

    def parts(self, first: int, last: int) -> dict[int, tuple[str, ...]]:
        return head_parts(self.cells, (first, last), self.columns, self.covered)

    def between(self, first: int, below: int | None) -> list[int]:
        """Return the rows with words from ``first`` on, up to the row before ``below``."""
        until = len(self.rows) if below is None else bisect_left(self.rows, below)
        return self.rows[bisect_left(self.rows, first) : until]


def _find_heads(grid: _Grid, knows: Knows, resembles: Knows) -> Iterator[tuple[int, int]]:
    """Yield the first and the last row of each head that names two columns, else of the first that names one."""
    found = list(_heads_naming(grid, knows, resembles, 2)) or list(_heads_naming(grid, knows, resembles, 1))[:1]
    yield from found[:MOST_TABLES]


def _heads_naming(grid: _Grid, knows: Knows, resembles: Knows, least: int) -> Iterator[tuple[int, int]]:
    merged = {top for top, left, bottom, right in grid.cells.merged if bottom > top or right > left}
    done = -1
    for at, row in enumerate(grid.rows):
        if row <= done or not _may_be_head(grid, row):
            continue
        before = grid.rows[at - 1] if at else -2
        begins = done < 0 or before < row - 1 or len(grid.cells.rows[before]) == 1  # first, or below a gap or a title
        plain = resembles if begins else knows
        if row not in merged and not any(plain(words) for words in grid.cells.rows[row].values()):
            continue
        last = last_head_row(grid.cells, row, plain)
        parts = grid.parts(row, last)
        named = sum(plain(words[-1]) or plain("".join(words)) for words in parts.values())
        enough = named * (FEW_KNOWN if done < 0 else 3) >= len(parts)
        if named >= least and enough and 2 <= len(parts) <= MOST_COLUMNS:
            yield row, last
            done = last


def _named_by(knows: Knows) -> Knows:
    known: dict[str, bool] = {}

    def plain(words: str) -> bool:
        if words not in known:
            known[words] = knows(fold_words(without_unit(words)))
        return known[words]

    return plain


def _may_be_head(grid: _Grid, row: int) -> bool:
    """Whether a row can be the first of a head: several short words without sentences, or years."""
    said = grid.cells.rows[row]
    texts = [words for column, words in said.items() if isinstance(grid.values[row][column], str)]
    years = [words for words in said.values() if re.fullmatch("(?:19|20)[0-9]{2}", words)]
    return (
        len(said) > 1
        and len(texts) > 1
        and len({*texts, *years}) == len({*said.values()})
        and all(
            len(words) <= LONGEST_HEAD and not re.search("[。；]|[:：].", _BRACKETED.sub("", words)) for words in texts
        )
    )


def _tables_at(grid: _Grid, rows: tuple[int, int, int, int | None], knows: Knows) -> Iterator[SheetTable]:
    """Yield the tables below a head: one, or several side by side."""
    above, first, last, below = rows
    lines = grid.between(last + 1, below)
    lines = _without_title(grid, lines) if below is not None else lines
    over = [" ".join(grid.cells.rows[row].values()) for row in grid.between(above + 1, first)[-3:]]
    alone = [next(iter(grid.cells.rows[row].values())) for row in grid.between(above + 1, first)
             if len(grid.cells.rows[row]) == 1]  # fmt: skip
    unit = next((said for words in reversed(over) for said in _ABOVE.findall(words) if is_unit_of_measure(said)), "")
    titles = [words for words in alone if not _ABOVE.search(words)]
    for columns in _sides(grid, grid.parts(first, last), lines, knows):
        found = tuple(_table_rows(grid, columns, lines))
        yield SheetTable(grid.name, titles[-1][:100] if titles else "", first + 1, columns, found, unit)


def _without_title(grid: _Grid, lines: list[int]) -> list[int]:
    """Return the lines of a table without the title of the next, which stands directly above its head."""
    lines = list(lines)
    for _line in range(2):
        if (
            lines
            and len(grid.cells.rows[lines[-1]]) == 1
            and not _why_alone(next(iter(grid.cells.rows[lines[-1]].values())))
        ):
            lines.pop()
    return lines


def _sides(
    grid: _Grid, parts: Mapping[int, tuple[str, ...]], lines: Sequence[int], knows: Knows
) -> list[tuple[TableColumn, ...]]:
    """Return the columns of each table below one head: an empty column divides them, or heads that repeat."""
    used = {column for row in lines if len(grid.cells.rows[row]) > 1 for column in grid.cells.rows[row]}
    columns = [TableColumn(place, parts.get(place, ())) for place in sorted({*parts, *used})]
    groups: list[list[TableColumn]] = [[]]
    for column in columns:
        before = groups[-1][-1].place if groups[-1] else column.place - 1
        if column.place > before + 1 and used.isdisjoint(range(before + 1, column.place)):
            groups.append([])
        groups[-1].append(column)
    plain = _named_by(knows)
    if len(groups) > 1 and all(
        sum(plain(column.parts[-1]) for column in group if column.parts) > 1 for group in groups
    ):
        return [tuple(group) for group in groups]
    names = [column.name for column in columns]
    for times in SIDES:
        width = len(names) // times
        if len(names) % times == 0 and width > 1 and names == names[:width] * times:
            return [tuple(columns[at * width : (at + 1) * width]) for at in range(times)]
    return [tuple(columns)]


def _table_rows(grid: _Grid, columns: Sequence[TableColumn], lines: Sequence[int]) -> Iterator[TableLine]:
    """Yield the lines of a table; values of cells merged downwards stand in each of their rows."""
    first, last = columns[0].place, columns[-1].place
    found: list[TableLine] = []
    for row in lines:
        own = {column: words for column, words in grid.cells.rows[row].items() if first <= column <= last}
        if not own:
            continue
        why = _why_left_out(grid, columns, row, own, is_first=not found)
        cells = {column.place: value for column in columns if (value := _value(grid, row, column.place)) is not None}
        found.append(
            TableLine(row + 1, cells, why, frozenset(place for place in cells if _is_repeated(grid, row, place)))
        )
    end = next((at for at in range(len(found), 0, -1) if len(found[at - 1].cells) > 1 and not found[at - 1].why), 0)
    for at, line in enumerate(found):
        behind = at >= end > 0 and len(columns) > 2 and not line.why
        yield replace(line, why="note") if behind else line


def _value(grid: _Grid, row: int, column: int) -> CellValue:
    top, left = grid.covered.get((row, column), (row, column))
    return grid.values.get(top, {}).get(left) if left == column else None


def _is_repeated(grid: _Grid, row: int, column: int) -> bool:
    """Whether a value stands in a cell that is merged from a line above."""
    return grid.covered.get((row, column), (row, column))[0] < row


def _why_left_out(
    grid: _Grid, columns: Sequence[TableColumn], row: int, own: Mapping[int, str], *, is_first: bool
) -> LeftOut:
    words = [own[column] for column in sorted(own)]
    plain = ["".join(text.split()) for text in words]
    lowest = {column.place: fold_words(column.parts[-1]) for column in columns if column.parts}
    if len(own) > 1 and all(fold_words(text) == lowest.get(column) for column, text in own.items()):
        return "head"
    if is_first and len(own) > 2 and _numbers_columns(plain):
        return "head"
    if any(_is_total(text) for text in plain[:2]):
        return "total"
    if len(own) > 1:
        signed = plain[0].startswith(tuple(_lines()["signatures"])) and re.search("[:：]", plain[0])
        return "signature" if signed else ""
    if why := _why_alone(words[0]):
        return why
    place = next(iter(own))
    if place == columns[0].place and re.fullmatch(r"[\d.、()（）]{1,6}", plain[0]) and len(columns) > 1:
        return "blank"
    over = sum(place <= column.place <= grid.wide.get((row, place), place) for column in columns) * 2 > len(columns)
    numbered = place == columns[0].place and bool(_PART_NUMBER.match(plain[0]))
    return "heading" if len(columns) > 2 and (over or numbered) else ""


def _why_alone(words: str) -> LeftOut:
    """Return why a line with these words alone is left out; "" if they do not say."""
    plain = "".join(words.split())
    if plain.startswith(tuple(_lines()["notes"])):
        return "note"
    return "signature" if plain.startswith(tuple(_lines()["signatures"])) else ""


def _is_total(plain: str) -> bool:
    totals = tuple(_lines()["totals"])
    named = plain.rstrip(":：").endswith(totals) and len(plain) <= NAMED_TOTAL
    return (
        named or (plain.startswith(totals) and len(plain) <= SHORT_TOTAL) or plain.casefold() in ("total", "subtotal")
    )


def _numbers_columns(words: Sequence[str]) -> bool:
    """Whether a line below the head only numbers its columns: 1 2 3, or 甲 乙 1 2."""
    if not all(_COLUMN_NUMBER.fullmatch(text) for text in words):
        return False
    numbers = [int(number) for text in words if (number := re.sub(r"\D", "", text))]
    return bool(numbers) and numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] == 1


def _lines() -> Mapping[str, Sequence[str]]:
    found: Mapping[str, Sequence[str]] = load_lexicon_table("sheets")["lines"]
    return found
