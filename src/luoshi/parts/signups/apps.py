"""The sign-ups as a Django app."""

from __future__ import annotations

from luoshi.records.declaring import line_app


class Signups(line_app.LineApp):
    """The app of the sign-ups."""

    name = "luoshi.parts.signups"
