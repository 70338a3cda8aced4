"""The URLs of the page on which the desk ticks who came."""

from __future__ import annotations

from django.urls import path

from luoshi.lines.registrations import pages

urlpatterns = [path("check-in/<id:pk>/", pages.check_in, name="check_in")]
