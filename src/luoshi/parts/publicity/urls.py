"""The addresses of what stands in publicity."""

from __future__ import annotations

from django.urls import path

from luoshi.parts.publicity import pages

urlpatterns = [
    path("publicity/", pages.listing, name="postings"),
    path("publicity/<id:pk>/", pages.posting, name="posting"),
]
