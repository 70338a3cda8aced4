"""The address where an instruction on a record begins."""

from __future__ import annotations

from django.urls import path

from luoshi.lines.instructions import pages

urlpatterns = [path("instruct/", pages.about, name="about")]
