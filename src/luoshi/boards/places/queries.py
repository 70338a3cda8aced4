"""The places of the office's grid, and its map in use."""

from __future__ import annotations

from luoshi.boards.places.models import GridPlace, OfficeMap
from luoshi.org.tree.models import Unit


def grid_places() -> list[tuple[Unit, int, int]]:
    """List the units of the grid with row and column, top left first. One query."""
    rows = GridPlace.objects.select_related("unit").order_by("row", "column")
    return [(place.unit, place.row, place.column) for place in rows]


def newest_map() -> OfficeMap | None:
    """Return the map in use; None: the office has none. One query."""
    return OfficeMap.objects.order_by("-pk").first()
