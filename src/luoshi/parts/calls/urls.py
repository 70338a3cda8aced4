"""URLs of the pages for applicants."""

from __future__ import annotations

from django.urls import path

from luoshi.parts.calls.applicant import pages

urlpatterns = [
    path("apply/", pages.own_application_list, name="own_applications"),
    path("apply/<id:pk>/", pages.begin_application, name="apply"),
]
