"""URLs of the results of budget floors."""

from __future__ import annotations

from django.urls import path

from luoshi.base.forms.requests import limit_heavy_view
from luoshi.lines.funding.floors import pages

urlpatterns = [
    path("floor-checks/<id:pk>/", limit_heavy_view(pages.floor_check_detail), name="floor_check"),
    path("floor-checks/<id:pk>/book/", limit_heavy_view(pages.floor_check_export), name="floor_book"),
]
