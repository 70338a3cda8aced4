"""What tests of boards share: a board with tiles, and what it shows to somebody."""

from __future__ import annotations

from datetime import date
from typing import Any

from luoshi.boards.base.models import FigureBoard
from luoshi.boards.base.queries import tiles_of
from luoshi.boards.building.actions import TileChoice, add_tile, create_board, share_board
from luoshi.boards.tiles.composing import compose_tiles
from luoshi.boards.tiles.contents import TileContent
from office import NOW, TODAY, Office


def board_of(office: Office, *tiles: TileChoice, who: str = "supervisor", shared: str = "") -> FigureBoard:
    """A board with these tiles; shared with a role everywhere."""
    board = create_board(office.actor(who), "月调度", at=NOW)
    for tile in tiles:
        add_tile(board.pk, office.actor(who), tile, at=NOW)
    if shared:
        share_board(board.pk, office.actor(who), shared, None, None, at=NOW)
    return board


def shown(board: FigureBoard, office: Office, who: str = "supervisor", today: date = TODAY) -> list[TileContent]:
    """The tiles of a board as somebody may see them."""
    return compose_tiles(tiles_of(board), office.actor(who, today), today)


def texts_by_line(content: TileContent) -> dict[str, list[str]]:
    """The numbers of a tile's lines by their names."""
    return {line.name: [cell.text for cell in line.cells] for line in content.lines}


def kind_tile(figure: str, **values: Any) -> TileChoice:
    """A tile of a figure of events."""
    return TileChoice("events", figure, **values)
