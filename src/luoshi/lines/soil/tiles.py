"""Where the tiles of villages lie in a grid: a row of tiles for each town. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple

SIDE, GAP, HEAD, ACROSS = 96, 8, 28, 8  # sizes in pixels; tiles in a row


class VillageProgress(NamedTuple):
    """A village with its town, the state of its service, households, and how many of them are served."""

    town: str
    name: str
    state: str
    households: int
    served: int | None


class VillageTile(NamedTuple):
    """A tile: left and top, the village, its shade from 0 to 1, and the share in whole per cent; None: not known."""

    x: int
    y: int
    village: VillageProgress
    shade: str
    percent: int | None


class PlacedTiles(NamedTuple):
    """Tiles, the heads of towns with their places from the top, and the size of the whole."""

    tiles: list[VillageTile]
    towns: list[tuple[int, str]]
    width: int
    height: int


def served_percent(village: VillageProgress) -> int | None:
    """Return the share of households that is served, in whole per cent, rounded down: 100 only if all are."""
    if village.served is None or not village.households:
        return None
    return min(100, village.served * 100 // village.households)


def place_tiles(villages: Iterable[VillageProgress]) -> PlacedTiles:
    """Place a tile for each village, in rows by town; villages without a town come last."""
    tiles: list[VillageTile] = []
    towns: list[tuple[int, str]] = []
    top = 0
    for town, some in groupby(
        sorted(villages, key=lambda one: (not one.town, one.town, one.name)), lambda one: one.town
    ):
        towns.append((top + HEAD - GAP, town))
        top += HEAD
        members = list(some)
        for place, village in enumerate(members):
            row, column = divmod(place, ACROSS)
            percent = served_percent(village)
            shade = "0" if percent is None else f"{float(Fraction(percent, 200)):.2f}"  # words stay readable on it
            x, y = column * (SIDE + GAP), top + row * (SIDE + GAP)
            tiles.append(VillageTile(x, y, village, shade, percent))
        top += -(-len(members) // ACROSS) * (SIDE + GAP) + GAP
    return PlacedTiles(tiles, towns, ACROSS * (SIDE + GAP), top)
