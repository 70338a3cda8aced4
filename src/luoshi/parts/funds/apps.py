"""The funds Django app; it declares its kind at start-up."""

from __future__ import annotations

from luoshi.desk.declarations import line_app


class Funds(line_app.LineApp):
    """Funds and their movements."""

    name = "luoshi.parts.funds"
