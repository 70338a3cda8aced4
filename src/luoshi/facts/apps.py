"""The room as a Django app, which declares its line when it starts."""

from __future__ import annotations

from luoshi.records.declaring import line_app


class Facts(line_app.LineApp):
    """Indicators, and the values promised and told of them."""

    name = "luoshi.facts"
