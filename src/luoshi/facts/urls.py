"""URLs of indicators and figures beyond the generic record pages."""

from __future__ import annotations

from django.urls import path

from luoshi.base.forms.requests import limit_heavy_view
from luoshi.facts.bulletins import pages as bulletins
from luoshi.facts.countings import pages as counted
from luoshi.facts.figure_views.pages import indicator_figure_pages, source, unit_figure_pages
from luoshi.facts.foreign_tables import pages as foreign
from luoshi.facts.library import pages as library
from luoshi.facts.revisions import pages as revised

urlpatterns = [
    path("indicator-library/", library.library_indicator_list, name="library"),
    path("indicator-library/counted/", counted.countable_figure_list, name="countable"),
    path("figures/", limit_heavy_view(unit_figure_pages.unit_figure_list), name="unit_figures"),
    path("figures/book/", limit_heavy_view(unit_figure_pages.unit_figure_export), name="unit_book"),
    path(
        "figures/<id:pk>/", limit_heavy_view(indicator_figure_pages.indicator_figure_detail), name="indicator_figures"
    ),
    path(
        "figures/<id:pk>/book/", limit_heavy_view(indicator_figure_pages.indicator_figure_export), name="indicator_book"
    ),
    path(
        "figures/<id:pk>/<slug:name>/<str:file>",
        limit_heavy_view(indicator_figure_pages.indicator_figure_chart),
        name="indicator_picture",
    ),
    path("figures/bulletins/<id:one>/<id:other>/", limit_heavy_view(bulletins.bulletin_comparison), name="compared"),
    path("figures/kept/", limit_heavy_view(revised.kept_value_revision_list), name="revisions"),
    path("figures/tables/<id:pk>/", foreign.foreign_table_detail, name="foreign"),
    path("figures/tables/<id:pk>/book/", limit_heavy_view(foreign.foreign_table_export), name="foreign_book"),
    path("figures/facts/<id:pk>/", source.fact_detail, name="fact"),
    path("figures/facts/<id:pk>/settled/", source.fact_question_settle, name="settled"),
]
