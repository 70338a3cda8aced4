"""The line as a Django app, which declares its line when it starts."""

from __future__ import annotations

from luoshi.records.declaring import line_app


class Assess(line_app.LineApp):
    """Schemes of assessment and their items."""

    name = "luoshi.lines.assess"
