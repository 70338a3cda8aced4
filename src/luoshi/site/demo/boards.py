"""The demonstration's board of figures, for the monthly meeting: arranged by the desk, shared with all roles."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from luoshi.base.rights.rules.rights import STAFF
from luoshi.boards.building.actions import TileChoice, add_tile, create_board, share_board
from luoshi.boards.places.actions import replace_grid
from luoshi.facts.indicators.models import Definition

if TYPE_CHECKING:
    from luoshi.site.demo.county_builder import Making

BUILT = 2  # working days ago
BY = "du"
INDICATORS = ("kp_events", "kp_attended", "kp_spent")
NUMBERS = (("appeals", "told", "诉求已告知"), ("societies", "members", "学会会员"))
# The towns, roughly as they lie in the county: unit, row, column.
GRID = (
    ("YL-FL", 1, 2),
    ("YL-DP", 2, 1),
    ("YL-QS", 2, 2),
    ("YL-BX", 2, 3),
    ("YL-ZX", 3, 1),
    ("YL-LH", 3, 2),
    ("YL-DL", 3, 3),
)


def plan_boards(making: Making) -> None:
    """Schedule the board, after all that it counts."""
    making.later(making.at(BUILT), partial(_build, making))


def _build(making: Making, at: datetime) -> None:
    desk = making.actor(BY, at)
    board = create_board(desk, "全县科普数据月调度", at=at)
    known = {row.code: row for row in Definition.objects.filter(code__in=INDICATORS)}
    events, spent = known.get("kp_events"), known.get("kp_spent")
    grid = [(making.units[code].pk, row, column) for code, row, column in GRID if code in making.units]
    if grid:
        replace_grid(grid, desk, at=at)
    tiles = [TileChoice(indicator=known[code]) for code in INDICATORS if code in known]
    tiles += [TileChoice(kind, figure, title=title) for kind, figure, title in NUMBERS]
    if events is not None:
        tiles.append(TileChoice(indicator=events, cut="month", picture="matrix"))
    tiles.append(TileChoice("activities", "events", cut="sort", picture="bars"))
    if spent is not None:
        tiles.append(TileChoice(indicator=spent, cut="unit", picture="bars"))
    if grid and events is not None:
        tiles.append(TileChoice(indicator=events, cut="unit", picture="places"))
    tiles.append(TileChoice(picture="doubts"))
    for tile in tiles:
        add_tile(board.pk, desk, tile, at=at)
    for role in STAFF:
        share_board(board.pk, desk, role, None, None, at=at)
