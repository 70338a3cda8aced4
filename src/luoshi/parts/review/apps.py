"""The Django app of reviews."""

from __future__ import annotations

from luoshi.desk.declarations import line_app


class ReviewApp(line_app.LineApp):
    """Forms of marks, rounds, what is assessed, and sheets."""

    name = "luoshi.parts.review"
