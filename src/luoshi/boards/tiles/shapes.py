"""Where the parts of a tile's picture lie: the same for pages and for files. Whole numbers; pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from luoshi.boards.base.rules import bar_length
from luoshi.boards.tiles.contents import HIDDEN, MapShape, TileCell, TileContent
from luoshi.figures.plotting import spark_points
from luoshi.figures.rounding import round_to_places

SQUARE = (86, 62, 2)  # width, height and gap of a place of the grid
BAR = 200
SPARK = (72, 20)


@dataclass(frozen=True)
class DrawnPlace:
    """A place as it is drawn: a rectangle of the grid, or outlines of the map, with its name, number and shade."""

    name: str
    cell: TileCell
    shade: int
    x: int
    y: int
    width: int = 0
    height: int = 0
    path: str = ""

    @property
    def middle(self) -> int:
        """The middle of a rectangle across; of outlines their label."""
        return self.x + self.width // 2

    @property
    def name_line(self) -> int:
        """The line of the name."""
        return self.y + (self.height * 2 // 5 if self.height else -6)

    @property
    def value_line(self) -> int:
        """The line of the number."""
        return self.y + (self.height * 3 // 4 if self.height else 22)


@dataclass(frozen=True)
class PlacePicture:
    """The places of a tile as drawn, and the size of the picture."""

    places: tuple[DrawnPlace, ...]
    width: int
    height: int

    @property
    def shown_width(self) -> int:
        """The width on a page, in pixels: a grid as it is, a map smaller than it is stored."""
        return min(self.width, 640)


def draw_places(content: TileContent) -> PlacePicture | None:
    """Lay out the places of a grid or a map; None: the tile shows neither."""
    scale = content.scale
    if content.places:
        width, height, gap = SQUARE
        rows, columns = {place.row for place in content.places}, {place.column for place in content.places}
        top, left = min(rows), min(columns)
        drawn = [
            DrawnPlace(
                place.name,
                place.cell,
                scale.shade_of(place.cell.value),
                (place.column - left) * (width + gap) + 1,
                (place.row - top) * (height + gap) + 1,
                width,
                height,
            )
            for place in content.places
        ]
        across = (max(columns) - left + 1) * (width + gap)
        return PlacePicture(tuple(drawn), across, (max(rows) - top + 1) * (height + gap))
    if content.map is None:
        return None
    shapes = [
        DrawnPlace(shape.name, shape.cell, scale.shade_of(shape.cell.value), *_label(shape), path=_path(shape))
        for shape in content.map.shapes
    ]
    return PlacePicture(tuple(shapes), content.map.width, content.map.height)


def _path(shape: MapShape) -> str:
    parts = []
    for ring in shape.rings:
        first, *others = ring
        lines = "".join(f"L{x} {y}" for x, y in others)
        parts.append(f"M{first[0]} {first[1]}{lines}Z")
    return "".join(parts)


def _label(shape: MapShape) -> tuple[int, int]:
    """Return the middle of the greatest outline."""
    ring = max(shape.rings, key=_extent, default=((0, 0),))
    xs, ys = [x for x, _y in ring], [y for _x, y in ring]
    return (min(xs) + max(xs)) // 2, (min(ys) + max(ys)) // 2


def _extent(ring: tuple[tuple[int, int], ...]) -> int:
    xs, ys = [x for x, _y in ring], [y for _x, y in ring]
    return (max(xs) - min(xs)) * (max(ys) - min(ys))


def spark_of_tile(content: TileContent) -> str:
    """Return the points of the small line; "" if there are fewer than two values."""
    return spark_points([round_to_places(value, 4) for value in content.spark], *SPARK)


def bars_of_tile(content: TileContent, length: int = BAR) -> Iterator[int]:
    """Yield the length of each line's bar."""
    greatest = content.greatest
    for line in content.lines:
        yield bar_length(line.cells[0].value, greatest, length)


def shade_of_cell(content: TileContent, cell: TileCell, *, last: bool = False) -> int:
    """Return the shade of a cell of a matrix; sums have none."""
    if last or cell.state == HIDDEN:
        return 0
    return content.scale.shade_of(cell.value)
