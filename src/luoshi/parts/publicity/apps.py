"""The publicity Django app."""

from __future__ import annotations

from luoshi.desk.declarations import line_app


class PublicityApp(line_app.LineApp):
    """Postings and objections."""

    name = "luoshi.parts.publicity"
