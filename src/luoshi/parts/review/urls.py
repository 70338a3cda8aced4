"""URLs of reviews."""

from __future__ import annotations

from django.urls import path

from luoshi.parts.review.assessors.pages import own_review_list
from luoshi.parts.review.bundles import pages

urlpatterns = [
    path("my-reviews/", own_review_list, name="own_reviews"),
    path("review-rounds/<id:pk>/<str:file>", pages.round_document, name="round_document"),
    path("review-draws/<id:pk>/proof.json", pages.export_seat_proof, name="seat_proof"),
]
