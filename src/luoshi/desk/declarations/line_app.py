"""The app of a line of work: at start-up it registers the line from its module ``line``.

An ``apps.py`` imports this module, not the class: with two configurations in it Django could not choose.
"""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class LineApp(AppConfig):
    """An app whose package has a module ``line`` with the declaration ``LINE``."""

    def ready(self) -> None:
        from luoshi.desk.declarations.registration import register_line  # models are available only now

        register_line(import_module(f"{self.name}.line").LINE)
