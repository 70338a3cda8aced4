"""What a tile shows, in words and exact values: the same for pages, pictures, workbooks and documents."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from luoshi.boards.base.rules import ShadeScale, scale_of_values

MISSING, AWAITED, HIDDEN = "missing", "awaited", "hidden"  # owed and its day has passed; owed; too few people


@dataclass(frozen=True)
class TileCell:
    """A number as it is shown.

    Attributes:
        text: what people read, without its unit of measure; "" for nothing to show.
        url: the rows behind it; "": there are none to show.
        value: the value before it is rounded, for shades and bars; None: there is none.
        exact: the value as shown, for workbooks; None: ``text`` says why there is none.
        note: what must be known to read it: as of which day, how many reported.
        state: ``MISSING``, ``AWAITED``, ``HIDDEN``, or "".
    """

    text: str = ""
    url: str = ""
    value: Fraction | None = None
    exact: Decimal | None = None
    note: str = ""
    state: str = ""


@dataclass(frozen=True)
class TileLine:
    """A line of bars or of a matrix, a place, or a figure to look at: its name and its numbers.

    Attributes:
        unit: the unit that it is about, to find its place.
        is_total: the last line of a matrix, all others together.
    """

    name: str
    cells: tuple[TileCell, ...]
    url: str = ""
    unit: int | None = None
    is_total: bool = False


@dataclass(frozen=True)
class PlacedCell:
    """A place of the office's grid, with its number."""

    name: str
    row: int
    column: int
    cell: TileCell


@dataclass(frozen=True)
class MapShape:
    """A place of the office's map: its outlines as points of whole numbers, with its number."""

    name: str
    rings: tuple[tuple[tuple[int, int], ...], ...]
    cell: TileCell


@dataclass(frozen=True)
class TileMap:
    """The office's map, with the approval number that each copy of it must carry."""

    shapes: tuple[MapShape, ...]
    width: int
    height: int
    approval: str


@dataclass(frozen=True)
class TileContent:
    """A tile, counted for a reader.

    Attributes:
        refusal: why it shows no number: its indicator was merged, the reader may not see it. Nothing else is set then.
        measure: the unit of measure.
        period: the days or the period that are counted, in words.
        whole: the undivided number; of a matrix and of bars their total, if it has one.
        change: the change against the same days a year before; "" without a base.
        rises: whether it rose; None without a change, or if it is the same.
        spark: the values by month, oldest first; fewer than two make no line.
        heads: the heads of the columns of a matrix; ``has_sums``: the last column has the sums of the lines.
        note: what must be known to read the whole tile.
    """

    picture: str
    title: str
    width: str
    refusal: str = ""
    remedy_url: str = ""
    measure: str = ""
    period: str = ""
    whole: TileCell | None = None
    change: str = ""
    rises: bool | None = None
    spark: tuple[Fraction, ...] = ()
    heads: tuple[str, ...] = ()
    has_sums: bool = False
    lines: tuple[TileLine, ...] = ()
    places: tuple[PlacedCell, ...] = ()
    map: TileMap | None = None
    note: str = ""
    pk: int = 0
    more_url: str = ""

    @property
    def scale(self) -> ShadeScale:
        """The shades of its numbers: of a matrix without the sums."""
        lines = [line for line in self.lines if not line.is_total]
        cells = [cell for line in lines for cell in (line.cells[:-1] if self.has_sums else line.cells)]
        return scale_of_values([cell.value for cell in cells])

    @property
    def greatest(self) -> Fraction:
        """The greatest value of its lines, for the length of bars."""
        values = [cell.value for line in self.lines for cell in line.cells if cell.value is not None]
        return max(values, default=Fraction(0))

    @property
    def approval(self) -> str:
        """The approval number of its map; "": it shows no map."""
        return self.map.approval if self.map else ""
