"""URL of the yearly table of commitments by platform."""

from __future__ import annotations

from django.urls import path

from luoshi.base.forms.requests import limit_heavy_view
from luoshi.commitments.about_tables import pages

urlpatterns = [
    path("platforms-year/", limit_heavy_view(pages.about_table), {"name": "platforms"}, name="platform_year")
]
