"""The room as a Django app; ``ledger`` is the label under which offices have its tables."""

from __future__ import annotations

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """The app of the room."""

    name = "luoshi.plans"
    label = "ledger"
