"""URL of the slips for external persons."""

from __future__ import annotations

from django.urls import path

from luoshi.parts.registers import pages

urlpatterns = [path("access/<id:pk>/slip/", pages.access_slip_new, name="slip")]
