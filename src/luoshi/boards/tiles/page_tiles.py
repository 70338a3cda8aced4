"""Tiles as a page draws them: shades, bars and outlines beside their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from luoshi.boards.tiles.contents import TileCell, TileContent, TileLine
from luoshi.boards.tiles.shapes import PlacePicture, bars_of_tile, draw_places, shade_of_cell, spark_of_tile


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
    """Put numbers that follow one another into strips, and the other tiles between them into groups."""
    groups: list[TileGroup] = []
    for tile in tiles:
        is_number = tile.content.picture == "number" and not tile.content.refusal
        if groups and groups[-1].is_strip == is_number:
            groups[-1] = TileGroup(is_number, (*groups[-1].tiles, tile))
        else:
            groups.append(TileGroup(is_number, (tile,)))
    return groups
