"""The lots Django app."""

from __future__ import annotations

from luoshi.desk.declarations import line_app


class LotsApp(line_app.LineApp):
    """Lots, whose moves are only added."""

    name = "luoshi.parts.lots"
