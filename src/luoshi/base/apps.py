"""The ground of all rooms as a Django app, for its words."""

from __future__ import annotations

from django.apps import AppConfig


class BaseConfig(AppConfig):
    """The app of the room."""

    name = "luoshi.base"
