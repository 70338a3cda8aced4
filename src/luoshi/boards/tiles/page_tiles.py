"""Tiles as a page draws them: shades, bars and outlines beside their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from luoshi.boards.tiles.contents import TileCell, TileContent, TileLine
from luoshi.boards.tiles.shapes import PlacePicture, bars_of_tile, draw_places, shade_of_cell, spark_of_tile

LEAST_STRIP = 3  # thirds that fill a row


@dataclass(frozen=True)
class PageCell:
    """A cell of a matrix with its shade and its column's head."""

    cell: TileCell
    shade: int
    head: str
    is_sum: bool


@dataclass(frozen=True)
class PageLine:
    """A line with its cells, or with the length of its bar."""

    line: TileLine
    cells: tuple[PageCell, ...] = ()
    bar: int = 0

    @property
    def cell(self) -> TileCell:
        """The only number of a line of bars."""
        return self.line.cells[0]


@dataclass(frozen=True)
class PageTile:
    """A tile for ``boards/_tile.html``."""

    content: TileContent
    lines: tuple[PageLine, ...]
    spark: str
    drawn: PlacePicture | None


@dataclass(frozen=True)
class TileGroup:
    """Tiles that stand together: numbers in one strip, others each in a width of its own."""

    is_strip: bool
    tiles: tuple[PageTile, ...]


def page_tiles(contents: Iterable[TileContent]) -> list[PageTile]:
    """Return tiles with what a page needs to draw them."""
    return [PageTile(content, _lines(content), spark_of_tile(content), draw_places(content)) for content in contents]


def _lines(content: TileContent) -> tuple[PageLine, ...]:
    if content.picture == "matrix":
        return tuple(PageLine(line, _page_cells(content, line)) for line in content.lines)
    if content.picture == "bars":
        return tuple(PageLine(line, bar=bar) for line, bar in zip(content.lines, bars_of_tile(content), strict=True))
    return tuple(PageLine(line) for line in content.lines) if content.picture == "doubts" else ()


def _page_cells(content: TileContent, line: TileLine) -> tuple[PageCell, ...]:
    last = len(content.heads) - 1 if content.has_sums else -1
    sums = [line.is_total or at == last for at in range(len(content.heads))]
    return tuple(
        PageCell(cell, shade_of_cell(content, cell, last=is_sum), head, is_sum)
        for cell, head, is_sum in zip(line.cells, content.heads, sums, strict=True)
    )


def group_tiles(tiles: Sequence[PageTile]) -> list[TileGroup]:
    """Put numbers that follow one another and fill a row into strips, and all other tiles into grids between them.

    Fewer numbers stand in the grid, each in its own width, with the tiles after them. So do numbers for which
    another width than a third was chosen.
    """
    groups: list[TileGroup] = []
    for is_narrow, run in groupby(tiles, key=_is_narrow_number):
        found = tuple(run)
        is_strip = is_narrow and len(found) >= LEAST_STRIP
        if groups and not is_strip and not groups[-1].is_strip:
            groups[-1] = TileGroup(False, (*groups[-1].tiles, *found))
        else:
            groups.append(TileGroup(is_strip, found))
    return groups


def _is_narrow_number(tile: PageTile) -> bool:
    content = tile.content
    return content.picture == "number" and content.width == "third" and not content.refusal
