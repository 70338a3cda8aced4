"""The room as a Django app; ``records`` is the label under which offices have its tables."""

from __future__ import annotations

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """The app of the room."""

    name = "luoshi.kernel"
    label = "records"
