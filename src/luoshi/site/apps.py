"""The room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class Site(AppConfig):
    """Base pages, sign-in, home."""

    name = "luoshi.site"
    label = "site"

    def ready(self) -> None:
        from luoshi.org.base.ports import PORTS
        from luoshi.site.signin import actions, events

        PORTS.remove_factor = actions.remove_factor
        events.connect()
