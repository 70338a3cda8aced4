"""Where forms are filled in, and who has returned one."""

from __future__ import annotations

from django.urls import path

from luoshi.org.base.requests import heavy
from luoshi.parts.returns import pages, sheet_pages, totals, who

urlpatterns = [
    path("fill/", pages.fill, name="fill"),
    path("fill/sheet/", sheet_pages.take, name="book"),
    path("fill/back/", sheet_pages.back, name="back"),
    path("fill/totals/<id:pk>/", heavy(totals.page), name="totals"),
    path("fill/totals/<id:pk>/book/", heavy(totals.book), name="totals_book"),
    path("fill/who/<id:pk>/", who.page, name="who"),
]
