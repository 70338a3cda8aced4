"""The funds as a Django app, which declares their kind when it starts."""

from __future__ import annotations

from luoshi.records.declaring import line_app


class Funds(line_app.LineApp):
    """The app of the funds."""

    name = "luoshi.parts.funds"
