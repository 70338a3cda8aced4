"""The app of a line of work: at start-up it registers the line from its module ``line``.

An ``apps.py`` imports this module, not the class: with two configurations in it Django could not choose.
"""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig

from luoshi.kernel.kinds.language.places import DeclarationError, module_file, refused_with_place


class LineApp(AppConfig):
    """An app whose package has a module ``line`` with the declaration ``LINE``.

    Whatever its modules raise is a ``DeclarationError`` that names file and line.
    """

    def import_models(self) -> None:
        """Import the models, which declare fields, links and lists."""
        with refused_with_place(self.name):
            super().import_models()

    def ready(self) -> None:
        """Register the line."""
        from luoshi.desk.declarations.registration import register_line  # models are available only now

        with refused_with_place(self.name):
            module = import_module(f"{self.name}.line")
            if not hasattr(module, "LINE"):
                raise DeclarationError(f"{module_file(module.__name__)}: it declares no LINE = Line(…)")
            register_line(module.LINE)
