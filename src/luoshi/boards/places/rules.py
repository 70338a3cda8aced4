"""An office's own map from GeoJSON, in whole numbers; and the number under which it was approved. Pure.

Source: RFC 7946; 地图管理条例 第三十四条 (each published map carries its 审图号).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

WIDTH, TALLEST = 1000, 1600  # of the map as stored
MOST_SHAPES, MOST_POINTS, MOST_BYTES = 400, 400_000, 8_000_000
NAMES = ("name", "NAME", "Name", "名称", "地名", "单位")
APPROVAL = re.compile(r"[\u4e00-\u9fffA-Z]{0,8}S[\u4e00-\u9fff]{0,3}[（(〔\[]\d{4}[）)〕\]]\d{1,6}号")
PI = Decimal("3.14159265358979")
Ring = tuple[tuple[int, int], ...]


class MapPlace(NamedTuple):
    """A place of a map: its name in the file, its outlines, and the unit that it stands for."""

    name: str
    rings: tuple[Ring, ...]
    unit: int | None = None


class DrawnMap(NamedTuple):
    """A map in whole numbers, y downwards."""

    places: list[MapPlace]
    width: int
    height: int


class MapError(ValueError):
    """A file that is no map; ``code``: "json", "shapes", "large", "points"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def is_approval_number(text: str) -> bool:
    """Whether a text has the form of a map's approval number, such as GS(2024)0650号 or 冀S（2023）035号."""
    return bool(APPROVAL.fullmatch("".join(text.split())))


def parse_geojson(data: bytes) -> DrawnMap:
    """Return the map of a GeoJSON file, scaled to ``WIDTH``, north upwards; degrees are narrowed by their latitude.

    Raises:
        MapError: It is no GeoJSON, has no areas, or is too large.
    """
    if len(data) > MOST_BYTES:
        raise MapError("large")
    try:
        read = json.loads(data.decode("utf-8-sig"), parse_float=Decimal, parse_int=Decimal)
    except (ValueError, RecursionError, InvalidOperation):
        raise MapError("json") from None
    areas = list(_areas(read))
    if not areas:
        raise MapError("shapes")
    if len(areas) > MOST_SHAPES:
        raise MapError("large")
    points = [point for _name, rings in areas for ring in rings for point in ring]
    if len(points) > MOST_POINTS:
        raise MapError("points")
    west, east = min(x for x, _y in points), max(x for x, _y in points)
    south, north = min(y for _x, y in points), max(y for _x, y in points)
    narrow = _cosine((north + south) / 2) if max(map(abs, (west, east))) <= 180 and north <= 90 else Decimal(1)
    across, up = (east - west) * narrow, north - south
    if not across or not up:
        raise MapError("shapes")
    scale = min(Decimal(WIDTH) / across, Decimal(TALLEST) / up)

    def placed(ring: Sequence[tuple[Decimal, Decimal]]) -> Ring:
        made: list[tuple[int, int]] = []
        for x, y in ring:
            point = int((x - west) * narrow * scale), int((north - y) * scale)
            if not made or made[-1] != point:
                made.append(point)
        return tuple(made)

    places = [MapPlace(name, tuple(filter(None, map(placed, rings)))) for name, rings in areas]
    return DrawnMap(places, int(across * scale) or 1, int(up * scale) or 1)


def _areas(read: object) -> Iterator[tuple[str, list[list[tuple[Decimal, Decimal]]]]]:
    """Yield name and rings of each feature that is an area."""
    features = read.get("features") if isinstance(read, dict) else None
    for feature in features if isinstance(features, list) else ():
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        if not isinstance(geometry, dict):
            continue
        parts = geometry.get("coordinates")
        polygons = {"Polygon": [parts], "MultiPolygon": parts}.get(str(geometry.get("type")))
        if not isinstance(polygons, list):
            continue
        rings = [_ring(ring) for polygon in polygons if isinstance(polygon, list) for ring in polygon]
        given = feature.get("properties")
        if rings:
            yield _name(given if isinstance(given, dict) else {}), rings


def _ring(read: object) -> list[tuple[Decimal, Decimal]]:
    if not isinstance(read, list) or len(read) < 4:
        raise MapError("json")
    found = []
    for point in read:
        if not isinstance(point, list) or len(point) < 2 or not all(isinstance(part, Decimal) for part in point[:2]):
            raise MapError("json")
        x, y = point[:2]
        if not (x.is_finite() and y.is_finite()) or max(abs(x), abs(y)) > 10**8:
            raise MapError("json")
        found.append((x, y))
    return found


def _name(properties: Mapping[str, object]) -> str:
    return next((str(properties[key]).strip()[:60] for key in NAMES if properties.get(key)), "")


def _cosine(degrees: Decimal) -> Decimal:
    """Return the cosine, by its series: exact enough for a map, and the same on every machine."""
    x = degrees * PI / 180
    found, term = Decimal(1), Decimal(1)
    for step in range(1, 10):
        term *= -x * x / ((2 * step - 1) * (2 * step))
        found += term
    return max(found, Decimal("0.05"))


def map_as_json(places: Iterable[MapPlace]) -> list[dict[str, object]]:
    """Return the places of a map as they are stored."""
    return [{"name": place.name, "unit": place.unit, "rings": [list(ring) for ring in place.rings]} for place in places]


def places_of_map(stored: object) -> list[MapPlace]:
    """Return the places of a stored map."""
    rows = stored if isinstance(stored, list) else []
    return [
        MapPlace(row["name"], tuple(tuple((x, y) for x, y in ring) for ring in row["rings"]), row["unit"])
        for row in rows
    ]
