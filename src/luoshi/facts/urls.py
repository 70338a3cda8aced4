"""The addresses of indicators that the generic pages of records do not have."""

from __future__ import annotations

from django.urls import path

from luoshi.facts.library import pages as library

urlpatterns = [path("indicator-library/", library.page, name="library")]
