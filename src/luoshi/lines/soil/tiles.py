"""The tiles of villages, town by town: how many households of each are served, and how dark that makes it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

QUARTER = 25  # per cent of the households in each shade


class VillageProgress(NamedTuple):
    """A village with its town, the state of its service, households, and how many of them are served."""

    town: str
    name: str
    state: str
    households: int
    served: int | None
    url: str = ""


class VillageTile(NamedTuple):
    """A village, its shade (0: unknown, 1 to 4 by quarters, 5: all), and the share in whole per cent; None: unknown."""

    village: VillageProgress
    shade: int
    percent: int | None


class TownTiles(NamedTuple):
    """A town, "" where villages have none, with the tiles of its villages."""

    town: str
    tiles: list[VillageTile]


def served_percent(village: VillageProgress) -> int | None:
    """Return the share of households that is served, in whole per cent, rounded down: 100 only if all are."""
    if village.served is None or not village.households:
        return None
    return min(100, village.served * 100 // village.households)


def tiles_by_town(villages: Iterable[VillageProgress]) -> list[TownTiles]:
    """Group the tiles by town, each in the order of names; villages without a town come last."""
    ordered = sorted(villages, key=lambda village: (not village.town, village.town, village.name))
    return [
        TownTiles(town, [_tile(village) for village in members])
        for town, members in groupby(ordered, lambda village: village.town)
    ]


def _tile(village: VillageProgress) -> VillageTile:
    percent = served_percent(village)
    return VillageTile(village, 0 if percent is None else 1 + percent // QUARTER, percent)
