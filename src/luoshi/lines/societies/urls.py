"""URL of the page of dues."""

from __future__ import annotations

from django.urls import path

from luoshi.lines.societies import pages

urlpatterns = [path("who-is-due/", pages.society_due_list, name="due")]
