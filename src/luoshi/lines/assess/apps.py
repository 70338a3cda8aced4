"""The Django app of the line; it declares the line at start-up."""

from __future__ import annotations

from luoshi.desk.declarations import line_app


class Assess(line_app.LineApp):
    """Schemes of assessment and their items."""

    name = "luoshi.lines.assess"
