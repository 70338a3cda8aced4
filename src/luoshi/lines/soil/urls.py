"""URLs of the line's own pages."""

from __future__ import annotations

from django.urls import path

from luoshi.base.forms.requests import limit_heavy_view
from luoshi.lines.soil import pages

urlpatterns = [
    path("soil-tiles/", limit_heavy_view(pages.village_tiles), name="tiles"),
    path("soil-tiles/points.geojson", limit_heavy_view(pages.point_coordinates), name="coordinates"),
]
