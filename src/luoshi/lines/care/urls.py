"""URLs of the pages for paired children."""

from __future__ import annotations

from django.urls import path

from luoshi.lines.care import pages

urlpatterns = [
    path("my-children/", pages.child_month_list, name="month"),
    path("my-children/all/", pages.child_year_list, name="months"),
]
