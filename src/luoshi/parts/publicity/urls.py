"""URLs of publicity."""

from __future__ import annotations

from django.urls import path

from luoshi.parts.publicity import pages

urlpatterns = [
    path("publicity/", pages.posting_list, name="postings"),
    path("publicity/<id:pk>/", pages.posting_detail, name="posting"),
]
