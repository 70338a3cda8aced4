"""URLs for filling in forms, and for returns and totals."""

from __future__ import annotations

from django.urls import path

from luoshi.base.forms.requests import limit_heavy_view
from luoshi.facts.returns import pages, return_status, sheet_pages, totals

urlpatterns = [
    path("fill/", pages.return_form_edit, name="fill"),
    path("fill/sheet/", sheet_pages.return_workbook_export, name="book"),
    path("fill/back/", sheet_pages.return_workbook_import, name="back"),
    path("fill/totals/<id:pk>/", limit_heavy_view(totals.form_totals_detail), name="totals"),
    path("fill/totals/<id:pk>/book/", limit_heavy_view(totals.form_totals_export), name="totals_book"),
    path("fill/who/<id:pk>/", return_status.return_status_list, name="who"),
]
