"""The sign-ups Django app."""

from __future__ import annotations

from luoshi.desk.declarations import line_app


class Signups(line_app.LineApp):
    """Sign-ups."""

    name = "luoshi.parts.signups"
