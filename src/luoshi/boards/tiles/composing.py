"""A whole board as its reader may see it: all tiles, counted together as far as they count the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from luoshi.base.rights.rules.rights import Actor
from luoshi.boards.base.models import BoardTile
from luoshi.boards.places.models import OfficeMap
from luoshi.boards.places.queries import grid_places, newest_map
from luoshi.boards.places.rules import MapPlace, places_of_map
from luoshi.boards.tiles.contents import MapShape, PlacedCell, TileCell, TileContent, TileMap
from luoshi.boards.tiles.doubt_tiles import compose_doubt_tile
from luoshi.boards.tiles.indicator_tiles import ask_for_indicator, compose_indicator_tile
from luoshi.boards.tiles.kind_tiles import ask_for_tile, compose_kind_tile
from luoshi.boards.tiles.queries.indicator_values import IndicatorReader
from luoshi.boards.tiles.queries.kind_values import KindCounter
from luoshi.org.tree.models import Unit

Grid = Sequence[tuple[Unit, int, int]]


def compose_tiles(tiles: Sequence[BoardTile], actor: Actor, today: date) -> list[TileContent]:
    """Count the tiles of a board for a reader, in their order.

    Every number is one that the reader may count by themselves on the pages of figures.
    """
    counter, reader = KindCounter(actor, today), IndicatorReader(actor, today)
    definitions = {tile.indicator.pk: tile.indicator for tile in tiles if tile.indicator is not None}
    reader.prepare_tiles(list(definitions.values()), {tile.unit_id for tile in tiles if tile.unit_id is not None})
    grid: Grid = grid_places() if any(tile.picture == "places" for tile in tiles) else ()
    drawn = newest_map() if any(tile.picture == "map" for tile in tiles) else None
    shapes = places_of_map(drawn.shapes) if drawn else []
    for tile in tiles:
        if tile.indicator_id is not None:
            ask_for_indicator(tile, reader)
        elif tile.kind:
            ask_for_tile(tile, counter)
    found = []
    for tile in tiles:
        places: Mapping[int, str] = {}
        if tile.picture == "places":
            places = {unit.pk: unit.name for unit, _row, _column in grid}
        elif tile.picture == "map":
            places = {shape.unit: shape.name for shape in shapes if shape.unit is not None}
        if tile.indicator_id is not None:
            content = compose_indicator_tile(tile, reader, places)
        elif tile.kind:
            content = compose_kind_tile(tile, counter, places)
        else:
            content = compose_doubt_tile(tile, actor, today)
        if not content.refusal:
            content = _placed(content, grid, drawn, shapes)
        found.append(content)
    return found


def _placed(content: TileContent, grid: Grid, drawn: OfficeMap | None, shapes: Sequence[MapPlace]) -> TileContent:
    """Put the numbers of places where they lie in the grid or on the map."""
    cells = {line.unit: line.cells[0] if line.cells[0].text else TileCell("—") for line in content.lines}
    if content.picture == "places":
        if not grid:
            return replace(content, refusal=_("The office has no grid of places yet."))
        placed = tuple(
            PlacedCell(unit.short or unit.name, row, column, cells[unit.pk])
            for unit, row, column in grid
            if unit.pk in cells
        )
        if not placed:
            return replace(content, refusal=_("You may not see the figures of these places."))
        return replace(content, places=placed)
    if content.picture == "map":
        if drawn is None:
            return replace(content, refusal=_("The office has no map yet."))
        made = tuple(MapShape(shape.name, shape.rings, cells.get(shape.unit, TileCell())) for shape in shapes)
        return replace(content, map=TileMap(made, drawn.width, drawn.height, drawn.approval))
    return content
