"""The line as a Django app, which declares its line when it starts."""

from __future__ import annotations

from luoshi.records.declaring import line_app


class CareApp(line_app.LineApp):
    """The app of the line."""

    name = "luoshi.lines.care"
