"""What the cells of a foreign workbook mean, from recorded meanings of rows and columns, and proposals. Pure."""

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
# How offices head the columns of tables, longer words first.
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
    """The places are invalid; ``code`` says why, ``at`` where."""

    def __init__(self, code: str, at: str = "") -> None:
        super().__init__(code)
        self.code, self.at = code, at


@dataclass(frozen=True)
class CellMeaning:
    """The content of a cell; None or "" if not recorded.

    Attributes:
        indicator: the id of its definition; part: the name of a part.
        unit: whose figure it is; None: that of the unit for which the table is filled.
        what: which value; entry: the unit of measure in the cell, 万元; "": that of the indicator.
    """

    indicator: int | None = None
    part: str = ""
    unit: int | None = None
    what: str = ""
    entry: str = ""

    def with_other(self, other: CellMeaning, at: str) -> CellMeaning:
        """Combine two meanings.

        Raises:
            TablePlaceError: ``twice``: both set the same field differently.
        """
        found = self
        for name in ("indicator", "part", "unit", "what", "entry"):
            own, more = getattr(self, name), getattr(other, name)
            if own and more and own != more:
                raise TablePlaceError("twice", at)
            found = replace(found, **{name: own or more})
        return found


class TablePlace(NamedTuple):
    """A row (5), a column (C) or a cell (C5) with its meaning."""

    at: str
    meaning: CellMeaning


def split_cell_address(at: str) -> tuple[str, int]:
    """Split a typed place into column and row: ``C5``, ``C`` (row 0), ``5`` (column "").

    Raises:
        TablePlaceError: ``at``: it is invalid.
    """
    found = AT.fullmatch(unicodedata.normalize("NFKC", at).strip().upper())
    if found is None or not (found["column"] or found["row"]):
        raise TablePlaceError("at", at)
    return found["column"], int(found["row"] or 0)


def map_cell_meanings(places: Iterable[TablePlace]) -> dict[tuple[str, int], CellMeaning]:
    """Map cells to meanings: crossings of a row and a column that together name an indicator, and single cells.

    Raises:
        TablePlaceError: ``at``, ``twice``, or ``many``: more cells than a table can have.
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
    """Normalise a cell's text for comparison: without numbering, unit of measure and blanks."""
    words = unicodedata.normalize("NFKC", text).strip()
    words = _UNIT.sub("", words.replace(" ", "").replace("\n", ""))
    return _NUMBER.sub("", words).strip(":：*")


def parse_column_head(text: str) -> What | None:
    """Return what a column's head says about its cells; None if nothing."""
    words = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    return next((what for what, form in HEADS if re.search(form, words)), None) if 0 < len(words) <= 24 else None


class LabelNames(NamedTuple):
    """The possible meanings of labels: indicators and units by their names."""

    indicators: Mapping[str, int]
    units: Mapping[str, int]


def propose_cell_meanings(grid: Sequence[Sequence[str]], named: LabelNames) -> list[TablePlace]:
    """Propose meanings for a table's labels, as rows and columns, for a person to review.

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
            continue  # a title, or a second sort of labels: left to a person
        for row, column, meaning in some:
            at = str(row) if way == "row" else _letters(column)
            made.setdefault(at, TablePlace(at, meaning))
    return list(made.values())


def column_number_of(letters: str) -> int:
    """Return the number of a column by its letters: A is 1."""
    return sum((ord(each) - 64) * 26**at for at, each in enumerate(reversed(letters)))


def is_rounding_match(back: Decimal | None, exact: Fraction, unit: str, measure: str) -> bool:
    """Whether a value read back, in the unit of its heads, equals the exact value except for rounding."""
    if back is None:
        return False
    own = asked_in(measure, unit).size
    return abs(Fraction(back) * own - exact) <= Fraction(step_of(back.normalize())) / 2 * own


def _way(places: Sequence[tuple[int, int]]) -> str:
    """Whether labels are below each other ("row": each labels its row) or side by side; "" if fewer than two."""
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
