"""The addresses of indicators and figures that the generic pages of records do not have."""

from __future__ import annotations

from django.urls import path

from luoshi.facts.bulletins import pages as bulletins
from luoshi.facts.counted import pages as counted
from luoshi.facts.floors import pages as floors
from luoshi.facts.foreign import pages as foreign
from luoshi.facts.library import pages as library
from luoshi.facts.looking.pages import of_indicator, of_unit, source
from luoshi.facts.revised import pages as revised
from luoshi.org.base.requests import heavy

urlpatterns = [
    path("floor-checks/<id:pk>/", heavy(floors.page), name="floor_check"),
    path("floor-checks/<id:pk>/book/", heavy(floors.book), name="floor_book"),
    path("indicator-library/", library.page, name="library"),
    path("indicator-library/counted/", counted.page, name="countable"),
    path("figures/", heavy(of_unit.page), name="unit_figures"),
    path("figures/book/", heavy(of_unit.sheet), name="unit_book"),
    path("figures/<id:pk>/", heavy(of_indicator.page), name="indicator_figures"),
    path("figures/<id:pk>/book/", heavy(of_indicator.sheet), name="indicator_book"),
    path("figures/<id:pk>/<slug:name>/<str:file>", heavy(of_indicator.picture), name="indicator_picture"),
    path("figures/bulletins/<id:one>/<id:other>/", heavy(bulletins.compared), name="compared"),
    path("figures/kept/", heavy(revised.page), name="revisions"),
    path("figures/tables/<id:pk>/", foreign.page, name="foreign"),
    path("figures/tables/<id:pk>/book/", heavy(foreign.book), name="foreign_book"),
    path("figures/facts/<id:pk>/", source.page, name="fact"),
    path("figures/facts/<id:pk>/settled/", source.settled, name="settled"),
]
