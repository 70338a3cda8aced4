"""The line as a Django app, which declares its line when it starts."""

from __future__ import annotations

from luoshi.desk.declarations import line_app


class Credits(line_app.LineApp):
    """The app of the line."""

    name = "luoshi.lines.credits"
