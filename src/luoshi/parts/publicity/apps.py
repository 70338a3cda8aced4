"""The publicity as a Django app."""

from __future__ import annotations

from luoshi.records.declaring import line_app


class PublicityApp(line_app.LineApp):
    """The app of the publicity."""

    name = "luoshi.parts.publicity"
