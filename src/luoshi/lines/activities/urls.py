"""URL of the page of the year."""

from __future__ import annotations

from django.urls import path

from luoshi.base.forms.requests import limit_heavy_view
from luoshi.lines.activities import pages

urlpatterns = [path("outreach-year/", limit_heavy_view(pages.outreach_year), name="year")]
