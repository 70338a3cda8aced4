"""What the cells of another's workbook mean, by what is said of their rows and columns, and what may be meant: pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from luoshi.figures.bases import step_of
from luoshi.figures.written_units import asked_in

What = Literal["now", "to_date", "before", "before_to_date", "change"]
AT = re.compile(r"(?P<column>[A-Z]{0,3})(?P<row>[1-9]\d{0,4})?")
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 2_000, 200, 20_000
# How tables of offices head their columns, the longer words first.
HEADS: tuple[tuple[What, str], ...] = (
    ("before_to_date", r"(上年|去年)(同期)?累计|上年1[-—－~至]"),
    ("before", r"上年同[期月季]|去年同[期月季]|上年数|去年数|上年$"),
    ("change", r"同比|增[长减幅]|增速"),
    ("to_date", r"累计|1[-—－~至].{0,3}月"),
    ("now", r"本[月期季年]|当[月期季]|^数值$|^完成数$"),
)
_UNIT = re.compile(r"[（(【\[][^（）()【】\[\]]{1,8}[）)】\]]")
_NUMBER = re.compile(r"^(?:[一二三四五六七八九十]+[、.．]|[（(]?[一二三四五六七八九十\d]+[）)]|\d+[、.．]|其中[:：]?)")


class TablePlaceError(ValueError):
    """What is said of the places does not hold; ``code`` says why, ``at`` where."""

    def __init__(self, code: str, at: str = "") -> None:
        super().__init__(code)
        self.code, self.at = code, at


@dataclass(frozen=True)
class CellMeaning:
    """What stands in a cell; what is not said of it is None or "".

    Attributes:
        indicator: its definition's id; part: a part of it by its name.
        unit: whose figure it is; None: that of whom the table is filled.
        entry: the unit in which it stands there, 万元; "": that of the indicator.
    """

    indicator: int | None = None
    part: str = ""
    unit: int | None = None
    what: str = ""
    entry: str = ""

    def with_other(self, other: CellMeaning, at: str) -> CellMeaning:
        """Both together.

        Raises:
            Wrong: ``twice``: both say the same thing, and differ.
        """
        found = self
        for name in ("indicator", "part", "unit", "what", "entry"):
            own, more = getattr(self, name), getattr(other, name)
            if own and more and own != more:
                raise TablePlaceError("twice", at)
            found = replace(found, **{name: own or more})
        return found


class TablePlace(NamedTuple):
    """A row (5), a column (C) or a cell (C5) with what is said of it."""

    at: str
    meaning: CellMeaning


def split_cell_address(at: str) -> tuple[str, int]:
    """Column and row of a place as it is typed: ``C5``, ``C`` (row 0), ``5`` (column "").

    Raises:
        Wrong: ``at``: it is none.
    """
    found = AT.fullmatch(unicodedata.normalize("NFKC", at).strip().upper())
    if found is None or not (found["column"] or found["row"]):
        raise TablePlaceError("at", at)
    return found["column"], int(found["row"] or 0)


def map_cell_meanings(places: Iterable[TablePlace]) -> dict[tuple[str, int], CellMeaning]:
    """What stands in which cell: where a row and a column meet of which together an indicator is said, and each cell
    of which it is said alone.

    Raises:
        Wrong: ``at``, ``twice``, or ``many``: more cells than a table has.
    """
    rows: dict[int, CellMeaning] = {}
    columns: dict[str, CellMeaning] = {}
    alone: dict[tuple[str, int], CellMeaning] = {}
    for place in places:
        column, row = split_cell_address(place.at)
        if column and row:
            alone[column, row] = place.meaning
        elif row:
            rows[row] = place.meaning
        else:
            columns[column] = place.meaning
    if len(rows) * len(columns) > MOST_CELLS:
        raise TablePlaceError("many")
    found = {}
    for row, row_meaning in rows.items():
        for column, other in columns.items():
            found[column, row] = row_meaning.with_other(other, f"{column}{row}")
    for at, meaning in alone.items():
        found[at] = meaning
    return {at: meaning for at, meaning in found.items() if meaning.indicator is not None}


def normalize_cell_label(text: str) -> str:
    """Words of a cell as names are compared: without numbering, unit of measure, blanks."""
    words = unicodedata.normalize("NFKC", text).strip()
    words = _UNIT.sub("", words.replace(" ", "").replace("\n", ""))
    return _NUMBER.sub("", words).strip(":：*")


def parse_column_head(text: str) -> What | None:
    """What a column's head says of what stands beneath it; None: nothing."""
    words = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    return next((what for what, form in HEADS if re.search(form, words)), None) if 0 < len(words) <= 24 else None


class LabelNames(NamedTuple):
    """What the names of cells may mean: indicators by their names, units by theirs."""

    indicators: Mapping[str, int]
    units: Mapping[str, int]


def propose_cell_meanings(grid: Sequence[Sequence[str]], named: LabelNames) -> list[TablePlace]:
    """What a table's labels may mean, to be looked at by a person: rows and columns with their meanings.

    Args:
        grid: the texts of its cells, row by row from the first.
    """
    found: dict[str, list[tuple[int, int, CellMeaning]]] = {"indicator": [], "unit": [], "what": []}
    for row, line in enumerate(grid[:MOST_ROWS], 1):
        for column, text in enumerate(line[:MOST_COLUMNS], 1):
            words = normalize_cell_label(text)
            if not words:
                continue
            if (indicator := named.indicators.get(words)) is not None:
                found["indicator"].append((row, column, CellMeaning(indicator=indicator)))
            elif (unit := named.units.get(words)) is not None:
                found["unit"].append((row, column, CellMeaning(unit=unit)))
            elif what := parse_column_head(text):
                found["what"].append((row, column, CellMeaning(what=what)))
    ways = {name: _way([(row, column) for row, column, _meaning in some]) for name, some in found.items()}
    if not found["indicator"]:
        return []
    down = ways["indicator"] or ("column" if ways["unit"] == "row" else "row")
    made: dict[str, TablePlace] = {}
    for name, some in found.items():
        across = "column" if down == "row" else "row"
        way = down if name == "indicator" else ways[name] or across
        if name != "indicator" and way == down:
            continue  # a title, or a second sort of labels: a person says what they are
        for row, column, meaning in some:
            at = str(row) if way == "row" else _letters(column)
            made.setdefault(at, TablePlace(at, meaning))
    return list(made.values())


def column_number_of(letters: str) -> int:
    """The number of a column by its letters: A is 1."""
    return sum((ord(each) - 64) * 26**at for at, each in enumerate(reversed(letters)))


def is_rounding_match(back: Decimal | None, exact: Fraction, unit: str, measure: str) -> bool:
    """Whether what is read back from a cell, in the unit of its heads, is the exact value but for its rounding."""
    if back is None:
        return False
    own = asked_in(measure, unit).size
    return abs(Fraction(back) * own - exact) <= Fraction(step_of(back.normalize())) / 2 * own


def _way(places: Sequence[tuple[int, int]]) -> str:
    """Whether labels stand beneath one another (each says what its row is) or beside; "" where they are too few."""
    if len(places) < 2:
        return ""
    rows, columns = Counter(row for row, _ in places), Counter(column for _, column in places)
    return "row" if max(columns.values()) >= max(rows.values()) else "column"


def _letters(column: int) -> str:
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found
