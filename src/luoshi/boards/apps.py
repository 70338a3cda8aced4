"""The app of boards; it declares its line at start-up."""

from __future__ import annotations

from luoshi.desk.declarations import line_app


class Boards(line_app.LineApp):
    """Boards of figures."""

    name = "luoshi.boards"
