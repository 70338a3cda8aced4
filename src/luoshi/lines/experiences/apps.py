"""The Django app of the line; it declares the line at start-up."""

from __future__ import annotations

from luoshi.desk.declarations import line_app


class ExperiencesApp(line_app.LineApp):
    """The app of the line."""

    name = "luoshi.lines.experiences"
