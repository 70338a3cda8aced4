"""The addresses of what floors come to."""

from __future__ import annotations

from django.urls import path

from luoshi.lines.funding import pages

urlpatterns = [
    path("floor-checks/<id:pk>/", pages.page, name="floor_check"),
    path("floor-checks/<id:pk>/book/", pages.book, name="floor_book"),
]
