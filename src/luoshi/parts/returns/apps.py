"""The returns as a Django app, which declares their kinds when it starts."""

from __future__ import annotations

from luoshi.records.declaring import line_app


class Returns(line_app.LineApp):
    """The app of forms and returns."""

    name = "luoshi.parts.returns"
