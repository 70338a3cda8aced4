"""The room as a Django app; its tables keep the label under which offices have them."""

from __future__ import annotations

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """The app of the room."""

    name = "luoshi.evidence"
